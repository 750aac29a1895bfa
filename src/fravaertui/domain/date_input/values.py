"""The results of reading dates: spans of days, readings of a text, or a problem."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; a single day has both the same."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.last - self.first).days + 1


class Because(StrEnum):
    """What distinguishes a reading from the others; each has words in the catalogue."""

    PASSED = "passed"
    """It was recently, and no year was stated."""
    RUNNING = "running"
    """It has begun and not ended, and no year was stated."""
    COMING = "coming"
    """It is the next such day from today."""
    AS_WEEKS = "as_weeks"
    """The number is taken as that of a week."""
    AS_DAYS = "as_days"
    """The number is taken as a day of the month."""
    AS_YEAR = "as_year"
    """The two digits are taken as a year."""
    LAST_DAY = "last_day"
    """The named day or period is part of the span."""
    BACK_THEN = "back_then"
    """The named day is no longer part of the span: the day before is the last."""
    ROUGHLY = "roughly"
    """It was stated roughly."""
    FROM_TODAY = "from_today"
    """Only an end was stated, so it is counted from today."""
    THIS_DAY = "this_day"
    """The weekday is that of today, or of the first day."""
    FIRST_SUCH = "first_such"
    """The first such weekday to come."""
    OVER_NEW_YEAR = "over_new_year"
    """No year was stated, and it is long and ends after New Year."""
    COUNTED_IN = "counted_in"
    """The first day is the first of so many."""
    BESIDES = "besides"
    """So many days come after the first."""
    WEEK_LATER = "week_later"
    """The weekday a week after that."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """One way to understand a text.

    `because` distinguishes it from the others, or says why to ask; None when there is no doubt.
    `days_ago` is how long since its first day, for what has begun. `through` is the last day of the
    whole period when its end was typed in a field of its own.
    """

    span: Span
    because: Because | None = None
    days_ago: int = 0
    through: date | None = None


@dataclass(frozen=True, slots=True)
class DateReadings:
    """The ways to understand a text: a single certain one, or several to choose from."""

    readings: tuple[DateReading, ...]

    @property
    def sure(self) -> Span | None:
        """The span, if the agent need not be asked."""
        only = self.readings[0]
        return only.span if len(self.readings) == 1 and only.because is None else None

    def settled(self, choice: Span | None) -> Span | None:
        """Return the certain or the chosen span; None while the agent has to be asked."""
        if any(reading.span == choice for reading in self.readings):
            return choice
        return self.sure


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a text is not a day: a code with words in the catalogue, and the facts in them.

    Facts named `starts`, `ends` and `on` are ISO dates; `spans` are several absences in one text.
    """

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


Readings = tuple[DateReading, ...]


def sure(span: Span) -> Readings:
    """Return the only reading of an unambiguous text."""
    return (DateReading(span),)


Understood = DateReadings | NotUnderstood


class Problem(Exception):
    """A text is not a day; `answer` says why."""

    def __init__(self, code: str, *, spans: tuple[Span, ...] = (), **facts: object) -> None:
        """`facts` are put into the words of the code, except those that are None."""
        super().__init__(code)
        given = {name: str(fact) for name, fact in facts.items() if fact is not None}
        self.answer = NotUnderstood(code, given, spans)
