"""«Avvik»: the findings of the chosen clinic, and the chosen one explained under them."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.session.state import SessionState, name_of
from fravaertui.tui.messages import StateChanged
from fravaertui.tui.pane_widths import is_spacious
from fravaertui.tui.panes.clinic_days import ClinicDays
from fravaertui.tui.panes.finding_detail import (
    Explained,
    clinic_finding_lines,
    explained_finding,
)
from fravaertui.tui.panes.findings import finding_records, leads_to_steps, may_mend, opened
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import BLANK, Line, TextView, line

_BLANK_ROWS = 3
"""Those above the list, the explanation, and the days."""


class FindingsPane(Vertical):
    """A list with a row for each finding, over all that is known of the chosen one."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id)
        self._state = state
        self._is_spacious = False
        """Whether there is room for all that is known of the chosen one."""
        self._known: Explained | None = None
        """The finding that was explained last."""

    def compose(self) -> ComposeResult:
        """The list, the explanation, and the days behind it."""
        yield RecordList(id="finding-list")
        yield TextView(id="finding-explained")
        yield ClinicDays(id="finding-days")

    def on_resize(self) -> None:
        """Say as much as there is room for now, and show the days in the rest of it."""
        # Of the whole pane: a share in the styles is of what the days leave.
        narrow = self.screen.has_class("-narrow")
        self.findings.styles.max_height = None if narrow else self._most_listed
        was, self._is_spacious = self._is_spacious, is_spacious(self.size.height)
        if was or self._is_spacious:
            self._explain()
        else:
            self._show_days()

    @property
    def findings(self) -> RecordList:
        """The list of findings."""
        return self.query_one("#finding-list", RecordList)

    @property
    def chosen(self) -> Finding | None:
        """The finding under the cursor."""
        return next((f for f in self._state.findings if f.key == self.findings.key), None)

    def show(self) -> None:
        """Show the findings, and the one under the cursor explained."""
        self.findings.show_records(self._records())
        self.point_at_chosen()
        self._explain()

    def point_at_chosen(self) -> None:
        """Mark a finding of the chosen practitioner or of the whole clinic, or none."""
        whom, marked = self._state.practitioner, self.chosen
        if marked is None or marked.practitioner not in (whom, None):
            near = [f for f in self._state.findings if f.practitioner in (whom, None)]
            first = min(near, key=lambda f: f.practitioner is None, default=None)
            self.findings.point_at(first.key if first else None)

    def go_to(self, key: str) -> None:
        """Mark a finding, and let the rest of the screen be about the same practitioner."""
        self.findings.show_records(self._records(), cursor=key)
        self._highlighted()

    def _records(self) -> list[Record]:
        return finding_records(self._state, self.size.width or self.screen.size.width, wrap=True)

    def _explain(self) -> None:
        chosen = self.chosen
        view = self.query_one("#finding-explained", TextView)
        if chosen is None or self._state.file is None:
            view.show([self._nothing_chosen()])
        else:
            known = self._explained(chosen, self._state.file)
            width = (view.size.width or self.screen.size.width) - 2
            whole = self._is_spacious
            lines = clinic_finding_lines(known, self._state, width, whole=whole)
            view.show([*lines, *self._way_on(known)])
        self._show_days()

    def _show_days(self) -> None:
        """Show the days of the clinic in the rows that the list and the explanation leave."""
        height = self.size.height
        listed = min(self.findings.virtual_size.height, self._most_listed)
        said = self.query_one("#finding-explained", TextView).virtual_size.height
        rows = height - listed - said - _BLANK_ROWS
        self.query_one(ClinicDays).show_in(self.size.width, rows, self._state)

    @property
    def _most_listed(self) -> int:
        """How many rows the list has at most."""
        return self.size.height // 2

    def _explained(self, finding: Finding, file: ClinicFile) -> Explained:
        """Return the finding explained; worked out again only for another one, file or day."""
        day, last = self._state.today, self._known
        if not last or (last.finding, last.file, last.day) != (finding, file, day):
            self._known = last = explained_finding(finding, file, self._state, day)
        return last

    def _way_on(self, known: Explained) -> list[Line]:
        """Say what Enter does, where it leads to a change or to the steps."""
        first = next(iter(known.remedies), None)
        fix = first.changes if first and first.kind is RemedyKind.FIX else ()
        if leads_to_steps(known.remedies):
            text = self._state.words("Enter goes to the steps.")
        elif may_mend(fix, self._state):
            text = self._state.words("Enter shows the first of these in full, and asks about it.")
        else:
            return []
        return [BLANK, line((text, "dim"))]

    def _nothing_chosen(self) -> Line:
        """Say that there is no finding: at the clinic, or about the chosen practitioner."""
        words, whom = self._state.words, self._state.practitioner
        if not self._state.findings or whom is None:
            return line((words("There are no findings here."), "open"))
        text = words("Nothing was found about {name}.", name=name_of(whom, self._state))
        others = words("↑ and ↓ choose another.")
        return line((text, "open"), (f" {others}", "dim"))

    @on(RecordList.Highlighted, "#finding-list")
    def _highlighted(self) -> None:
        chosen = self.chosen
        if chosen and chosen.practitioner:
            self._state.practitioner = chosen.practitioner
            self.post_message(StateChanged())
        self._explain()

    @on(RecordList.Chosen, "#finding-list")
    def _open(self) -> None:
        if self.chosen:
            self.post_message(opened(self.chosen, self._state))
