"""«Legg til fravær»: the form for adding and changing absences."""

from typing import ClassVar

from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.services import state_word
from fravaertui.tui.forms.fields import CASE_REFERENCE, SERVICES, FieldSpec, Kind
from fravaertui.tui.forms.record import RecordForm


class AbsenceForm(RecordForm):
    """Practitioner or the whole clinic, dates as doctors say them, services, case."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            "practitioner", Kind.CHOICE, msgid("Practitioner"), msgid("type a name, or «whole»")
        ),
        FieldSpec(
            "starts",
            Kind.DAY,
            msgid("From and including"),
            msgid("12.6, week 28, w28-30, 12.6-8.7"),
        ),
        FieldSpec(
            "ends", Kind.DAY, msgid("To and including"), msgid("8.7, week 30, 2 weeks, back 9.7")
        ),
        SERVICES,
        CASE_REFERENCE,
    )
    DRAFT = AbsenceDraft
    SERVICES_QUESTION = msgid("Which services does the absence affect?")
    IS_FOR_ALL = True

    draft: AbsenceDraft

    def amend(self, absence: Absence, *, focus: str, ends: str = "") -> None:
        """Start the form with an absence's values, at one of the fields.

        `ends` is an end typed elsewhere, instead of the absence's own.
        """
        self.fill(AbsenceDraft.amending(absence, ends))
        self.go_to(focus)

    def service_note(self, file: ClinicFile, code: str) -> str:
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
