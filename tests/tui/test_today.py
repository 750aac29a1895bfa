"""«I dag på kundesenteret» and «Kom i gang», as an agent reads them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from rich.cells import cell_len

from fravaertui.client import Endpoint, NotStarted
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.protocol.directory import Directory, DirectoryClinic
from fravaertui.protocol.events import FindingMarked, PresenceReport
from fravaertui.protocol.overview import (
    ChangeRow,
    ClinicRow,
    Overview,
    QueueCounts,
    TurnRow,
    Turns,
)
from fravaertui.session.choices import Choices
from fravaertui.session.clinic_search import Index
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.storage import StoredDraft
from fravaertui.session.state import Contact, SessionState
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS, key_names
from fravaertui.tui.controllers import overview_updates
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.getting_started import getting_started_lines
from fravaertui.tui.panes.today import today_entries, updated_phrase
from fravaertui.tui.panes.today_lines import (
    DraftTarget,
    Entry,
    ImportsTarget,
    QueueTarget,
    RestTarget,
)
from tests.tui.conftest import DDFL, Backend, Opening
from tests.tui.driver import NARROW, WIDE, Clock, Driver

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
TODAY = date(2026, 11, 27)
WIDTH, HEIGHT = 78, 40
BOOKING = "timebestilling"


def in_days(count: int) -> date:
    return TODAY + timedelta(days=count)


def turn(day: int, services: Sequence[str] = STANDARD_SERVICES, **more: object) -> TurnRow:
    """Astrid's services at DDFL Test, so many days from today."""
    values: dict[str, object] = {
        "day": in_days(day),
        "clinic": 1,
        "clinic_name": "DDFL Test",
        "practitioner": 11,
        "practitioner_name": "Astrid Info",
        "services": tuple(services),
    }
    return TurnRow.model_validate(values | more)


OVERVIEW = Overview(
    day=TODAY,
    queue=QueueCounts(urgent=4, can_wait=11, taken_by_me=1),
    opens=Turns(
        rows=(
            turn(0),
            turn(1, STANDARD_SERVICES[:3], others=2),
            turn(
                3,
                (BOOKING,),
                hidden=("ekontakt",),
                finding=FindingCode.OFF_IN_EPJ,
                severity=Severity.CRITICAL,
            ),
            turn(10, (), hidden=(BOOKING,)),
        ),
        more=2,
    ),
    closes=Turns(
        rows=(
            turn(6, practitioner=None, practitioner_name=None),
            turn(7, (BOOKING,), substitute="Siv Testvik"),
        )
    ),
    clinics=(
        ClinicRow(clinic=1, name="DDFL Test", practitioners=5, closed=2, some_closed=1, urgent=2),
    ),
    changes=(
        ChangeRow(
            clinic=2,
            clinic_name="Myra",
            version=3,
            at=NOW - timedelta(minutes=4),
            agent="ola.nordmann",
            change="add_absence",
            practitioner=21,
            practitioner_name="Bo Berg",
            others=1,
        ),
        ChangeRow(
            clinic=2,
            clinic_name="Myra",
            version=2,
            at=NOW - timedelta(days=1),
            agent="anne",
            change="set_patient_information",
        ),
    ),
)


@pytest.fixture
def state() -> SessionState:
    words = screen_words("nb")
    state = SessionState(words, lambda: NOW, key_names(COMMANDS), agent="kari.nordmann")
    state.overview, state.overview_at = OVERVIEW, NOW
    return state


def told(entries: Sequence[Entry]) -> list[str]:
    return ["".join(text for text, _ in entry.line.parts).rstrip() for entry in entries]


def entries(
    state: SessionState,
    *drafts: StoredDraft,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> list[Entry]:
    return list(today_entries(state, drafts, width, height))


def draft() -> StoredDraft:
    return StoredDraft(
        kept_at=NOW - timedelta(hours=2),
        agent="kari.nordmann",
        clinic=1,
        clinic_name="Solvik",
        version=1,
        draft=AbsenceDraft(new_id=UUID(int=7)),
    )


@pytest.mark.parametrize("width", [60, 64, 78])
def test_how_old_a_draft_is_stands_beside_a_clinic_of_any_name(
    state: SessionState, width: int
) -> None:
    name = "Testlegekontoret for alle dem som bor langt av vei"
    waiting = draft().model_copy(update={"clinic_name": name})
    [row] = [row for row in told(entries(state, waiting, width=width)) if "Legg til" in row]
    assert cell_len(row) < width
    assert row.startswith("    Legg til fravær · Testlegekontoret")
    assert row.endswith(" · for 2 timer siden")


def test_a_clinic_used_last_tells_of_whom_something_is_not_shown(state: SessionState) -> None:
    assert state.overview
    [row] = state.overview.clinics
    rows = (row.model_copy(update={"closed": 0, "some_closed": 0, "hidden": 2}),)
    state.overview = state.overview.model_copy(update={"clinics": rows})
    assert any("0 av 5 stengt ○ 2 vises ikke helt  ! 2" in text for text in told(entries(state)))


def test_it_tells_what_waits_opens_closes_and_was_done(state: SessionState) -> None:
    assert told(entries(state, draft())) == [
        "  4 haster  11 kan vente  1 tatt av deg  t triage",
        "",
        "  ÅPNER IGJEN  6",
        "  ● i dag    Astrid Info · DDFL Test    alle fire",
        "  ● i morgen Astrid Info +2 · DDFL Test 3 tjenester",
        "  ● mandag   Astrid Info · DDFL Test    Time        ! av i EPJ ○ uten Kontakt",
        "  ○ 7. des.  Astrid Info · DDFL Test    Time        ○ vises ikke",
        "    … og 2 til",
        "",
        "  STENGER  2",
        "  ■ torsdag  Hele legekontoret · DDFL Test                alle fire",
        "  ■ 4. des.  Astrid Info · DDFL Test                      Time        ◆ vikar",
        "",
        "  SISTE VIRKSOMHETER  1",
        "    DDFL Test                         2 av 5 stengt ▒ 1 delvis  ! 2 haster",
        "",
        "  KLADDER  1",
        "    Legg til fravær · Solvik · for 2 timer siden",
        "",
        "  SIST GJORT  2",
        "    10:56    ola.nordmann · Fravær lagt til for Bo Berg, og 1 endring til · Myra",
        "    i går    anne · Info til pasient skrevet · Myra",
    ]
    assert updated_phrase(state) == "oppdatert 11:00"


def test_each_line_opens_what_it_is_about(state: SessionState) -> None:
    targets = [entry.target for entry in entries(state, draft()) if entry.target]
    assert targets[0] == QueueTarget()
    assert targets[1] == ClinicTarget(1, 11, TODAY)
    assert ClinicTarget(1, None, in_days(6)) in targets
    assert DraftTarget(UUID(int=7)) in targets
    assert targets[-1] == ClinicTarget(2)
    keys = [entry.key for entry in entries(state, draft()) if entry.target]
    assert len(set(keys)) == len(keys)


def test_an_import_is_one_line_that_leads_to_the_imports(state: SessionState) -> None:
    imported = ChangeRow(
        clinic=3,
        clinic_name="Solvik",
        version=1,
        at=NOW,
        agent="kari",
        change="update_from_register",
        batch="directory",
        clinics=14,
        source="Adresseregisteret",
    )
    back = imported.model_copy(update={"clinic": 4, "reverts": True, "clinics": 1})
    of_list = imported.model_copy(update={"clinic": 5, "batch": "list", "clinics": 2, "source": ""})
    state.overview = OVERVIEW.model_copy(update={"changes": (back, imported, of_list)})
    one, many, listed = entries(state)[-3:]
    assert told([listed]) == ["    11:00    kari · Fra en liste: 2 virksomheter"]
    assert listed.target == ClinicTarget(5)
    assert told([many, one]) == [
        "    11:00    kari · Innlesing fra Adresseregisteret: 14 virksomheter",
        "    11:00    kari · Innlesing fra Adresseregisteret tatt tilbake: 1 virksomhet · Solvik",
    ]
    assert (many.target, one.target) == (ImportsTarget(), ClinicTarget(4))


@pytest.mark.parametrize(("width", "height"), [(60, 24), (78, 19), (80, 30)])
def test_names_come_before_counts_and_end_at_a_word(
    state: SessionState, width: int, height: int
) -> None:
    opening = [
        ("Dag Testdato", "Daltun Testlegekontor"),
        ("Áile Sárá Testčohkka", "Rønhovde Testlegesenter"),
        (None, "Čáhcegátti testdoavttirguovddáš"),
    ]
    rows = [
        turn(
            n,
            practitioner=n,
            practitioner_name=person,
            clinic_name=clinic,
            finding=FindingCode.OTHER_DATE_IN_TEXT,
            severity=Severity.WARNING,
        )
        for n, (person, clinic) in enumerate(opening, 1)
    ]
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(rows=tuple(rows))})
    shown = [
        " ".join("".join(text for text, _ in one.parts) for one in entry.record.lines)
        for entry in entries(state, width=width, height=height)
        if entry.key.startswith("opens")
    ]
    for text, (person, clinic) in zip(shown, opening, strict=True):
        assert (person or "Hele legekontoret").split()[-1] in text or text.count("Alle · ") == 1
        assert clinic in text
    assert not any("…" in text for text in shown)


def test_a_clinic_without_room_on_a_small_terminal_ends_at_a_word(state: SessionState) -> None:
    clinic = "Čáhcegátti testdoavttirguovddáš"
    one = turn(1, practitioner_name="Niillas Testŋuolla", clinic_name=clinic)
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(rows=(one,))})
    row = next(e for e in entries(state, width=60, height=12) if e.key.startswith("opens"))
    assert "Testŋuolla · Čáhcegátti … " in told([row])[0]


def test_on_a_medium_terminal_names_are_whole_and_what_is_wrong_stands_in_words(
    state: SessionState,
) -> None:
    """The pane has 58 columns and 26 rows at 100x30: what has no room has a second row."""
    rows = (
        turn(1, practitioner_name="Niillas Testŋuolla", clinic_name="Čáhcegátti testdoavttirguov"),
        turn(
            2,
            practitioner_name="Elle Testsluttesen",
            clinic_name="Haugen Testlegesenter",
            finding=FindingCode.PERIOD_ENDS,
            severity=Severity.WARNING,
        ),
        turn(3, (BOOKING,), hidden=("ekontakt",), substitute="Siv Testvik"),
    )
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(rows=rows * 5)})
    shown = entries(state, width=58, height=26)
    said = [["".join(text for text, _ in one.parts) for one in e.record.lines] for e in shown]
    assert sum(map(len, said)) <= 26
    opening = [text for e, text in zip(shown, said, strict=True) if e.key.startswith("opens/")]
    assert len(opening) >= 3
    assert not any("…" in row for text in opening for row in text)
    assert all(cell_len(row) <= 58 for text in opening for row in text)
    first, second, third = (" ".join(" ".join(text).split()) for text in opening[:3])
    assert first.endswith("Niillas Testŋuolla alle fire Čáhcegátti testdoavttirguov")
    assert second.endswith("Haugen Testlegesenter · går ut før tiden")
    assert third.endswith("○ Kontakt legekontoret vises ikke ◆ vikar")
    assert "    … og " in [text[0][:9] for text in said]


def test_a_clinic_used_last_has_its_whole_name_where_there_is_room(state: SessionState) -> None:
    assert state.overview
    name = "Čáhcegátti testdoavttirguovddáš"
    [row] = state.overview.clinics
    state.overview = state.overview.model_copy(
        update={"clinics": (row.model_copy(update={"name": name}),)}
    )
    for width, waits in ((78, "! 2 haster"), (66, "! 2")):
        [text] = [text for text in told(entries(state, width=width)) if "2 av 5 stengt" in text]
        assert name in text
        assert text.endswith(waits)
        assert cell_len(text) <= width


def test_where_there_is_height_a_name_without_room_has_a_row_below(state: SessionState) -> None:
    one = turn(1, practitioner_name="Niillas Testŋuolla", clinic_name="L" * 50)
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(rows=(one,))})
    for height, rows in ((40, 2), (12, 1)):
        [entry] = [e for e in entries(state, height=height) if e.key.startswith("opens")]
        assert len(entry.record.lines) == rows
    tall = next(e for e in entries(state, height=40) if e.key.startswith("opens"))
    first, second = ("".join(text for text, _ in one.parts) for one in tall.record.lines)
    assert "Niillas Testŋuolla " in first
    assert second == "L" * 50


@pytest.mark.parametrize("width", [40, 55, 78, 120])
def test_no_line_is_wider_than_its_room_where_the_names_can_give_way(
    state: SessionState, width: int
) -> None:
    state.overview = OVERVIEW.model_copy(
        update={"opens": Turns(rows=(turn(0, practitioner_name="x" * 90, clinic_name="y" * 90),))}
    )
    row = next(e for e in entries(state, width=width) if e.key.startswith("opens"))
    text = told([row])[0]
    assert cell_len(text) <= width
    assert "alle fire" in text


LONG_NAME = "Fagerneset Testlegegruppe"


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (118, f"Sunná Testødegård · {LONG_NAME}  alle fire   · Tjenester som står åpne"),
        (78, f"S. Testødegård · {LONG_NAME} alle fire   · står åpent"),
        (75, f"Testødegård · {LONG_NAME} alle fire   · står åpent"),
    ],
)
def test_first_names_give_way_before_the_clinic_and_what_is_wrong_is_said_in_words(
    state: SessionState, width: int, said: str
) -> None:
    one = turn(
        0,
        practitioner_name="Sunná Testødegård",
        clinic_name=LONG_NAME,
        finding=FindingCode.SOME_SERVICES,
        severity=Severity.WARNING,
    )
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(rows=(one,)), "closes": Turns()})
    row = next(e for e in entries(state, width=width) if e.key.startswith("opens"))
    assert " ".join(told([row])[0].split()) == " ".join(f"● i dag {said}".split())


def test_a_small_terminal_has_fewer_lines_of_each_and_says_how_many_more(
    state: SessionState,
) -> None:
    state.overview = OVERVIEW.model_copy(
        update={"opens": Turns(rows=tuple(turn(n) for n in range(14)), more=3)}
    )
    small, medium, large = (told(entries(state, height=height)) for height in (10, 30, 60))
    assert "    … og 16 til" in small
    assert len(small) < len(medium) <= 30
    assert "    … og 3 til" in large  # no more are at hand
    assert "  ÅPNER IGJEN  17" in small


def test_what_is_on_disk_from_yesterday_is_not_told_as_of_today(state: SessionState) -> None:
    state.overview = OVERVIEW.model_copy(
        update={"day": in_days(-1), "opens": Turns(rows=(turn(-1), turn(1)))}
    )
    state.overview_at = NOW - timedelta(days=1)
    lines = told(entries(state))
    assert lines[0] == "  Teller …  t triage"
    assert "  ÅPNER IGJEN  1" in lines
    assert updated_phrase(state) == "oppdatert i går"


def test_it_is_said_that_it_is_not_whole_yet(state: SessionState) -> None:
    state.overview = OVERVIEW.model_copy(update={"pending": 300})
    assert updated_phrase(state).startswith("300 virksomheter gjenstår · oppdatert ")
    lines = told(entries(state))
    assert lines[0] == "  så langt: 4 haster  11 kan vente  1 tatt av deg  t triage"
    assert "  ÅPNER IGJEN  6 så langt" in lines
    assert "  STENGER  2 så langt" in lines
    nothing: dict[str, object] = {"opens": Turns(), "closes": Turns()}
    state.overview = state.overview.model_copy(update=nothing)
    assert told(entries(state)).count("    Ikke funnet noe så langt.") == 2


def test_what_could_not_be_fetched_is_no_empty_list(state: SessionState) -> None:
    state.overview = state.overview_at = None
    assert told(entries(state)) == ["  t triage", "  Henter oversikten …"]
    assert updated_phrase(state) == ""
    state.contact = Contact.LOST
    assert told(entries(state))[1] == "  Ingen oversikt ennå."
    state.overview_failure = "Serveren svarer ikke."
    assert told(entries(state, draft()))[1:] == [
        "  Serveren svarer ikke.",
        "",
        "  KLADDER  1",
        "    Legg til fravær · Solvik · for 2 timer siden",
    ]


def test_an_older_overview_stays_and_the_failure_is_said_above_it(state: SessionState) -> None:
    state.overview_failure = "Serveren svarer ikke."
    assert told(entries(state))[1:4] == ["  Serveren svarer ikke.", "", "  ÅPNER IGJEN  6"]


def test_nothing_coming_is_said_in_words(state: SessionState) -> None:
    state.overview = OVERVIEW.model_copy(update={"opens": Turns(), "closes": Turns()})
    lines = told(entries(state))
    assert "    Ingenting åpner igjen de neste to ukene." in lines
    assert "    Ingenting stenger de neste to ukene." in lines


def test_the_first_things_to_try_have_the_agents_own_keys(state: SessionState) -> None:
    state.keys = {**state.keys, "absence.add": "^a"}
    text = "\n".join("".join(part for part, _ in one.parts) for one in getting_started_lines(state))
    assert "/ og skriv det du hører: navn, lege, nummer.\n" in text
    assert "^a og datoene slik legen sier dem:" in text
    assert "Prøv" not in text


def test_what_to_try_is_named_where_it_finds_something(state: SessionState) -> None:
    clinic = DirectoryClinic(her_id=1, organisation_number="100100673", name="DDFL Test")
    state.index = Index(Directory(clinics=(clinic,)))
    text = "".join(part for one in getting_started_lines(state) for part, _ in one.parts)
    assert "nummer. Prøv ddfl." in text


# The pane in the workbench


def row(agent: Driver, starts: str) -> str:
    """The first line of the overview that begins so, without the cursor's mark."""
    lines = [one[1:].strip() for one in agent.view("today-lines").text.split("\n")]
    return next((one for one in lines if one.startswith(starts)), "")


async def test_it_is_what_an_agent_meets_first_and_letters_go_to_the_search(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> None:
    async with opening(size) as agent:
        assert "I dag på kundesenteret" in agent.words
        assert row(agent, "ÅPNER IGJEN")
        assert ("Kom i gang" in agent.words) == (size == WIDE)
        await agent.type("ddfl")
        assert "DDFL Test" in agent.view("hits").text
        assert agent.shows("today-lines") == (size == WIDE)
        await agent.press("enter")
        assert agent.title == "Fravær"


async def test_keys_typed_ahead_find_a_clinic_and_act_there(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> None:
    async with opening(size) as agent:
        await agent.burst("slash", *"ddfl", "enter", "n")
        assert "Legg til fravær" in agent.words


async def test_a_line_opens_its_clinic_for_whom_and_the_day_it_is_about(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> None:
    async with opening(size) as agent:
        await agent.press("escape", "home", "down")
        [first, *_] = agent.app.state.overview.opens.rows  # type: ignore[union-attr]
        await agent.press("enter")
        state = agent.app.state
        assert state.file
        assert (state.file.clinic.her_id, state.practitioner) == (first.clinic, first.practitioner)
        assert state.day == first.day


async def test_esc_leads_from_a_clinic_to_the_overview_and_on_to_the_search(
    opening: Opening, size: tuple[int, int], backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_updates, "FETCHED_AGAIN_SECONDS", 0.0)
    async with opening(size, clinic="ddfl") as agent, backend.another_agent() as ola:
        await agent.press("v", "escape")
        assert agent.title == "Fravær"
        await agent.press("escape")
        assert "I dag på kundesenteret" in agent.words
        assert row(agent, "DDFL Test").startswith("DDFL Test")
        assert "ingen virksomhet valgt" in agent.words or size == NARROW
        here = await ola.api.report(uuid4(), PresenceReport(clinic=DDFL))
        assert here
        assert [one.agent for one in here.present] == ["ola.nordmann"]
        await agent.press("escape")
        await agent.type("ddfl")
        assert "DDFL Test" in agent.view("hits").text


async def test_it_follows_what_others_do_without_a_key(
    opening: Opening, size: tuple[int, int], backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_updates, "FETCHED_AGAIN_SECONDS", 0.0)
    async with opening(size) as agent, backend.another_agent() as ola:
        await agent.until(lambda: agent.app.state.contact is Contact.CONNECTED)
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        await agent.until(lambda: bool(row(agent, "■ i morgen Per Vikar")))
        assert "ola.nordmann · Fravær lagt til for Per" in row(agent, "11:00")


async def test_a_burst_of_events_costs_one_request_and_none_while_a_clinic_is_open(
    opening: Opening, backend: Backend
) -> None:
    async with opening() as agent:
        asked = 0
        fetch = agent.app.gateway.overview

        async def counting(recent: Sequence[int] = ()) -> Overview:
            nonlocal asked
            asked += 1
            return await fetch(recent)

        agent.app.gateway.overview = counting  # type: ignore[method-assign]
        updates = agent.workbench.overview
        event = FindingMarked(clinic=DDFL, agent="ola.nordmann", at=NOW)
        for _ in range(50):
            updates.handle(event)
        await agent.settle()
        assert asked == 0  # the first answer is newer than a few seconds
        assert updates._timer
        updates._fetched_at -= overview_updates.FETCHED_AGAIN_SECONDS
        updates._pause_over()
        await agent.settle()
        assert asked == 1
        await agent.type("ddfl")
        await agent.press("enter")
        updates._fetched_at -= overview_updates.FETCHED_AGAIN_SECONDS
        for _ in range(50):
            updates.handle(event)
        await agent.settle()
        assert asked == 1
        await agent.press("escape")
        if updates._timer:  # opening the clinic may have begun a pause, while this was shown still
            updates._fetched_at -= overview_updates.FETCHED_AGAIN_SECONDS
            updates._pause_over()
            await agent.settle()
        assert asked == 2


async def test_the_first_paint_shows_what_is_on_disk_also_without_contact(
    opening: Opening, size: tuple[int, int], tmp_path: Path, clock: Clock
) -> None:
    stored = StoredOverview(tmp_path / "overview.json")
    stored.store(OVERVIEW.model_copy(update={"day": clock().date()}), clock() - timedelta(hours=2))

    def nowhere() -> Endpoint:
        raise NotStarted("no", lambda words: words("unknown"))

    async with opening(size, connect=nowhere, overview=stored) as agent:
        assert row(agent, "■ 3. des.  Hele")
        assert "oppdatert 09:00" in agent.words
        assert "ikke kontakt" in agent.words


async def test_the_answer_is_on_disk_for_the_next_start(
    opening: Opening, backend: Backend, tmp_path: Path
) -> None:
    stored = StoredOverview(tmp_path / "overview.json")
    async with opening(overview=stored) as agent:
        overview = agent.app.state.overview
    again = stored.load()
    assert again
    assert again.overview == overview


async def test_how_to_get_started_stands_below_the_search_and_leaves_it_the_room(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        clinics, started, today = (
            agent.workbench.query_one(f"#{name}-pane").region
            for name in ("clinics", "citizen", "work")
        )
        assert (started.x, started.y) == (clinics.x, clinics.bottom)
        assert (today.x, today.width) == (clinics.right, WIDE[0] - clinics.width)
        await agent.type("ddfl")
        assert agent.hits == ["DDFL Test | 81569069"]
        assert not agent.shows("citizen")
        assert agent.workbench.query_one("#work-pane").region == today
        await agent.press("ctrl+u")
        assert agent.shows("citizen")


@pytest.mark.parametrize("size", [(80, 24), (54, 24)])
async def test_every_heading_has_a_line_below_it_in_sight(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="ddfl") as agent:
        await agent.press("d", "J", "escape")
        headings = ("ÅPNER IGJEN", "STENGER", "SIST BRUKT", "SIST GJORT")
        rows = [one.strip("▌ ") for one in agent.picture.split("\n")]
        seen = [at for at, one in enumerate(rows) if one.startswith(headings)]
        assert seen
        assert all(rows[at + 1] and not rows[at + 1].startswith("Enter") for at in seen)


async def test_how_to_get_started_is_hidden_by_a_key_and_stays_so(
    opening: Opening, backend: Backend
) -> None:
    chosen: list[Choices] = []
    async with opening(store_choices=chosen.append) as agent:
        assert "Prøv ddfl." in agent.words
        await agent.press("escape", "exclamation_mark")
        assert "Kom i gang" not in agent.words
    assert chosen == [Choices(getting_started=False)]
    async with opening(choices=chosen[0]) as agent:
        assert "Kom i gang" not in agent.words
        await agent.press("escape", "exclamation_mark")
        assert "Kom i gang" in agent.words


async def test_a_small_terminal_steps_between_the_search_field_and_the_overview(
    opening: Opening, backend: Backend
) -> None:
    async with opening(NARROW, recent=(DDFL,)) as agent:
        assert agent.app.focused
        field = agent.app.focused.id
        assert row(agent, "DDFL Test")
        await agent.press("down")
        assert agent.app.focused.id == "today-lines"
        await agent.press("home", "up")
        assert agent.app.focused.id == field
        await agent.type("ddfl")
        await agent.press("down")
        assert agent.app.focused.id == "hits"


def test_what_there_is_no_room_for_is_offered_as_far_as_it_is_at_hand(state: SessionState) -> None:
    few = list(today_entries(state, (), 80, 16))
    [rest] = [one.target for one in few if isinstance(one.target, RestTarget)][:1]
    assert rest.first not in {one.key for one in few}
    all_of_it = list(today_entries(state, (), 80, 16, {rest.section}))
    assert rest.first in {one.key for one in all_of_it}
    assert f"rest/{rest.section}" not in {one.key for one in all_of_it if one.target}


async def test_enter_shows_the_rest_of_a_section_and_the_next_visit_begins_anew(
    opening: Opening, backend: Backend
) -> None:
    async with opening((80, 20)) as agent:
        await agent.press("escape")
        before = agent.view("today-lines").text
        rows = before.split("\n")
        records = [one for one in agent.workbench.middle.today.records.records if one.key]
        down = next(n for n, one in enumerate(records) if one.key.startswith("rest/"))
        await agent.press("home", *("down",) * down, "enter")
        assert len(agent.view("today-lines").text.split("\n")) > len(rows)
        await agent.press("enter")
        assert agent.app.state.file
        await agent.press("escape", "escape")
        assert "… og" in agent.view("today-lines").text


async def test_the_cursor_passes_over_headings(opening: Opening, backend: Backend) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "home")
        records = agent.workbench.middle.today.records
        seen = [records.key]
        for _ in range(len(records.records)):
            await agent.press("down")
            seen.append(records.key)
        assert None not in seen
        openable = [record.key for record in records.records if record.key]
        assert list(dict.fromkeys(seen)) == openable
        await agent.press("home")
        assert records.key == "queue"
        await agent.press("enter")
        assert "Alt som venter" in agent.words


@pytest.mark.parametrize("columns", [100, 120, 160])
async def test_the_overview_has_the_room_of_a_citizen_nobody_has_chosen_yet(
    opening: Opening, columns: int
) -> None:
    async with opening((columns, 30)) as agent:
        await agent.press("escape")
        beside = agent.view("today-lines").size.width
        await agent.press("!")
        assert agent.view("today-lines").size.width >= (columns - 40 if columns > 100 else 98)
        assert agent.view("today-lines").size.width >= beside
        assert not agent.shows("citizen")
        await agent.press("3")
        assert agent.note == "Velg en virksomhet først."
        assert agent.focus == "today-lines"
        await agent.press("greater_than_sign")
        assert agent.note == "Ruta kan ikke bli bredere her."
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter")
        assert agent.shows("citizen")
        await agent.press("escape", "escape")
        assert not agent.shows("citizen")


def test_where_clinics_come_from_is_said_while_there_are_none(state: SessionState) -> None:
    state.index = Index(Directory())
    said = ["".join(text for text, _ in one.parts) for one in getting_started_lines(state)]
    assert said[:2] == [
        "Her er ingen virksomheter ennå",
        "K leser inn registerfiler, etter Esc fra søket. For fagansvarlige.",
    ]
    state.index = None
    assert not any(
        "registerfiler" in text for one in getting_started_lines(state) for text, _ in one.parts
    )
