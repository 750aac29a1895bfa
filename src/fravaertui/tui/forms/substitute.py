"""The form for setting and changing a substitute."""

from dataclasses import replace
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from fravaertui.domain.model import Known, Substitute
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.storage import AnyDraft
from fravaertui.session.drafts.substitute import CoverDraft, read
from fravaertui.session.state import DeskState, name_of
from fravaertui.texts.services import service_name
from fravaertui.texts.substitutes import known_word
from fravaertui.tui.forms.dated import DatedForm, DateField
from fravaertui.tui.widgets.form_fields import Choice, Ticks


class CoverForm(DatedForm):
    """For whom, who, from when to when (the end may be open), which services."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "practitioner",
        "name",
        "hpr_number",
        "starts",
        "ends",
        "services",
        "own_list",
        "case_reference",
    )

    draft: CoverDraft

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(state, id=id)
        self._who: list[int] = []
        self.draft = CoverDraft(uuid4(), None)
        self._opened_with = self.draft

    def fields(self) -> ComposeResult:
        """Make the fields, each with a line under it for what is understood or wrong."""
        words = self._state.words
        yield self.choice_field("practitioner", words("For"), words("type a name"))
        yield self.text_field("name", words("Substitute"), words("first name and surname"))
        yield self.text_field("hpr_number", words("HPR number"), words("optional"))
        hint = words("12.6, week 28, w28-30, 12.6-8.7")
        yield DateField(words("From and including"), "starts", hint)
        hint = words("empty: until further notice")
        yield DateField(words("To and including"), "ends", hint)
        yield from self.services_fields()
        yield self.choice_field("own_list", words("Own list"))
        yield self.case_field()

    def on_mount(self) -> None:
        """Ask about the services."""
        question = self._state.words("Which services does the substitute cover?")
        self.ask_for_services(question)

    @property
    def case_reference(self) -> str:
        """The case reference as typed."""
        return self.draft.case_reference

    @property
    def practitioner(self) -> int | None:
        """Whose patients are served."""
        return self.draft.practitioner

    def add(self) -> None:
        """Start an empty form for the chosen practitioner."""
        self._fill(CoverDraft(uuid4(), self._state.practitioner))
        self.go_to("practitioner")

    def amend(self, substitute: Substitute, *, focus: str) -> None:
        """Start the form with a substitute's values, at one of the fields."""
        self._fill(CoverDraft.amending(substitute))
        self.go_to(focus)

    @property
    def typed(self) -> AnyDraft:
        """The form as it is typed now."""
        return self.draft

    def retype(self, draft: AnyDraft, *, focus: bool = True) -> None:
        """Put what was typed before into the form again, to go on with."""
        if isinstance(draft, CoverDraft):
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
        file = self._state.file
        if file is None or self.draft.practitioner is None:
            return
        self.reading = read(self.draft, file, self._state.today)
        names = {
            code: (service_name(code, self._state.words), "")
            for code in file.services_of(self.draft.practitioner)
        }
        self.query_one(Ticks).offer(names, self.draft.services)
        self.show_notes()
        self.post_message(self.Changed())

    def show_notes(self) -> None:
        """Say under each field what is understood or wrong."""
        draft, reading = self.draft, self.reading
        self.also_note(draft.practitioner)
        self.note("name", draft.name)
        self.note("hpr_number", draft.hpr_number)
        open_end = not draft.ends and reading.starts and not reading.suggested_ends
        self.day_notes(self._state.words("until further notice") if open_end else "")
        self.note("own_list", "")
        self.note("case_reference", draft.case_reference)
        self.services_note()

    def _fill(self, draft: CoverDraft) -> None:
        state = self._state
        if state.file is None or draft.practitioner is None:
            return
        self.draft = self._opened_with = draft
        self._insisting = False
        everyone = [p.her_id for p in state.file.practitioners]
        self._who = [draft.practitioner] if draft.amends else everyone
        self.choice("practitioner").offer(
            [name_of(who, state) for who in self._who], self._who.index(draft.practitioner)
        )
        known = list(Known)
        self.choice("own_list").offer(
            [known_word(one, state.words) for one in known], known.index(draft.own_list)
        )
        with self.prevent(Input.Changed):
            for name in ("name", "hpr_number", "starts", "ends", "case_reference"):
                self.input(name).value = getattr(draft, name)
        for name in ("name", "hpr_number"):
            self.input(name).disabled = draft.amends is not None
        self.choice("own_list").disabled = draft.amends is not None
        self.reread()

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(Ticks.Changed)
    def _typed(self) -> None:
        self.draft = replace(
            self.draft,
            practitioner=self._who[self.choice("practitioner").chosen],
            name=self.input("name").value,
            hpr_number=self.input("hpr_number").value,
            services=tuple(sorted(self.query_one(Ticks).ticked)),
            own_list=list(Known)[self.choice("own_list").chosen],
            case_reference=self.input("case_reference").value,
            confirmed=(),
        )
        self.take_dates()
