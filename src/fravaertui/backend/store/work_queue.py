"""The work queue: stored findings with what agents have said of them, filtered and in pages."""

from datetime import date
from typing import Any
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

_said = finding_mark.alias("said")
_later = finding_mark.alias("later")
_LAST_SAID = (
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
    # A code that is not known costs its row, and not the whole list as SQLAlchemy would have it.
    type_coerce(c, String).label(c.name) if isinstance(c.type, Enum) else c
    for c in finding.c
    if c.name not in ("day", "rank")
)


def rows(
    connection: Connection, wanted: FindingFilter, day: date, today: date, agent: str
) -> tuple[list[FindingRow], int, str | None]:
    """Return a page of the findings of a day, how many there are in all, and where it goes on."""
    matching = _matching(wanted, day, today, agent)
    total = connection.scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = matching.order_by(*_ORDER).limit(wanted.limit + 1)
    if wanted.cursor:
        page = page.where(tuple_(*_ORDER) > tuple_(*map(literal, _position(wanted.cursor))))
    found = connection.execute(page).mappings().all()
    listed = [listed for row in found[: wanted.limit] if (listed := _if_readable(row))]
    goes_on = len(found) > wanted.limit
    return listed, total, _cursor(found[wanted.limit - 1]) if goes_on else None


def counts(
    connection: Connection, wanted: FindingSelection, day: date, today: date, agent: str
) -> FindingCounts:
    """Return how many findings each value of a field would leave, the other fields as wanted."""
    found: dict[str, dict[str, int]] = {}
    for field, anything in (("code", ()), ("municipality", None), ("vendor", None)):
        others = wanted.model_copy(update={field: anything})
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


def row(connection: Connection, her_id: int, seen: MarkRequest, today: date) -> FindingRow | None:
    """Return a finding as it was seen, of today or a coming day; None when it is no more so."""
    one = (
        _listed(today)
        .where(finding.c.clinic == her_id, finding.c.key == seen.key)
        .where(finding.c.fingerprint == seen.fingerprint, finding.c.day >= today)
        .limit(1)
    )
    found = connection.execute(one).mappings().first()
    return _row(found) if found else None


def say(connection: Connection, her_id: int, request: MarkRequest, signature: Signature) -> None:
    """Write down what an agent says of a finding; it holds until something else is said."""
    connection.execute(
        insert(finding_mark).values(
            clinic=her_id, **request.model_dump(), agent=signature.agent, at=signature.at
        )
    )


def _state(day: date) -> ColumnElement[str]:
    """Where a finding is in the queue on a day: a snooze ends on its date."""
    asleep = and_(_said.c.mark == MarkKind.SNOOZE, _said.c.until > day)
    return case(
        (_said.c.mark == MarkKind.TAKE, FindingState.TAKEN.value),
        (asleep, FindingState.SNOOZED.value),
        (_said.c.mark == MarkKind.INTEND, FindingState.INTENDED.value),
        else_=FindingState.NEW.value,
    )


def _listed(day: date) -> Select[Any]:
    return select(
        *_FACTS,
        clinic.c.name.label("clinic_name"),
        clinic.c.municipality,
        clinic.c.epj_vendor.label("vendor"),
        practitioner.c.name.label("practitioner_name"),
        _state(day).label("state"),
        type_coerce(_said.c.mark, String).label("mark"),
        _said.c.until,
        _said.c.case_reference,
        _said.c.agent,
        _said.c.at,
    ).select_from(
        finding.join(clinic, clinic.c.her_id == finding.c.clinic)
        .outerjoin(practitioner, practitioner.c.her_id == finding.c.practitioner)
        .outerjoin(_said, _said.c.number == _LAST_SAID)
    )


def _matching(wanted: FindingSelection, day: date, today: date, agent: str) -> Select[Any]:
    found = _listed(day).where(finding.c.day == day, _state(day).in_(wanted.state))
    if wanted.code:
        found = found.where(finding.c.code.in_(wanted.code))
    if wanted.severity:
        found = found.where(finding.c.severity.in_(wanted.severity))
    if wanted.municipality is not None:
        found = found.where(clinic.c.municipality == wanted.municipality)
    if wanted.vendor is not None:
        found = found.where(clinic.c.epj_vendor == wanted.vendor)
    if wanted.clinic is not None:
        found = found.where(finding.c.clinic == wanted.clinic)
    if wanted.mine:
        found = found.where(_said.c.mark == MarkKind.TAKE, _said.c.agent == agent)
    if day != today:
        found = found.where(~_already(today))
    return found


def _already(today: date) -> ColumnElement[bool]:
    """Tell whether it is a finding today, and as severe: then it is no news of a coming day."""
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
    said = {name: facts.pop(name) for name in Mark.model_fields}
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
            else Mark(**said | {"mark": MarkKind(said["mark"])}),
        }
    )


def _cursor(last: RowMapping) -> str:
    rank = Severity(last["severity"]).rank
    return f"{rank}~{last['key']}~{last['clinic']}~{last['fingerprint']}"


def _position(cursor: str) -> tuple[int, str, int, str]:
    rank, key, her_id, fingerprint = cursor.split("~")
    return int(rank), key, int(her_id), fingerprint
