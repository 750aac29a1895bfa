"""Triage by keys, on the real backend: the queue narrowed, worked off, and looked ahead in."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.client import Endpoint
from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.domain.substitute_setup import Owner
from fravaertui.protocol.work_queue import (
    FindingCounts,
    FindingFilter,
    FindingRow,
    FindingState,
    MarkKind,
    MarkRequest,
)
from fravaertui.session import saved_views
from fravaertui.session.saved_views import SavedView
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.contacts import owner_word
from fravaertui.tui.panes.work_queue import names_apart
from tests.client.servers import problem, serving
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.held import held
from tests.tui.plain_text import flat
from tests.tui.servers import Proxy


@pytest.fixture
async def triage(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> AsyncIterator[Driver]:
    """Return the queue as it opens, at both sizes."""
    async with opening(size) as agent:
        yield await agent.press("escape", "t")


def queue(agent: Driver) -> list[str]:
    """Return the rows of the queue, two lines of the screen each, as one text each."""
    rows = agent.rows("queue")
    return [flat(" ".join(pair)) for pair in zip(rows[::2], rows[1::2], strict=True)]


def codes(agent: Driver) -> set[str]:
    return {row.split()[1] for row in queue(agent)}


def count(agent: Driver) -> int:
    """Return how many findings the line on top says there are."""
    return int(agent.says("filters").rpartition("· ")[2].split()[0])


async def choose(agent: Driver, key: str, text: str) -> None:
    await agent.press(key)
    await agent.type(text)
    await agent.press("enter")


async def test_the_most_severe_stand_first_and_all_are_counted(triage: Driver) -> None:
    assert triage.says("filters").startswith("Avvik på alle virksomheter: «Alt som venter» · ")
    assert count(triage) == len(queue(triage)) > 10
    marks = [row[0] for row in queue(triage)]
    assert marks == sorted(marks, key="!·".index)


async def test_a_kind_is_found_by_its_words_and_said_in_words(triage: Driver) -> None:
    await choose(triage, "c", "uten virkning")
    assert codes(triage) == {"F04"}
    assert "F04 Fravær uten virkning" in triage.says("filters")
    await choose(triage, "c", "alle slag")
    assert len(codes(triage)) > 5


async def test_of_hundreds_of_municipalities_the_likeliest_stands_first(triage: Driver) -> None:
    """As where one types a name in a form: a whole word, then a word's beginning; then the rest."""
    names = ["Bossvik", "Moss", "Nordre Os", "Os", "Osen", *(f"Vik {n}" for n in range(300))]
    counts = FindingCounts(code={}, municipality=dict.fromkeys(names, 1), vendor={})
    with held(triage.app.gateway, "finding_counts", counts) as asked:
        asked.release()
        await triage.press("o")
    for typed, expected in (
        ("os", ["Nordre Os", "Os", "Osen", "Bossvik", "Moss"]),
        ("OSE", ["Osen"]),
        ("os nor", ["Nordre Os"]),
        ("vik 29", ["Vik 29", *(f"Vik {n}" for n in range(290, 300)), "Vik 129", "Vik 229"]),
    ):
        await triage.fill("chooser-find", typed)
        rows = triage.rows("chooser-options")
        assert [flat(row).split(" ", 1)[1] for row in rows] == expected
    await triage.fill("chooser-find", "os")
    await triage.press("enter")
    assert "Nordre Os" in triage.says("filters")


async def test_municipality_and_vendor_narrow_to_what_their_counts_say(triage: Driver) -> None:
    total = count(triage)
    await triage.press("o")
    offered = triage.rows("chooser-options")
    places = dict(flat(row).split(" ", 1)[::-1] for row in offered[1:])
    assert sum(map(int, places.values())) == total
    await triage.type("testdal")
    await triage.press("enter")
    assert count(triage) == int(places["Testdal"])
    assert "Testdal" in triage.says("filters")
    await choose(triage, "l", "enkel")
    assert "Testdal · Enkel Testjournal" in triage.says("filters")
    await triage.press("x")
    assert count(triage) == total


async def test_severities_come_one_after_another(triage: Driver) -> None:
    total, seen = count(triage), []
    for _ in range(3):
        await triage.press("g")
        seen.append((triage.says("filters").split(": ")[1].split(" · ")[0], count(triage)))
    assert [word.split()[-1] for word, _ in seen] == ["kritisk", "advarsel", "merknad"]
    assert sum(number for _, number in seen) == total
    await triage.press("g")
    assert count(triage) == total


async def test_what_is_taken_is_mine_and_says_so(triage: Driver) -> None:
    first = queue(triage)[0]
    await triage.press("a")
    assert triage.note == "Tatt. Avviket er ditt. s slipper det."
    assert queue(triage)[0].endswith("tatt av deg")
    await triage.press("m")
    assert "«Mine» tatt av deg · 1 avvik" in triage.says("filters")
    assert (count(triage), len(queue(triage))) == (1, 1)
    await triage.press("s")
    assert triage.says("note").endswith("Her er det ingenting som venter.")
    await triage.press("m")
    assert queue(triage)[0] == first


async def test_each_finding_names_whom_it_is_about_and_no_two_look_the_same(
    triage: Driver,
) -> None:
    await triage.press("h")
    rows = queue(triage)
    assert len(rows) == len(set(rows))
    assert all(" · " in row for row in triage.rows("queue")[::2])
    [text] = [row for row in rows if " F11 " in row]
    assert "Daltun Testlegekontor · hele legekontoret" in text


async def test_what_is_in_a_column_is_aligned(triage: Driver, size: tuple[int, int]) -> None:
    await triage.press("a", "down", "z")
    await triage.type("uke 50")
    await triage.press("enter", "h")
    rows = triage.rows("queue")
    owners = [owner_word(owner, screen_words("nb")) for owner in Owner]
    starts = {row.rindex(next(o for o in owners if row.endswith(o))) for row in rows[::2]}
    assert len(starts) == 1
    said = [row for row in rows[1::2] if row.endswith(("tatt av deg", "utsatt til 07.12.2026"))]
    assert len({max(row.find("tatt av deg"), row.find("utsatt til")) for row in said}) == 1
    assert len(said) == 2
    assert not [row for row in rows[::2] if "…" in row]


async def test_the_key_that_opens_a_finding_stands_first_in_the_bar(triage: Driver) -> None:
    assert triage.keys.startswith("Enter åpne a ta z utsett")
    assert triage.keys.endswith("? hjelp")
    await triage.press("c")
    assert triage.keys.startswith("Enter velg")


NAMESAKES = st.builds(
    FindingRow,
    clinic=st.integers(1, 3),
    clinic_name=st.just("Legesenteret"),
    municipality=st.sampled_from(["", "Testdal", "Testvik"]),
    practitioner=st.none() | st.integers(11, 12),
    practitioner_name=st.just("Kari Testnes"),
    code=st.just(FindingCode.SHADOWED),
    severity=st.just(Severity.NOTICE),
    owner=st.just(Owner.AGENT),
    days=st.just((date(2026, 12, 1),)),
    key=st.integers(1, 9).map(lambda n: f"F04/{n}"),
    fingerprint=st.just("0" * 16),
)


@given(st.lists(NAMESAKES, max_size=6, unique_by=lambda row: (row.clinic, row.key)))
def test_namesakes_are_told_apart(rows: list[FindingRow]) -> None:
    names = names_apart(rows, screen_words("nb"))
    assert len(set(names)) == len(rows)


async def test_a_finding_is_put_off_to_a_day_and_stays_away_till_then(triage: Driver) -> None:
    total = count(triage)
    await triage.press("z")
    await triage.type("31.6")
    assert "finnes ikke" in triage.says("ask-note")
    await triage.press("enter")
    assert triage.focus == "ask-field", "what can't be understood is asked again"
    await triage.press("end", "ctrl+u")
    await triage.type("i dag")
    await triage.press("enter")
    assert triage.note == "Velg en kommende dag."
    await triage.press("end", "ctrl+u")
    await triage.type("uke 50")
    assert triage.says("ask-note") == "mandag 7. desember 2026"
    await triage.press("enter")
    assert triage.note.startswith("Utsatt til mandag 7. desember 2026. h viser")
    assert count(triage) == total - 1
    await triage.press("h")
    assert count(triage) == total
    assert "også lagt bort" in triage.says("filters")
    assert "utsatt til 07.12.2026" in queue(triage)[0]


async def test_what_is_meant_so_carries_the_case(triage: Driver, backend: Backend) -> None:
    total = count(triage)
    await triage.press("i")
    await triage.type("SAK-1")
    await triage.press("enter")
    assert "Er det ment slik?" in triage.words
    await triage.press("r")
    assert count(triage) == total, "every letter but the one for yes says no"
    await triage.press("i")
    await triage.type("SAK-1")
    await triage.press("enter", "J")
    assert count(triage) == total - 1
    async with backend.another_agent() as ola:
        page = await ola.api.findings(FindingFilter(state=(FindingState.INTENDED,)))
    [row] = page.rows
    assert row.mark
    assert row.mark.case_reference == "SAK-1"


async def test_what_is_asked_can_be_left_and_changes_nothing(triage: Driver) -> None:
    before = queue(triage)
    for key in ("z", "i", "p", "n", "c", "v", "question_mark", "ctrl+p"):
        await triage.press(key, "escape")
        assert triage.focus == "queue", key
    assert queue(triage) == before


async def test_looking_ahead_shows_only_what_is_not_a_finding_yet(triage: Driver) -> None:
    now = queue(triage)
    await triage.press("p")
    await triage.type("+30")
    await triage.press("enter")
    assert triage.says("filters") == "Nytt innen tirsdag 22. desember 2026: · 2 avvik"
    assert not set(queue(triage)) & set(now)
    await triage.press("p", "enter")
    assert queue(triage) == now


async def test_a_day_too_far_ahead_is_refused_in_words(triage: Driver) -> None:
    await triage.press("p")
    await triage.type("+61")
    await triage.press("enter")
    assert triage.note == "Velg en dag fra i dag til torsdag 21. januar 2027."
    assert triage.focus == "ask-field"


async def test_a_view_that_comes_with_the_program_is_chosen_by_name(triage: Driver) -> None:
    await choose(triage, "v", "haster")
    assert triage.says("filters").startswith("Avvik på alle virksomheter: «Haster» kritisk ·")
    assert {row[0] for row in queue(triage)} == {"!"}
    await choose(triage, "v", "åpner snart")
    assert triage.says("filters").startswith("Nytt innen søndag 29. november 2026: «Åpner snart")


async def test_own_views_are_kept_between_runs_and_can_be_forgotten(
    opening: Opening, tmp_path: Path
) -> None:
    file = tmp_path / "views.json"
    kept = {
        "views": saved_views.load(file),
        "store_views": lambda own: saved_views.store(file, own),
    }
    async with opening(**kept) as agent:
        await agent.press("escape", "t", "g")
        await choose(agent, "o", "testvik")
        await choose(agent, "n", "Mandagsmøtet")
        assert agent.note == "Lagret. v henter den fram."
        assert "«Mandagsmøtet» kritisk · Testvik" in agent.says("filters")
        shown = queue(agent)
    async with opening(**kept | {"views": saved_views.load(file)}) as agent:
        await agent.press("escape", "t")
        await choose(agent, "v", "mandag")
        assert queue(agent) == shown
        await agent.press("d", "d")
        assert "«Mandagsmøtet»" in agent.says("filters"), "the key that asks says no"
        await agent.press("d", "J")
        assert agent.note == "Visningen «Mandagsmøtet» er glemt."
        await agent.press("d")
        assert agent.note == "Dette er ikke en av dine egne visninger."
    assert saved_views.load(file) == ()


async def test_a_view_needs_a_name_that_can_be_shown(triage: Driver) -> None:
    await triage.press("n", "enter")
    assert triage.note == "Et navn har fra 1 til 40 tegn."
    await triage.type("x" * 41)
    await triage.press("enter")
    assert triage.focus == "ask-field"


async def test_enter_opens_the_clinic_at_the_finding_and_the_queue_waits_as_it_was(
    triage: Driver, size: tuple[int, int]
) -> None:
    await choose(triage, "c", "F09")
    await triage.press("a", "enter")
    assert "Solvik Testlegekontor" in triage.header
    assert triage.focus == "findings"
    await triage.press("enter")
    assert triage.title == "Fortsatt slått av etter fraværet"
    await triage.press("J")
    assert triage.note.startswith("Notert: EPJ hos Tor Testbakke, ")
    await triage.press("t")
    assert "F09" in triage.says("filters")
    assert triage.says("note").endswith("Her er det ingenting som venter.")


async def test_what_another_agent_has_taken_is_refused_by_name(
    triage: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        row = (await ola.api.findings(FindingFilter())).rows[0]
        taken = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=MarkKind.TAKE)
        await ola.api.mark(row.clinic, taken)
    await triage.press("a")
    assert triage.note == "ola.nordmann har tatt dette avviket. Slipp det først."
    await triage.press("r")
    assert "tatt av ola.nordmann" in queue(triage)[0]


async def test_W3_what_others_do_is_counted_without_a_key(triage: Driver, backend: Backend) -> None:
    total = count(triage)
    async with backend.another_agent() as ola:
        row = (await ola.api.findings(FindingFilter())).rows[-1]
        meant = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=MarkKind.INTEND)
        await ola.api.mark(row.clinic, meant)
        await triage.until(lambda: count(triage) == total - 1)


async def test_the_help_and_the_commands_are_those_of_the_triage(triage: Driver) -> None:
    await triage.press("question_mark")
    assert "Vis bare én kommune" in triage.says("reading")
    assert "Legg til fravær" not in triage.says("reading")
    await triage.press("escape", "ctrl+p")
    await triage.type("bare kommune")
    await triage.press("enter")
    assert "alle kommuner" in triage.says("chooser-options")


async def test_W3_a_queue_that_can_not_be_fetched_is_not_an_empty_one(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:  # noqa: SIM117 - the second needs the first
        async with opening(WIDE, connect=lambda: Endpoint(server.url)) as agent:
            proxy.answer("/findings", problem(500, "internal", detail="An error in the server."))
            await agent.press("escape", "t")
            assert "An error in the server." in agent.note
            assert "ingenting som venter" not in agent.words
            proxy.open()
            await agent.press("r")
            assert queue(agent)


def test_a_damaged_file_of_views_is_no_views(tmp_path: Path) -> None:
    file = tmp_path / "views.json"
    for text in ("", "{", '[{"name": ""}]', "[" * 100_000):
        file.write_text(text)
        assert saved_views.load(file) == ()
    view = SavedView.model_validate({"name": "Min", "selection": {}, "days_ahead": 3})
    saved_views.store(file, (view,))
    assert saved_views.load(file) == (view,)
    assert file.stat().st_mode & 0o777 == 0o600
