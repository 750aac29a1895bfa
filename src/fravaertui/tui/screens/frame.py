"""The frame of the workbench: its panes, which of them has the middle, and showing the state."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from fravaertui.domain.model import Absence
from fravaertui.session.gateway import Gateway
from fravaertui.session.permissions import refusal
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import msgid
from fravaertui.tui.commands import (
    ASKED,
    FIND_COMMANDS,
    FIND_HINTS,
    TABS,
    WAYS_OUT,
    Command,
    Mode,
    by_action,
)
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.information import InfoForm
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.forms.substitute import CoverForm
from fravaertui.tui.panes.absences import (
    FEWEST_TIMELINE_ROWS,
    MOST_TIMELINE_ROWS,
    RECORD_HEIGHT,
    absence_records,
    empty_lines,
    heading,
    timeline_lines,
)
from fravaertui.tui.panes.citizen import citizen_lines, strip_lines
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.confirmation import answer_lines, typed_past_line
from fravaertui.tui.panes.findings import finding_records, findings_title
from fravaertui.tui.panes.header_footer import header_line, key_line
from fravaertui.tui.panes.history import RECORD_HEIGHT as ENTRY_HEIGHT
from fravaertui.tui.panes.others import others_phrase
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.panes.substitutes import CoversPane
from fravaertui.tui.screens.workers import WorkerScreen
from fravaertui.tui.textual_overrides.key_queue import Asking
from fravaertui.tui.widgets.chooser import Chooser
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.text_view import Line, RecordList, TextView, line

WIDE_FROM = 110
"""Columns from which three panes stand side by side; below it one at a time."""

_FACE_OF_MODE = {
    Mode.BROWSE: "overview",
    Mode.DAY: "overview",
    Mode.FORM: "form",
    Mode.QUESTION: "reading",
    Mode.READ: "reading",
    Mode.PALETTE: "palette",
    Mode.COVERS: "covers",
    Mode.WAYS: "reading",
    Mode.HISTORY: "history",
    Mode.KNOWN: "overview",
}
_TAB_TITLES = {
    Mode.BROWSE: msgid("Absence overview"),
    Mode.COVERS: msgid("Substitutes"),
    Mode.HISTORY: msgid("History"),
}
_FACES = ("overview", "covers", "history", "form", "cover-form", "info-form", "reading", "palette")


class Frame(Asking[None], WorkerScreen[None]):
    """What the workbench looks like; the commands are added by those who inherit it."""

    AUTO_FOCUS: ClassVar[str | None] = "#find"

    def __init__(self, state: SessionState, desk: Gateway, commands: Sequence[Command]) -> None:
        """Make the workbench over a state and the dealings with a backend."""
        super().__init__(classes="-show-clinics")
        self._pane = "clinics"
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_FROM, "-wide")]
        self.state = state
        self.desk = desk
        self.commands = commands
        self._doing: list[tuple[Mode, str]] = [(Mode.BROWSE, state.words("Absence overview"))]
        self._on_yes: Callable[[], None] = lambda: None
        self._ways = 0
        self._choose_way: Callable[[int], None] = lambda _: None
        self.absence_form = AbsenceForm(state, id="form")
        self.cover_form = CoverForm(state, id="cover-form")
        self.info_form = InfoForm(state, id="info-form")
        self.form: RecordForm = self.absence_form
        self.prompt = Prompt(state, id="day")

    @property
    def mode(self) -> Mode:
        """What the agent is doing now."""
        return self._doing[-1][0]

    @property
    def answers(self) -> frozenset[str] | None:
        """The keys that answer what is asked now; None while nothing is."""
        if self.mode not in ASKED:
            return None
        return frozenset(key for c in self.commands if self.offers(c) for key in c.keys.split(","))

    @property
    def is_asking(self) -> bool:
        """Tell whether the agent is deciding something, on what is shown."""
        return self.mode in ASKED

    @property
    def is_browsing(self) -> bool:
        """Tell whether nothing is open that another clinic must not take the place of."""
        return self.mode in TABS

    @property
    def is_filling_in(self) -> bool:
        """Tell whether a form is open, perhaps under something that is read or asked."""
        return any(doing is Mode.FORM for doing, _ in self._doing)

    def compose(self) -> ComposeResult:
        """Three panes between the header and the keys."""
        state = self.state
        yield TextView(id="header")
        with Horizontal(id="body"):
            with Vertical(id="clinics-pane", classes="pane"):
                yield TextView(id="clinics-title", classes="title")
                yield ClinicPane(state, id="clinics")
            with Vertical(id="work-pane", classes="pane"):
                yield TextView(id="work-title", classes="title")
                with Vertical(id="overview", classes="face"):
                    yield TextView(id="heading")
                    yield RecordList(id="absences", height=RECORD_HEIGHT)
                    yield TextView(id="empty")
                    yield TextView(id="timeline")
                    yield TextView(id="findings-title")
                    yield RecordList(id="findings")
                yield CoversPane(state, id="covers")
                yield RecordList(id="history", height=ENTRY_HEIGHT)
                yield self.absence_form
                yield self.cover_form
                yield self.info_form
                yield TextView(id="reading", classes="face", focusable=True)
                yield Chooser(state.words("type to find a command"), id="palette")
                yield Note()
            with Vertical(id="citizen-pane", classes="pane"):
                yield TextView(id="citizen-title", classes="title")
                yield TextView(id="citizen", focusable=True)
        yield TextView(id="strip")
        yield self.prompt
        yield TextView(id="keys")

    def view(self, view_id: str) -> TextView:
        """Return one of the text views."""
        return self.query_one(f"#{view_id}", TextView)

    @property
    def absences(self) -> RecordList:
        """The list of the overview."""
        return self.query_one("#absences", RecordList)

    @property
    def findings(self) -> RecordList:
        """The findings of the clinic."""
        return self.query_one("#findings", RecordList)

    @property
    def covers(self) -> CoversPane:
        """The substitutes with their set-up."""
        return self.query_one(CoversPane)

    @property
    def chosen_absence(self) -> Absence | None:
        """The absence under the cursor."""
        key = self.absences.key
        return next((a for a in self.state.absences() if str(a.id) == key), None)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Let only the commands of the present mode through, and say what a role may not do."""
        command = by_action(action)
        if command is None or not self.offers(command):
            return command is None
        refused = refusal(command.id, self.state.role, self.state.words)
        if refused:
            self.tell(line((refused, "warning")))
        return not refused

    def offers(self, command: Command) -> bool:
        """Tell whether a command is in force in the present mode."""
        there = command.id not in WAYS_OUT or command.id in WAYS_OUT[: self._ways]
        return there and self.mode in command.modes

    def on_resize(self) -> None:
        """Show at once what needs no more than the terminal's width, then the rows."""
        self.mark_pane(self._pane)
        self.show()
        if self.state.file:
            self.call_after_refresh(self.show_overview)

    def mark_pane(self, pane: str) -> None:
        """Remember the pane that has a small terminal, and give it that.

        A large one is left alone: all its widgets would be styled anew for nothing.
        """
        self._pane = pane
        if self.size.width < WIDE_FROM:
            self.set_class(pane == "clinics", "-show-clinics")
            self.set_class(pane == "citizen", "-show-citizen")

    def show_pane(self, pane: str) -> None:
        """Let one pane have a small terminal; the empty name is the middle pane."""
        self.mark_pane(pane)
        self.call_after_refresh(self.show)

    def search(self) -> None:
        """Give the clinic search the keys."""
        self.show_pane("clinics")
        self.query_one(ClinicPane).start()

    def show(self) -> None:
        """Show the state everywhere; only lines that differ are drawn again."""
        self.show_header()
        self.show_overview()
        self.show_citizen()
        self.show_titles()
        self.show_keys()

    def show_header(self) -> None:
        """Show the line on top."""
        self.view("header").show([header_line(self.state, self.size.width)])

    def show_overview(self) -> None:
        """Show the list with its timeline, or what stands instead of it."""
        width = self._work_width
        records = absence_records(self.state, width)
        self.view("heading").show([heading(self.state, width)] if records else [])
        self.absences.show_records(records)
        self.point_at_chosen()
        empty = [] if records else empty_lines(self.state)
        self.view("empty").display = bool(empty)
        self.view("empty").show(empty)
        self.show_timeline()
        found = finding_records(self.state)
        self.view("findings-title").show([findings_title(self.state)] if found else [])
        self.findings.show_records(found)
        self.query_one("#overview").set_class(bool(found), "-with-findings")
        self.covers.show()

    def point_at_chosen(self, *, own: bool = False) -> None:
        """Mark in the lists whom the rest of the screen is about; every key acts on what is marked.

        A row that is theirs stays marked, and one of the whole clinic unless `own` is asked for.
        """
        chosen, row = self.state.practitioner, self.chosen_absence
        theirs = [a for a in self.state.absences() if a.practitioner == chosen]
        everyones = [a for a in self.state.absences() if a.practitioner is None]
        stays = row and (row.practitioner == chosen or (row.practitioner is None and not own))
        if not stays:
            first = next(iter((*theirs, *everyones)), None)
            self.absences.point_at(str(first.id) if first else None)
        self.covers.point_at(chosen)

    def show_timeline(self) -> None:
        """Show the weeks of the practitioners, with the chosen one marked."""
        most = MOST_TIMELINE_ROWS if self.size.width >= WIDE_FROM else FEWEST_TIMELINE_ROWS
        self.view("timeline").show(timeline_lines(self.state, self._work_width, most))

    @property
    def _work_width(self) -> int:
        """Columns of the middle pane; before it is laid out, those of a small terminal's."""
        return self.view("work-title").size.width or self.size.width

    def show_citizen(self) -> None:
        """Show what the citizen sees, in the pane and in the strip of a small terminal."""
        self.view("citizen").show(citizen_lines(self.state))
        if self.size.width < WIDE_FROM:
            self.view("strip").show(strip_lines(self.state))

    def show_titles(self) -> None:
        """Show what each pane is, and by a mark which of them has the keys."""
        words = self.state.words
        titles = {
            "clinics": words("Choose clinic"),
            "work": self._doing[-1][1],
            "citizen": words("What the citizen sees"),
        }
        for pane, title in titles.items():
            bar = self.view(f"{pane}-title")
            focused = self.query_one(f"#{pane}-pane").has_pseudo_class("focus-within")
            bar.set_class(focused, "-focused")
            others = others_phrase(self.state.others, words) if pane == "work" else ""
            mark = "▸" if focused else " "
            gap = "   " if others else ""
            count = self._findings_phrase if pane == "work" else ""
            shown = line(f"{mark} {title}", count, f"{gap}", (others, "warning"), wrap=False)
            bar.show([shown])

    @property
    def _findings_phrase(self) -> str:
        """How many findings the clinic has: on every tab, whatever the list has room for."""
        found = len(self.state.findings) if self.mode in TABS else 0
        return "   " + self.state.words("Findings {n}", n=found) if found else ""

    def show_keys(self) -> None:
        """Show the keys of the present mode."""
        words = self.state.words
        if self.mode in TABS and self.query_one("#clinics-pane").has_pseudo_class("focus-within"):
            keys = [(key, words(label)) for key, label in FIND_HINTS]
            there = {c.id: c.shown_key_when_typing for c in self.commands}
            keys += [(there[name], words(label)) for name, label in FIND_COMMANDS.items()]
        else:
            shown = [c for c in self.commands if c.bar and c.keys and self.offers(c)]
            typing = self.mode is Mode.FORM
            keys = [
                (c.shown_key_when_typing if typing else c.shown_key, words(c.label)) for c in shown
            ]
        self.view("keys").show([key_line(keys, self.size.width)])

    def tell(self, *lines: Line) -> None:
        """Say something under the middle pane; it stands until something else is done."""
        self.query_one(Note).tell(*lines)

    def announce(self, *news: Line) -> None:
        """Say something that came by itself, under what is said already."""
        self.query_one(Note).announce(*news)

    def announce_again(self, *lines: Line) -> None:
        """Say something, and leave standing what came by itself."""
        self.query_one(Note).tell(*lines, keep_news=True)

    def notice(self, told: Line) -> None:
        """Say something of what comes from the terminal, also where only the clinics are seen."""
        self.tell(told)
        if self._pane == "clinics" and self.size.width < WIDE_FROM:
            self.query_one(ClinicPane).notice(told)

    def enter(self, mode: Mode, title: str = "") -> None:
        """Begin doing something; `leave` comes back to what was done before."""
        self._doing.append((mode, title or self._doing[-1][1]))
        self.show_face()
        if mode in ASKED:
            self.begin_asking()

    def leave(self) -> None:
        """Go back to what was done before."""
        if len(self._doing) > 1:
            self._doing.pop()
        self.show_face()
        if self.mode is Mode.FORM:
            self.form.take_focus()
        elif self.mode in (Mode.BROWSE, Mode.KNOWN):
            self.set_focus(self.absences)
        elif self.mode is Mode.HISTORY:
            self.set_focus(self.query_one("#history"))
        elif self.mode is Mode.COVERS:
            self.set_focus(self.covers.substitutes)

    def show_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.form = form
        self.enter(Mode.FORM, title)

    def hide_form(self) -> None:
        """Go back to where the form was opened from."""
        del self._doing[2:]
        self.leave()

    def ask(self, title: str, lines: Sequence[Line], on_yes: Callable[[], None]) -> None:
        """Ask before something is done; no is the default."""
        self.tell()
        self._on_yes = on_yes
        keys = self.state.keys
        answers = answer_lines(keys["answer.yes"], keys["answer.no"], self.state)
        self.read(Mode.QUESTION, title, [*lines, *answers])

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], None]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""
        self._ways, self._choose_way = count, choose
        self.read(Mode.WAYS, title, lines)

    def action_command_answer_yes(self) -> None:
        """Do what was asked about."""
        self.leave()
        self._on_yes()

    def action_command_answer_no(self) -> None:
        """Do nothing, and go back."""
        self.leave()
        if self.mode is Mode.FORM:
            self.form.reread()
        else:
            self.state.end_preview()
            self.show()

    def say_no(self) -> None:
        """Take a letter that is no answer for a no, and say so."""
        if self.mode is Mode.WAYS:
            self.leave()
        else:
            self.action_command_answer_no()
        self.tell(typed_past_line(self.state))

    def action_command_way_first(self) -> None:
        """Take the first way out."""
        self._take_way(0)

    def action_command_way_second(self) -> None:
        """Take the second way out."""
        self._take_way(1)

    def action_command_way_third(self) -> None:
        """Take the third way out."""
        self._take_way(2)

    def _take_way(self, number: int) -> None:
        self.leave()
        self._choose_way(number)

    def action_command_ways_leave(self) -> None:
        """Go back to the form."""
        self.leave()

    def go_to_tab(self, mode: Mode) -> None:
        """Show the absences, the substitutes or the history."""
        self._doing = [(mode, self.state.words(_TAB_TITLES[mode]))]
        self.leave()

    def read(self, mode: Mode, title: str, lines: Sequence[Line]) -> None:
        """Show something to read in the middle, from its top, and give it the keys."""
        reading = self.view("reading")
        self.enter(mode, title)
        reading.show(lines)
        reading.scroll_home(animate=False)
        self.set_focus(reading)

    def show_face(self) -> None:
        """Let what is being done have the middle pane, and the keys that belong to it."""
        face = _FACE_OF_MODE[self.mode]
        if face == "form":
            face = str(self.form.id)
        for name in _FACES:
            self.query_one(f"#{name}").display = name == face
        self.prompt.display = self.mode is Mode.DAY
        # Tab must not lead out of a form into the search, where Enter would leave the clinic.
        self.query_one(ClinicPane).can_focus_children = self.mode in TABS
        self.show_titles()
        self.show_keys()

    def on_descendant_focus(self) -> None:
        """Mark the pane that has the keys now, and show which keys those are."""
        self.query_one("#overview").set_class(self.focused is self.findings, "-at-findings")
        self.show_titles()
        self.show_keys()
