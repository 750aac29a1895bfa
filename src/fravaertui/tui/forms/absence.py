"""«Legg til fravær»: the form for adding and changing absences."""

from dataclasses import replace
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.absence import AbsenceDraft, read
from fravaertui.session.drafts.storage import AnyDraft
from fravaertui.session.state import DeskState, name_of
from fravaertui.texts.services import service_name, state_word
from fravaertui.tui.forms.dated import DatedForm, DateField
from fravaertui.tui.widgets.form_fields import Choice, Ticks


class AbsenceForm(DatedForm):
    """Practitioner or the whole clinic, dates as doctors say them, services, case."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "practitioner",
        "starts",
        "ends",
        "services",
        "case_reference",
    )

    draft: AbsenceDraft

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(state, id=id)
        self._who: list[int | None] = []
        self.draft = AbsenceDraft(uuid4(), None)
        self._opened_with = self.draft

    def fields(self) -> ComposeResult:
        """Make the fields, each with a line under it for what is understood or wrong."""
        words = self._state.words
        hint = words("type a name, or «whole»")
        yield self.choice_field("practitioner", words("Practitioner"), hint)
        hint = words("12.6, week 28, w28-30, 12.6-8.7")
        yield DateField(words("From and including"), "starts", hint)
        hint = words("8.7, week 30, 2 weeks, back 9.7")
        yield DateField(words("To and including"), "ends", hint)
        yield from self.services_fields()
        yield self.case_field()

    def on_mount(self) -> None:
        """Ask about the services."""
        question = self._state.words("Which services does the absence affect?")
        self.ask_for_services(question)

    @property
    def case_reference(self) -> str:
        """The case reference as typed."""
        return self.draft.case_reference

    @property
    def practitioner(self) -> int | None:
        """Who is away; None for the whole clinic."""
        return self.draft.practitioner

    def add(self) -> None:
        """Start an empty form for the chosen practitioner."""
        self._fill(AbsenceDraft(uuid4(), self._state.practitioner))
        self.go_to("practitioner")

    def amend(self, absence: Absence, *, focus: str, ends: str = "") -> None:
        """Start the form with an absence's values, at one of the fields.

        `ends` is an end typed elsewhere, instead of the absence's own.
        """
        self._fill(AbsenceDraft.amending(absence, ends))
        self.go_to(focus)

    @property
    def typed(self) -> AnyDraft:
        """The form as it is typed now."""
        return self.draft

    def retype(self, draft: AnyDraft, *, focus: bool = True) -> None:
        """Put what was typed before into the form again, to go on with."""
        if isinstance(draft, AbsenceDraft):
            self._fill(draft)
            self._opened_with = None
            if focus:
                self.go_to("starts")

    def confirm(self, doubts: tuple[Violation, ...]) -> None:
        """Take the agent's yes to the doubts into the draft."""
        self.draft = self.draft.confirming(doubts)
        self.reread()

    def reread(self) -> None:
        """Understand the draft against the file as it is now, and show what it comes to."""
        if self._state.file is None:
            return
        self.reading = read(self.draft, self._state.file, self._state.today)
        self._offer_services(self._state.file)
        self.show_notes()
        self.post_message(self.Changed())

    def show_notes(self) -> None:
        """Say under each field what is understood or wrong."""
        self.also_note(self.draft.practitioner)
        self.day_notes()
        self.note("case_reference", self.draft.case_reference)
        self.services_note()

    def _fill(self, draft: AbsenceDraft) -> None:
        state = self._state
        if state.file is None:
            return
        self.draft = self._opened_with = draft
        self._insisting = False
        everyone = [None, *(p.her_id for p in state.file.practitioners)]
        self._who = [draft.practitioner] if draft.amends else everyone
        self.query_one(Choice).offer(
            [name_of(who, state) for who in self._who],
            self._who.index(draft.practitioner),
            rare=0 if None in self._who else None,
        )
        with self.prevent(Input.Changed):
            for name in ("starts", "ends", "case_reference"):
                self.input(name).value = getattr(draft, name)
        self.reread()

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(Ticks.Changed)
    def _typed(self) -> None:
        self.draft = replace(
            self.draft,
            practitioner=self._who[self.query_one(Choice).chosen],
            services=tuple(sorted(self.query_one(Ticks).ticked)),
            case_reference=self.input("case_reference").value,
            confirmed=(),
        )
        self.take_dates()

    def _offer_services(self, file: ClinicFile) -> None:
        who = [p.her_id for p in file.practitioners]
        if self.draft.practitioner is not None:
            who = [self.draft.practitioner]
        codes = dict.fromkeys(code for her_id in who for code in file.services_of(her_id))
        options = {
            code: (service_name(code, self._state.words), self._service_note(file, code))
            for code in codes
        }
        self.query_one(Ticks).offer(options, self.draft.services)

    def _service_note(self, file: ClinicFile, code: str) -> str:
        """What the citizen meets without the absence, when that is not simply open."""
        if self.draft.practitioner is None:
            return ""
        day = self.reading.starts or self._state.today
        rest = tuple(a for a in file.absences if a != self.draft.amends)
        without = file.model_copy(update={"absences": rest})
        view = service_view(without, self.draft.practitioner, code, day)
        if view.state is State.OPEN:
            return ""
        return self._state.words("{state} already", state=state_word(view.state, self._state.words))
