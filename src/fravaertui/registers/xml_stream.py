"""An XML file element by element, with nothing in it that could fetch, unfold or fill memory."""

import codecs
import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from fravaertui.registers.node import local_name
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import CHUNK, DEEPEST, MOST_PARTS, Source

_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_READABLE = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii", "windows-1252"})
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WITHIN_LETTER = bytes(range(0x80, 0xC0))
"""What a letter of UTF-8 goes on with."""

_ROOT = re.compile(r"<[A-Za-z_][^\s/>]*")
_CUT_SHORT = (3, 5, 20)
"""Expat's codes for a document that ends before it is whole."""


def root_name(head: bytes) -> str:
    """Return the name of the first element, from the beginning of a file; empty for none."""
    root = _ROOT.search(_text(head))
    return local_name(root[0][1:]) if root else ""


def records(
    source: Source, may_be_record: Callable[[str], bool], is_record: Callable[[Element], bool]
) -> Iterator[Element]:
    """Yield the elements that are records, each whole; raises FileRefused.

    Names, without their namespaces, are asked about first, once each. An element is gone from the
    memory when the next one is asked for.
    """
    is_utf8 = _check_prolog(source)
    builder = _Builder(may_be_record, is_record)
    parser = XMLParser(target=builder)  # noqa: S314 - documents with entities are refused above
    guard = _Guard(source)
    try:
        while chunk := source.read(CHUNK):
            guard.count(chunk)
            parser.feed(chunk)
            if guard.may_be_too_deep and builder.depth > DEEPEST:
                raise source.refused(RefusalCode.TOO_DEEP)
            for record in builder.take():
                guard.end_record()
                yield record
        parser.close()
        yield from builder.take()  # newer versions of expat may leave the last of it until then
    except ParseError as error:
        if is_utf8 and not _may_be_utf8(chunk):
            raise source.refused(RefusalCode.ENCODING) from None
        code = RefusalCode.CUT_SHORT if error.code in _CUT_SHORT else RefusalCode.MALFORMED
        line, _ = error.position
        raise source.refused(code, line=line if line > 1 else None) from None


class _Builder:
    """What the parser builds the document with: only what is not yet known to be a record stays.

    The methods are the parser's; `start` and `data` are those of the tree itself, since a call for
    each element and each text would take longer than the parser does.
    """

    def __init__(
        self, may_be_record: Callable[[str], bool], is_record: Callable[[Element], bool]
    ) -> None:
        tree = TreeBuilder()
        self._above = tree.start("", {})
        self._end = tree.end
        self._may_be_record = may_be_record
        self._is_record = is_record
        self._records: set[str] = set()
        """The names that may be records."""
        self._others: set[str] = set()
        self._found: list[Element] = []
        self.start = tree.start
        self.data = tree.data

    def end(self, tag: str) -> None:
        """End an element."""
        element = self._end(tag)
        if tag not in self._others and self._counts(element):
            self._found.append(element)

    @property
    def depth(self) -> int:
        """How far inside one another what stands last in the document is."""
        depth, last = 0, self._above
        while len(last):
            depth, last = depth + 1, last[-1]
        return depth

    def take(self) -> Iterator[Element]:
        """Yield the records found since the last call, without those that are in others."""
        found, self._found = self._found, []
        if found:
            outer = [*found, *self._forget(found)]
            tags = {one.tag for one in found}
            inside = {e for one in outer for tag in tags for e in one.iter(tag) if e is not one}
            yield from (one for one in found if one not in inside)

    def _counts(self, element: Element) -> bool:
        tag = element.tag
        if tag not in self._records and tag not in self._others:
            may_be = self._may_be_record(local_name(tag))
            (self._records if may_be else self._others).add(tag)
        return tag in self._records and self._is_record(element)

    def _forget(self, found: list[Element]) -> Iterator[Element]:
        """Detach all that has ended from what has not; yield the record that has not, if any."""
        above = self._above
        while len(above):
            inner = above[-1]
            del above[:-1]
            if any(inner is one for one in found):
                above.remove(inner)
            elif self._counts(inner):
                yield inner
                return
            else:
                above = inner


class _Guard:
    """Refuses what would take far more memory than it has bytes, before it is parsed.

    It counts by signs, in comments too, and from each record on: it needn't be exact.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._depth = self._parts = 0

    def end_record(self) -> None:
        self._source.end_record()
        self._depth = self._parts = 0

    @property
    def may_be_too_deep(self) -> bool:
        return self._depth > DEEPEST

    def count(self, chunk: bytes) -> None:
        if b"\0" in chunk:  # UTF-16
            chunk = chunk.replace(b"\0", b"")
        begun, ended = chunk.count(b"<"), chunk.count(b"</")
        alone = chunk.count(b"/>") + chunk.count(b"<?") + chunk.count(b"<!")
        self._parts += begun - ended
        self._depth += begun - 2 * ended - alone
        if self._parts > MOST_PARTS:
            raise self._source.refused(RefusalCode.TOO_LARGE)


def _check_prolog(source: Source) -> bool:
    """Refuse a document that declares entities, and one in an encoding that could hide them.

    Both can only stand before the first element. Return whether it is to be read as UTF-8.
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
    is_utf16 = source.peek().startswith(_UTF16)
    return not is_utf16 and (declared is None or declared[1].lower() == "utf-8")


def _may_be_utf8(chunk: bytes) -> bool:
    """Tell whether a part of a document is UTF-8, which may begin and end within a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk.lstrip(_WITHIN_LETTER))
    except UnicodeDecodeError:
        return False
    return True


def _text(head: bytes) -> str:
    """Return the beginning of an XML file as text, as far as its ASCII characters go."""
    if head.startswith(_UTF16):
        return head.decode("utf-16", "replace")
    return head.decode("ascii", "replace")
