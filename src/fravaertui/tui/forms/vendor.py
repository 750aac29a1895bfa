"""One EPJ vendor as a form: what is known of it, and where from."""

from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

from fravaertui.domain.date_input import NotUnderstood
from fravaertui.protocol.vendors import VendorEntry
from fravaertui.session.drafts.base import Problem
from fravaertui.session.drafts.vendor import VendorDraft, VendorReading
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import short_day
from fravaertui.texts.problems import day_sentence
from fravaertui.tui.forms.base import Form
from fravaertui.tui.forms.fields import FieldSpec, Kind


class VendorForm(Form):
    """Name, what it offers and demands, and the source with its date."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec("name", Kind.TEXT, msgid("Name"), msgid("what the vendor is called")),
        FieldSpec(
            "offers_temporary_absence", Kind.CHOICE, msgid("Substitute in temporary absence")
        ),
        FieldSpec(
            "offers_list_without_gp", Kind.CHOICE, msgid("Substitute on a list without a GP")
        ),
        FieldSpec("demands_party", Kind.CHOICE, msgid("Demands a HER-id of the substitute")),
        FieldSpec(
            "source", Kind.TEXT, msgid("Source"), msgid("who told it, or where it is written")
        ),
        FieldSpec("source_date", Kind.DAY, msgid("Source date"), msgid("today, 12.6.2026")),
    )
    DRAFT = VendorDraft

    draft: VendorDraft
    reading: VendorReading
    _taken: Collection[str] = ()
    """Codes that other vendors have."""

    def start(self, entry: VendorEntry | None, taken: Collection[str]) -> None:
        """Open the form on a vendor, or empty for a new one beside those whose codes are taken."""
        self._taken = taken
        draft = VendorDraft.opened(entry) if entry else VendorDraft()
        if not draft.source:
            draft = replace(draft, source_date=short_day(self._state.today))
        self.fill(draft)
        self.go_to("offers_temporary_absence" if entry else "name")

    def take_up(self, typed: VendorDraft) -> None:
        """Put what was typed before into the form that was just opened, to go on with."""
        opened_with = self._opened_with
        self.fill(typed)
        self._opened_with = opened_with

    def renew(self, entry: VendorEntry) -> None:
        """Keep what is typed, now in place of a newer version."""
        self.draft = replace(self.draft, entry=entry)
        self.reread()

    def read(self) -> None:
        """Understand the draft as it is now."""
        self.reading = self.draft.read(self._taken, self._state.today)

    def problem_text(self, problem: Problem) -> str:
        """Return what is wrong with a field; the one date is that of a day."""
        if isinstance(problem, NotUnderstood):
            return day_sentence(problem, self._state.words)
        return super().problem_text(problem)
