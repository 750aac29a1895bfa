"""The clinic's card: what to know it by, and how it stands with each practitioner today."""

from fravaertui.domain.model import ClinicFile
from fravaertui.session.state import SessionState
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.text_view import BLANK, Line, line

CHOSEN = "▸"


def card_lines(state: SessionState) -> list[Line]:
    """Return the card of the clinic that is shown; the chosen practitioner is marked."""
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
        *(one for p in file.practitioners for one in _practitioner_lines(p.her_id, file, state)),
    ]


def _practitioner_lines(practitioner: int, file: ClinicFile, state: SessionState) -> list[Line]:
    now = state.days.practitioner(file, practitioner, state.as_of)
    chosen = practitioner == state.practitioner
    mark: tuple[str, Look] = (CHOSEN if chosen else " ", "key")
    name: tuple[str, Look] = (file.practitioner(practitioner).name, "strong" if chosen else "plain")
    phrase = practitioner_phrase(now, state.as_of, state.words)
    return [
        line(mark, APPEARANCES[now.state].signed, " ", name, wrap=False),
        line((phrase, "dim"), indent=3),
    ]
