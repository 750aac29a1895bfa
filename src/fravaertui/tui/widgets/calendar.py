"""Months side by side, each day with its state as a sign and a colour, and a day to walk from."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from fravaertui.domain.calendar import ONE_DAY, closed_day, holidays_on, week_start
from fravaertui.domain.day_states import DayState
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import month_heading, weekday_initials
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.legend import HOLIDAY, legend_line
from fravaertui.tui.widgets.text_view import BLANK, Line, Row, TextView, line

Part = tuple[str, Look]

MONTH_WIDTH = 25
"""Cells of a month: the week's number in four, and three for each day: its sign and two digits."""
GAP = 2
MOST_MONTHS = 3
WEEKS = 6
"""Rows for the days of a month; always as many, so that walking through the year moves nothing."""
MONTH_HEIGHT = WEEKS + 2
"""Rows of a month: its name, the weekdays, and the weeks."""
MOST_ROWS = 2
"""Rows of months at most: drawing all of them anew has to be few bytes still."""
HEIGHT = MONTH_HEIGHT + 1
"""Rows of a calendar with its months in one row: those of a month, and the legend."""
_DAYS_IN_WEEK = 7
_MONTHS_IN_YEAR = 12

_SIGNS: Mapping[DayState, Part] = {
    state: appearance.signed
    for state, appearance in APPEARANCES.items()
    if state is not DayState.OPEN
}
"""The sign before a day, which tells its state without colours; a day that is open has none."""
_RESTING: Mapping[Look, Look] = {"chosen day": "resting day"}
_CHOSEN: Part = ("▸", "plain")
_NO_SIGN: Part = (" ", "plain")
_BLANK: Look = "dim"
"""The look of blanks between dim figures: each look that changes is bytes on the line."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a calendar shows: months from the first, the states of their days, what is marked.

    `marked` is the first and the last of the chosen days. A day without a state is only a day.
    """

    months: tuple[date, ...]
    states: Mapping[date, DayState]
    today: date
    marked: tuple[date, date]
    across: int = MOST_MONTHS
    """How many months stand side by side; the others stand below them."""

    @property
    def seen(self) -> set[DayState]:
        """The states of its days."""
        return set(self.states.values())

    @property
    def has_holidays(self) -> bool:
        """Tell whether any of its days is a holiday."""
        return any(map(holidays_on, self.states))


class Calendar(TextView):
    """Months to look at, and with the keys to walk through day by day.

    It shows as many months as there is room for, and others only when the day leaves them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "days(-1)", show=False),
        Binding("right", "days(1)", show=False),
        Binding("up", "days(-7)", show=False),
        Binding("down", "days(7)", show=False),
        Binding("pageup", "months(-1)", show=False),
        Binding("pagedown", "months(1)", show=False),
        Binding("home", "today", show=False),
    ]

    class Moved(Message):
        """The agent walked to another day."""

        def __init__(self, day: date) -> None:
            """`day` is where they are now."""
            super().__init__()
            self.day = day

    def __init__(
        self, words: Words, *, id: str, focusable: bool = False, with_legend: bool = True
    ) -> None:
        """Make an empty calendar; a focusable one can be walked through."""
        super().__init__(id=id, focusable=focusable)
        self.words = words
        self._with_legend = with_legend
        self.page: Page | None = None
        """What is shown."""
        self._about: tuple[date, date] | None = None

    def show_days(
        self,
        states: Callable[[date, date], Mapping[date, DayState]],
        marked: tuple[date, date],
        today: date,
        width: int,
        *,
        about: tuple[date, date] | None = None,
        rows: int = 1,
        stays: bool = False,
    ) -> None:
        """Show so many rows of months in so many columns, with the first marked day among them.

        `marked` is the first and the last chosen day; `states` gives those of the days from one
        to another. `about` is the first and the last day of what is chosen or typed beside it: the
        months are those of all its days, when it is another than before and there are months
        enough. A calendar that `stays` goes on showing its months, whatever is marked.
        """
        across = max(months_that_fit(width), 1)
        shown = self.page.months if self.page else ()
        stays = stays and len(shown) == across * rows
        months = shown if stays else self._months(marked[0], about, across * rows)
        self._about = about
        days = states(months[0], last_day(months))
        self.page = Page(months, days, today, marked, across)
        self.show(calendar_lines(self.page, self.words, with_legend=self._with_legend))

    def clear(self) -> None:
        """Show no days: they would be nobody's."""
        self.forget()
        self.show([])

    def forget(self) -> None:
        """Choose the months anew the next time, whichever are in sight now."""
        self.page = self._about = None

    def _months(self, day: date, about: tuple[date, date] | None, count: int) -> tuple[date, ...]:
        """Return the months in sight when the day is in one of them, else those next to it."""
        shown = self.page.months if self.page else ()
        is_new = about is not None and about != self._about
        if len(shown) != count or day < shown[0] or is_new:
            return _months_around(day, about or (day, day), shown, count)
        return shown if day <= last_day(shown) else months_from(months_on(day, 1 - count), count)

    @property
    def row_in_use(self) -> int:
        """The row of the day the agent is at."""
        if self.page is None:
            return 0
        day, page = self.page.marked[0], self.page
        week = (week_start(day) - week_start(day.replace(day=1))).days // _DAYS_IN_WEEK
        above = sum(month < day.replace(day=1) for month in page.months) // page.across
        return above * (MONTH_HEIGHT + 1) + 2 + week

    def on_focus(self) -> None:
        """Show the chosen day as the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the chosen day as resting."""
        self.refresh()

    def draw(self, number: int, width: int, base: Style) -> Strip:
        """Draw a row; the chosen day is lit as a cursor only while it takes keys."""
        if self.has_focus:
            return super().draw(number, width, base)
        return self.painted(_at_rest(self._rows[number]), width, base)

    def action_days(self, by: int) -> None:
        """Walk so many days on."""
        if self.page:
            self._move(self.page.marked[0].toordinal() + by)

    def action_months(self, by: int) -> None:
        """Walk to the same day of another month, or the last one of a shorter month."""
        if self.page:
            self._move(months_on(self.page.marked[0], by).toordinal())

    def action_today(self) -> None:
        """Go back to today."""
        if self.page:
            self._move(self.page.today.toordinal())

    def _move(self, ordinal: int) -> None:
        day = min(max(ordinal, EARLIEST_DAY.toordinal()), LATEST_DAY.toordinal())
        self.post_message(self.Moved(date.fromordinal(day)))


def resting(months: Line) -> Line:
    """Return a row of months in which the chosen day is not lit as where the keys go."""
    return line(*_at_rest(months.parts), wrap=months.wrap)


def _at_rest(parts: Sequence[Part]) -> Row:
    return [(text, _RESTING.get(look, look)) for text, look in parts]


def months_from(day: date, count: int) -> tuple[date, ...]:
    """Return the first days of `count` months from the one that a day is in."""
    return tuple(months_on(day.replace(day=1), number) for number in range(count))


def months_on(day: date, count: int) -> date:
    """Return the same day so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * _MONTHS_IN_YEAR + day.month - 1 + count, _MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(months: Sequence[date]) -> date:
    """Return the last day of the last month."""
    return months_on(months[-1], 1) - ONE_DAY


def _months_around(
    day: date, about: tuple[date, date], shown: Sequence[date], count: int
) -> tuple[date, ...]:
    """Return `count` months with the day, and with all the days `about` if that is possible.

    Those that are `shown` stay if they have them all.
    """
    first, last = min(day, about[0]), max(day, about[1])
    if len(shown) == count and shown[0] <= first and last <= last_day(shown):
        return tuple(shown)
    from_first = months_from(first, count)
    return from_first if last <= last_day(from_first) else months_from(day, count)


def months_that_fit(width: int) -> int:
    """Return how many months there is room for side by side."""
    return min((width + GAP) // (MONTH_WIDTH + GAP), MOST_MONTHS)


def calendar_lines(page: Page, words: Words, *, with_legend: bool = True) -> list[Line]:
    """Return the months, so many side by side, with a legend under them."""
    lines: list[Line] = []
    for at in range(0, len(page.months), page.across):
        lines += [BLANK] if lines else []
        rows: list[list[Part]] = [[] for _ in range(MONTH_HEIGHT)]
        for number, month in enumerate(page.months[at : at + page.across]):
            for row, parts in zip(rows, _month_rows(month, page, words), strict=True):
                row += [(" " * GAP, _BLANK)] if number else []
                row += parts
        lines += [line(*_merged(row), wrap=False) for row in rows]
    if with_legend:
        room = min(len(page.months), page.across) * (MONTH_WIDTH + GAP) - GAP
        lines.append(legend_line(page.seen, room, words, holidays=page.has_holidays))
    return lines


def _month_rows(month: date, page: Page, words: Words) -> Iterator[list[Part]]:
    """Yield the rows of a month, each `MONTH_WIDTH` cells: its name, the weekdays, six weeks."""
    language, today = words.language, page.today
    is_now = (month.year, month.month) == (today.year, today.month)
    yield [(f"{month_heading(month, language):<{MONTH_WIDTH}}"[:MONTH_WIDTH], "strong")]
    corner = f"{words('week'):<4}"[:4]
    yield [
        (corner, "dim"),
        *(
            (
                f"{weekday_initials(day, language):>3}",
                "strong" if is_now and day == today.isoweekday() else "dim",
            )
            for day in range(1, _DAYS_IN_WEEK + 1)
        ),
    ]
    for week in range(WEEKS):
        yield _week_row(week_start(month) + timedelta(weeks=week), month, page)


def _week_row(monday: date, month: date, page: Page) -> list[Part]:
    days = [monday + timedelta(days=n) for n in range(_DAYS_IN_WEEK)]
    within = [(day.year, day.month) == (month.year, month.month) for day in days]
    if not any(within):
        return [(" " * MONTH_WIDTH, _BLANK)]
    number = f"{monday.isocalendar().week:>3} "
    parts: list[Part] = [(number, "strong" if page.today in days else "dim")]
    for day, is_within in zip(days, within, strict=True):
        parts += _day_parts(day, page) if is_within else [("   ", _BLANK)]
    return parts


def _day_parts(day: date, page: Page) -> list[Part]:
    """Return a day as a sign and its digits.

    Closed days are blocks, which need a sign only where the digits say something else. So no two
    states look alike without colours, and no chosen day looks like another.
    """
    state = page.states.get(day, DayState.OPEN)
    first, last = page.marked
    if first <= day <= last:
        unsigned: Part = _CHOSEN if day == first else (" ", "chosen day")
        return [_SIGNS.get(state) or _holiday(day) or unsigned, (f"{day.day:>2}", "chosen day")]
    if day == page.today:
        return [_SIGNS.get(state) or _holiday(day) or _NO_SIGN, (f"{day.day:>2}", "today")]
    digits = f"{day.day:>2}"
    if state is DayState.CLOSED:
        return [_holiday(day) or _NO_SIGN, (digits, "closed day")]
    if state is DayState.OPEN:
        look: Look = "dim" if closed_day(day) else "plain"
        return [_holiday(day) or (" ", look), (digits, look)]
    return [_SIGNS[state], (digits, APPEARANCES[state].look)]


def _holiday(day: date) -> Part | None:
    return HOLIDAY if holidays_on(day) else None


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with neighbours that look the same as one."""
    merged: list[Part] = []
    for text, look in parts:
        if merged and merged[-1][1] == look:
            merged[-1] = (merged[-1][0] + text, look)
        else:
            merged.append((text, look))
    return merged
