"""A clinic's history made by real changes: the newest file and the entries, newest first."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from fravaertui.domain.changes import Change, ChangeRequest, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.records import Difference, canonical, difference, undo
from fravaertui.domain.reverting import reversal
from tests.domain.cover_strategies import clinic_changes, cover_changes, full_scenes
from tests.domain.strategies import changes

AGENTS = ("kari.nordmann", "ola.nordmann")


class Clinic:
    """A clinic that is changed as at the desk; `entries` are newest first."""

    def __init__(self, file: ClinicFile, now: datetime) -> None:
        self.files = [canonical(file)]
        self.entries: list[HistoryEntry] = []
        self.now = now

    @property
    def file(self) -> ClinicFile:
        return self.files[-1]

    def make(
        self, *wanted: Change, agent: str = AGENTS[0], reverts: int | None = None
    ) -> HistoryEntry | None:
        """Make the changes, a minute after the last ones; None when nothing is changed by them."""
        outcome = evaluate(wanted, self.file, self.now.date())
        if not outcome.made:
            return None
        self.now += timedelta(minutes=1)
        version = self.file.version + 1
        after = canonical(outcome.file.model_copy(update={"version": version}))
        changed = difference(self.file, after)
        entry = HistoryEntry(
            removed=changed.removed,
            added=changed.added,
            at=self.now,
            agent=agent,
            request=ChangeRequest(changes=outcome.made, reverts=reverts),
        )
        self.files.append(after)
        self.entries.insert(0, entry)
        return entry

    def since(self, version: int) -> Sequence[HistoryEntry]:
        """The entries from the newest down to this one."""
        return [entry for entry in self.entries if entry.version >= version]


def replayed(before: ClinicFile, changed: Difference) -> ClinicFile:
    """The file as it was after the change, given how it was before."""
    return undo(before, Difference(removed=changed.added, added=changed.removed))


@st.composite
def clinics(draw: st.DrawFn, most: int = 6) -> Clinic:
    """A clinic that two agents have changed up to so many times on one day."""
    clinic = draw(_opened())
    for number in range(draw(st.integers(1, most))):
        clinic.make(
            draw(any_change(clinic.file, clinic.now.date(), number)),
            agent=draw(st.sampled_from(AGENTS)),
        )
    return clinic


@st.composite
def lives(draw: st.DrawFn, most: int = 6) -> Clinic:
    """A clinic over some days: changes of all kinds, alone and in batches, and reverts."""
    clinic = draw(_opened())
    for number in range(draw(st.integers(1, most))):
        agent = draw(st.sampled_from(AGENTS))
        if clinic.entries and draw(st.integers(0, 4)) == 0:
            version = draw(st.sampled_from(clinic.entries)).version
            back = reversal(clinic.since(version), clinic.file, clinic.now.date())
            if back.outcome.allowed:
                clinic.make(*back.changes, agent=agent, reverts=version)
            continue
        batch = [
            draw(any_change(clinic.file, clinic.now.date(), 10 * number + place))
            for place in range(draw(st.integers(1, 3)))
        ]
        if not clinic.make(*batch, agent=agent):
            clinic.make(batch[0], agent=agent)
        clinic.now += timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 3))))
    return clinic


@st.composite
def _opened(draw: st.DrawFn) -> Clinic:
    today, file = draw(full_scenes(most=1))
    file = file.model_copy(update={"vendor": None})  # the vendor table has its own history
    return Clinic(file, datetime(today.year, today.month, today.day, 12, tzinfo=UTC))


def any_change(file: ClinicFile, today: date, number: int) -> st.SearchStrategy[Change]:
    """A change of any kind, wise or not; `number` makes its new record's id."""
    return st.one_of(
        changes(file, today, number), cover_changes(file, today, number), clinic_changes(today)
    )
