"""A spreadsheet that would fill the memory is refused before it is opened."""

import io
import struct
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import FileRefused, RefusalCode

TODAY = date(2026, 11, 22)
URN = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADING = ("type", "her_id", "navn")


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = "".join(
    f'<row r="{line}">{"".join(map(text_cell, (f"{c}{line}" for c in "ABC"), cells))}</row>'
    for line, cells in ((1, HEADING), (2, ("virksomhet", "7", "Test")))
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def xlsx(rows: str, shared: str = "", **more: str) -> bytes:
    def relation(number: int, kind: str, target: str) -> str:
        return f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'

    def relations(some: str) -> str:
        return f'<Relationships xmlns="{PACKAGE}">{some}</Relationships>'

    sheets = f'<sheets><sheet name="A" sheetId="1" xmlns:r="{OFFICE}" r:id="r1"/></sheets>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(relation(1, "worksheet", "worksheets/s.xml")),
        "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
        **more,
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return packed(parts)


def ods(rows: str) -> bytes:
    spaces = " ".join(f'xmlns:{n}="{URN}:{n}:1.0"' for n in ("office", "table", "text"))
    whole = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{URN}:manifest:1.0"/>',
            "content.xml": whole,
        }
    )


def ods_row(*texts: str, rows: int = 1, columns: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def ods_empty(*columns: int, rows: int) -> str:
    cells = "".join(
        f'<table:table-cell table:number-columns-repeated="{count}"/>' for count in columns
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


ODS_TABLE = ods_row(*HEADING) + ods_row("virksomhet", "7", "Test")


def lying(content: bytes, name: str) -> bytes:
    """Return a zip of which each header claims that a part is a thousand bytes when unpacked."""
    changed = bytearray(content)
    for mark, size, at_name in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = content.find(mark)
        while content[at + at_name : at + at_name + len(name)] != name.encode():
            at = content.index(mark, at + 1)
        changed[at + size : at + size + 4] = struct.pack("<I", 1000)
    return bytes(changed)


FAR_APART = xlsx(f'<row r="1">{text_cell("A1", "her_id")}</row>' + text_cell("XFD1048576", "x"))
WIDE = xlsx(TABLE, **{"xl/more.xml": f"<more>{' ' * (80 << 20)}</more>"})
HEAVY = "x" * 1_000_000
MANY_COPIES = xlsx(
    TABLE + "<row>" + '<c t="s"><v>0</v></c>' * 5000 + "</row>", f"<si><t>{HEAVY}</t></si>"
)
BOMBS = {
    "far_apart": FAR_APART,
    "without_places": xlsx('<row r="1048576"/><row>' + "<c><v>1</v></c>" * 500 + "</row>"),
    "unpacked": WIDE,
    "copies": MANY_COPIES,
    "ods_rows": ods(ODS_TABLE + ods_empty(16384, rows=1_000_000) + ods_row("x")),
    "ods_repeated": ods(ODS_TABLE + ods_row("x", rows=1_000_000, columns=16384)),
    "ods_columns": ods(ODS_TABLE + ods_row("x", columns=16384) * 1000),
    "ods_empty": ods(ODS_TABLE + ods_empty(16384, 16384, rows=1) * 1000),
    "ods_spaces": ods(ODS_TABLE + ods_row('<text:s text:c="4000000000"/>')),
    "ods_copies": ods(ODS_TABLE + ods_row(HEAVY, columns=10_000)),
    "elements": xlsx(TABLE, "<si/>" * 3_000_000),
}


def sheet(content: bytes) -> Contents:
    return read(io.BytesIO(content), "tabell.xlsx", TODAY)


def refusal(content: bytes) -> RefusalCode:
    with pytest.raises(FileRefused) as refused:
        sheet(content)
    return refused.value.refusal.code


READS = """
import datetime, pathlib, re, resource, sys
from fravaertui.registers.reading import read
from fravaertui.registers.source import FileRefused
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
try:
    read(open(sys.argv[1], "rb"), "tabell.xlsx", datetime.date(2026, 11, 22))
except FileRefused as refused:
    status = pathlib.Path("/proc/self/status").read_text()
    print(refused.refusal.code, re.search("VmHWM: *([0-9]+) kB", status.replace(chr(9), " "))[1])
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_spreadsheet_that_would_fill_the_memory_is_refused(bomb: str, tmp_path: Path) -> None:
    file = tmp_path / "tabell.xlsx"
    file.write_bytes(BOMBS[bomb])
    assert file.stat().st_size < 1 << 20
    call = [sys.executable, "-c", READS, str(file)]
    said = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.startswith(f"{RefusalCode.SHEET_TOO_LARGE} "), said.stderr
    assert int(said.stdout.split()[1]) < 200 << 10, "KiB at most"


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    name = "xl/more.xml"
    assert refusal(lying(WIDE, name)) is RefusalCode.CUT_SHORT
    true = xlsx(TABLE, **{name: f"<more>{' ' * 5000}</more>"})
    assert len(sheet(true).entries) == 1
    assert refusal(lying(true, name)) is RefusalCode.CUT_SHORT


def test_the_binary_format_is_refused_by_its_name() -> None:
    assert refusal(packed({"xl/workbook.bin": b"\0"})) is RefusalCode.BINARY_SHEET


@pytest.mark.parametrize(
    "content",
    [
        xlsx(TABLE.replace('r="A1"', 'r="A"')),
        xlsx(TABLE + '<c t="s"><v>3</v></c>'),
        xlsx("<row>" * 200 + "</row>" * 200),
        xlsx(TABLE)[:-10],
        packed({"xl/worksheets/s.xml": "<!DOCTYPE a><a/>"}),
        packed({"a.txt": "a"}),
        ods("<table:table-row>" * 2 + "</table:table-row>" * 2),
        ods(ods_row("x").replace('repeated="1"', 'repeated="-1"')),
        packed({"mimetype": "x", "content.xml": "<a><table:table>"}),
    ],
)
def test_a_spreadsheet_that_is_not_built_as_one_is_refused(content: bytes) -> None:
    assert refusal(content) in (RefusalCode.MALFORMED, RefusalCode.CUT_SHORT)


def test_cells_that_are_only_formatted_take_no_room() -> None:
    styled = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert len(sheet(xlsx(TABLE + styled)).entries) == 1
    rest = ods_empty(16384, rows=1_048_574)
    assert len(sheet(ods(ODS_TABLE + rest)).entries) == 1


def test_shared_texts_are_read() -> None:
    texts = (*HEADING, "virksomhet", "7", "Test")
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    cells = [f'<c t="s"><v>{number}</v></c>' for number in range(6)]
    rows = f"<row>{''.join(cells[:3])}</row><row>{''.join(cells[3:])}</row>"
    [entry] = sheet(xlsx(rows, shared)).entries
    assert entry.her_id == 7
