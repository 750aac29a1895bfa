"""The directory: all clinics and practitioners, and finding the right one while typing.

`Index.search` matches every word typed against names, numbers and phones, folding case and
letters, so `ronhovde` finds Rønhovde. The whole national directory (about 1 700 clinics and
6 000 practitioners) is searched within one frame.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from pydantic import Field

from fravaertui.domain.model import HerId, HprNumber, Name, OrganisationNumber, Phone, Value
from fravaertui.domain.text import INVISIBLE

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"}
    | dict.fromkeys(INVISIBLE, "")
)
_SEPARATORS = str.maketrans(dict.fromkeys("-.,/()'+", " "))


_PHONE_DIGITS = 8
_RANKS = 4


class DirectoryPractitioner(Value):
    """A practitioner as the directory lists them."""

    her_id: HerId
    hpr_number: HprNumber | None = None
    name: Name


class DirectoryClinic(Value):
    """A clinic as the directory lists it."""

    her_id: HerId
    organisation_number: OrganisationNumber
    name: Name
    phone: Phone = ""
    practitioners: tuple[DirectoryPractitioner, ...] = ()


class Directory(Value):
    """Every clinic, enough to search in."""

    clinics: tuple[DirectoryClinic, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Hit:
    """A clinic that was found, and the practitioner it was found by, if any."""

    clinic: DirectoryClinic
    practitioner: DirectoryPractitioner | None = None

    @property
    def name(self) -> str:
        """The name it was found by."""
        return self.practitioner.name if self.practitioner else self.clinic.name

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers it can be found by."""
        if self.practitioner:
            return (str(self.practitioner.her_id), str(self.practitioner.hpr_number or ""))
        digits = "".join(character for character in self.clinic.phone if character.isdigit())
        return (self.clinic.organisation_number, str(self.clinic.her_id), _national(digits))


class _Entry(NamedTuple):
    hit: Hit
    words: str
    """Folded name, each word with a blank before it."""
    numbers: tuple[str, ...]


class Index:
    """A directory made ready for searching."""

    def __init__(self, directory: Directory) -> None:
        """Fold every name and number of the directory once."""
        self.clinics = {clinic.her_id: clinic for clinic in directory.clinics}
        hits = [hit for clinic in directory.clinics for hit in _hits(clinic)]
        # One long text is folded in a fraction of the time of thousands of short ones.
        names = fold("\n".join(hit.name for hit in hits)).split("\n") if hits else []
        entries = (
            _Entry(hit, _spaced(name), hit.numbers) for hit, name in zip(hits, names, strict=True)
        )
        # In the order of equally good hits, so that a search need not sort.
        self._entries = sorted(entries, key=lambda e: (e.hit.practitioner is not None, e.words))

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Return the best hits first: whole name, start of name, start of word, inside a word.

        Of equally good ones clinics come before practitioners, then by name.

        Digits match the start of an organisation number, HER-id, HPR number or phone. Nothing
        typed finds nothing.
        """
        words = fold(text).split()
        if not words:
            return ()
        digits = _national("".join(words)) if all(word.isdigit() for word in words) else ""
        longest = max(words, key=len)
        found: dict[int, list[Hit]] = {rank: [] for rank in range(_RANKS)}
        for entry in self._entries:
            if digits or longest in entry.words:
                rank = _rank(entry, words, digits)
                if rank is not None:
                    found[rank].append(entry.hit)
        return tuple(islice(chain.from_iterable(found.values()), limit))


def fold(text: str) -> str:
    """Return the text in lower case without marks, Norwegian and Sami letters as plain ones."""
    folded = text.casefold().translate(_LETTERS)
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    return folded.translate(_SEPARATORS)


def _hits(clinic: DirectoryClinic) -> Iterable[Hit]:
    yield Hit(clinic)
    for practitioner in clinic.practitioners:
        yield Hit(clinic, practitioner)


def _national(digits: str) -> str:
    """Return a phone number without Norway's prefix; any other number as it is."""
    for prefix in ("47", "0047"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + _PHONE_DIGITS:
            return digits.removeprefix(prefix)
    return digits


def _spaced(folded: str) -> str:
    return " " + " ".join(folded.split())


def _rank(entry: _Entry, words: list[str], digits: str) -> int | None:
    """Return how well an entry matches, 0 best; None when it does not."""
    if digits and any(number.startswith(digits) for number in entry.numbers):
        return 0 if digits in entry.numbers else 1
    if not all(word in entry.words for word in words):
        return None
    typed = " " + " ".join(words)
    if entry.words == typed:
        return 0
    if entry.words.startswith(typed):
        return 1
    return 2 if all(f" {word}" in entry.words for word in words) else 3
