"""«Info til pasient»: the clinic's own text, its EPJ, and what was seen switched off there."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.drafts.base import Draft
from fravaertui.session.drafts.information import LONGEST_INFORMATION, InformationDraft
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import short_day
from fravaertui.tui.forms.fields import CASE_REFERENCE, SERVICES, FieldSpec, Kind
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.widgets.text_view import Row, TextView, line


class InfoForm(RecordForm):
    """What the clinic writes to its citizens, and observations of its EPJ with their age."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec("text", Kind.LONG_TEXT, msgid("Text"), msgid("information to the patients")),
        FieldSpec("phone", Kind.SHOWN, msgid("Phone")),
        FieldSpec("vendor", Kind.CHOICE, msgid("EPJ")),
        SERVICES,
        CASE_REFERENCE,
    )
    DRAFT = InformationDraft
    SERVICES_QUESTION = msgid("Which services has {name} switched off in the EPJ?")
    RESUMES_AT = "text"

    draft: InformationDraft

    def start(self) -> None:
        """Open the form with what is registered."""
        file, practitioner = self._state.file, self._state.practitioner
        if file and practitioner is not None:
            self.fill(InformationDraft.opened(file, practitioner))
            self.go_to("text")

    def fill(self, draft: Draft) -> None:
        """Show what a draft holds in the fields, and the clinic's phone."""
        super().fill(draft)
        if self._state.file:
            phone = self._state.file.clinic.phone
            self.query_one("#phone", TextView).show([line(phone, wrap=False)])

    def options(self, _name: str) -> Mapping[Any, str]:
        """Return the EPJ vendors: those known, and the clinic's own."""
        vendors: dict[Any, str] = {"": self._state.words("not known"), **self._state.vendors}
        vendors.setdefault(self.draft.vendor, self.draft.vendor)
        return vendors

    def remark(self, name: str) -> str:
        """Count the characters of the text as typed."""
        if name != "text":
            return ""
        return self._state.words(
            "{n} of {most} characters", n=len(self.draft.text), most=LONGEST_INFORMATION
        )

    def service_note(self, file: ClinicFile, code: str) -> Row:
        """What was last observed and when: never shown as certain."""
        words = self._state.words
        for state in file.epj_states:
            if (state.practitioner, state.service) == (self.draft.practitioner, code):
                day = short_day(state.seen_on)
                if state.switched_off:
                    return [(words("seen off {day}", day=day), "dim")]
                return [(words("seen on {day}", day=day), "dim")]
        return []
