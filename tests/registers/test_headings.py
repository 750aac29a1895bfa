"""A table as desks have them: titles above the headings, and headings written their own way."""

import io
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from fravaertui.registers.desk_table import COLUMNS
from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import FileRefused, Refusal, RefusalCode
from tests.registers.test_desk_table import ods, xlsx

TODAY = date(2026, 11, 22)
HEADINGS = ("Type", "HER id", "Navn", "liste-uten fastlege", "Kommune_nummer")
CLINIC = ("virksomhet", "99100001", "Testlia legekontor", "", "0301")
TITLES = (("Legekontorer i Testbygda",), (), ("Oppdatert", "1.1.2026"), ("", "", ""))


def csv_of(*lines: tuple[str, ...]) -> bytes:
    return "\n".join(";".join(line) for line in lines).encode()


WRITERS = {"csv": csv_of, "xlsx": xlsx, "ods": ods}


def read_as(form: str, *lines: tuple[str, ...]) -> Contents:
    return read(io.BytesIO(WRITERS[form](*lines)), f"tabell.{form}", TODAY)


def refusal(content: bytes, name: str = "tabell.csv") -> Refusal:
    with pytest.raises(FileRefused) as refused:
        read(io.BytesIO(content), name, TODAY)
    return refused.value.refusal


@pytest.mark.parametrize("form", WRITERS)
def test_headings_are_known_however_they_are_written_and_what_stands_above_is_passed_over(
    form: str,
) -> None:
    said = read_as(form, *TITLES, HEADINGS, CLINIC, ("virksomhet", "x", "Testlia", "", ""))
    [entry] = said.entries
    assert (entry.her_id, entry.facts.municipality_code) == (99100001, "0301")  # type: ignore[union-attr]
    assert said.unread_columns == ()
    [unread] = said.refusals
    assert unread.position.line == 7, "as the file counts its lines, the titles too"


@pytest.mark.parametrize("form", WRITERS)
def test_a_column_that_is_not_known_is_named(form: str) -> None:
    said = read_as(form, (*HEADINGS, "Legekontor", "HPR-nr"), (*CLINIC, "Testlia", "9900001"))
    assert len(said.entries) == 1
    assert said.unread_columns == ("Legekontor", "HPR-nr")


@pytest.mark.parametrize("form", WRITERS)
def test_a_table_that_lacks_a_column_says_which_and_which_it_has_that_are_not_known(
    form: str,
) -> None:
    lines = (("En tittel",), ("HER id", "Legekontor", "HPR-nr"), ("99100001", "Testlia", "7"))
    refused = refusal(WRITERS[form](*lines), f"tabell.{form}")
    assert (refused.code, refused.position.line) == (RefusalCode.UNKNOWN_COLUMNS, 2)
    assert (refused.field, refused.detail) == ("type, navn", "«Legekontor», «HPR-nr»")
    assert refused.known == COLUMNS
    alone = refusal(WRITERS[form](("HER id", "navn"), ("99100001", "Testlia")), f"tabell.{form}")
    assert (alone.code, alone.field) == (RefusalCode.MISSING_COLUMNS, "type")


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("heading", [(), ("Kontor", "HERnr", "Fastlege")])
def test_a_table_whose_headings_are_not_known_says_which_there_may_be(
    form: str, heading: tuple[str, ...]
) -> None:
    refused = refusal(WRITERS[form](heading, CLINIC, CLINIC), f"tabell.{form}")
    assert (refused.code, refused.known) == (RefusalCode.NO_HEADINGS, COLUMNS)


def test_prose_is_no_table() -> None:
    prose = b"Hei,\ndette er en beskjed uten tabell; den kan ikke leses.\nHilsen Test\n"
    assert refusal(prose).code is RefusalCode.UNKNOWN_FORMAT


@pytest.mark.parametrize("form", WRITERS)
def test_a_column_that_stands_there_twice_is_refused(form: str) -> None:
    lines = ((*HEADINGS, "her_id"), (*CLINIC, "99100009"))
    refused = refusal(WRITERS[form](*lines), f"tabell.{form}")
    assert (refused.code, refused.field) == (RefusalCode.COLUMN_TWICE, "her_id")


@pytest.mark.parametrize("form", WRITERS)
def test_a_second_table_below_is_refused_with_its_line(form: str) -> None:
    turned = (*HEADINGS[1:], HEADINGS[0])
    refused = refusal(WRITERS[form](HEADINGS, CLINIC, turned, CLINIC), f"tabell.{form}")
    assert (refused.code, refused.position.line) == (RefusalCode.SECOND_TABLE, 3)


@pytest.mark.parametrize("form", WRITERS)
def test_what_stands_beside_the_columns_is_refused_with_its_line(form: str) -> None:
    lines = (HEADINGS, (*CLINIC, ""), (*CLINIC, "99"))
    refused = refusal(WRITERS[form](*lines), f"tabell.{form}")
    assert (refused.code, refused.position.line) == (RefusalCode.EXTRA_CELLS, 3)


def test_headings_are_looked_for_near_the_top_only() -> None:
    far = csv_of(*[("Tittel", "til", "lesning")] * 20, HEADINGS, CLINIC)
    assert refusal(far).code is RefusalCode.NO_HEADINGS


@pytest.mark.parametrize("private", ["01017099999", "test@test.example"])
def test_R4_what_may_be_a_value_in_the_place_of_a_heading_is_not_shown(private: str) -> None:
    said = read_as("csv", (*HEADINGS, private), (*CLINIC, ""))
    assert said.unread_columns == (str(len(HEADINGS) + 1),)


def test_a_heading_is_shown_short_and_without_control_codes() -> None:
    said = read_as("csv", (*HEADINGS, "x\x1b[2J" + "y" * 100), (*CLINIC, ""))
    [shown] = said.unread_columns
    assert len(shown) == 40
    assert shown.isprintable()


def test_a_title_with_other_delimiters_does_not_decide_the_tables() -> None:
    title = b"Legekontor, adresse, telefon, og annet, for Testbygda,,,,\n"
    [entry] = read(io.BytesIO(title + csv_of(HEADINGS, CLINIC)), "a.csv", TODAY).entries
    assert entry.her_id == 99100001


def sheets(**some: tuple[tuple[Any, ...], ...]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for name, lines in some.items():
            sheet = book.add_worksheet(name)
            if name.startswith("skjult"):
                sheet.hide()
            for row, cells in enumerate(lines):
                sheet.write_row(row, 0, cells)
    return content.getvalue()


TABLE = (HEADINGS, CLINIC)
NOTES = (("Om lista",), ("Ring oss", "når det endrer seg"))


@pytest.mark.parametrize(
    "book",
    [
        sheets(om=NOTES, katalog=TABLE),
        sheets(mal=(HEADINGS,), katalog=TABLE),
        sheets(kontakter=(("Navn", "Telefon"), ("Testine", "00 00 91 01")), katalog=TABLE),
        sheets(katalog=TABLE, skjult=TABLE),
    ],
    ids=["notes", "an empty template", "another table", "hidden"],
)
def test_the_one_sheet_with_the_table_is_read_wherever_it_stands(book: bytes) -> None:
    [entry] = read(io.BytesIO(book), "a.xlsx", TODAY).entries
    assert entry.her_id == 99100001


def test_two_sheets_with_tables_are_refused_by_their_names() -> None:
    refused = refusal(sheets(i_fjor=TABLE, om=NOTES, katalog=TABLE), "a.xlsx")
    assert refused.code is RefusalCode.SEVERAL_TABLES
    assert refused.detail == "«i_fjor», «katalog»"


def test_sheets_without_a_row_below_the_headings_are_said_to_have_none() -> None:
    refused = refusal(sheets(om=NOTES, mal=(HEADINGS,), kopi=(HEADINGS,)), "a.xlsx")
    assert refused.code is RefusalCode.NO_ROWS
