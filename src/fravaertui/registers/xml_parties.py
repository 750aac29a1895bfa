"""Communication parties as XML: an answer of the register's services, or its export, in turn."""

import re
from collections.abc import Iterator
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from fravaertui.registers.node import TYPE, Node, from_element, local_name
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import CHUNK, DEEPEST, MOST_PARTS, Source

_PARTY = "CommunicationParty"
_PERSON_TYPE = "OrganizationPerson"
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_READABLE = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii", "windows-1252"})
_ROOT = re.compile(r"<[A-Za-z_]")


def prolog(head: bytes) -> str:
    """Return the beginning of an XML file as text, as far as its ASCII characters go."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("ascii", "replace")


def check_prolog(source: Source) -> None:
    """Refuse a document that declares entities, and one in an encoding that could hide them.

    Raises FileRefused. Both can only stand before the first element.
    """
    text = prolog(source.peek())
    root = _ROOT.search(text)
    if root is None:
        raise source.refused(RefusalCode.MALFORMED)
    before = text[: root.start()]
    if "<!DOCTYPE" in before:
        raise source.refused(RefusalCode.DOCUMENT_TYPE)
    declared = _ENCODING.search(before)
    if declared and declared[1].lower() not in _READABLE:
        raise source.refused(RefusalCode.ENCODING)


def xml_nodes(source: Source) -> Iterator[Node]:
    """Yield the parties of a file. Raises FileRefused, also after the first ones."""
    number = 0
    for element in _records(source):
        if local_name(element.tag) == "Fault":
            raise source.refused(RefusalCode.FAULT, detail=_fault(element))
        number += 1
        source.end_record()
        value = from_element(element)
        if isinstance(value, dict):
            kind = local_name(element.get(TYPE, ""))
            if kind and "Type" not in value:
                value["Type"] = "Person" if kind == _PERSON_TYPE else kind
            yield Node(value, source.at(number))
    if not number:
        raise source.refused(RefusalCode.NO_PARTIES)


def _records(source: Source) -> Iterator[Element]:
    """Yield each outermost element that is a party or a fault, and let go of it afterwards."""
    check_prolog(source)
    above: list[Element] = []
    record: Element | None = None
    parts = 0
    for event, element in _events(source):
        if event == "start":
            above.append(element)
            if len(above) > DEEPEST:
                raise source.refused(RefusalCode.TOO_DEEP)
            parts += 1
            if parts > MOST_PARTS:
                raise source.refused(RefusalCode.TOO_LARGE)
            if record is None and _is_record(element):
                record = element
            continue
        above.pop()
        if element is record:
            yield element
            record = None
        if record is None:
            parts = 0
            if above:
                above[-1].remove(element)


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


_CUT_SHORT = (3, 5, 20)
"""Expat's codes for a document that ends before it is whole."""


def _is_record(element: Element) -> bool:
    name = local_name(element.tag)
    is_answer = name.endswith("Result") and element.get(TYPE) is not None
    return is_answer or name in (_PARTY, "Fault")


def _fault(element: Element) -> str:
    """Return the register's own code of what went wrong, empty when it gives none."""
    codes = (one.text or "" for one in element.iter() if local_name(one.tag) == "ErrorCode")
    code = next(codes, "")
    return code if code.isalnum() and len(code) <= 40 else ""
