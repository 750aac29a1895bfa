"""Dates in the forms: shown in full, and asked about where they can mean more (D3, D4)."""

from datetime import date

import pytest
from textual.widgets import Input

from fravaertui.session.drafts.base import ClinicDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.widgets.offered import Offered
from tests.tui.conftest import Backend
from tests.tui.driver import Driver
from tests.tui.plain_text import flat


def offered(agent: Driver, field: str) -> list[str]:
    """The readings to choose from under a field."""
    form = agent.workbench.middle.form
    rows = form.query_one(f"#{field}-field").query(Offered)
    return [flat(row.text).removeprefix("· ") for row in rows if row.display]


def draft(agent: Driver) -> ClinicDraft:
    return agent.workbench.middle.form.draft


def placeholder(agent: Driver, field: str) -> str:
    """What stands in an empty field."""
    return agent.workbench.middle.form.query_one(f"#{field}", Input).placeholder


async def starts_lately(agent: Driver, ends: str = "") -> None:
    """A form with a first day that passed two days ago; today is Sunday 22.11.2026."""
    await agent.press("n")
    await agent.type("per")
    await agent.fill("starts", "20.11")
    await agent.fill("ends", ends)
    await agent.go_to("services")
    await agent.press("a")


async def test_D4_a_day_lately_passed_is_told_and_asked_about(agent: Driver) -> None:
    await starts_lately(agent)
    await agent.go_to("starts")
    assert agent.field_note("starts") == "Hva menes? ↓ og Enter velger"
    assert offered(agent, "starts") == [
        "fredag 20. november 2026, for 2 dager siden",
        "lørdag 20. november 2027, den neste",
    ]
    await agent.press("down", "down", "enter")
    assert agent.field_note("starts") == "lørdag 20. november 2027"
    assert offered(agent, "starts") == []
    assert agent.focus == "ends"


async def test_D4_nothing_is_saved_while_it_is_undecided(wide: Driver, backend: Backend) -> None:
    await starts_lately(wide, "10.12")
    assert offered(wide, "starts") == [
        "fredag 20. november 2026 til torsdag 10. desember 2026 (21 dager), "
        "begynte for 2 dager siden",
        "lørdag 20. november 2027 til fredag 10. desember 2027 (21 dager), den neste",
    ]
    await wide.press("ctrl+s")
    assert wide.title == "Legg til fravær"
    await wide.press("enter")
    assert wide.field_note("starts") == "fredag 20. november 2026"
    assert wide.field_note("ends") == "torsdag 10. desember 2026"
    assert wide.says("span").startswith("21 dager · ")
    await wide.press("ctrl+s")
    async with backend.another_agent() as ola:
        absences = (await ola.file()).absences
    assert (date(2026, 11, 20), date(2026, 12, 10)) in {(a.starts, a.ends) for a in absences}


@pytest.mark.parametrize("onward", ["enter", "tab"])
async def test_W6_who_types_on_is_not_held_up_and_chooses_nothing(
    wide: Driver, onward: str
) -> None:
    await wide.press("n", "tab")
    await wide.type("20.11")
    await wide.press(onward)
    await wide.type("10.12")
    await wide.press(onward)
    assert (wide.value("starts"), wide.value("ends")) == ("20.11", "10.12")
    assert wide.focus == "services"
    assert len(offered(wide, "starts")) == 2


async def test_W6_a_letter_on_a_reading_goes_to_the_next_field(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("20.11")
    await wide.press("down")
    await wide.type("10.12")
    await wide.press("enter")
    assert wide.value("ends") == "10.12"
    assert len(offered(wide, "starts")) == 2


@pytest.mark.parametrize("key", ["j", "k", "space", "a", "1"])
async def test_W6_a_key_on_a_reading_never_takes_what_the_next_field_holds(
    wide: Driver, key: str
) -> None:
    await starts_lately(wide, "10.12")
    ticked = wide.ticked
    await wide.press("ctrl+s", key, key)
    assert (wide.value("starts"), wide.value("ends")) == ("20.11", "10.12")
    assert wide.ticked == ticked
    assert len(offered(wide, "starts")) == 2
    await wide.press("enter")
    assert wide.focus == "ends"
    await wide.type(".26")
    assert wide.value("ends") == "10.12.26"


@pytest.mark.parametrize("key", ["j", "space", "a"])
async def test_W6_a_key_on_a_reading_of_the_last_day_ticks_nothing(wide: Driver, key: str) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "23.11.2026")
    await wide.fill("ends", "fram til 10.12")
    await wide.press("down")
    ticked = wide.ticked
    await wide.press(key)
    assert wide.ticked == ticked
    assert wide.value("ends") == "fram til 10.12"
    assert len(offered(wide, "ends")) == 2


async def test_W6_enter_at_once_chooses_nothing(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("20.11")
    await wide.press("down")
    await wide.press("enter", pause=0.2)
    assert len(offered(wide, "starts")) == 2
    await wide.press("enter")
    assert offered(wide, "starts") == []


async def test_D4_a_choice_is_forgotten_with_the_text_it_was_made_of(wide: Driver) -> None:
    await starts_lately(wide)
    await wide.go_to("starts")
    await wide.press("down", "enter")
    assert draft(wide).starts_choice
    await wide.fill("starts", "21.11")
    assert len(offered(wide, "starts")) == 2
    await wide.fill("starts", "20.11")
    assert len(offered(wide, "starts")) == 2


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        (
            "uke 28/30",
            [
                "mandag 12. juli 2027 til søndag 1. august 2027 (21 dager), lest som uker",
                "mandag 8. juli 2030 til søndag 14. juli 2030 (7 dager), lest som årstall",
            ],
        ),
        (
            "uke 23-25.august",
            [
                "mandag 23. august 2027 til onsdag 25. august 2027 (3 dager), lest som datoer",
                "mandag 7. juni 2027 til onsdag 25. august 2027 (80 dager), lest som uker",
            ],
        ),
        ("ca. 12.6", ["lørdag 12. juni 2027, hvis det er akkurat den"]),
    ],
)
async def test_D4_what_is_doubtful_is_never_read_without_a_question(
    wide: Driver, typed: str, readings: list[str]
) -> None:
    await wide.press("n")
    await wide.fill("starts", typed)
    assert offered(wide, "starts") == readings


async def test_D4_an_unclear_end_is_asked_about(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "12.6")
    await wide.fill("ends", "fram til 8.7")
    assert offered(wide, "ends") == [
        "lørdag 12. juni 2027 til onsdag 7. juli 2027 (26 dager), dagen før er den siste",
        "lørdag 12. juni 2027 til torsdag 8. juli 2027 (27 dager), den dagen er med",
    ]
    await wide.press("down", "enter")
    assert wide.field_note("ends") == "onsdag 7. juli 2027"
    assert wide.says("span").startswith("26 dager · ")
    assert wide.focus == "services"


async def test_D3_correcting_the_start_never_moves_a_typed_end(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "12.6")
    await wide.fill("ends", "8.7")
    assert wide.field_note("ends") == "torsdag 8. juli 2027"
    assert wide.says("span").startswith("27 dager · ")
    await wide.fill("starts", "12.6.2028")
    assert (
        "Siste dag, torsdag 8. juli 2027, er før den første, mandag 12. juni 2028."
        in wide.field_note("ends")
    )


@pytest.mark.parametrize(
    ("starts", "ends", "named"),
    [
        ("12.7", "11.7", "søndag 11. juli 2027, er før den første, mandag 12. juli 2027"),
        ("1.8", "31.7", "lørdag 31. juli 2027, er før den første, søndag 1. august 2027"),
        ("uke 30", "uke 28", "søndag 18. juli 2027, er før den første, mandag 26. juli 2027"),
    ],
)
async def test_D3_an_end_is_not_moved_a_year_to_make_it_fit(
    wide: Driver, starts: str, ends: str, named: str
) -> None:
    await wide.press("n")
    await wide.fill("starts", starts)
    await wide.fill("ends", ends)
    assert f"Siste dag, {named}." in wide.field_note("ends")


async def test_the_end_field_shows_what_will_be_saved(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "u28-30")
    assert placeholder(wide, "ends") == "01.08.2027"
    assert wide.field_note("ends") == "søndag 1. august 2027"
    assert wide.says("span").startswith("21 dager · ")
    await wide.fill("starts", "12.6")
    assert placeholder(wide, "ends") == "8.7, uke 30, 2 uker, tilbake 9.7"


async def test_a_substitutes_end_field_never_says_open_while_an_end_is_saved(wide: Driver) -> None:
    await wide.press("v", "n")
    assert placeholder(wide, "ends") == "tom: inntil videre"
    await wide.fill("starts", "u28-30")
    assert placeholder(wide, "ends") == "01.08.2027"
    assert "inntil videre" not in wide.picture
    await wide.fill("starts", "12.7")
    assert placeholder(wide, "ends") == "tom: inntil videre"


async def test_D4_extending_counts_from_the_present_end(wide: Driver) -> None:
    await wide.press("f")
    present = wide.value("ends")
    day, month, year = (int(part) for part in present.split("."))
    await wide.fill("ends", "+7")
    ends = wide.workbench.middle.form.reading.ends
    assert ends
    assert (ends - date(year, month, day)).days == 7
    await wide.fill("ends", "1 uke")
    assert wide.workbench.middle.form.reading.ends == ends


async def test_D4_an_end_counted_from_one_start_is_the_same_day_of_another_absence(
    wide: Driver,
) -> None:
    """What "+16" was when typed goes along to the absence that stands in the way."""
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "18.12.2026")
    await wide.fill("ends", "+16")
    await wide.go_to("services")
    await wide.press("space", "ctrl+g")
    assert wide.title == "Endre fravær"
    assert wide.value("ends") == "03.01.2027"


@pytest.mark.parametrize(
    ("typed", "day"), [("20.11", date(2026, 11, 20)), ("1.6", date(2027, 6, 1))]
)
def test_D4_what_is_known_of_a_vendor_is_never_from_a_coming_day(typed: str, day: date) -> None:
    """So a day that lately passed is that day, and any other needs its year."""
    reading = VendorDraft(name="Test", source_date=typed).read((), date(2026, 11, 22))
    assert reading.source_date == day
    assert ("source_date" in reading.problems) == (day > date(2026, 11, 22))


PROMPTS = {"day": ("p",), "ahead": ("t", "p"), "snooze": ("t", "z")}
"""The keys that lead to each question for one day."""


def prompted(agent: Driver) -> Prompt:
    """The question at the bottom."""
    return agent.app.screen.query_one(Prompt)


def said_of_the_day(agent: Driver) -> str:
    """What stands beside the field of the question, as far as it is on the screen."""
    note = agent.view(f"{prompted(agent).id}-note")
    rows = [note.render_line(y).text for y in range(note.size.height)]
    return flat(" ".join(rows))


def prompt_offers(agent: Driver) -> list[str]:
    """The readings to choose from under the question that are on the screen whole."""
    rows = [row for row in prompted(agent).query(Offered) if row.display]
    whole = [row for row in rows if row.region.height == len(row.text.split("\n"))]
    return [flat(row.text).removeprefix("· ") for row in whole]


LATELY = ["fredag 20. november 2026, for 2 dager siden", "lørdag 20. november 2027, den neste"]


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "tullogtøys og så videre",
            "Forstår ikke «tullogtøys og så vid…» som en dato. "
            "Skriv for eksempel 12.6, 12. juni eller uke 28.",
        ),
        ("fram til 8.7", "Det er ikke én dag. Skriv én, for eksempel 12.6 eller i morgen."),
        ("inntil videre", "Det er ikke én dag. Skriv én, for eksempel 12.6 eller i morgen."),
        ("uke 25-28 og uke 31", "Det er ikke én dag. Skriv én, for eksempel 12.6 eller i morgen."),
        ("midten av juli", "Det er ingen bestemt dag. Spør etter datoen, og skriv den."),
        ("onsdag 8.7.2027", "Ukedagen stemmer ikke: Datoen er torsdag 8. juli 2027."),
    ],
)
async def test_D4_a_prompt_tells_the_whole_of_what_is_wrong(
    agent: Driver, prompt: str, typed: str, said: str
) -> None:
    await agent.press(*PROMPTS[prompt])
    await agent.type(typed)
    assert said_of_the_day(agent) == said
    await agent.press("enter")
    assert prompted(agent).display


@pytest.mark.parametrize("prompt", PROMPTS)
async def test_D4_a_prompt_offers_the_readings_and_takes_none_unasked(
    agent: Driver, prompt: str
) -> None:
    await agent.press(*PROMPTS[prompt])
    await agent.type("20.11")
    assert said_of_the_day(agent) == "Hva menes? ↓ og Enter velger"
    await agent.until(lambda: prompt_offers(agent) == LATELY)
    await agent.press("enter")
    assert prompt_offers(agent) == LATELY
    await agent.type(".2027")
    assert said_of_the_day(agent) == "lørdag 20. november 2027"
    assert prompt_offers(agent) == []


async def test_D4_the_day_is_the_reading_that_was_chosen(agent: Driver) -> None:
    await agent.press("p")
    await agent.type("20.11")
    assert agent.workbench.state.day == date(2026, 11, 22), "nothing is shown that is not certain"
    await agent.press("down", "down", "up", "up", "down", "down", "enter")
    assert not agent.shows("day")
    assert agent.workbench.state.day == date(2027, 11, 20)
    assert agent.focus == "absences"


async def test_D4_a_chosen_reading_that_can_not_be_used_is_asked_again(agent: Driver) -> None:
    await agent.press("t", "z")
    await agent.type("20.11")
    await agent.press("down", "enter")
    assert agent.note == "Velg en kommende dag."
    assert agent.focus == "ask-field"
    await agent.press("down", "down", "enter")
    assert agent.note.startswith("Utsatt til lørdag 20. november 2027: Kari Testnes (avvik F01).")


async def test_W6_what_is_typed_ahead_in_a_prompt_chooses_nothing(agent: Driver) -> None:
    day = agent.workbench.state.day
    await agent.burst("p", *"20.11", "enter", "enter", *"nq")
    assert agent.workbench.state.day == day
    assert agent.value("day-field") == "20.11nq"
    await agent.press("escape")
    assert agent.focus == "absences"
    await agent.burst("p", *"uke 29", "enter", "plus")
    assert agent.workbench.state.day == date(2027, 7, 20)


async def test_the_question_for_a_day_says_what_it_takes_and_what_enter_does(
    agent: Driver,
) -> None:
    await agent.press("p")
    assert "12.6, uke 28, i dag, +14" in agent.words
    assert agent.keys == "Enter vis dagen Esc tilbake"
    await agent.press("enter")
    assert said_of_the_day(agent) == "Skriv en dag først."
    await agent.type("uke 29")
    assert "Skriv en dag" not in said_of_the_day(agent)
    await agent.press("enter")
    assert agent.workbench.state.day == date(2027, 7, 19)
    assert "Enter vis dagen" not in agent.keys


async def test_tab_does_not_lead_out_of_a_prompt(agent: Driver) -> None:
    await agent.press("p")
    for key in ("tab", "shift+tab", "down", "up"):
        await agent.press(key)
        assert agent.focus == "day-field"


async def test_D4_what_a_vendor_is_known_from_is_one_day(wide: Driver) -> None:
    await wide.press("L", "e")
    await wide.fill("source_date", "12.7.2026-11.7.2026")
    assert "Det er ikke én dag." in wide.words
