"""The time, by the database's clock: the one clock that all servers on a database share.

Everything stored is dated by it, ages are measured by it, and so is today: a server whose own clock
is wrong does no harm.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, text

from fravaertui.domain.calendar import oslo_today

Clock = Callable[[], datetime]
"""Returns the time on a machine."""

Time = Callable[[Connection], datetime]
"""Returns the time, within a transaction."""

_QUERY = {
    "postgresql": text("SELECT clock_timestamp()"),
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"),
}


def utc_now() -> datetime:
    """Return the time by this machine's clock, in UTC."""
    return datetime.now(UTC)


def database_time(connection: Connection) -> datetime:
    """Return the time by the database's clock, in UTC."""
    now: str | datetime = connection.execute(_QUERY[connection.dialect.name]).scalar_one()
    moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
    return moment.astimezone(UTC)


def today(connection: Connection, time: Time) -> date:
    """Return the calendar date in Norway (rule D2)."""
    return oslo_today(time(connection))


def skew(connection: Connection, time: Time, machine: Clock) -> float:
    """Return how many seconds this machine's clock is ahead of the database's, at the least.

    Negative when it is behind. The duration of the query does not count as skew.
    """
    before = machine()
    database = time(connection)
    ahead, behind = (before - database).total_seconds(), (database - machine()).total_seconds()
    return max(ahead, 0.0) - max(behind, 0.0)
