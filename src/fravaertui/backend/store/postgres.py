"""What is special to PostgreSQL: the address, the connection's settings, how a transaction begins.

The counterpart of `sqlite`. Importing this loads psycopg, so only `database` does, when asked to.
"""

from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import cast

from psycopg import AsyncConnection, IsolationLevel
from psycopg import Connection as DriverConnection
from psycopg import Error as PsycopgError
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from fravaertui.backend.store.events import EVENTS

CONNECT_SECONDS = 3
"""How long to try to reach the server."""

STATEMENT_SECONDS = 20
"""How long one statement may take: longer than any of ours, to end those that hang."""

IDLE_SECONDS = 60
"""How long a silent program may hold a transaction and its locks."""


def open_engine(url: URL, connections: int, waits: float) -> Engine:
    """Return an engine with at most so many connections; none is opened before it is needed.

    `waits` is how many seconds a writer waits for another's lock, and anyone for a connection.
    Raises ValueError for an address whose options libpq does not know.
    """
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=waits,
        pool_pre_ping=True,  # a connection that the server has closed is replaced unnoticed
        pool_use_lifo=True,  # with few requests most connections stay idle
        connect_args=_defaults(url, waits),
        hide_parameters=True,  # names and texts do not belong in logs
    )
    event.listen(engine, "begin", _begin)
    return engine


def _defaults(url: URL, waits: float) -> dict[str, str]:
    """Return the connection's settings, except those that the address sets."""
    seconds = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": waits,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    settings = {
        "connect_timeout": str(CONNECT_SECONDS),
        "application_name": "fravaertui",
        "options": " ".join(f"-c {name}={value * 1000:.0f}ms" for name, value in seconds.items()),
    }
    return {name: value for name, value in settings.items() if name not in url.query}


def _begin(connection: Connection) -> None:
    """See a snapshot when reading; see what others have just committed when writing.

    A writer first waits for a lock (`transactions`), and must see what is there when it has it.
    This costs no round trip: the driver puts it into the BEGIN that it sends anyway.
    """
    writes = connection.get_execution_options().get("writes", False)
    driver = cast("DriverConnection[object]", connection.connection.driver_connection)
    driver.isolation_level = (
        IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    )
    driver.read_only = not writes


async def notified(url: URL) -> AsyncGenerator[None]:
    """Yield once when connected, and then for each event that any program writes.

    Ends when the connection is lost.
    """
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with suppress(PsycopgError):
        connection = await AsyncConnection.connect(
            make_conninfo(address, application_name="fravaertui events"), autocommit=True
        )
        async with connection:
            await connection.execute(f"LISTEN {EVENTS}")
            yield
            async for _ in connection.notifies():
                yield
