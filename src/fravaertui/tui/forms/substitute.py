"""The form for setting and changing a substitute."""

from typing import ClassVar

from fravaertui.domain.model import Substitute
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.texts.catalogue import msgid
from fravaertui.tui.forms.fields import CASE_REFERENCE, SERVICES, FieldSpec, Kind
from fravaertui.tui.forms.record import SerialForm


class CoverForm(SerialForm):
    """For whom, who, from when to when (the end may be open), which services."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec("practitioner", Kind.CHOICE, msgid("For"), msgid("type a name")),
        FieldSpec(
            "name", Kind.TEXT, msgid("Substitute"), msgid("first name and surname"), is_fixed=True
        ),
        FieldSpec("hpr_number", Kind.TEXT, msgid("HPR number"), msgid("optional"), is_fixed=True),
        FieldSpec(
            "starts",
            Kind.DAY,
            msgid("From and including"),
            msgid("12.6, week 28, w28-30, 12.6-8.7"),
        ),
        FieldSpec(
            "ends", Kind.DAY, msgid("To and including"), msgid("empty: until further notice")
        ),
        SERVICES,
        FieldSpec("own_list", Kind.CHOICE, msgid("Own list"), is_fixed=True),
        CASE_REFERENCE,
    )
    DRAFT = SubstituteDraft
    SERVICES_QUESTION = msgid("Which services does the substitute cover?")

    draft: SubstituteDraft

    def amend(self, substitute: Substitute, *, focus: str) -> None:
        """Start the form with a substitute's values, at one of the fields."""
        self.fill(SubstituteDraft.amending(substitute))
        self.go_to(focus)

    def remark(self, name: str) -> str:
        """Say that a substitute stays until further notice, while no end is typed.

        Of one who is registered, why the number can't be another, where there is room to say so.
        """
        reading, words, keys = self.reading, self._state.words, self._state.keys
        if name == "hpr_number" and self.draft.is_amending and not self.screen.has_class("-narrow"):
            return words(
                "Another number is another substitute: {remove} removes, {add} registers.",
                remove=keys["cover.remove"],
                add=keys["cover.add"],
            )
        open_end = not self.draft.ends and reading.starts and not reading.suggested_ends
        return words("until further notice") if name == "ends" and open_end else ""
