"""XML record by record: wherever the records stand, each whole, and none stays in memory."""

import io
import tracemalloc
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from fravaertui.registers.source import FileRefused, RefusalCode
from fravaertui.registers.stream import CHUNK, Source
from fravaertui.registers.xml_stream import records

RECORD = '<r n="{n}"><a>{n}</a><b/></r>'
PLACES = {
    "below the root": ("<x>", "{record}", "</x>"),
    "in an envelope": ("<x><y><z/><y>", "{record}", "</y></y></x>"),
    "each in its own": ("<x>", "<y><z>{record}</z>text</y>", "</x>"),
    "among others": ("<x>", "<y><z/></y>{record}<y/>", "</x>"),
    "after a comment": ("<x>", "<!-- a<b -->{record}<![CDATA[<c>]]>", "</x>"),
    "in what is only called so": ("<r only='name'>", "{record}", "</r>"),
}


def is_record(element: Element) -> bool:
    return element.get("only") is None


def read(content: bytes) -> Iterator[Element]:
    return records(Source(io.BytesIO(content), "fil"), lambda name: name == "r", is_record)


def document(place: str, count: int) -> bytes:
    before, each, after = PLACES[place]
    middle = "".join(each.replace("{record}", RECORD.replace("{n}", str(n))) for n in range(count))
    return f"{before}{middle}{after}".encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("place", PLACES)
def test_every_record_comes_once_and_whole(place: str, encoding: str) -> None:
    content = document(place, 5000).decode().encode(encoding)
    assert len(content) > 2 * CHUNK  # records stand across the edges of what is read at once
    found = [(one.get("n"), one.findtext("a"), len(one)) for one in read(content)]
    assert found == [(str(n), str(n), 2) for n in range(5000)]


@pytest.mark.parametrize("place", PLACES)
def test_what_has_been_read_is_gone_from_the_memory(place: str) -> None:
    peaks = []
    for count in (5_000, 20_000):
        content = document(place, count)
        tracemalloc.start()
        for _ in read(content):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_a_record_in_another_is_part_of_it() -> None:
    inner = RECORD.replace("{n}", "2")
    content = f'<x><r n="1"><y>{inner}</y>{" " * CHUNK}<a>1</a></r></x>'.encode()
    [found] = read(content)
    assert found.get("n") == "1"
    assert [one.get("n") for one in found.iter("r")] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_too_much_inside_one_another_is_refused(encoding: str) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read(("<x>" * 500).encode(encoding)))
    assert refused.value.refusal.code is RefusalCode.TOO_DEEP
