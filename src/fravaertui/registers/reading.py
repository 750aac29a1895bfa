"""A file of any known format, as what it says of clinics and practitioners."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from fravaertui.domain.directory.entries import Entry, Position
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.registers import desk_table
from fravaertui.registers.collaboration import set_ups
from fravaertui.registers.entries import entries, set_up_entries
from fravaertui.registers.json_parties import is_export, json_nodes, read_at
from fravaertui.registers.moments import as_moment, first_day
from fravaertui.registers.node import Node
from fravaertui.registers.party import LONGEST_NAME, parties
from fravaertui.registers.recognise import Format, format_of
from fravaertui.registers.source import (
    ADDRESS_REGISTER,
    DESK_TABLE,
    SET_UPS,
    FileRefused,
    RecordRefused,
    Refusal,
    RefusalCode,
    refusal_of,
)
from fravaertui.registers.stream import Readable, Source
from fravaertui.registers.tables import Table, csv_table, json_table, sheet_table
from fravaertui.registers.xml_parties import xml_nodes

_MOST_OTHERS = 100
"""Records after which a file that has no party yet is known to be something else."""

_SERVER_TIME = "ServerTime"
"""The moment at which the register answered, which each record of an answer has."""

_REGISTER = {
    "her_id": "HerId",
    "clinic": "ParentHerId",
    "hpr_number": "HPRNumber",
    "organisation_number": "OrganizationNumber",
    "postal_code": "PostalCode",
    "municipality_code": "Municipality",
    "starts": "Valid",
    "ends": "Valid",
}
"""What the register calls the fields that may be other than ours can be."""

_AGREEMENT = {"starts": "Start", "ends": "End"}
"""What an agreement calls them."""


@dataclass(slots=True)
class Contents:
    """What a file says, and which of its records can't be used and why.

    `passed_over` are the parties that are neither a GP's office nor anybody at one, and
    `unread_columns` the headings of a table's columns that are not read. `read_at` is
    the day on which the register wrote it, or the latest of its records, where the file says so;
    `is_export` tells that it is all that the register has, `is_set_up` that it says what is set up
    and not who is there.
    """

    file: str
    source: str
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    passed_over: int = 0
    unread_columns: tuple[str, ...] = ()
    read_at: date | None = None
    is_export: bool = False
    is_set_up: bool = False


def read(
    stream: Readable,
    name: str,
    as_of: date,
    progress: Callable[[int], object] = lambda _: None,
    *,
    today: date = LATEST_DAY,
) -> Contents:
    """Read a file; `as_of` is its day where it doesn't say one itself. Raises FileRefused.

    A day that the file says itself counts as no later than `today`.
    """
    source = Source(stream, name, progress)
    match format_of(source, desk_table.READ):
        case Format.PARTIES_JSON:
            head = source.peek()
            contents = Contents(name, ADDRESS_REGISTER, is_export=is_export(head))
            contents.read_at = _day(read_at(head), today)
            _take_parties(contents, json_nodes(source), as_of, today)
        case Format.PARTIES_XML:
            contents = Contents(name, ADDRESS_REGISTER)
            _take_parties(contents, xml_nodes(source), as_of, today)
        case Format.TABLE_JSON:
            contents = Contents(name, DESK_TABLE)
            _take_rows(contents, json_table(source, desk_table.READ))
        case Format.CSV:
            contents = Contents(name, DESK_TABLE)
            _take_rows(contents, csv_table(source, desk_table.READ))
        case Format.SHEET:
            contents = Contents(name, DESK_TABLE)
            _take_rows(contents, sheet_table(source, desk_table.READ))
        case Format.SET_UPS:
            contents = Contents(name, SET_UPS, is_set_up=True)
            _take_set_ups(contents, source, today)
    return contents


def _take_parties(contents: Contents, nodes: Iterator[Node], as_of: date, today: date) -> None:
    """Take each party as of the day that the export says, else that of the record itself.

    Raises FileRefused when none of the first records is a party.
    """
    of_export = contents.read_at
    for node in nodes:
        if len(contents.refusals) == _MOST_OTHERS:
            _check_register(contents)
        try:
            day = of_export or _day(node.text(_SERVER_TIME, LONGEST_NAME), today)
            if day:
                contents.read_at = max(day, contents.read_at or day)
            for party in parties(node, day or contents.read_at or as_of):
                said = list(entries(party))
                contents.entries += said
                contents.passed_over += not said
        except RecordRefused as error:
            contents.refusals.append(error.refusal)
        except ValidationError as error:
            field = str(next(iter(error.errors()[0]["loc"]), "Valid"))
            contents.refusals.append(refusal_of(error, node.position, _REGISTER.get(field, field)))
    _check_register(contents)


def _check_register(contents: Contents) -> None:
    """Refuse a file of which no record so far has what every party has."""
    none_usable = contents.refusals and not contents.entries and not contents.passed_over
    if none_usable and all(_is_no_party(refusal) for refusal in contents.refusals):
        raise FileRefused(Refusal(RefusalCode.UNKNOWN_FORMAT, Position(contents.file)))


def _is_no_party(refusal: Refusal) -> bool:
    return (refusal.code, refusal.field) == (RefusalCode.MISSING, "HerId")


def _take_set_ups(contents: Contents, source: Source, today: date) -> None:
    try:
        contents.entries += set_up_entries(list(set_ups(source)), today)
    except RecordRefused as error:
        contents.refusals.append(error.refusal)
    except ValidationError as error:
        field = _AGREEMENT.get(str(next(iter(error.errors()[0]["loc"]), "")), "PartyId")
        contents.refusals.append(refusal_of(error, Position(contents.file), field))


def _take_rows(contents: Contents, table: Table) -> None:
    for row in table.rows:
        try:
            contents.entries.append(desk_table.entry(row))
        except RecordRefused as error:
            contents.refusals.append(error.refusal)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            column = desk_table.CLINIC if field == "clinic" else field
            contents.refusals.append(refusal_of(error, row.position, column))
    if not contents.entries and not contents.refusals:
        raise FileRefused(Refusal(RefusalCode.NO_ROWS, Position(contents.file)))
    contents.unread_columns = tuple(table.unread)


def _day(moment: str, latest: date) -> date | None:
    """Return the day of a moment, no later than `latest`; None for none that anything is of."""
    try:
        day = first_day(as_moment(moment))
    except ValueError:
        return None
    return min(day, latest) if day else None
