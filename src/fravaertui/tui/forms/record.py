"""The form of a clinic's record: for whom, from when to when, which services."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.widgets import Input

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.base import Draft
from fravaertui.session.drafts.storage import AnyDraft
from fravaertui.session.state import name_of
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.services import service_name
from fravaertui.tui.forms.base import Form
from fravaertui.tui.forms.fields import FieldSpec, Kind
from fravaertui.tui.widgets.form_fields import Button, CheckList, Choice, Field, TextField
from fravaertui.tui.widgets.offered import Offered
from fravaertui.tui.widgets.text_view import Row, TextView, line


class RecordForm(Form):
    """A form of a clinic, over its file: for whom, from when to when, which services."""

    DRAFT: ClassVar[type[AnyDraft]]
    SERVICES_QUESTION: ClassVar[str]
    """Message id of what stands over the services; it may name who the form is about, `{name}`."""
    RESUMES_AT = "starts"
    """The field to go on from when what was typed before is opened again."""
    IS_FOR_ALL = False
    """Whether the whole clinic can be chosen instead of a practitioner."""

    draft: AnyDraft

    @property
    def case_reference(self) -> str:
        """The case reference as typed."""
        return self.draft.case_reference

    @property
    def practitioner(self) -> int | None:
        """Whom the form is about; None for the whole clinic."""
        return self.draft.practitioner

    @property
    def typed(self) -> AnyDraft:
        """The form as it is typed now."""
        return self.draft

    def add(self) -> None:
        """Start an empty form for the chosen practitioner."""
        self.fill(self.DRAFT(practitioner=self._state.practitioner))
        self.go_to(self.FIELDS[0].name)

    def retype(self, draft: AnyDraft, *, focus: bool = True) -> None:
        """Put what was typed before into the form again, to go on with.

        Without `focus` the agent is in the middle of it, and stays where they are.
        """
        self.fill(draft)
        self._opened_with = None
        if focus:
            self.go_to(self.RESUMES_AT)

    def confirm(self, doubts: tuple[Violation, ...]) -> None:
        """Take the agent's yes to the doubts into the draft."""
        self.draft = self.draft.confirming(doubts)
        self.reread()

    def fill(self, draft: Draft) -> None:
        """Show what a draft holds in the fields, once there is a clinic."""
        if self._state.file:
            super().fill(draft)
            question = self._state.words(
                self.SERVICES_QUESTION, name=name_of(self.practitioner, self._state)
            )
            self.query_one("#services-question", TextView).show([line(question, wrap=False)])

    def reread(self) -> None:
        """Understand the draft against the file as it is now, and show what it means."""
        if self._state.file:
            super().reread()

    def read(self) -> None:
        """Understand the draft against the file, and offer the services that there are now."""
        file = self._state.file
        if file is None:
            return
        self.reading = self.draft.read(file, self._state.today)
        who = [p.her_id for p in file.practitioners]
        if self.draft.practitioner is not None:
            who = [self.draft.practitioner]
        codes = dict.fromkeys(code for her_id in who for code in file.services_of(her_id))
        is_known = "practitioner" not in self.reading.problems
        options = {
            code: (
                service_name(code, self._state.words),
                self.service_note(file, code) if is_known else [],
            )
            for code in codes
        }
        self.query_one(CheckList).offer(options, self.draft.services)

    def service_note(self, _file: ClinicFile, _code: str) -> Row:
        """Return what to say beside a service."""
        return []

    def options(self, name: str) -> Mapping[Any, str]:
        """Return what can be chosen in a field; a record stays with the one it is about."""
        if name != "practitioner" or self._state.file is None:
            return super().options(name)
        everyone: list[int | None] = [p.her_id for p in self._state.file.practitioners]
        if self.IS_FOR_ALL:
            everyone.insert(0, None)
        who = [self.draft.practitioner] if self.draft.is_amending else everyone
        return {one: name_of(one, self._state) for one in who}

    def show_note(self, spec: FieldSpec) -> None:
        """Say under the practitioner what typing finds, and the other clinics (rule A13)."""
        if spec.name != "practitioner":
            super().show_note(spec)
            return
        field = self.query_one("#practitioner-field", Field)
        unsettled = self.unsettled_line("practitioner")
        if unsettled:
            field.note(unsettled)
            field.query_one(".note").display = True
            return
        days = (self.reading.starts, self.reading.ends)
        also = also_sentence(self._state.also_at(self.practitioner, *days), self._state.words)
        said, look = self.query_one("#practitioner", Choice).said
        rest = self.note_line("practitioner", prefix=also)
        gap = "  " if said and also else ""
        field.note(replace(rest, parts=((said + gap, look), *rest.parts)))
        field.query_one(".note").display = bool(said or also) or self.has_months

    def take_typing(self) -> None:
        """Read what stands in the fields; a day that is understood is not moved by the other."""
        before = self.draft.ends
        super().take_typing()
        if self.draft.ends != before:
            self.draft = self.draft.understood_to(self.reading.ends)

    @on(Offered.Chosen)
    def _reading_chosen(self, event: Offered.Chosen) -> None:
        self.draft = self.draft.choosing(event.field, event.span)
        self._go_on_from(event.field)
        self.reread()
        self.draft = self.draft.understood_to(self.reading.ends)

    @on(Offered.TypedPast)
    def _typed_past(self, event: Offered.TypedPast) -> None:
        """Let the next field have the key while it is empty; what it holds is never replaced."""
        following = self.query_one(f"#{self._next(event.field)}")
        if isinstance(following, Input) and not following.value:
            self._go_on_from(event.field)
            self.app.put_back(events.Key(event.key.key, event.key.character))

    def _go_on_from(self, name: str) -> None:
        """Go to the next field, where what is typed comes after what it holds."""
        field = self.query_one(f"#{self._next(name)}")
        if isinstance(field, TextField):
            field.cursor_position = len(field.value)
            field.resume()
        else:
            self.screen.set_focus(field)

    def _next(self, name: str) -> str:
        names = [spec.name for spec in self.FIELDS if spec.kind is not Kind.MONTHS]
        return names[names.index(name) + 1]


class SerialForm(RecordForm):
    """A form that an agent often fills in several times, one after another."""

    def buttons(self) -> Iterator[Button]:
        """Yield the ways out of the form, and the one that goes on."""
        save, *others = super().buttons()
        yield save
        key = self._state.keys["form.save_and_new"]
        yield Button(self._state.words("Save and new"), key, id="save-and-new")
        yield from others

    @on(Button.Pressed, "#save-and-new")
    def action_command_form_save_and_new(self) -> None:
        """Save, and go on with an empty form."""
        self.post_message(self.Save(goes_on=True))

    def follow(self) -> None:
        """Start an empty form after the one that was saved, for the same services and case.

        It is for the same practitioner, and after a whole clinic for the chosen one: the whole
        clinic is never chosen but by the agent.
        """
        draft = self.draft
        whom = draft.practitioner
        following = self.DRAFT(
            practitioner=self._state.practitioner if whom is None else whom,
            services=draft.services,
            case_reference=draft.case_reference,
        )
        self.fill(following)
        self.go_to(self.FIELDS[0].name)
