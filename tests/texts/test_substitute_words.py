"""The substitute's set-up in words: steps, verdict, next step, contact, help (rules S1 to S6)."""

import textwrap
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.changes.resolutions import NotOffered, Way, WhyNot
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Clinic,
    Known,
    Practitioner,
    ServiceOffer,
    Step,
    StepReport,
    Substitute,
    Vendor,
)
from fravaertui.domain.substitute_setup import (
    Owner,
    Readiness,
    SetUp,
    Solution,
    StepState,
    StepView,
    set_up,
)
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.contacts import contact_sentence, owner_word, vendor_name
from fravaertui.texts.substitute_help import substitute_help
from fravaertui.texts.substitutes import (
    known_word,
    next_step_sentence,
    not_offered_sentence,
    of_another_sentence,
    reported_phrase,
    solution_name,
    solution_reason,
    step_name,
    step_sentence,
    step_state_word,
    vendor_sentence,
    verdict_sentence,
    verdict_word,
    way_phrase,
)

NB = screen_words("nb")
TODAY = date(2024, 6, 20)
COLUMNS, LINES = 55, 3
ASTRID, VACANT = 2, 3
EPJ = Vendor(
    code="testjournal",
    name="Testjournal",
    offers_temporary_absence=Known.YES,
    offers_list_without_gp=Known.YES,
    demands_party=Known.NO,
    source="leverandørens hjelpesider",
    source_date=date(2024, 3, 1),
)
COVER = Substitute(
    id=UUID(int=4),
    practitioner=ASTRID,
    name="Per Vikar",
    own_list=Known.NO,
    starts=TODAY,
    services=STANDARD_SERVICES,
)
TOLD = StepReport(
    substitute=COVER.id, step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=date(2024, 6, 19)
)
READY = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, organisation_number="999999999", name="DDFL Test"),
    practitioners=(
        Practitioner(her_id=ASTRID, name="Astrid Info", practitioner_overview=Known.YES),
        Practitioner(her_id=VACANT, name="Fastlege, liste uten fast lege", without_gp=True),
    ),
    offers=tuple(ServiceOffer(practitioner=ASTRID, service=s) for s in STANDARD_SERVICES),
    substitutes=(COVER,),
    step_reports=(TOLD,),
    vendor=EPJ,
)


def changed(**update: object) -> ClinicFile:
    return READY.model_copy(update=update)


def prepared(file: ClinicFile) -> SetUp:
    return set_up(file, file.substitutes[0], TODAY)


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("solution", Solution)
@pytest.mark.parametrize("state", StepState)
@pytest.mark.parametrize("step", Step)
def test_every_step_says_how_it_stands_and_what_to_tell_the_caller(
    step: Step, state: StepState, solution: Solution, language: str
) -> None:
    words = screen_words(language)
    said = step_sentence(StepView(step, state, Owner.CLINIC), solution, words)
    assert said[-1] in ".?"
    assert said[0].isupper()
    assert len(textwrap.wrap(said, COLUMNS)) <= LINES, said


@pytest.mark.parametrize("step", Step)
def test_what_is_told_of_a_step_is_not_the_same_for_different_states(step: Step) -> None:
    """Rule S3: unknown never sounds as in order."""
    views = [StepView(step, state, Owner.CLINIC) for state in StepState]
    told = [step_sentence(view, Solution.TEMPORARY_ABSENCE, NB) for view in views]
    assert len(set(told)) == len(StepState)


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_value_has_a_word_of_its_own(language: str) -> None:
    words = screen_words(language)
    for said in (
        [step_name(step, words) for step in Step],
        [step_state_word(state, words) for state in StepState],
        [owner_word(owner, words) for owner in Owner],
        [solution_name(solution, words) for solution in Solution],
        [verdict_word(readiness, words) for readiness in Readiness],
        [known_word(known, words) for known in Known],
        [way_phrase(way, words) for way in Way],
    ):
        assert all(said)
        assert len(set(said)) == len(said)


def test_A5_why_a_way_out_is_not_offered_is_said_with_what_stands_in_its_way() -> None:
    whole = NotOffered(Way.OPEN_SERVICE, WhyNot.WHOLE_CLINIC)
    assert not_offered_sentence(whole, NB) == (
        "Fraværet gjelder hele legekontoret, så tjenestene kan ikke tas ut av det for én behandler."
    )
    refused = NotOffered(
        Way.END_COVER, WhyNot.REFUSED, Violation("substitute_exists", "substitute")
    )
    assert not_offered_sentence(refused, NB) == (
        "«Avslutt eller forkort vikarperioden» går ikke her. "
        "Denne vikaren er allerede registrert. Se i oversikten."
    )


def test_S3_nobody_is_asked_for_the_vendor_that_is_known() -> None:
    view = StepView(Step.VENDOR_OFFERS, StepState.UNKNOWN, Owner.EPJ_VENDOR)
    said = step_sentence(view, Solution.TEMPORARY_ABSENCE, NB, "Testjournal")
    assert said == "Spør Testjournal om de tilbyr vikar på Helsenorge."
    assert step_sentence(view, Solution.TEMPORARY_ABSENCE, NB).startswith("Hvilken EPJ")


def test_the_words_of_the_checklist_in_bokmal() -> None:
    """Issue 3: «ok, mangler, ukjent, ikke aktuelt»."""
    said = [step_state_word(state, NB) for state in StepState]
    assert said == ["ok", "mangler", "ukjent", "ikke aktuelt"]


def test_where_a_state_is_from_is_said() -> None:
    views = {view.step: view for view in prepared(READY).steps}
    assert reported_phrase(views[Step.REGISTERED_IN_EPJ], NB) == "fortalt 19.06.2024"
    assert reported_phrase(views[Step.NO_ABSENCE], NB) == "sett i dataene"
    unasked = prepared(changed(step_reports=()))
    assert reported_phrase(unasked.steps[3], NB) == ""


def test_S4_what_was_told_of_the_vendor_for_another_is_said_as_a_question_with_its_day() -> None:
    told = TOLD.model_copy(update={"step": Step.VENDOR_OFFERS})
    assert of_another_sentence(told, READY, NB) == (
        "Fortalt 19.06.2024 for vikar Per Vikar: ja. Spør om det er slik her også."
    )


def test_all_in_place_has_no_next_step() -> None:
    ready = prepared(READY)
    assert ready.readiness is Readiness.READY
    assert verdict_sentence(ready, NB) == "Alt er på plass."
    assert next_step_sentence(ready, READY, NB) == ""


def test_the_next_step_names_who_does_it_and_the_contact() -> None:
    """Rule S6: the EPJ vendor first, then NHN's customer centre."""
    file = changed(vendor=None)
    ready = prepared(file)
    assert verdict_sentence(ready, NB) == "2 steg er ukjente."
    assert next_step_sentence(ready, file, NB) == (
        "Finn ut om EPJ-leverandøren tilbyr løsningen. Kontakt EPJ-leverandøren, ellers NHN "
        "kundesenter, 24 20 00 00, kundesenter@nhn.no."
    )


def test_what_is_missing_is_named_before_what_is_unknown() -> None:
    asked = TOLD.model_copy(update={"known": Known.NO})
    file = changed(step_reports=(asked,))
    ready = prepared(file)
    assert verdict_sentence(ready, NB) == "1 steg mangler."
    assert next_step_sentence(ready, file, NB) == (
        "Mangler: Vikaren er registrert i EPJ. Det gjør legekontoret. Hjelp med EPJ: Testjournal, "
        "ellers NHN kundesenter, 24 20 00 00, kundesenter@nhn.no."
    )
    unknown_too = changed(step_reports=(asked,), vendor=None)
    assert verdict_sentence(prepared(unknown_too), NB) == "Mangler: 1. Ukjent: 2."


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", [StepState.MISSING, StepState.UNKNOWN])
@pytest.mark.parametrize("owner", Owner)
def test_the_next_step_fits_in_the_pane(
    step: Step, state: StepState, owner: Owner, language: str
) -> None:
    ready = replace(prepared(READY), next_step=StepView(step, state, owner))
    said = next_step_sentence(ready, READY, screen_words(language))
    assert len(textwrap.wrap(said, COLUMNS)) <= LINES + 1, said


def test_the_solution_is_shown_with_why() -> None:
    """Rule S1."""
    assert solution_reason(Solution.TEMPORARY_ABSENCE, READY, ASTRID, NB) == (
        "Astrid Info har lista, så alt går gjennom prosessene til den behandleren. Vikaren trenger "
        "ikke eget oppsett i Adresseregisteret."
    )
    assert "nøyaktig én vikar om gangen" in solution_reason(
        Solution.LIST_WITHOUT_GP, READY, VACANT, NB
    )


def test_the_vendor_table_tells_its_source_and_what_it_does_not_know() -> None:
    """Rule S4: nothing is invented."""
    assert (
        vendor_sentence(READY, NB) == "Testjournal. Kilde: leverandørens hjelpesider, 01.03.2024."
    )
    bare = changed(vendor=Vendor(code="x", name="Enkel Testjournal"))
    assert vendor_sentence(bare, NB) == (
        "Enkel Testjournal: Det er ikke kjent hva leverandøren tilbyr."
    )
    undated = changed(vendor=EPJ.model_copy(update={"source_date": None}))
    assert vendor_sentence(undated, NB).endswith("uten dato.")
    nobody = changed(vendor=None)
    assert vendor_sentence(nobody, NB) == "Det er ikke kjent hvilken EPJ legekontoret bruker."
    assert vendor_name(nobody, NB) == "EPJ-leverandøren"


@pytest.mark.parametrize("owner", [Owner.EPJ_VENDOR, Owner.CLINIC, Owner.NHN])
def test_the_customer_centre_is_named_with_phone_and_address(owner: Owner) -> None:
    said = contact_sentence(owner, READY, NB)
    assert "24 20 00 00" in said
    assert "kundesenter@nhn.no" in said


def test_a_hostile_vendor_is_only_a_name() -> None:
    """Rule W5."""
    hostile = changed(vendor=Vendor(code="x", name="{phone} [/] %s"))
    assert contact_sentence(Owner.EPJ_VENDOR, hostile, NB).startswith("Kontakt {phone} [/] %s,")


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_the_help_tells_what_when_what_it_needs_and_whom_to_ask(language: str) -> None:
    """Issue 3: seed 000 in the help."""
    chapters = substitute_help(screen_words(language))
    assert len(chapters) == 4
    assert len({heading for heading, _ in chapters}) == 4
    for heading, paragraphs in chapters:
        assert heading.endswith("?")
        assert all(paragraph.endswith(".") for paragraph in paragraphs)
    contact = " ".join(chapters[-1][1])
    assert "24 20 00 00" in contact
    assert "kundesenter@nhn.no" in contact
    assert "03.12.2024" in contact
