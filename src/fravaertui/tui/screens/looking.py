"""Commands that only look: nothing here changes anything (rule W6)."""

from collections.abc import Sequence
from datetime import date

from textual import events, on

from fravaertui.client import ClientError
from fravaertui.domain.history import registered
from fravaertui.domain.model import EARLIEST_DAY, LATEST_DAY
from fravaertui.protocol.history import MOST_ENTRIES
from fravaertui.session.state import Contact
from fravaertui.tui.commands import Mode
from fravaertui.tui.panes.citizen import read_back_lines
from fravaertui.tui.panes.help import call_line, guide_lines, help_lines, why_lines
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.panes.report import report_lines
from fravaertui.tui.screens.copy_text import PlainScreen
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.themes import THEMES
from fravaertui.tui.widgets.chooser import Chooser, command_options
from fravaertui.tui.widgets.text_view import Line, RecordList, line


class Looking(Frame):
    """The commands for finding, dates, languages, reading and copying."""

    _guides: Sequence[Line] = ()
    """The guides as they were last opened."""

    def action_command_clinic_find(self) -> None:
        """Go to the clinic search."""
        self.search()

    def action_command_pane_clinics(self) -> None:
        """Go to the clinics."""
        self.action_command_clinic_find()

    def action_command_pane_absences(self) -> None:
        """Go to the middle pane."""
        self.show_pane("")
        if self.mode is Mode.READ:
            self.set_focus(self.view("reading"))
        elif self.mode is Mode.KNOWN:
            self.set_focus(self.absences)
        else:
            self.go_to_tab(Mode.BROWSE)

    def action_command_find_leave(self) -> None:
        """Leave the search for the middle pane."""
        self.action_command_pane_absences()

    def action_command_pane_citizen(self) -> None:
        """Go to what the citizen sees."""
        self.show_pane("citizen")
        self.set_focus(self.view("citizen"))

    def action_command_absence_ended(self) -> None:
        """Show or hide the ended absences."""
        self.state.with_ended = not self.state.with_ended
        self.show_overview()
        words = self.state.words
        shown = words("Ended absences are shown.") if self.state.with_ended else ""
        self.tell(line((shown or words("Ended absences are hidden."), "dim")))

    def action_command_practitioner_next(self) -> None:
        """See the next practitioner."""
        self._step_practitioner(1)

    def action_command_practitioner_previous(self) -> None:
        """See the previous practitioner."""
        self._step_practitioner(-1)

    def _step_practitioner(self, by: int) -> None:
        self.state.step_practitioner(by)
        self.point_at_chosen(own=True)
        self.show()

    @on(RecordList.Highlighted, "#absences")
    def _row_highlighted(self) -> None:
        absence = self.chosen_absence
        if absence and absence.practitioner:
            self.state.practitioner = absence.practitioner
            self.show_citizen()
            self.show_timeline()

    @on(RecordList.Highlighted, "#findings")
    def _finding_highlighted(self) -> None:
        found = (f for f in self.state.findings if f.key == self.findings.key)
        finding = next(found, None)
        if finding and finding.practitioner:
            self.state.practitioner = finding.practitioner
            self.point_at_chosen()
            self.show_citizen()
            self.show_timeline()

    def action_command_date_back(self) -> None:
        """One day back."""
        self._step_day(-1)

    def action_command_date_on(self) -> None:
        """One day on."""
        self._step_day(1)

    def _step_day(self, by: int) -> None:
        first, last = EARLIEST_DAY.toordinal(), LATEST_DAY.toordinal()
        wanted = min(max(self.state.day.toordinal() + by, first), last)
        self.state.chosen_day = date.fromordinal(wanted)
        self.show()

    def action_command_date_today(self) -> None:
        """Back to today."""
        self.state.chosen_day = None
        self.show()

    def action_command_date_choose(self) -> None:
        """Ask for another date."""
        self.enter(Mode.DAY)
        words = self.state.words
        self.prompt.ask(words("Date"), words("12.6, week 28, today, +14"), by_day=True)

    def action_command_date_cancel(self) -> None:
        """Keep the date."""
        self.state.pending_day = None
        self.leave()
        self.show()

    @on(Prompt.Typed)
    def _day_typed(self, event: Prompt.Typed) -> None:
        if self.mode is Mode.DAY:
            self.state.pending_day = event.days.first if event.days else None
            self.show_citizen()

    @on(Prompt.Answered)
    def _day_chosen(self, event: Prompt.Answered) -> None:
        if event.days:
            self.state.chosen_day = event.days.first
            self.action_command_date_cancel()

    def action_command_language_next(self) -> None:
        """Show the citizen's page in the next language."""
        self.state.next_language()
        self.show_citizen()

    def action_command_why(self) -> None:
        """Tell why the citizen sees this; the same key goes back."""
        if self.mode is Mode.READ:
            self.action_command_read_close()
            return
        title = self.state.words("Why does the citizen see this?")
        self.read(Mode.READ, title, why_lines(self.state))
        if self.state.file and self.state.contact is Contact.CONNECTED:
            self.fetch_registered(self.state.file.clinic.her_id)

    @worker(group="why")
    async def fetch_registered(self, her_id: int) -> None:
        """Find out who registered what decides, and tell it where it is still being read."""
        told = self.view("reading").lines
        try:
            page = await self.desk.history(her_id, limit=MOST_ENTRIES)
        except ClientError as error:
            self.log(str(error))
            return
        state = self.state
        if state.file and state.file.clinic.her_id == her_id:
            state.registered = registered(page.entries)
            if self.mode is Mode.READ and self.view("reading").lines == told:
                self.view("reading").show(why_lines(state))

    def action_command_guide(self) -> None:
        """Show the short path of each typical call, for this clinic."""
        self._guides = guide_lines(self.state)
        self.read(Mode.READ, self.state.words("Guides for typical calls"), self._guides)

    def on_key(self, event: events.Key) -> None:
        """Go to the call of a letter, among the guides."""
        reading = self.view("reading")
        if self.mode is Mode.READ and event.character and reading.lines == tuple(self._guides):
            at = call_line(event.character, self._guides)
            if at is not None:
                event.stop()
                event.prevent_default()
                reading.scroll_to_line(at)

    def action_command_help(self) -> None:
        """Show every key."""
        if self.mode is not Mode.READ:
            title = self.state.words("Help")
            self.read(Mode.READ, title, help_lines(self.commands, self.state.words))

    def action_command_read_close(self) -> None:
        """Go back to what was done before reading."""
        self.leave()

    def action_command_palette(self) -> None:
        """Offer every command in force."""
        commands = [c for c in self.commands if self.mode in c.modes and c.id != "palette"]
        self.enter(Mode.PALETTE, self.state.words("All commands"))
        self.query_one(Chooser).start(command_options(commands, self.state.words))

    def action_command_palette_close(self) -> None:
        """Go back."""
        self.action_command_read_close()

    @on(Chooser.Chosen, "#palette")
    async def _palette_chosen(self, event: Chooser.Chosen) -> None:
        self.action_command_palette_close()
        await self.run_action(event.key)

    def action_command_read_back(self) -> None:
        """Send what to read back to the terminal's clipboard, and show it to select by hand."""
        lines = read_back_lines(self.state)
        if not lines:
            self.tell(line((self.state.words("Choose a clinic first."), "warning")))
            return
        self.app.copy_to_clipboard("\n".join(lines))
        self.app.push_screen(PlainScreen(lines, self.state.words))

    def action_command_report(self) -> None:
        """Send what a report of a fault needs to the clipboard, and show it to select by hand."""
        lines = report_lines(self.state)
        self.app.copy_to_clipboard("\n".join(lines))
        self.app.push_screen(PlainScreen(lines, self.state.words))

    def action_command_theme_next(self) -> None:
        """Switch between the themes."""
        names = list(THEMES)
        at = names.index(self.app.theme) if self.app.theme in names else 0
        self.app.theme = names[(at + 1) % len(names)]

    async def action_command_redraw(self) -> None:
        """Draw everything anew, when something else has written on the terminal."""
        await self.run_action("app.redraw")

    def action_command_quit(self) -> None:
        """Leave the program."""
        self.app.exit()
