"""An XML file element by element, with nothing in it that could fetch, unfold or fill memory."""

import re
from collections.abc import Callable, Iterator
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from fravaertui.registers.node import local_name
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import CHUNK, DEEPEST, MOST_PARTS, Source

_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_READABLE = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii", "windows-1252"})
_ROOT = re.compile(r"<[A-Za-z_][^\s/>]*")
_CUT_SHORT = (3, 5, 20)
"""Expat's codes for a document that ends before it is whole."""


def root_name(head: bytes) -> str:
    """Return the name of the first element, from the beginning of a file; empty for none."""
    root = _ROOT.search(_text(head))
    return local_name(root[0][1:]) if root else ""


def records(source: Source, is_record: Callable[[Element], bool]) -> Iterator[Element]:
    """Yield the outermost elements that are records, each whole; raises FileRefused.

    An element is gone from the memory when the next one is asked for.
    """
    _check_prolog(source)
    above: list[Element] = []
    record: Element | None = None
    parts = 0
    for event, element in _events(source):
        if event == "start":
            above.append(element)
            parts += 1
            if len(above) > DEEPEST:
                raise source.refused(RefusalCode.TOO_DEEP)
            if parts > MOST_PARTS:
                raise source.refused(RefusalCode.TOO_LARGE)
            if record is None and is_record(element):
                record = element
            continue
        above.pop()
        if element is record:
            source.end_record()
            yield element
            record = None
        if record is None:
            parts = 0
            if above:
                above[-1].remove(element)


def _check_prolog(source: Source) -> None:
    """Refuse a document that declares entities, and one in an encoding that could hide them.

    Both can only stand before the first element.
    """
    text = _text(source.peek())
    root = _ROOT.search(text)
    if root is None:
        raise source.refused(RefusalCode.MALFORMED)
    before = text[: root.start()]
    if "<!DOCTYPE" in before:
        raise source.refused(RefusalCode.DOCUMENT_TYPE)
    declared = _ENCODING.search(before)
    if declared and declared[1].lower() not in _READABLE:
        raise source.refused(RefusalCode.ENCODING)


def _text(head: bytes) -> str:
    """Return the beginning of an XML file as text, as far as its ASCII characters go."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("ascii", "replace")


def _events(source: Source) -> Iterator[tuple[str, Element]]:
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    try:
        while chunk := source.read(CHUNK):
            parser.feed(chunk)
            yield from _elements(parser)
        parser.close()
    except ParseError as error:
        cut = error.code in _CUT_SHORT
        raise source.refused(RefusalCode.CUT_SHORT if cut else RefusalCode.MALFORMED) from None
    yield from _elements(parser)


def _elements(parser: "XMLPullParser[Element]") -> Iterator[tuple[str, Element]]:
    for event, *elements in parser.read_events():
        yield str(event), cast(Element, elements[0])  # of "start" and "end" there is exactly one
