"""The history of a clinic: what was known when, and what citizens saw (W2)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given

from fravaertui.backend.services.history_pages import MOST_SHIFTS, page_of
from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    DeleteAbsence,
    SetEpjVendor,
    SetPatientInformation,
    evaluate,
)
from fravaertui.domain.citizen_view import service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry, file_known_at, known_on, replay_back
from fravaertui.domain.model import Absence, Known, Practitioner, ServiceOffer, Vendor
from fravaertui.domain.records import difference, undo
from fravaertui.protocol.history import HistoryFilter
from tests.domain.entries import Clinic, clinics, replayed
from tests.domain.strategies import CLINIC, HERE, SERVICES, examples, plain_file, window

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
AWAY = AddAbsence(
    absence_id=UUID(int=1),
    practitioner=HERE[0],
    starts=date(2024, 6, 24),
    ends=date(2024, 6, 28),
    services=("ekontakt",),
)
LONGER = AmendAbsence(
    absence_id=AWAY.absence_id, starts=AWAY.starts, ends=date(2024, 6, 30), services=AWAY.services
)
GONE = DeleteAbsence(absence_id=AWAY.absence_id)


@pytest.fixture
def clinic() -> Clinic:
    """A clinic with an absence that was added, extended and deleted, at versions 2, 3 and 4."""
    clinic = Clinic(plain_file(), NOW)
    for change in (AWAY, LONGER, GONE):
        assert clinic.make(change)
    return clinic


@given(clinics())
@examples(80)
def test_W2_history_replays_to_the_same_files_both_ways(clinic: Clinic) -> None:
    file = clinic.files[0]
    for entry, after in zip(reversed(clinic.entries), clinic.files[1:], strict=True):
        file = replayed(file, entry)
        assert file == after
    for entry, before in zip(clinic.entries, reversed(clinic.files[:-1]), strict=True):
        file = undo(file, entry)
        assert file == before
    told = [(before, after) for _, before, after in replay_back(clinic.file, clinic.entries)]
    assert told == list(zip(clinic.files[-2::-1], clinic.files[:0:-1], strict=True))


def test_S4_what_one_vendor_offers_is_not_said_of_the_one_before() -> None:
    """As known then, a clinic with another vendor says nothing of what that one could."""
    clinic = CLINIC.model_copy(update={"epj_vendor": "epj"})
    before = plain_file().model_copy(update={"clinic": clinic})
    new = Vendor(code="ny", name="Ny EPJ AS", demands_party=Known.NO)
    moved = evaluate([SetEpjVendor(vendor="ny")], before, TODAY).file
    after = moved.model_copy(update={"version": 2, "vendor": new})
    assert undo(after, difference(before, after)).vendor is None
    written = evaluate([SetPatientInformation(text="Stengt")], after, TODAY).file
    later = written.model_copy(update={"version": 3})
    assert undo(later, difference(after, later)).vendor == new


@given(clinics())
@examples(60)
def test_an_entry_touches_what_differs_and_nothing_else(clinic: Clinic) -> None:
    for entry, before, after in replay_back(clinic.file, clinic.entries):
        assert bool(entry.touched()) == (
            before.model_copy(update={"version": after.version}) != after
        )
        assert difference(before, after).touched() == entry.touched()


@given(clinics(most=3))
@examples(40)
def test_the_effects_told_are_what_citizens_saw_from_the_day_it_was_made(clinic: Clinic) -> None:
    """Day by day with the engine: nothing looks different before the first day that is told."""
    page = page_of(clinic.file, clinic.entries, HistoryFilter())
    files = zip(clinic.files[-2::-1], clinic.files[:0:-1], strict=True)
    for entry, (before, after) in zip(page.entries, files, strict=True):
        told = {
            (practitioner, service): shift
            for shift in reversed(entry.shifts)
            for practitioner in shift.practitioners
            for service in shift.services
        }
        days = window(entry.at.date(), before=0)
        for practitioner in HERE:
            for service in SERVICES:
                first = next(
                    (d for d in days if differs(before, after, practitioner, service, d)), None
                )
                shift = told.get((practitioner, service))
                assert first == (shift.starts if shift and shift.starts <= days[-1] else None)


def differs(
    before: ClinicFile, after: ClinicFile, practitioner: int, service: str, day: date
) -> bool:
    was, becomes = (service_view(file, practitioner, service, day) for file in (before, after))
    return (was.state, was.reopens_on, was.substitute) != (
        becomes.state,
        becomes.reopens_on,
        becomes.substitute,
    )


def test_what_was_known_at_a_moment_is_what_had_been_saved_by_then(clinic: Clinic) -> None:
    for file, moment in zip(
        clinic.files, (NOW, *(entry.at for entry in reversed(clinic.entries))), strict=True
    ):
        assert file_known_at(moment, clinic.file, clinic.entries) == file
        later = moment + timedelta(seconds=59)
        assert file_known_at(later, clinic.file, clinic.entries) == file
    long_ago = datetime(1999, 1, 1, tzinfo=UTC)
    assert file_known_at(long_ago, clinic.file, clinic.entries) == clinic.files[0]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 6, 20), datetime(2024, 6, 20, 21, 59, 59, 999_999, UTC)),
        (date(2024, 12, 20), datetime(2024, 12, 20, 22, 59, 59, 999_999, UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, 999_999, UTC)),
    ],
)
def test_D2_a_day_is_known_until_midnight_in_oslo(day: date, last: datetime) -> None:
    assert known_on(day) == last


def test_pages_follow_each_other_without_gap_or_repeat(clinic: Clinic) -> None:
    for _ in range(4):
        assert clinic.make(SetPatientInformation(text=str(clinic.file.version)))
    wanted, listed = HistoryFilter(limit=3), list[int]()
    while True:
        page = page_of(clinic.file, clinic.entries, wanted)
        listed += [entry.version for entry in page.entries]
        if page.next is None:
            break
        assert len(page.entries) == 3
        wanted = HistoryFilter(limit=3, before=page.next)
    assert listed == [8, 7, 6, 5, 4, 3, 2]


def test_an_entry_tells_what_took_it_back_unless_that_was_taken_back_too(clinic: Clinic) -> None:
    def taken_back() -> dict[int, int | None]:
        told: list[HistoryEntry] = [e for e, _, _ in replay_back(clinic.file, clinic.entries)]
        return {entry.version: entry.reverted_by for entry in told}

    assert clinic.make(SetPatientInformation(text="a"), reverts=4)
    assert taken_back() == {5: None, 4: 5, 3: None, 2: None}
    assert clinic.make(SetPatientInformation(text="b"), reverts=5)
    assert taken_back() == {6: None, 5: 6, 4: None, 3: None, 2: None}
    assert clinic.make(SetPatientInformation(text="c"), reverts=4)
    assert taken_back() == {7: None, 6: None, 5: 6, 4: 7, 3: None, 2: None}


def test_a_change_with_countless_shifts_tells_how_many_it_leaves_out() -> None:
    """Everyone's own absence follows and ends on another day, so no two read the same."""
    people = tuple(Practitioner(her_id=n, name=f"Lege {n}") for n in range(1, MOST_SHIFTS + 21))
    following = AWAY.ends + timedelta(days=1)
    clinic = Clinic(
        ClinicFile(
            version=1,
            clinic=CLINIC,
            practitioners=people,
            offers=tuple(
                ServiceOffer(practitioner=p.her_id, service=AWAY.services[0]) for p in people
            ),
            absences=tuple(
                Absence(
                    id=UUID(int=1000 + p.her_id),
                    practitioner=p.her_id,
                    starts=following,
                    ends=following + timedelta(days=p.her_id),
                    services=AWAY.services,
                )
                for p in people
            ),
        ),
        NOW,
    )
    assert clinic.make(AWAY.model_copy(update={"practitioner": None}))
    [entry] = page_of(clinic.file, clinic.entries, HistoryFilter()).entries
    assert len(entry.shifts) == MOST_SHIFTS
    assert entry.more_shifts == 20
