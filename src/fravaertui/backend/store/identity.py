"""The database's own id, which is part of the entity tags.

After a restore the same version numbers come again for other contents; under another id nobody
takes the one for the other.
"""

import secrets
from datetime import datetime

from sqlalchemy import Connection, select, update

from fravaertui.backend.store import events
from fravaertui.backend.store.tables import identity

_BYTES = 5


def of(connection: Connection) -> str:
    """Return the database's id."""
    return str(connection.scalar(select(identity.c.id)))


def new() -> str:
    """Return an id that no database has had before."""
    return secrets.token_hex(_BYTES)


def renew(connection: Connection, at: datetime) -> None:
    """Give a restored database an id of its own, and tell listeners to read everything again.

    Event numbers leap as well: what was lost had the next ones, and someone may have read up to
    them.
    """
    connection.execute(update(identity).values(id=new()))
    events.leap(connection, at)
