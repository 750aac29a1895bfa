"""Triage by keys, on the real backend: the queue narrowed, worked off, and looked ahead in."""

import re
from datetime import UTC, date, datetime
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
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.findings import brief_title, finding_title, row_title
from fravaertui.tui.commands import COMMANDS
from fravaertui.tui.panes.queue_rows import queue_table, when_ways
from fravaertui.tui.screens.triage_list import QueueScreen
from tests.client.servers import problem, serving
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.held import held
from tests.tui.plain_text import flat
from tests.tui.queue_view import codes, count, queue, title
from tests.tui.servers import Proxy


async def choose(agent: Driver, key: str, text: str) -> None:
    await agent.press(key)
    await agent.type(text)
    await agent.press("enter")


async def test_the_most_severe_stand_first_and_all_are_counted(triage: Driver) -> None:
    assert "«Alt som venter»" in title(triage)
    assert count(triage) == len(queue(triage)) > 10
    marks = [row[0] for row in queue(triage)]
    assert marks == sorted(marks, key="!·".index)


async def test_a_kind_is_found_by_its_words_and_said_in_words(triage: Driver) -> None:
    await choose(triage, "c", "uten virkning")
    assert codes(triage) == {"F04"}
    assert "Fravær uten virkning (avvik F04)" in triage.says("filters")
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
        seen.append((triage.says("filters"), count(triage)))
    assert [word.split()[1] for word, _ in seen] == ["kritisk", "advarsel", "merknad"]
    assert sum(number for _, number in seen) == total
    await triage.press("g")
    assert count(triage) == total


async def test_what_is_taken_is_mine_and_says_so(triage: Driver) -> None:
    first = queue(triage)[0]
    await triage.press("a")
    assert triage.note == "Tatt: Kari Testnes (avvik F01). Avviket er ditt. u angrer."
    assert queue(triage)[0].endswith(" du")
    assert "tatt av deg" in triage.says("finding")
    assert "haster 4 · tatt av deg 1" in title(triage)
    await triage.press("m")
    assert "«Mine»" in title(triage)
    assert triage.says("filters").startswith("Viser: tatt av deg")
    assert (count(triage), len(queue(triage))) == (1, 1)
    await triage.press("s")
    assert triage.says("filters").endswith("Her er det ingenting som venter.")
    await triage.press("m")
    assert queue(triage)[0] == first


async def test_each_finding_names_whom_it_is_about_and_no_two_look_the_same(
    triage: Driver,
) -> None:
    await triage.press("h")
    rows = queue(triage)
    assert len(rows) == len(set(rows))
    [text] = [row for row in triage.rows("queue") if " F11 " in row]
    assert re.search("Daltun Testlegekontor +hele legekontoret", text)


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
async def test_each_finding_says_what_it_is_and_no_word_is_cut(
    opening: Opening, columns: int
) -> None:
    async with opening((columns, 40)) as agent:
        await agent.press("escape", "t")
        screen = agent.app.screen
        assert isinstance(screen, QueueScreen)
        words = screen_words("nb")
        for row, text in zip(screen.queue.rows, agent.rows("queue"), strict=True):
            titles = finding_title(row.finding, words), row_title(row.finding, words)
            numbered = re.escape(brief_title(row.finding, words)) + r" (\d+/\d+|· )"
            assert any(name in text for name in titles) or re.search(numbered, text)
            assert row.code in text
            assert not re.search(r"\S…|…\S", text)


async def test_when_a_finding_will_be_one_is_said_under_a_heading_that_is_true_of_it(
    triage: Driver, size: tuple[int, int]
) -> None:
    [heading] = triage.rows("queue-heading")
    [coming] = [row for row in triage.rows("queue") if "Lars Testsluttesen" in row]
    [gone] = [row for row in triage.rows("queue") if "Kari Testnes" in row]
    wide = size == WIDE
    for row, when in ((coming, "om 14 d" if wide else "+14 d"), (gone, "20 d")):
        assert row.index(when) + len(when) == heading.index("Når") + len("Når")


def test_what_will_be_and_what_has_been_are_days_in_words_where_there_is_room() -> None:
    words, today = screen_words("nb"), date(2026, 11, 22)

    def said(day: date) -> str:
        row = FINDING.model_copy(update={"days": (day,)})
        return when_ways(row, today, words)[0]

    assert said(date(2026, 11, 20)) == "2 d siden"
    assert said(today) == "i dag"
    assert said(date(2026, 11, 27)) == "om 5 d"


async def test_whom_a_finding_is_about_and_where_stands_whole_at_every_size(
    triage: Driver,
) -> None:
    screen = triage.app.screen
    assert isinstance(screen, QueueScreen)
    named = (row.practitioner_name for row in screen.queue.rows)
    names = [name for name in named if name and len(name) <= 18]
    assert len(names) > 5
    assert all(name in triage.view("queue").text for name in names)
    assert "Kari Testnes" in triage.says("finding")
    assert "Fagersta Testlegekontor" in triage.says("finding")


@pytest.mark.parametrize(
    ("columns", "headings"),
    [
        (80, "Kode Virksomhet Behandler Avvik Når Hvem"),
        (120, "Alvor Kode Virksomhet Behandler Avvik Når Hvem"),
        (160, "Alvor Kode Virksomhet Kommune Behandler Avvik Når Hvem"),
        (200, "Alvor Kode Virksomhet Kommune Behandler Avvik EPJ Eier Når Hvem"),
    ],
)
async def test_a_wider_screen_has_more_columns_each_under_its_heading(
    opening: Opening, backend: Backend, columns: int, headings: str
) -> None:
    async with opening((columns, 40)) as agent:
        await agent.press("escape", "t", "a")
        [heading] = agent.rows("queue-heading")
        assert flat(heading) == headings
        rows = agent.rows("queue")
        assert all(
            heading.index("Avvik") == row.index("Vikaren er borte")
            for row in rows
            if "Vikaren er borte" in row
        )
        assert heading.index("Hvem") == rows[0].rindex("du")
        widest = agent.view("queue").size.width
        assert all(len(row) <= widest for row in rows)
        spelled = [row for row in rows if "Tjenester som står åpne · " in row]
        assert bool(spelled) is (columns == 200)


async def test_severity_is_a_sign_and_where_there_is_room_a_word(
    triage: Driver, size: tuple[int, int]
) -> None:
    for row in queue(triage):
        assert row[0] in "!·"
        assert (" kritisk " in row or " advarsel " in row or " merknad " in row) is (size == WIDE)


async def test_what_lies_out_of_sight_is_counted(triage: Driver, size: tuple[int, int]) -> None:
    edge = "queue" if size == WIDE else "finding"
    seen, rows = triage.view("queue").size.height, len(queue(triage))
    assert f"{rows - seen} til nedenfor" in triage.edge(edge)
    await triage.press("end")
    assert f"{rows - seen} til ovenfor" in triage.edge(edge)
    assert f"Avvik {rows} av {rows}" in triage.edge("finding")


async def test_the_key_that_opens_a_finding_stands_first_in_the_bar(triage: Driver) -> None:
    assert triage.keys.startswith("Enter åpne 1–3 ordne a ta z utsett")
    assert triage.keys.endswith("? hjelp")
    await triage.press("c")
    assert triage.keys.startswith("Enter velg")


FINDING = FindingRow(
    clinic=1,
    clinic_name="Legesenteret",
    practitioner=11,
    practitioner_name="Kari Testnes",
    code=FindingCode.OTHER_SOURCE,
    severity=Severity.WARNING,
    owner=Owner.AGENT,
    key="F14/1",
    fingerprint="0" * 16,
)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (79, ["flere kilder 1/2", "flere kilder 2/2"]),
        (117, ["Registrert fra flere kilder · EPJ", "Registrert fra flere kilder · portalen"]),
    ],
)
def test_findings_of_one_kind_about_one_person_each_say_which_kind(
    width: int, said: list[str]
) -> None:
    two = [
        FINDING.model_copy(update={"key": f"F14/{n}", "text": text, "clinic_name": "L" * 26})
        for n, text in enumerate(("epj", "portal"))
    ]
    records = queue_table(two, queue_state(), width).records
    rows = ["".join(text for text, _ in record.lines[0].parts) for record in records]
    for row, text in zip(rows, said, strict=True):
        assert f" {text} " in row


def test_a_name_that_must_give_way_does_so_by_initials_and_whole_words() -> None:
    long = FINDING.model_copy(
        update={
            "clinic_name": "Testlegekontoret for dem som bor langt av vei",
            "practitioner_name": "Anne-Marie Karoline Testbratteli",
        }
    )
    [record] = queue_table([long], queue_state(), 79).records
    row = " ".join("".join(text for text, _ in record.lines[0].parts).split())
    assert "Testlegekontoret for dem … A. K. Testbratteli " in row


def queue_state() -> SessionState:
    keys = {command.id: command.shown_key for command in COMMANDS}
    return SessionState(screen_words("nb"), lambda: datetime(2026, 11, 22, tzinfo=UTC), keys)


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


@given(
    st.lists(NAMESAKES, max_size=6, unique_by=lambda row: (row.clinic, row.key)),
    st.sampled_from([79, 117, 157, 197]),
)
def test_namesakes_are_told_apart(rows: list[FindingRow], width: int) -> None:
    records = queue_table(rows, queue_state(), width).records
    shown = {"".join(text for text, _ in record.lines[0].parts) for record in records}
    assert len(shown) == len(rows)


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
    assert triage.note == flat(
        "Utsatt til mandag 7. desember 2026: Kari Testnes (avvik F01). h viser det som er "
        "lagt bort. u angrer."
    )
    assert count(triage) == total - 1
    await triage.press("h")
    assert count(triage) == total
    assert "også lagt bort" in triage.says("filters")
    assert queue(triage)[0].endswith("til 07.12")
    await triage.press("home")
    assert "utsatt til 07.12.2026" in triage.says("finding")


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
    assert title(triage).startswith("▸ Nytt innen 22.12.2026 2")
    assert "nytt innen tirsdag 22. desember 2026" in triage.says("filters")
    assert not set(queue(triage)) & set(now)
    assert "Fra mandag 21. desember 2026 er vikaren ikke der" in triage.says("finding")
    await triage.press("p", "enter")
    assert queue(triage) == now


async def test_where_nothing_is_new_by_a_coming_day_that_is_said_of_the_day(
    triage: Driver,
) -> None:
    await choose(triage, "c", "F04")
    await triage.press("p")
    await triage.type("+1")
    await triage.press("enter")
    assert triage.says("filters").endswith("Ingenting nytt innen mandag 23. november 2026.")


async def test_a_day_too_far_ahead_is_refused_in_words(triage: Driver) -> None:
    await triage.press("p")
    await triage.type("+61")
    await triage.press("enter")
    assert triage.note == "Velg en dag fra i dag til torsdag 21. januar 2027."
    assert triage.focus == "ask-field"


async def test_a_view_that_comes_with_the_program_is_chosen_by_name(triage: Driver) -> None:
    await choose(triage, "v", "haster")
    assert "«Haster»" in title(triage)
    assert triage.says("filters").startswith("Viser: kritisk")
    assert {row[0] for row in queue(triage)} == {"!"}
    await choose(triage, "v", "åpner snart")
    assert title(triage).startswith("▸ Nytt innen 29.11.2026")
    assert "«Åpner snart" in title(triage)


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
        assert "«Mandagsmøtet»" in title(agent)
        assert "kritisk · Testvik" in agent.says("filters")
        shown = queue(agent)
    async with opening(**kept | {"views": saved_views.load(file)}) as agent:
        await agent.press("escape", "t")
        await choose(agent, "v", "mandag")
        assert queue(agent) == shown
        await agent.press("d", "d")
        assert "«Mandagsmøtet»" in title(agent), "the key that asks says no"
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
    await triage.press("a", "tab")
    assert triage.focus == "finding", "Enter opens from the explanation as from the list"
    await triage.press("enter")
    assert "Solvik Testlegekontor" in triage.header
    assert triage.focus == "finding-list"
    await triage.press("enter")
    below = " · 1 linje til nedenfor" if size == NARROW else ""
    assert triage.title == "Fortsatt slått av etter fraværet" + below
    await triage.press("J")
    assert triage.note.startswith("Notert: EPJ hos Tor Testbakke, ")
    await triage.press("t")
    assert "F09" in triage.says("filters")
    assert triage.says("filters").endswith("Her er det ingenting som venter.")


async def test_enter_marks_the_very_finding_among_those_of_one_person(triage: Driver) -> None:
    await choose(triage, "c", "F12")
    row = next(n for n, row in enumerate(queue(triage)) if "Steinsund" in row)
    await triage.press("home", *("down",) * row, "enter")
    assert triage.focus == "finding-list"
    assert "(avvik F12)" in triage.says("finding-explained")


async def test_a_coming_finding_is_said_not_to_be_there_yet(triage: Driver) -> None:
    await triage.press("p")
    await triage.type("+30")
    await triage.press("enter", "enter")
    assert triage.note.startswith("Avviket er ikke der i dag: ")


async def test_what_another_agent_has_taken_is_refused_by_name(
    triage: Driver, backend: Backend, size: tuple[int, int]
) -> None:
    async with backend.another_agent() as ola:
        row = (await ola.api.findings(FindingFilter())).rows[0]
        taken = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=MarkKind.TAKE)
        await ola.api.mark(row.clinic, taken)
    await triage.press("a")
    assert triage.note == "ola.nordmann har tatt dette avviket. Slipp det først."
    await triage.press("r")
    assert queue(triage)[0].endswith("ola.nord…" if size == NARROW else " ola.nordmann")
    assert "tatt av ola.nordmann" in triage.says("finding")


async def test_W3_what_others_do_is_counted_without_a_key(triage: Driver, backend: Backend) -> None:
    total = count(triage)
    async with backend.another_agent() as ola:
        row = (await ola.api.findings(FindingFilter())).rows[-1]
        meant = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=MarkKind.INTEND)
        await ola.api.mark(row.clinic, meant)
        await triage.until(lambda: count(triage) == total - 1)


async def test_the_help_and_the_commands_are_those_of_the_triage(triage: Driver) -> None:
    await triage.press("question_mark", "question_mark")
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
            assert "Henter" not in agent.words
            assert "Avvikene kunne ikke hentes. r prøver igjen." in agent.says("filters")
            proxy.open()
            await agent.press("r")
            assert queue(agent)


@pytest.mark.parametrize("found", [0, 1])
async def test_W3_a_queue_that_is_not_counted_yet_says_so_and_goes_on_by_itself(
    opening: Opening, size: tuple[int, int], found: int
) -> None:
    async with opening(size) as agent:
        await agent.press("escape")
        whole = await agent.app.gateway.findings(FindingFilter())
        some = {"rows": whole.rows[:found], "total": found, "urgent": found, "pending": 300}
        with held(agent.app.gateway, "findings", whole.model_copy(update=some)) as asked:
            agent.send("t")
            await asked.asked.wait()
            await agent.until(lambda: "Henter avvikene …" in agent.words)
            asked.release()
            await agent.settle()
            assert title(agent).startswith(f"▸ Avvik {found} så langt")
            assert "Ikke alt er talt: 300 virksomheter gjenstår." in agent.says("filters")
            assert "ingenting som venter" not in agent.words
        await agent.until(lambda: "så langt" not in agent.words)
        assert count(agent) == whole.total
        assert "gjenstår" not in agent.words


def test_a_damaged_file_of_views_is_no_views(tmp_path: Path) -> None:
    file = tmp_path / "views.json"
    for text in ("", "{", '[{"name": ""}]', "[" * 100_000):
        file.write_text(text)
        assert saved_views.load(file) == ()
    view = SavedView.model_validate({"name": "Min", "selection": {}, "days_ahead": 3})
    saved_views.store(file, (view,))
    assert saved_views.load(file) == (view,)
    assert file.stat().st_mode & 0o777 == 0o600
