"""The database as the services use it: its transactions, its clock, and a signal after writes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from fravaertui.backend.store import clock, identity, transactions
from fravaertui.backend.store.clock import Time, database_time
from fravaertui.backend.store.kept_files import KeptFiles


class Database:
    """A database and its clock; safe to use from several threads at once."""

    def __init__(
        self,
        engine: Engine,
        time: Time = database_time,
        after_write: Callable[[], None] = lambda: None,
    ) -> None:
        """`after_write` is called once a writing transaction is committed, events and all."""
        self.engine = engine
        self.time = time
        self.after_write = after_write
        self.files = KeptFiles()
        with self.reading() as connection:
            self.identity = identity.of(connection)
            """The database's own id; a server is started anew when its database is restored."""

    def reading(self) -> AbstractContextManager[Connection]:
        """See the database as it is at one moment, whatever others write meanwhile."""
        return transactions.reading(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write all or nothing, then signal that there may be new events."""
        with transactions.writing(self.engine) as connection:
            yield connection
        self.after_write()

    def today(self, connection: Connection) -> date:
        """Return the calendar date in Norway (rule D2)."""
        return clock.today(connection, self.time)

    def now(self, connection: Connection) -> datetime:
        """Return the moment that what is written in this transaction is dated by."""
        return self.time(connection)
