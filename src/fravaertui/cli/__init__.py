"""The command line: reads what is asked for, and starts the command that does it.

Nothing heavy is imported before the arguments are understood: each command imports what it
needs. Exit statuses: 0 it went well, 1 it did not, 2 what was asked for can't be understood,
74 the answer could not be written, 128 and a signal's number when one ended it.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from fravaertui import __version__
from fravaertui.cli.asking import citizen, findings, history, info
from fravaertui.cli.commands.serve import demo_data, migrate, serve
from fravaertui.cli.commands.sign_in import sign_in, sign_out
from fravaertui.cli.commands.workbench import workbench
from fravaertui.cli.output import (
    FAILED,
    INTERRUPTED,
    NOT_WRITTEN,
    OK,
    OutputClosed,
    complain,
    crash_report,
    say,
    say_json,
)
from fravaertui.cli.parser import (
    NOT_UNDERSTOOD,
    PROGRAM,
    Parser,
    Told,
    citizen_options,
    demo_data_options,
    findings_options,
    first_words,
    history_options,
    info_options,
    migrate_options,
    not_known,
    quoted,
    serve_options,
    settings_options,
    workbench_options,
)
from fravaertui.texts.catalogue import CatalogueMissing, Words, msgid


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for and return the exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter the other side lacks is a stand-in
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(list(given))
    except Told as told:
        return _failed(str(told), told.status, told.code, given)
    except CatalogueMissing as missing:
        return _failed(str(missing), FAILED, "not-done", given)
    except BrokenPipeError:
        _let_go_of_output()  # whoever read what we print has left, and needs no word of it
        return FAILED
    except OutputClosed:
        _let_go_of_output()
        words = first_words()
        complain(words("The answer can't be written: the output is closed or full."))
        return NOT_WRITTEN
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a trace in the log, a sentence here
        return _failed(crash_report(error), FAILED, "internal", given)


def _failed(sentence: str, status: int, code: str, arguments: Sequence[str]) -> int:
    """Say what went wrong, to a script that asks for JSON as a document too; return the status."""
    complain(sentence)
    if "--json" in arguments:
        # Not needed when all is well.
        from fravaertui.protocol.problems import URN
        from fravaertui.protocol.urls import redacted_text

        with suppress(OutputClosed, BrokenPipeError):
            say_json({"type": URN + code, "title": redacted_text(sentence), "status": status})
    return status


def _let_go_of_output() -> None:
    """Let Python's own last flush find a place where it can't fail."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    words = first_words()
    name = _command_in(arguments, words)
    if name:
        arguments.remove(name)
    command = _COMMANDS[name]
    parser = Parser(name, words(command.about), words)
    command.options(parser, words)
    asked = parser.understand(arguments)
    if asked.version:
        say(f"{PROGRAM} {__version__}")
        return OK
    if asked.help:
        say(parser.format_help().rstrip())
        if not name:
            say(_command_list(words))
        return OK
    return command.run(asked)


def _command_list(words: Words) -> str:
    commands = ((name, words(command.about)) for name, command in _COMMANDS.items() if name)
    return "\n".join(
        ("", words("Commands:"), *(f"  {name:<12}{about}" for name, about in commands))
    )


def _command_in(arguments: list[str], words: Words) -> str:
    """Return the command among the arguments; empty for the workbench, which needs none."""
    parser = Parser("", "", words)
    workbench_options(parser, words)
    parser.add_argument("command", nargs="?", default="")
    asked, rest = parser.parse(arguments)
    name = str(asked.command)
    if name not in _COMMANDS:
        for option in rest:  # what follows one that we do not know was hardly meant as a command
            parser.understand([option])
        name = quoted(name)
        sentence = words("There is no command {name}.", name=name)
        raise Told(not_known(sentence, name, [c for c in _COMMANDS if c], words), NOT_UNDERSTOOD)
    return name


class _Command(NamedTuple):
    about: str
    options: Callable[[Parser, Words], None]
    run: Callable[[argparse.Namespace], int]


_COMMANDS = {
    "": _Command(
        msgid("Register GPs' absence and see what citizens see. Without a command: the workbench."),
        workbench_options,
        workbench,
    ),
    "citizen": _Command(
        msgid("what a citizen on a practitioner's list sees on a day"),
        citizen_options,
        citizen,
    ),
    "findings": _Command(
        msgid("what an agent should act on, at all clinics or at one"),
        findings_options,
        findings,
    ),
    "history": _Command(
        msgid("what has happened to a clinic: who did what, when and for which case"),
        history_options,
        history,
    ),
    "info": _Command(
        msgid("versions, settings and where they come from, files, contact with the backend"),
        info_options,
        info,
    ),
    "sign-in": _Command(
        msgid("sign in to a backend; the commands and the workbench use it"),
        settings_options,
        sign_in,
    ),
    "sign-out": _Command(msgid("sign out of a backend"), settings_options, sign_out),
    "serve": _Command(
        msgid("serve the API to other programs; to other machines with sign-in"),
        serve_options,
        serve,
    ),
    "migrate": _Command(
        msgid("make the tables of a database on a server, or bring them up to date"),
        migrate_options,
        migrate,
    ),
    "demo-data": _Command(
        msgid("put invented clinics into a database"), demo_data_options, demo_data
    ),
}
