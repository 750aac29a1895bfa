"""«Slik ser innbygger det»: any day, four languages, why, and what to read back."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest

from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.languages import LANGUAGES
from fravaertui.tui.app import LONGEST_BEHIND
from tests.tui.conftest import AGENT, Opening
from tests.tui.driver import NARROW, WIDE, Clock, Driver
from tests.tui.plain_text import flat

SENTENCE = (
    "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 30. november 2026."
)


def page(size: tuple[int, int]) -> str:
    return "citizen" if size == WIDE else "strip"


async def test_the_page_of_the_chosen_practitioner_today(wide: Driver) -> None:
    told = wide.says("citizen")
    assert told.startswith("Fastlege Astrid Info søndag 22. november 2026 · i dag på bokmål")
    assert "Informasjon fra legekontoret Velkommen til DDFL Test" in told
    for number in ("113", "81569069", "116 117"):
        assert number in told.replace("\u00a0", " ")
    assert f"Bestille time STENGT {SENTENCE}" in told


async def test_C4_every_sentence_but_the_attested_is_marked_as_reconstructed(
    wide: Driver,
) -> None:
    told = wide.says("citizen")
    attested, others = told.split("Tilsvarende for:")
    assert "rekonstruert tekst" not in attested
    assert others.endswith("Kontakt legekontoret (de andre: rekonstruert tekst)")


async def test_what_is_said_alike_of_several_services_is_said_once(wide: Driver) -> None:
    assert wide.says("citizen").count("midlertidig stengt") == 1


async def test_what_differs_in_state_or_day_stands_apart(wide: Driver) -> None:
    await wide.press("down", "p")
    await wide.type("14.12")
    await wide.press("enter")
    told = wide.says("citizen")
    closed, covered = told.split("Forny resept ÅPEN, VIKAR")
    assert closed.endswith("Tilsvarende for: Start e-konsultasjon (den andre: rekonstruert tekst) ")
    assert covered == " Vikar: Per Vikar Likt for: Kontakt legekontoret (rekonstruert tekst)"


async def test_the_whole_page_at_80x24(opening: Opening) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        assert "Time STENGT" in agent.says("strip")
        await agent.press("3")
        assert SENTENCE in agent.says("citizen")
        assert not agent.shows("absences")
        await agent.press("end")
        assert "Kontakt legekontoret" in agent.words
        await agent.press("2")
        assert agent.shows("absences")


async def test_a_day_back_and_forth_and_today_again(agent: Driver, size: tuple[int, int]) -> None:
    await agent.press("plus")
    assert "mandag 23. november 2026" in agent.says(page(size))
    await agent.press("minus", "minus")
    assert "lørdag 21. november 2026" in agent.says(page(size))
    await agent.press("0")
    assert "søndag 22. november 2026 · i dag" in agent.says(page(size))


async def test_the_day_after_the_last_is_open(agent: Driver, size: tuple[int, int]) -> None:
    await agent.burst(*("plus",) * 7)
    assert "søndag 29. november 2026" in agent.says(page(size))
    assert "STENGT" in agent.says(page(size))
    await agent.press("plus")
    assert "STENGT" not in agent.says(page(size))


async def test_the_guides_own_case(wide: Driver) -> None:
    for typed, told in (
        ("20.06.2024", "og åpner igjen 9. juli 2024."),
        ("8.7.2024", "og åpner igjen 9. juli 2024."),
        ("9.7.2024", "Bestille time ÅPEN"),
    ):
        await wide.press("p")
        await wide.type(typed)
        await wide.press("enter")
        assert told in wide.says("citizen")


async def test_another_date_is_seen_while_it_is_typed(agent: Driver, size: tuple[int, int]) -> None:
    await agent.press("p")
    await agent.type("uke 50")
    assert agent.says("day-note") == "mandag 7. desember 2026"
    assert "mandag 7. desember 2026" in agent.says(page(size))
    await agent.press("escape")
    assert "søndag 22. november 2026" in agent.says(page(size))
    assert agent.focus == "absences"
    await agent.press("p")
    await agent.type("uke 50")
    await agent.press("enter")
    assert "mandag 7. desember 2026" in agent.says(page(size))
    assert not agent.shows("day")


async def test_what_is_no_date_is_told_and_not_gone_to(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("p")
    await agent.type("31.6")
    assert "31. juni finnes ikke" in agent.says("day-note")
    assert "søndag 22. november 2026" in agent.says(page(size))
    await agent.press("enter")
    assert agent.shows("day")


async def test_a_day_past_the_end_of_time_is_told_and_no_crash(wide: Driver) -> None:
    await wide.press("p")
    await wide.type("31.12.2199")
    await wide.press("enter", "plus", "plus")
    assert wide.is_open
    assert "2199" in wide.says("citizen")
    await wide.press("p")
    await wide.type("1.1.1900")
    await wide.press("enter", "minus", "minus")
    assert wide.is_open


async def test_each_language_in_turn_and_round_again(wide: Driver) -> None:
    titles = []
    for _ in (*CITIZEN_LANGUAGES, "once round"):
        titles.append(wide.says("citizen"))
        await wide.press("s")
    words = screen_words("nb")
    for title, code in zip(titles, (*CITIZEN_LANGUAGES, CITIZEN_LANGUAGES[0]), strict=True):
        assert f"på {words(LANGUAGES[code].name)}" in title
    assert titles[-1] == titles[0]
    assert "30 November 2026" in titles[CITIZEN_LANGUAGES.index("en")]
    in_sami = titles[CITIZEN_LANGUAGES.index("se")]
    assert "skábmamánnu 30. b. 2026" in in_sami
    assert "Velkommen til DDFL Test" in in_sami, "the clinic's own words are not translated"


async def test_C1_why_is_answered_with_the_facts_and_the_record_behind(
    wide: Driver,
) -> None:
    await wide.press("w")
    assert wide.title == "Hvorfor ser innbygger dette?"
    told = wide.says("reading")
    assert "Astrid Info søndag 22. november 2026 · i dag" in told
    assert "Alle fire tjenester STENGT" in told
    assert told.count("stenger tjenesten") == 1, "the same trace is told once"
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", told), "no id that nobody can use"
    assert "Astrid Info er aktiv ved legekontoret." in told
    assert "Fravær 09.11.2026–29.11.2026 stenger tjenesten." in told
    await wide.press("w")
    assert wide.title == "Fravær"


async def test_why_tells_who_registered_it_and_when(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "i dag")
    await wide.fill("ends", "+2")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s", "w")
    told = wide.says("reading")
    assert f"registrert av {AGENT} søndag 22. november 2026 kl. 11:00" in told


async def test_why_can_be_read_to_its_end(wide: Driver) -> None:
    await wide.press("w", "end")
    assert "stenger tjenesten." in wide.says("reading")
    await wide.press("q")
    assert wide.title == "Fravær"
    assert wide.is_open


async def test_what_to_read_back_goes_to_the_terminals_clipboard(
    agent: Driver, sent: list[str]
) -> None:
    await agent.press("y")
    told = agent.words
    head = "Astrid Info, DDFL Test. Slik ser innbyggerne det søndag 22. november 2026:"
    assert f"{head} {SENTENCE}" in told
    assert "Sendt til utklippstavlen i terminalen din." in told
    (sequence,) = (text for text in sent if text.startswith("\x1b]52;"))
    copied = base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
    assert copied.split("\n")[:2] == [head, SENTENCE]
    assert flat(copied) in told, "what is shown to select by hand is what was sent"
    await agent.press("escape")
    assert agent.title == "Fravær"


async def test_what_is_copied_stands_flush_left_without_frames(
    wide: Driver, sent: list[str]
) -> None:
    await wide.press("y")
    lines = [line for line in wide.picture.split("\n") if line.strip()]
    assert lines[0].startswith("Astrid Info, DDFL Test. Slik ser innbyggerne det")
    assert "▏" not in wide.picture


async def test_the_day_and_language_on_screen_are_what_is_read_back(wide: Driver) -> None:
    await wide.press("s", "s", "plus", "y")
    assert "Slik ser innbyggerne det mandag 23. november 2026:" in wide.words
    assert "30 November 2026." in wide.words


async def test_copying_without_a_clinic_says_so(opening: Opening) -> None:
    async with opening() as agent:
        await agent.press("escape", "y")
        assert agent.note == "Velg en virksomhet først."


async def test_D2_the_screen_rolls_over_at_oslo_midnight(
    agent: Driver, clock: Clock, size: tuple[int, int]
) -> None:
    clock.at = datetime(2026, 11, 29, 23, 0, 1, tzinfo=UTC)  # 00:00:01 on the 30th in Oslo
    agent.app._follow_the_clock()
    await agent.settle()
    assert "30.11.2026" in agent.header
    assert "mandag 30. november 2026 · i dag" in agent.says(page(size))
    assert len(agent.absences) == 1
    assert "STENGT" not in agent.says(page(size))


async def test_D2_before_oslo_midnight_it_is_still_the_same_day(
    opening: Opening, clock: Clock
) -> None:
    clock.at = datetime(2026, 11, 29, 22, 59, 59, tzinfo=UTC)
    async with opening(clinic="ddfl") as agent:
        assert "29.11.2026" in agent.header


def fire(agent: Driver) -> float:
    """Let the timer that follows the clock go off; return in how many seconds it does so again."""
    fired = agent.app._clock_watch
    agent.app._follow_the_clock()
    assert agent.app._clock_watch is not fired
    return agent.app._clock_watch._interval


async def test_D2_midnight_may_come_while_a_screen_is_being_opened(
    wide: Driver, clock: Clock
) -> None:
    clock.at = datetime(2026, 11, 22, 23, 0, 1, tzinfo=UTC)
    wide.workbench.other_screens.open_vendors()
    assert not wide.app.screen.is_mounted
    fire(wide)
    await wide.settle()
    assert "23.11.2026" in wide.header


async def test_D2_each_midnight_is_waited_for(wide: Driver, clock: Clock) -> None:
    for day in (22, 23, 24):
        clock.at = datetime(2026, 11, day, 22, 59, 30, tzinfo=UTC)
        assert fire(wide) == 31, "the next thing that happens is midnight"
        assert f"{day}.11.2026" in wide.header
        clock.at += timedelta(seconds=31)
        fire(wide)
        await wide.settle()
        assert f"{day + 1}.11.2026" in wide.header


async def test_D2_after_the_clock_has_jumped_a_key_finds_one_day_everywhere(
    agent: Driver, clock: Clock, size: tuple[int, int]
) -> None:
    for jumped in (datetime(2026, 11, 30, 10, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)):
        clock.at = jumped
        await agent.press("down")
        assert f"{jumped.day}.11.2026" in agent.header
        assert f"{jumped.day}. november 2026 · i dag" in agent.says(page(size))
    clock.at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert fire(agent) == LONGEST_BEHIND, "without a key within a minute"
    await agent.settle()
    assert "25.11.2026" in agent.header


@pytest.mark.parametrize("key", ["t", "L"])
async def test_D2_the_screens_over_the_workbench_show_the_new_day_too(
    wide: Driver, clock: Clock, key: str
) -> None:
    await wide.press(key)
    clock.at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    wide.app._follow_the_clock()
    await wide.settle()
    assert "23.11.2026" in wide.header


async def test_D2_an_open_form_is_understood_anew_at_midnight(wide: Driver, clock: Clock) -> None:
    await wide.press("n")
    await wide.fill("starts", "i dag")
    clock.at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    wide.app._follow_the_clock()
    await wide.settle()
    assert wide.value("starts") == "i dag"
    assert wide.field_note("starts") == "mandag 23. november 2026"


async def test_D2_a_chosen_day_stays_chosen_at_midnight(wide: Driver, clock: Clock) -> None:
    await wide.press("plus", "plus")
    clock.at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    wide.app._follow_the_clock()
    await wide.settle()
    assert "tirsdag 24. november 2026" in wide.says("citizen")
