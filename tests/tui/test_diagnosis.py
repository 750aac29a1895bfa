"""Findings, information, guides and the read-back by keys, on the real backend."""

from fravaertui.protocol.auth import Role
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.plain_text import flat


async def test_a_service_seen_off_in_the_epj_with_no_absence_is_told_to_be_invisible(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("down", "m")
    await agent.go_to("services")
    await agent.press("down", "space", "ctrl+s")
    assert agent.note.startswith("Notert: EPJ hos Bo Berg, ")
    assert "Innbygger ser det allerede." in agent.note
    await agent.press("x")
    assert "! Bo Berg: Slått av i EPJ uten fravær" in agent.says("finding-list")
    page = agent.says("citizen" if size == WIDE else "strip")
    assert "VISES IKKE" in page
    await agent.press("enter")
    told = agent.says("reading")
    assert told.startswith("kritisk · legekontoret · avvik F02")
    assert "Reseptfornyelse" in told
    await agent.press("J")
    assert agent.note.startswith("Notert: EPJ hos Bo Berg, Reseptfornyelse: sett på")
    assert "Slått av i EPJ uten fravær" not in agent.words
    page = agent.says("citizen" if size == WIDE else "strip")
    assert "VISES IKKE" not in page


async def test_an_observation_is_shown_with_its_day_never_as_certain(wide: Driver) -> None:
    await wide.press("m")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s", "m")
    assert "sett av 22.11.2026" in wide.says("services")


async def test_the_clinics_text_is_counted_and_shown_as_typed(wide: Driver) -> None:
    await wide.press("m")
    await wide.fill("text", "Stengt i uke 30.")
    assert "16 av 200 tegn" in wide.words
    assert "Stengt i uke 30." in wide.says("citizen"), "live, before it is saved"
    await wide.fill("text", "x" * 201)
    assert "Teksten har 201 tegn" in wide.words
    await wide.press("ctrl+s")
    assert wide.title == "Info til pasient", "too long is not saved"
    await wide.fill("text", "Stengt i uke 30.")
    await wide.press("ctrl+s")
    assert wide.note.startswith("Lagret: ")
    assert "Stengt i uke 30." in wide.says("citizen")


async def test_the_fix_of_a_finding_is_previewed_and_no_is_the_default(opening: Opening) -> None:
    async with opening(WIDE, clinic="fagersta") as agent:
        before = agent.says("citizen")
        await agent.press("x", "enter")
        assert "F01" in agent.says("reading")
        assert "→" in agent.says("reading")
        await agent.press("escape")
        assert agent.says("citizen") == before
        assert "Fravær stenger det vikaren dekker" in agent.says("finding-list")


async def test_the_findings_promise_only_what_enter_does(opening: Opening) -> None:
    async with opening(WIDE, clinic="solvik") as agent:
        await agent.press("x", "home")
        assert "Enter viser" in agent.says("finding-explained")
        agent.app.state.role = Role.VIEWER
        await agent.press("down", "up")
        assert "Enter viser" not in agent.says("finding-explained")
        await agent.press("end")
        assert "(avvik F12)" in agent.says("finding-explained")
        assert "skjemaet" not in agent.says("finding-explained")


async def test_the_guide_fills_in_what_the_tool_knows(agent: Driver) -> None:
    await agent.press("g")
    told = agent.says("reading")
    for call in "ABCDEFGHIJKLM":
        assert f"{call}. " in told
    assert "Dette er DDFL Test." in told
    period = "fra mandag 9. november 2026 til søndag 29. november 2026"
    assert f"Fravær hos Astrid Info {period}" in told
    await agent.press("escape")
    assert agent.title == "Fravær"


async def test_the_guides_begin_with_every_call_in_sight(agent: Driver) -> None:
    await agent.press("g")
    for call in "ABCDEFGHIJKLM":
        assert f"  {call} " in agent.picture, call


async def test_a_letter_goes_to_its_call_in_the_guides(agent: Driver) -> None:
    await agent.press("g")
    for letter, title in (("F", "F. «Jeg er tidligere"), ("c", "C. «Noe stenger")):
        await agent.press(letter)
        assert top(agent).startswith(title[:2]), title
    await agent.press("M")
    assert "M. " in agent.picture, "the last ones can't come to the top"
    await agent.press("escape", "w", "f")
    assert agent.title == "Hvorfor ser innbygger dette?", "elsewhere a letter is no call"


def top(agent: Driver) -> str:
    """Return the first row in sight of what is read."""
    reading = agent.view("reading")
    return reading.render_line(0).text.strip()


async def test_the_guides_name_the_keys_as_they_are_mapped(opening: Opening) -> None:
    keys = {"absence.add": "f4", "covers": "f6"}
    async with opening(WIDE, clinic="ddfl", keys=keys) as agent:
        await agent.press("g")
        told = agent.says("reading")
    assert "F4 registrerer: behandler, dager, tjenester." in told
    assert "F6 viser vikarene" in told
    assert "{" not in told
    assert "«Velg virksomhet», «Fravær», «Legg til fravær», dager og tjenester, «Lagre»." in told


async def test_the_read_back_is_shown_whole_and_copied(agent: Driver, sent: list[str]) -> None:
    await agent.press("y")
    told = flat(agent.picture)
    attested = (
        "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 30. november 2026."
    )
    assert attested in told
    assert "søndag 22. november 2026" in told
    assert "24 20 00 00" in told
    assert any("\x1b]52;c;" in written for written in sent), "to the terminal's clipboard"
    await agent.press("escape")
    assert agent.title == "Fravær"


async def test_the_way_back_from_a_long_read_back_is_in_sight(opening: Opening) -> None:
    async with opening((80, 12), clinic="ddfl") as agent:
        await agent.press("y")
        assert "Esc går tilbake." in agent.words


async def test_the_read_back_follows_the_language(wide: Driver) -> None:
    await wide.press("s", "y")
    assert "opnar igjen" in flat(wide.picture)


async def test_what_was_saved_is_read_back_in_the_language_of_the_rest(wide: Driver) -> None:
    await wide.press("down", "d", "J", "y")
    assert "Slettet: " in flat(wide.picture)
    await wide.press("escape", "s", "y")
    assert "Sletta: " in flat(wide.picture)


async def test_no_command_in_the_palette_is_cut_in_nynorsk(opening: Opening) -> None:
    async with opening(NARROW, clinic="ddfl", language="nn") as agent:
        await agent.press("ctrl+p")
        assert "…" not in agent.says("chooser-options")


async def test_numbers_and_days_are_not_torn_over_two_rows(
    opening: Opening, backend: Backend
) -> None:
    async with opening((60, 24), clinic="ddfl") as agent:
        for width in range(40, 60):
            await agent.resize(width, 24)
            await agent.press("y")
            rows = agent.rows("plain")
            assert any("24 20 00 00" in row for row in rows), width
            assert not any(row.endswith(" 30.") for row in rows), width
            await agent.press("escape")


async def test_no_command_in_the_palette_is_cut(agent: Driver, size: tuple[int, int]) -> None:
    for tab in ((), ("v",)):
        await agent.press(*tab, "ctrl+p")
        assert "…" not in agent.says("chooser-options")
        await agent.press("escape")


async def test_names_are_whole_where_there_is_room(opening: Opening) -> None:
    async with opening(NARROW, clinic="storbyen") as agent:
        assert not [row for row in agent.absences if "…" in row.split("202")[0]]


async def test_findings_of_one_kind_about_one_person_do_not_look_the_same(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="steinsund") as agent:
        rows = [row for row in agent.rows("findings") if row.strip()]
        assert len({flat(row) for row in rows}) == len(rows) > 1
