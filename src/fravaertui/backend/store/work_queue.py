"""The work queue: stored findings with the agents' marks, filtered and in pages."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    Connection,
    Enum,
    RowMapping,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    type_coerce,
)

from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.tables import clinic, finding, finding_mark, practitioner
from fravaertui.backend.store.unreadable import FAULTS, left_out
from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.domain.substitute_setup import Owner
from fravaertui.protocol.work_queue import (
    FindingCounts,
    FindingFilter,
    FindingRow,
    FindingSelection,
    FindingState,
    Mark,
    MarkKind,
    MarkRequest,
)

_mark = finding_mark.alias("mark")
_later = finding_mark.alias("later")
_LAST_MARK = (
    select(func.max(_later.c.number))
    .where(
        _later.c.clinic == finding.c.clinic,
        _later.c.key == finding.c.key,
        _later.c.fingerprint == finding.c.fingerprint,
    )
    .correlate(finding)
    .scalar_subquery()
)
_ORDER = (finding.c.rank, finding.c.key, finding.c.clinic, finding.c.fingerprint)
_FACTS = tuple(
    # An unknown code costs its row; with SQLAlchemy's Enum it would cost the whole list.
    type_coerce(c, String).label(c.name) if isinstance(c.type, Enum) else c
    for c in finding.c
    if c.name not in ("day", "rank")
)


class Totals(NamedTuple):
    """How many findings a selection has in all, and how many of them are urgent or the agent's."""

    total: int
    urgent: int
    mine: int


def rows(
    connection: Connection, selection: FindingFilter, day: date, today: date, agent: str
) -> tuple[list[FindingRow], Totals, str | None]:
    """Return a page of a day's findings, how many there are in all, and the next page's cursor."""
    matching = _matching(selection, day, today, agent)
    page = matching.order_by(*_ORDER).limit(selection.limit + 1)
    if selection.cursor:
        page = page.where(tuple_(*_ORDER) > tuple_(*map(literal, _position(selection.cursor))))
    found = connection.execute(page).mappings().all()
    listed = [listed for row in found[: selection.limit] if (listed := _if_readable(row))]
    has_more = len(found) > selection.limit
    totals = _totals(connection, matching, agent)
    return listed, totals, _cursor(found[selection.limit - 1]) if has_more else None


def _totals(connection: Connection, matching: Select[Any], agent: str) -> Totals:
    found = matching.subquery()
    urgent = found.c.severity == Severity.CRITICAL.value
    mine = and_(found.c.state == FindingState.TAKEN.value, found.c.agent == agent)
    count = select(func.count(), func.count(case((urgent, 1))), func.count(case((mine, 1))))
    return Totals(*connection.execute(count.select_from(found)).one())


def counts(
    connection: Connection, selection: FindingSelection, day: date, today: date, agent: str
) -> FindingCounts:
    """Return how many findings each value of a field would leave, with the other fields as set."""
    found: dict[str, dict[str, int]] = {}
    for field, anything in (("code", ()), ("municipality", None), ("vendor", None)):
        others = selection.model_copy(update={field: anything})
        matching = _matching(others, day, today, agent).subquery()
        column = matching.c[field]
        each = select(column, func.count()).group_by(column).order_by(column)
        found[field] = dict(connection.execute(each).all())
    try:
        return FindingCounts.model_validate(found, strict=False)
    except ValidationError as error:
        for field_and_value in {one["loc"][:2] for one in error.errors()}:
            name, value = map(str, field_and_value)
            del found[name][value]
        return FindingCounts.model_validate(found, strict=False)


def by_severity(
    connection: Connection, selection: FindingSelection, day: date, agent: str
) -> dict[str, int]:
    """Return how many of a day's findings there are of each severity."""
    matching = _matching(selection, day, day, agent).subquery()
    column = matching.c.severity
    return dict(connection.execute(select(column, func.count()).group_by(column)).all())


def worst(
    connection: Connection, clinics: Sequence[int], day: date
) -> dict[tuple[int, int | None], FindingRow]:
    """Return the worst waiting finding of a day by clinic and practitioner, in some clinics."""
    waiting = _matching(FindingSelection(), day, day, agent="")
    of_clinics = waiting.where(finding.c.clinic.in_(clinics)).order_by(*_ORDER)
    found: dict[tuple[int, int | None], FindingRow] = {}
    for one in connection.execute(of_clinics).mappings():
        about = (one["clinic"], one["practitioner"])
        if about not in found and (readable := _if_readable(one)):
            found[about] = readable
    return found


def row(connection: Connection, her_id: int, seen: MarkRequest, today: date) -> FindingRow | None:
    """Return a finding of today or a coming day; None unless its facts are those that were seen."""
    one = (
        _select(today)
        .where(finding.c.clinic == her_id, finding.c.key == seen.key)
        .where(finding.c.fingerprint == seen.fingerprint, finding.c.day >= today)
        .limit(1)
    )
    found = connection.execute(one).mappings().first()
    return _row(found) if found else None


def add_mark(
    connection: Connection, her_id: int, request: MarkRequest, signature: Signature
) -> None:
    """Store an agent's mark on a finding; it is valid until the next one."""
    connection.execute(
        insert(finding_mark).values(
            clinic=her_id, **request.model_dump(), agent=signature.agent, at=signature.at
        )
    )


def _state(day: date) -> ColumnElement[str]:
    """The state of a finding on a day: a snooze ends on its date."""
    asleep = and_(_mark.c.mark == MarkKind.SNOOZE, _mark.c.until > day)
    return case(
        (_mark.c.mark == MarkKind.TAKE, FindingState.TAKEN.value),
        (asleep, FindingState.SNOOZED.value),
        (_mark.c.mark == MarkKind.INTEND, FindingState.INTENDED.value),
        else_=FindingState.NEW.value,
    )


def _select(day: date) -> Select[Any]:
    return select(
        *_FACTS,
        clinic.c.name.label("clinic_name"),
        clinic.c.municipality,
        clinic.c.epj_vendor.label("vendor"),
        practitioner.c.name.label("practitioner_name"),
        _state(day).label("state"),
        type_coerce(_mark.c.mark, String).label("mark"),
        _mark.c.until,
        _mark.c.case_reference,
        _mark.c.agent,
        _mark.c.at,
    ).select_from(
        finding.join(clinic, clinic.c.her_id == finding.c.clinic)
        .outerjoin(practitioner, practitioner.c.her_id == finding.c.practitioner)
        .outerjoin(_mark, _mark.c.number == _LAST_MARK)
    )


def _matching(selection: FindingSelection, day: date, today: date, agent: str) -> Select[Any]:
    found = _select(day).where(finding.c.day == day, _state(day).in_(selection.state))
    if selection.code:
        found = found.where(finding.c.code.in_(selection.code))
    if selection.severity:
        found = found.where(finding.c.severity.in_(selection.severity))
    if selection.municipality is not None:
        found = found.where(clinic.c.municipality == selection.municipality)
    if selection.vendor is not None:
        found = found.where(clinic.c.epj_vendor == selection.vendor)
    if selection.clinic is not None:
        found = found.where(finding.c.clinic == selection.clinic)
    if selection.mine:
        found = found.where(_mark.c.mark == MarkKind.TAKE, _mark.c.agent == agent)
    if day != today:
        found = found.where(~_already(today))
    return found


def _already(today: date) -> ColumnElement[bool]:
    """Tell whether the same finding exists today: then a watch list leaves it out."""
    now = finding.alias("now")
    return exists().where(
        now.c.day == today,
        now.c.clinic == finding.c.clinic,
        now.c.key == finding.c.key,
        now.c.fingerprint == finding.c.fingerprint,
    )


def _if_readable(found: RowMapping) -> FindingRow | None:
    try:
        return _row(found)
    except (*FAULTS, ValueError, TypeError):
        left_out("finding at clinic", found["clinic"])
        return None


def _row(found: RowMapping) -> FindingRow:
    facts = dict(found)
    state = facts.pop("state")
    mark = {name: facts.pop(name) for name in Mark.model_fields}
    return FindingRow(
        **facts
        | {
            "code": FindingCode(facts["code"]),
            "severity": Severity(facts["severity"]),
            "owner": Owner(facts["owner"]),
            "services": tuple(facts["services"]),
            "days": tuple(date.fromisoformat(day) for day in facts["days"]),
            "records": tuple(UUID(record) for record in facts["records"]),
            "mark": None
            if state == FindingState.NEW
            else Mark(**mark | {"mark": MarkKind(mark["mark"])}),
        }
    )


def _cursor(last: RowMapping) -> str:
    rank = Severity(last["severity"]).rank
    return f"{rank}~{last['key']}~{last['clinic']}~{last['fingerprint']}"


def _position(cursor: str) -> tuple[int, str, int, str]:
    rank, key, her_id, fingerprint = cursor.split("~")
    return int(rank), key, int(her_id), fingerprint
