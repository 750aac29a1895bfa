"""`info`: versions, settings and their sources, files, and whether the backend answers."""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import fravaertui
from fravaertui.cli.output import OK, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Origin, Paths, Settings, settings_in_force
from fravaertui.client import Client, ClientError, Endpoint, environment
from fravaertui.texts.catalogue import Words

_LIBRARIES = ("fastapi", "httpx", "pydantic", "sqlalchemy", "textual", "uvicorn")
_LONGEST_ESCAPE_MS = 50
"""Milliseconds; with a longer wait Esc no longer feels like a key."""


@dataclass(frozen=True, slots=True)
class BackendState:
    """The backend in force; `reached` is None when no request was sent."""

    address: str
    reached: bool | None = None
    told: str = ""
    """A remark on it, in the language of the screen."""


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """The value of a setting, as in JSON, and where it came from."""

    value: Any
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A variable that affects connections, without secrets; `told` is a remark on it."""

    name: str
    value: str
    told: str


@dataclass(frozen=True, slots=True)
class Info:
    """What a fault report needs; no secrets. Its names are those of `info --json`."""

    versions: dict[str, str]
    system: dict[str, str]
    settings: dict[str, SettingInForce]
    environment: list[EnvironmentVariable]
    remarks: list[str]
    paths: dict[str, str]
    backend: BackendState


def add_options(parser: Parser) -> None:
    """Add the option for only the keys."""
    text = parser.words("only the commands of the workbench, with their keys")
    parser.option("--keys", action="store_true", help=text)
    parser.json_option()
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Print everything, or only the keys."""
    settings, paths, words = settings_in_force(options)
    if options.keys:
        say(_keys_text(settings, words))
        return OK
    backend = asyncio.run(_backend_state(settings, words))
    info = collect_info(settings, paths, backend, words)
    if options.json:
        say_json(asdict(info))
    else:
        say(info_text(info, words))
    return OK


async def _backend_state(settings: Settings, words: Words) -> BackendState:
    """Return whether the backend answers; our own is not started just for that."""
    if not settings.backend:
        inside = words("inside the program, started when it is needed")
        return BackendState(str(settings.database), None, inside)
    try:
        async with Client(Endpoint(settings.backend)) as client:
            await client.health()
    except ClientError as error:
        return BackendState(settings.backend, False, error.sentence(words))
    return BackendState(settings.backend, True, words("reached"))


def _key_remarks(settings: Settings, words: Words) -> list[str]:
    """Return a sentence for each of the agent's own keys that can't be used."""
    from fravaertui.tui.key_map import key_map  # imports the screens, which only own keys need

    return [problem.sentence(words) for problem in key_map(settings.keymap).problems]


def _keys_text(settings: Settings, words: Words) -> str:
    """Return each command's id, its keys as configured, and what it does."""
    from fravaertui.tui.key_map import key_lines, key_map  # the screens

    keys = key_map(settings.keymap)
    remarks = (problem.sentence(words) for problem in keys.problems)
    return "\n".join((*key_lines(keys.commands, words), *remarks))


def _tmux_remarks(words: Words) -> list[str]:
    """Return which settings of tmux make the screens worse, and how to correct them.

    Nothing when tmux does not answer.
    """
    remarks = []
    waits = _tmux_option("escape-time")
    if waits.isdecimal() and int(waits) > _LONGEST_ESCAPE_MS:
        remarks.append(
            words(
                "tmux waits {n} ms after Esc. «set -sg escape-time 10» in its settings mends it.",
                n=int(waits),
            )
        )
    if _tmux_option("set-clipboard") in ("external", "off"):
        remarks.append(
            words(
                "tmux keeps what is copied from the terminal's clipboard. «set -sg set-clipboard "
                "on» in its settings mends it."
            )
        )
    return remarks


def _tmux_option(name: str) -> str:
    command = ("tmux", "show-options", "-sv", name)
    try:
        shown = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)
        return shown.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def collect_info(settings: Settings, paths: Paths, backend: BackendState, words: Words) -> Info:
    """Return all information, with the given state of the backend."""
    return Info(
        versions={
            "fravaertui": fravaertui.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        system={
            "platform": platform.platform(),
            "encoding": sys.__stdout__.encoding if sys.__stdout__ else "",
        },
        settings={
            name: SettingInForce(value, source.origin.value, source.name)
            for name, value in settings.model_dump(mode="json").items()
            for source in (settings.source_of(name),)
        },
        environment=[
            EnvironmentVariable(one.name, one.shown, one.remark(words))
            for one in environment.variables()
        ],
        remarks=[
            *(_tmux_remarks(words) if "TMUX" in os.environ else []),
            *(_key_remarks(settings, words) if settings.keys else []),
        ],
        paths={
            "settings_file": str(paths.settings_file),
            "data": str(paths.data),
            "state": str(paths.state),
            "log": str(paths.log),
        },
        backend=backend,
    )


def info_text(info: Info, words: Words) -> str:
    """Return all information as lines of text."""
    settings = (
        f"  {name} = {setting.value!r}  ({_source(setting, words)})"
        for name, setting in info.settings.items()
    )
    return "\n".join(
        (
            *(f"{name} {value}" for name, value in info.versions.items()),
            *(f"{name} {value}" for name, value in info.system.items()),
            words("Settings"),
            *settings,
            *_environment_lines(info.environment, words),
            words("Files and folders"),
            *(f"  {name} = {value}" for name, value in info.paths.items()),
            *info.remarks,
            words("Backend"),
            f"  {info.backend.address}",
            f"  {info.backend.told}",
        )
    )


def _environment_lines(variables: Sequence[EnvironmentVariable], words: Words) -> list[str]:
    if not variables:
        return []
    lines = [f"  {one.name} = {one.value!r}  {one.told}".rstrip() for one in variables]
    return [words("Environment"), *lines]


def _source(setting: SettingInForce, words: Words) -> str:
    return words("default") if setting.origin == Origin.DEFAULT else setting.source
