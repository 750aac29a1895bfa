"""Taking back what was done earlier, by oneself or by others (W2)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    DeleteAbsence,
    EndAbsence,
    SetPatientInformation,
    SetSubstitute,
)
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.records import facts
from fravaertui.domain.reverting import Reversal, reversal
from tests.domain.entries import AGENTS, Clinic, clinics
from tests.domain.strategies import HERE, examples, plain_file

KARI, OLA = AGENTS
NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
ADDED = AddAbsence(
    absence_id=UUID(int=1),
    practitioner=HERE[0],
    starts=date(2024, 6, 24),
    ends=date(2024, 6, 28),
    services=("ekontakt",),
)
LONGER = AmendAbsence(
    absence_id=ADDED.absence_id,
    starts=ADDED.starts,
    ends=date(2024, 6, 30),
    services=ADDED.services,
)
DELETED = DeleteAbsence(absence_id=ADDED.absence_id)
ANOTHER = ADDED.model_copy(update={"absence_id": UUID(int=2), "starts": date(2024, 6, 26)})
COVERED = SetSubstitute(
    substitute_id=UUID(int=3),
    practitioner=HERE[0],
    name="Per Vikar",
    starts=ADDED.starts,
    services=ADDED.services,
)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(plain_file(), NOW)


def take_back(clinic: Clinic, version: int, today: date = TODAY) -> Reversal:
    return reversal(clinic.since(version), clinic.file, today)


def refusal(clinic: Clinic, version: int, today: date = TODAY) -> tuple[str, str | None]:
    """Why the version can't be taken back, and who is in the way."""
    [violation, *_] = take_back(clinic, version, today).outcome.violations
    return violation.code, violation.made.agent if violation.made else None


def onwards(fact: object, today: date) -> object:
    """What of a fact is not past: that stays as it was (A2)."""
    if not isinstance(fact, Absence | Substitute):
        return fact
    if fact.ends and fact.ends < today:
        return None
    return fact.model_copy(update={"starts": max(fact.starts, today)})


@given(clinics(), st.data())
@examples(120)
def test_W2_a_revert_puts_its_own_work_back_and_leaves_the_rest(
    clinic: Clinic, data: st.DataObject
) -> None:
    if not clinic.entries:
        return
    entry, today = data.draw(st.sampled_from(clinic.entries)), clinic.now.date()
    back = take_back(clinic, entry.version, today)
    if not back.outcome.allowed:
        assert back.outcome.file == clinic.file
        return
    now, then = facts(clinic.file), facts(entry.removed)
    after = facts(back.outcome.file)
    for fact in now | after:
        if fact not in entry.touched():
            assert after.get(fact) == now.get(fact)
        elif fact[0] in ("absences", "substitutes", "clinic"):
            assert onwards(after.get(fact), today) == onwards(then.get(fact), today)


@given(clinics(), st.data())
@examples(60)
def test_W2_a_revert_is_refused_when_someone_has_changed_the_same_since(
    clinic: Clinic, data: st.DataObject
) -> None:
    if not clinic.entries:
        return
    entry = data.draw(st.sampled_from(clinic.entries))
    moved = {fact for fact, left in entry.touched().items() if facts(clinic.file).get(fact) != left}
    back = take_back(clinic, entry.version, clinic.now.date())
    told = any(v.code == "changed_since" and v.made for v in back.outcome.violations)
    assert told == bool(moved)


def test_a_batch_is_taken_back_as_one(clinic: Clinic) -> None:
    far = ADDED.model_copy(
        update={
            "absence_id": UUID(int=2),
            "starts": date(2024, 8, 1),
            "ends": date(2024, 8, 2),
        }
    )
    clinic.make(ADDED, far, SetPatientInformation(text="Stengt"))
    back = take_back(clinic, 2)
    assert back.outcome.allowed
    assert back.outcome.file.model_copy(update={"version": 1}) == clinic.files[0]


def test_what_is_not_touched_by_a_later_change_can_be_taken_back(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(SetPatientInformation(text="Stengt"), agent=OLA)
    back = take_back(clinic, 2)
    assert back.changes == (DELETED,)
    assert back.outcome.allowed
    assert back.outcome.file.clinic.patient_information == "Stengt"


def test_what_a_colleague_has_extended_since_is_not_lost(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(LONGER, agent=OLA)
    assert refusal(clinic, 2) == ("changed_since", OLA)


def test_what_was_extended_and_shortened_again_is_as_it_was(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(LONGER, agent=OLA)
    clinic.make(*take_back(clinic, 3).changes, agent=OLA, reverts=3)
    assert take_back(clinic, 2).outcome.allowed


def test_a_deletion_is_not_taken_back_over_a_later_absence(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(DELETED)
    clinic.make(ANOTHER, agent=OLA)
    assert refusal(clinic, 3) == ("overlap", OLA)


def test_A5_a_deletion_is_not_taken_back_over_a_substitute_who_has_come(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(DELETED)
    clinic.make(COVERED, agent=OLA)
    assert refusal(clinic, 3) == ("substitute_covers", OLA)


def test_nothing_is_taken_back_twice(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(*take_back(clinic, 2).changes, agent=OLA, reverts=2)
    assert refusal(clinic, 2) == ("reverted_already", OLA)


def test_taking_a_revert_back_makes_it_again(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.make(*take_back(clinic, 2).changes, reverts=2)
    clinic.make(*take_back(clinic, 3).changes, reverts=3)
    assert clinic.file.absences == clinic.files[1].absences
    assert take_back(clinic, 2).outcome.allowed


def test_A2_the_past_of_what_is_taken_back_later_stays(clinic: Clinic) -> None:
    clinic.make(ADDED)
    clinic.now += timedelta(days=6)
    later = clinic.now.date()
    back = take_back(clinic, 2, later)
    assert back.changes == (
        EndAbsence(absence_id=ADDED.absence_id, last_day=later - timedelta(days=1)),
    )
    assert back.outcome.allowed


def test_A2_what_is_all_past_can_not_be_taken_back(clinic: Clinic) -> None:
    clinic.make(ADDED)
    assert refusal(clinic, 2, date(2024, 7, 1)) == ("past_is_read_only", None)
