"""What is said when typed or pasted text could not be kept just as it came."""

from fravaertui.domain.safe_text import Usable, usable
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.typing import typing_sentence

WORDS = screen_words("nb")


def test_everything_that_was_done_is_said() -> None:
    told = typing_sentence(usable("Hei\nder\u202e"), 3, 500, WORDS)
    assert told == (
        "Linjeskift er blitt mellomrom: feltet har én linje. "
        "Utelatt, for det kan ikke brukes: U+202E etter «der». "
        "De siste 3 tegnene fikk ikke plass: feltet tar 500."
    )
    assert typing_sentence(usable("Hei der"), 0, 500, WORDS) == ""


def test_a_long_row_of_them_is_counted() -> None:
    left_out = (("U+0007", ""), *[("U+001B", "x")] * 5)
    told = typing_sentence(Usable("x", left_out=left_out), 0, 500, WORDS)
    assert "U+0007, U+001B etter «x», U+001B etter «x», 3 til." in told
