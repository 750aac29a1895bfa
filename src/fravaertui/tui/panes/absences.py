"""«Fravær»: the list, the weeks under it, the findings, and their commands."""

from datetime import date
from functools import partial
from itertools import accumulate
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from fravaertui.domain.absences import Status, at_day, status
from fravaertui.domain.changes import removal
from fravaertui.domain.model import Absence
from fravaertui.session.state import SessionState, name_of
from fravaertui.texts.records import removal_question
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.messages import AskChange, OpenForm, StateChanged, Tell
from fravaertui.tui.panes.absence_rows import (
    RECORD_HEIGHT,
    absence_records,
    empty_lines,
    heading,
)
from fravaertui.tui.panes.findings import finding_records, findings_title, opened
from fravaertui.tui.panes.weeks import HEADING_ROWS, WeeksShown, weeks_shown
from fravaertui.tui.textual_overrides.less_styling import RestyledByClass
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.calendar import MONTH_HEIGHT, MOST_ROWS, Calendar
from fravaertui.tui.widgets.legend import legend_line
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import TextView, line

MOST_TIMELINE_ROWS = 6
FEWEST_TIMELINE_ROWS = 3
"""Rows that the weeks have at least, where there are so many: on a large and a small terminal."""
MOST_FINDINGS = 4
FEWEST_ABSENCES = 2
LIST_SHARE, SHARE_ALONE = 0.45, 0.5
"""The part of the pane that the list takes at least where it is so long, beside findings or not."""
OTHER_ROWS = 3
"""The heading of the list, the blank above the weeks, and the legend."""
CALENDAR_ROWS = MONTH_HEIGHT + 3
"""A blank row, the name of whose days they are, the months, and a blank row above the legend."""


class AbsencesPane(RestyledByClass, Vertical):
    """The absences of a clinic with their weeks, and what about it to act on."""

    class CopyElsewhere(Message):
        """The same absence is to be opened at the person's other clinic."""

        def __init__(self, absence: Absence | None) -> None:
            """Copy this absence, if one is chosen."""
            super().__init__()
            self.absence = absence

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id, classes="face")
        self._state = state
        self._width = self._height = 0
        self._fewest_weeks = FEWEST_TIMELINE_ROWS
        self._weeks = WeeksShown()
        self._calendar_rows = 1
        """Rows of months that there is room for."""
        self._stood: tuple[int | None, date | None] | None = None
        """Whom and which day the screen was about when a row was marked."""

    def compose(self) -> ComposeResult:
        """The list under its heading, the weeks, the chosen one's months, and the findings."""
        yield TextView(id="heading")
        yield RecordList(id="absences")
        yield TextView(id="empty")
        yield TextView(id="timeline")
        with Vertical(id="calendar-room"):
            yield TextView(id="calendar-title")
            words = self._state.words
            yield Calendar(words, id="calendar", focusable=True, with_legend=False)
        yield TextView(id="legend")
        yield TextView(id="findings-title")
        yield RecordList(id="findings")

    def on_mount(self) -> None:
        """Fit the months to each layout: a row that comes or goes is laid out when it may be."""
        laid_out = self.screen.screen_layout_refresh_signal
        laid_out.subscribe(self, lambda _: self._fit_calendar(), immediate=True)

    def on_resize(self) -> None:
        """Share the rows again, where a message below took some or gave them back."""
        was, self._height = self._height, self.size.height
        if was and self._width and was != self._height:
            self.show(self._width, weeks=self._fewest_weeks)

    @property
    def absences(self) -> RecordList:
        """The list of absences."""
        return self.query_one("#absences", RecordList)

    @property
    def findings(self) -> RecordList:
        """The findings of the clinic."""
        return self.query_one("#findings", RecordList)

    @property
    def calendar(self) -> Calendar:
        """The months of the chosen practitioner."""
        return self.query_one("#calendar", Calendar)

    @property
    def chosen(self) -> Absence | None:
        """The absence under the cursor."""
        key = self.absences.key
        return next((a for a in self._state.absences() if str(a.id) == key), None)

    def show(self, width: int, *, weeks: int = MOST_TIMELINE_ROWS) -> None:
        """Show the list, or what stands instead of it, in so many columns.

        `weeks` is how many rows the timeline has at least, where there are so many.
        """
        self._width, self._fewest_weeks = width, weeks
        records = absence_records(self._state, width)
        self._view("heading").show([heading(self._state, width)] if records else [])
        self.absences.show_records(records)
        self.point_at_chosen()
        empty = [] if records else empty_lines(self._state)
        self._view("empty").display = bool(empty)
        self._view("empty").show(empty)
        self._show_days()
        found = finding_records(self._state, width)
        self._view("findings-title").show([findings_title(self._state)] if found else [])
        self.findings.show_records(found)
        short = self._rows_for_list()
        self.absences.styles.max_height = short or self._rows_with_room()
        self.update_classes({"-with-findings": bool(found), "-short": short is not None})

    def _show_days(self) -> None:
        """Show the weeks of the practitioners, and the chosen one's months."""
        state = self._state
        self._weeks = weeks_shown(state, self._width, self._rows_for_weeks())
        self._view("timeline").show(self._weeks.lines)
        self._show_months()
        self._show_legend()
        self.call_after_refresh(self._fit_calendar)

    def _show_months(self) -> None:
        """Show those of the chosen practitioner, with all the days of the absence marked."""
        state, chosen = self._state, self.chosen
        file, whom = state.pending or state.shown, state.practitioner
        if file and whom and file.has_practitioner(whom):
            self._view("calendar-title").show(
                [line((file.practitioner(whom).name, "strong"), wrap=False)]
            )
            states = partial(state.days.states, file, whom)
            self.calendar.show_days(
                states,
                (state.day, state.day),
                state.today,
                self._width - 2,
                about=(chosen.starts, chosen.ends) if chosen else None,
                rows=self._calendar_rows,
            )

    def _rows_for_list(self) -> int | None:
        """Return how many rows are left for the list where findings would be out of sight below it.

        None where there is room for all. The findings have no title of their own there: how many
        there are stands among the tabs.
        """
        state, height = self._state, self.size.height
        found = min(len(state.findings), MOST_FINDINGS)
        if not found or not height or state.file is None:
            return None
        weeks = min(len(state.file.practitioners), self._fewest_weeks)
        left = height - OTHER_ROWS - HEADING_ROWS - weeks - found - 1
        if left > min(self._rows_of_all, int(height * LIST_SHARE)):
            return None
        return max(left // RECORD_HEIGHT, FEWEST_ABSENCES) * RECORD_HEIGHT

    def _rows_with_room(self) -> int | None:
        """Return how many rows the list may take where all else is in sight below it.

        That is its share of the pane, and what would stay empty where the months have no room.
        """
        height, share = self.size.height, self._share
        if not height:
            return None
        others = OTHER_ROWS + len(self._weeks.lines) + self._rows_of_findings
        left = height - others - share
        return self._whole(share + left) if 0 < left < CALENDAR_ROWS else share

    @property
    def _share(self) -> int:
        """How many rows the list takes at least, where it is so long."""
        part = LIST_SHARE if self._state.findings else SHARE_ALONE
        return self._whole(int(self.size.height * part))

    def _whole(self, rows: int) -> int:
        """Return as many of the rows as the absences at the top of the list fill."""
        ends = accumulate(len(record.lines) for record in self.absences.records)
        return max((end for end in ends if end <= rows), default=rows)

    @property
    def _rows_of_findings(self) -> int:
        """How many rows the findings take, with their title and the blank row above it."""
        found = min(len(self._state.findings), MOST_FINDINGS)
        return found + 2 if found else 0

    @property
    def _rows_of_all(self) -> int:
        """How many rows the absences take together."""
        return sum(len(record.lines) for record in self.absences.records)

    def _rows_for_weeks(self) -> int:
        """Return how many rows there are for the weeks, with the months below them if there can be.

        The list has what it needs, up to its share of the pane.
        """
        listed = self._rows_for_list() or self._share
        room = self.size.height - listed - self._rows_of_findings - HEADING_ROWS - OTHER_ROWS
        with_months = room - CALENDAR_ROWS
        return max(with_months if with_months >= self._fewest_weeks else room, self._fewest_weeks)

    def _show_legend(self) -> None:
        """Explain the signs in sight: those of the weeks, and of the months if they are shown."""
        page = self.calendar.page if self.query_one("#calendar-room").display else None
        weeks = self._weeks.states if self._view("timeline").display else frozenset()
        states = page.seen if page else set()
        holidays = page is not None and page.has_holidays
        room, words = self._width - 2, self._state.words
        legend = legend_line(states, room, words, holidays=holidays, weeks=weeks)
        self._view("legend").show([legend] if weeks or states else [])

    def _fit_calendar(self) -> None:
        """Show the months only where everything else is in sight with them, in as many rows."""
        if not self.display or not self.size:
            return
        room = self.query_one("#calendar-room")
        others = [child for child in self.children if child.display and child is not room]
        # Not where they end, which follows from how high the months were when it was laid out,
        # as whether there is a legend does: its row is kept for it.
        heights = (max(c.virtual_region.height, c.id == "legend") for c in others)
        rows = sum(heights) + sum(child.styles.margin.top for child in others)
        fitting = (self.content_size.height - rows - CALENDAR_ROWS) // (MONTH_HEIGHT + 1) + 1
        if fitting < 1 and self.calendar.has_focus:
            self.screen.set_focus(self.absences)
        room.display = fitting > 0 and self._state.practitioner is not None
        calendar_rows = max(min(fitting, MOST_ROWS), 1)
        if calendar_rows != self._calendar_rows:
            self._calendar_rows = calendar_rows
            room.styles.height = self._rows_of_calendar - 1  # without the blank row above it
            self.calendar.styles.height = self._rows_of_calendar - 3
            self._show_months()
        self._show_legend()

    @property
    def _rows_of_calendar(self) -> int:
        """What the months take, with the blank row above them, their title and the one below."""
        return CALENDAR_ROWS + (self._calendar_rows - 1) * (MONTH_HEIGHT + 1)

    def _view(self, view_id: str) -> TextView:
        return self.query_one(f"#{view_id}", TextView)

    def point_at_chosen(self, *, own: bool = False) -> None:
        """Mark what the rest of the screen is about; every key acts on what is marked.

        Where that has become another person or day, and not by the keys of the list, it is the
        absence that the day is in. Else a row that is theirs stays marked, and one of the whole
        clinic unless `own` is asked for. Where such a row is gone it is the nearest one; nobody
        else's is, which a key would change.
        """
        chosen, row, listed = self._state.practitioner, self.chosen, self._state.absences()
        stood, self._stood = self._stood, self._standing
        fits = row and (row.practitioner == chosen or (row.practitioner is None and not own))
        if row and fits and (stood == self._stood or row.covers(self._state.day)):
            return
        theirs = [a for a in listed if a.practitioner == chosen]
        everyones = [a for a in listed if a.practitioner is None]
        if stood != self._stood:
            at = at_day(theirs, everyones, self._state.day, prefers_own=own)
        else:
            near = 0 if own else self.absences.near
            rows = theirs or everyones
            at = min(rows, key=lambda a: abs(listed.index(a) - near), default=None)
        self.absences.point_at(str(at.id) if at else None)

    @property
    def _standing(self) -> tuple[int | None, date | None]:
        """Whom and which day the screen is about; a chosen one, so that no midnight moves it."""
        return self._state.practitioner, self._state.chosen_day

    def mark(self, absence: UUID) -> None:
        """Mark an absence, which the screen is about from here."""
        self.absences.select(str(absence))
        self._stood = self._standing

    def on_descendant_focus(self) -> None:
        """Give the findings more room while they have the keys."""
        self._mark_findings()

    def on_descendant_blur(self) -> None:
        """Take the room back."""
        self._mark_findings()

    def _mark_findings(self) -> None:
        self.set_class(self.screen.focused is self.findings, "-at-findings")

    @on(RecordList.Highlighted, "#absences")
    def _row_highlighted(self) -> None:
        absence = self.chosen
        if absence and absence.practitioner:
            self._stood = (absence.practitioner, self._state.chosen_day)
            self._look_at(absence.practitioner)
        else:
            self._show_months()

    @on(RecordList.Highlighted, "#findings")
    def _finding_highlighted(self) -> None:
        finding = next((f for f in self._state.findings if f.key == self.findings.key), None)
        if finding and finding.practitioner:
            self._look_at(finding.practitioner)

    def _look_at(self, practitioner: int) -> None:
        self._state.practitioner = practitioner
        self.point_at_chosen()
        self._show_days()
        self.post_message(StateChanged())

    @on(RecordList.Chosen, "#findings")
    def _finding_chosen(self, event: RecordList.Chosen) -> None:
        """Explain a finding, and offer what mends it, previewed."""
        finding = next((f for f in self._state.findings if f.key == event.key), None)
        if finding:
            self.post_message(opened(finding, self._state))

    def action_command_calendar(self) -> None:
        """Give the months the keys."""
        if self.query_one("#calendar-room").display:
            self.screen.set_focus(self.calendar)
        else:
            self._tell(self._state.words("There is no room for the calendar here."), "warning")

    @on(Calendar.Moved)
    def _day_walked_to(self, event: Calendar.Moved) -> None:
        self._state.chosen_day = None if event.day == self._state.as_of else event.day
        self.post_message(StateChanged(everywhere=True))

    def action_command_absence_ended(self) -> None:
        """Show or hide the ended absences."""
        self._state.with_ended = not self._state.with_ended
        self.show(self._width, weeks=self._fewest_weeks)
        words = self._state.words
        shown = words("Ended absences are shown.") if self._state.with_ended else ""
        self._tell(shown or words("Ended absences are hidden."), "dim")

    def action_command_absence_add(self) -> None:
        """Open an empty form."""
        self.post_message(OpenForm(AbsenceForm, self._state.words("Add absence"), AbsenceForm.add))

    def action_command_absence_amend(self) -> None:
        """Open the form with the chosen absence."""
        self._amend("starts")

    def action_command_absence_extend(self) -> None:
        """Open the form with the chosen absence, at its end."""
        self._amend("ends")

    def _amend(self, field: str) -> None:
        absence = self._chosen_or_tell()
        if absence:
            started = status(absence, self._state.today) is not Status.PLANNED
            focus = "ends" if started else field
            title = self._state.words("Change absence")
            self.post_message(
                OpenForm(AbsenceForm, title, lambda form: form.amend(absence, focus=focus))
            )

    def action_command_absence_elsewhere(self) -> None:
        """Open the chosen absence as a draft at the person's other clinic; nothing is saved."""
        self.post_message(self.CopyElsewhere(self.chosen))

    def action_command_absence_delete(self) -> None:
        """Ask whether to delete the chosen absence, or to end it when it has begun."""
        absence = self._chosen_or_tell()
        if absence:
            self._ask_removal(absence)

    def action_command_absence_reopen(self) -> None:
        """Ask whether to open again today what the chosen absence closes."""
        absence, words = self._chosen_or_tell(), self._state.words
        if absence is None:
            return
        if status(absence, self._state.today) is Status.PLANNED:
            key = self._state.keys["absence.delete"]
            message = words("The absence has not begun. Press {key} to delete it.", key=key)
            self._tell(message, "warning")
            return
        self._ask_removal(absence)

    def _ask_removal(self, absence: Absence) -> None:
        change = removal(absence, self._state.today)
        title, meaning = removal_question(change, self._state.words)
        self.post_message(AskChange(title, [line(meaning)], [change]))

    def _chosen_or_tell(self) -> Absence | None:
        absence = self.chosen
        if absence is None:
            self._tell(self._none_to_choose(), "warning")
        return absence

    def _none_to_choose(self) -> str:
        """Return why no absence is marked: none is there, or none of whom the screen is about."""
        state = self._state
        if state.practitioner is None or not state.absences():
            return state.words("There is no absence to choose here.")
        name = name_of(state.practitioner, state)
        return state.words("{name} has no absence in the list.", name=name)

    def _tell(self, message: str, look: Look) -> None:
        self.post_message(Tell(line((message, look))))
