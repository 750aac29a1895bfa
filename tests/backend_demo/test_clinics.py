"""The handwritten clinics: what a new user sees, and that each case is there on any day."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

import pytest

from fravaertui.backend.demo import demo_files
from fravaertui.domain.absences import Status, status
from fravaertui.domain.changes import AddAbsence
from fravaertui.domain.citizen_view import State, citizen_view, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import FindingCode, findings
from fravaertui.domain.model import Absence, Known, Practitioner, Source
from fravaertui.domain.substitute_setup import Readiness, set_up
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.citizen import citizen_page
from fravaertui.texts.findings import finding_row_sentence

TODAY = date(2026, 11, 22)
DAYS = [
    TODAY,
    date(2024, 6, 1),
    date(2024, 6, 20),
    date(2024, 7, 9),
    date(2024, 7, 14),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
]


def clinic(name: str, today: date = TODAY) -> ClinicFile:
    """Return the one clinic whose name begins so."""
    [found] = [file for file in demo_files(today) if file.clinic.name.startswith(name)]
    return found


def person(file: ClinicFile, name: str) -> Practitioner:
    [found] = [practitioner for practitioner in file.practitioners if practitioner.name == name]
    return found


def overlapping(absences: Iterable[Absence]) -> list[tuple[Absence, Absence]]:
    return [
        (one, other)
        for one, other in combinations(absences, 2)
        if one.practitioner == other.practitioner
        and one.starts <= other.ends
        and other.starts <= one.ends
        and set(one.services) & set(other.services)
    ]


@pytest.mark.parametrize("today", DAYS)
def test_the_guides_own_case_is_as_in_the_guide_whatever_the_day(today: date) -> None:
    file = clinic("DDFL Test", today)
    astrid = person(file, "Astrid Info").her_id
    assert file.clinic.phone == "81569069"
    for on in (date(2024, 6, 12), date(2024, 6, 20), date(2024, 7, 8)):
        card = citizen_page(file, astrid, on, "nb").services[0]
        assert card.text == (
            "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024."
        )
        assert card.attested
        views = citizen_view(file, astrid, on).services
        assert {view.reopens_on for view in views} == {date(2024, 7, 9)}


@pytest.mark.parametrize("today", DAYS)
def test_something_is_running_whatever_the_day(today: date) -> None:
    running = [
        absence
        for file in demo_files(today)
        for absence in file.absences
        if status(absence, today) is Status.RUNNING
    ]
    assert len(running) >= 5


def test_a_new_user_finds_astrid_info_away_and_next_summer_free() -> None:
    file = clinic("DDFL Test")
    astrid = person(file, "Astrid Info").her_id
    view = citizen_view(file, astrid, TODAY)
    assert {service.state for service in view.services} == {State.CLOSED}
    summer = AddAbsence(
        absence_id=demo_files(TODAY)[0].absences[0].id,
        practitioner=astrid,
        starts=date(2027, 7, 12),
        ends=date(2027, 8, 1),
        services=STANDARD_SERVICES,
    )
    others = file.model_copy(update={"absences": file.absences[1:]})
    assert summer.check(others, TODAY) == ()


@pytest.mark.parametrize("today", DAYS)
def test_what_the_desk_registered_could_have_been_registered(today: date) -> None:
    """A4: the database would refuse overlapping records of the desk's own."""
    for file in demo_files(today):
        desk = [absence for absence in file.absences if absence.source is Source.DESK]
        assert overlapping(desk) == []


def test_numbers_and_ids_are_nobody_elses() -> None:
    files = demo_files(TODAY)
    her_ids = [file.clinic.her_id for file in files]
    her_ids += [practitioner.her_id for file in files for practitioner in file.practitioners]
    records = [absence.id for file in files for absence in file.absences]
    records += [substitute.id for file in files for substitute in file.substitutes]
    organisations = [file.clinic.organisation_number for file in files]
    assert len(set(her_ids)) == len(her_ids)
    assert len(set(records)) == len(records)
    assert len(set(organisations)) == len(organisations)
    assert all(number.startswith("1") for number in organisations)


def test_the_same_day_gives_the_same_clinics() -> None:
    assert demo_files(TODAY) == demo_files(TODAY)


def test_f01_an_absence_closes_what_a_substitute_covers() -> None:
    file = clinic("Fagersta")
    kari = person(file, "Kari Testnes").her_id
    states = {view.service: view.state for view in citizen_view(file, kari, TODAY).services}
    assert states["timebestilling"] is State.CLOSED
    assert states["ekontakt"] is State.SUBSTITUTE
    assert "timebestilling" in file.substitutes[0].services


def test_adjacent_absences_are_one_closure_and_f10_a_weekend_between_two_is_not() -> None:
    file = clinic("Rønhovde")
    adjoining = service_view(file, person(file, "Jørn Ærli Åstest").her_id, "ekontakt", TODAY)
    last_day = max(a.ends for a in file.absences)
    assert adjoining.reopens_on == last_day + timedelta(days=1)
    apart = service_view(
        file,
        person(file, "Áile Sárá Testčohkka").her_id,
        "ekontakt",
        TODAY - timedelta(days=3),
    )
    assert apart.reopens_on is not None
    assert apart.closes_again_on == apart.reopens_on + timedelta(days=2)


def test_a_closed_clinic_is_closed_for_one_who_begins_later_too_and_f04_shadows() -> None:
    file = clinic("Čáhcegátti")
    newcomer = person(file, "Niillas Testŋuolla")
    assert newcomer.starts is not None
    view = service_view(file, newcomer.her_id, "ekontakt", newcomer.starts)
    assert view.state is State.CLOSED
    whole, own = file.absences
    assert whole.practitioner is None
    assert whole.starts <= own.starts <= own.ends <= whole.ends


def test_f02_f09_and_f12_switched_off_and_forgotten_services() -> None:
    file = clinic("Solvik")
    hidden = person(file, "Hilde Testhav").her_id
    assert service_view(file, hidden, "ekonsultasjon", TODAY).state is State.NOT_SHOWN
    assert file.absences_of(hidden) == ()
    back = person(file, "Tor Testbakke").her_id
    assert all(status(a, TODAY) is Status.ENDED for a in file.absences_of(back))
    assert service_view(file, back, "timebestilling", TODAY).state is State.NOT_SHOWN
    forgot = person(file, "Grete Testglem").her_id
    states = [view.state for view in citizen_view(file, forgot, TODAY).services]
    assert states.count(State.CLOSED) == 3
    assert states.count(State.OPEN) == 1


def test_an_unusual_service_is_closed_and_f03_one_not_offered_is_not_shown() -> None:
    file = clinic("Langnes")
    vera = person(file, "Vera Testvaksine").her_id
    assert service_view(file, vera, "influensavaksine", TODAY).state is State.CLOSED
    geir = person(file, "Geir Testgrend").her_id
    [planned] = file.absences_of(geir)
    assert "ekontakt" in planned.services
    assert service_view(file, geir, "ekontakt", planned.starts).state is State.NOT_SHOWN


def test_one_person_at_two_clinics_is_away_at_one() -> None:
    here, there = clinic("Nordli"), clinic("Sørli")
    [first], [second] = here.practitioners, there.practitioners
    assert first.hpr_number == second.hpr_number
    assert first.her_id != second.her_id
    assert service_view(here, first.her_id, "ekontakt", TODAY).state is State.CLOSED
    assert service_view(there, second.her_id, "ekontakt", TODAY).state is State.OPEN


def test_f13_periods_and_agreements_that_end_meanwhile() -> None:
    file = clinic("Haugen")
    leaving = person(file, "Lars Testsluttesen")
    [absence] = file.absences_of(leaving.her_id)
    assert leaving.ends is not None
    assert absence.covers(leaving.ends)
    assert absence.covers(leaving.ends + timedelta(days=1))
    [cover] = file.substitutes
    ending = [o.ends for o in file.offers if o.practitioner == cover.practitioner]
    assert all(end and cover.covers(end + timedelta(days=1)) for end in ending)
    gone = person(file, "Finn Testferdig")
    assert not gone.covers(TODAY)


def test_f05_and_f06_too_many_substitutes_and_substitutes_that_are_away_or_done() -> None:
    file = clinic("Myra")
    vacant = person(file, "Fastlege, liste uten fast lege")
    covering = [s for s in file.substitutes if s.practitioner == vacant.her_id]
    assert sum(s.covers(TODAY) for s in covering) == 2
    vilde = person(file, "Vilde Testvenn")
    [by_her] = [s for s in file.substitutes if s.hpr_number == vilde.hpr_number]
    assert by_her.covers(TODAY)
    assert service_view(file, vilde.her_id, "ekontakt", TODAY).state is State.CLOSED
    assert any(s.ends and s.ends < TODAY for s in file.substitutes)


def test_f14_records_of_the_same_days_from_different_sources() -> None:
    file = clinic("Steinsund")
    sources = {(one.source, other.source) for one, other in overlapping(file.absences)}
    assert any(one is not other for one, other in sources)
    rows = [
        finding_row_sentence(f.code, f.services, f.days, screen_words("nb"), f.text)
        for f in findings(file, TODAY)
    ]
    assert len(set(rows)) == len(rows) > 2


def test_f11_the_clinics_text_names_another_day_than_the_absence() -> None:
    file = clinic("Daltun")
    [absence] = file.absences
    assert f"{absence.ends.day}. " not in file.clinic.patient_information
    assert "til og med" in file.clinic.patient_information


def test_names_are_as_odd_as_the_door_lets_in() -> None:
    names = [file.clinic.name for file in demo_files(TODAY)]
    names += [p.name for file in demo_files(TODAY) for p in file.practitioners]
    assert "Legekontoret [Ferie]" in names
    assert "[/] Testesen" in names
    assert max(map(len, names)) == 200
    assert any(not file.practitioners for file in demo_files(TODAY))


SHOWN_AT = {
    FindingCode.ABSENCE_CLOSES_COVERED: "Fagersta",
    FindingCode.OFF_IN_EPJ: "Solvik",
    FindingCode.NOT_OFFERED: "Langnes",
    FindingCode.SHADOWED: "Čáhcegátti",
    FindingCode.SEVERAL_SUBSTITUTES: "Myra",
    FindingCode.SUBSTITUTE_AWAY: "Myra",
    FindingCode.VENDOR: "Vassenden",
    FindingCode.NO_OVERVIEW: "Vassenden",
    FindingCode.STILL_OFF: "Solvik",
    FindingCode.SHORT_OPENING: "Rønhovde",
    FindingCode.OTHER_DATE_IN_TEXT: "Daltun",
    FindingCode.SOME_SERVICES: "Solvik",
    FindingCode.PERIOD_ENDS: "Haugen",
    FindingCode.OTHER_SOURCE: "Steinsund",
}
EVERY_WEEKDAY = [TODAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("today", [*DAYS, *EVERY_WEEKDAY])
def test_each_finding_shows_at_its_clinic_whatever_the_day(today: date) -> None:
    assert set(SHOWN_AT) == set(FindingCode)
    for code, name in SHOWN_AT.items():
        assert code in {found.code for found in findings(clinic(name, today), today)}, code


@pytest.mark.parametrize("today", EVERY_WEEKDAY)
def test_a_clinic_written_for_some_findings_shows_no_others(today: date) -> None:
    """What else is wrong would hide what the clinic is there to show."""
    expected = {
        name: {code for code, at in SHOWN_AT.items() if at == name}
        for name in (
            "Fagersta",
            "Solvik",
            "Langnes",
            "Čáhcegátti",
            "Myra",
            "Vassenden",
            "Rønhovde",
            "Daltun",
            "Haugen",
        )
    }
    expected["DDFL Test"] = set()
    for name, codes in expected.items():
        assert {found.code for found in findings(clinic(name, today), today)} == codes, name


@pytest.mark.parametrize("today", DAYS)
def test_the_guides_clinic_has_an_epj_a_substitute_that_is_ready_and_none_for_astrid_info(
    today: date,
) -> None:
    file = clinic("DDFL Test", today)
    assert file.vendor
    assert file.vendor.demands_party is Known.YES
    [cover] = file.substitutes
    assert cover.practitioner == person(file, "Bo Berg").her_id
    assert set_up(file, cover, today).readiness is Readiness.READY
