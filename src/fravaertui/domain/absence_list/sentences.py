"""A list's text as sentences: lines that were wrapped put together, bullets and marks left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fravaertui.domain.absence_list.words import listed
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES

LONGEST_SENTENCE = 600
"""Characters; no line of a list is longer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a line, from character `start` of the text, on a line counted from 1.

    `opens` means that it is the first of its line, `closes` that it is the last.
    """

    text: str
    start: int
    line: int
    opens: bool = True
    closes: bool = True
    after_blank: bool = False

    @property
    def stop(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


_BULLET = re.compile(r"(?:[\s>•*·◦▪●\uf0b7_]+|[-–—]\s+|\d{1,2}\)\s+|\d{1,2}\.\s+(?=[A-ZÆØÅ]))*")
_NUMBERED = re.compile(r"\d{1,2}\.\s+([^\W\d_]+)")
_END = re.compile(r"[.!?](?=\s+[A-ZÆØÅ«\"(0-9])|[!?;](?=\s|$)")
_ANOTHER_DAY = re.compile(r"\d{1,2} ?\.|\d{1,2} ?[-–—]")
_DAY_BEFORE = re.compile(r"\b\d{1,2} ?\. ?\d{1,2} ?$")
_YEAR = re.compile(r"20\d\d\b")
"""«12. 13. og 14. juli» is one sentence, «uke 28-30. 2 av 6 leger» is two."""
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
_ABBREVIATIONS = listed(
    "dr st ca kl tom fom tlf evt ifbm nr jf bl a f eks t o m d v s mob inkl jan feb mar apr jun "
    "jul aug sep sept okt nov des man tir tirs ons tor tors fre lør søn pga mv osv perm avsp"
)
_OPEN_END = re.compile(
    r"(?:[,&/]|\s[-–—]|\d\s?[-–—]|\b(?:og|til|fra|frå|uke|uka|veke|f\.?o\.?m\.?|t\.?o\.?m\.?|med|i|på|er|har"
    r"|and|to|from|until|week|den))$",
    re.IGNORECASE,
)
_SEMICOLONS = re.compile(r"[^;:\d]*(?:;[^;:\d]*){2,}|[^;:\d]+(?:;[^;:A-ZÆØÅ]*){2,}(?:;[^;:\d]*)?")
"""A row of a table: a name in the first cell, and days or names in the others."""
_ALIGNED = re.compile(r"\S[ \u00a0]{2,}\S+[ \u00a0]{2,}\S")
_LONGEST_END = 9
_OPEN_WEEK = re.compile(r"\b(?:uke|uka|veke|week)$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"(?:og|til|t\.?o\.?m\.?|samt|and|to|until|tom|fram til|frem til|&)\b", re.UNICODE
)
_GREETING = re.compile(r"(?:hei|hallo|kjære|dear|hi|hello|god)\b[^,]*,$", re.IGNORECASE)
_SPACE = " \t\r\u00a0"


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, in its order."""
    blank = False
    for line, start, stop in _joined(text):
        first = _after_bullet(text, start, stop)
        while stop > first and text[stop - 1] in _SPACE:
            stop -= 1
        if first == stop:
            blank = True
            continue
        yield from _split(text[first:stop], first, line, after_blank=blank)
        blank = False


def _joined(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and end of lines; a line that another goes on with is one with it."""
    held: tuple[int, int, int] | None = None
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        end = start + len(line)
        content = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        stop = start + len(content)
        bare = content.strip(" \u00a0")
        if held and bare and _goes_on(text[held[1] : held[2]], bare) and "\t" not in content:
            held = (held[0], held[1], stop)
        else:
            if held:
                yield held
            held = (number, start, stop)
        start = end
    if held:
        yield held


def _goes_on(before: str, line: str) -> bool:
    before = before.rstrip()
    if not before or "\t" in before or "|" in before or _GREETING.match(before):
        return False
    if _ALIGNED.search(before) or before.count(";") > 1:
        return False  # a row of a table, which may end with «Til»
    end = before[-_LONGEST_END:]
    if _OPEN_WEEK.search(end):
        return line[:1].isdigit()
    if _OPEN_END.search(end) and len(before.split()) > 2:
        return True
    return _CONTINUES.match(line) is not None


def _after_bullet(text: str, start: int, stop: int) -> int:
    numbered = _NUMBERED.match(text, start, stop)
    if numbered and numbered[1].lower() in MONTH_NAMES:
        return start
    match = _BULLET.match(text, start, stop)
    return match.end() if match else start


def _split(text: str, start: int, line: int, *, after_blank: bool) -> Iterator[Sentence]:
    ends = []
    if not _is_row(text):
        ends = [m.end() for m in _END.finditer(text) if not _is_abbreviation(text, m)]
    starts = [0, *ends]
    stops = [*ends, len(text)]
    for at, end in zip(starts, stops, strict=True):
        piece = text[at:end]
        lead = len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if piece:
            at_line = line + text.count("\n", 0, at + lead)
            yield Sentence(
                piece,
                start + at + lead,
                at_line,
                opens=at == 0,
                closes=end == len(text),
                after_blank=after_blank and at == 0,
            )


def _is_row(text: str) -> bool:
    """Tell whether it is a row of a table, which is one sentence whatever signs it has."""
    if "\t" in text or "|" in text:
        return True
    return ";" in text and len(text) <= LONGEST_SENTENCE and bool(_SEMICOLONS.fullmatch(text))


def _is_abbreviation(text: str, end: re.Match[str]) -> bool:
    if end[0] != ".":
        return False
    following = text[end.end() :].lstrip()
    before = text[: end.start()]
    if before.rstrip(" ")[-1:].isdigit():
        word = re.match(r"[^\W\d_]+", following)
        if word and word[0].lower() in MONTH_NAMES:
            return True
        if _DAY_BEFORE.search(before) and _YEAR.match(following):
            return True
        return _ANOTHER_DAY.match(following) is not None
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    return len(word[1]) == 1 or word[1].lower() in _ABBREVIATIONS
