"""A list at work: what is sent of it, what is kept of it, and where its text comes from."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from xlsxwriter import Workbook

from fravaertui.domain.absence_list import Doubt, RowAnswer, RowStatus, period_text
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import Span
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Clinic, Practitioner
from fravaertui.protocol.batches import ClinicOutcome, ClinicState
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner
from fravaertui.registers.source import FileRefused
from fravaertui.session.absence_list import ListWork
from fravaertui.session.clinic_search import Index
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.list_texts import clinics_named, said, shown, text_of_file
from fravaertui.session.settled_lists import SettledLists

TODAY = date(2027, 5, 20)
TEXT = "Ferie:\nTone Testlie: uke 28\nArild Testmoe: uke 29"


def clinic(her_id: int, *names: str) -> ClinicFile:
    return ClinicFile(
        version=7,
        clinic=Clinic(her_id=her_id, name=f"Testlia {her_id}"),
        practitioners=tuple(
            Practitioner(her_id=her_id * 10 + n, name=name) for n, name in enumerate(names)
        ),
    )


ONE, OTHER = clinic(100, "Tone Testlie"), clinic(200, "Arild Testmoe")


def read(work: ListWork) -> ListWork:
    """Read the list as it is, with all services settled."""
    work.answers = work.answers.model_copy(update={"services": STANDARD_SERVICES})
    work.take(work.reader(TODAY)(), work.text, TODAY)
    return work


@pytest.fixture
def work() -> ListWork:
    return read(ListWork(ListDraft(TEXT), [ONE, OTHER]))


def outcome(clinic: int, state: ClinicState) -> ClinicOutcome:
    return ClinicOutcome(clinic=clinic, state=state, version=8, rows=())


def test_W1_the_same_rows_are_sent_under_the_same_id_until_they_are_answered(
    work: ListWork,
) -> None:
    first = work.attempt()
    assert first.clinics == (100, 200)
    assert [row.version for row in first.rows] == [7, 7]
    assert work.attempt() is first
    work.answers = work.answers.with_row(first.plan.rows[0].id, left_out=True)
    second = read(work).attempt()
    assert [row.clinic for row in second.rows] == [200]
    assert second.batch == first.batch == work.answers.list_id, "nothing was saved under it"


def test_L3_a_clinic_that_was_saved_takes_more_only_under_another_id(work: ListWork) -> None:
    first = work.attempt()
    work.answered(
        first,
        [
            outcome(100, ClinicState.SAVED),
            outcome(200, ClinicState.REFUSED),
        ],
    )
    assert work.draft, "not all of it is saved"
    row = first.plan.rows[0].id
    work.answers = work.answers.with_row(row, left_out=True)
    assert read(work).attempt().batch == first.batch
    period = period_text(Span(date(2027, 9, 6), date(2027, 9, 12)))
    work.answers = work.answers.with_row(row, left_out=False, period=period)
    assert read(work).attempt().batch != first.batch


def test_W4_a_draft_is_what_is_not_saved(work: ListWork) -> None:
    kept = work.draft
    assert kept
    assert ListWork(kept).answers == work.answers
    attempt = work.attempt()
    work.answered(attempt, [outcome(n, ClinicState.SAVED) for n in attempt.clinics])
    assert work.draft is None
    work.text += "\n"
    assert work.draft, "something else is typed"
    work.start_anew()
    assert work.draft is None


def test_L5_the_same_list_again_asks_nothing_and_only_its_answers_are_kept(tmp_path: Path) -> None:
    """Not its text; and a yes to what there was then is no yes to what there is now."""
    files, settled = [ONE, OTHER], SettledLists(tmp_path)
    first = read(ListWork(ListDraft(TEXT), files, settled))
    assert not first.recall()
    row = first.attempt().plan.rows[0].id
    first.answers = first.answers.with_row(row, practitioner=1000, confirmed=("long_absence",))
    attempt = read(first).attempt()
    first.answered(attempt, [outcome(n, ClinicState.SAVED) for n in attempt.clinics])
    again = ListWork(ListDraft(f"\n{TEXT}\n"), files, settled)
    assert again.recall()
    assert again.answers.rows[row] == RowAnswer(practitioner=1000)
    assert again.answers.list_id != first.answers.list_id
    assert not again.recall(), "what is settled since stands"
    assert not ListWork(ListDraft(TEXT), [ONE], settled).recall(), "another clinic's list"
    (kept,) = tmp_path.iterdir()
    assert not any(line in kept.read_text() for line in TEXT.splitlines() if line.strip())
    kept.write_text("{")
    assert not ListWork(ListDraft(TEXT), files, settled).recall()


def test_what_another_release_has_settled_is_asked_again() -> None:
    draft = ListDraft(TEXT, settled='{"list_id": 7, "unknown": true}', new_id=uuid4())
    assert draft.answers.list_id == draft.new_id
    assert not draft.answers.rows


def test_a_table_pasted_cell_by_cell_is_read_by_its_columns() -> None:
    text = shown("lege\tfra\ttil\nTone Testlie\t12.7.2027\t18.7.2027")
    assert "\t" not in text
    work = read(ListWork(ListDraft(text), [ONE]))
    assert work.plan
    assert work.is_table
    assert [(r.status, r.span) for r in work.plan.rows] == [
        (RowStatus.NEW, Span(date(2027, 7, 12), date(2027, 7, 18)))
    ]


def test_a_sheet_becomes_text_that_is_read_as_the_same_table(tmp_path: Path) -> None:
    with Workbook(str(tmp_path / "liste.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((["lege", "uke"], ["Tone Testlie", "28"])):
            sheet.write_row(number, 0, row)
    found = said(text_of_file(tmp_path / "liste.xlsx"))
    assert not isinstance(found, str)
    assert [(row.line, row.cell("lege"), row.cell("uke")) for row in found] == [
        (2, "Tone Testlie", "28")
    ]


def test_a_file_of_text_is_the_text_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "liste.txt").write_text(TEXT, encoding="utf-8")
    assert text_of_file(tmp_path / "liste.txt") == TEXT
    (tmp_path / "tom.txt").touch()
    with pytest.raises(FileRefused):
        text_of_file(tmp_path / "tom.txt")


def test_the_clinics_of_a_list_are_those_it_names_by_number_or_a_table_by_whole_name() -> None:
    directory = Directory(
        clinics=tuple(
            DirectoryClinic(
                her_id=file.clinic.her_id,
                organisation_number=f"99900{file.clinic.her_id}0",
                name=file.clinic.name,
                practitioners=tuple(
                    DirectoryPractitioner(
                        her_id=p.her_id, hpr_number=9_000_000 + p.her_id, name=p.name
                    )
                    for p in file.practitioners
                ),
            )
            for file in (ONE, OTHER)
        )
    )
    index = Index(directory)
    assert clinics_named("HER-id 200: Testmoe uke 28", index) == (200,)
    assert clinics_named("Ring 100 200 200. Testlia 100 hjelper deg.", index) == ()
    assert clinics_named("lege;virksomhet;uke\nX;testlia 100;28\nY;200;29", index) == (100, 200)
    assert clinics_named("her_id;uke\n2000;28", index) == (200,)
    assert clinics_named("hpr;uke\n9001000;28", index) == (100,)
    assert clinics_named("hpr;uke\n900;28", index) == (), "not the beginning of a number"


def other_sheet(path: Path, *sheets: list[list[object]]) -> str:
    with Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return text_of_file(path)


def test_a_sheet_with_headings_of_its_own_is_read_as_the_same_table_pasted(tmp_path: Path) -> None:
    text = other_sheet(
        tmp_path / "plan.xlsx",
        [
            ["Ferieplan sommer 2027", "", "", ""],
            ["", "", "", ""],
            ["Navn", "Fra og med", "Til og med", "Vikar"],
            ["Tone Testlie", date(2027, 7, 26), date(2027, 8, 6), ""],
            ["Arild Testmoe", date(2027, 8, 9), date(2027, 8, 13), "Siv Testvikar"],
        ],
    )
    work = read(ListWork(ListDraft(text), [ONE]))
    assert work.plan
    assert not work.is_table
    assert [(row.entry.line, row.entry.written, row.substitute) for row in work.plan.rows] == [
        (4, "Tone Testlie", ""),
        (5, "Arild Testmoe", "Siv Testvikar"),
    ]
    assert [row.span for row in work.plan.rows] == [
        Span(date(2027, 7, 26), date(2027, 8, 6)),
        Span(date(2027, 8, 9), date(2027, 8, 13)),
    ]


def test_marks_below_weeks_in_a_sheet_are_kept_and_asked_about(tmp_path: Path) -> None:
    marks: list[list[object]] = [
        ["Lege", "Uke 27", "Uke 28"],
        ["Tone Testlie", "F", "F"],
        ["Ukjent Testesen", "", "x"],
    ]
    text = other_sheet(tmp_path / "uker.xlsx", marks)
    assert text.splitlines() == ["Lege│Uke 27│Uke 28", "Tone Testlie│F│F", "Ukjent Testesen││x"]
    work = read(ListWork(ListDraft(text), [ONE]))
    assert work.plan
    marked = work.plan.rows[0]
    assert marked.status is RowStatus.WHEN
    assert marked.proposal == Span(date(2027, 7, 5), date(2027, 7, 18))


def test_a_day_in_a_sheet_without_a_last_day_is_asked_about(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Ferie 2027", "", ""],
        ["Navn", "Fra og med", "Til og med"],
        ["Tone Testlie", date(2027, 8, 9), ""],
    ]
    work = read(ListWork(ListDraft(other_sheet(tmp_path / "halv.xlsx", rows)), [ONE]))
    assert work.plan
    (row,) = work.plan.rows
    assert (row.status, row.questions) == (RowStatus.WHEN, (Doubt.END_UNSAID,))


def test_all_sheets_of_a_list_with_headings_of_its_own_are_text(tmp_path: Path) -> None:
    pages: list[list[list[object]]] = [
        [["Ferie juli"], ["Tone Testlie", "uke\n28"]],
        [["Ferie august"], ["Arild Testmoe", "uke 32"]],
    ]
    assert other_sheet(tmp_path / "to.xlsx", *pages).split("\n") == [
        "Ferie juli│",
        "Tone Testlie│uke 28",
        "",
        "Ferie august│",
        "Arild Testmoe│uke 32",
    ]


def test_a_sheet_with_one_more_column_than_the_template_loses_nothing(tmp_path: Path) -> None:
    rows: list[list[object]] = [["lege", "uke", "merknad"], ["Tone Testlie", "28", "avlyst"]]
    assert "avlyst" in other_sheet(tmp_path / "merknad.xlsx", rows)
