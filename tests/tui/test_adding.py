"""«Legg til fravær»: typing, what is understood, what is wrong, and what is saved."""

from datetime import date, timedelta

import pytest

from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Source
from fravaertui.session.clinic_search import found_by
from fravaertui.tui.panes.citizen import citizen_lines
from fravaertui.tui.widgets.record_list import RecordList
from tests.tui.conftest import TODAY, Backend, Opening, planned_of
from tests.tui.driver import NARROW, WIDE, Driver

MONDAY, SUNDAY = date(2027, 7, 12), date(2027, 8, 1)
"""Weeks 28 to 30 of 2027."""


async def test_the_form_takes_the_middle_pane_and_the_keys(agent: Driver) -> None:
    await agent.press("n")
    assert agent.title == "Legg til fravær"
    assert agent.focus == "practitioner"
    assert agent.practitioner == "Astrid Info"
    assert not agent.shows("absences")
    assert "^s lagre" in agent.keys


async def test_the_issues_own_case_from_call_to_list(agent: Driver, size: tuple[int, int]) -> None:
    """n, Astrid Info, uke 28 to uke 30, all services, save (the issue's «Done when»)."""
    await agent.press("n")
    await agent.type("astrid")
    await agent.press("tab")
    await agent.type("uke 28")
    assert agent.field_note("starts") == "mandag 12. juli 2027"
    assert "foreslått: søndag 18. juli 2027" in agent.field_note("ends")
    assert "7 dager" in agent.words
    await agent.press("enter")
    await agent.type("uke 30")
    assert "søndag 1. august 2027" in agent.field_note("ends")
    assert "21 dager" in agent.words
    await agent.press("enter", "a", "ctrl+s")
    assert agent.title == "Fravær"
    assert agent.row == ("Astrid Info 12.07.2027 01.08.2027 21 d planlagt")
    page = "citizen" if size == WIDE else "strip"
    # The page is on the first day it looks different; a week on is in week 29.
    assert "mandag 12. juli 2027" in agent.says(page)
    await agent.burst(*("plus",) * 7)
    assert "mandag 19. juli 2027" in agent.says(page)
    if size == WIDE:
        assert (
            "Timebestilling er midlertidig stengt hos fastlegen din, "
            "og åpner igjen 2. august 2027." in agent.says("citizen")
        )
    else:
        assert "Time STENGT (åpner 02.08.2027)" in agent.says("strip")


async def test_what_is_saved_is_what_was_typed(wide: Driver, backend: Backend) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "12.7")
    await wide.fill("ends", "1.8")
    await wide.go_to("services")
    await wide.press("down", "space", "down", "space")
    await wide.fill("case_reference", "SAK 42")
    await wide.press("ctrl+s")
    async with backend.another_agent() as ola:
        saved = planned_of("Per Vikar", await ola.file())
    assert (saved.starts, saved.ends) == (MONDAY, SUNDAY)
    assert saved.services == ("reseptfornyelse", "ekonsultasjon")
    assert saved.source is Source.DESK


async def test_A7_the_reminder_comes_after_saving(wide: Driver) -> None:
    await adds(wide, "uke 28")
    assert wide.note.startswith("Lagret: ")
    assert wide.note.endswith(
        "Husk: en vikar registreres også i EPJ. Foreløpig trenger ingenting å slås av der."
    )
    await wide.press("down")
    assert wide.title == "Fravær"


async def test_A7_the_reminder_says_more_where_somebody_substitutes(wide: Driver) -> None:
    await wide.press("b", "d", "J", "n")  # Bo Berg, for whom Per Vikar goes on
    await wide.fill("starts", "7.12")
    await wide.fill("ends", "20.12")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s")
    assert wide.note.endswith(
        "Husk: registrer vikaren i EPJ for tjenester som har vikar. Det som ikke skal være "
        "tilgjengelig, kan slås av i EPJ, men det trengs ikke nå: Veilederen av 24.06.2024 sier at "
        "det foreløpig er nok å registrere fraværet."
    )


async def test_a_span_typed_as_the_start_fills_both_ends(wide: Driver) -> None:
    await adds(wide, "u28-30")
    assert "12.07.2027 01.08.2027" in wide.row


UNDERSTOOD = {
    "12.06.2027": "lørdag 12. juni 2027",
    "12.6": "lørdag 12. juni 2027",
    "120627": "lørdag 12. juni 2027",
    "12. juni": "lørdag 12. juni 2027",
    "i dag": "søndag 22. november 2026",
    "i morgen": "mandag 23. november 2026",
    "+14": "søndag 6. desember 2026",
    "uke 53": "mandag 28. desember 2026",
    "29.2": "tirsdag 29. februar 2028",
    "17.5": "mandag 17. mai 2027 (17. mai og 2. pinsedag)",
    "24.12": "torsdag 24. desember 2026",
}

NO_DATES = {
    "tull": "Forstår ikke «tull» som en dato.",
    "31.2": "31. februar finnes ikke.",
    "6/25": "Dagen kommer før måneden: Skriv 25.6, ikke 6.25.",
    "1.77": "Det finnes ingen måned 77.",
    "12. jull": "Det finnes ingen måned som heter «jull».",
    "uke 53 2027": "2027 har ingen uke 53.",
    "1.1.2200": "Datoen må være i årene 1900 til 2199.",
    "8.7.2027-12.6.2027": "Siste dag, lørdag 12. juni 2027, er før den første",
    "x" * 500: "Forstår ikke «",
}


async def test_D4_the_understood_date_stands_in_full_under_the_field(wide: Driver) -> None:
    await wide.press("n")
    told = {}
    for typed in UNDERSTOOD:
        await wide.fill("starts", typed)
        told[typed] = wide.field_note("starts")
    assert told == UNDERSTOOD


@pytest.mark.parametrize("field", ["starts", "ends"])
async def test_D4_what_is_no_date_is_told_at_its_field_while_typing(
    wide: Driver, field: str
) -> None:
    await wide.press("n")
    for typed, told in NO_DATES.items():
        await wide.fill(field, typed)
        assert told in wide.field_note(field)


async def test_D3_an_end_before_the_start_names_both_dates(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "12.7.2027")
    await wide.fill("ends", "8.7.2027")
    assert (
        "Siste dag, torsdag 8. juli 2027, er før den første, mandag 12. juli 2027."
        in wide.field_note("ends")
    )
    assert wide.value("ends") == "8.7.2027"


async def test_A1_a_past_only_absence_is_refused_at_the_end(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "1.11.2026")
    await wide.fill("ends", "21.11.2026")
    await wide.go_to("services")
    await wide.press("a")
    assert (
        "Siste dag, lørdag 21. november 2026, er passert. "
        "Den må være søndag 22. november 2026 eller senere." in wide.field_note("ends")
    )
    await wide.fill("ends", "22.11.2026")
    assert wide.field_note("ends") == "søndag 22. november 2026"
    assert wide.says("span").startswith("22 dager · ")


async def test_A1_an_absence_of_one_day_has_the_same_day_twice(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "i morgen")
    await wide.fill("ends", "i morgen")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.row.startswith("Per Vikar 23.11.2026 23.11.2026")


async def test_A1_at_least_one_service(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    assert wide.field_note("services") == "mellomrom velger, a alle"
    await wide.press("ctrl+s")
    assert wide.field_note("services") == "Velg minst én tjeneste."
    assert wide.focus == "services"


async def test_saving_an_empty_form_tells_every_problem_and_goes_to_the_first(
    agent: Driver,
) -> None:
    await agent.press("n", "ctrl+s")
    assert agent.title == "Legg til fravær"
    assert agent.focus == "starts"
    hint = "Skriv en dato, for eksempel 12.6, uke 28 eller i morgen."
    assert agent.field_note("starts") == hint
    assert agent.field_note("ends") == hint
    assert agent.field_note("services") == "Velg minst én tjeneste."
    assert "Skriv en dato" in agent.words


async def test_nothing_is_told_as_wrong_before_it_is_typed(wide: Driver) -> None:
    await wide.press("n")
    for field in ("starts", "ends", "case_reference"):
        assert wide.field_note(field) == ""


async def test_saving_goes_to_the_field_that_is_wrong(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.fill("ends", "tull")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.focus == "ends"


async def test_the_field_with_a_problem_is_on_the_screen(opening: Opening) -> None:
    """At 80x24 a long problem makes the form longer than its pane."""
    async with opening((80, 24), clinic="ddfl") as agent:
        await agent.press("n")
        await agent.type("bo")
        await agent.fill("starts", "8.12.2026")
        await agent.fill("ends", "9.12.2026")
        await agent.fill("case_reference", "x" * 65)
        await agent.go_to("services")
        await agent.press("a", "ctrl+s")
        assert "Det er allerede fravær fra" in agent.words
        await agent.go_to("case_reference")
        assert "En saksreferanse har høyst 64 tegn." in agent.words


async def test_a_service_closed_on_the_first_day_already_is_not_said_to_be_closed_now(
    wide: Driver,
) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "18.12.2026")
    assert "stengt fra før" in wide.words
    assert "nå stengt" not in wide.words


async def test_an_empty_form_follows_with_what_is_usual(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("n")
    await agent.type("astrid")
    await agent.fill("starts", "uke 28-30")
    await agent.fill("case_reference", "SAK-7")
    await agent.go_to("services")
    await agent.press("space", "ctrl+n")
    assert agent.note.startswith("Lagret: Astrid Info 12.07–01.08.2027, Timebestilling.")
    assert "Esc og så u angrer." in agent.note
    assert agent.title == "Legg til fravær"
    assert agent.focus == "practitioner"
    assert agent.value("starts") == agent.value("ends") == ""
    assert agent.value("case_reference") == "SAK-7"
    assert agent.ticked == {"timebestilling"}
    agent.send("b", "o", "tab", "u", "k", "e", "space", "3", "1", "ctrl+n")
    await agent.settle()
    assert agent.note.startswith("Lagret: Bo Berg")
    await agent.press("escape")
    assert agent.title == "Fravær", "nothing was typed in the last form"
    assert len([row for row in agent.absences if "2027" in row]) == 2


async def test_a_form_that_could_not_be_saved_stays_and_no_other_follows(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("astrid")
    await wide.fill("starts", "uke 28-30")
    await wide.press("ctrl+n")
    assert wide.value("starts") == "uke 28-30"
    assert "Velg minst én tjeneste." in wide.words
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.title == "Fravær"


async def test_each_service_says_what_the_citizen_meets_before_and_after(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "12.7")
    await wide.fill("ends", "1.8")
    await wide.go_to("services")
    await wide.press("space")
    first, *others = wide.rows("services")
    assert "Timebestilling        ÅPEN → STENGT" in first
    assert [row.split()[-1] for row in others] == ["ÅPEN"] * 3
    await wide.press("space", "down", "space")
    first, second, *_ = wide.rows("services")
    assert "→" not in first
    assert second.endswith("ÅPEN → STENGT")


async def test_A4_an_overlap_is_told_with_the_absence_in_the_way(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "18.12.2026")
    await wide.fill("ends", "3.1.2027")
    await wide.go_to("services")
    await wide.press("space")
    assert (
        "Det er allerede fravær fra mandag 7. desember 2026 til søndag 20. desember 2026"
        in wide.field_note("starts")
    )
    await wide.press("ctrl+s")
    assert wide.title == "Legg til fravær"


async def test_A4_another_service_on_the_same_days_is_no_overlap(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "21.12.2026")
    await wide.fill("ends", "3.1.2027")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.title == "Fravær"
    assert len(wide.absences) == 3


async def test_A4_the_offer_to_extend_the_other_takes_the_end_along(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "18.12.2026")
    await wide.fill("ends", "3.1.2027")
    await wide.go_to("services")
    await wide.press("space")
    assert "^g" in wide.words, "the offer names its key"
    await wide.press("ctrl+g")
    assert wide.title == "Endre fravær"
    assert wide.practitioner == "Bo Berg"
    assert wide.value("starts") == "07.12.2026"
    assert wide.field_note("ends") == "søndag 3. januar 2027"
    assert wide.says("span").startswith("28 dager · ")
    await wide.press("ctrl+s")
    async with backend.another_agent() as ola:
        absences = [a for a in (await ola.file()).absences if a.ends > TODAY]
    assert len(absences) == 2
    assert max(a.ends for a in absences) == date(2027, 1, 3)


async def test_A4_the_offer_takes_an_earlier_start_along_and_shortens_nothing(
    agent: Driver, backend: Backend
) -> None:
    """Bo is away 7 to 20 December: what is typed begins before that, and ends inside it."""
    await agent.press("n")
    await agent.type("bo")
    await agent.fill("starts", "1.12-10.12")
    await agent.go_to("services")
    await agent.press("space", "ctrl+g")
    assert agent.title == "Endre fravær"
    assert (agent.value("starts"), agent.value("ends")) == ("01.12.2026", "20.12.2026")
    assert agent.note == (
        "Fraværet gjelder nå alle dagene, fra tirsdag 1. desember 2026 til søndag 20. desember "
        "2026. Ingenting av det som er registrert, er kortet ned. "
        "E-konsultasjon er tatt med: det fraværet hadde den."
    )
    await agent.press("ctrl+s")
    async with backend.another_agent() as ola:
        [planned] = [a for a in (await ola.file()).absences if a.ends > date(2026, 12, 1)]
    assert (planned.starts, planned.ends) == (date(2026, 12, 1), date(2026, 12, 20))


async def test_A4_the_offer_says_nothing_more_when_all_that_is_there_is_typed_too(
    wide: Driver,
) -> None:
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "1.12-31.12")
    await wide.go_to("services")
    await wide.press("space", "down", "down", "space", "ctrl+g")
    assert (wide.value("starts"), wide.value("ends")) == ("01.12.2026", "31.12.2026")
    assert wide.note == ""


async def test_A4_the_offer_leaves_the_first_day_of_what_has_begun(
    wide: Driver, backend: Backend
) -> None:
    """Astrid is away since 9 November, and the past can't be changed (rule A2)."""
    await wide.press("n")
    await wide.type("astrid")
    await wide.fill("starts", "2.11.2026-6.12.2026")
    await wide.go_to("services")
    await wide.press("a", "ctrl+g")
    assert wide.title == "Endre fravær"
    assert (wide.value("starts"), wide.value("ends")) == ("09.11.2026", "06.12.2026")
    assert wide.note == (
        "Fraværet begynte mandag 9. november 2026, og det som er passert, kan ikke endres. "
        "Siste dag er nå søndag 6. desember 2026."
    )
    await wide.press("ctrl+s")
    async with backend.another_agent() as ola:
        [running] = [a for a in (await ola.file()).absences if a.starts == date(2026, 11, 9)]
    assert running.ends == date(2026, 12, 6)


async def test_A4_services_are_added_to_the_absence_that_is_there_those_days(
    agent: Driver, backend: Backend
) -> None:
    """Bo is away 7 to 20 December with two services: shorter days do not shorten that."""
    await agent.press("n")
    await agent.type("bo")
    await agent.fill("starts", "7.12-13.12")
    await agent.fill("case_reference", "SAK-7")
    await agent.go_to("services")
    await agent.press("space", "down", "space")
    assert "^g legger tjenestene til i det." in agent.field_note("starts")
    await agent.press("ctrl+g")
    assert agent.title == "Endre fravær"
    assert agent.value("ends") == "20.12.2026"
    assert agent.value("case_reference") == "SAK-7"
    assert agent.says("services").count("[x]") == 3
    assert agent.focus == "services"
    # A substitute covers what is added: the second way shortens the cover.
    await agent.press("ctrl+s", "2", "J")
    async with backend.another_agent() as ola:
        [planned] = [a for a in (await ola.file()).absences if a.starts > TODAY]
    assert (planned.ends, len(planned.services)) == (date(2026, 12, 20), 3)


async def test_A4_the_key_of_the_offer_says_so_when_nothing_stands_in_the_way(wide: Driver) -> None:
    await wide.press("n", "ctrl+g")
    assert wide.note == "Det er ikke noe annet fravær i veien."
    assert wide.title == "Legg til fravær"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("tull", "Forstår ikke «tull» som en dato."),
        ("uke 49", "Velg minst én tjeneste."),
    ],
)
async def test_A4_the_key_of_the_offer_says_what_is_lacking_before_it_can_be_told(
    wide: Driver, typed: str, why: str
) -> None:
    await wide.press("n")
    await wide.fill("starts", typed)
    await wide.press("ctrl+g")
    assert wide.note.startswith("Kan ikke si ennå om noe annet fravær er i veien.")
    assert why in wide.note


async def test_A4_the_offer_says_which_services_the_other_has_besides(wide: Driver) -> None:
    """Bo is away 7 to 20 December for appointments and e-consultations."""
    await wide.press("n")
    await wide.type("bo")
    await wide.fill("starts", "7.12-31.12")
    await wide.go_to("services")
    await wide.press("a", "down", "down", "space")
    assert "ekonsultasjon" not in wide.ticked
    await wide.press("ctrl+g")
    assert wide.title == "Endre fravær"
    assert "ekonsultasjon" in wide.ticked
    assert wide.note == "E-konsultasjon er tatt med: det fraværet hadde den."


async def test_a_service_that_is_closed_longer_says_from_when(wide: Driver) -> None:
    """The first day is as it was: what changes comes after it."""
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "12.7")
    await wide.fill("ends", "18.7")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s", "e")
    assert wide.title == "Endre fravær"
    await wide.fill("ends", "1.8")
    first, *others = wide.rows("services")
    assert first.endswith("ÅPEN → STENGT fra 19.07")
    assert not any("→" in row for row in others)
    await wide.fill("ends", "15.7")
    assert wide.rows("services")[0].endswith("STENGT → ÅPEN fra 16.07")


async def test_an_end_that_was_typed_is_no_suggestion(wide: Driver) -> None:
    await wide.press("n")
    for typed in ("uke 28-30", "12.7-1.8", "12.7 i 3 uker"):
        await wide.fill("starts", typed)
        assert "søndag 1. august 2027" in wide.field_note("ends")
        assert "foreslått" not in wide.field_note("ends")
    await wide.fill("starts", "uke 28")
    assert "foreslått: søndag 18. juli 2027" in wide.field_note("ends")


async def test_A6_longer_than_a_year_is_asked_about_with_no_as_the_default(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "1.1.2027")
    await wide.fill("ends", "31.1.2028")
    await wide.go_to("services")
    await wide.press("a")
    assert "er over ett år" in wide.field_note("ends")
    await wide.press("ctrl+s")
    assert wide.title == "Stemmer dette?"
    assert "er over ett år. Bekreft hvis årstallet er riktig." in wide.says("reading")
    for key in ("ctrl+s", "enter", "down"):
        await wide.press(key)
        assert wide.title == "Stemmer dette?"
    await wide.press("escape")
    assert wide.title == "Legg til fravær"
    assert wide.value("ends") == "31.1.2028"
    await wide.press("ctrl+s", "J")
    assert wide.title == "Fravær"
    assert "01.01.2027 31.01.2028" in wide.row
    async with backend.another_agent() as ola:
        assert planned_of("Per Vikar", await ola.file()).ends == date(2028, 1, 31)


async def test_A6_far_ahead_is_asked_about(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "uke 28 2028")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.title == "Stemmer dette?"
    assert "over 18 måneder" in wide.says("reading")
    await wide.press("J")
    assert "10.07.2028 16.07.2028" in wide.row


async def test_A6_a_yes_is_not_kept_for_other_dates(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "1.1.2027")
    await wide.fill("ends", "31.1.2028")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s", "n")
    await wide.fill("ends", "31.1.2029")
    await wide.press("ctrl+s")
    assert wide.title == "Stemmer dette?"


async def test_A8_the_whole_clinic_is_the_first_choice_and_closes_for_everyone(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("n", "left")
    assert agent.practitioner == "Hele legekontoret"
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    assert agent.row.startswith("Hele legeko")
    page = "citizen" if size == WIDE else "strip"
    for _ in range(3):
        await agent.press("b")
        assert "STENGT" in agent.says(page)
        assert "mandag 12. juli 2027" in agent.says(page)


async def test_A12_of_a_whole_clinic_each_service_says_at_how_many_it_changes(
    wide: Driver,
) -> None:
    await wide.press("n", "left")
    await wide.fill("starts", "10.12-11.12")
    await wide.fill("ends", "11.12")
    await wide.go_to("services")
    await wide.press("a")
    told = wide.says("services")
    # Bo is away with a substitute for two of them that day.
    for service, turn in (
        ("Timebestilling", "2 av 3: ÅPEN → STENGT"),
        ("Reseptfornyelse", "3 av 3: → STENGT"),
        ("E-konsultasjon", "2 av 3: ÅPEN → STENGT"),
        ("Kontakt legekontoret", "3 av 3: → STENGT"),
    ):
        assert f"[x] {service} {turn}" in told


async def test_A12_each_line_of_a_whole_clinic_says_which_services_it_is_about(
    wide: Driver,
) -> None:
    """Bo is away already with a substitute for two services, and so is in two of the lines."""
    await wide.press("n", "left")
    await wide.fill("starts", "16.12-3.1")
    await wide.go_to("services")
    await wide.press("a")
    page = wide.says("citizen")
    assert "2 av 3: ÅPEN → STENGT · alle fire tjenester" in page
    assert "Bo Berg: STENGT, ÅPNER EN ANNEN DAG · Time og E-kons" in page
    assert "Bo Berg: ÅPEN, VIKAR → STENGT · Resept og Kontakt" in page


async def test_A12_services_that_are_not_the_same_for_all_are_not_said_to_be(
    opening: Opening,
) -> None:
    """One is hidden at Hilde's, two at Tor's, and Grete's are closed already but for one."""
    async with opening(WIDE, clinic="solvik") as agent:
        await agent.press("n")
        await agent.type("hele")
        await agent.fill("starts", "25.11-30.11")
        await agent.go_to("services")
        await agent.press("a")
        page = agent.says("citizen")
        assert "3 av 3: ÅPEN → STENGT · ulike tjenester" in page
        assert "Grete Testglem: STENGT, ÅPNER EN ANNEN DAG · alle unntatt Kontakt" in page


async def test_S7_the_form_says_what_it_opens_and_not_what_was_open_before(
    opening: Opening, size: tuple[int, int]
) -> None:
    """Grete has a hole in her absence that goes on now; the one in January is what this opens."""
    async with opening(size, clinic="grete") as agent:
        await agent.press("n")
        await agent.fill("starts", "11.1-17.1")
        await agent.go_to("services")
        await agent.press("a", "down", "down", "down", "space")
        said = agent.says("citizen" if size == WIDE else "holes")
        assert "Kontakt legekontoret er åpen 11.01–17.01.2027 uten vikar" in said
        assert "22.11" not in said


async def test_after_the_whole_clinic_the_form_is_for_the_chosen_one_again(agent: Driver) -> None:
    """The whole clinic is never chosen but by the agent."""
    await agent.press("n")
    await agent.type("hele")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("space", "ctrl+n")
    assert agent.note.startswith("Lagret: Hele legekontoret")
    assert agent.practitioner == "Astrid Info"


async def test_A8_the_whole_clinic_may_overlap_a_practitioners_own(wide: Driver) -> None:
    await wide.press("n", "left")
    await wide.fill("starts", "24.11")
    await wide.fill("ends", "25.11")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.title == "Fravær"


async def test_the_practitioner_is_found_by_letters(opening: Opening) -> None:
    async with opening(NARROW, clinic="ronhovde") as agent:
        await agent.press("n")
        await agent.type("aile sara")
        assert agent.practitioner == "Áile Sárá Testčohkka"
        assert agent.field_note("practitioner").startswith("fant «aile sara»")
        await agent.press("right")
        assert agent.practitioner == "Hele legekontoret"


async def test_the_practitioner_field_says_that_one_can_type(agent: Driver) -> None:
    await agent.press("n")
    assert agent.field_note("practitioner") == "skriv et navn eller «hele»"
    await agent.press("tab")
    assert "skriv et navn" not in agent.words
    await agent.press("escape", "v", "n")
    assert agent.focus == "practitioner"
    assert "skriv et navn" in agent.words


async def test_hele_finds_the_whole_clinic_which_stands_first_and_is_never_chosen_by_itself(
    agent: Driver,
) -> None:
    await agent.press("n")
    assert agent.practitioner == "Astrid Info"
    await agent.press("h", "e", "l", "e")
    assert agent.says("practitioner").startswith("◂ Hele legekontoret ▸ 1/4")
    assert agent.field_note("practitioner") == "fant «hele»"
    await agent.press("right")
    assert agent.practitioner == "Astrid Info"


def test_the_first_letters_of_a_name_are_not_the_whole_clinics() -> None:
    options = ("Hele legekontoret", "Helene Berg", "Hilde Dal")
    assert found_by("h", options, rare=0) == [1, 2, 0]
    assert found_by("hel", options, rare=0) == [1, 0]
    assert found_by("hele", options, rare=0) == [0, 1]
    assert found_by("helen", options, rare=0) == [1]
    assert found_by("", options, rare=0) == found_by("x", options, rare=0) == []


async def test_letters_that_go_on_with_no_name_choose_nobody_else(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("hele bo")
    assert wide.practitioner == "Hele legekontoret"
    assert wide.field_note("practitioner") == "fant ikke «hele bo»"
    await wide.press("b")
    assert wide.field_note("practitioner") == "fant ikke «hele bob»", "also after a pause"
    await wide.press("delete")
    assert wide.practitioner == "Astrid Info", "as before anything was typed"
    await wide.type("bob")
    assert wide.field_note("practitioner") == "fant ikke «bob»"
    await wide.press("backspace")
    assert wide.field_note("practitioner") == "fant «bo»"
    assert wide.practitioner == "Bo Berg"


async def test_while_nobody_is_found_nobodys_page_is_shown(
    agent: Driver, size: tuple[int, int]
) -> None:
    page = "citizen" if size == WIDE else "strip"
    await agent.press("n")
    await agent.type("bo")
    assert "Bo Berg" in agent.says(page)
    await agent.type("dil")
    assert agent.says(page) == "Fant ingen «bodil», så ingens side vises."
    if size == WIDE:
        assert agent.says("days") == "", "nor their days"
        practitioners = agent.view("practitioners")
        assert isinstance(practitioners, RecordList)
        assert practitioners.key is None, "nor are they marked"
    await agent.fill("starts", "uke 28")
    assert agent.says(page) == "Fant ingen «bodil», så ingens side vises."
    await agent.go_to("practitioner")
    await agent.press("delete")
    assert "Astrid Info" in agent.says(page)
    await agent.type("bodil")
    await agent.press("escape", "J")
    assert agent.title == "Fravær"
    assert "Fant ingen" not in agent.words


async def test_letters_that_find_nobody_change_nothing(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("zzz")
    assert wide.practitioner == "Astrid Info"
    assert wide.field_note("practitioner") == "fant ikke «zzz»"


NOT_FOUND = "Fant ikke «{typed}». Slett det du skrev, eller velg med ← →."


@pytest.mark.parametrize("typed", ["bodil", "dagni", "uke 28-30", "astrid-bo"])
async def test_a_name_that_is_not_found_is_a_problem_until_it_is_settled(
    agent: Driver, backend: Backend, typed: str
) -> None:
    """Letters that found Bo on the way to «bodil» do not leave him chosen."""
    await agent.press("n")
    await agent.type(typed)
    await agent.press("enter")
    assert agent.focus == "practitioner"
    assert agent.field_note("practitioner") == NOT_FOUND.format(typed=typed)
    await agent.press("tab")
    await agent.type("uke 28")
    assert agent.field_note("practitioner") == NOT_FOUND.format(typed=typed), "it stays"
    await agent.go_to("services")
    await agent.press("a")
    for save in ("ctrl+s", "ctrl+n"):
        await agent.go_to("services")
        await agent.press(save)
        assert agent.title == "Legg til fravær"
        assert agent.focus == "practitioner"
        assert agent.field_note("practitioner") == NOT_FOUND.format(typed=typed)
    assert "→" not in agent.says("services"), "nobody's days are said to change"
    async with backend.another_agent() as ola:
        assert not [a for a in (await ola.file()).absences if a.starts == MONDAY]
    await agent.press("delete")
    await agent.type("bo")
    await agent.press("ctrl+s")
    assert agent.note.startswith("Lagret: Bo Berg 12.07–18.07.2027")


async def test_the_arrows_settle_what_was_not_found(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("zzz")
    await wide.press("enter", "right")
    assert wide.field_note("practitioner") == "skriv et navn eller «hele»"
    assert wide.practitioner == "Bo Berg"
    await wide.press("enter")
    assert wide.focus == "starts"


async def test_a_pasted_name_is_found_as_a_typed_one(agent: Driver) -> None:
    await agent.press("n")
    await agent.paste("\n  Bo \t Berg\u200b \nSkal på ferie")
    assert agent.practitioner == "Bo Berg"
    assert "Det som limes inn" not in agent.words
    await agent.press("tab")
    assert agent.practitioner == "Bo Berg"
    await agent.go_to("practitioner")
    await agent.type("bo")
    await agent.paste("Kari Ukjentsen")
    await agent.press("enter")
    assert agent.focus == "practitioner"
    assert agent.field_note("practitioner") == NOT_FOUND.format(typed="Kari Ukjentsen")
    await agent.paste("Astrid Info")
    await agent.press("enter")
    assert agent.practitioner == "Astrid Info"
    assert agent.focus == "starts"


async def test_what_is_pasted_into_a_choice_can_command_nothing(wide: Driver) -> None:
    await wide.press("n")
    await wide.paste("Bo\u202e Berg")
    assert wide.practitioner == "Bo Berg"
    assert "U+202E" in wide.note
    await wide.paste(" \n ")
    assert wide.practitioner == "Bo Berg"


SEVERAL = "«{typed}» passer på {n} navn. Velg med ← →, eller skriv mer."


@pytest.mark.parametrize("window", [WIDE, NARROW])
async def test_a_name_that_fits_several_is_settled_before_anything_else(
    opening: Opening, window: tuple[int, int]
) -> None:
    """«test» begins «Testnes» and «Testvik»: nobody gets an absence by standing first."""
    async with opening(window, clinic="fagersta") as agent:
        await _settle_who_is_meant(agent)


async def _settle_who_is_meant(agent: Driver) -> None:
    await agent.press("n")
    await agent.type("test")
    first = agent.practitioner
    for leave in ("enter", "tab"):
        await agent.go_to("practitioner")
        await agent.press(leave)
        assert agent.field_note("practitioner") == SEVERAL.format(typed="test", n=2)
    assert agent.focus == "starts"
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("space", "ctrl+s")
    assert agent.title == "Legg til fravær"
    assert agent.focus == "practitioner"
    assert agent.field_note("practitioner") == SEVERAL.format(typed="test", n=2)
    await agent.press("right")
    second = agent.practitioner
    assert second != first
    assert agent.field_note("practitioner").startswith("«test»: 2 av 2")
    await agent.press("right")
    assert agent.practitioner == first, "round among those that it fits"
    await agent.press("right", "enter")
    assert agent.focus == "starts"
    await agent.press("ctrl+s")
    assert agent.note.startswith(f"Lagret: {second} 12.07–18.07.2027")


async def test_what_is_taken_back_leaves_the_one_who_was_chosen_before(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("bo")
    assert wide.practitioner == "Bo Berg"
    await wide.press("backspace", "backspace")
    assert wide.practitioner == "Astrid Info"


async def test_a_letter_after_a_pause_goes_on_with_the_name(wide: Driver) -> None:
    """Who types slowly gets nobody but whom the whole of it finds."""
    await wide.press("n")
    await wide.press(*"bodi")
    assert wide.field_note("practitioner") == "fant ikke «bodi»"


async def test_the_services_are_ticked_one_by_one_or_all(wide: Driver) -> None:
    await wide.press("n")
    await wide.go_to("services")
    await wide.press("space")
    assert wide.ticked == {"timebestilling"}
    await wide.press("a")
    assert wide.ticked == set(STANDARD_SERVICES)
    await wide.press("a")
    assert wide.ticked == set()


async def test_arrows_lead_through_the_whole_form_and_back(agent: Driver) -> None:
    fields = ["practitioner", "starts", "ends", "services", "case_reference"]
    way = [*fields, "save", "save-and-new", "cancel"]
    await agent.press("n")
    for key, stations in (("down", way), ("up", way[::-1])):
        visited = [agent.focus]
        for _ in range(12):
            if agent.focus != stations[-1]:
                await agent.press(key)
            if agent.focus != visited[-1]:
                visited.append(agent.focus)
        assert visited == stations


async def test_the_buttons_do_what_they_say(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "uke 28")
    await wide.go_to("services")
    await wide.press("a")
    await wide.go_to("save")
    await wide.press("enter")
    assert "12.07.2027" in wide.row
    await wide.press("n")
    await wide.go_to("cancel")
    await wide.press("space")
    assert wide.title == "Legg til fravær", "space ticks, and presses nothing"
    await wide.press("enter")
    assert wide.title == "Fravær"


async def test_space_on_a_button_saves_nothing(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "uke 28")
    await wide.go_to("services")
    await wide.press("a")
    for button in ("save", "save-and-new"):
        await wide.go_to(button)
        await wide.press("space")
        assert wide.title == "Legg til fravær"
        assert wide.value("starts") == "uke 28"
    await wide.press("up", "enter")
    assert "12.07.2027" in wide.row


async def test_a_touched_form_is_not_left_without_being_asked(agent: Driver) -> None:
    await agent.press("n")
    await agent.fill("starts", "uke 28")
    await agent.press("escape")
    assert agent.title == "Gå ut av skjemaet?"
    await agent.press("escape")
    assert agent.title == "Legg til fravær"
    assert agent.value("starts") == "uke 28"
    assert agent.focus == "starts"
    await agent.press("escape", "J")
    assert agent.title == "Fravær"
    assert len(agent.absences) == 2


async def test_an_untouched_form_is_left_at_once(wide: Driver) -> None:
    await wide.press("n", "escape")
    assert wide.title == "Fravær"


async def test_a_form_is_empty_each_time(wide: Driver) -> None:
    await adds(wide, "uke 28")
    await wide.press("n")
    assert wide.value("starts") == ""
    assert wide.ticked == set()


async def test_tab_never_leads_from_the_form_into_the_search(wide: Driver) -> None:
    await wide.press("n")
    seen = set()
    for key in ("tab",) * 12 + ("shift+tab",) * 12:
        await wide.press(key)
        seen.add(wide.focus)
    fields = {"practitioner", "starts", "ends", "services", "case_reference"}
    buttons = {"save", "save-and-new", "cancel"}
    assert fields | buttons <= seen <= fields | buttons | {"citizen"}


async def test_enter_goes_from_field_to_field(wide: Driver) -> None:
    await wide.press("n")
    visited = [wide.focus]
    for _ in range(5):
        await wide.press("enter")
        visited.append(wide.focus)
    assert visited == ["practitioner", "starts", "ends", "services", "case_reference", "save"]


async def test_letters_in_a_form_are_never_commands(wide: Driver) -> None:
    await wide.press("n")
    await wide.go_to("starts")
    await wide.type("qdnjhu?/:p+-1b")
    assert wide.title == "Legg til fravær"
    assert wide.value("starts") == "qdnjhu?/:p+-1b"
    await wide.go_to("services")
    await wide.type("qdnhu")
    assert wide.title == "Legg til fravær"
    assert wide.is_open


async def test_C4_the_page_changes_with_every_key_from_before_to_after(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "uke 28")
    assert "→" not in wide.says("citizen")
    await wide.go_to("services")
    await wide.press("space")
    page = wide.says("citizen")
    assert "Bestille time ÅPEN → STENGT" in page
    assert "og åpner igjen 19. juli 2027." in page
    assert "Forny resept ÅPEN" in page
    assert "Forny resept ÅPEN →" not in page
    await wide.go_to("ends")
    for typed, day in (("uke 2", None), ("9", "26. juli 2027"), (" 2028", "24. juli 2028")):
        await wide.type(typed)
        if day:
            assert f"og åpner igjen {day}." in wide.says("citizen")
    await wide.press("escape", "J")
    assert "→" not in wide.says("citizen")


async def test_the_strip_shows_before_and_after_in_a_small_terminal(opening: Opening) -> None:
    async with opening((80, 24), clinic="ddfl") as agent:
        await agent.press("n")
        await agent.type("per")
        await agent.fill("starts", "uke 28")
        await agent.go_to("services")
        await agent.press("space")
        assert "Time ÅPEN → STENGT (åpner 19.07" in agent.says("strip")
        assert agent.shows("form")


async def test_C2_the_agent_is_told_when_it_reopens_on_a_day_few_work(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "14.5.2027")
    await wide.fill("ends", "16.5.2027")
    await wide.go_to("services")
    await wide.press("a")
    assert "NB: åpner på en dag få er på jobb: 17. mai og 2. pinsedag." in wide.says("citizen")
    outside = [one for one in citizen_lines(wide.app.state) if one.edge is None]
    said = [part for one in outside for part, _ in one.parts]
    assert any(part.startswith("NB: åpner på en dag") for part in said), "no part of the page"


async def test_A10_there_is_a_case_and_no_reason(wide: Driver) -> None:
    await wide.press("n")
    assert "Sak" in wide.words
    for word in ("årsak", "grunn", "sykdom"):
        assert word not in wide.words.casefold()


async def test_the_case_has_at_most_64_characters(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("case_reference", "x" * 64)
    assert wide.field_note("case_reference") == ""
    await wide.type("y")
    assert wide.field_note("case_reference") == "En saksreferanse har høyst 64 tegn."


async def test_adding_where_nobody_works_says_so(opening: Opening) -> None:
    async with opening(NARROW, clinic="nyapnet") as agent:
        await agent.press("n")
        assert agent.title == "Fravær"
        assert agent.note
        assert agent.note != "Velg en virksomhet først.", "a clinic is chosen; nobody works there"


async def test_adding_before_a_clinic_is_chosen_says_what_to_do(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.press("escape", "n")
        assert agent.note == "Velg en virksomhet først."


async def test_the_new_absence_is_marked_also_among_many(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="storbyen") as agent:
        await agent.press("n")
        await agent.type("hele")
        await agent.fill("starts", "uke 31")
        await agent.go_to("services")
        await agent.press("a", "ctrl+s")
        assert agent.row.startswith("Hele legekonto")
        assert "02.08.2027" in agent.row


async def adds(agent: Driver, days: str) -> None:
    """Register an absence for Per Vikar, all services."""
    await agent.press("n")
    await agent.type("per")
    await agent.fill("starts", days)
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")


def test_the_weeks_of_these_tests() -> None:
    assert MONDAY.isocalendar()[:2] == (2027, 28)
    assert MONDAY + timedelta(days=20) == SUNDAY


async def test_each_form_begins_with_the_first_service(wide: Driver) -> None:
    for who, left in (("bo", 3), ("astrid", 3)):
        await wide.press("n")
        await wide.type(who)
        await wide.press("enter")
        await wide.type("uke 28-30")
        await wide.press("enter", "enter", "a", "down", "space")
        assert len(wide.ticked) == left
        assert "reseptfornyelse" not in wide.ticked
        await wide.press("ctrl+s")


async def test_a_no_leaves_the_field_as_it_was_typed(agent: Driver) -> None:
    await agent.press("n")
    await agent.go_to("case_reference")
    await agent.type("SAK-123")
    await agent.press("escape", "escape")
    await agent.type("4")
    assert agent.value("case_reference") == "SAK-1234"


async def test_no_key_in_the_help_leads_out_of_the_form(agent: Driver) -> None:
    for key in ("1", "3"):
        await agent.press("n", "f1", key)
        assert agent.title == "Legg til fravær"
        assert agent.focus == "practitioner"
        await agent.press("escape")
