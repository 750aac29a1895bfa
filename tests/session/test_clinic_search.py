"""Finding the right clinic or practitioner while typing."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.backend.demo.national import national_files
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.names import fold
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner
from fravaertui.session.clinic_search import Hit, Index
from tests.domain.strategies import examples


def clinic(
    her_id: int, name: str, *people: DirectoryPractitioner, phone: str = "", org: str = "0"
) -> DirectoryClinic:
    """A clinic as the directory lists it."""
    return DirectoryClinic(
        her_id=her_id, organisation_number=org, name=name, phone=phone, practitioners=people
    )


def person(her_id: int, name: str, hpr_number: int | None = None) -> DirectoryPractitioner:
    """A practitioner as the directory lists them."""
    return DirectoryPractitioner(her_id=her_id, name=name, hpr_number=hpr_number)


INDEX = Index(
    Directory(
        clinics=(
            clinic(
                93238,
                "DDFL Test",
                person(93301, "Astrid Info", 1010037),
                person(93302, "Jonny Karl Rønhovde", 8346208),
                phone="81 56 90 69",
                org="100100673",
            ),
            clinic(
                93400,
                "Fagersta Testlegekontor",
                person(93401, "Astrid Info", 1010037),
                person(93402, "Áile Čálliidlágádus", 9144897),
                person(93403, "Ærlend Ås", None),
                phone="+47 23 32 70 00",
                org="999944999",
            ),
            clinic(93500, "Ås testlegesenter", phone="47123456", org="983544622"),
            clinic(93600, "Test", org="-12345"),
            clinic(93700, "Sentrum Test-legesenter", person(93701, "Bo O'Berg")),
        )
    )
)


def names(text: str) -> list[str]:
    """What is found, best first, as the agent would read it."""
    return [
        f"{hit.practitioner.name} · {hit.clinic.name}" if hit.practitioner else hit.clinic.name
        for hit in INDEX.search(text)
    ]


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u200d", "\ufeff"])
def test_invisible_characters_that_were_pasted_along_hide_nothing(invisible: str) -> None:
    assert names(f"Ast{invisible}rid {invisible}Info") == names("Astrid Info") != []


@pytest.mark.parametrize(
    "typed",
    [
        "ronhovde",
        "Rønhovde",
        "RØNHOVDE",
        "rønh",
        "Ro\u0308nhovde",
        "karl ronhovde",
        "ronhovde jonny",
        " jonny  karl ",
        "8346208",
        "83462",
        "93302",
    ],
)
def test_a_practitioner_is_found_and_names_the_clinic(typed: str) -> None:
    assert names(typed)[0] == "Jonny Karl Rønhovde · DDFL Test"


@pytest.mark.parametrize(
    "typed",
    ["ddfl", "DDFL Test", "ddfl  test", "test ddfl", "100100673", "1001", "93238", "9323"],
)
def test_a_clinic_is_found_by_name_and_numbers(typed: str) -> None:
    assert names(typed)[0] == "DDFL Test"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("81569069", "DDFL Test"),
        ("81 56 90 69", "DDFL Test"),
        ("815 69 069", "DDFL Test"),
        ("8156", "DDFL Test"),
        ("+47 81 56 90 69", "DDFL Test"),
        ("+4781569069", "DDFL Test"),
        ("23327000", "Fagersta Testlegekontor"),
        ("+47 23 32 70 00", "Fagersta Testlegekontor"),
        ("4723327000", "Fagersta Testlegekontor"),
        ("47123456", "Ås testlegesenter"),
    ],
)
def test_a_clinic_is_found_by_its_phone_however_it_is_written(typed: str, found: str) -> None:
    assert names(typed)[0] == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ås test", "Ås testlegesenter"),
        ("as test", "Ås testlegesenter"),
        ("A\u030as test", "Ås testlegesenter"),
        ("aile", "Áile Čálliidlágádus · Fagersta Testlegekontor"),
        ("calliid", "Áile Čálliidlágádus · Fagersta Testlegekontor"),
        ("ČÁLLIID", "Áile Čálliidlágádus · Fagersta Testlegekontor"),
        ("aerlend", "Ærlend Ås · Fagersta Testlegekontor"),
        ("ærlend", "Ærlend Ås · Fagersta Testlegekontor"),
        ("test legesenter", "Sentrum Test-legesenter"),
        ("test-lege", "Sentrum Test-legesenter"),
        ("o'berg", "Bo O'Berg · Sentrum Test-legesenter"),
    ],
)
def test_letters_and_case_are_folded(typed: str, found: str) -> None:
    assert names(typed)[0] == found


def test_the_same_person_at_two_clinics_is_two_hits() -> None:
    twice = ["Astrid Info · DDFL Test", "Astrid Info · Fagersta Testlegekontor"]
    assert names("astrid") == twice
    assert names("1010037") == twice


def test_best_first_whole_name_start_of_name_start_of_word_inside_a_word() -> None:
    listed = ("Kontest", "Alta Testkontor", "Testby", "Testby Test", "Test")
    index = Index(Directory(clinics=tuple(clinic(n, name) for n, name in enumerate(listed, 1))))
    assert [hit.clinic.name for hit in index.search("test")] == [
        "Test",
        "Testby",
        "Testby Test",
        "Alta Testkontor",
        "Kontest",
    ]


def test_a_number_in_the_middle_of_a_phone_number_is_not_its_start() -> None:
    assert names("4712") == ["Ås testlegesenter"]
    assert names("123456") == []


def test_a_whole_number_comes_before_one_that_begins_with_it() -> None:
    index = Index(Directory(clinics=(clinic(930, "A"), clinic(93, "B"), clinic(9300, "C"))))
    assert [hit.clinic.name for hit in index.search("93")] == ["B", "A", "C"]


@pytest.mark.parametrize("typed", ["", "   ", "\n", "-", "finnes ikke", "astrid bo", "\x1b[2J"])
def test_nothing_typed_or_nothing_like_it_finds_nothing(typed: str) -> None:
    assert INDEX.search(typed) == ()


def test_in_an_empty_directory_nothing_is_found() -> None:
    assert Index(Directory()).search("ddfl") == ()
    assert Index(Directory(clinics=(clinic(1, "Uten behandlere"),))).search("uten")


LETTERS = {
    "æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "é": "e",
    "á": "a", "č": "c", "đ": "d", "ŋ": "n", "š": "s", "ŧ": "t", "ž": "z",
}  # fmt: skip


@pytest.mark.parametrize(("letter", "plain"), LETTERS.items())
def test_norwegian_and_sami_letters_are_typed_as_plain_ones(letter: str, plain: str) -> None:
    assert fold(letter) == fold(letter.upper()) == plain


ALPHABET = "aboe1ø" + "".join(LETTERS) + " -"
some_words = st.text("aeøoåb1", min_size=1, max_size=4)
some_names = st.text(ALPHABET, min_size=1, max_size=8)
directories = st.lists(st.tuples(some_names, st.lists(some_names, max_size=2)), max_size=6)


def ways_to_write(name: str) -> set[str]:
    """A name as it may be typed: folded, and with one letter for å and ø written with two."""
    return {fold(name), re.sub("aa+|oe", lambda found: found[0][0], fold(name))}


def has(name: str, word: str) -> bool:
    return any(way in other for way in ways_to_write(word) for other in ways_to_write(name))


def expected_of(hit: Hit, words: list[str]) -> bool:
    """All words in the name; or at least one, the others in the clinic's or its municipality's."""
    own = [has(hit.name, word) for word in words]
    if hit.practitioner is None:
        place = " " + " ".join(fold(hit.clinic.municipality).split())
        return all(o or f" {w}" in place for o, w in zip(own, words, strict=True))
    around = [
        any(has(part, word) for part in (hit.clinic.name, hit.clinic.municipality))
        for word in words
    ]
    return all(own) or (any(own) and all(a or o for a, o in zip(around, own, strict=True)))


@given(directories, st.lists(some_words, min_size=1, max_size=3))
@examples(300)
def test_search_finds_all_and_only_what_has_every_word_typed(
    listed: list[tuple[str, list[str]]], typed: list[str]
) -> None:
    clinics = tuple(
        clinic(700 + n, name, *(person(800 + 10 * n + k, p) for k, p in enumerate(people)), org="7")
        for n, (name, people) in enumerate(listed)
    )
    everything = [Hit(c) for c in clinics] + [Hit(c, p) for c in clinics for p in c.practitioners]
    words = fold(" ".join(typed)).split()
    expected = [hit for hit in everything if words and expected_of(hit, words)]
    index = Index(Directory(clinics=clinics))
    found = index.search(" ".join(typed), limit=100)
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    assert index.search(" ".join(typed), limit=3) == found[:3]
    assert set(index.search(" ".join(reversed(typed)), limit=100)) == set(found)


@given(directories, st.data())
@examples(200)
def test_folding_never_loses_an_exact_match(
    listed: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    """Whatever part of a name is typed, letter by letter as it stands, finds it."""
    named = [name for name, _ in listed if fold(name).strip()]
    clinics = tuple(clinic(700 + n, name, org="7") for n, name in enumerate(named))
    if not named:
        return
    name = data.draw(st.sampled_from(named))
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    if fold(part).strip():
        hits = Index(Directory(clinics=clinics)).search(part, limit=100)
        assert name in {hit.clinic.name for hit in hits}
        whole = Index(Directory(clinics=clinics)).search(name)[0].clinic.name
        assert ways_to_write(whole) & ways_to_write(name)


@given(st.text(ALPHABET, max_size=20))
@examples(100)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text).isascii()
    assert fold(text.upper()) == fold(text)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
@examples(200)
def test_anything_can_be_typed(text: str) -> None:
    assert len(INDEX.search(text)) <= 13
    assert len(INDEX.search(text * 250)) <= 13


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fagersta astrid", "Astrid Info · Fagersta Testlegekontor"),
        ("astrid fager", "Astrid Info · Fagersta Testlegekontor"),
        ("info ddfl", "Astrid Info · DDFL Test"),
        ("roenhovde", "Jonny Karl Rønhovde · DDFL Test"),
        ("aas test", "Ås testlegesenter"),
        ("aerlend aas", "Ærlend Ås · Fagersta Testlegekontor"),
        ("dr. Astrid Info ddfl", "Astrid Info · DDFL Test"),
        ("fastlege jonny karl", "Jonny Karl Rønhovde · DDFL Test"),
        ("HPR-nr 8346208", "Jonny Karl Rønhovde · DDFL Test"),
        ("HER-id: 93302", "Jonny Karl Rønhovde · DDFL Test"),
        ("tlf 81569069", "DDFL Test"),
        ("tlf. +47 81 56 90 69", "DDFL Test"),
        ("Org.nr: 100100673", "DDFL Test"),
        ("organisasjonsnummer 100 100 673", "DDFL Test"),
        ("\ufeffrøn\u00adhov\u200dde\u200b", "Jonny Karl Rønhovde · DDFL Test"),
    ],
)
def test_what_a_caller_says_is_found(typed: str, found: str) -> None:
    assert names(typed)[0] == found


def test_a_name_with_two_letters_for_one_is_found_with_one_and_with_two() -> None:
    index = Index(Directory(clinics=(clinic(1, "Aase Roe"), clinic(2, "Joel Noëlla"))))
    for typed in ("åse", "ase", "aase", "rø", "roe", "ro", "åse roe", "aase rø"):
        assert [hit.clinic.her_id for hit in index.search(typed)][:1] == [1], typed
    for typed in ("joel", "el", "ella", "noe", "jøl"):
        assert [hit.clinic.her_id for hit in index.search(typed)] == [2], typed


def test_a_title_that_is_part_of_a_name_is_searched_for() -> None:
    index = Index(Directory(clinics=(clinic(1, "Dr Test"), clinic(2, "Test"))))
    assert [hit.clinic.her_id for hit in index.search("dr test")] == [1]
    assert [hit.clinic.her_id for hit in index.search("lege test")] == [2, 1]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Asrid Info", "Astrid Info · DDFL Test"),
        ("Fagerstad", "Fagersta Testlegekontor"),
        ("ddlf", "DDFL Test"),
        ("ronhvode", "Jonny Karl Rønhovde · DDFL Test"),
        ("astrid info fagrsta", "Astrid Info · Fagersta Testlegekontor"),
        ("jonny rønhovde finnesikke", "Jonny Karl Rønhovde · DDFL Test"),
        ("dr. asrid", "Astrid Info · DDFL Test"),
    ],
)
def test_the_nearest_is_only_for_asking(typed: str, nearest: str) -> None:
    assert names(typed) == []
    [hit, *_] = INDEX.nearest(typed)
    named = f"{hit.practitioner.name} · " if hit.practitioner else ""
    assert named + hit.clinic.name == nearest


@pytest.mark.parametrize("typed", ["", "xqzw", "12345678901", "\x1b[2J"])
def test_of_what_is_like_nothing_nothing_is_nearest(typed: str) -> None:
    assert INDEX.nearest(typed) == ()


def listed(file: ClinicFile) -> DirectoryClinic:
    """A clinic of the invented country as the directory lists it."""
    known = file.clinic
    return DirectoryClinic(
        **known.model_dump(
            include={"her_id", "organisation_number", "name", "phone", "municipality"}
        ),
        practitioners=tuple(
            person(one.her_id, one.name, one.hpr_number) for one in file.practitioners
        ),
    )


def test_in_the_whole_country_a_name_and_a_word_of_the_clinic_find_the_practitioner() -> None:
    directory = Directory(clinics=tuple(map(listed, national_files(date(2026, 11, 27)))))
    index = Index(directory)
    [hit] = index.search("Øystein Testhaug Innøra")
    assert (hit.name, hit.clinic.name) == ("Øystein Testhaug", "Innøra Testlegegruppe")
    for one in directory.clinics[::9]:
        word = one.name.split(" ")[0]
        for practitioner in one.practitioners:
            first = index.search(f"{word} {practitioner.name}", limit=5)[:2]
            assert Hit(one, practitioner) in first


def national() -> Directory:
    """As many clinics and practitioners as the country has."""
    return Directory(
        clinics=tuple(
            clinic(
                10_000 + n,
                f"Testlegekontor {n}",
                *(person(50_000 + 4 * n + k, f"Lege {n} Nummer {k}") for k in range(3)),
            )
            for n in range(1_700)
        )
    )


def test_among_the_whole_countrys_entries_the_right_one_is_first() -> None:
    index = Index(national())
    assert index.search("testlegekontor 1234")[0].clinic.her_id == 11_234
    assert index.search("nummer 2 lege 77")[0].practitioner == person(50_310, "Lege 77 Nummer 2")
    assert [hit.clinic.her_id for hit in index.search("11699")] == [11_699]
    assert len(index.search("lege")) == 50
    assert len(index.search("lege", limit=7)) == 7
