"""The directory: all clinics and practitioners, and finding the right one while typing.

`Index.search` matches every word typed against names, numbers and phones, folding case and
letters, so `ronhovde`, `roenhovde` and `RØNHOVDE` all find Rønhovde. A practitioner is found by
words of the clinic's name and of its municipality too, in any order. The whole national directory
(about 1 700 clinics and 6 000 practitioners) is searched within one frame.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, islice, product
from typing import NamedTuple

from fravaertui.domain.names import fold, shortened
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner

_TITLES_AND_LABELS = frozenset(
    {
        *("dr", "doktor", "lege", "legen", "fastlege", "fastlegen", "vikar", "vikarlege"),
        *("hpr", "her", "org", "nr", "id", "nummer", "hprnr", "herid", "orgnr", "orgnummer"),
        *("organisasjonsnummer", "tlf", "telefon", "telefonnummer", "mobil", "mob", "tel"),
    }
)
"""Titles and labels, which callers read out along with names and numbers."""

_PHONE_DIGITS = 8
_RANKS = 7
_BY_CONTEXT = 4
"""The first rank at which some words match only the clinic's or the municipality's name."""

_MOST_SIMILAR = 2
"""How many known words are tried in place of an unknown one."""
_SIMILARITY = 0.7
"""For `difflib`: a four-letter word with two letters swapped is still similar."""


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


class _Typed(NamedTuple):
    """A typed word, folded, and shortened to one letter for å and ø."""

    plain: str
    short: str

    def is_in(self, words: str) -> bool:
        return self.short in words or self.plain in words

    def begins_one_of(self, words: str) -> bool:
        return f" {self.short}" in words or f" {self.plain}" in words


class _Entry(NamedTuple):
    hit: Hit
    names: tuple[str, ...]
    """The folded name with a blank before each word, and its shortened form if that differs."""
    words: str
    """Both forms."""
    context: str
    """Both forms of the clinic's name and municipality; for a clinic, of the municipality alone."""


class Index:
    """An index of the directory for searching as the agent types."""

    def __init__(self, directory: Directory) -> None:
        """Index `directory`: each name and number is folded once."""
        self.clinics = {clinic.her_id: clinic for clinic in directory.clinics}
        hits = [hit for clinic in directory.clinics for hit in _hits(clinic)]
        folded = _folded([hit.name for hit in hits])
        places = _folded([clinic.municipality for clinic in directory.clinics])
        place_of = {
            clinic.her_id: "".join(place)
            for clinic, place in zip(directory.clinics, places, strict=True)
        }
        entries, clinic_context = [], ""
        for hit, names in zip(hits, folded, strict=True):
            words, context = "".join(names), clinic_context  # one text for all of a clinic's
            if hit.practitioner is None:
                context = place_of[hit.clinic.her_id]
                clinic_context = words + context
            entries.append(_Entry(hit, names, words, context))
        people: dict[int, list[Hit]] = {}
        for hit in hits:
            if hit.practitioner and hit.practitioner.hpr_number:
                people.setdefault(hit.practitioner.hpr_number, []).append(hit)
        self._elsewhere = {
            one.practitioner.her_id: tuple(there for there in hits if there is not one)
            for hits in people.values()
            for one in hits
            if one.practitioner and len(hits) > 1
        }
        # In the order of equally good hits, so that a search need not sort.
        self._entries = sorted(entries, key=lambda e: (e.hit.practitioner is not None, e.words))

    def elsewhere(self, practitioner: int) -> tuple[Hit, ...]:
        """Return the same person at other clinics, by the HPR number (rule A13)."""
        return self._elsewhere.get(practitioner, ())

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Return the best hits first: whole name, start of name, start of word, inside a word.

        After those come practitioners some of whose words are the clinic's or the municipality's,
        and last the clinics of a municipality. Of equally good ones clinics come before
        practitioners, then by name.

        Digits match the start of an organisation number, HER-id, HPR number or phone. Titles and
        labels are ignored when nothing is found with them. An empty text finds nothing.
        """
        words = fold(text).split()
        return self._found(words, limit) or self._found(
            [word for word in words if word not in _TITLES_AND_LABELS], limit
        )

    def nearest(self, text: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return what a text that finds nothing may have meant, the likeliest first.

        Unknown words are replaced by the most similar known ones; failing that, one word is left
        out. These are suggestions: the agent has to confirm them.
        """
        words = [word for word in fold(text).split() if word not in _TITLES_AND_LABELS]
        exchanged = [self._known_or_similar(word) for word in words]
        fewer = combinations(exchanged, len(exchanged) - 1) if len(exchanged) > 1 else ()
        for words_to_try in (exchanged, *fewer):
            tries = product(*words_to_try)
            found = dict.fromkeys(hit for one in tries for hit in self._found(list(one), limit))
            if found:
                return tuple(islice(found, limit))
        return ()

    @cached_property
    def _numbers(self) -> list[tuple[str, ...]]:
        """Return the numbers of each entry; only those who type numbers need them."""
        return [entry.hit.numbers for entry in self._entries]

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        texts = (text for entry in self._entries for text in (entry.words, entry.context))
        return frozenset(chain.from_iterable(text.split() for text in texts))

    def _known_or_similar(self, word: str) -> list[str]:
        """Return the word if it is known, even as a part of another, else the most similar ones."""
        if word.isdigit() or any(word in known for known in self._vocabulary):
            return [word]
        return difflib.get_close_matches(word, sorted(self._vocabulary), _MOST_SIMILAR, _SIMILARITY)

    def _found(self, words: list[str], limit: int) -> tuple[Hit, ...]:
        if not words:
            return ()
        typed = [_Typed(word, shortened(word)) for word in words]
        found: dict[int, list[Hit]] = {rank: [] for rank in range(_RANKS)}
        named = self._entries
        number = all(word.isdigit() for word in words)
        if number:
            digits = _national("".join(words))
            named = []
            for entry, numbers in zip(self._entries, self._numbers, strict=True):
                rank = _rank_of_number(numbers, digits)
                if rank is None:
                    named.append(entry)
                else:
                    found[rank].append(entry.hit)
        for word in sorted(typed, key=lambda word: -len(word.short)):
            named = _with_word(named, word)
        wholes = tuple(" " + " ".join(form) for form in dict.fromkeys(zip(*typed, strict=True)))
        begun = [(f" {word.short}", f" {word.plain}") for word in typed]
        for entry in named:
            found[_rank_of_name(entry, wholes, begun)].append(entry.hit)
        # These rank last, so they are only needed when there are too few hits.
        if not number and sum(map(len, found.values())) < limit:
            for entry in self._maybe_by_context(typed):
                rank = _rank_with_context(entry, typed)
                if rank is not None:
                    found[rank].append(entry.hit)
        return tuple(islice(chain.from_iterable(found.values()), limit))

    def _maybe_by_context(self, typed: list[_Typed]) -> list[_Entry]:
        """Return all entries that may match by their context too, and few others."""
        plain, short = max(typed, key=lambda word: len(word.short))
        if len(typed) == 1:
            starts = (f" {short}", f" {plain}")
            clinics = self._entries[: len(self.clinics)]
            return [e for e in clinics if starts[0] in e.context or starts[1] in e.context]
        if plain == short:
            return [e for e in self._entries if short in e.words or short in e.context]
        return [e for e in self._entries if _Typed(plain, short).is_in(e.words + e.context)]


def found_by(typed: str, options: Sequence[str], rare: int | None = None) -> list[int]:
    """Return which options have a word that starts with `typed`, the likeliest first.

    Whole words come before beginnings of words, and the option numbered `rare` comes last.
    """
    prefix = fold(typed).strip()
    if not prefix:
        return []
    names = [f" {fold(option)} " for option in options]
    found = [number for number, name in enumerate(names) if f" {prefix}" in name]
    return sorted(found, key=lambda n: (f" {prefix} " not in names[n], n == rare))


def is_name(typed: str, option: str) -> bool:
    """Tell whether what is typed is the whole of a name."""
    return fold(typed).split() == fold(option).split()


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


def _folded(names: list[str]) -> list[tuple[str, ...]]:
    """Fold names, joined: one long text takes a fraction of the time of thousands of short ones."""
    if not names:
        return []
    folded = fold("\n".join(name.replace("\n", " ") for name in names))
    short = shortened(folded)
    pairs = zip(folded.split("\n"), short.split("\n"), strict=True)
    return [
        (_spaced(name),) if name == shorter else (_spaced(name), _spaced(shorter))
        for name, shorter in pairs
    ]


def _spaced(folded: str) -> str:
    return " " + " ".join(folded.split())


def _with_word(entries: list[_Entry], word: _Typed) -> list[_Entry]:
    plain, short = word
    if plain == short:
        return [entry for entry in entries if short in entry.words]
    return [entry for entry in entries if short in entry.words or plain in entry.words]


def _rank_of_number(numbers: tuple[str, ...], digits: str) -> int | None:
    if any(number.startswith(digits) for number in numbers):
        return 0 if digits in numbers else 1
    return None


def _rank_of_name(entry: _Entry, wholes: tuple[str, ...], begun: list[tuple[str, str]]) -> int:
    """Return the rank, 0 best, of a name that has all the words."""
    first, last = entry.names[0], entry.names[-1]
    if first in wholes or last in wholes:
        return 0
    if first.startswith(wholes) or last.startswith(wholes):
        return 1
    for short, plain in begun:
        if short not in entry.words and plain not in entry.words:
            return 3
    return 2


def _rank_with_context(entry: _Entry, typed: list[_Typed]) -> int | None:
    """Return the rank of an entry whose name lacks some of the words; None for no match."""
    own, context = entry.words, entry.context
    missing = [word for word in typed if word.short not in own and word.plain not in own]
    if not missing:
        return None  # found already
    if entry.hit.practitioner is None:
        return _RANKS - 1 if all(word.begins_one_of(context) for word in missing) else None
    if len(missing) == len(typed) or not all(word.is_in(context) for word in missing):
        return None
    begun = all(word.begins_one_of(own) or word.begins_one_of(context) for word in typed)
    return _BY_CONTEXT if begun else _BY_CONTEXT + 1
