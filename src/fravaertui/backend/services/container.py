"""All services of one database, wired together."""

import logging
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.services.batches import BatchService
from fravaertui.backend.services.clinics import ClinicService
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.event_broadcast import Broadcast, Wakeup
from fravaertui.backend.services.executor import Executor
from fravaertui.backend.services.findings import FindingService
from fravaertui.backend.services.import_plans import ImportPlans
from fravaertui.backend.services.list_batches import ListBatches
from fravaertui.backend.services.overview import OverviewService
from fravaertui.backend.services.presence import PresenceService
from fravaertui.backend.services.vendors import VendorService
from fravaertui.backend.store import migrate, probe
from fravaertui.backend.store.clock import Clock, Time, database_time, skew, utc_now
from fravaertui.backend.store.database import CONNECTIONS, WAITS_SECONDS, is_busy, notifications
from fravaertui.backend.store.transactions import writing

logger = logging.getLogger(__name__)

MOST_SKEW = 5.0
"""Seconds that a machine's clock may be off before its server reports that it is not ready."""

BETWEEN_PROBES = 30.0
"""Seconds for which a server believes that it can write."""


class Services:
    """The services, the threads they run in, and the broadcast of what they write."""

    def __init__(
        self,
        engine: Engine,
        time: Time = database_time,
        *,
        machine: Clock = utc_now,
        connections: int = CONNECTIONS,
        waits: float = WAITS_SECONDS,
    ) -> None:
        """`time` dates what is written; `machine` is this machine's clock, which is only checked.

        `waits` is how many seconds a request waits for others.
        """
        wakeup = Wakeup()
        self._machine = machine
        self._wrote = -BETWEEN_PROBES
        self.database = Database(engine, time, wakeup.set)
        self.executor = Executor(connections, waits)
        self.clinics = ClinicService(self.database)
        self.findings = FindingService(self.database)
        self.overview = OverviewService(self.database)
        self.vendors = VendorService(self.database)
        self.batches = BatchService(self.database)
        self.lists = ListBatches(self.database)
        self.import_plans = ImportPlans(self.database)
        self.presence = PresenceService(self.database)
        self.broadcast = Broadcast(
            self.database, self.executor, self.presence.sweep, wakeup, notifications(engine)
        )

    def check_ready(self) -> None:
        """Raise ProblemError unless the database can be reached and has the right tables.

        Also when nothing can be written there, or this machine's clock is wrong: tokens are checked
        by it.
        """
        if not migrate.is_usable(self.database.engine):
            raise ProblemError(problem("unavailable", "The database has other tables than ours."))
        with self.database.reading() as connection:
            ahead = skew(connection, self.database.time, self._machine)
        self._try_writing()
        if abs(ahead) > MOST_SKEW:
            way = "ahead of" if ahead > 0 else "behind"
            detail = f"This machine's clock is {abs(ahead):.0f} seconds {way} the database's."
            logger.warning(detail)
            raise ProblemError(problem("unavailable", detail))

    def _try_writing(self) -> None:
        """Raise the database's error when nothing can be written. Tried now and then only."""
        if monotonic() - self._wrote < BETWEEN_PROBES:
            return
        try:
            with writing(self.database.engine, later=True) as connection:
                probe.try_writing(connection)
        except OperationalError as error:
            if not is_busy(error):  # another who writes shows as well that it can be done
                raise
        self._wrote = monotonic()

    def close(self) -> None:
        """Wait for the work that has begun, then close the database."""
        self.executor.stop()
        self.database.engine.dispose()
