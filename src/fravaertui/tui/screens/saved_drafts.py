"""What was typed and not saved: taken up again, thrown away, or left for later."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.information import InfoDraft
from fravaertui.session.drafts.storage import AnyDraft, DraftStore, KeptDraft, OtherDraft
from fravaertui.session.drafts.substitute import CoverDraft
from fravaertui.session.drafts.triage import Question, QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.state import SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.services import short_service_list
from fravaertui.tui.commands import Command, Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.text_view import Record, RecordList, TextView, line

RECORD_HEIGHT = 2
_QUESTIONS: dict[Question, str] = {
    "triage.snooze": msgid("Put the finding off to a day"),
    "triage.intend": msgid("Say that it is meant so"),
    "triage.save_view": msgid("Save the filters in force as a view"),
}


class DraftsScreen(CommandScreen[KeptDraft | None]):
    """Lists the waiting drafts; closing it with Enter takes one up.

    What is typed is meant for the search: agents begin with the clinic's name (rule W6).
    """

    AUTO_FOCUS: ClassVar[str | None] = "#drafts"
    PLACE = Place.DRAFTS

    def __init__(
        self,
        state: SessionState,
        commands: Sequence[Command],
        box: DraftStore,
        search: Callable[[], None],
    ) -> None:
        """Show what is in the box for this agent; `search` gives the clinic search the keys."""
        super().__init__(state, commands)
        self._box = box
        self._search = search
        self._waiting: list[KeptDraft] = []

    def compose(self) -> ComposeResult:
        """The drafts, and what is said of them."""
        yield TextView(id="header")
        yield TextView(id="drafts-title", classes="title")
        yield RecordList(id="drafts", height=RECORD_HEIGHT)
        yield Note()
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Show the drafts."""
        self._fetch()
        told = self.state.words(
            "Enter opens the draft again as it was typed. Nothing is saved by it."
        )
        unreadable = unreadable_sentence(self._box, self.state.words)
        self.tell(line((told, "dim")), line((unreadable, "warning")))

    def on_resize(self) -> None:
        """Show what fits the new width."""
        self._show()

    def takes(self, key: events.Key) -> bool:
        """Let what is typed go to the search; the drafts wait."""
        if not key.is_printable:
            return False
        self._search()
        self.dismiss(None)
        self.app.put_back(key)
        return True

    @property
    def records(self) -> RecordList:
        """The list of drafts."""
        return self.query_one("#drafts", RecordList)

    @property
    def chosen(self) -> KeptDraft | None:
        """The draft under the cursor."""
        key = self.records.key
        return next((kept for kept in self._waiting if str(kept.id) == key), None)

    def action_command_draft_throw(self) -> None:
        """Ask before a draft is thrown away."""
        kept, words = self.chosen, self.state.words
        if kept is None:
            return
        told = words("Nothing of it was saved, so citizens see no difference.")
        lines = [*_record(kept, self.state).lines, line(told)]
        self.ask(words("Throw the draft away?"), lines, self._throw)

    def _throw(self) -> None:
        kept, words = self.chosen, self.state.words
        if kept and self._box.claim(kept.id):
            self._box.drop(kept.id)
        self._fetch()
        if self._waiting:
            self.tell(line((words("The draft is thrown away."), "dim")))
        else:
            self.dismiss(None)

    def action_command_drafts_close(self) -> None:
        """Leave the drafts for later."""
        self.dismiss(None)

    @on(RecordList.Chosen)
    def _take(self) -> None:
        kept = self.chosen
        if kept and self._box.claim(kept.id):
            self.dismiss(kept)
        else:
            told = self.state.words("Another session of yours has that draft now.")
            self._fetch()
            self.tell(line((told, "warning")))

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_header()

    def _fetch(self) -> None:
        self._waiting = self._box.orphaned(self.state.agent, self.state.now())
        self._show()

    def _show(self) -> None:
        count = self.state.words.plural(
            "{n} draft was not saved", "{n} drafts were not saved", len(self._waiting)
        )
        self.view("drafts-title").show([line(f"▸ {count}", wrap=False)])
        self.records.show_records([_record(kept, self.state) for kept in self._waiting])
        self.show_header()
        self.show_keys()

    def shown_keys(self) -> list[tuple[str, str]]:
        """Say besides what Enter and the letters do."""
        words = self.state.words
        typing = words("letters"), words("find a clinic")
        return [("Enter", words("take up")), *super().shown_keys(), typing]


def unreadable_sentence(box: DraftStore, words: Words) -> str:
    """Return what to say of drafts that nobody can read; empty when there are none."""
    files = box.unreadable()
    if not files:
        return ""
    return words.plural(
        "A draft can't be read: {path}. It is damaged, or another version wrote it.",
        "{n} drafts can't be read, among them {path}. They are damaged, or another version wrote "
        "them.",
        len(files),
        path=str(files[0]),
    )


def form_title(draft: AnyDraft | OtherDraft, words: Words) -> str:
    """Return what the draft's form is called."""
    match draft:
        case QueueDraft():
            return words(_QUESTIONS[draft.asked_by])
        case VendorDraft():
            return words("EPJ vendor")
        case InfoDraft():
            return words("Information to patients")
        case CoverDraft():
            return words("Change the substitute") if draft.amends else words("Set a substitute")
        case AbsenceDraft():
            return words("Change absence") if draft.amends else words("Add absence")


def _record(kept: KeptDraft, state: SessionState) -> Record:
    words, draft = state.words, kept.draft
    age = age_phrase(state.now() - kept.kept_at, words)
    if isinstance(draft, InfoDraft | QueueDraft):
        typed = [draft.text]
    elif isinstance(draft, VendorDraft):
        typed = [draft.source, draft.source_date]
    else:
        typed = [
            f"{draft.starts} – {draft.ends}".strip(" –"),
            short_service_list(draft.services, words),
        ]
    if isinstance(draft, CoverDraft):
        typed.insert(0, draft.name)
    about = draft.name if isinstance(draft, VendorDraft) else kept.clinic_name
    return Record(
        str(kept.id),
        (
            line(
                (f"  {form_title(draft, words)}", "strong"),
                f" · {about} · " if about else " · ",
                (age, "accent"),
                wrap=False,
            ),
            line(("      " + " · ".join(part for part in typed if part), "dim"), wrap=False),
        ),
    )
