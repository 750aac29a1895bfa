"""Finding the clinic or practitioner that a name or number on the command line means."""

import re
from collections.abc import Sequence

from fravaertui.cli.output import NOT_UNDERSTOOD, CommandError
from fravaertui.cli.parser import quoted
from fravaertui.client import Client
from fravaertui.domain.names import fold
from fravaertui.session.clinic_search import Hit, Index
from fravaertui.texts.catalogue import Words

_MOST_CANDIDATES = 20
_ALL = 100_000
"""A limit above the number of entries of any directory."""


async def find_practitioner(client: Client, text: str, words: Words) -> int:
    """Return the HER-id of the practitioner that the text means.

    Raises CommandError when it means none or several, and ClientError.
    """
    index = Index(await client.directory())
    found = [hit for hit in index.search(text, _ALL) if hit.practitioner]
    near = [] if found else [hit for hit in index.nearest(text) if hit.practitioner]
    no_hits = words("No practitioner matches «{text}».", text=quoted(text))
    return _her_id(_only_match(found, near, text, no_hits, words))


async def find_clinic(client: Client, text: str, words: Words) -> int:
    """Return the HER-id of the clinic that the text means, by its name or a practitioner's.

    An unknown number counts as a HER-id. Raises CommandError when the text means none or several,
    and ClientError.
    """
    index = Index(await client.directory())
    hits = index.search(text, _ALL)
    if re.fullmatch("[1-9][0-9]{0,14}", text):
        hits = tuple(hit for hit in hits if text in hit.numbers)
        if not hits:
            return int(text)
    found = _clinics(hits)
    near = [] if found else _clinics(index.nearest(text))
    no_hits = words("No clinic matches «{text}».", text=quoted(text))
    return _her_id(_only_match(found, near, text, no_hits, words))


def _clinics(hits: Sequence[Hit]) -> list[Hit]:
    """Return the clinics that match, or else those of the practitioners that match."""
    alone = [hit for hit in hits if hit.practitioner is None]
    return alone or [Hit(clinic) for clinic in dict.fromkeys(hit.clinic for hit in hits)]


def _only_match(
    found: Sequence[Hit], near: Sequence[Hit], text: str, no_hits: str, words: Words
) -> Hit:
    """Return the only hit, or the only one with exactly that name or number.

    Raises CommandError, naming the candidates where there are several, or those in `near`.
    """
    exact = [hit for hit in found if _is_exactly(hit, text)]
    matches = exact or found
    if len(matches) == 1:
        return matches[0]
    if matches:
        question = words("Several match «{text}»; give the HER-id:", text=quoted(text))
        raise CommandError(f"{question}\n{_candidates_text(matches, words)}", NOT_UNDERSTOOD)
    if near:
        question = f"{no_hits} {words('Did you mean one of these? Give the HER-id:')}"
        raise CommandError(f"{question}\n{_candidates_text(near, words)}", NOT_UNDERSTOOD)
    raise CommandError(no_hits)


def _is_exactly(hit: Hit, text: str) -> bool:
    return text.strip() in hit.numbers or fold(text).split() == fold(hit.name).split()


def _her_id(hit: Hit) -> int:
    return hit.practitioner.her_id if hit.practitioner else hit.clinic.her_id


def _candidates_text(found: Sequence[Hit], words: Words) -> str:
    """Return a line for each hit to choose from, with its HER-id."""
    shown = found[:_MOST_CANDIDATES]
    lines = [
        f"  {_her_id(hit)}  {hit.name}{f', {hit.clinic.name}' if hit.practitioner else ''}"
        for hit in shown
    ]
    more = len(found) - len(shown)
    if more:
        lines.append("  " + words.plural("and {n} more", "and {n} more", more))
    return "\n".join(lines)
