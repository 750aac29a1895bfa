"""Trying whether something can be written: a full disk is only noticed by whoever writes."""

import os

from sqlalchemy import Connection, delete, insert

from fravaertui.backend.store.tables import probe

_BYTES = 4096
"""More than fits beside what is there already, and nothing that could be packed."""


def try_writing(connection: Connection) -> None:
    """Write something that needs room, in place of what was written last."""
    connection.execute(delete(probe))
    connection.execute(insert(probe).values(content=os.urandom(_BYTES)))
