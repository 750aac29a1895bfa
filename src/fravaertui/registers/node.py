"""A record of a register, whether it came as JSON or XML: names to texts, records and lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias
from xml.etree.ElementTree import Element

from fravaertui.domain.directory.entries import Position
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.registers.private import has_identity_number, is_private
from fravaertui.registers.source import RecordRefused, Refusal, RefusalCode
from fravaertui.registers.surrogates import name_of

Value: TypeAlias = "str | int | float | bool | Mapping[str, Value] | Sequence[Value] | None"
"""What JSON can hold."""

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LISTS = frozenset(
    {"ElectronicAddresses", "PhysicalAddresses", "Services", "People", "Organizations"}
)
"""The elements whose children are all of one kind; in JSON they are lists."""

_LOOKED_AT = frozenset(
    _LISTS
    | {
        "HerId",
        "Type",
        "Active",
        "DisplayName",
        "Name",
        "OrganizationNumber",
        "ServerTime",
        "Valid",
        "From",
        "To",
    }
    | {"ParentHerId", "ParentName", "ParentOrganizationNumber", "ParentBusinessType"}
    | {"BusinessType", "Municipality", "Code", "CodeValue", "CodeText", "TypeCodeValue"}
    | {"Address", "Inherited", "StreetAddress", "PostalCode", "City"}
    | {"Person", "FirstName", "MiddleName", "LastName", "HPRInformation", "HPRNumber", "HPRNo"}
)
"""The elements that anything is read of; of the others nothing is even taken apart (rule R4)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A record by the register's own names, in capitals or as newer interfaces write them."""

    values: Mapping[str, Value]
    position: Position

    def get(self, name: str) -> Value:
        """Return what stands under a name, None when nothing does."""
        found = self.values.get(name)
        return found if found is not None else self.values.get(_newer(name))

    def has(self, name: str) -> bool:
        """Tell whether a name is there, also when nothing stands under it."""
        return name in self.values or _newer(name) in self.values

    def inner(self, name: str) -> "Node":
        """Return the record under a name, an empty one when there is none."""
        found = self.get(name)
        return Node(found if isinstance(found, Mapping) else {}, self.position)

    def each(self, name: str) -> Iterator["Node"]:
        """Yield the records of the list under a name."""
        found = self.get(name)
        if isinstance(found, Sequence) and not isinstance(found, str):
            for one in found:
                if isinstance(one, Mapping):
                    yield Node(one, self.position)

    def text(self, name: str, longest: int) -> str:
        """Return a text on one line, with single blanks; empty when there is none.

        Raises RecordRefused when it holds what no text may, or is longer than `longest`.
        """
        found = self.get(name)
        if not isinstance(found, str | int):
            return ""
        text = " ".join(str(found).split())
        unsafe = first_unsafe(text)
        if unsafe:
            raise self.refused(RefusalCode.UNSAFE_TEXT, name, name_of(unsafe))
        if len(text) > longest:
            raise self.refused(RefusalCode.TOO_LONG, name, str(longest))
        return text

    def open_text(self, name: str, longest: int) -> str:
        """Return a text as above; raises RecordRefused also when it tells what is private."""
        text = self.text(name, longest)
        if is_private(text):
            raise self.refused(RefusalCode.PRIVATE, name)
        return text

    def number(self, name: str) -> int | None:
        """Return a number that is a name for something; None for none and for −1.

        Raises RecordRefused when it is not written in digits, or may be an identity number.
        """
        found = self.get(name)
        if found is None or found == "":
            return None
        number = as_number(found)
        if number is None:
            raise self.refused(RefusalCode.NOT_A_NUMBER, name)
        if has_identity_number(str(number)):
            raise self.refused(RefusalCode.PRIVATE, name)
        return number if number > 0 else None

    def flag(self, name: str) -> bool | None:
        """Return a yes or no, None when it isn't said."""
        found = self.get(name)
        if isinstance(found, bool):
            return found
        return {"true": True, "false": False, "1": True, "0": False}.get(str(found).lower())

    def refused(self, code: RefusalCode, field: str, detail: str = "") -> RecordRefused:
        """Return the error that refuses this record for one of its fields."""
        return RecordRefused(Refusal(code, self.position, field, detail))


@cache
def _newer(name: str) -> str:
    """Return a name as newer interfaces write it."""
    return name[0].lower() + name[1:]


def as_number(value: object) -> int | None:
    """Return a whole number of JSON, XML or a spreadsheet, which writes all as decimals."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, int):
        return value
    written = str(value).strip().removesuffix(".0")
    digits = written.removeprefix("-")
    return int(written) if digits.isascii() and digits.isdigit() and len(digits) <= 16 else None


def from_element(element: Element) -> Value:
    """Return an XML element as JSON would have it: the names without their namespaces."""
    if not len(element):
        return None if element.get(NIL) == "true" else element.text or ""
    if local_name(element.tag) in _LISTS:
        return [from_element(child) for child in element]
    values: dict[str, Value] = {}
    for child in element:
        name = _looked_at(child.tag)
        if not name:
            continue
        if len(child):
            values[name] = from_element(child)
        else:  # as above, without a call for each of the many
            values[name] = None if child.get(NIL) == "true" else child.text or ""
    return values


@lru_cache(maxsize=1024)
def _looked_at(tag: str) -> str:
    """Return the name of an element that something is read of, empty for another."""
    name = local_name(tag)
    return name if name in _LOOKED_AT else ""


@lru_cache(maxsize=1024)
def local_name(tag: str) -> str:
    """Return the name of an element or a type without its namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2]
