"""`main`: parses the arguments, runs the command, and turns an error into a sentence.

Nothing heavy is imported before the command is known: each one's module imports what it needs. Exit
statuses: 0 for success, 1 for failure, 2 if the arguments can't be understood (1 for the commands
whose 2 is an answer), 74 if the output can't be written, 128 plus its number if a signal ended it.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from fravaertui import __version__
from fravaertui.cli.commands import ANSWERING_2, COMMANDS
from fravaertui.cli.output import (
    FAILED,
    INTERRUPTED,
    NOT_UNDERSTOOD,
    NOT_WRITTEN,
    OK,
    PROGRAM,
    CommandError,
    OutputClosed,
    crash_report,
    print_error,
    say,
    say_json,
    startup_words,
)
from fravaertui.cli.parser import CommandParser, Parser, command_module, quoted, with_suggestion
from fravaertui.texts.catalogue import CatalogueMissing, Words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return the exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # letters that the encoding lacks are replaced
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except CommandError as error:
        return _failed(str(error), _status(error, given), error.code, given)
    except CatalogueMissing as missing:
        return _failed(str(missing), FAILED, "not-done", given)
    except BrokenPipeError:
        _discard_output()  # the reader of our output has left, and needs no message
        return FAILED
    except OutputClosed:
        _discard_output()
        words = startup_words()
        print_error(words("The answer can't be written: the output is closed or full."))
        return NOT_WRITTEN
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a trace in the log, a sentence here
        return _failed(crash_report(error), FAILED, "internal", given)


def _run(given: list[str]) -> int:
    options = _parse(given, startup_words())
    if options.version:
        say(f"{PROGRAM} {__version__}")
    elif options.help:
        say(options.parser.format_help().rstrip())
    else:
        status: int = options.run(options)
        return status
    return OK


def _parse(given: list[str], words: Words) -> argparse.Namespace:
    """Return the options, with the command's `run` and its `parser` among them."""
    program = _program_parser(words)
    commands = program.add_subparsers(
        dest="command", prog=PROGRAM, help=argparse.SUPPRESS, parser_class=CommandParser
    )
    for word, about in COMMANDS.items():
        commands.add_parser(word, word=word, given=given, words=words, description=words(about))
    try:
        options, rest = program.parse_known_args(given)
    except argparse.ArgumentError:
        # argparse blames the first word, also when it follows an option that is not ours, as in
        # the `-c id` of a login shell that is asked to run something.
        rest = _program_parser(words).parse_known_args(given)[1]
        if not rest[0] or rest[0].startswith("-"):
            raise program.refuse(rest[0]) from None
        name = quoted(rest[0])
        sentence = words("There is no command {name}.", name=name)
        sentence = with_suggestion(sentence, name, list(COMMANDS), words)
        raise CommandError(sentence, NOT_UNDERSTOOD) from None
    if rest and options.command is None:  # a command's own parser has seen the rest
        raise program.refuse(rest[0])
    parsed: argparse.Namespace = options
    return parsed


def _program_parser(words: Words) -> Parser:
    """Return the parser of the program without a command, which opens the workbench."""
    lines = (f"  {word:<12}{words(about)}" for word, about in COMMANDS.items())
    parser = Parser(
        words,
        prog=PROGRAM,
        usage=words("{program} [command] [options]", program=PROGRAM),
        description=words(
            "Register GPs' absence and see what citizens see. Without a command: the workbench."
        ),
        epilog="\n".join((words("Commands:"), *lines)),
    )
    parser.backend_options()
    text = words("a conversation in lines, as for screen readers; needs no screen")
    parser.option("--plain", action="store_true", help=text)
    parser.option("--theme", metavar="dark|light|mono|NAME", help=words("colours of the screens"))
    parser.set_defaults(run=_work, parser=parser)
    return parser


def _work(options: argparse.Namespace) -> int:
    status: int = command_module("plain" if options.plain else "workbench").run(options)
    return status


def _status(error: CommandError, given: Sequence[str]) -> int:
    """Return the exit status of an error: 1 where 2 would be read as an answer."""
    command = next((word for word in given if word in COMMANDS), "")
    return min(error.status, FAILED) if command in ANSWERING_2 else error.status


def _failed(sentence: str, status: int, code: str, given: Sequence[str]) -> int:
    """Print what went wrong, as JSON too if that was requested, and return the status."""
    print_error(sentence)
    if "--json" in given:
        # Only needed after an error.
        from fravaertui.protocol.problems import URN
        from fravaertui.protocol.urls import redacted_text

        with suppress(OutputClosed, BrokenPipeError):
            say_json({"type": URN + code, "title": redacted_text(sentence), "status": status})
    return status


def _discard_output() -> None:
    """Redirect Python's final flush to where it can't fail."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
