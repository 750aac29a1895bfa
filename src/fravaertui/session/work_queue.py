"""The work queue as the agent has filtered it, and its views."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.protocol.work_queue import (
    MOST_ROWS,
    FindingFilter,
    FindingPage,
    FindingRow,
    FindingSelection,
    FindingState,
    MarkKind,
    MarkRequest,
)
from fravaertui.session.saved_views import MOST, SavedView
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.findings.substitutes import SUBSTITUTE_WORDS

ROWS_AT_A_TIME = 200
EVERY_STATE = tuple(FindingState)
_WEEK = 7


class View(NamedTuple):
    """A view to choose: its name as shown, and whether it is one of the agent's own."""

    name: str
    saved: SavedView
    is_own: bool


class Marked(NamedTuple):
    """What an agent last said of a finding, and what takes it back.

    `back` is None where only another agent can say again what was said before. `on` is the coming
    day that was looked ahead to, None today.
    """

    row: FindingRow
    said: MarkRequest
    back: MarkRequest | None
    on: date | None = None

    @classmethod
    def of(cls, row: FindingRow, said: MarkRequest, agent: str, on: date | None) -> Self:
        """Return what is said of a row as it was before."""
        was = row.mark
        if was is None:
            return cls(row, said, mark_request(row, MarkKind.RELEASE), on)
        again = mark_request(row, was.mark, until=was.until, case=was.case_reference)
        return cls(row, said, again if was.agent == agent else None, on)

    def is_now(self, row: FindingRow, agent: str) -> bool:
        """Tell whether a row is the finding as the agent left it: nobody has said more since."""
        if (row.key, row.fingerprint) != (self.said.key, self.said.fingerprint):
            return False
        mark = row.mark
        if mark is None:
            return self.said.mark is MarkKind.RELEASE
        return (mark.mark, mark.agent) == (self.said.mark, agent)

    @property
    def undone(self) -> "Marked | None":
        """What is said once this is taken back."""
        return Marked(self.row, self.back, self.said, self.on) if self.back else None


@dataclass
class WorkQueue:
    """The filters in force, the rows fetched, and where the cursor was, while the program runs."""

    own_views: tuple[SavedView, ...] = ()
    store_views: Callable[[tuple[SavedView, ...]], object] = lambda _: None
    selection: FindingSelection = field(default_factory=FindingSelection)
    page: FindingPage | None = None
    rows: tuple[FindingRow, ...] = ()
    cursor: str | None = None
    marked: Marked | None = None
    """What the agent last said of a finding."""

    def filter_by(self, **changed: object) -> None:
        """Change some of the filters; the others stay as they are."""
        self.selection = FindingSelection.model_validate(self.selection.model_dump() | changed)

    @property
    def query(self) -> FindingFilter:
        """The request for the first rows: as many as are fetched already, and one page at least."""
        limit = min(max(len(self.rows), ROWS_AT_A_TIME), MOST_ROWS)
        return FindingFilter(**self.selection.model_dump(), limit=limit)

    @property
    def next_query(self) -> FindingFilter | None:
        """The request for the rows that follow; None when there are none."""
        if self.page is None or self.page.next is None:
            return None
        return self.query.model_copy(update={"cursor": self.page.next, "limit": ROWS_AT_A_TIME})

    def replace_rows(self, page: FindingPage) -> None:
        """Show this page instead of the rows fetched before."""
        self.page, self.rows = page, page.rows

    def append_rows(self, page: FindingPage) -> None:
        """Show this page after the rows fetched before."""
        self.page, self.rows = page, (*self.rows, *page.rows)

    def views(self, words: Words) -> list[View]:
        """Return the views to choose from: the built-in ones, then the agent's own."""
        built_in = [View(words(view.name), view, is_own=False) for view in _built_in_views()]
        return [*built_in, *(View(view.name, view, is_own=True) for view in self.own_views)]

    def view(self, words: Words, today: date) -> View | None:
        """Return the view with exactly the filters in force; an own one is preferred."""
        same = [v for v in self.views(words) if v.saved.selection_on(today) == self.selection]
        return same[-1] if same else None

    def save_view(self, name: str, today: date) -> None:
        """Save the filters in force as an own view, replacing one of that name."""
        others = [view for view in self.own_views if view.name != name]
        self._replace_views((*others, SavedView.of(name, self.selection, today)))

    def forget_view(self, name: str) -> None:
        """Remove an own view."""
        self._replace_views(tuple(view for view in self.own_views if view.name != name))

    def _replace_views(self, views: tuple[SavedView, ...]) -> None:
        self.own_views = views[-MOST:]
        self.store_views(self.own_views)


def row_key(row: FindingRow) -> str:
    """Return the key of a row in the list."""
    return f"{row.clinic}/{row.key}"


def mark_request(
    row: FindingRow, mark: MarkKind, *, until: date | None = None, case: str | None = None
) -> MarkRequest:
    """Return a mark on a finding as it was seen."""
    return MarkRequest(
        key=row.key,
        fingerprint=row.fingerprint,
        mark=mark,
        until=until,
        case_reference=case or None,
    )


def _built_in_views() -> tuple[SavedView, ...]:
    """Return the built-in views; their names are message ids."""
    opens = (FindingCode.STILL_OFF, FindingCode.OFF_IN_EPJ)
    substitutes = tuple(SUBSTITUTE_WORDS)
    put_away = (FindingState.SNOOZED, FindingState.INTENDED)
    return (
        SavedView(name=msgid("All that waits"), selection=FindingSelection()),
        SavedView(name=msgid("Urgent"), selection=FindingSelection(severity=(Severity.CRITICAL,))),
        SavedView(name=msgid("Mine"), selection=FindingSelection(mine=True)),
        SavedView(
            name=msgid("Nobody's yet"), selection=FindingSelection(state=(FindingState.NEW,))
        ),
        SavedView(
            name=msgid("Opens soon, but the EPJ is off"),
            selection=FindingSelection(code=opens),
            days_ahead=_WEEK,
        ),
        SavedView(
            name=msgid("Substitutes not ready"), selection=FindingSelection(code=substitutes)
        ),
        SavedView(
            name=msgid("Substitutes that soon fail"),
            selection=FindingSelection(code=substitutes),
            days_ahead=_WEEK,
        ),
        SavedView(name=msgid("Put away"), selection=FindingSelection(state=put_away)),
    )
