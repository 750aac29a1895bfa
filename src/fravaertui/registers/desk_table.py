"""The desk's own table of clinics and practitioners, to read and to write.

One row for each party. A cell that is empty says nothing, but the last day: where there is a
column for it, an empty cell says that there is none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from fravaertui.domain.directory.entries import ClinicEntry, Entry, PractitionerEntry
from fravaertui.domain.model import ClinicFacts, Known, PractitionerFacts
from fravaertui.registers.headings import Columns
from fravaertui.registers.node import as_number
from fravaertui.registers.private import is_private
from fravaertui.registers.source import RecordRefused, Refusal, RefusalCode, refusal_of
from fravaertui.registers.tables import NO, YES, Cell, Row

F = TypeVar("F", ClinicFacts, PractitionerFacts)


class ListedParty(Protocol):
    """A clinic or a practitioner: its HER-id, and the facts by their names."""

    @property
    def her_id(self) -> int:
        """The number of the party."""


class Listed(Protocol):
    """A clinic with its practitioners."""

    @property
    def clinic(self) -> ListedParty:
        """The clinic."""

    @property
    def practitioners(self) -> Sequence[ListedParty]:
        """Who is there."""


KIND, HER_ID, CLINIC = "type", "her_id", "virksomhet"
_CLINIC_KIND, _PRACTITIONER_KIND = "virksomhet", "behandler"
_PERIOD = {"fra": "starts", "til": "ends"}
_CLINIC_COLUMNS = {
    "navn": "name",
    "orgnr": "organisation_number",
    "telefon": "phone",
    "adresse": "street",
    "postnummer": "postal_code",
    "poststed": "postal_place",
    "kommunenummer": "municipality_code",
    "kommune": "municipality",
    **_PERIOD,
}
_PRACTITIONER_COLUMNS = {
    "navn": "name",
    "hpr": "hpr_number",
    **_PERIOD,
}
_WITHOUT_GP = "liste_uten_fastlege"
"""Yes for the party without a GP, no for a GP with a list, and empty where nobody has said it."""

COLUMNS = (
    KIND,
    HER_ID,
    CLINIC,
    *dict.fromkeys(_CLINIC_COLUMNS | _PRACTITIONER_COLUMNS),
    _WITHOUT_GP,
)
"""The columns of the table, in the order in which it is written."""

READ = Columns(COLUMNS, needed=frozenset({KIND, HER_ID, "navn"}))
"""The columns as a table of somebody else's hand may have them."""

_FOUR_DIGITS = ("postal_code", "municipality_code")


def entry(row: Row) -> Entry:
    """Return what a row says. Raises RecordRefused."""
    private = next((name for name, cell in row.cells.items() if is_private(cell)), None)
    if private:
        raise _refused(row, RefusalCode.PRIVATE, private)
    kind, at = row.cells.get(KIND, "").lower(), row.position
    her_id = _number(row, HER_ID)
    if kind == _CLINIC_KIND:
        said = _facts(row, _CLINIC_COLUMNS, ClinicFacts)
        return ClinicEntry(her_id=her_id, facts=said, position=at)
    if kind == _PRACTITIONER_KIND:
        facts = _facts(row, _PRACTITIONER_COLUMNS, PractitionerFacts, _list_of(row))
        clinic = _number(row, CLINIC)
        return PractitionerEntry(her_id=her_id, clinic=clinic, facts=facts, position=at)
    raise _refused(row, RefusalCode.UNKNOWN_KIND if kind else RefusalCode.MISSING, KIND)


def rows(entries: Iterable[Listed]) -> Iterator[Sequence[Cell]]:
    """Yield the rows that say all of these clinics, in the order of COLUMNS."""
    for file in entries:
        clinic = file.clinic
        yield _row(clinic, _CLINIC_KIND, _CLINIC_COLUMNS, None)
        for person in sorted(file.practitioners, key=lambda p: p.her_id):
            yield _row(person, _PRACTITIONER_KIND, _PRACTITIONER_COLUMNS, clinic.her_id)


def _row(
    party: ListedParty, kind: str, columns: Mapping[str, str], clinic: int | None
) -> Sequence[Cell]:
    cells: dict[str, Cell] = {name: getattr(party, field) for name, field in columns.items()}
    cells |= {KIND: kind, HER_ID: party.her_id, CLINIC: clinic, _WITHOUT_GP: _without_gp(party)}
    return tuple(cells.get(name) for name in COLUMNS)


def _without_gp(party: ListedParty) -> bool | None:
    if getattr(party, "without_gp", False):
        return True
    return False if getattr(party, "holds_list", None) is Known.YES else None


def _list_of(row: Row) -> dict[str, Any]:
    cell = row.cells.get(_WITHOUT_GP, "")
    if not cell:
        return {}
    without_gp = _flag(row, _WITHOUT_GP, cell)
    return {"without_gp": True} if without_gp else {"without_gp": False, "holds_list": Known.YES}


def _facts(
    row: Row, columns: Mapping[str, str], facts: type[F], said: dict[str, Any] | None = None
) -> F:
    said = dict(said or {})
    for column, field in columns.items():
        cell = row.cells.get(column)
        if cell or (cell is not None and field == "ends"):
            said[field] = _read(row, column, field, cell)
    try:
        return facts(**said)
    except ValidationError as error:
        field = str(next(iter(error.errors()[0]["loc"]), "ends"))
        column = next(name for name, of in columns.items() if of == field)
        raise RecordRefused(refusal_of(error, row.position, column)) from None


def _read(row: Row, column: str, field: str, cell: str) -> Any:
    if field in _PERIOD.values():
        return _day(row, column, cell) if cell else None
    if field == "hpr_number":
        return _number(row, column)
    if field in _FOUR_DIGITS:
        return f"{_number(row, column):04d}"
    if field == "organisation_number":
        return "".join(cell.split())
    return " ".join(cell.split())


def _day(row: Row, column: str, cell: str) -> date:
    for written in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(cell, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _refused(row, RefusalCode.NOT_A_MOMENT, column)


def _flag(row: Row, column: str, cell: str) -> bool:
    if cell.lower() not in (YES, NO):
        raise _refused(row, RefusalCode.NOT_FITTING, column)
    return cell.lower() == YES


def _number(row: Row, column: str) -> int:
    cell = row.cells.get(column, "")
    if not cell:
        raise _refused(row, RefusalCode.MISSING, column)
    number = as_number("".join(cell.split()))
    if number is None or number < 0:
        raise _refused(row, RefusalCode.NOT_A_NUMBER, column)
    return number


def _refused(row: Row, code: RefusalCode, column: str) -> RecordRefused:
    return RecordRefused(Refusal(code, row.position, column))
