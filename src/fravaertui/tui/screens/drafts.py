"""What was typed and not saved: taken up again, thrown away, or left for later."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words
from fravaertui.texts.services import short_service_list
from fravaertui.tui.absence_draft import AbsenceDraft
from fravaertui.tui.commands import COMMANDS, Command, Mode, bindings
from fravaertui.tui.cover_draft import CoverDraft
from fravaertui.tui.info_draft import InfoDraft
from fravaertui.tui.kept import AnyDraft, DraftBox, KeptDraft
from fravaertui.tui.panes.bars import header_line, key_line
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import BLANK, Record, RecordList, TextView, line

RECORD_HEIGHT = 2


class DraftsScreen(Screen[KeptDraft | None]):
    """Lists the waiting drafts; closing it with Enter takes one up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([c for c in COMMANDS if Mode.DRAFTS in c.modes])
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#drafts"

    def __init__(self, state: DeskState, box: DraftBox, commands: Sequence[Command]) -> None:
        """Show what is in the box for this agent."""
        super().__init__()
        self._state = state
        self._box = box
        self._commands = [c for c in commands if Mode.DRAFTS in c.modes]
        self._waiting: list[KeptDraft] = []
        self._asking = False

    def compose(self) -> ComposeResult:
        """The drafts, and what is said of them."""
        yield TextView(id="header")
        yield TextView(id="drafts-title", classes="title")
        yield RecordList(id="drafts", height=RECORD_HEIGHT)
        yield TextView(id="drafts-note")
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Show the drafts."""
        self._fetch()

    def on_resize(self) -> None:
        """Show what fits the new width."""
        self._show()

    @property
    def chosen(self) -> KeptDraft | None:
        """The draft under the cursor."""
        key = self.query_one(RecordList).key
        return next((kept for kept in self._waiting if str(kept.id) == key), None)

    def action_command_draft_throw(self) -> None:
        """Ask before a draft is thrown away."""
        words, yes = self._state.words, self._state.keys["answer.yes"]
        self._asking = True
        self.set_focus(None)  # so that the answer does not move the cursor
        told = words(
            "Throw the draft away? Nothing was saved, so citizens see no difference. {key} throws "
            "it away, Esc keeps it.",
            key=yes,
        )
        self._view("drafts-note").show([line((told, "warning"))])
        self._show_keys()

    def action_command_answer_yes(self) -> None:
        """Throw the draft away, when just asked about."""
        kept, words = self.chosen, self._state.words
        if not self._asking or kept is None:
            return
        if self._box.take_over(kept.id):
            self._box.drop(kept.id)
        self._fetch()
        if self._waiting:
            self._view("drafts-note").show([line((words("The draft is thrown away."), "dim"))])
        else:
            self.dismiss(None)

    def action_command_drafts_close(self) -> None:
        """Leave the drafts for later, or the question about one."""
        if self._asking:
            self._fetch()
        else:
            self.dismiss(None)

    @on(RecordList.Chosen)
    def _take(self) -> None:
        kept = self.chosen
        if kept and self._box.take_over(kept.id):
            self.dismiss(kept)
        else:
            told = self._state.words("Another session of yours has that draft now.")
            self._fetch()
            self._view("drafts-note").show([line((told, "warning"))])

    def _fetch(self) -> None:
        self._asking = False
        self.set_focus(self.query_one(RecordList))
        self._waiting = self._box.waiting(self._state.agent, self._state.now())
        self._show()

    def _show(self) -> None:
        state, words = self._state, self._state.words
        count = words.plural(
            "{n} draft was not saved", "{n} drafts were not saved", len(self._waiting)
        )
        self._view("header").show([header_line(state, self.size.width)])
        self._view("drafts-title").show([line(f"▸ {count}", wrap=False)])
        self.query_one(RecordList).show_records([_record(kept, state) for kept in self._waiting])
        told = words("Enter opens the draft again as it was typed. Nothing is saved by it.")
        self._view("drafts-note").show([line((told, "dim")), BLANK])
        self._show_keys()

    def _show_keys(self) -> None:
        words = self._state.words
        shown = [c for c in self._commands if (c.id == "answer.yes") is self._asking]
        keys = [(c.shown_key, words(c.label)) for c in shown]
        if not self._asking:
            keys.insert(0, ("Enter", words("take up")))
        self._view("keys").show([key_line(keys, self.size.width)])

    def _view(self, view_id: str) -> TextView:
        return self.query_one(f"#{view_id}", TextView)


def form_title(draft: AnyDraft, words: Words) -> str:
    """Return what the draft's form is called."""
    match draft:
        case InfoDraft():
            return words("Information to patients")
        case CoverDraft():
            return words("Change the substitute") if draft.amends else words("Set a substitute")
        case AbsenceDraft():
            return words("Change absence") if draft.amends else words("Add absence")


def _record(kept: KeptDraft, state: DeskState) -> Record:
    words, draft = state.words, kept.draft
    age = age_phrase(state.now() - kept.kept_at, words)
    if isinstance(draft, InfoDraft):
        typed = [draft.text]
    else:
        typed = [
            f"{draft.starts} – {draft.ends}".strip(" –"),
            short_service_list(draft.services, words),
        ]
    if isinstance(draft, CoverDraft):
        typed.insert(0, draft.name)
    return Record(
        str(kept.id),
        (
            line(
                (f"  {form_title(draft, words)}", "strong"),
                f" · {kept.clinic_name} · ",
                (age, "accent"),
                wrap=False,
            ),
            line(("      " + " · ".join(part for part in typed if part), "dim"), wrap=False),
        ),
    )
