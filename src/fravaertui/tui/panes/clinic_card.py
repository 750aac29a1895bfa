"""The clinic's card: what to know it by, and how it stands with each practitioner today."""

from rich.cells import cell_len

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Clinic
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import day_word, short_day
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.services import enumeration
from fravaertui.texts.sources import origin_phrase
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import BLANK, Line, line

UNKNOWN: tuple[str, Look] = ("?", "warning")
"""The sign of someone about whom nobody has said what is offered."""
_INDENT = 3
"""Cells before what is said of a practitioner: the cursor's mark and the sign."""


def card_lines(state: SessionState) -> list[Line]:
    """Return what the clinic that is shown is known by, down to the heading of who works there."""
    file, words = state.shown, state.words
    if file is None:
        return []
    clinic = file.clinic
    vendor = state.vendors.get(clinic.epj_vendor, clinic.epj_vendor)
    number, left = clinic.organisation_number, clinic.left_before(state.as_of)
    known = [
        clinic.phone,
        words("org. no. {number}", number=number) if number else "",
        f"HER-id {clinic.her_id}",
        address_phrase(clinic),
        "" if clinic.municipality == clinic.postal_place else clinic.municipality,
        words("EPJ: {vendor}", vendor=vendor) if vendor else "",
        origin_phrase(file.told(clinic)),
    ]
    gone = words("not active after {day}", day=short_day(left)) if left else ""
    count = len(file.practitioners)
    heading = words("PRACTITIONERS")
    doubt = any(
        state.days.practitioner(file, p.her_id, state.as_of).conditional for p in file.practitioners
    )
    unknown = words("not known what is offered")
    return [
        line((clinic.name, "strong")),
        *([line((gone, "warning"))] if gone else []),
        *(line((fact, "dim")) for fact in known if fact),
        BLANK,
        line((heading, "dim"), (f" {count}{_as_of(state)}", "dim")),
        *([line(UNKNOWN, (f" {unknown}", "dim"))] if doubt else []),
    ]


def _as_of(state: SessionState) -> str:
    """Return which day it is that the practitioners are told of, where the page shows another."""
    if state.day == state.as_of:
        return ""
    return f" · {day_word(state.as_of, state.today, state.words)}"


def address_phrase(clinic: Clinic) -> str:
    """Return where the clinic is; empty when that is not known."""
    postal = f"{clinic.postal_code} {clinic.postal_place}".strip()
    return ", ".join(filter(None, (clinic.street, postal)))


def practitioner_records(state: SessionState, width: int) -> list[Record]:
    """Return each practitioner with the sign and the words of today, and where else they work.

    Where a row of so many columns has no room for today and what comes, what comes is said alone,
    as the sign tells of today; it has a row of its own where the sign doesn't tell all of that.
    """
    file = state.shown
    if file is None:
        return []
    return [_record(p.her_id, file, state, width) for p in file.practitioners]


def _record(practitioner: int, file: ClinicFile, state: SessionState, width: int) -> Record:
    now = state.days.practitioner(file, practitioner, state.as_of)
    said = practitioner_phrase(now, state.as_of, state.words)
    today, _dot, coming = said.partition(" · ")
    told = [said]
    if coming and _INDENT + cell_len(said) > width:
        told = [today, coming] if now.hidden else [coming]
    lines = [
        line(
            " ",
            UNKNOWN if now.conditional else APPEARANCES[now.sign].signed,
            f" {file.practitioner(practitioner).name}",
            wrap=False,
        ),
        *(line((phrase, "dim"), indent=_INDENT) for phrase in told),
    ]
    offices = [hit.clinic.name for hit in state.offices(practitioner)]
    if offices:
        also = state.words("also at {offices}", offices=enumeration(offices, state.words))
        lines.append(line((also, "dim"), indent=_INDENT))
    return Record(str(practitioner), tuple(lines))
