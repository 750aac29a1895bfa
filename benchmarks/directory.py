"""A whole country's register: planned, applied, and planned again (rule R2)."""

import gc
import io
import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import iterparse

from benchmarks.figures import Baseline, Figure
from benchmarks.place import TODAY, Place
from benchmarks.timing import in_turns
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.directory_import import DirectoryImport
from fravaertui.backend.store.database import open_database
from fravaertui.domain.directory.plan import Plan
from fravaertui.registers.json_parties import json_nodes
from fravaertui.registers.stream import Source
from fravaertui.registers.together import NamedFile, read_together
from fravaertui.registers.xml_parties import xml_nodes
from fravaertui.system.garbage import without_collecting
from tests.registers.register_files import as_xml as xml_party

CLINICS, PRACTITIONERS = 1700, 6000
ROUNDS = 5
MOST_READING, MOST_APPLYING, MOST_MEMORY = 4, 10, 8.0


def directory(_: Place) -> list[Figure]:
    """Plan an export of the register as JSON and as XML, apply it, and plan it again."""
    parties = list(_parties())
    as_json = json.dumps({"CommunicationParties": parties}, indent=1).encode()
    as_xml = f"<Parties>{''.join(map(xml_party, parties))}</Parties>".encode()
    del parties
    with TemporaryDirectory() as folder:
        file = Path(folder, "desk.db")
        engine = open_database(f"sqlite:///{file}")
        imports = DirectoryImport(Database(engine))
        loads, parse = partial(json.loads, as_json), partial(_parsed, as_xml)
        figures = [
            _plans("plan of the export as JSON", imports, as_json, loads, "json.loads"),
            _plans("plan of the export as XML", imports, as_xml, parse, "iterparse"),
            _applied(imports, _plan(imports, as_json), file),
            _plans("plan of it once it is there", imports, as_json, loads, "json.loads"),
            Figure(
                "clinics that a second run changes", "", _changed(imports, as_json, as_xml), limit=0
            ),
            _memory("memory while JSON is read", as_json, json_nodes),
            _memory("memory while XML is read", as_xml, xml_nodes),
        ]
        engine.dispose()
    return figures


def _plans(
    name: str, imports: DirectoryImport, content: bytes, baseline: Callable[[], object], by: str
) -> Figure:
    gc.collect()
    calls = [partial(_plan, imports, content)] * ROUNDS
    figure = in_turns(name, "ms", calls, baseline, by)
    return Figure(name, "ms", figure.samples, figure.baseline, limit=MOST_READING, of_baseline=True)


def _plan(imports: DirectoryImport, content: bytes) -> Plan:
    file = NamedFile("export", io.BytesIO(content), TODAY)
    with without_collecting():
        reading = read_together([file], TODAY, is_whole=False)
    return imports.plan(reading.entries, reading.origin)


def _applied(imports: DirectoryImport, planned: Plan, file: Path) -> Figure:
    """Apply once, since there is only one first time, and insert what it left as bare rows."""
    apply = partial(imports.apply, planned, "benchmark", consent=False)
    once = in_turns("", "ms", [apply], lambda: None, "")
    with sqlite3.connect(file) as made:
        schema = [sql for (sql,) in made.execute(_SCHEMA)]
        rows = {table: made.execute(f"select * from {table}").fetchall() for table in _TABLES}
    bare = in_turns("", "ms", [partial(_inserted, schema, rows)] * ROUNDS, lambda: None, "")
    return Figure(
        "apply on SQLite",
        "ms",
        once.samples,
        Baseline("the same rows bare", bare.samples),
        limit=MOST_APPLYING,
        of_baseline=True,
    )


_TABLES = ("clinic", "practitioner", "change_log", "batch", "event")
_SCHEMA = f"select sql from sqlite_master where type = 'table' and name in {_TABLES}"


def _inserted(schema: Sequence[str], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder, sqlite3.connect(Path(folder, "bare.db")) as bare:
        for sql in schema:
            bare.execute(sql)
        for table, some in rows.items():
            for row in some:
                bare.execute(f"insert into {table} values ({','.join('?' * len(row))})", row)


def _changed(imports: DirectoryImport, *contents: bytes) -> list[float]:
    return [float(len(_plan(imports, content).steps)) for content in contents]


def _memory(name: str, content: bytes, nodes: Callable[[Source], Iterator[object]]) -> Figure:
    """The most that Python holds at once while a file is read that is in no memory of its own."""
    source = Source(io.BytesIO(content), "export")
    tracemalloc.start()
    for _ in nodes(source):
        pass
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    file = Baseline("the file", [len(content) / 2**20])
    return Figure(name, "MB", [peak], file, limit=MOST_MEMORY)


def _parsed(content: bytes) -> None:
    for _, element in iterparse(io.BytesIO(content)):
        element.clear()


def _parties() -> Iterator[dict[str, Any]]:
    """Yield parties as large as the register's, most of which is of no use here."""
    for number in range(CLINICS):
        yield {
            **_party("Organization", 90_000_000 + number, f"Testkontor {number}"),
            "OrganizationNumber": 100_000_000 + number,
            "ParentHerId": -1,
            "BusinessType": _code("103", "Fastlege og annen privat virksomhet"),
            "IndustryCodes": [_code("86.211", "Allmenn legetjeneste")],
        }
    for number in range(PRACTITIONERS):
        office = number % CLINICS
        yield {
            **_party("Person", 91_000_000 + number, f"Testlege {number}"),
            "ParentHerId": 90_000_000 + office,
            "ParentName": f"Testkontor {office}",
            "ParentOrganizationNumber": 100_000_000 + office,
            "ParentBusinessType": _code("103", "Fastlege og annen privat virksomhet"),
            "Person": {
                "FirstName": "Test",
                "LastName": f"Testlege {number}",
                "HPRInformation": {
                    "HPRNumber": 9_000_000 + number,
                    "Authorizations": [
                        {
                            "Authorization": _code("1", "Autorisasjon"),
                            "Profession": _code("LE", "Lege"),
                        }
                    ],
                },
            },
        }


def _party(kind: str, her_id: int, name: str) -> dict[str, Any]:
    return {
        "Type": kind,
        "HerId": her_id,
        "Active": True,
        "Name": name,
        "DisplayName": name,
        "Municipality": _code("0301", "OSLO"),
        "ElectronicAddresses": [
            {**_address(of), "Address": f"00 00 {her_id % 10_000:04}"}
            for of in ("E_TLF", "E_CEN", "E_FAX", "E_URL", "E_EDI")
        ],
        "PhysicalAddresses": [
            {**_address(of), "StreetAddress": "Testveien 1", "PostalCode": 161, "City": "OSLO"}
            for of in ("RES", "PST")
        ],
        "Valid": {"From": "2020-01-01T00:00:00", "To": "9999-12-31T23:59:59.997"},
    }


def _address(kind: str) -> dict[str, Any]:
    return {
        "TypeCodeValue": kind,
        "Type": _code(kind, "Adressetype"),
        "Inherited": False,
        "LastChanged": "2020-01-01T00:00:00",
        "Description": None,
    }


def _code(value: str, text: str) -> dict[str, Any]:
    return {"Active": True, "CodeText": text, "CodeValue": value, "OID": 9040, "ExternalId": None}
