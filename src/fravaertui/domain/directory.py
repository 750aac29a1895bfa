"""The directory: all clinics and practitioners, and finding the right one while typing.

`Index.search` matches every word typed against names, numbers and phones, folding case and
letters, so `ronhovde` finds Rønhovde. The whole national directory (about 1 700 clinics and
6 000 practitioners) is searched within one frame.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from fravaertui.domain.model import HerId, HprNumber, Name, OrganisationNumber, Phone, Value

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"})
_SEPARATORS = str.maketrans(dict.fromkeys("-.,/()'+", " "))


_PHONE_DIGITS = 8


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


@dataclass(frozen=True, slots=True)
class _Entry:
    hit: Hit
    words: str
    """Folded name, each word with a blank before it."""
    numbers: tuple[str, ...]


class Index:
    """A directory made ready for searching."""

    def __init__(self, directory: Directory) -> None:
        """Fold every name and number of the directory once."""
        self.clinics = {clinic.her_id: clinic for clinic in directory.clinics}
        self._entries = [entry for clinic in directory.clinics for entry in _entries(clinic)]

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
        found = []
        for number, entry in enumerate(self._entries):
            rank = _rank(entry, words, digits)
            if rank is not None:
                found.append((rank, entry.hit.practitioner is not None, entry.words, number))
        found.sort()
        return tuple(self._entries[number].hit for *_, number in found[:limit])


def fold(text: str) -> str:
    """Return the text in lower case without marks, Norwegian and Sami letters as plain ones."""
    folded = text.casefold().translate(_LETTERS)
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    return folded.translate(_SEPARATORS)


def _entries(clinic: DirectoryClinic) -> Iterable[_Entry]:
    phone = _national("".join(character for character in clinic.phone if character.isdigit()))
    numbers = (clinic.organisation_number, str(clinic.her_id), phone)
    yield _Entry(Hit(clinic), _spaced(clinic.name), numbers)
    for practitioner in clinic.practitioners:
        own = (str(practitioner.her_id), str(practitioner.hpr_number or ""))
        yield _Entry(Hit(clinic, practitioner), _spaced(practitioner.name), own)


def _national(digits: str) -> str:
    """Return a phone number without Norway's prefix; any other number as it is."""
    for prefix in ("47", "0047"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + _PHONE_DIGITS:
            return digits.removeprefix(prefix)
    return digits


def _spaced(name: str) -> str:
    return " " + " ".join(fold(name).split())


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
