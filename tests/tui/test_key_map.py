"""The agent's own keys: a clash is told and harms nothing else, and the bar tells the truth."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS, Command
from fravaertui.tui.key_map import Fault, KeyMap, canonical, key_map
from fravaertui.tui.places import Place
from tests.tui.conftest import Opening

NB = screen_words("nb")
README = Path(__file__).parents[2] / "README.md"


def keys_of(found: KeyMap) -> dict[str, str]:
    return {command.id: command.keys for command in found.commands}


def told(**wanted: str) -> list[str]:
    """Return the remarks on these keys; underscores replace the dots of ids."""
    return told_by(key_map({c.replace("_", "."): keys for c, keys in wanted.items()}))


def told_by(found: KeyMap) -> list[str]:
    return [problem.sentence(NB) for problem in found.problems]


def test_the_readmes_own_example_has_no_problem_and_takes_no_key_from_others() -> None:
    lines = README.read_text().split("[keys]\n")[1].splitlines()
    command, keys = lines[0].strip().split(" = ")
    found = key_map({command.strip('"'): keys.strip('"')})
    assert not found.problems
    changed = {c.id for c, was in zip(found.commands, COMMANDS, strict=True) if c != was}
    assert changed == {"absence.add"}


@pytest.mark.parametrize(
    ("command", "keys", "fault"),
    [
        ("absence.ad", "f4", Fault.NO_COMMAND),
        ("absence.add", "ctrl+alt+hei", Fault.NO_KEY),
        ("absence.add", "", Fault.NO_KEY),
        ("absence.add", "hei", Fault.NO_KEY),
        ("absence.add", "alt+n", Fault.NEVER_ARRIVES),
        ("absence.add", "ctrl+b", Fault.NEVER_ARRIVES),
        ("absence.add", "j", Fault.NAVIGATES),
        ("absence.add", "enter", Fault.NAVIGATES),
        ("absence.add", "space", Fault.NAVIGATES),
        ("form.save", "s", Fault.IS_TYPED),
        ("form.save", "/", Fault.IS_TYPED),
        ("draft.throw", "d", Fault.IS_TYPED),
        ("answer.yes", "y", Fault.NOT_YES),
        ("answer.yes", "1", Fault.NOT_YES),
        ("answer.yes", "left", Fault.NOT_YES),
        *(
            (command, key, Fault.LEAVES)
            for command in ("answer.yes", "way.first", "way.second", "way.third")
            for key in ("escape", "ctrl+c", "ctrl+q")
        ),
        ("absence.add", "ctrl+j", Fault.NEVER_ARRIVES),
        ("answer.no", "J", Fault.NEEDED),
        ("ways.leave", "1", Fault.NEEDED),
        ("draft.throw", "escape,left", Fault.NEEDED),
        ("sign.again", "y,c", Fault.NEEDED),
        ("absence.add", "ctrl+p,colon", Fault.NEEDED),
    ],
)
def test_what_can_not_be_a_key_is_told_and_the_default_stays(
    command: str, keys: str, fault: Fault
) -> None:
    found = key_map({command: keys})
    assert {problem.fault for problem in found.problems} == {fault}
    assert len(found.problems) == len(keys.split(","))
    assert found.commands == COMMANDS
    for sentence in told_by(found):
        assert sentence.startswith("taster")
        assert command in sentence


def test_a_command_that_loses_its_only_key_is_told_of() -> None:
    assert told(absence_add="e") == [
        "taster, absence.add: e var absence.amend, som nå ikke har noen tast. Den ligger i ^p."
    ]
    assert told(absence_add="delete") == [
        "taster, absence.add: Del var også absence.delete, som nå har d."
    ]
    assert told(absence_add="e", absence_amend="n") == [], "a swap harms nobody"
    assert told(absence_ad="f4") == [
        "taster: det finnes ingen kommando absence.ad. Mente du absence.add?"
    ]


def test_what_can_not_be_reached_from_a_palette_keeps_its_key() -> None:
    assert told(answer_no="J") == [
        "taster, answer.no: J er fortsatt answer.yes, som ellers ikke kunne brukes."
    ]
    both = key_map({"answer.yes": "J", "answer.no": "J"})
    assert keys_of(both)["answer.no"] == "escape,left"
    assert [problem.fault for problem in both.problems] == [Fault.NEEDED]
    some = key_map({"answer.no": "J,f6"})
    assert (keys_of(some)["answer.yes"], keys_of(some)["answer.no"]) == ("J", "f6")
    swapped = key_map({"answer.no": "J", "answer.yes": "f9"})
    assert not swapped.problems
    assert (keys_of(swapped)["answer.yes"], keys_of(swapped)["answer.no"]) == ("f9", "J")


def test_where_a_command_without_a_key_is_found_is_told_by_the_palettes_own_key() -> None:
    assert told(absence_add="e", palette="f9") == [
        "taster, absence.add: e var absence.amend, som nå ikke har noen tast. Den ligger i F9."
    ]


def test_the_good_keys_beside_a_bad_one_work() -> None:
    found = key_map({"absence.add": "f8,ctrl+alt+hei", "quit": "f10"})
    assert keys_of(found)["absence.add"] == "f8"
    assert keys_of(found)["quit"] == "f10"


def test_signs_are_named_as_they_are_printed() -> None:
    assert list(map(canonical, ["/", "?", "+", "-", ".", "Å", "F4", "f4"])) == [
        "slash", "question_mark", "plus", "minus", "full_stop", "Å", "f4", "f4",
    ]  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from([c.id for c in COMMANDS]),
        st.lists(st.sampled_from([k for c in COMMANDS for k in c.keys.split(",")]), min_size=1).map(
            ",".join
        ),
        max_size=8,
    )
)
def test_no_two_commands_of_a_place_share_a_key_whatever_the_settings_say(
    wanted: dict[str, str],
) -> None:
    found = key_map(wanted)
    assert [c.id for c in found.commands] == [c.id for c in COMMANDS]
    for place in Place:
        in_force: list[Command] = [c for c in found.commands if place in c.place]
        keys = [key for c in in_force for key in c.keys.split(",") if key]
        assert len(keys) == len(set(keys)), place
    lost = {p.command for p in found.problems if p.fault is Fault.UNREACHABLE} | {
        p.other for p in found.problems if p.fault is Fault.UNREACHABLE
    }
    keyless = [c for c in found.commands if not c.keys]
    assert {c.id for c in keyless} <= lost
    [palette] = [c for c in found.commands if c.id == "palette"]
    assert palette.keys
    assert all(c.place in palette.place for c in keyless)


async def test_the_readmes_example_works_on_every_screen(opening: Opening) -> None:
    async with opening(clinic="ddfl", keys={"absence.add": "n,f4"}) as agent:
        await agent.press("f4")
        assert agent.title == "Legg til fravær"
        await agent.press("escape", "v")
        assert "n ny" in agent.keys
        await agent.press("n")
        assert agent.title == "Registrer vikar"
        await agent.press("escape", "L", "n")
        assert agent.focus == "name"


async def test_escape_leaves_the_help_whatever_quits(opening: Opening) -> None:
    async with opening(clinic="ddfl", keys={"quit": "escape"}) as agent:
        await agent.press("question_mark", "escape")
        assert agent.is_open
        assert agent.title == "Fravær"


async def test_what_is_wrong_with_the_keys_is_told_at_the_start(opening: Opening) -> None:
    async with opening(keys={"absence.add": "e", "noe": "f3", "history": "f9"}) as agent:
        assert "taster: det finnes ingen kommando noe." in agent.note
        assert "e var absence.amend, som nå ikke har noen tast." in agent.note
        await agent.type("ddfl")
        await agent.press("enter")
        assert "e nytt" in agent.keys
        assert "endre" not in agent.keys
        await agent.press("e")
        assert agent.title == "Legg til fravær"
        await agent.press("escape", "f9")
        assert agent.title == "Historikk"
