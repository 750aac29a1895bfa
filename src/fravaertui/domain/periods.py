"""How far periods reach, one after another without a gap."""

from collections.abc import Iterable
from datetime import date

from fravaertui.domain.citizen_view import ONE_DAY
from fravaertui.domain.model import LATEST_DAY, Period


def reaches(periods: Iterable[Period], first: date) -> date | None:
    """Return the last day covered without a gap from `first`; None when that day is not.

    Periods that follow one another count as one, as when an agreement is renewed.
    """
    through: date | None = None
    for period in sorted(periods, key=lambda p: p.starts or date.min):
        wanted = first if through is None else through + ONE_DAY
        ends = period.ends or LATEST_DAY
        if (period.starts is None or period.starts <= wanted) and ends >= wanted:
            through = ends
            if through >= LATEST_DAY:
                break
    return through
