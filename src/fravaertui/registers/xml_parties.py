"""Communication parties as XML: an answer of the register's services, or its export, in turn."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from fravaertui.registers.node import TYPE, Node, from_element, local_name
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import Source
from fravaertui.registers.xml_stream import records

_PARTY = "CommunicationParty"
_PERSON_TYPE = "OrganizationPerson"
_FAULT = "Fault"
_ANSWER = "Result"


def xml_nodes(source: Source) -> Iterator[Node]:
    """Yield the parties of a file. Raises FileRefused, also after the first ones."""
    number = 0
    for number, element in enumerate(records(source, _may_be_record, _is_record), 1):
        if local_name(element.tag) == _FAULT:
            raise source.refused(RefusalCode.FAULT, detail=_fault(element))
        try:
            value = from_element(element)
        except RecursionError:
            raise source.refused(RefusalCode.TOO_DEEP) from None
        if isinstance(value, dict):
            kind = local_name(element.get(TYPE, ""))
            if kind and "Type" not in value:
                value["Type"] = "Person" if kind == _PERSON_TYPE else kind
            yield Node(value, source.at(number))
    if not number:
        raise source.refused(RefusalCode.NO_PARTIES)


def _may_be_record(name: str) -> bool:
    return name in (_PARTY, _FAULT) or name.endswith(_ANSWER)


def _is_record(element: Element) -> bool:
    return not element.tag.endswith(_ANSWER) or element.get(TYPE) is not None


def _fault(element: Element) -> str:
    """Return the register's own code of what went wrong, empty when it gives none."""
    codes = (one.text or "" for one in element.iter() if local_name(one.tag) == "ErrorCode")
    code = next(codes, "")
    return code if code.isalnum() and len(code) <= 40 else ""
