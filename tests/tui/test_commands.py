"""One declaration a command: key bar, palette, help and remapping all follow from it."""

import re

import pytest

from fravaertui.protocol.auth import Role
from fravaertui.texts.agents import role_needed
from fravaertui.tui.commands import COMMANDS
from fravaertui.tui.key_names import key_name
from fravaertui.tui.places import Place
from fravaertui.tui.themes.palettes import read_palettes
from fravaertui.tui.themes.shipped import THEMES
from fravaertui.tui.widgets.record_list import RecordList
from tests.tui.conftest import Opening
from tests.tui.driver import WIDE, Driver

NEVER_ARRIVE = ("alt+", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+b", "ctrl+left_square_bracket")
"""Keys that tmux or screen take, or that a terminal sends as another key (anchors D.8)."""

PALETTES = read_palettes(THEMES).by_name


async def test_help_lists_every_command_with_its_keys(wide: Driver) -> None:
    await wide.press("question_mark", "question_mark")
    told = wide.says("reading")
    words = wide.app.state.words
    missing = [c.id for c in COMMANDS if words(c.help) not in told]
    assert not missing
    keys = [key_name(key) for c in COMMANDS for key in c.keys.split(",")]
    assert not [key for key in keys if key not in told]


async def test_help_is_opened_and_left_by_several_keys(agent: Driver) -> None:
    for opens in ("question_mark", "f1"):
        for leaves in ("escape", "q", "left"):
            await agent.press(opens)
            assert agent.title == "Hjelp"
            await agent.press(leaves)
            assert agent.title == "Fravær"


async def test_help_in_a_form_comes_back_to_what_was_typed(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.press("f1")
    assert wide.title == "Hjelp"
    await wide.press("escape")
    assert wide.title == "Legg til fravær"
    assert wide.value("starts") == "uke 28"
    assert wide.focus == "starts"


async def test_the_palette_runs_what_is_found_by_its_words(wide: Driver) -> None:
    await wide.press("ctrl+p")
    await wide.type("avsluttede vis")
    await wide.press("enter")
    assert len(wide.absences) == 3
    await wide.press("colon")
    await wide.type("legg til fravaer")
    await wide.press("enter")
    assert wide.title == "Legg til fravær"


async def test_the_palette_is_stepped_through_and_left(wide: Driver) -> None:
    await wide.press("ctrl+p", "down", "down", "up", "up", "up")
    assert wide.focus == "chooser-find"
    await wide.press("escape")
    assert wide.title == "Fravær"


async def test_the_palette_offers_every_command_in_force(wide: Driver) -> None:
    await wide.press("ctrl+p")
    offered = wide.says("chooser-options")
    words = wide.app.state.words
    begins = {c.id: words(c.help)[:30] for c in COMMANDS if Place.ABSENCES in c.place}
    assert [c for c, begin in begins.items() if begin not in offered] == ["palette"]


CHOOSE_FIRST = "Velg en virksomhet først."
SAVED_NOTHING = (
    "Du har ikke lagret noe siden du åpnet virksomheten. H viser historikken, og u der angrer."
)
FINISH_FIRST = "Gjør ferdig eller gå ut av det du holder på med først."


@pytest.mark.parametrize(
    ("before", "typed", "reason"),
    [
        ((), "registrer vikar", "Gå til vikarene først: v."),
        ((), "angre det du lagret", SAVED_NOTHING),
        ((), "kom i gang", "Forlat virksomheten først: Esc."),
        (("v",), "legg til fravaer", "Gå til fraværene først: 2."),
        (("n",), "avvik alle", FINISH_FIRST),
        (("escape",), "legg til fravaer", CHOOSE_FIRST),
    ],
)
async def test_the_palette_says_why_a_command_is_not_available(
    wide: Driver, before: tuple[str, ...], typed: str, reason: str
) -> None:
    await wide.press(*before)
    title = wide.title
    await wide.press("ctrl+p")
    await wide.type(typed)
    assert wide.says("chooser-why-not") == reason
    await wide.press("enter")
    assert wide.note == reason
    assert wide.title == title


async def test_what_is_not_available_stands_below_what_is_and_is_dimmed(wide: Driver) -> None:
    await wide.press("ctrl+p")
    options = wide.app.screen.query_one("#chooser-options", RecordList)
    dimmed = [record.lines[0].parts[1][1] == "dim" for record in options.records]
    assert any(dimmed)
    assert dimmed == sorted(dimmed)
    assert not wide.shows("chooser-why-not"), "the first of them is available"


@pytest.mark.parametrize("typed", ["tema", "theme", "mono", "mørkt"])
async def test_the_palette_finds_themes_by_the_words_for_them(opening: Opening, typed: str) -> None:
    language = "en" if typed == "theme" else "nb"
    async with opening(clinic="ddfl", language=language) as agent:
        await agent.press("ctrl+p")
        await agent.type(typed)
        options = agent.app.screen.query_one("#chooser-options", RecordList)
        assert [record.key for record in options.records] == ["theme.next"]


async def test_the_palette_says_that_nothing_is_found(wide: Driver) -> None:
    await wide.press("ctrl+p")
    await wide.type("zzz")
    assert wide.says("chooser-why-not") == "Ingen treff."
    await wide.press("backspace", "backspace", "backspace")
    assert not wide.shows("chooser-why-not")


async def test_what_is_available_is_found_before_what_is_not(wide: Driver) -> None:
    await wide.press("v", "ctrl+p")
    await wide.type("fravaer")
    options = wide.app.screen.query_one("#chooser-options", RecordList)
    found = [record.key for record in options.records][:3]
    assert found == ["list", "pane.absences", "absence.add"]


async def test_where_nobody_works_the_commands_for_somebody_say_so(opening: Opening) -> None:
    async with opening(clinic="nyapnet") as agent:
        for key in ("n", "v", "m", "y"):
            await agent.press(key)
            assert agent.title == "Fravær"
            assert agent.note == "Ingen behandler er registrert på denne virksomheten."


async def test_a_viewer_sees_in_the_palette_which_role_a_command_needs(wide: Driver) -> None:
    wide.app.state.role = Role.VIEWER
    await wide.press("ctrl+p")
    await wide.type("legg til fravaer")
    reason = wide.says("chooser-why-not")
    assert reason == role_needed(Role.AGENT, wide.app.state.words)
    await wide.press("enter")
    assert wide.title == "Fravær"
    assert wide.note == reason


async def test_the_past_is_left_before_anything_is_changed(wide: Driver) -> None:
    await wide.press("down", "d", "J", "H", "d", "n")
    assert wide.note.endswith("Gå tilbake til nå først: Esc.")
    await wide.press("ctrl+p")
    await wide.type("legg til fravaer")
    assert wide.says("chooser-why-not") == "Gå tilbake til nå først: Esc."


async def test_a_key_of_another_tab_says_where_it_belongs(wide: Driver) -> None:
    await wide.press("v", "f")
    assert wide.note == "Gå til fraværene først: 2."
    await wide.press("n")
    assert wide.title == "Registrer vikar", "a key with a command here has that one"


async def test_a_key_of_another_place_leaves_what_was_saved_standing(wide: Driver) -> None:
    await wide.press("down", "d", "J")
    saved = wide.note
    await wide.press("exclamation_mark", "exclamation_mark")
    assert wide.note == f"{saved} Forlat virksomheten først: Esc."


async def test_a_key_without_its_clinic_says_so(wide: Driver) -> None:
    await wide.press("escape")
    for key in ("n", "d", "u", "y", "H"):
        await wide.press(key)
        assert wide.note == CHOOSE_FIRST, key


async def test_the_palette_in_a_form_runs_the_forms_commands(wide: Driver) -> None:
    await wide.press("n", "ctrl+p")
    await wide.type("lagre")
    await wide.press("enter")
    assert wide.title == "Legg til fravær"
    assert wide.focus == "starts", "saving an empty form goes to what is missing"


async def test_nothing_found_in_the_palette_runs_nothing(wide: Driver) -> None:
    await wide.press("ctrl+p")
    await wide.type("finnes ikke")
    await wide.press("enter")
    assert wide.title == "Alle kommandoer"


async def test_keys_are_remapped_by_id_everywhere(opening: Opening) -> None:
    async with opening(clinic="ddfl", keys={"absence.add": "f8", "quit": "f10"}) as agent:
        assert "F8 nytt" in agent.keys
        await agent.press("n")
        assert agent.title == "Fravær"
        await agent.press("question_mark")
        assert "F8 legg til fravær" in agent.says("reading")
        await agent.press("escape", "f8")
        assert agent.title == "Legg til fravær"
        await agent.press("escape", "q")
        assert agent.is_open
        await agent.press("f10")
        assert not agent.is_open


async def test_a_remapped_answer_is_named_in_the_question_and_answers(opening: Opening) -> None:
    async with opening(clinic="ddfl", keys={"answer.yes": "f9"}) as agent:
        await agent.press("down", "d")
        assert "F9 ja, gjør det" in agent.words
        await agent.press("J")
        assert agent.title == "Fravær"
        assert len(agent.absences) == 2
        await agent.press("d", "f9")
        assert len(agent.absences) == 1


async def test_what_the_screen_says_of_keys_follows_the_remapping(opening: Opening) -> None:
    async with opening(
        clinic="sorli", keys={"absence.add": "f8", "absence.delete": "f9", "reload": "f6"}
    ) as agent:
        await agent.press("f9", "J")
        assert "F8 legger til et." in agent.says("empty")


async def test_no_key_is_one_that_never_arrives() -> None:
    keys = [key for command in COMMANDS for key in command.keys.split(",")]
    assert not [key for key in keys if key.startswith(NEVER_ARRIVE)]


async def test_what_is_pasted_outside_a_field_does_nothing_but_say_so(wide: Driver) -> None:
    for keys, title in (((), "Fravær"), (("d",), "Slette fraværet?")):
        await wide.press("down", *keys)
        await wide.paste("djq\x1b")
        assert wide.title == title
        assert wide.note == "Det som limes inn, tas bare imot i felt."
        await wide.press("f7")
        assert "Det som limes inn" not in wide.words, "it goes with the next key"
    await wide.press("escape")
    assert len(wide.absences) == 2


async def test_every_way_in_has_a_way_back_besides_escape() -> None:
    typing = Place.FORM | Place.CHOOSING | Place.PROMPT
    back = [c for c in COMMANDS if "escape" in c.keys.split(",") and not c.place & typing]
    lacking = [c.id for c in back if not {"q", "left"} & set(c.keys.split(","))]
    assert lacking == ["find.leave"], "letters and arrows belong to the search field"


def test_no_command_has_a_letter_that_moves_in_lists() -> None:
    keys = {key for command in COMMANDS for key in command.keys.split(",")}
    assert not keys & {"j", "k"}


async def test_no_two_commands_in_force_at_once_share_a_key() -> None:
    for place in Place:
        keys = [key for c in COMMANDS if place in c.place for key in c.keys.split(",")]
        assert len(keys) == len(set(keys)), place


async def test_W6_yes_has_no_key_that_opens_a_question() -> None:
    opening_keys = {
        key for c in COMMANDS if Place.QUESTION not in c.place for key in c.keys.split(",")
    }
    yes = next(c for c in COMMANDS if c.id == "answer.yes")
    assert not opening_keys & set(yes.keys.split(","))


async def test_the_bar_always_ends_with_help(agent: Driver, size: tuple[int, int]) -> None:
    assert agent.keys.endswith("? hjelp")
    assert len(agent.picture.split("\n")[-1]) <= size[0]


async def test_the_themes_come_one_after_another(wide: Driver) -> None:
    seen = []
    for _ in range(len(PALETTES) + 1):
        seen.append(wide.app.theme)
        await wide.press("ctrl+t")
    assert set(seen) == set(PALETTES)
    assert seen[0] == seen[-1]


@pytest.mark.parametrize("theme", PALETTES)
async def test_the_theme_of_the_settings_is_used(opening: Opening, theme: str) -> None:
    async with opening(theme=theme) as agent:
        assert agent.app.theme == theme


async def test_the_screen_in_english(opening: Opening, size: tuple[int, int]) -> None:
    async with opening(size, clinic="ddfl", language="en") as agent:
        assert agent.title == "Absences"
        assert re.search(r"running · .* · reopens .*30", agent.says("absences"))
        await agent.press("n")
        await agent.fill("starts", "week 28")
        assert agent.field_note("starts") == "Monday 12 July 2027"


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quit_leaves_at_once_with_status_0(wide: Driver, key: str) -> None:
    await wide.press(key)
    assert not wide.is_open
    assert wide.app.return_code in (0, None)


async def test_ctrl_q_in_a_touched_form_does_not_throw_it_away_unasked(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.press("ctrl+q")
    assert wide.is_open
    assert wide.value("starts") == "uke 28"


async def test_the_panes_are_a_number_away(agent: Driver, size: tuple[int, int]) -> None:
    await agent.press("1")
    assert agent.focus == ("practitioners" if size == WIDE else "find")
    await agent.press("escape", "3")
    assert agent.focus == "citizen"
    await agent.press("2")
    assert agent.focus == "absences"
    assert agent.shows("clinics") == (size == WIDE)


async def test_the_terminal_may_change_its_size_at_any_time(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    for size in ((80, 24), (120, 36), (200, 60), (40, 10), (110, 30), (109, 30), (80, 24)):
        await wide.resize(*size)
        assert wide.value("starts") == "uke 28"
        assert wide.title == "Legg til fravær"
    await wide.press("escape", "J")
    for size in ((20, 5), (120, 36), (80, 24)):
        await wide.resize(*size)
    assert len(wide.absences) == 2
