"""Finding a clinic: what is matched, in which order, and the clinics used lately."""

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fravaertui.backend.demo.builder import hpr_number, organisation_number
from fravaertui.protocol.directory import DirectoryClinic, DirectoryPractitioner
from fravaertui.session.clinic_search import Hit
from fravaertui.tui.panes.hit_rows import hit_records
from fravaertui.tui.widgets.record_list import Record
from tests.tui.conftest import DDFL, Opening
from tests.tui.driver import NARROW, WIDE, Driver

FOUND = {
    "DDFL Test": "DDFL Test | 81569069",
    "ddfl": "DDFL Test | 81569069",
    "langnes": "Langnes Testlegekontor | 00 00 01 08",
    "ronhovde": "Rønhovde Testlegesenter | +47 00 00 01 03",
    "RØNHOVDE": "Rønhovde Testlegesenter | +47 00 00 01 03",
    "cahcegatti": "Čáhcegátti testdoavttirguovddáš | 00 00 01 04",
    "[ferie]": "Legekontoret [Ferie] | 00 00 01 05",
    organisation_number(1): "DDFL Test | 81569069",
    str(DDFL): "DDFL Test | 81569069",
    "81569069": "DDFL Test | 81569069",
    "81 56 90 69": "DDFL Test | 81569069",
    "+47 00 00 01 03": "Rønhovde Testlegesenter | +47 00 00 01 03",
    "00000103": "Rønhovde Testlegesenter | +47 00 00 01 03",
    "astrid": "Astrid Info | DDFL Test",
    "info astrid": "Astrid Info | DDFL Test",
    str(hpr_number(1)): "Astrid Info | DDFL Test",
    str(DDFL + 2): "Bo Berg | DDFL Test",
    "jorn aerli": "Jørn Ærli Åstest | Rønhovde Testlegesenter",
    "jorn aastest": "Jørn Ærli Åstest | Rønhovde Testlegesenter",
    "roenhovde": "Rønhovde Testlegesenter | +47 00 00 01 03",
    "ddfl astrid": "Astrid Info | DDFL Test",
    "dr. Astrid Info": "Astrid Info | DDFL Test",
    f"HPR-nr {hpr_number(1)}": "Astrid Info | DDFL Test",
    f"HER-id: {DDFL + 2}": "Bo Berg | DDFL Test",
    "tlf 81569069": "DDFL Test | 81569069",
    f"Org.nr: {organisation_number(1)}": "DDFL Test | 81569069",
    "ast\u00adrid\u200b info\ufeff": "Astrid Info | DDFL Test",
    "aile sara": "Áile Sárá Testčohkka | Rønhovde Testlegesenter",
    "王小明": "王小明 Test 🩺 | Legekontoret [Ferie]",
}

OFFICES = (
    "Testlegekontoret for dem som bor langt av vei",
    "Testlegekontoret for dem som bor nær",
    "Legesenteret",
)


def office(number: int, name: str, municipality: str) -> DirectoryClinic:
    return DirectoryClinic(
        her_id=number,
        organisation_number=organisation_number(number),
        name=name,
        municipality=municipality,
    )


async def test_a_clinic_is_found_by_all_that_is_known_of_it(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        first = {}
        for typed in FOUND:
            await agent.fill("find", typed)
            first[typed] = agent.hits[0] if agent.hits else ""
        assert first == FOUND


async def test_the_hit_follows_every_letter(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        counts = []
        for letter in "solvik":
            await agent.press(letter)
            found = agent.says("find-note").removeprefix("Mer enn ")
            counts.append(int(found.split(" ")[0]))
        assert len(agent.hits) == counts[-1] == 1
        assert agent.hits[0].startswith("Solvik Testlege")
        assert counts == sorted(counts, reverse=True)
        await agent.press("backspace", "backspace", "backspace")
        assert len(agent.hits) == counts[2]


async def test_the_best_hit_stands_first(opening: Opening) -> None:
    async with opening() as agent:
        await agent.type("per")
        names = [hit.split(" | ")[0] for hit in agent.hits]
        # The start of a name, then nothing else in the demo data but inside a word.
        assert names[0] == "Per Vikar"
        assert all("per" in name.casefold() for name in names)
        await agent.burst("end", "ctrl+u", *"testlegekontor")
        names = [hit.split(" | ")[0] for hit in agent.hits]
        starts = [name.casefold().startswith("testlegekontor") for name in names]
        assert starts[0]
        assert starts == sorted(starts, reverse=True)


async def test_a_practitioner_at_two_clinics_is_two_hits(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.type("tora testosteder")
        assert agent.hits == [
            "Tora Testosteder | Nordli Testlegekontor",
            "Tora Testosteder | Sørli Testlegekontor",
        ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Testdal", "Testvik"]), st.sampled_from(OFFICES)),
        min_size=2,
        max_size=5,
    ),
    st.sampled_from([22, 34, 36, 78]),
)
def test_hits_of_one_name_never_look_the_same(places: list[tuple[str, str]], width: int) -> None:
    found = [
        Hit(
            office(n, name, municipality),
            DirectoryPractitioner(her_id=100 + n, name="Kari Testnes"),
        )
        for n, (municipality, name) in enumerate(places, 1)
    ]
    records = hit_records(found, width)
    rows = [
        tuple("".join(text for text, _ in one.parts) for one in record.lines) for record in records
    ]
    assert len(set(rows)) == len(found)
    assert all(cell_len(text) <= width for row in rows for text in row)
    assert not any(re.search(r"\S…", text) for row in rows for text in row)


def test_the_municipality_tells_offices_without_room_apart() -> None:
    found = [
        Hit(
            office(n, OFFICES[0], place),
            DirectoryPractitioner(her_id=100 + n, name="Kari Testnes"),
        )
        for n, place in enumerate(("Testdal", "Testvik"), 1)
    ]
    below = [told(record)[1:] for record in hit_records(found, 24)]
    assert [rows[0] for rows in below] == [f"{place} ·" for place in ("Testdal", "Testvik")]
    assert all(rows[1] == "Testlegekontoret for …" for rows in below)


@pytest.mark.parametrize("width", [22, 34])
def test_a_practitioners_hit_has_both_names_whole_in_a_narrow_list(width: int) -> None:
    name, clinic = "Kari Anna-Sofie Testnesmoen", "Storbyen Testlegesenter"
    person = DirectoryPractitioner(her_id=101, name=name)
    [record] = hit_records([Hit(office(1, clinic, "Testkommune"), person)], width)
    assert " ".join(told(record)) == f"{name} {clinic}"
    assert all(cell_len(row) <= width - 2 for row in told(record))


def told(record: Record) -> list[str]:
    """Return the rows of a hit."""
    return ["".join(text for text, _ in one.parts).strip() for one in record.lines]


async def test_a_practitioners_hit_opens_the_clinic_with_that_practitioner_chosen(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="per vikar") as agent:
        assert "DDFL Test" in agent.header
        assert "Per Vikar" in agent.says("citizen" if size == WIDE else "strip")


async def test_arrows_go_from_the_field_to_the_hits_and_back(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.type("tora")
        await agent.press("down", "down")
        assert agent.focus == "hits"
        await agent.press("up", "up")
        assert agent.focus == "find"
        await agent.press("down", "down", "enter")
        assert "Sørli Testlegekontor" in agent.header


async def test_nothing_found_says_so_and_enter_does_nothing(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.type("xqzw")
        assert agent.hits == []
        assert agent.says("find-note") == "Ingen treff. Prøv færre bokstaver eller et nummer."
        await agent.press("enter")
        assert agent.focus == "find"
        assert "ingen virksomhet valgt" in agent.header


async def test_what_may_have_been_meant_is_listed_and_not_chosen_by_enter(
    opening: Opening,
) -> None:
    async with opening(NARROW) as agent:
        await agent.type("ddlf")
        assert agent.says("find-note") == "Ingen treff. Mente du:"
        assert agent.hits == ["DDFL Test | 81569069"]
        await agent.press("enter")
        assert agent.focus == "find"
        assert "ingen virksomhet valgt" in agent.header
        await agent.press("down", "enter")
        assert "DDFL Test" in agent.header


async def test_the_search_is_left_and_come_back_to(agent: Driver, size: tuple[int, int]) -> None:
    await agent.press("slash")
    assert agent.focus == "find"
    assert agent.shows("hits")
    await agent.type("fager")
    assert [hit.split(" ")[0] for hit in agent.hits] == ["Fagersta"]
    await agent.press("escape")
    assert agent.focus == "absences"
    assert "DDFL Test" in agent.header
    assert agent.shows("hits") == (size == WIDE)


async def test_typing_anew_replaces_what_was_searched_for(wide: Driver) -> None:
    await wide.press("slash")
    await wide.type("nordli")
    assert wide.value("find") == "nordli"


async def test_the_start_screen_has_the_keys_in_the_search(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size) as agent:
        assert agent.focus == "find"
        assert "tilkoblet" in agent.header
        assert "Enter velg" in agent.keys


async def test_clinics_used_lately_are_offered_the_latest_first(opening: Opening) -> None:
    remembered: list[tuple[int, threading.Thread]] = []

    def remember(her_id: int) -> None:
        remembered.append((her_id, threading.current_thread()))

    async with opening(WIDE, recent=(DDFL + 700, DDFL), remember=remember) as agent:
        assert agent.says("find-note") == "Siste"
        assert [hit.split(" | ")[0] for hit in agent.hits] == [
            "Langnes Testlegekontor",
            "DDFL Test",
        ]
        await agent.press("down", "down", "enter")
        assert "DDFL Test" in agent.header
        await agent.press("slash", "backspace")
        assert [hit.split(" | ")[0] for hit in agent.hits] == [
            "DDFL Test",
            "Langnes Testlegekontor",
        ]
    [(clinic, thread)] = remembered
    assert clinic == DDFL
    assert thread is not threading.main_thread(), "no key waits for the disk"


async def test_a_recent_clinic_that_is_no_more_is_not_offered(opening: Opening) -> None:
    async with opening(recent=(4_711, DDFL)) as agent:
        assert agent.hits == ["DDFL Test | 81569069"]


async def test_another_clinic_takes_the_place_of_the_one_on_screen(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("plus", "h", "slash")
    await agent.type("langnes")
    await agent.press("enter")
    assert "Langnes Testlegekontor" in agent.header
    assert not any("Astrid" in row for row in agent.absences)
    assert "Vera Testvaksine" in agent.says("citizen" if size == WIDE else "strip")
    assert "i dag" in agent.says("citizen" if size == WIDE else "strip")


async def test_names_take_the_room_that_a_scrollbar_gives_back(opening: Opening) -> None:
    async with opening(WIDE) as agent:
        await agent.type("t")
        await agent.type("estleg")
        assert "Myra Testlegekontor | 00 00 01 12" in agent.hits
