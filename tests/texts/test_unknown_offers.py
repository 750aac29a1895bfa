"""What is said where nobody has said which services a practitioner offers on Helsenorge."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import practitioner_state
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import findings
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Practitioner,
    SetUp,
    Substitute,
)
from fravaertui.domain.substitute_setup import Solution, StepState, set_up
from fravaertui.domain.summary import summary
from fravaertui.domain.upcoming import upcoming
from fravaertui.protocol.directory import DirectoryClinic
from fravaertui.texts.call_guide import call_guide
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.citizen import citizen_page
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.elsewhere import office_phrases
from fravaertui.texts.findings import consequence, finding_sentence
from fravaertui.texts.read_back import read_back
from fravaertui.texts.substitutes import step_sentence
from fravaertui.texts.summary import saved_sentence, summary_text

NB = screen_words("nb")
BO = 101
TODAY = date(2026, 11, 22)
SENTENCE = (
    "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. desember 2026."
)


def away(first: date, last: date, number: int = 1, **values: Any) -> Absence:
    fields: dict[str, Any] = {"practitioner": BO, "services": STANDARD_SERVICES}
    return Absence(id=UUID(int=number), starts=first, ends=last, **(fields | values))


RUNNING = away(date(2026, 11, 20), date(2026, 12, 8))
PER = Substitute(
    id=UUID(int=7), practitioner=BO, name="Per Test", starts=TODAY, services=("timebestilling",)
)


def imported(*absences: Absence, **parts: Any) -> ClinicFile:
    """A clinic with one practitioner, of whom a register has said nothing but who it is."""
    person = Practitioner(her_id=BO, name="Bo Test", set_up=SetUp.UNKNOWN, source="Testregister")
    return ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, name="Testkontoret"),
        practitioners=(person,),
        absences=absences,
        **parts,
    )


def test_the_caller_is_told_that_it_is_not_known_and_nothing_is_said_to_be_open() -> None:
    said = read_back(imported(), BO, TODAY, "nb")
    assert said[1] == (
        "Vi vet ikke hvilke tjenester Bo Test tilbyr på Helsenorge. Det vi sier her, gjelder dem "
        "som tilbys."
    )
    assert said[2] == "Timebestilling er ikke stengt."
    assert not any("åpen" in line or "vises ikke" in line for line in said)


def test_the_caller_hears_the_citizens_own_sentence_of_what_is_closed() -> None:
    said = read_back(imported(RUNNING), BO, TODAY, "nb")
    assert "Vi vet ikke" in said[1]
    assert said[2] == SENTENCE


def test_a_substitute_is_only_said_to_be_registered() -> None:
    said = read_back(imported(substitutes=(PER,)), BO, TODAY, "nb")
    assert said[2] == "Timebestilling: vikar Per Test er registrert."


def test_the_citizens_page_is_marked_and_its_sentence_untouched() -> None:
    cards = citizen_page(imported(RUNNING), BO, TODAY, "nb").services
    assert [card.conditional for card in cards] == [True] * 4
    assert cards[0].met.text == SENTENCE
    for card in cards:  # who reads no further is told nothing that may be false
        assert (card.state, card.text, card.reopens_on, card.substitute) == (
            "unknown",
            "",
            None,
            None,
        )
    known = imported(RUNNING).practitioners[0].model_copy(update={"set_up": SetUp.DESK})
    file = imported(RUNNING).model_copy(update={"practitioners": (known,)})
    assert not any(card.conditional for card in citizen_page(file, BO, TODAY, "nb").services)


def test_a_change_is_told_as_what_is_registered_and_under_a_condition() -> None:
    effect = summary(imported(), imported(RUNNING), TODAY)
    whole = summary_text(effect, imported(RUNNING), "nb", NB)
    assert "ikke stengt før, stengt etter" in whole
    assert f"etter: «{SENTENCE}»" in whole
    assert "åpen" not in whole
    assert saved_sentence(effect, imported(RUNNING), NB).endswith(
        "Innbygger ser det i dag; det kan ta en time. Det gjelder tjenester som tilbys, og hvilke "
        "det er, er ikke kjent."
    )


def test_finding_out_what_is_offered_changes_nothing_for_citizens() -> None:
    before = imported()
    known = before.practitioners[0].model_copy(update={"set_up": SetUp.DESK})
    after = before.model_copy(update={"practitioners": (known,)})
    effect = summary(before, after, TODAY)
    assert saved_sentence(effect, after, NB).endswith("Innbygger ser det allerede.")


@pytest.mark.parametrize(
    ("absences", "said"),
    [
        ((), "ikke stengt"),
        ((RUNNING,), "stengt til 9. des."),
        ((away(date(2026, 12, 1), date(2026, 12, 8)),), "ikke stengt · stengt fra 01.12"),
    ],
)
def test_how_it_stands_with_the_practitioner(absences: tuple[Absence, ...], said: str) -> None:
    now = practitioner_state(imported(*absences), BO, TODAY)
    assert now.conditional
    assert practitioner_phrase(now, TODAY, NB) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((TODAY, TODAY), "Testkontoret (ikke stengt i dag)"),
        ((TODAY, date(2026, 11, 24)), "Testkontoret (ikke stengt 22.11–24.11.2026)"),
    ],
)
def test_how_it_stands_at_another_clinic(days: tuple[date, date], said: str) -> None:
    file = imported()
    office = DirectoryClinic(her_id=1, organisation_number="", name="Testkontoret")
    assert office_phrases([(office, BO)], {1: file}, days, TODAY, NB) == (said,)


def test_what_opens_and_closes_soon_is_conditional() -> None:
    [opens] = upcoming(imported(RUNNING), TODAY, date(2026, 12, 31))
    assert opens.conditional


def test_no_finding_says_that_it_is_shown_or_not_shown() -> None:
    """Everything that leads to findings where services are offered."""
    off = EpjState(practitioner=BO, service="ekontakt", switched_off=True, seen_on=TODAY)
    file = imported(
        away(date(2026, 11, 20), date(2026, 11, 27), services=("timebestilling",)),
        away(date(2026, 11, 30), date(2026, 12, 4), 2),
        away(date(2026, 12, 1), date(2026, 12, 2), 3, practitioner=None),
        epj_states=(off,),
        substitutes=(PER,),
    )
    found = {str(finding.code): finding for finding in findings(file, TODAY)}
    assert {"F01", "F02", "F04", "F07", "F08", "F10"} == found.keys(), "neither F03 nor F12"
    said = {
        code: (finding_sentence(one, file, NB), consequence(one, file, TODAY, NB))
        for code, one in found.items()
    }
    assert "hvis det tilbys" in said["F10"][0]
    for code in ("F01", "F04", "F10"):
        assert said[code][1].startswith("Hvis tjenesten tilbys, leser innbyggerne «"), code
    assert "Innbyggerne kan bruke" not in str(said)


def test_S3_the_set_up_of_a_substitute_is_unknown_and_not_missing() -> None:
    ready = set_up(imported(substitutes=(PER,)), PER, TODAY)
    views = {view.step: view for view in ready.steps}
    for step in ("own_processes", "citizen_sees"):
        assert views[step].state is StepState.UNKNOWN  # type: ignore[index]
        sentence = step_sentence(views[step], Solution.TEMPORARY_ABSENCE, NB)  # type: ignore[index]
        assert "ukjent" not in sentence


def test_a_caller_who_does_not_find_a_service_is_not_told_that_every_one_is_shown() -> None:
    file = imported()
    said = call_guide("E", file, BO, TODAY, TODAY, NB)
    assert (
        "Bo Test, alle fire tjenester: Det er ikke kjent om det tilbys. Spør legekontoret." in said
    )
    assert not any("vises" in line and "Alle tjenestene" in line for line in said)
