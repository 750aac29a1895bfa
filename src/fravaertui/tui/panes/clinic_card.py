"""The clinic's card: what to know it by, and how it stands with each practitioner today."""

from rich.cells import cell_len

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.state import SessionState
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.services import enumeration
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import BLANK, Line, line

_INDENT = 3
"""Cells before what is said of a practitioner: the cursor's mark and the sign."""


def card_lines(state: SessionState) -> list[Line]:
    """Return what the clinic that is shown is known by, down to the heading of who works there."""
    file, words = state.shown, state.words
    if file is None:
        return []
    clinic = file.clinic
    vendor = state.vendors.get(clinic.epj_vendor, clinic.epj_vendor)
    facts = [
        clinic.phone,
        words("org. no. {number}", number=clinic.organisation_number),
        f"HER-id {clinic.her_id}",
        clinic.municipality,
        words("EPJ: {vendor}", vendor=vendor) if vendor else "",
    ]
    count = len(file.practitioners)
    heading = words("PRACTITIONERS")
    return [
        line((clinic.name, "strong")),
        *(line((fact, "dim"), wrap=False) for fact in facts if fact),
        BLANK,
        line((heading, "dim"), (f" {count}", "dim")),
    ]


def practitioner_records(state: SessionState, width: int) -> list[Record]:
    """Return each practitioner with the sign and the words of today, and where else they work.

    What comes is said alone where a row of so many columns has no room for today beside it: the
    sign tells that.
    """
    file = state.shown
    if file is None:
        return []
    return [_record(p.her_id, file, state, width) for p in file.practitioners]


def _record(practitioner: int, file: ClinicFile, state: SessionState, width: int) -> Record:
    now = state.days.practitioner(file, practitioner, state.as_of)
    said = practitioner_phrase(now, state.as_of, state.words)
    _today, _dot, coming = said.partition(" · ")
    if coming and _INDENT + cell_len(said) > width:
        said = coming
    lines = [
        line(
            " ",
            APPEARANCES[now.state].signed,
            f" {file.practitioner(practitioner).name}",
            wrap=False,
        ),
        line((said, "dim"), indent=_INDENT),
    ]
    offices = [hit.clinic.name for hit in state.offices(practitioner)]
    if offices:
        also = state.words("also at {offices}", offices=enumeration(offices, state.words))
        lines.append(line((f"   {also}", "dim"), wrap=False))
    return Record(str(practitioner), tuple(lines))
