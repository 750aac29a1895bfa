"""The agent's own keys laid over the commands: what can't be is told, and the rest works.

A key stands for one command at a time: two commands that are never in force together may share
one. What the settings ask for wins over what another command has by default, except where that
would leave the agent no way to use it: not even the palette is there while something is asked.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.keys import Keys

from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.suggestions import suggestion
from fravaertui.tui.commands import COMMANDS, Command
from fravaertui.tui.key_names import key_name
from fravaertui.tui.places import Place
from fravaertui.tui.textual_overrides.key_queue import BREAKS_HOLD

NEVER_ARRIVE = (
    *("alt+", "ctrl+alt+"),
    *("ctrl+m", "ctrl+j", "ctrl+i", "ctrl+h", "ctrl+b", "ctrl+left_square"),
)
"""Keys that tmux or screen take, or that a terminal sends as another key."""

_NAVIGATION = frozenset(
    {"up", "down", "j", "k", "pageup", "pagedown", "home", "end", "enter", "tab", "shift+tab"}
    | {"space", "backspace"}
)
"""Keys that lists, fields and buttons take before any command can."""

_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
    "commercial_at": "at",
}
"""Signs that Textual calls by another name than Unicode does."""
_MODIFIERS = frozenset({"ctrl", "alt", "shift"})
_NAMED = frozenset(key.value for key in Keys) | frozenset(_NAMES.values())


_BY_ID = {command.id: command for command in COMMANDS}


class Fault(StrEnum):
    """Why a key is not what the settings ask for; the value is the sentence's message id."""

    NO_COMMAND = msgid("keys: there is no command {command}. {known}")
    NO_KEY = msgid("keys, {command}: «{key}» is not the name of a key.")
    NEVER_ARRIVES = msgid("keys, {command}: {key} never arrives; terminals or tmux take it.")
    NAVIGATES = msgid("keys, {command}: {key} moves in lists and fields, and is no command.")
    IS_TYPED = msgid("keys, {command}: {key} is typed into a field where this command is used.")
    NOT_YES = msgid(
        "keys, {command}: {key} can't say yes. Choose a capital letter, an F key or ctrl with a "
        "letter."
    )
    LEAVES = msgid("keys, {command}: {key} always leaves what is asked, and can't decide it.")
    NEEDED = msgid("keys, {command}: {key} is still {other}, which could not be used otherwise.")
    TAKEN = msgid("keys, {command}: {key} was also {other}, which has {rest} now.")
    UNREACHABLE = msgid(
        "keys, {command}: {key} was {other}, which has no key now. It is in {palette}."
    )


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """One key, or one command, of the settings that is not as asked for."""

    fault: Fault
    command: str
    key: str = ""
    other: str = ""
    rest: str = ""
    palette: str = ""

    def sentence(self, words: Words) -> str:
        """Return what is wrong and what is so instead."""
        lists = words("{command} lists them.", command="fravaertui info --keys")
        return words(
            self.fault.value,
            command=self.command,
            key=key_name(self.key),
            other=self.other,
            rest=self.rest,
            known=suggestion(self.command, _BY_ID, words, lists),
            palette=self.palette,
        )


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The commands with the keys they have, and what could not be as the settings ask."""

    commands: tuple[Command, ...]
    problems: tuple[KeyProblem, ...]


def key_map(wanted: Mapping[str, str]) -> KeyMap:
    """Lay the settings' keys, by command and divided by commas, over the commands'."""
    own, problems = _asked_for(wanted)
    while True:
        found = _without_clashes(own)
        lost = next((c for c in found.commands if not c.keys and not _is_in_palette(c)), None)
        if lost is None:
            return KeyMap(found.commands, (*problems, *found.problems))
        problems += _given_back(lost.id, own)


def _asked_for(wanted: Mapping[str, str]) -> tuple[dict[str, list[str]], list[KeyProblem]]:
    """Return the keys that each command can have as asked for, and what can't be."""
    problems: list[KeyProblem] = []
    own: dict[str, list[str]] = {}
    for command_id, keys in wanted.items():
        command = _BY_ID.get(command_id)
        if command is None:
            problems.append(KeyProblem(Fault.NO_COMMAND, command_id))
            continue
        for key in map(canonical, keys.split(",")):
            fault = _fault(key, command)
            if fault:
                problems.append(KeyProblem(fault, command_id, key))
            elif key not in own.setdefault(command_id, []):
                own[command_id].append(key)
    return own, problems


def _is_in_palette(command: Command) -> bool:
    """Tell whether the palette can be opened wherever a command is in force."""
    return command.id != "palette" and command.place in _BY_ID["palette"].place


def _given_back(command_id: str, own: dict[str, list[str]]) -> list[KeyProblem]:
    """Let a command have its default keys again, whoever asked for them; return who did not get."""
    needing = _BY_ID[command_id]
    problems = []
    for key in own.pop(command_id, []):
        holder = next(o for o, keys in own.items() if key in keys and _meet(o, command_id))
        problems.append(KeyProblem(Fault.NEEDED, command_id, key, holder))
    for other in [o for o in own if _meet(o, command_id)]:
        refused = [key for key in own[other] if key in needing.keys.split(",")]
        problems += [KeyProblem(Fault.NEEDED, other, key, command_id) for key in refused]
        own[other] = [key for key in own[other] if key not in refused]
        if not own[other]:
            del own[other]
    return problems


def _meet(one: str, other: str) -> bool:
    return bool(_BY_ID[one].place & _BY_ID[other].place)


def _without_clashes(own: Mapping[str, Sequence[str]]) -> KeyMap:
    """Let each key stand for one command in each place: the settings' own come first."""
    commands = [replace(c, keys=",".join(own[c.id])) if c.id in own else c for c in COMMANDS]
    problems: list[KeyProblem] = []
    kept: dict[str, Command] = {}
    for command in sorted(commands, key=lambda command: command.id not in own):
        keys = command.keys.split(",")
        lost = {key: other for key in keys if (other := _holder(key, command, kept.values()))}
        rest = [key for key in keys if key not in lost]
        fault = Fault.TAKEN if rest else Fault.UNREACHABLE
        names = " ".join(map(key_name, rest))
        problems += [
            KeyProblem(fault, other.id, key, command.id, names) for key, other in lost.items()
        ]
        kept[command.id] = replace(command, keys=",".join(rest))
    palette = kept["palette"].shown_key
    named = (replace(problem, palette=palette) for problem in problems)
    return KeyMap(tuple(kept[command.id] for command in commands), tuple(named))


def _holder(key: str, command: Command, others: Iterable[Command]) -> Command | None:
    return next((o for o in others if key in o.keys.split(",") and o.place & command.place), None)


def canonical(key: str) -> str:
    """Return a key as Textual names it: `slash` for `/`."""
    key = key.strip()
    if len(key) != 1:
        return key if key in _NAMED else key.lower()
    if key.isalnum():
        return key
    name = unicodedata.name(key, "").lower().replace("-", "_").replace(" ", "_")
    return _NAMES.get(name, name)


def _fault(key: str, command: Command) -> Fault | None:
    """Return why a key can't be a command's, if it can't."""
    if not _is_key(key):
        return Fault.NO_KEY
    if key.startswith(NEVER_ARRIVE):
        return Fault.NEVER_ARRIVES
    if key in _NAVIGATION:
        return Fault.NAVIGATES
    printed = _is_printed(key)
    if command.place in Place.TYPING and printed:
        return Fault.IS_TYPED
    if key in BREAKS_HOLD and command.place in Place.DECIDING and not _leaves(command):
        return Fault.LEAVES
    if command.id == "answer.yes" and not _may_say_yes(key):
        return Fault.NOT_YES
    return None


def _leaves(command: Command) -> bool:
    return "escape" in command.keys.split(",")


def _may_say_yes(key: str) -> bool:
    """Tell whether a key is none that navigates, or that a name in small letters holds (W6)."""
    function = key.startswith("f") and key[1:].isdigit()
    control = key.startswith("ctrl+") and len(key) == len("ctrl+x")
    return function or control or (len(key) == 1 and key.isupper())


def _is_printed(key: str) -> bool:
    return len(key) == 1 or (key not in frozenset(k.value for k in Keys) and "+" not in key)


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    if base in _NAMED or (len(base) == 1 and base.isalnum()):
        return True
    try:
        unicodedata.lookup(base.replace("_", " ").upper())
    except KeyError:
        return False
    return True


def key_lines(commands: Sequence[Command], words: Words) -> list[str]:
    """Return each command's id with its keys and what it does, for who sets their own."""
    width = max(len(command.id) for command in commands) + 2
    keys = {c.id: " ".join(map(key_name, c.keys.split(","))) if c.keys else "-" for c in commands}
    wide = max(map(len, keys.values())) + 2
    return [f"{c.id:<{width}}{keys[c.id]:<{wide}}{words(c.help)}" for c in commands]
