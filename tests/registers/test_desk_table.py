"""The desk's own table: what is written comes in again as it was, in every format (rule R1)."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import ClinicEntry, Origin, PractitionerEntry
from fravaertui.domain.directory.plan import Mark
from fravaertui.domain.directory.planning import plan
from fravaertui.domain.model import Clinic, Known, Practitioner
from fravaertui.domain.safe_text import is_unsafe
from fravaertui.registers.desk_table import COLUMNS, rows
from fravaertui.registers.private import is_private
from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import DESK_TABLE, FileRefused, RefusalCode
from fravaertui.registers.table_writing import TABLE_WRITERS
from tests.domain.strategies import examples

TODAY = date(2026, 11, 22)

letters = st.characters(codec="utf-8").filter(lambda letter: not is_unsafe(letter))
texts = (
    st.text(letters, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: not is_private(text))
)
hostile = st.sampled_from(
    ["=1+1", "'=1", "+47 00 00", "-x", '"', ";", "a;b\"c'", "@x", "ja", "1.0"]
)
names = (texts | hostile).filter(bool)
her_ids = st.integers(1, 2**53 - 1).filter(lambda number: not is_private(str(number)))
days = st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))
digits = st.sampled_from(["", "0301", "4601", "0000"])


lists = st.sampled_from(
    [
        {"without_gp": True, "holds_list": Known.UNKNOWN},
        {"without_gp": False, "holds_list": Known.UNKNOWN},
        {"without_gp": False, "holds_list": Known.YES},
    ]
)
"""A list without a GP, somebody of whom nobody has said it, and a GP with a list."""


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any]:
    starts, ends = draw(days), draw(days)
    if starts and ends and ends < starts:
        starts, ends = ends, starts
    return {"starts": starts, "ends": ends}


@st.composite
def files(draw: st.DrawFn) -> list[ClinicFile]:
    found = []
    for her_id in draw(st.lists(her_ids, min_size=1, max_size=2, unique=True)):
        facts: dict[str, Any] = {
            "name": draw(names),
            "organisation_number": draw(st.sampled_from(["", "100000091", "-1", "012"])),
            "phone": draw(texts),
            "street": draw(texts | hostile),
            "postal_code": draw(digits),
            "postal_place": draw(texts),
            "municipality_code": draw(digits),
            "municipality": draw(texts),
            **draw(periods()),
        }
        hpr_number = draw(st.none() | st.integers(1, 999_999_999))
        person = Practitioner(
            her_id=her_id % 1000 + 2**52,
            name=draw(names),
            hpr_number=hpr_number,
            **draw(periods()),
        ).model_copy(update=draw(lists))
        clinic = Clinic(her_id=her_id, **facts)
        if clinic.ends:  # nobody is there longer than the clinic
            person = person.model_copy(update={"starts": None, "ends": clinic.ends})
        found.append(ClinicFile(version=1, clinic=clinic, practitioners=(person,)))
        if person.her_id == her_id or len({f.practitioners[0].her_id for f in found}) < len(found):
            found.pop()
    return found


def written(form: str, some: list[ClinicFile]) -> Contents:
    content = TABLE_WRITERS[form](COLUMNS, rows(some))
    return read(io.BytesIO(content), f"tabell.{form}", TODAY)


@pytest.mark.parametrize("form", TABLE_WRITERS)
@examples(60)
@given(some=files().filter(bool))
def test_what_is_written_comes_in_again_as_it_was(form: str, some: list[ClinicFile]) -> None:
    contents = written(form, some)
    assert contents.refusals == []
    present = {file.clinic.her_id: file for file in some}
    planned = plan(contents.entries, present, Origin(source=DESK_TABLE, as_of=TODAY))
    assert [row for row in planned.rows if row.mark is not Mark.SAME] == []
    assert len(planned.rows) == 2 * len(some)
    new = plan(contents.entries, {}, Origin(source=DESK_TABLE, as_of=TODAY))
    for step in new.steps:
        before = present[step.clinic].clinic
        assert step.change.clinic
        assert step.change.clinic.organisation_number == before.organisation_number
        assert step.change.clinic.name == before.name


def table(columns: str, *lines: str) -> Contents:
    content = "\n".join((columns, *lines)).encode()
    return read(io.BytesIO(content), "tabell.csv", TODAY)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_as_spreadsheets_write_it(delimiter: str, encoding: str) -> None:
    lines = ("Type;HER_ID;Navn;Fra", "Virksomhet;7;Blåbærlia legekontor;01.02.2020")
    content = "\r\n".join(lines).replace(";", delimiter).encode(encoding)
    [entry] = read(io.BytesIO(content), "tabell.csv", TODAY).entries
    assert entry.her_id == 7
    facts = entry.facts  # type: ignore[union-attr]
    assert (facts.name, facts.starts) == ("Blåbærlia legekontor", date(2020, 2, 1))


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", " "])
def test_blanks_that_do_not_break_are_blanks_in_numbers(blank: str) -> None:
    numbers = ("100 000 091", "00 00 91 01")
    cells = ";".join(number.replace(" ", blank) for number in numbers)
    said = table("type;her_id;navn;orgnr;telefon", f"virksomhet;99{blank}100;Testlia;{cells}")
    assert said.refusals == []
    [entry] = said.entries
    assert isinstance(entry, ClinicEntry)
    assert entry.her_id == 99100
    facts = entry.facts
    assert (facts.organisation_number, facts.phone) == ("100000091", "00 00 91 01")


@pytest.mark.parametrize(
    ("kind", "code"), [("Lege", RefusalCode.UNKNOWN_KIND), ("", RefusalCode.MISSING)]
)
def test_a_kind_that_is_not_known_is_not_said_to_be_missing(kind: str, code: RefusalCode) -> None:
    [refusal] = table("type;her_id;navn", f"{kind};7;Testlia").refusals
    assert (refusal.code, refusal.field, refusal.position.line) == (code, "type", 2)


def test_a_cell_that_is_empty_says_nothing_but_the_last_day() -> None:
    [entry] = table("type;her_id;navn;telefon;fra;til", "virksomhet;7;Test;;;").entries
    assert entry.facts.model_fields_set == {"name", "ends"}  # type: ignore[union-attr]
    [entry] = table("type;her_id;navn", "virksomhet;7;Test").entries
    assert entry.facts.model_fields_set == {"name"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("virksomhet;;Test;;", RefusalCode.MISSING, "her_id"),
        ("virksomhet;sju;Test;;", RefusalCode.NOT_A_NUMBER, "her_id"),
        ("virksomhet;-7;Test;;", RefusalCode.NOT_A_NUMBER, "her_id"),
        ("virksomhet;0;Test;;", RefusalCode.NOT_FITTING, "her_id"),
        ("virksomhet;7;;;", RefusalCode.MISSING, "navn"),
        ("virksomhet;7;Test;1.1.27;", RefusalCode.NOT_A_MOMENT, "fra"),
        ("virksomhet;7;Test;01.01.2027;01.01.2026", RefusalCode.REVERSED, ""),
        ("virksomhet;7;" + "x" * 201 + ";;", RefusalCode.TOO_LONG, "navn"),
        ("virksomhet;7;Te\x1bst;;", RefusalCode.UNSAFE_TEXT, "navn"),
        ("fastlege;7;Test;;", RefusalCode.UNKNOWN_KIND, "type"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_its_line_and_column(
    line: str, code: RefusalCode, column: str
) -> None:
    contents = table("type;her_id;navn;fra;til", line, "virksomhet;8;Test;;")
    [refusal] = contents.refusals
    assert (refusal.code, refusal.field, refusal.position.line) == (code, column, 2)
    assert [entry.her_id for entry in contents.entries] == [8]


def test_a_table_whose_last_line_is_cut_is_refused() -> None:
    lines = "type;her_id;virksomhet;navn;hpr\nvirksomhet;7;;Test;\nbehandler;8;7;Te"
    with pytest.raises(FileRefused) as refused:
        table(lines)
    assert refused.value.refusal.code is RefusalCode.CUT_SHORT
    with pytest.raises(FileRefused) as refused:
        table(lines.partition("st;")[0] + 'st;"a')
    assert refused.value.refusal.code is RefusalCode.CUT_SHORT
    assert [entry.her_id for entry in table(lines + "\n").entries] == [7, 8]
    assert [entry.her_id for entry in table(lines + ";").entries] == [7, 8]


def xlsx(*lines: tuple[Any, ...]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
                else:
                    sheet.write(row, column, cell)
    return content.getvalue()


def ods(*lines: tuple[str, ...]) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows_of = "".join(
        f"<table:table-row>{''.join(cell.format(c) for c in line)}</table:table-row>"
        for line in lines
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{n}="{urn}:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<table:table table:name="A">{rows_of}</table:table>'
    whole = f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
    end = "</office:spreadsheet></office:body></office:document-content>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", whole + end)
    return content.getvalue()


def test_a_spreadsheets_numbers_days_and_marks_are_read_as_what_they_mean() -> None:
    content = xlsx(
        ("type", "her_id", "virksomhet", "navn", "hpr", "liste_uten_fastlege", "fra"),
        ("behandler", 12.0, 7, "Test Testesen", 9900001, True, date(2026, 1, 31)),
    )
    [entry] = read(io.BytesIO(content), "a.xlsx", TODAY).entries
    assert isinstance(entry, PractitionerEntry)
    assert (entry.her_id, entry.clinic, entry.facts.hpr_number) == (12, 7, 9900001)
    assert (entry.facts.without_gp, entry.facts.starts) == (True, date(2026, 1, 31))


def test_a_number_that_has_lost_its_zero_gets_it_back() -> None:
    content = xlsx(
        ("type", "her_id", "navn", "kommunenummer", "postnummer"),
        ("virksomhet", 7, "Test", 301, 37),
    )
    [entry] = read(io.BytesIO(content), "a.xlsx", TODAY).entries
    assert isinstance(entry, ClinicEntry)
    assert (entry.facts.municipality_code, entry.facts.postal_code) == ("0301", "0037")


def test_an_open_documents_table_is_read_too() -> None:
    content = ods(("type", "her_id", "navn"), ("virksomhet", "7", "Test"))
    [entry] = read(io.BytesIO(content), "a.ods", TODAY).entries
    assert entry.her_id == 7
