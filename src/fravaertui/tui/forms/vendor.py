"""One EPJ vendor as a form: what is known of it, and where from."""

from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from fravaertui.domain.date_input import NotUnderstood
from fravaertui.domain.model import Known
from fravaertui.protocol.vendors import VendorEntry
from fravaertui.session.drafts.base import Problem, Reading
from fravaertui.session.drafts.vendor import VendorDraft, VendorReading, opened, read
from fravaertui.session.state import DeskState
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import short_day
from fravaertui.texts.problems import day_sentence
from fravaertui.texts.substitutes import known_word
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.widgets.form_fields import Choice

_KNOWN = tuple(Known)
CAPABILITIES = {
    "offers_temporary_absence": msgid("Substitute in temporary absence"),
    "offers_list_without_gp": msgid("Substitute on a list without a GP"),
    "demands_party": msgid("Demands a HER-id of the substitute"),
}


class VendorForm(RecordForm):
    """Name, what it offers and demands, and the source with its date."""

    FIELDS: ClassVar[tuple[str, ...]] = ("name", *CAPABILITIES, "source", "source_date")

    draft: VendorDraft

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(state, id=id)
        self._taken: Collection[str] = ()
        self.draft = self._opened_with = VendorDraft()
        self.read = VendorReading()

    def fields(self) -> ComposeResult:
        """Make the fields, each with a line under it."""
        words = self._state.words
        yield self.text_field("name", words("Name"), words("what the vendor is called"))
        for name, label in CAPABILITIES.items():
            yield self.choice_field(name, words(label))
        hint = words("who told it, or where it is written")
        yield self.text_field("source", words("Source"), hint)
        yield self.text_field("source_date", words("As of"), words("today, 12.6.2026"))

    @property
    def practitioner(self) -> None:
        """A vendor is nobody's in particular."""

    def start(self, entry: VendorEntry | None, taken: Collection[str]) -> None:
        """Open the form on a vendor, or empty for a new one beside those whose codes are taken."""
        self._insisting = False
        self._taken = taken
        draft = opened(entry) if entry else VendorDraft()
        if not draft.source:
            draft = replace(draft, source_date=short_day(self._state.today))
        self.draft = self._opened_with = draft
        self._show_draft()
        self.reread()
        self.go_to("offers_temporary_absence" if entry else "name")

    def _show_draft(self) -> None:
        """Put what the draft says into the fields."""
        for name in CAPABILITIES:
            options = [known_word(known, self._state.words) for known in _KNOWN]
            self.choice(name).offer(options, _KNOWN.index(getattr(self.draft, name)))
        with self.prevent(Input.Changed):
            for name in ("name", "source", "source_date"):
                self.input(name).value = getattr(self.draft, name)

    def take_up(self, typed: VendorDraft) -> None:
        """Put what was typed before into the form that was just opened, to go on with."""
        self.draft = typed
        self._show_draft()
        self.reread()

    def renew(self, entry: VendorEntry) -> None:
        """Keep what is typed, now in place of a newer version."""
        self.draft = replace(self.draft, entry=entry)
        self.reread()

    def reread(self) -> None:
        """Understand the draft, and say under each field what it comes to."""
        self.read = read(self.draft, self._taken, self._state.today)
        self.reading = Reading(problems=self.read.problems)
        self.show_notes()

    def show_notes(self) -> None:
        """Say under each field what is understood or wrong."""
        self.note("name", self.draft.name)
        self.note("source", self.draft.source)
        self.note("source_date", self.draft.source_date, self.read.source_date)

    def problem_sentence(self, problem: Problem) -> str:
        """Return what is wrong with a field; the one date is that of a day."""
        if isinstance(problem, NotUnderstood):
            return day_sentence(problem, self._state.words)
        return super().problem_sentence(problem)

    def _chosen(self, name: str) -> Known:
        return _KNOWN[self.choice(name).chosen]

    @on(Input.Changed)
    @on(Choice.Changed)
    def _typed(self) -> None:
        self.draft = replace(
            self.draft,
            name=self.input("name").value,
            source=self.input("source").value,
            source_date=self.input("source_date").value,
            offers_temporary_absence=self._chosen("offers_temporary_absence"),
            offers_list_without_gp=self._chosen("offers_list_without_gp"),
            demands_party=self._chosen("demands_party"),
        )
        self.reread()
        self.post_message(self.Changed())
