"""A planned list as JSON and as lines: for each line of it whom, when, and what is asked."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from fravaertui.cli.list_plans import ListToSave
from fravaertui.domain.absence_list import Kind, ListPlan, ListRow, RowStatus, row_uuid
from fravaertui.domain.absence_list.values import Doubt, Person
from fravaertui.domain.date_input.values import Span
from fravaertui.protocol.batches import BatchRow
from fravaertui.texts.absence_lists import reason_phrase, row_questions
from fravaertui.texts.catalogue import Words
from fravaertui.texts.list_rows import registered_days, row_phrase

_IGNORED = frozenset({RowStatus.UNCHANGED, RowStatus.LEFT_OUT})


def document_of(plan: ListPlan, to_save: ListToSave, words: Words) -> dict[str, Any]:
    """Return a plan as JSON: what is to be saved, and a row for each name with its periods."""
    made = {row.id: row for row in to_save.rows}
    return {
        "plan": to_save.model_dump(mode="json"),
        "rows": [
            _row(rows, plan, words) | _saving(rows, to_save, made) for rows in _together(plan)
        ],
        "passed_over": [
            {
                "line": _line(plan, passed.extent.start),
                "text": passed.extent.of(plan.reading.text),
                "reason": passed.reason.value,
                "why": reason_phrase(passed.reason, words),
            }
            for passed in plan.reading.passed_over
        ],
        "counts": {status.value: count for status, count in plan.counts.items()},
        "unread": plan.reading.unread,
        "is_ready": plan.is_ready,
    }


def plan_lines(plan: ListPlan, words: Words) -> Iterator[str]:
    """Yield a plan as lines: each row with what is asked, then what was passed over."""
    several = len(plan.files) > 1
    for row in plan.rows:
        said = row_phrase(row, plan.files, words, names_clinic=several)
        yield words("line {line}: {status}", line=row.entry.line, status=said)
        yield from (f"  {asked}" for asked in row_questions(row, plan.reading.text, words))
        yield from (f"  {said}" for said in registered_days(row, words))
    if not plan.rows:
        yield words("Nothing in it is an absence to register.")
    if plan.reading.unread:
        yield words("Parts with days that were not understood: {count}.", count=plan.reading.unread)
    if plan.reading.passed_over:
        yield words("Passed over:")
    for passed in plan.reading.passed_over:
        first = passed.extent.of(plan.reading.text).split("\n")[0][:60]
        why = reason_phrase(passed.reason, words)
        yield f"  {_line(plan, passed.extent.start)}: «{first}»: {why}"


def _together(plan: ListPlan) -> Iterator[list[ListRow]]:
    """Yield the rows of one sentence that are about the same."""

    def key(row: ListRow) -> tuple[object, ...]:
        entry = row.entry
        return (entry.extent, entry.kind, entry.written, row.practitioner, row.whole_clinic)

    for _, rows in groupby(plan.rows, key):
        yield list(rows)


def _row(rows: list[ListRow], plan: ListPlan, words: Words) -> dict[str, Any]:
    first, text = rows[0], plan.reading.text
    entry = first.entry
    asked = [q for row in rows for q in row_questions(row, text, words)]
    substitute = entry.substitute
    return {
        "line": entry.line,
        "text": entry.extent.of(text),
        "kind": _kind(first),
        "scope": "clinic" if first.whole_clinic else "practitioner",
        "who": words("The whole clinic") if first.whole_clinic else (_name_of(first) or None),
        "her_id": first.practitioner,
        "clinic": first.clinic,
        "written": entry.written,
        "periods": [_period(row) for row in rows if row.proposal and not _is_turned(row)],
        "turned": [_period(row) for row in rows if _is_turned(row)],
        "services": list(first.services) if first.services is not None else None,
        "substitute": None
        if substitute is None
        else {
            "name": _substitute_name(first),
            **({"kind": "other_clinic"} if substitute.phone else {}),
            **({"phone": substitute.phone} if substitute.phone else {}),
            **(_days(first.proposal) if entry.kind is Kind.SUBSTITUTE else {}),
        },
        "status": _status(rows),
        "states": [row.status.value for row in rows],
        "questions": [question.value for row in rows for question in row.questions],
        "ask": list(dict.fromkeys(asked)),
        "candidates": [person.name for person in first.candidates],
    }


def _saving(
    rows: list[ListRow], to_save: ListToSave, made: Mapping[UUID, BatchRow]
) -> dict[str, Any]:
    """Return which version of the clinic the rows were planned on, and the changes they become."""
    ids = [row_uuid(to_save.id, row.id) for row in rows]
    found = [made[one] for one in ids if one in made]
    return {
        "version": next((row.before.version for row in rows if row.before), None),
        "ids": [str(one) for one in ids],
        "changes": [
            change.model_dump(mode="json") for row in found for change in row.request.changes
        ],
    }


def _period(row: ListRow) -> dict[str, Any]:
    readings = [_days(reading.span) for reading in row.readings]
    more = {"readings": readings} if row.span is None else {}
    return {**_days(row.proposal), "sure": row.span is not None, "row": row.id, **more}


def _is_turned(row: ListRow) -> bool:
    """Tell whether the days are proposed the other way round than the list says them."""
    return Doubt.TURNED in row.questions


def _days(span: Span | None) -> dict[str, str]:
    if span is None:
        return {}
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def _kind(row: ListRow) -> str:
    if row.entry.kind is Kind.LEAVING:
        return "not_absence"
    asked = {Doubt.NOBODY, Doubt.TRAINING_DOCTOR}.intersection(row.questions)
    if asked and not row.candidates:
        return "unmatched"
    return row.entry.kind.value


def _status(rows: list[ListRow]) -> str:
    if any(row.is_question or row.status is RowStatus.NOT_AN_ABSENCE for row in rows):
        return "ask"
    return "ignore" if all(row.status in _IGNORED for row in rows) else "ready"


def _name_of(row: ListRow) -> str:
    if row.before and row.practitioner is not None:
        return row.before.practitioner(row.practitioner).name
    return row.entry.person.name if row.entry.person else ""


def _substitute_name(row: ListRow) -> str:
    said = row.entry.substitute
    colleagues: tuple[Person, ...] = said.colleagues if said else ()
    if len(colleagues) == 1:
        return colleagues[0].name
    return row.substitute or (said.name if said else "")


def _line(plan: ListPlan, at: int) -> int:
    return plan.reading.text.count("\n", 0, at) + 1
