"""The moments that registers write, as the clock in Oslo shows them."""

from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.fields import EARLIEST_DAY

_INSTANT = timedelta(microseconds=1)


def as_moment(written: str) -> datetime | None:
    """Return a written moment by Oslo's clock; without a zone it is by that already.

    None where no date is meant. Raises ValueError for what is no moment.
    """
    return in_oslo(datetime.fromisoformat(written.strip()))


def in_oslo(moment: datetime) -> datetime | None:
    """Return a moment by Oslo's clock, without its zone; None for the empty date of many programs.

    The last year there is stays as it is: it means for ever, and no zone can move its end.
    """
    if moment.year == MINYEAR:
        return None
    if moment.tzinfo is None or moment.year == MAXYEAR:
        return moment.replace(tzinfo=None)
    return moment.astimezone(OSLO).replace(tzinfo=None)


def first_day(moment: datetime | None) -> date | None:
    """Return the day on which a period begins; none for one that is older than any of ours."""
    day = moment.date() if moment else None
    return day if day and day >= EARLIEST_DAY else None


def last_day(moment: datetime | None) -> date | None:
    """Return the last day of a period that ends before a moment."""
    return (moment - _INSTANT).date() if moment else None
