"""What registers have said again: another day for what is known, and no change of it (rule R1)."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from fravaertui.backend.store import tables
from fravaertui.domain.directory.plan import Confirmation
from fravaertui.domain.model import Confirmed

_TABLE = tables.confirmation
_AT_ONCE = 500
_REMOVAL = delete(_TABLE).where(
    _TABLE.c.party == bindparam("of"), _TABLE.c.set_up == bindparam("about")
)


def add(connection: Connection, batch: UUID, said: Sequence[Confirmation]) -> int:
    """Note what a batch confirms; return of how much.

    What is not any more as it was when the batch was planned is not confirmed.
    """
    count = 0
    for first in range(0, len(said), _AT_ONCE):
        rows = list(_rows(connection, batch, said[first : first + _AT_ONCE]))
        count += len(rows)
        if rows:
            gone = [{"of": row["party"], "about": row["set_up"]} for row in rows]
            connection.execute(_REMOVAL, gone)
            connection.execute(insert(_TABLE), rows)
    return count


def remove(connection: Connection, batch: UUID) -> int:
    """Forget what a batch confirmed, as far as no later one has confirmed it; return how much."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.batch == batch)).rowcount


def count(connection: Connection, batch: UUID) -> int:
    """Return of how much a batch is the latest to confirm it."""
    counted = select(func.count()).where(_TABLE.c.batch == batch)
    number: int = connection.execute(counted).scalar_one()
    return number


def _rows(
    connection: Connection, batch: UUID, said: Sequence[Confirmation]
) -> Iterator[dict[str, object]]:
    parties = [one.party for one in said]
    stored = _stored(connection, parties)
    again = _confirmed(connection, parties)
    for one in said:
        since = stored.get((one.party, one.set_up))
        earlier = again.get((one.party, one.set_up))
        known = earlier.as_of if earlier and earlier.since == since else since
        if since and known == one.was:
            row = {"clinic": one.clinic, "party": one.party, "set_up": one.set_up, "batch": batch}
            yield row | {"since": since, "as_of": one.as_of}


def _stored(connection: Connection, parties: Sequence[int]) -> dict[tuple[int, bool], date | None]:
    """Return as of when it is stored who and where each party is, and what is set up with it."""
    person, clinic = tables.practitioner.c, tables.clinic.c
    found: dict[tuple[int, bool], date | None] = {}
    people = select(person.her_id, person.as_of, person.set_up_as_of)
    for her_id, as_of, set_up in connection.execute(people.where(person.her_id.in_(parties))):
        found[her_id, False], found[her_id, True] = as_of, set_up
    clinics = select(clinic.her_id, clinic.as_of).where(clinic.her_id.in_(parties))
    for her_id, as_of in connection.execute(clinics):
        found[her_id, False] = as_of
    return found


def _confirmed(connection: Connection, parties: Sequence[int]) -> dict[tuple[int, bool], Confirmed]:
    fields = [_TABLE.c[name] for name in Confirmed.model_fields]
    rows = connection.execute(select(*fields).where(_TABLE.c.party.in_(parties))).mappings()
    found = (Confirmed(**row) for row in rows)
    return {(one.party, one.set_up): one for one in found}
