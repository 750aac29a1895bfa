"""When services open again: which on which day, and several days never as if a period."""

from datetime import date

import pytest

from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.dates import short_day
from fravaertui.texts.readings import stay_phrase
from fravaertui.texts.reopenings import each_opening, various_openings

NB = screen_words("nb")
SOON, LATER, LAST = date(2027, 7, 12), date(2027, 7, 19), date(2027, 8, 2)
TIME, RENEWAL, VIDEO, CONTACT = "timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({SOON: (TIME, RENEWAL, VIDEO, CONTACT)}, "12.07.2027"),
        (
            {SOON: (RENEWAL,), LAST: (TIME, VIDEO, CONTACT)},
            "Resept 12.07.2027, de andre 02.08.2027",
        ),
        (
            {SOON: (TIME, VIDEO, CONTACT), LAST: (RENEWAL,)},
            "Resept 02.08.2027, de andre 12.07.2027",
        ),
        ({SOON: (RENEWAL,), LAST: (TIME,)}, "Resept 12.07.2027, Time 02.08.2027"),
        (
            {SOON: (RENEWAL,), LATER: (TIME,), LAST: (VIDEO, CONTACT)},
            "Resept 12.07.2027, Time 19.07.2027, de andre 02.08.2027",
        ),
    ],
)
def test_C2_services_that_open_on_different_days_are_named(
    days: dict[date, tuple[str, ...]], said: str
) -> None:
    assert each_opening(days, short_day, NB, short=True) == said


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_C2_each_service_that_opens_by_itself_is_named_in_every_language(language: str) -> None:
    words = screen_words(language)
    days = {SOON: (RENEWAL,), LAST: (TIME, VIDEO, CONTACT)}
    named, others = each_opening(days, short_day, words).split(", ")
    assert named.endswith(" 12.07.2027")
    assert others.endswith(" 02.08.2027")


def test_who_opens_on_which_day_is_not_told_of_several_people() -> None:
    assert various_openings((SOON, SOON), short_day, NB) == "12.07.2027"
    said = "på ulike dager, først 12.07.2027, sist 02.08.2027"
    assert various_openings((LAST, SOON, LATER), short_day, NB) == said


def test_the_form_names_what_opens_by_itself() -> None:
    days = {SOON: (RENEWAL,), LAST: (TIME, VIDEO, CONTACT)}
    said = stay_phrase(date(2027, 7, 5), date(2027, 7, 11), days, NB, brief=True)
    assert said == "7 dager · uke 27 · åpner: Resept ma 12.07.2027, de andre ma 02.08.2027"
