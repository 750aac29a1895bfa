"""«Info til pasient»: the clinic's own text, its EPJ, and what was seen switched off there."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from fravaertui.domain.model import ClinicFile
from fravaertui.domain.safe_text import neutralise
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.information import LONGEST_INFORMATION, InfoDraft, opened, read
from fravaertui.session.drafts.storage import AnyDraft
from fravaertui.session.state import DeskState
from fravaertui.texts.dates import short_day
from fravaertui.texts.services import service_name
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.widgets.form_fields import Choice, Field, Ticks, Typed
from fravaertui.tui.widgets.text_view import TextView, line

if TYPE_CHECKING:
    from fravaertui.tui.widgets.text_box import TextBox


class InfoForm(RecordForm):
    """What the clinic writes to its citizens, and observations of its EPJ with their age."""

    FIELDS: ClassVar[tuple[str, ...]] = ("text", "vendor", "services", "case_reference")

    draft: InfoDraft

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(state, id=id)
        self._vendors: list[str] = [""]
        self.draft = InfoDraft(uuid4(), None)
        self._opened_with = self.draft

    def fields(self) -> ComposeResult:
        """Make the fields, each with a line under it."""
        words = self._state.words
        yield Field(words("Text"), Vertical(id="text-room"), id="text-field")
        yield Field(words("Phone"), TextView(id="phone"), id="phone-field")
        yield self.choice_field("vendor", words("EPJ"))
        yield from self.services_fields()
        yield self.case_field()

    @property
    def case_reference(self) -> str:
        """The case reference as typed."""
        return self.draft.case_reference

    @property
    def practitioner(self) -> int | None:
        """Whose EPJ was seen."""
        return self.draft.practitioner

    @property
    def draft_text(self) -> str:
        """The clinic's text as typed."""
        return self.draft.text

    def start(self) -> None:
        """Open the form with what is registered."""
        file, practitioner = self._state.file, self._state.practitioner
        if file is None or practitioner is None:
            return
        self._fill(opened(file, practitioner))
        self.go_to("text")

    def _fill(self, draft: InfoDraft) -> None:
        file = self._state.file
        if file is None or draft.practitioner is None:
            return
        self._insisting = False
        self.draft = self._opened_with = draft
        vendors = {"": self._state.words("not known")} | self._state.vendors
        if self.draft.vendor not in vendors:
            vendors[self.draft.vendor] = self.draft.vendor
        self._vendors = list(vendors)
        chosen = self._vendors.index(self.draft.vendor)
        self.query_one(Choice).offer(list(vendors.values()), chosen)
        with self.prevent(Input.Changed):
            self._text_box().value = self.draft.text
            self.input("case_reference").value = self.draft.case_reference
        self.query_one("#phone", TextView).show([line(file.clinic.phone, wrap=False)])
        name = file.practitioner(draft.practitioner).name
        question = self._state.words(
            "Which services has {name} switched off in the EPJ?", name=name
        )
        self.ask_for_services(question)
        self.reread()

    def _text_box(self) -> "TextBox":
        """The field for the text, made when it is first needed."""
        from fravaertui.tui.widgets.text_box import TextBox

        room = self.query_one("#text-room", Vertical)
        if not room.children:
            hint = self._state.words("information to the patients")
            room.mount(TextBox(id="text", placeholder=hint))
        return self.query_one("#text", TextBox)

    def _typed_text(self) -> str:
        """What is typed; a text that stands as it was shown is as it was, stand-ins and all."""
        typed, was = self._text_box().value, self.draft.seen_text
        return was if typed == neutralise(was, keep_newlines=True) else typed

    @property
    def typed(self) -> AnyDraft:
        """The form as it is typed now."""
        return self.draft

    def retype(self, draft: AnyDraft, *, focus: bool = True) -> None:
        """Put what was typed before into the form again, to go on with."""
        if isinstance(draft, InfoDraft):
            self._fill(draft)
            self._opened_with = None
            if focus:
                self.go_to("text")

    def confirm(self, doubts: tuple[Violation, ...]) -> None:
        """There is nothing in this form to be in doubt of."""

    def reread(self) -> None:
        """Understand the draft against the file as it is now, and show what it comes to."""
        file = self._state.file
        if file is None or self.draft.practitioner is None:
            return
        self.reading = read(self.draft, file, self._state.today)
        names = {
            code: (service_name(code, self._state.words), self._seen(file, code))
            for code in file.services_of(self.draft.practitioner)
        }
        self.query_one(Ticks).offer(names, self.draft.services)
        self.show_notes()
        self.post_message(self.Changed())

    def show_notes(self) -> None:
        """Count the characters as typed, and say what is wrong."""
        words, length = self._state.words, len(self.draft.text)
        count = words("{n} of {most} characters", n=length, most=LONGEST_INFORMATION)
        self.note("text", self.draft.text, prefix=count)
        self.note("case_reference", self.draft.case_reference)
        self.services_note()

    def _seen(self, file: ClinicFile, code: str) -> str:
        """What was last observed and when: never shown as certain."""
        for state in file.epj_states:
            if (state.practitioner, state.service) == (self.draft.practitioner, code):
                day = short_day(state.seen_on)
                words = self._state.words
                if state.switched_off:
                    return words("seen off {day}", day=day)
                return words("seen on {day}", day=day)
        return ""

    @on(Input.Changed)
    @on(Typed)
    @on(Choice.Changed)
    @on(Ticks.Changed)
    def _typed(self) -> None:
        self.draft = replace(
            self.draft,
            text=self._typed_text(),
            vendor=self._vendors[self.query_one(Choice).chosen],
            services=tuple(sorted(self.query_one(Ticks).ticked)),
            case_reference=self.input("case_reference").value,
        )
        self.reread()
