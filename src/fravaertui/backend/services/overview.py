"""What an agent meets first: the work queue in numbers, what opens and closes soon, who did what.

The rules are the domain's. What opens and closes at a clinic is worked out once for each version
of its file and each day, since that is the same for everyone who asks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from time import monotonic
from typing import get_args

from sqlalchemy import Connection

from fravaertui.backend.etags import TaggedJson, tagged
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.finding_scan import catch_up
from fravaertui.backend.store import (
    absences,
    batches,
    clinic_files,
    directory,
    history,
    work_queue,
)
from fravaertui.backend.store.batches import BatchClinic
from fravaertui.backend.store.history import LoggedChange
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import AbsenceChange, UpdateFromRegister
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import DayState, practitioner_state
from fravaertui.domain.findings import Severity, findings
from fravaertui.domain.upcoming import Turn, Upcoming, upcoming
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.batches import DIRECTORY, Batch
from fravaertui.protocol.overview import (
    DAYS_AHEAD,
    MOST_CHANGES,
    MOST_TURNS,
    ChangeRow,
    ClinicRow,
    Overview,
    OverviewFilter,
    QueueCounts,
    TurnRow,
    Turns,
)
from fravaertui.protocol.work_queue import FindingRow, FindingSelection, FindingState

BUDGET_SECONDS = 0.04
"""How long one call may spend on clinics nobody has asked about since they changed."""

AT_ONCE = 30
"""Clinics read at a time; the first are read however long it takes."""

_FROM_REGISTER = UpdateFromRegister.model_fields["kind"].default
_OF_ABSENCES = frozenset(change.model_fields["kind"].default for change in get_args(AbsenceChange))

_Worst = dict[tuple[int, int | None], FindingRow]


@dataclass(frozen=True, slots=True)
class _Listed:
    """What turns at a clinic on a day, with the names to show it by."""

    clinic: int
    clinic_name: str
    person: str
    turn: Upcoming


@dataclass(frozen=True, slots=True)
class _ClinicTurns:
    """What turns at a clinic, at a version of its file."""

    version: int
    listed: tuple[_Listed, ...] = ()


class OverviewService:
    """The overview of one database; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """Serve the overview of a database."""
        self._database = database
        self._known: tuple[date, dict[int, _ClinicTurns]] = (date.min, {})

    def overview(self, agent: Agent, selection: OverviewFilter) -> TaggedJson:
        """Return today's overview as the agent sees it.

        Clinics that have changed since they were last asked about are looked through for a
        moment, those where something turns soonest first; `pending` is how many are left. So are
        missing findings, as after midnight.
        """
        with self._database.reading() as connection:
            today = self._database.today(connection)
        unscanned = catch_up(self._database.engine, today, today, seconds=BUDGET_SECONDS)
        with self._database.reading() as connection:
            known, unread = self._turns(connection, today)
            opens, closes = (_in_order(known, turn) for turn in Turn)
            listed = {one.clinic for one in (*opens[:MOST_TURNS], *closes[:MOST_TURNS])}
            worst = work_queue.worst(connection, sorted(listed), today)
            changes = _latest_changes(connection)
            queue = _counts(connection, today, agent)
            clinics = _clinic_rows(connection, selection.recent, today)
        return tagged(
            Overview(
                day=today,
                queue=queue,
                opens=_rows(opens, worst),
                closes=_rows(closes, worst),
                clinics=clinics,
                changes=changes,
                pending=max(unscanned, unread),
            )
        )

    def _turns(self, connection: Connection, today: date) -> tuple[dict[int, _ClinicTurns], int]:
        """Return what turns at each clinic looked through, and how many clinics are left."""
        last = today + timedelta(days=DAYS_AHEAD)
        deadline = monotonic() + BUDGET_SECONDS
        versions = absences.clinics_with_absences(connection, today - ONE_DAY, last)
        day, before = self._known
        known = {
            clinic: before[clinic]
            for clinic, version in versions.items()
            if day == today and clinic in before and before[clinic].version == version
        }
        missing = (clinic for clinic in versions if clinic not in known)
        while some := list(islice(missing, AT_ONCE)):
            # One that can't be read has nothing to tell, and is not tried again at this version.
            read = {clinic: _ClinicTurns(versions[clinic]) for clinic in some}
            for file in clinic_files.load_some(connection, some):
                read[file.clinic.her_id] = _turns_at(file, today, last)
            known |= read
            if monotonic() > deadline:
                break
        self._known = (today, known)
        return known, len(versions) - len(known)


def _turns_at(file: ClinicFile, first: date, last: date) -> _ClinicTurns:
    clinic = file.clinic
    listed = tuple(
        _Listed(clinic.her_id, clinic.name, file.practitioner(turn.practitioners[0]).name, turn)
        for turn in upcoming(file, first, last)
    )
    return _ClinicTurns(file.version, listed)


def _in_order(known: dict[int, _ClinicTurns], turn: Turn) -> list[_Listed]:
    found = (one for clinic in known.values() for one in clinic.listed if one.turn.turn is turn)
    return sorted(
        found, key=lambda one: (one.turn.day, one.clinic_name, one.clinic, one.turn.practitioners)
    )


def _rows(listed: Sequence[_Listed], worst: _Worst) -> Turns:
    shown = listed[:MOST_TURNS]
    return Turns(rows=tuple(_row(one, worst) for one in shown), more=len(listed) - len(shown))


def _row(one: _Listed, worst: _Worst) -> TurnRow:
    turn = one.turn
    about = [(one.clinic, practitioner) for practitioner in (None, *turn.practitioners)]
    found = [worst[each] for each in about if each in worst]
    finding = min(found, key=lambda each: (each.severity.rank, each.key), default=None)
    return TurnRow(
        day=turn.day,
        clinic=one.clinic,
        clinic_name=one.clinic_name,
        practitioner=None if turn.whole_clinic else turn.practitioners[0],
        practitioner_name=None if turn.whole_clinic else one.person,
        others=0 if turn.whole_clinic else len(turn.practitioners) - 1,
        services=turn.services,
        hidden=turn.hidden,
        substitute=turn.substitute,
        finding=finding.code if finding else None,
        severity=finding.severity if finding else None,
        conditional=turn.conditional,
    )


def _latest_changes(connection: Connection) -> tuple[ChangeRow, ...]:
    """Return what was done last; what was done at many clinics as one is one row."""
    changes = history.latest_everywhere(connection, MOST_CHANGES)
    names = directory.names(connection, [c.about for c in changes if c.about])
    counts = directory.practitioner_counts(connection, [c.clinic for c in changes])
    latest = batches.latest(connection, MOST_CHANGES)
    firsts = [(batch, batches.first_clinic(connection, batch.id)) for batch in latest]
    rows = {
        **{change.number: _change_row(change, names, counts) for change in changes},
        **{first.number: _batch_row(batch, first) for batch, first in firsts if first},
    }
    newest = sorted(rows, reverse=True)[:MOST_CHANGES]
    return tuple(rows[number] for number in newest)


def _batch_row(batch: Batch, first: BatchClinic) -> ChangeRow:
    return ChangeRow(
        clinic=first.clinic,
        clinic_name=first.name,
        version=first.version,
        at=batch.at,
        agent=batch.agent,
        change=_FROM_REGISTER if batch.kind == DIRECTORY else batch.kind,
        clinics=batch.clinics,
        batch=batch.kind,
        source=batch.source,
        reverts=batch.reverts is not None,
    )


def _change_row(change: LoggedChange, names: dict[int, str], counts: dict[int, int]) -> ChangeRow:
    known = change.about if change.about in names else None
    kind = change.outlines[0].change
    of_all = change.about is None and kind in _OF_ABSENCES
    return ChangeRow(
        clinic=change.clinic,
        clinic_name=change.clinic_name,
        version=change.version,
        at=change.signature.at,
        agent=change.signature.agent,
        change=kind,
        practitioner=known,
        practitioner_name=names[known] if known else None,
        of_all=counts.get(change.clinic, 0) if of_all else 0,
        others=len(change.outlines) - 1,
    )


def _clinic_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> tuple[ClinicRow, ...]:
    """Return how it stands at those of the clinics that there are."""
    files = {file.clinic.her_id: file for file in clinic_files.load_some(connection, wanted)}
    rows = []
    for file in (files[her_id] for her_id in dict.fromkeys(wanted) if her_id in files):
        active = [p.her_id for p in file.practitioners if p.covers(today)]
        stands = [practitioner_state(file, her_id, today) for her_id in active]
        states = [now.state for now in stands]
        hidden = [now for now in stands if now.hidden and now.sign is DayState.NOT_SHOWN]
        severities = Counter(finding.severity for finding in findings(file, today))
        urgent = severities.pop(Severity.CRITICAL, 0)
        rows.append(
            ClinicRow(
                clinic=file.clinic.her_id,
                name=file.clinic.name,
                practitioners=len(states) - states.count(DayState.NOT_SHOWN),
                closed=states.count(DayState.CLOSED),
                some_closed=states.count(DayState.SOME_CLOSED),
                hidden=len(hidden),
                urgent=urgent,
                can_wait=severities.total(),
            )
        )
    return tuple(rows)


def _counts(connection: Connection, today: date, agent: Agent) -> QueueCounts:
    waiting = work_queue.by_severity(connection, FindingSelection(), today, agent.name)
    mine = FindingSelection(state=(FindingState.TAKEN,), mine=True)
    urgent = waiting.pop(Severity.CRITICAL, 0)
    return QueueCounts(
        urgent=urgent,
        can_wait=sum(waiting.values()),
        taken_by_me=sum(work_queue.by_severity(connection, mine, today, agent.name).values()),
    )
