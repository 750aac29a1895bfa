"""Hard lists give no row that is wrong and not asked about, and say what they pass over (L2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fravaertui.domain.absence_list import Doubt, Entry, Names, Reason, read_list, services_in
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Clinic, Practitioner
from tests.domain.test_absence_list import FILE, TODAY, read

LISTS = Path(__file__).parent / "hard_lists.txt"
"""Announcements, e-mails, tables and slips as offices write them, with what is certain of each."""


def hard_lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each list, and whom and when it tells for certain."""
    for block in LISTS.read_text(encoding="utf-8").split("\n=====\n"):
        text, *rows = block.rstrip("\n").split("\n--> ")
        yield text, tuple(rows)


NOT_OF_WHOM_OR_WHEN = {Doubt.COLLEAGUE, Doubt.SUBSTITUTE_UNNAMED}


def certain(text: str) -> tuple[str, ...]:
    """Return whom and when of the entries about which neither is asked."""
    return tuple(
        f"{e.person.name if e.person else 'hele kontoret'} "
        f"{e.span.first:%d.%m.%Y}-{e.span.last:%d.%m.%Y}"
        for e in read(text)
        if e.span and (e.person or e.whole_clinic) and NOT_OF_WHOM_OR_WHEN.issuperset(e.doubts)
    )


@pytest.mark.parametrize(("text", "rows"), hard_lists())
def test_what_is_certain_is_right_and_all_else_is_asked_about_or_passed_over(
    text: str, rows: tuple[str, ...]
) -> None:
    assert certain(text) == rows
    reading = read_list(text, TODAY, Names.of([FILE], TODAY))
    assert reading.entries or reading.passed_over


def proposed(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """Return what the entries are read from, with the days to propose."""
    return [
        (e.written, f"{e.proposal.first:%d.%m.%Y}-{e.proposal.last:%d.%m.%Y}")
        for e in entries
        if e.proposal
    ]


def test_years_that_no_column_tells_apart_are_asked_about_with_the_days_in_each() -> None:
    (one, other) = read("Ferie\nLege\n2027\n2028\nTone Testlie\nuke 28\nuke 29")
    assert one.doubts == other.doubts == (Doubt.OTHER_YEAR,)
    assert [reading.span.first.year for reading in other.readings] == [2027, 2028]


def test_what_heads_a_column_and_is_not_understood_is_told_in_the_question() -> None:
    text = "Navn | Ønsket ferie | Innvilget ferie\nTestlie | uke 28 | uke 30"
    entries = read(text)
    assert [e.doubts for e in entries] == [(Doubt.UNREAD_WORDS,)] * 2
    assert [extent.of(text) for extent in entries[0].unread] == ["Ønsket ferie", "Innvilget ferie"]


@pytest.mark.parametrize(
    "text",
    [
        "Ferie\nUke\t27\t28\t29\t30\nTone Testlie\tx\tx\t\tx",
        "Ferieplan 2027\nLege\tuke 27\tuke 28\tuke 29\tuke 30\nTone Testlie\tX\tX\t-\tX",
        "Ferie\n\tUke 27\tUke 28\tUke 29\tUke 30\nTone Testlie\tferie\tferie\tjobb\tferie",
    ],
)
def test_marks_in_the_columns_of_weeks_are_asked_about_with_their_days(text: str) -> None:
    entries = read(text)
    assert proposed(entries) == [
        ("Tone Testlie", "05.07.2027-18.07.2027"),
        ("Tone Testlie", "26.07.2027-01.08.2027"),
    ]
    assert [e.doubts for e in entries] == [(Doubt.MARKED,)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Bemanning sommer 2027 (x = til stede)\nUke\t27\t28\nTestlie\tx\tx",
        "Ferie: x = ferie, o = jobb\nUke\t28\t29\nTestlie\tx\to",
        "Ferie\nJuli\t1\t2\t5\nTestlie\tx\tx\t",
    ],
)
def test_marks_that_may_mean_something_else_give_no_row(text: str) -> None:
    assert read(text) == ()


def test_initials_are_asked_about_with_whose_they_may_be() -> None:
    entries = read("Ferie\nTT: uke 28\nUke 29 AT og K.T.\nST: uke 30")
    assert [(e.written, [p.name for p in e.candidates]) for e in entries] == [
        ("TT", ["Tone Testlie"]),
        ("AT", ["Arild Testmoe"]),
        ("K.T", ["Kari Testnes"]),
        ("ST", ["Solveig Testholm", "Sverre Testholm", "Silje Marie Testhaug"]),
    ]
    assert {e.doubts for e in entries} == {(Doubt.INITIALS,)}


@pytest.mark.parametrize("text", ["NB: uke 28", "Ferie\nHPR: uke 28"])
def test_capitals_that_are_no_initials_are_nobody(text: str) -> None:
    assert all(e.doubts != (Doubt.INITIALS,) for e in read(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alle legene har ferie uke 29.", "Alle legene"),
        ("Alle legar har ferie veke 29", "Alle legar"),
        ("Samtlige leger er borte uke 29", "Samtlige leger"),
    ],
)
def test_everyone_is_one_question_that_can_be_the_whole_clinic(text: str, said: str) -> None:
    (entry,) = read(text)
    assert (entry.written, entry.doubts) == (said, (Doubt.EVERYONE,))
    assert proposed((entry,)) == [(said, "19.07.2027-25.07.2027")]


def test_one_who_is_named_beside_everyone_is_asked_about_too() -> None:
    entries = read("Alle legene har ferie uke 29, unntatt Testmoe.")
    assert [e.written for e in entries] == ["Alle legene", "Testmoe"]
    assert all(e.span is None for e in entries)


def test_what_stands_below_the_name_of_another_clinic_is_asked_about() -> None:
    text = (
        "Testlia legekontor\nTestlie: ferie uke 28\n\nNabobygda legekontor\nTestlie: ferie uke 30"
    )
    ours, theirs = read(text)
    assert ours.doubts == ()
    assert theirs.doubts == (Doubt.UNREAD_WORDS,)
    assert [extent.of(text) for extent in theirs.unread] == ["Nabobygda legekontor"]


def test_the_headings_of_several_clinics_at_work_are_no_question() -> None:
    other = ClinicFile(
        version=1,
        clinic=Clinic(her_id=200, name="Nabobygda legekontor"),
        practitioners=(Practitioner(her_id=2000, name="Siv Testbakk"),),
    )
    names = Names.of([FILE, other], TODAY)
    text = (
        "Testlia legekontor\nTestlie: ferie uke 28\n\nNabobygda legekontor\nTestbakk: ferie uke 30"
    )
    entries = read_list(text, TODAY, names).entries
    assert [(e.person.clinic, e.doubts) for e in entries if e.person] == [(100, ()), (200, ())]


def test_the_characters_of_a_date_with_blanks_are_those_of_the_text() -> None:
    text = "Ferie\nTone Testlie: 12. 7. til 1. 8. 2027"
    (entry,) = read(text)
    assert certain(text) == ("Tone Testlie 12.07.2027-01.08.2027",)
    assert entry.period_extent
    assert entry.period_extent.of(text) == "12. 7. til 1. 8. 2027"


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        ("Testmoe har ferie uke 28-30. ", "Unntak: onsdag uke 29."),
        ("Ferie:\nTestmoe uke 28-30\n* ", "ikke uke 29"),
        ("Ferie:\nTestmoe uke 28-30\n", "Unntak: onsdagene"),
        ("Testmoe har ferie uke 28-30.\n", "PS: uke 29 er strøket."),
        ("Testmoe har ferie uke 28-30.\n\nMvh Kari Testnes\n", "PS: uke 29 er strøket."),
        ("Testmoe har ferie uke 28. ", "Det stemmer ikke lenger."),
        ("Testmoe har ferie uke 28-30. ", "Han er på kontoret onsdag i uke 29."),
    ],
)
def test_what_follows_a_row_without_a_name_and_speaks_against_it_is_quoted(
    row: str, remark: str
) -> None:
    (entry,) = read(row + remark)
    assert entry.doubts == (Doubt.UNREAD_WORDS,)
    assert [extent.of(row + remark) for extent in entry.unread] == [remark]


@pytest.mark.parametrize(
    "part",
    [
        "Unntak: onsdag uke 29.",
        "Åpent i uke 29",
        "Siv Olsen er her uke 29",
        "Tilbake 3. august, sa de",
    ],
)
def test_a_part_that_names_days_is_not_said_to_name_none(part: str) -> None:
    reading = read_list(part, TODAY, Names.of([FILE], TODAY))
    assert Reason.PROSE not in {passed.reason for passed in reading.passed_over}


@pytest.mark.parametrize(
    "text",
    [
        "Testmoe har ferie mandag, onsdag og fredag uke 25",
        "Testmoe har ferie uke 28 og 3 dager i uke 29",
        "Testmoe har ferie 2 dager uke 30",
        "Testmoe har ferie uke 53",
        "Testlie, Testmoe og Testnes har ferie hhv. uke 28, 29 og 30",
        "Testmoe har flyttet ferien til uke 31",
        "Testmoe er ikke borte uke 28, men Testlie er det",
        "Ferie\nTestmoe uke 28 -> uke 30",
        "Testmoe: ferie 5.-9., 12.-16. og 19.-23. juli",
    ],
)
def test_days_that_would_be_a_guess_are_not_proposed(text: str) -> None:
    entries = read(text)
    assert entries
    assert all(entry.doubts and entry.proposal is None for entry in entries)


@pytest.mark.parametrize(
    "text",
    [
        "Ferie: Testlie 27-29, Testmoe (konsulent) 30-31",
        "Testmoe hos tannlegen uke 28",
        "Ferie\nTestlie: 28, 29, (30)",
    ],
)
def test_a_practitioner_with_days_that_gives_no_row_is_counted(text: str) -> None:
    reading = read_list(text, TODAY, Names.of([FILE], TODAY))
    assert not reading.entries
    assert reading.unread == 1


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("time", ("timebestilling",)),
        ("time og resept", ("timebestilling", "reseptfornyelse")),
        ("Appointment booking, E-cons.", ("timebestilling", "ekonsultasjon")),
        ("Kontakt; Reseptfornying", ("reseptfornyelse", "ekontakt")),
    ],
)
def test_a_cell_may_have_the_names_of_services_on_the_screen(
    cell: str, codes: tuple[str, ...]
) -> None:
    assert services_in(cell) == (codes, True)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Nabobyen legevakt\nFerie\nTestmoe uke 28", "Nabobyen legevakt"),
        (
            "Ferie\nTestlie uke 27\nlegekontoret i nabobyen\nTestmoe uke 28",
            "legekontoret i nabobyen",
        ),
        ("Ferie sykehjemmet\nTestmoe uke 28", "sykehjemmet"),
        ("Ferie Nabobyen:\nTestmoe uke 28", "Nabobyen"),
    ],
)
def test_what_stands_below_another_office_or_place_is_asked_about_with_its_name(
    text: str, quoted: str
) -> None:
    entry = read(text)[-1]
    assert Doubt.UNREAD_WORDS in entry.doubts
    assert entry.span is None
    assert [extent.of(text) for extent in entry.unread] == [quoted]


def test_a_stranger_with_days_of_its_own_is_no_place() -> None:
    entries = read("Ola Nordtest\nferie uke 28\nTestmoe\nferie uke 29")
    assert [e.written for e in entries if not e.doubts] == ["Testmoe"]


@pytest.mark.parametrize("sign", ["\t", " | ", ";", "; ", ",", "   "])
def test_days_between_two_columns_are_one_period_whatever_stands_between_the_cells(
    sign: str,
) -> None:
    rows = [("Navn", "Fra", "Til"), ("Testlie", "12.07", "01.08"), ("Testmoe", "02.08", "08.08")]
    text = "\n".join(["Ferie", *(sign.join(row) for row in rows)])
    assert certain(text) == (
        "Tone Testlie 12.07.2027-01.08.2027",
        "Arild Testmoe 02.08.2027-08.08.2027",
    )


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        ("12.07\t", Doubt.END_UNSAID),
        ("\t12.07", Doubt.START_UNSAID),
        ("01.08\t12.07", Doubt.TURNED),
        ("12\t18", Doubt.NO_DAYS),
    ],
)
def test_a_row_without_both_days_in_their_columns_is_asked_about(row: str, doubt: Doubt) -> None:
    (entry,) = read(f"Ferie\nNavn\tFra\tTil\nTestlie\t{row}")
    assert entry.doubts == (doubt,)
    assert entry.span is None


def test_marks_in_semicolons_take_no_longer_for_being_many() -> None:
    text = "\n".join(["Ferie", "a;1" + "x;" * 280 + "A1", "a;" + ";" * 580])
    assert read(text) == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Ikke ferie:",
        "Uten feriedager",
        "Vi tar ikke ferie:",
        "Ferien til disse er avslått:",
        "Avviste ferier",
        "Disse har trukket tilbake ferien:",
        "Ferieplan fra i fjor",
        "Sommerferie (gammel, skal ikke brukes)",
        "Ferie - ikke avklart ennå",
        "Kan treffes i ferien:",
        "Disse er på legekontoret i ferien:",
        "Hvem passer kontoret i ferien:",
        "Ansvarshavende i ferien",
        "Hjemmesykepleiens ferieturnus",
        "Skoleferien til barna",
        "Ikke ferie uke 27-29:",
        "Emne: Avslag på ferie",
    ],
)
def test_a_heading_with_words_that_nobody_has_foreseen_makes_no_row_certain(heading: str) -> None:
    assert certain(f"{heading}\nTestmoe uke 28") == ()
    assert certain(f"Ferie 2027\nTestlie uke 27\n\n{heading}\nTestmoe uke 28") == (
        "Tone Testlie 05.07.2027-11.07.2027",
    )


@pytest.mark.parametrize(
    "heading",
    ["Fravær sommeren 2027", "Oversikt over ferien til legene våre:", "Legenes ferieuker i 2027"],
)
def test_a_heading_of_known_words_makes_rows_certain(heading: str) -> None:
    assert certain(f"{heading}\nTestmoe uke 28") == ("Arild Testmoe 12.07.2027-18.07.2027",)


@pytest.mark.parametrize(
    "correction",
    [
        "Korrigering: begge skal ha det to uker seinere.",
        "Alle ukene over forskyves med én uke.",
        "Beklager, denne oversikten ble gal. Riktig liste følger.",
        "Obs! Feil i listen, vent på neste.",
        "Ferien er dessverre avlyst.",
    ],
)
def test_a_correction_of_nobody_by_name_asks_about_all_rows(correction: str) -> None:
    text = f"Ferie\nTestlie uke 27\nTestmoe uke 28\n\n{correction}"
    assert certain(text) == ()
    assert len(read(text)) == 2
    assert certain(f"{correction}\n\nFerie\nTestlie uke 27") == ()


@pytest.mark.parametrize(
    "correction",
    [
        "Testmoe flytter ferien sin.",
        "Ferien til Testmoe er utsatt.",
        "Hei, det stemmer, bortsett fra Testmoe",
        "OBS! Testmoe tar uke 31, ikke uke 28.",
        "Avlyst:\nTestmoe uke 31",
    ],
)
def test_a_correction_with_a_name_asks_about_the_rows_of_that_person(correction: str) -> None:
    text = f"Ferie\nTestlie uke 27\nTestmoe uke 28\n\n{correction}"
    assert certain(text) == ("Tone Testlie 05.07.2027-11.07.2027",)


@pytest.mark.parametrize(
    "text",
    [
        "Navn\tUker\nTestlie\t27\t28\t29",
        "Navn\tFerieuker\nTestlie\t27\t28",
        "Ferie\nTestmoe 12.7 til",
        "Ferie\nTestmoe 12.7 til\nTestlie f.o.m. 2.8",
        "Ferie\nNavn;Første feriedag;Siste feriedag\nTestmoe;12.7;",
        "Ferie\nTestmoe 12.7-18.7 ✗",
    ],
)
def test_what_is_cut_short_or_stands_in_more_cells_than_headings_is_asked_about(text: str) -> None:
    assert read(text)
    assert certain(text) == ()
