"""Half characters in JSON, which no text can hold: marked wherever a file is divided."""

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.registers.reading import read
from fravaertui.registers.source import FileRefused, RefusalCode
from fravaertui.registers.surrogates import marked
from tests.domain.strategies import examples
from tests.registers.register_files import as_json, organisation

TODAY = date(2026, 11, 22)
PARTS = [r"\\", r"\n", r"\"", r"\ud83d\ude00", r"\ud800", r"\uDC00", r"\u00e6", "ud800", "x" * 20]


@examples(300)
@given(parts=st.lists(st.sampled_from(PARTS), max_size=8), sizes=st.lists(st.integers(1, 15)))
def test_only_halves_are_marked_however_a_text_is_divided(
    parts: list[str], sizes: list[int]
) -> None:
    text, left, out = "".join(parts).encode(), b"", b""
    rest = text
    for size in [*sizes, len(text)]:
        whole, left = marked(left + rest[:size], is_last=False)
        out, rest = out + whole, rest[size:]
    whole, left = marked(left + rest, is_last=True)
    assert left == b""
    said = json.loads(b'"%b"' % text)
    wanted = "".join("\U000e0001" if "\ud800" <= sign <= "\udfff" else sign for sign in said)
    assert json.loads(b'"%b"' % (out + whole)) == wanted


@pytest.mark.parametrize("half", [r"\ud800", r"\udfff"])
def test_a_record_with_half_a_character_is_refused_and_the_others_are_taken(half: str) -> None:
    content = as_json([organisation(7), organisation(8, DisplayName="Test HALV", Name="Test HALV")])
    content = content.replace(b"HALV", half.encode())
    said = read(io.BytesIO(content), "a.json", TODAY)
    assert [entry.her_id for entry in said.entries] == [7]
    [refusal] = said.refusals
    assert (refusal.code, refusal.position.record) == (RefusalCode.UNSAFE_TEXT, 2)
    assert refusal.detail == "U+D800–DFFF"


def test_a_whole_pair_is_a_letter() -> None:
    content = as_json(organisation(DisplayName="Test HEL")).replace(b"HEL", rb"\ud83d\ude00")
    [entry] = read(io.BytesIO(content), "a.json", TODAY).entries
    assert entry.facts.name == "Test \U0001f600"  # type: ignore[union-attr]


def test_a_csv_file_with_half_a_character_is_not_taken_for_another_encoding() -> None:
    content = "type;her_id;navn\nvirksomhet;7;Blå\ud800\n".encode("utf-8", "surrogatepass")
    with pytest.raises(FileRefused) as refused:
        read(io.BytesIO(content), "a.csv", TODAY)
    assert refused.value.refusal.code is RefusalCode.ENCODING
