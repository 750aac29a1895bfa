"""Who is taken for a GP with a list although nobody has said so.

Earlier versions brought in whom a register told of without a word for it. The history tells them
apart: what they wrote of those who came has no such field.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, select

from fravaertui.backend.store.tables import change_log
from fravaertui.domain.model import Known

_AT_ONCE = 500
_FIELD = '"holds_list"'


def unsaid_lists(
    connection: Connection, people: Mapping[int, Collection[int]], own_table: str
) -> set[int]:
    """Return those of `people`, which are by clinic, of whom nobody has said that they hold a list.

    `own_table` is the source of what the desk itself has said since.
    """
    added = cast(change_log.c.added, Text)
    came = {
        person["her_id"]
        for before, after in _entries(connection, people, added.not_like(f"%{_FIELD}%"))
        for person in after["practitioners"]
        if person["her_id"] not in {other["her_id"] for other in before["practitioners"]}
    }
    known = {clinic: theirs for clinic, theirs in people.items() if came.intersection(theirs)}
    said = {
        person["her_id"]
        for _, after in _entries(connection, known, added.like(f"%{_FIELD}%"))
        for person in after["practitioners"]
        if person.get("holds_list") == Known.YES and person["source"] == own_table
    }
    return {her_id for theirs in known.values() for her_id in theirs if her_id in came - said}


def _entries(
    connection: Connection, clinics: Collection[int], only: ColumnElement[bool]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield what changes of the clinics removed and added."""
    texts = (cast(column, Text) for column in (change_log.c.removed, change_log.c.added))
    entries = select(*texts).where(only)
    her_ids = list(clinics)
    for first in range(0, len(her_ids), _AT_ONCE):
        some = entries.where(change_log.c.clinic.in_(her_ids[first : first + _AT_ONCE]))
        for row in connection.execute(some):
            yield json.loads(row[0]), json.loads(row[1])
