"""How it stands with a practitioner, in the words of a narrow list."""

from datetime import date

import pytest

from fravaertui.domain.day_states import DayState, PractitionerState
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.dates import brief_day, day_ahead, month_heading, weekday_initials
from fravaertui.texts.day_states import day_state_word, practitioner_phrase

ON = date(2026, 11, 27)
OPEN, CLOSED, SOME = DayState.OPEN, DayState.CLOSED, DayState.SOME_CLOSED
SUBSTITUTE, NOT_SHOWN = DayState.SUBSTITUTE, DayState.NOT_SHOWN


def now(
    state: DayState,
    turns_on: date | None = None,
    turns_to: DayState | None = None,
    substitutes: tuple[str, ...] = (),
    hidden: int = 0,
) -> PractitionerState:
    return PractitionerState(state, 2, 4 - hidden, substitutes, turns_on, turns_to, hidden=hidden)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (now(OPEN), "åpen"),
        (now(OPEN, date(2026, 12, 14), CLOSED), "åpen · stengt fra 14.12"),
        (now(OPEN, date(2027, 1, 4), SOME), "åpen · noe stengt fra 04.01"),
        (now(OPEN, date(2026, 12, 14), SUBSTITUTE), "åpen · vikar fra 14.12"),
        (now(OPEN, date(2028, 1, 1), NOT_SHOWN), "åpen · vises ikke fra 01.01.2028"),
        (now(CLOSED), "stengt"),
        (now(CLOSED, date(2026, 12, 7), OPEN), "stengt til 7. des."),
        (now(CLOSED, date(2027, 1, 4), SOME), "stengt til 4. jan."),
        (now(CLOSED, date(2027, 12, 7), OPEN), "stengt til 7. des. 2027"),
        (now(CLOSED, date(2026, 12, 7), NOT_SHOWN), "stengt"),
        (now(SOME, date(2026, 12, 7), OPEN), "2 av 4 stengt"),
        (now(SUBSTITUTE, substitutes=("Siv Testvik",)), "vikar: Siv Testvik"),
        (now(SUBSTITUTE, substitutes=("Siv Test", "Vår Vik")), "vikar: Siv Test og Vår Vik"),
        (now(OPEN, hidden=2), "2 av 4 vises ikke"),
        (now(OPEN, date(2026, 12, 14), CLOSED, hidden=1), "1 av 4 vises ikke · stengt fra 14.12"),
        (now(SUBSTITUTE, None, None, ("Siv",), hidden=1), "1 av 4 vises ikke · vikar: Siv"),
        (now(NOT_SHOWN, date(2026, 12, 7), OPEN), "vises ikke"),
    ],
)
def test_how_it_stands_with_a_practitioner(state: PractitionerState, said: str) -> None:
    assert practitioner_phrase(state, ON, screen_words("nb")) == said


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        (now(OPEN), OPEN),
        (now(OPEN, hidden=1), NOT_SHOWN),
        (now(SUBSTITUTE, hidden=1), NOT_SHOWN),
        (now(SOME, hidden=1), SOME),
    ],
)
def test_who_is_in_part_not_shown_has_no_sign_of_being_open(
    state: PractitionerState, sign: DayState
) -> None:
    assert state.sign is sign


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_each_state_has_a_word_of_its_own(language: str) -> None:
    said = {day_state_word(state, screen_words(language)) for state in DayState}
    assert len(said) == len(DayState)


def test_a_coming_day_has_its_year_when_the_same_day_comes_before_it() -> None:
    last = date(2027, 11, 26)
    assert (day_ahead(last, ON), brief_day(last, ON, "en")) == ("26.11", "26 Nov")
    following = date(2027, 11, 27)
    assert (day_ahead(following, ON), brief_day(following, ON, "nb")) == (
        "27.11.2027",
        "27. nov. 2027",
    )


@pytest.mark.parametrize(
    ("language", "month", "weekdays"),
    [
        ("nb", "november 2026", "ma ti on to fr lø sø"),
        ("nn", "november 2026", "må ty on to fr la sø"),
        ("en", "November 2026", "Mo Tu We Th Fr Sa Su"),
    ],
)
def test_months_and_weekdays_of_a_calendar(language: str, month: str, weekdays: str) -> None:
    assert month_heading(ON, language) == month
    assert " ".join(weekday_initials(day, language) for day in range(1, 8)) == weekdays


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("becomes", [SOME, CLOSED, SUBSTITUTE, NOT_SHOWN])
def test_what_comes_takes_one_row_of_the_clinics_card(language: str, becomes: DayState) -> None:
    """The card of a terminal with 120 columns has so many cells for it."""
    state = now(OPEN, date(2026, 12, 14), becomes)
    _, _, coming = practitioner_phrase(state, ON, screen_words(language)).partition(" · ")
    assert coming
    assert len(coming) <= 20
