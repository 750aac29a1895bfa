"""What is found in the directory as rows of a list, no two alike."""

from collections import defaultdict
from collections.abc import Sequence

from rich.cells import cell_len

from fravaertui.domain.safe_text import neutralise
from fravaertui.session.clinic_search import Hit
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import fit_words, line

_MARGIN = "  "


def hit_records(found: Sequence[Hit], width: int) -> list[Record]:
    """Return each hit with its name over what it is known by, in so many cells.

    Where a practitioner's clinic has no room, or hits would look the same, what tells them apart
    stands first: the municipality, else the HER-id.
    """
    room = max(width - len(_MARGIN), 1)
    below = [_below(hit, room) for hit in found]
    for mark in (_municipality, _her_id):
        for group in _alike(found, below, room):
            for n in group:
                below[n] = f"{mark(found[n])} · {_known_by(found[n])}"
    return [
        Record(
            _key(hit),
            (
                line(f"{_MARGIN}{fit_words(hit.name, room).rstrip()}", wrap=False),
                line((f"{_MARGIN}{fit_words(text, room).rstrip()}", "dim"), wrap=False),
            ),
        )
        for hit, text in zip(found, below, strict=True)
    ]


def _key(hit: Hit) -> str:
    clinic = str(hit.clinic.her_id)
    return f"{clinic}/{hit.practitioner.her_id}" if hit.practitioner else clinic


def _known_by(hit: Hit) -> str:
    clinic = hit.clinic
    return clinic.name if hit.practitioner else clinic.phone or clinic.organisation_number


def _below(hit: Hit, room: int) -> str:
    known_by = _known_by(hit)
    fits = cell_len(neutralise(known_by)) <= room
    return known_by if fits or not hit.clinic.municipality else f"{_municipality(hit)} · {known_by}"


def _municipality(hit: Hit) -> str:
    return hit.clinic.municipality or _her_id(hit)


def _her_id(hit: Hit) -> str:
    return f"HER-id {hit.practitioner.her_id if hit.practitioner else hit.clinic.her_id}"


def _alike(found: Sequence[Hit], below: Sequence[str], room: int) -> list[list[int]]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, (hit, text) in enumerate(zip(found, below, strict=True)):
        groups[fit_words(hit.name, room), fit_words(text, room)].append(n)
    return [group for group in groups.values() if len(group) > 1]
