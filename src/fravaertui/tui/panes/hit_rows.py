"""What is found in the directory as rows of a list, no two alike."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from rich.cells import cell_len

from fravaertui.domain.safe_text import neutralise
from fravaertui.session.clinic_search import Hit
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import fit_words, line

Rows: TypeAlias = tuple[str, ...]

_MARGIN = "  "


def hit_records(found: Sequence[Hit], width: int) -> list[Record]:
    """Return each hit with its name over what it is known by, in so many cells.

    Either has two rows where one is too short. Where a practitioner's clinic has no room in two,
    or hits would look the same, what tells them apart stands first: the municipality, else the
    HER-id.
    """
    room = max(width - len(_MARGIN), 1)
    names = [_in_two_rows(hit.name, room) for hit in found]
    below = [_below(hit, room) for hit in found]
    for mark in (_municipality, _her_id):
        for group in _alike(names, below):
            for n in group:
                below[n] = _in_two_rows(f"{mark(found[n])} · {_known_by(found[n])}", room)
    return [
        Record(
            _key(hit),
            (
                *(line(f"{_MARGIN}{row}", wrap=False) for row in name),
                *(line((f"{_MARGIN}{row}", "dim"), wrap=False) for row in known_by),
            ),
        )
        for hit, name, known_by in zip(found, names, below, strict=True)
    ]


def _in_two_rows(text: str, room: int) -> Rows:
    """Return a text in one row or two, broken and at last cut between words."""
    if _fits(text, room):
        return (text,)
    words = text.split(" ")
    first = [n for n in range(1, len(words)) if _fits(" ".join(words[:n]), room)]
    if not first:
        return (fit_words(text, room).rstrip(),)
    rest = fit_words(" ".join(words[first[-1] :]), room).rstrip()
    return (" ".join(words[: first[-1]]), rest)


def _fits(text: str, room: int) -> bool:
    return cell_len(neutralise(text)) <= room


def _key(hit: Hit) -> str:
    clinic = str(hit.clinic.her_id)
    return f"{clinic}/{hit.practitioner.her_id}" if hit.practitioner else clinic


def _known_by(hit: Hit) -> str:
    clinic = hit.clinic
    return clinic.name if hit.practitioner else clinic.phone or clinic.organisation_number


def _below(hit: Hit, room: int) -> Rows:
    rows = _in_two_rows(_known_by(hit), room)
    fits = rows[-1][-1:] != "…"
    if fits or not hit.clinic.municipality:
        return rows
    return _in_two_rows(f"{_municipality(hit)} · {_known_by(hit)}", room)


def _municipality(hit: Hit) -> str:
    return hit.clinic.municipality or _her_id(hit)


def _her_id(hit: Hit) -> str:
    return f"HER-id {hit.practitioner.her_id if hit.practitioner else hit.clinic.her_id}"


def _alike(names: Sequence[Rows], below: Sequence[Rows]) -> list[list[int]]:
    groups: dict[tuple[Rows, Rows], list[int]] = defaultdict(list)
    for n, told in enumerate(zip(names, below, strict=True)):
        groups[told].append(n)
    return [group for group in groups.values() if len(group) > 1]
