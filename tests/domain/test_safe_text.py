"""Which characters may stand in text from outside, and what shows in their place (W5)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.safe_text import (
    INVISIBLE,
    Usable,
    first_unsafe,
    is_unsafe,
    neutralise,
    usable,
)
from tests.domain.strategies import examples

COMMANDS = [
    "\x00",
    "\x07",
    "\b",
    "\t",
    "\r",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9b",
    "\u00ad",
    "\u061c",
    "\u200b",
    "\u200e",
    "\u200f",
    "\u2028",
    "\u2029",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\ufeff",
    "\U000e0041",
    "\ud800",
]
ORDINARY = "Æøå éüš Čálliluovttat đŋŧž [/red] [Ferie] {x} 漢字 😀 ― «»"

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
mixed = st.lists(st.one_of(any_text, st.sampled_from([*COMMANDS, "\n"]))).map("".join)


@pytest.mark.parametrize("character", COMMANDS)
def test_W5_what_commands_or_disguises_is_unsafe(character: str) -> None:
    assert is_unsafe(character)
    assert first_unsafe(f"Astrid{character}Info") == f"U+{ord(character):04X}"
    assert character not in neutralise(f"Astrid{character}Info")


def test_W5_ordinary_text_is_left_alone() -> None:
    assert first_unsafe(ORDINARY) is None
    assert neutralise(ORDINARY) == ORDINARY


@given(mixed, st.booleans())
@examples(150)
def test_W5_neutralised_text_is_safe_and_nothing_has_vanished(text: str, keep: bool) -> None:
    shown = neutralise(text, keep_newlines=keep)
    assert len(shown) == len(text)
    assert first_unsafe(shown, allow_newline=keep) is None
    for was, now in zip(text, shown, strict=True):
        if not is_unsafe(was) or (keep and was == "\n"):
            assert now == was
        else:
            assert now in " \N{REPLACEMENT CHARACTER}"
    assert neutralise(shown, keep_newlines=keep) == shown
    shown.encode()


@given(mixed, st.booleans())
@examples(150)
def test_W5_the_door_refuses_exactly_what_the_screen_would_replace(text: str, keep: bool) -> None:
    refused = first_unsafe(text, allow_newline=keep) is not None
    assert refused == (neutralise(text, keep_newlines=keep) != text)


def test_W5_every_control_and_format_character_there_is_is_unsafe() -> None:
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            assert is_unsafe(chr(code))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a b"),
        ("a\nb", "a b"),
        ("a\r\nb", "a  b"),
        ("a\u2028b", "a b"),
        ("\x1b]52;c;eA==\x07", "\N{REPLACEMENT CHARACTER}]52;c;eA==\N{REPLACEMENT CHARACTER}"),
        ("", ""),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_W5_white_space_becomes_a_blank_and_the_rest_a_visible_mark(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@given(mixed, st.booleans())
def test_usable_text_has_nothing_that_is_refused(text: str, lines: bool) -> None:
    made = usable(text, lines=lines)
    assert first_unsafe(made.text, allow_newline=lines) is None
    assert usable(made.text, lines=lines) == Usable(made.text)


@given(mixed)
def test_nothing_that_is_left_out_goes_untold(text: str) -> None:
    """Only what nobody can see falls away without a word, and a tab is a blank."""
    made = usable(text, lines=True)
    seen = [
        c for c in text if c not in INVISIBLE and c not in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    ]
    assert len(made.text.replace("\n", "")) + len(made.left_out) == len(seen)


def test_what_is_copied_with_invisible_characters_is_as_it_looks() -> None:
    assert usable("12.\u200b06.\u00ad2027\ufeff") == Usable("12.06.2027")


def test_line_ends_are_blanks_where_there_is_one_line() -> None:
    pasted = "Stengt uke 28.\r\nRing 116 117.\n"
    assert usable(pasted) == Usable("Stengt uke 28. Ring 116 117.", joined=True)
    assert usable("Astrid Info\r\n") == Usable("Astrid Info")
    assert usable(pasted, lines=True) == Usable("Stengt uke 28.\nRing 116 117.\n")


def test_what_cannot_be_used_is_named_with_the_word_before() -> None:
    made = usable("\x07Hei på \u202edeg\x1b")
    assert made == Usable(
        "Hei på deg", left_out=(("U+0007", ""), ("U+202E", "på"), ("U+001B", "deg"))
    )
