"""What is said before and after a change, by keys: whom, which days, from when (A12, A13)."""

from datetime import date, timedelta

import pytest

from fravaertui.client import Busy, ClientError, SignInNeeded
from fravaertui.session.state import Contact
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.dates import short_day, short_period
from fravaertui.tui.messages import ClinicTarget
from tests.tui.conftest import DDFL, Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.held import held
from tests.tui.plain_text import flat
from tests.tui.test_contact import fill_in

pytestmark = pytest.mark.usefixtures("backend")


async def all_away(agent: Driver, starts: str, ends: str) -> None:
    await agent.press("n")
    await agent.type("hele")
    await agent.fill("starts", starts)
    await agent.fill("ends", ends)
    await agent.go_to("services")
    await agent.press("a")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_A12_closing_a_whole_clinic_shows_how_many_and_its_own_first_day(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="storbyen") as agent:
        everyone = 14
        await all_away(agent, "23.12.2026", "3.1.2027")
        page = "citizen" if size == WIDE else "strip"
        assert f"av {everyone}: ÅPEN → STENGT" in agent.says(page)
        assert "onsdag 23. desember 2026" in agent.says(page)
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: Hele legekontoret 23.12.2026–03.01.2027, ")
        assert "ser det fra onsdag 23. desember." in agent.note
        assert "u angrer." in agent.note
        assert "ser det i dag" not in agent.note
        assert "onsdag 23. desember 2026" in agent.says(page)
        assert "STENGT" in agent.says(page)
        await agent.press("u")
        assert f"av {everyone}: STENGT → ÅPEN" in agent.says(page)
        assert f" av {everyone} behandlere, alle fire tjenester: STENGT → ÅPEN" in agent.says(
            "reading"
        )


async def test_A12_the_strip_of_a_small_terminal_has_every_day_it_reopens(
    opening: Opening,
) -> None:
    """Also where all four stay closed, and no row has room for «closed, opens on another day»."""
    async with opening(NARROW, clinic="storbyen") as agent:
        await all_away(agent, "23.12.2026", "3.1.2027")
        assert agent.words.count("STENGT → åpner igjen 04.01.") == 4


async def test_A12_what_stays_closed_is_not_said_to_close_where_only_the_day_moves(
    opening: Opening,
) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("f")
        await agent.fill("ends", "1 uke")
        assert agent.says("strip").count("STENGT → åpner igjen 07.12.") == 4
        assert "→ STENGT" not in agent.says("strip")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("e",), "Lagret: Bo Berg 07.12–22.12.2026 (var 07.12–20.12.2026), Time og E-kons."),
        (("f",), "Lagret: Bo Berg 07.12–22.12.2026 (var 07.12–20.12.2026), Time og E-kons."),
        (("d", "J"), "Slettet: Bo Berg 07.12–20.12.2026, Time og E-kons."),
    ],
)
async def test_A12_what_is_planned_is_never_seen_from_now_on(
    wide: Driver, keys: tuple[str, ...], said: str
) -> None:
    await wide.press("down", *keys)
    if "d" not in keys:
        await wide.fill("ends", "22.12.2026")
        await wide.press("ctrl+s")
    assert wide.note.startswith(f"{said} Innbygger ser det fra mandag 7. desember. u angrer.")
    assert "nå av" not in wide.note
    await wide.press("u", "J")
    assert wide.note.startswith("Angret. Lagret: Bo Berg 07.12–20.12.2026")
    assert "u henter det tilbake." in wide.note


async def test_A13_another_clinic_of_the_same_person_is_said_where_they_are_chosen(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="tora testosteder") as agent:
        also = "Også ved Sørli Testlegekontor ("
        assert also in agent.says("citizen")
        await agent.press("n")
        assert also in agent.field_note("practitioner")
        await agent.press("escape", "g")
        assert also in agent.says("reading")
        await agent.press("escape", "y")
        assert "Tora Testosteder er også ved Sørli Testlegekontor." in agent.words
        await agent.press("escape")


async def test_A13_the_other_clinic_is_told_of_on_the_days_it_is_about(opening: Opening) -> None:
    """And not as it stands today: there she is away on one of the days only."""
    async with opening(WIDE, clinic="nordli") as agent:
        there = "Også ved Sørli Testlegekontor"
        assert f"{there} (åpent i dag)." in agent.says("citizen")
        [away] = next(iter(agent.workbench.state.elsewhere.values())).absences
        await agent.press("n")
        await agent.type("tora")
        await agent.fill("starts", short_day(away.starts))
        day = short_day(away.starts)
        assert f"{there} (1 av 4 stengt {day})." in agent.field_note("practitioner")
        await agent.fill("ends", "+1")
        days = short_period(away.starts, away.starts + timedelta(days=1), screen_words("nb"))
        assert f"{there} (delvis stengt {days})." in agent.field_note("practitioner")
        await agent.go_to("services")
        await agent.press("a", "ctrl+s")
        assert f"{there} (delvis stengt {days})." in agent.note


async def test_A13_nothing_is_said_of_how_it_stands_when_contact_is_lost(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="tora testosteder") as agent:
        assert "Også ved Sørli Testlegekontor (" in agent.says("citizen")
        agent.workbench.state.contact = Contact.LOST
        await agent.press("b", "B")
        assert "Også ved Sørli Testlegekontor." in agent.says("citizen")


async def test_A13_the_same_absence_is_opened_at_the_other_clinic_and_not_saved(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="nordli") as agent:
        await agent.press("n")
        await agent.type("tora")
        await agent.fill("starts", "6.9.2027")
        await agent.fill("ends", "12.9.2027")
        await agent.go_to("services")
        await agent.press("space")
        await agent.fill("case_reference", "SAK-7")
        await agent.press("ctrl+s")
        assert "o åpner det samme fraværet der, ulagret." in agent.note
        await agent.press("o")
        assert agent.title == "Legg til fravær"
        assert "Sørli" in agent.header
        assert (agent.value("starts"), agent.value("ends")) == ("06.09.2027", "12.09.2027")
        assert agent.value("case_reference") == "SAK-7"
        assert agent.ticked == {"timebestilling"}
        assert not any("06.09.2027" in row for row in agent.absences)
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: Tora Testosteder 06.09–12.09.2027, Timebestilling.")
        assert "Det samme fraværet er allerede registrert ved det andre kontoret." in agent.note
        await agent.press("o")
        assert agent.title == "Fravær", "it is not offered where it is"


async def away_at_nordli(agent: Driver) -> None:
    """Register an absence that can be opened at the other clinic."""
    await agent.press("n")
    await agent.type("tora")
    await agent.fill("starts", "6.9.2027")
    await agent.fill("ends", "12.9.2027")
    await agent.go_to("services")
    await agent.press("space", "ctrl+s")


async def test_A13_what_could_not_be_brought_does_not_open_in_a_later_visit(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="nordli") as agent:
        await away_at_nordli(agent)
        with held(agent.app.gateway, "clinic", Busy("busy")) as asked:
            asked.release()
            await agent.press("o")
        assert "Sørli" not in agent.header
        await agent.press("slash")
        await agent.type("tora sørli")
        await agent.press("enter")
        assert "Sørli" in agent.header
        assert agent.title == "Fravær"


async def test_A13_what_is_brought_is_forgotten_when_another_clinic_is_opened(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="nordli") as agent:
        await away_at_nordli(agent)
        with held(agent.app.gateway, "clinic") as asked:
            agent.send("o")
            await asked.asked.wait()
            sorli = agent.workbench.state.requested
            agent.workbench.loader.open_clinic(ClinicTarget(DDFL))
            asked.release()
            await agent.settle()
        assert sorli is not None
        assert "DDFL" in agent.header
        agent.workbench.loader.open_clinic(ClinicTarget(sorli))
        await agent.settle()
        assert "Sørli" in agent.header
        assert agent.title == "Fravær"


async def test_A13_what_is_brought_does_not_open_over_what_the_agent_does_now(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="nordli") as agent:
        await away_at_nordli(agent)
        with held(agent.app.gateway, "clinic") as asked:
            agent.send("o")
            await asked.asked.wait()
            agent.workbench.other_screens.action_command_guide()
            await agent.until(lambda: agent.app.screen.is_mounted)
            title = agent.title
            asked.release()
            await agent.settle()
        assert agent.title == title != "Legg til fravær"


async def test_a_draft_that_could_not_be_opened_does_not_open_in_a_later_visit(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("n", "b")
        await agent.fill("starts", "uke 28")
        agent.app.keep_draft()
    async with opening(WIDE) as agent:
        with held(agent.app.gateway, "clinic", Busy("busy")) as asked:
            asked.release()
            await agent.press("enter")
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter")
        assert "DDFL" in agent.header
        assert agent.title == "Fravær"
        await agent.press("ctrl+o", "enter")
        assert agent.value("starts") == "uke 28"


def note_in_sight(agent: Driver) -> str:
    """What stands under the middle pane, as far as the screen has room for it."""
    note = agent.view("note")
    return flat(" ".join(note.render_line(y).text for y in range(note.size.height)))


SAVED = "Lagret: Per Vikar 12.07–18.07.2027, alle fire tjenester."


async def test_W3_what_was_saved_stands_over_what_others_do_and_both_are_in_sight(
    agent: Driver, backend: Backend
) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")
    assert note_in_sight(agent).startswith(SAVED)
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        await agent.until(lambda: "la til fravær for Per Vikar" in agent.note)
        await ola.delete("Bo Berg")
        await agent.until(lambda: "slettet fraværet til Bo Berg" in agent.note)
        await agent.settle()
    assert agent.note.startswith(SAVED)
    assert note_in_sight(agent) == agent.note


@pytest.mark.parametrize("does", ["n", "v", "H"])
async def test_what_was_saved_stands_until_a_key_does_something(agent: Driver, does: str) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")
    for keys in ("plus minus", "s", "p escape", "w escape", "question_mark escape"):
        await agent.press(*keys.split())
        assert agent.note.startswith(SAVED), keys
    await agent.press(does)
    assert "Lagret" not in agent.words


@pytest.mark.parametrize(
    "move", [("b",), ("up",), ("plus", "b"), ("k", "down"), ("slash", *"solvik", "enter")]
)
async def test_what_was_saved_is_never_said_beside_somebody_else(
    agent: Driver, move: tuple[str, ...]
) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")
    assert agent.note.startswith(SAVED)
    await agent.press(*move)
    assert agent.workbench.state.shown is not None
    assert "Lagret" not in agent.words
    await agent.press("B" if move[-1] == "b" else "plus")
    assert "Lagret" not in agent.words, "nor does it come back"


@pytest.mark.parametrize("move", ["plus", "w"])
async def test_what_was_saved_is_one_line_once_something_else_is_looked_at(
    agent: Driver, move: str
) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")
    assert "Husk: " in agent.note
    await agent.press(move)
    assert agent.note.startswith(SAVED)
    assert agent.note.endswith("u angrer.")


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        ("clinic", Busy("busy"), "Det som står på skjermen, er slik legekontoret var"),
        ("directory", SignInNeeded(), "Du er ikke logget inn."),
    ],
)
async def test_W4_what_was_saved_stands_over_what_goes_wrong_by_itself(
    agent: Driver, call: str, error: ClientError, said: str
) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")
    with held(agent.app.gateway, call, error) as asked:
        asked.release()
        agent.workbench.loader.make_contact()
        await agent.settle()
    assert agent.note.startswith(SAVED)
    assert said in note_in_sight(agent)


SAVES = {
    "an absence added": ("n", "starts=uke 28", "ends=uke 30", "services", "a", "ctrl+s"),
    "changed": ("down", "e", "ends=22.12.2026", "ctrl+s"),
    "deleted": ("down", "d", "J"),
    "opened again": ("a", "J"),
    "opened again, and undone": ("a", "J", "u", "J"),
    "a cover changed": ("v", "down", "e", "ends=18.12.2026", "ctrl+s"),
    "a cover removed": ("v", "down", "d", "J"),
    "a step noted": ("v", "down", "v", "enter"),
    "a long text": ("m", "text=" + "Vi holder til i nye lokaler. " * 6, "ctrl+s"),
}


@pytest.mark.parametrize("keys", SAVES.values(), ids=SAVES)
async def test_what_was_done_and_how_to_undo_it_take_two_rows_of_a_small_terminal(
    opening: Opening, keys: tuple[str, ...]
) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        for key in keys:
            field, _, text = key.partition("=")
            if text:
                await agent.fill(field, text)
            elif field == "services":
                await agent.go_to(field)
            else:
                await agent.press(key)
        rows = agent.rows("note")
        said = next(n for n, row in enumerate(rows, 1) if row.endswith(("angrer.", "tilbake.")))
        assert said <= 2, rows
        assert not any(row.startswith("før: ") for row in rows), "that was said before"


async def test_what_was_said_leaves_the_hits_of_a_small_terminal_their_room(
    opening: Opening,
) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("down", "d", "J", "slash")
        assert agent.note.startswith("Slettet: ")
        await agent.type("t")
        assert agent.note == ""
        assert agent.view("hits").region.bottom == NARROW[1] - 1
