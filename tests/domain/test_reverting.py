"""Taking back what was done earlier, by oneself or by others (W2)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
)
from fravaertui.domain.model import Absence, Known, Step, Substitute
from fravaertui.domain.records import facts
from fravaertui.domain.reverting import Reversal, reversal
from tests.domain.entries import AGENTS, Clinic, clinics, lives
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


@given(lives(), st.data())
@examples(250)
def test_W8_a_revert_changes_nothing_but_what_its_entry_changed_and_nobody_has_since(
    clinic: Clinic, data: st.DataObject
) -> None:
    """Told from the files themselves: before the entry, after it, now, and after the revert."""
    if not clinic.entries:
        return
    version = data.draw(st.sampled_from(clinic.entries)).version
    back = take_back(clinic, version, clinic.now.date())
    if not back.outcome.allowed:
        assert back.outcome.file == clinic.file
        return
    before, left, now = (
        facts(file) for file in (clinic.files[version - 2], clinic.files[version - 1], clinic.file)
    )
    after = facts(back.outcome.file)
    theirs = {fact for fact in before | left if before.get(fact) != left.get(fact)}
    since = {fact for fact in left | now if left.get(fact) != now.get(fact)}
    assert back.changes
    assert after != now
    for fact in now.keys() | after.keys():
        if after.get(fact) != now.get(fact):
            # A part of a record that is split at today is new; all else is the entry's own.
            assert fact in theirs or fact not in before | left | now
            assert fact not in since


OFF = ReportEpjState(
    practitioner=HERE[0], services=("timebestilling",), switched_off=True, seen_on=TODAY
)
MORE_OFF = OFF.model_copy(update={"services": ("timebestilling", "ekontakt", "reseptfornyelse")})
ON = OFF.model_copy(update={"switched_off": False})
TOLD = ConfirmStep(
    substitute_id=COVERED.substitute_id,
    step=Step.REGISTERED_IN_EPJ,
    known=Known.YES,
    seen_on=TODAY,
)


def test_W8_what_the_entry_did_not_change_is_left_as_others_have_made_it_since(
    clinic: Clinic,
) -> None:
    clinic.make(OFF)
    clinic.make(MORE_OFF)  # booking was off already
    clinic.make(ON, agent=OLA)
    back = take_back(clinic, 3)
    assert back.outcome.allowed
    [left] = back.outcome.file.epj_states
    assert (left.service, left.switched_off) == ("timebestilling", False)


@pytest.mark.parametrize(
    ("first", "same", "theirs"),
    [
        (SetPatientInformation(text="Stengt"), None, SetPatientInformation(text="Åpent")),
        (SetEpjVendor(vendor="epj"), None, SetEpjVendor(vendor="annen")),
        (ADDED, LONGER.model_copy(update={"ends": ADDED.ends}), LONGER),
        (OFF, None, ON),
    ],
    ids=["text", "vendor", "absence", "epj"],
)
def test_W8_of_a_batch_only_what_changed_something_is_taken_back(
    clinic: Clinic, first: Change, same: Change | None, theirs: Change
) -> None:
    clinic.make(first)
    far = ANOTHER.model_copy(update={"practitioner": HERE[1]})
    clinic.make(same or first, far)
    clinic.make(theirs, agent=OLA)
    back = take_back(clinic, 3)
    assert back.changes == (DeleteAbsence(absence_id=far.absence_id),)
    assert back.outcome.allowed


def test_W8_what_others_have_told_of_a_substitute_is_not_thrown_away_with_it(
    clinic: Clinic,
) -> None:
    clinic.make(COVERED)
    clinic.make(TOLD, agent=OLA)
    assert refusal(clinic, 2) == ("changed_since", OLA)


def test_W8_what_was_changed_and_changed_back_in_one_batch_is_nobodys_to_take_back(
    clinic: Clinic,
) -> None:
    clinic.make(SetPatientInformation(text="Stengt"))
    away = SetPatientInformation(text="Åpent")
    far = ANOTHER.model_copy(update={"practitioner": HERE[1]})
    clinic.make(away, SetPatientInformation(text="Stengt"), far)
    clinic.make(away, agent=OLA)
    assert refusal(clinic, 3) == ("changed_since", OLA)


def test_nothing_is_left_to_take_back_of_what_only_the_past_shows(clinic: Clinic) -> None:
    clinic.make(ADDED)
    cut = SplitAbsence(
        absence_id=ADDED.absence_id, on=ADDED.starts + timedelta(days=1), new_id=UUID(int=9)
    )
    clinic.make(cut)
    assert refusal(clinic, 3, cut.on + timedelta(days=1)) == ("nothing_to_undo", None)


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
