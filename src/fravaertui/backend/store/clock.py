"""What time it is: by the database's clock, the one clock that all who share it have in common.

Whatever is stored, or forgotten for its age, is dated by it, and so is today: a server whose own
clock is wrong does no harm.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, text

from fravaertui.domain.calendar import oslo_today

Clock = Callable[[], datetime]
"""Tells what time it is on a machine."""

Time = Callable[[Connection], datetime]
"""Tells what time it is, within a transaction."""

_ASKED = {
    "postgresql": text("SELECT clock_timestamp()"),
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"),
}


def utc_now() -> datetime:
    """Return the moment it is by this machine's clock."""
    return datetime.now(UTC)


def database_time(connection: Connection) -> datetime:
    """Return the moment it is by the database's clock, in UTC."""
    told: str | datetime = connection.execute(_ASKED[connection.dialect.name]).scalar_one()
    moment = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    return moment.astimezone(UTC)


def today(connection: Connection, time: Time) -> date:
    """Return the calendar date in Norway (rule D2)."""
    return oslo_today(time(connection))


def skew(connection: Connection, time: Time, machine: Clock) -> float:
    """Return how many seconds this machine's clock is ahead of the database's, at the least.

    Negative when it is behind. How long the question takes is no skew.
    """
    before = machine()
    database = time(connection)
    ahead, behind = (before - database).total_seconds(), (database - machine()).total_seconds()
    return max(ahead, 0.0) - max(behind, 0.0)
