"""A clinic's history made by real changes: the newest file and the entries, newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from fravaertui.domain.changes import Change, ChangeRequest
from fravaertui.domain.checks import evaluate
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.records import arranged, difference
from tests.domain.cover_strategies import clinic_changes, cover_changes, full_scenes
from tests.domain.strategies import changes

AGENTS = ("kari.nordmann", "ola.nordmann")


class Clinic:
    """A clinic that is changed as at the desk; `entries` are newest first."""

    def __init__(self, file: ClinicFile, now: datetime) -> None:
        self.files = [arranged(file)]
        self.entries: list[HistoryEntry] = []
        self.now = now

    @property
    def file(self) -> ClinicFile:
        return self.files[-1]

    def make(
        self, *wanted: Change, agent: str = AGENTS[0], reverts: int | None = None
    ) -> HistoryEntry | None:
        """Make the changes, a minute after the last ones; None when they may not be made."""
        outcome = evaluate(wanted, self.file, self.now.date())
        if not outcome.allowed:
            return None
        self.now += timedelta(minutes=1)
        version = self.file.version + 1
        after = arranged(outcome.file.model_copy(update={"version": version}))
        changed = difference(self.file, after)
        entry = HistoryEntry(
            removed=changed.removed,
            added=changed.added,
            at=self.now,
            agent=agent,
            request=ChangeRequest(changes=wanted, reverts=reverts),
        )
        self.files.append(after)
        self.entries.insert(0, entry)
        return entry

    def since(self, version: int) -> Sequence[HistoryEntry]:
        """The entries from the newest down to this one."""
        return [entry for entry in self.entries if entry.version >= version]


@st.composite
def clinics(draw: st.DrawFn, most: int = 6) -> Clinic:
    """A clinic that two agents have changed up to so many times on one day."""
    today, file = draw(full_scenes(most=1))
    file = file.model_copy(update={"vendor": None})  # the vendor table has its own history
    clinic = Clinic(file, datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    for number in range(draw(st.integers(1, most))):
        wanted = draw(
            st.one_of(
                changes(clinic.file, today, number),
                cover_changes(clinic.file, today, number),
                clinic_changes(today),
            )
        )
        clinic.make(wanted, agent=draw(st.sampled_from(AGENTS)))
    return clinic
