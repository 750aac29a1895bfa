"""Finding the practitioners whom a list names (rule L2): whole words, and never a guess."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from fravaertui.domain.absence_list.values import Doubt, Extent, Person
from fravaertui.domain.absence_list.words import KNOWN, TITLES, TRAINING, listed
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES, SAYINGS, WEEKDAY_NAMES
from fravaertui.domain.names import fold, key_words, shortened

_DATE_WORDS = MONTH_NAMES.keys() | WEEKDAY_NAMES.keys() | {w for w in SAYINGS if " " not in w}
ALSO_WORDS = listed("per dag liv bo tor jan mai siv sommer vår bjørn stein are even")
"""First names that begin sentences as ordinary words: alone they are asked about in prose."""

Token = tuple[str, int, int]
"""A word or a sign, and where it stands."""


Meant = tuple[Person | None, tuple[Person, ...], Doubt | None]
"""Whom a name means; or the candidates, and what to ask."""

_MOST_FOLDED = 20_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: whom it means, or whom it may mean and why that is asked."""

    extent: Extent
    written: str
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    doubt: Doubt | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether a practitioner may be meant."""
        return self.person is not None or bool(self.candidates)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the practitioners of some clinics, by their words."""

    people: tuple[Person, ...]
    by_word: Mapping[str, frozenset[int]]
    whole: Mapping[tuple[str, ...], frozenset[int]]
    clinics: tuple[tuple[int, tuple[str, ...]], ...] = ()
    initials: Mapping[str, frozenset[int]] = field(default_factory=dict)
    _known: dict[str, Meant] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, files: Iterable[ClinicFile], today: date) -> Self:
        """Collect the names of all who are, or will be, at the clinics."""
        all_files = tuple(files)
        people = tuple(
            Person(file.clinic.her_id, person.her_id, person.name, person.hpr_number)
            for file in all_files
            for person in file.practitioners
            if not person.without_gp and person.left_before(today) is None
        )
        by_word: dict[str, set[int]] = {}
        whole: dict[tuple[str, ...], set[int]] = {}
        for number, person in enumerate(people):
            words = key_words(person.name)
            whole.setdefault(words, set()).add(number)
            for word in words:
                by_word.setdefault(word, set()).add(number)
        clinics = tuple((f.clinic.her_id, key_words(f.clinic.name)) for f in all_files)
        return cls(people, _frozen(by_word), _frozen(whole), clinics, _initials(people))

    def clinic(self, written: str) -> int | None:
        """Return the clinic that a HER-id or a whole name means."""
        words = key_words(written)
        found = [c for c, name in self.clinics if written.strip() == str(c) or words == name]
        return found[0] if len(found) == 1 else None

    def clinic_in(self, written: str) -> bool:
        """Tell whether a heading names one of the clinics, perhaps beside other words."""
        words = set(key_words(written))
        return any(words.issuperset(_proper(name)) for _, name in self.clinics if name)

    def is_of_clinic(self, word: str) -> bool:
        """Tell whether a word is one of a clinic's name."""
        return any(key(word) in name for _, name in self.clinics)

    def only_at(self, clinic: int) -> Self:
        """Return the names of one of the clinics."""
        people = tuple(p for p in self.people if p.clinic == clinic)
        kept = {n: people.index(p) for n, p in enumerate(self.people) if p.clinic == clinic}

        def among(numbers: frozenset[int]) -> frozenset[int]:
            return frozenset(kept[n] for n in numbers if n in kept)

        by_word = {word: among(numbers) for word, numbers in self.by_word.items()}
        whole = {words: among(numbers) for words, numbers in self.whole.items()}
        clinics = tuple(c for c in self.clinics if c[0] == clinic)
        return type(self)(people, by_word, whole, clinics, _initials(people))

    def meant(self, written: str) -> Meant:
        """Return whom a name means, or the candidates and what to ask."""
        found = self._known.get(written)
        if found is None:
            found = self._meant(written)
            if len(self._known) < _MOST_FOLDED:
                self._known[written] = found
        return found

    def _meant(self, written: str) -> Meant:
        words = [w for w in key_words(written) if w not in TITLES]
        initials = [w for w in words if len(w) == 1]
        full = [w for w in words if len(w) > 1]
        exact = self.whole.get(tuple(words), frozenset())
        if len(exact) == 1:
            return self.people[next(iter(exact))], (), None
        letters = "".join(initials) if not full else written if written.isupper() else ""
        meant = self.initials.get(letters.lower())
        if meant and self.by_word.keys().isdisjoint(full):
            return None, self._sorted(meant), Doubt.INITIALS
        sets = [self.by_word.get(word, frozenset()) for word in full]
        fitting = frozenset.intersection(*sets) if sets else frozenset()
        if fitting:
            agreeing = [n for n in fitting if self._begin(n, full, initials)]
            if len(fitting) == 1 and agreeing:
                return self.people[agreeing[0]], (), None
            return None, self._sorted(agreeing or fitting), Doubt.SEVERAL_PEOPLE
        nearly = frozenset().union(*sets, *(self._genitive(word) for word in full))
        return None, self._sorted(nearly), Doubt.NOBODY

    def _genitive(self, word: str) -> frozenset[int]:
        return self.by_word.get(word[:-1], frozenset()) if word.endswith("s") else frozenset()

    def _begin(self, number: int, full: list[str], initials: list[str]) -> bool:
        """Tell whether the person's other words begin with the initials."""
        others = [w for w in key_words(self.people[number].name) if w not in full]
        return all(any(w.startswith(initial) for w in others) for initial in initials)

    def _sorted(self, numbers: Iterable[int]) -> tuple[Person, ...]:
        return tuple(self.people[n] for n in sorted(numbers))


NO_NAMES = Names((), {}, {})

_COMPANY_FORMS = listed("as da ans sa ks enk")


def _proper(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a clinic's name without those that say what company it is."""
    return tuple(word for word in name if word not in _COMPANY_FORMS) or name


NO_INITIALS = listed("nb ps obs it epj hpr her tlf lis ok as nav mvh cv ikt id vh og eller i")
"""Short words in capitals that stand in many letters."""


def _initials(people: Iterable[Person]) -> dict[str, frozenset[int]]:
    """Return whose names begin with which letters: of all words, or of the first and the last."""
    found: dict[str, set[int]] = {}
    for number, person in enumerate(people):
        words = re.findall(r"[^\W\d_]+", person.name.lower())
        if len(words) > 1:
            letters = "".join(word[0] for word in words)
            for one in {letters, letters[0] + letters[-1]} - NO_INITIALS:
                found.setdefault(one, set()).add(number)
    return _frozen(found)


def _frozen(
    sets: dict[str, set[int]] | dict[tuple[str, ...], set[int]],
) -> dict:  # type: ignore[type-arg]
    return {key: frozenset(numbers) for key, numbers in sets.items()}


_folded: dict[str, str] = {}


def key(word: str) -> str:
    """Return a word as names are compared."""
    found = _folded.get(word)
    if found is None:
        if len(_folded) > _MOST_FOLDED:
            _folded.clear()
        found = _folded[word] = shortened(fold(word)).strip()
    return found


_WEEK_OR_NUMBER = re.compile(r"\d|(?:uke|uka|veke|u)\s?\d", re.IGNORECASE)
_DOES = re.compile(r"\s+(?:har|er|tar|tek|skal|blir|vert|ferierer|feriar|has|is)\b")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WITHIN = frozenset({"-", ".", "'", "’"})
_JOINT = re.compile(r"[ \u00a0]|-|\.[ \u00a0]?|[ \u00a0]?['’]")


def mentions(text: str, tokens: list[Token], names: Names) -> list[Mention]:
    """Return the names in a sentence: those that are known, and what looks like one."""
    found: list[Mention] = []
    run: list[Token] = []
    for token in (*tokens, None):
        if token is not None and run and token[0] in _WITHIN:
            continue  # whether it joins two words is seen when the next one comes
        if token is not None and token[0][0].isalpha() and _is_namely(token, run, names, text):
            if not run or _joins(text, run[-1], token):
                run.append(token)
                continue
            _close(text, run, names, found, tokens)
            run = [token]
            continue
        if run:
            _close(text, run, names, found, tokens)
            run = []
    return _surname_first(text, found, names)


def _surname_first(text: str, found: list[Mention], names: Names) -> list[Mention]:
    """Put «Testvik, Mai» together, if one and the same person may be meant by both."""
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if before and text[before.extent.stop : mention.extent.start].strip(" ") == ",":
            both = {before.person, *before.candidates} & {mention.person, *mention.candidates}
            together = f"{mention.written} {before.written}"
            person, candidates, doubt = names.meant(together)
            if person in both and person is not None:
                extent = Extent(before.extent.start, mention.extent.stop)
                is_sure = mention.person == person
                kept[-1] = Mention(
                    extent,
                    extent.of(text),
                    person if is_sure else None,
                    candidates if is_sure else (person,),
                    doubt if is_sure else Doubt.SEVERAL_PEOPLE,
                )
                continue
        kept.append(mention)
    return kept


def _is_namely(token: Token, run: list[Token], names: Names, text: str) -> bool:
    word, _, stop = token
    if key(word) in names.by_word:
        return True
    lower = word.lower()
    if len(word) > 1 and word.isupper() and lower in names.initials and not _is_shouted(text):
        return True
    if (
        len(word) == 1
        and word.isupper()
        and text[stop : stop + 1] == "."
        and (run or text[stop + 1 : stop + 2].isupper())
    ):
        return True
    if not word[0].isupper() or lower in KNOWN or lower in _DATE_WORDS:
        return False
    return len(word) > 1 or (text[stop : stop + 1] == "." and lower != "i") or bool(run)


def _is_shouted(text: str) -> bool:
    """Tell whether all is in capitals, which then tell nothing."""
    words = _LONG_WORD.findall(text)
    return bool(words) and all(word.isupper() for word in words)


def _joins(text: str, before: Token, token: Token) -> bool:
    between = text[before[2] : token[1]]
    if between.startswith("."):
        return len(before[0]) == 1 and _JOINT.fullmatch(between) is not None
    return _JOINT.fullmatch(between) is not None


def _close(
    text: str, run: list[Token], names: Names, found: list[Mention], tokens: list[Token]
) -> None:
    if not any(word[0].isupper() for word, _, _ in run):
        known = sum(key(word) in names.by_word for word, _, _ in run)
        if known < 2 and not _is_list_head(text, run, tokens):
            return
    extent = Extent(run[0][1], run[-1][2])
    written = extent.of(text)
    person, candidates, doubt = names.meant(written)
    if len(run) == 1 and doubt is not Doubt.INITIALS and _is_word(text, run, tokens):
        if not _is_list_head(text, run, tokens) and not _is_subject(text, run, tokens):
            return
        if person:
            candidates, person, doubt = (person,), None, Doubt.NAME_OR_WORD
    if doubt is Doubt.NOBODY and _is_training(tokens, run[0]):
        doubt = Doubt.TRAINING_DOCTOR
    found.append(Mention(extent, written, person, candidates, doubt))


def _is_word(text: str, run: list[Token], tokens: list[Token]) -> bool:
    """Tell whether a single name may be an ordinary word here."""
    lower = run[0][0].lower()
    is_ordinary = lower in KNOWN or lower in _DATE_WORDS
    if not is_ordinary and lower not in ALSO_WORDS:
        return False
    is_set_off = text[run[0][2] : run[0][2] + 1] in (":", "\t", "|")
    is_labelled = is_set_off and _is_list_head(text, run, tokens)
    return not (is_labelled and not is_ordinary) and not _is_titled(tokens, run[0])


def _is_list_head(text: str, run: list[Token], tokens: list[Token]) -> bool:
    """Tell whether a name stands first and is set off, as «moe: uke 28»."""
    words = [t for t in tokens if t[0][0].isalpha()]
    if not words or words[0] != run[0]:
        return False
    after = text[run[-1][2] :].lstrip(" \u00a0.")
    is_set_off = after[:1] in (":", "-", "–", "—", "\t", "|", "")
    return is_set_off or _WEEK_OR_NUMBER.match(after) is not None


def _is_subject(text: str, run: list[Token], tokens: list[Token]) -> bool:
    """Tell whether a name begins a sentence and does something, as «May har ferie»."""
    return tokens[0] == run[0] and _DOES.match(text, run[0][2]) is not None


def _before(tokens: list[Token], token: Token) -> list[str]:
    words = [t[0].lower() for t in tokens if t[1] < token[1] and t[0] != "."]
    return words[-2:]


def _is_titled(tokens: list[Token], token: Token) -> bool:
    return bool(TITLES.intersection(_before(tokens, token)[-1:]))


def _is_training(tokens: list[Token], token: Token) -> bool:
    return bool(TRAINING.intersection(_before(tokens, token)))
