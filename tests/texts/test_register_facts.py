"""Where a fact is from and how old it is, and what is said of those who are not active any more."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from fravaertui.domain.changes import UpdateFromRegister
from fravaertui.domain.changes.register import OffersOf
from fravaertui.domain.citizen_view import Fact, ServiceView, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import practitioner_state
from fravaertui.domain.directory.plan import Mark
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import Finding, findings
from fravaertui.domain.model import (
    Absence,
    Clinic,
    ClinicFacts,
    Known,
    Practitioner,
    RegisterFacts,
    ServiceOffer,
    SetUp,
    Step,
    Substitute,
)
from fravaertui.domain.substitute_setup import StepState, set_up
from fravaertui.domain.summary import record_changes
from fravaertui.texts.catalogue import Words, screen_words
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.findings import finding_sentence
from fravaertui.texts.history import entry_sentence, fact_name
from fravaertui.texts.read_back import read_back
from fravaertui.texts.records import Names, change_phrase
from fravaertui.texts.registers import count_phrase, written_phrase
from fravaertui.texts.sources import origin_phrase
from fravaertui.texts.substitutes import reported_phrase, step_sentence
from fravaertui.texts.trace import fact_sentence
from tests.domain import entries

NB, NN = screen_words("nb"), screen_words("nn")
BO = 101
TODAY = date(2026, 11, 22)
LAST = date(2026, 11, 20)
SAID: dict[str, Any] = {"source": "Testregisteret", "as_of": date(2026, 11, 21)}
AWAY = Absence(
    id=UUID(int=1),
    practitioner=BO,
    starts=date(2026, 12, 1),
    ends=date(2026, 12, 8),
    services=STANDARD_SERVICES,
)


def clinic(*absences: Absence, ends: date | None = None, **parts: Any) -> ClinicFile:
    """A clinic with one practitioner who has all services; a register has said who it is."""
    bo = Practitioner(her_id=BO, name="Bo Test", ends=ends, **SAID)
    return ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, name="Testkontoret"),
        practitioners=(bo,),
        offers=tuple(ServiceOffer(practitioner=BO, service=s) for s in STANDARD_SERVICES),
        absences=absences,
    ).model_copy(update=parts)


def only(file: ClinicFile, code: str) -> Finding:
    [found] = [finding for finding in findings(file, TODAY) if finding.code == code]
    return found


def test_R1_a_source_is_said_with_its_day() -> None:
    assert origin_phrase(RegisterFacts(name="X", **SAID)) == "Testregisteret 21.11.2026"
    assert origin_phrase(RegisterFacts(name="X", source="Testlista")) == "Testlista"
    assert origin_phrase(RegisterFacts(name="X")) == ""


def test_R3_the_coming_absence_of_a_deactivated_practitioner_is_a_finding() -> None:
    file = clinic(AWAY, ends=LAST)
    assert finding_sentence(only(file, "F04"), file, NB) == (
        "Bo Test: Aktiv ved legekontoret bare til og med fredag 20. november 2026, så fraværet "
        "fra tirsdag 1. desember 2026 til tirsdag 8. desember 2026 endrer ingenting nå. "
        "Kilde: Testregisteret 21.11.2026."
    )


def test_R3_so_is_the_coming_absence_of_a_clinic_that_is_closed_down() -> None:
    closed = Clinic(her_id=1, name="Testkontoret", ends=LAST, **SAID)
    whole = AWAY.model_copy(update={"practitioner": None})
    file = clinic(whole, ends=LAST, clinic=closed)
    said = finding_sentence(only(file, "F04"), file, NB)
    assert "Bare aktiv til fredag 20. november 2026" in said
    assert said.endswith("Kilde: Testregisteret 21.11.2026.")


def test_F13_says_how_old_it_is_that_the_practitioner_leaves() -> None:
    file = clinic(AWAY, ends=date(2026, 12, 4))
    assert finding_sentence(only(file, "F13"), file, NB).endswith(
        "Kilde: Testregisteret 21.11.2026."
    )


def test_F06_says_how_old_it_is_that_the_substitute_is_not_there() -> None:
    per = Practitioner(her_id=102, name="Per Test", hpr_number=9, ends=date(2026, 12, 4), **SAID)
    cover = Substitute(
        id=UUID(int=7),
        practitioner=BO,
        name="Per Test",
        hpr_number=9,
        starts=TODAY,
        ends=date(2026, 12, 24),
        services=STANDARD_SERVICES,
    )
    file = clinic(substitutes=(cover,))
    file = file.model_copy(update={"practitioners": (*file.practitioners, per)})
    assert finding_sentence(only(file, "F06"), file, NB).endswith(
        "Kilde: Testregisteret 21.11.2026."
    )


def test_what_the_desk_knows_itself_names_no_source() -> None:
    person = (
        clinic().practitioners[0].model_copy(update={"ends": LAST, "source": "", "as_of": None})
    )
    file = clinic(AWAY, practitioners=(person,))
    assert "Kilde" not in finding_sentence(only(file, "F04"), file, NB)


def test_who_has_left_is_said_to_have() -> None:
    file = clinic(ends=LAST)
    now = practitioner_state(file, BO, TODAY)
    assert practitioner_phrase(now, TODAY, NB) == "ikke aktiv etter 20.11.2026"
    assert practitioner_phrase(practitioner_state(file, BO, LAST), LAST, NB) == (
        "åpen · vises ikke fra 21.11"
    )
    said = read_back(file, BO, TODAY, "nb")
    assert said[1] == (
        "Bo Test er ikke registrert som aktiv ved legekontoret etter fredag 20. november 2026."
    )


def test_an_end_in_decades_is_not_what_a_list_tells() -> None:
    now = practitioner_state(clinic(ends=date(2057, 5, 23)), BO, TODAY)
    assert practitioner_phrase(now, TODAY, NB) == "åpen"


def decisive(view: ServiceView) -> Fact:
    """Return the fact that settled what the citizen sees."""
    return next(fact for fact in view.trace if fact.decides)


def with_set_up(set_up: SetUp, overview: Known, *services: str, ends: date | None) -> ClinicFile:
    """Bo, as a profile or agreements of a day have what is set up, away and with a substitute."""
    bo = Practitioner(
        her_id=BO,
        name="Bo Test",
        set_up=set_up,
        set_up_as_of=date(2026, 11, 19),
        practitioner_overview=overview,
    )
    return clinic(
        AWAY.model_copy(update={"services": ("timebestilling", "ekontakt")}),
        practitioners=(bo,),
        offers=tuple(ServiceOffer(practitioner=BO, service=s, ends=ends) for s in services),
        substitutes=(
            Substitute(
                id=UUID(int=7),
                practitioner=BO,
                name="Per Test",
                starts=TODAY,
                ends=date(2026, 11, 30),
                services=("timebestilling",),
            ),
        ),
    )


def test_R5_the_steps_of_the_set_up_say_which_file_and_of_which_day() -> None:
    file = with_set_up(SetUp.AGREEMENT, Known.YES, "timebestilling", ends=None)
    ready = set_up(file, file.substitutes[0], TODAY)
    said = {str(view.step): (str(view.state), reported_phrase(view, NB)) for view in ready.steps}
    assert said["own_processes"] == ("ok", "fra avtalen (CPA) per 19.11.2026")
    both = "fra profilen eller avtalen (CPP/CPA) per 19.11.2026"
    assert said["practitioner_overview"] == ("ok", both)
    assert said["no_absence"] == ("ok", "sett i dataene")


def test_R5_that_behandleroversikt_is_missing_only_a_profile_says() -> None:
    file = with_set_up(SetUp.AGREEMENT, Known.NO, "timebestilling", ends=None)
    views = {view.step: view for view in set_up(file, file.substitutes[0], TODAY).steps}
    said = reported_phrase(views[Step.PRACTITIONER_OVERVIEW], NB)
    assert said == "fra profilen (CPP) per 19.11.2026"
    assert "Kilde: profilen (CPP) per" in finding_sentence(only(file, "F08"), file, NB)


def test_R5_what_ended_long_ago_is_said_to_have() -> None:
    file = with_set_up(SetUp.AGREEMENT, Known.YES, "timebestilling", ends=date(2017, 2, 5))
    ready = set_up(file, file.substitutes[0], TODAY)
    views = {view.step: view for view in ready.steps}
    said = step_sentence(views[Step.OWN_PROCESSES], ready.solution, NB)
    assert said == "Avtalen som vikaren skal bruke, tok slutt 05.02.2017. Den må fornyes."
    fact = decisive(service_view(file, BO, "timebestilling", TODAY))
    assert fact_sentence(fact, NB) == (
        "Tjenesten tilbys ikke denne dagen: avtalen tok slutt 05.02.2017."
    )
    before = decisive(service_view(file, BO, "ekontakt", TODAY))
    assert fact_sentence(before, NB) == "Tjenesten tilbys ikke denne dagen."


def test_R5_a_profile_that_has_ended_says_until_when_it_held() -> None:
    file = with_set_up(SetUp.PROFILE, Known.UNKNOWN, "timebestilling", ends=date(2017, 2, 6))
    ready = set_up(file, file.substitutes[0], TODAY)
    view = next(view for view in ready.steps if view.step is Step.OWN_PROCESSES)
    assert view.state is StepState.UNKNOWN
    assert step_sentence(view, ready.solution, NB) == (
        "Profilen (CPP) gjelder bare til 06.02.2017. Hent den som gjelder nå."
    )


def test_R5_what_no_file_has_said_of_behandleroversikt_has_one_source() -> None:
    file = with_set_up(SetUp.AGREEMENT, Known.UNKNOWN, "timebestilling", ends=None)
    said = finding_sentence(only(file, "F08"), file, NB)
    assert said.endswith("Kilde: avtalen (CPA) per 19.11.2026."), said


def test_R5_an_agreement_that_ends_in_the_period_is_to_be_renewed_before() -> None:
    file = with_set_up(SetUp.AGREEMENT, Known.YES, "timebestilling", ends=date(2026, 11, 25))
    ready = set_up(file, file.substitutes[0], TODAY)
    views = {view.step: view for view in ready.steps}
    said = step_sentence(views[Step.OWN_PROCESSES], ready.solution, NB)
    assert said.endswith("De må fornyes før de går ut.")


def test_R5_what_a_profile_alone_can_t_say_stays_unknown() -> None:
    file = with_set_up(SetUp.PROFILE, Known.NO, "timebestilling", ends=None)
    ready = set_up(file, file.substitutes[0], TODAY)
    said = {str(view.step): (str(view.state), reported_phrase(view, NB)) for view in ready.steps}
    assert said["own_processes"] == ("unknown", "fra profilen (CPP) per 19.11.2026")
    assert said["practitioner_overview"] == ("missing", "fra profilen (CPP) per 19.11.2026")


def test_R5_findings_that_rest_on_the_set_up_say_how_old_it_is() -> None:
    file = with_set_up(SetUp.PROFILE, Known.NO, "timebestilling", ends=None)
    assert only(file, "F03").services == ("ekontakt",)
    for code in ("F03", "F08"):
        said = finding_sentence(only(file, code), file, NB)
        assert said.endswith("Kilde: profilen (CPP) per 19.11.2026."), said
    assert not any(finding.code == "F12" for finding in findings(file, TODAY))
    last = date(2026, 12, 4)
    file = with_set_up(SetUp.PROFILE, Known.YES, "timebestilling", ends=last)
    assert not any(finding.code == "F13" for finding in findings(file, TODAY)), "not offered, maybe"
    file = with_set_up(SetUp.AGREEMENT, Known.YES, "timebestilling", ends=last)
    said = finding_sentence(only(file, "F13"), file, NB)
    assert said.endswith("Kilde: avtalen (CPA) per 19.11.2026."), said


def test_W2_the_history_says_in_words_what_a_register_changed() -> None:
    """No name of a field, and no value as a program writes it."""
    bo = clinic().practitioners[0]
    siv = Practitioner(her_id=102, name="Siv Test", hpr_number=9, set_up=SetUp.UNKNOWN, **SAID)
    office = ClinicFacts(name="Testkontoret", phone="00 00 91 01", starts=LAST, **SAID)
    later = bo.model_copy(update={"ends": LAST})
    offer = ServiceOffer(practitioner=102, service="ekontakt", ends=LAST)
    told = entries.Clinic(clinic(), datetime(2026, 11, 22, 10, tzinfo=UTC))
    entry = told.make(
        UpdateFromRegister(
            clinic=office,
            practitioners=(later, siv),
            offers=(OffersOf(practitioner=102, offers=(offer,)),),
        )
    )
    assert entry
    made = record_changes(entry)
    names = Names(told.file, NB, made)
    assert entry_sentence(entry, told.file, NB) == (
        "Oppdatert fra et register: Første dag, Telefon, Bo Test, Siv Test"
    )
    said = {f"{fact_name(one, NB)}: {change_phrase(one, names, NB)}" for one in made}
    assert {
        "Første dag: 20.11.2026 (var –)",
        "Telefon: 00 00 91 01 (var –)",
        "Kilde: Testregisteret (var –)",
        "Per: 21.11.2026 (var –)",
        "Behandler: Bo Test: Siste dag: – → 20.11.2026",
        "Avtale: Siv Test, Kontakt legekontoret, til 20.11.2026",
    } < said
    [new] = [phrase for phrase in said if phrase.startswith("Behandler: Siv Test")]
    assert "HPR-nummer: 9" in new
    assert not any("datetime" in phrase or "=" in phrase for phrase in said)


@pytest.mark.parametrize(
    ("words", "one", "more"),
    [
        (NB, "1 ny, 1 endret, 1 ikke lenger aktiv, 1 avvist", "ikke lenger aktive, 2 avvist"),
        (NN, "1 ny, 1 endra, 1 ikkje lenger aktiv, 1 avvist", "ikkje lenger aktive, 2 avviste"),
    ],
    ids=["nb", "nn"],
)
def test_one_of_what_is_imported_is_counted_in_the_singular(
    words: Words, one: str, more: str
) -> None:
    marks = (Mark.NEW, Mark.CHANGED, Mark.DEACTIVATED, Mark.REFUSED)
    assert ", ".join(count_phrase(mark, 1, words) for mark in marks) == one
    several = ", ".join(count_phrase(mark, 2, words) for mark in marks)
    assert several.startswith("2 nye, ")
    assert several.endswith(more)


def test_how_far_an_import_has_come_counts_the_clinics() -> None:
    assert written_phrase(0, 1, NB) == "0 av 1 virksomhet skrevet"
    assert written_phrase(1, 2, NB) == "1 av 2 virksomheter skrevet"
