"""Argument parsers with messages in the language of the screen."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from fravaertui.cli.output import NOT_UNDERSTOOD, PROGRAM, CommandError, startup_words
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, Words
from fravaertui.texts.suggestions import suggestion


def command_module(word: str) -> Any:
    """Import the module of a command."""
    return import_module(f"fravaertui.cli.commands.{word.replace('-', '_')}")


def with_suggestion(sentence: str, name: str, known: Sequence[str], words: Words) -> str:
    """Return the sentence, followed by the known name closest to this one or where to look."""
    where = words("See {command}.", command=f"{PROGRAM} --help")
    return f"{sentence} {suggestion(name, known, words, where)}"


def quoted(argument: str) -> str:
    """Return as much of an argument as may be repeated: an option's value may be a secret."""
    from fravaertui.protocol.urls import redacted  # only needed after an error

    return argument.partition("=")[0] if argument.startswith("-") else redacted(argument)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        words = startup_words()
        super().add_usage(usage, actions, groups, prefix or words("Usage: "))


class Parser(argparse.ArgumentParser):
    """An argument parser with messages in the language of the screen; it never exits."""

    def __init__(self, words: Words, **details: Any) -> None:
        """Add the options that every command has; `details` are passed to argparse."""
        super().__init__(
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            **details,
        )
        self.words = words
        self._names: list[str] = []
        self._group = self.add_argument_group(words("Options"))
        self.option("--help", "-h", action="store_true", help=words("show this help"))
        self.option("--version", action="store_true", help=words("show the version"))

    def option(self, *names: str, **details: Any) -> None:
        """Add an option; `details` are those of `add_argument`."""
        self._names += names
        self._group.add_argument(*names, **details)

    def backend_options(self) -> None:
        """Add the options for the backend and the language."""
        text = self.words("work with the backend at this address")
        self.option("--backend", metavar="URL", help=text)
        self.database_option()
        text = self.words("language of what is said to you")
        self.option("--language", metavar="|".join(SCREEN_LANGUAGES), help=text)

    def database_option(self) -> None:
        """Add the option for the database."""
        example = "sqlite:////folder/file.db"
        text = self.words("use this database, such as {example}", example=example)
        self.option("--database", metavar="URL", help=text)

    def what_to_do(self, name: str, possible: Sequence[str], *, files: str = "") -> None:
        """Add the word that says what to do, and show the possible ones in the usage."""
        self.add_argument(name, nargs="?", help=argparse.SUPPRESS)
        options = self.words("[options]")
        self.usage = " ".join(filter(None, (self.prog, "|".join(possible), files, options)))

    def check_what_to_do(self, word: str | None, possible: Sequence[str]) -> None:
        """Raise CommandError for a word that is not possible, or none."""
        if word not in possible:
            sentence = self.words("Write what to do: {words}.", words=", ".join(possible))
            where = self.words("See {command}.", command=f"{self.prog} --help")
            raise CommandError(f"{sentence} {where}", NOT_UNDERSTOOD)

    def files(self) -> None:
        """Add the files to read, which may stand before and after options."""
        self.add_argument("files", nargs="*", metavar=self.words("FILE"), help=argparse.SUPPRESS)

    def output_options(self, formats: Sequence[str]) -> None:
        """Add where a table is written to, and in which of the formats."""
        text = self.words("write to this file; its ending says the format")
        self.option("--output", metavar=self.words("FILE"), help=text)
        text = self.words("the format of the table")
        self.option("--format", choices=formats, metavar="|".join(formats), help=text)

    def json_option(self) -> None:
        """Add the option for JSON, for scripts."""
        text = self.words("answer as JSON, also about what went wrong")
        self.option("--json", action="store_true", help=text)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return what is understood, and the rest.

        Raises CommandError for an option without its value or with one it does not take, and
        ArgumentError for a word that is no command.
        """
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            if error.argument_name == "command":
                raise
            sentence = self.words(
                "{option} is not given as it must be. See {command}.",
                option=error.argument_name or "",
                command=f"{self.prog} --help",
            )
            raise CommandError(sentence, NOT_UNDERSTOOD) from None

    def refuse(self, argument: str) -> CommandError:
        """Return the error for an argument that this command does not have."""
        shown = quoted(argument)
        sentence = self.words("«{argument}» is not understood here.", argument=shown)
        sentence = with_suggestion(sentence, shown, self._names, self.words)
        return CommandError(sentence, NOT_UNDERSTOOD)


class CommandParser(Parser):
    """The parser of one command; it imports the command's module once it has anything to parse.

    It parses all arguments but the word itself, since options may precede it.
    """

    def __init__(self, *, word: str, given: Sequence[str], **details: Any) -> None:
        """Parse for the command `word`, which is one of all the arguments, `given`."""
        super().__init__(**details)
        self._word = word
        self._given = given

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the options. Raises CommandError for an argument that is not understood."""
        module = command_module(self._word)
        module.add_options(self)
        self.set_defaults(run=module.run, parser=self)
        before = self._given[: len(self._given) - len(args) - 1]
        parsed, rest = super().parse_known_args([*before, *args], namespace)
        if "files" in parsed:
            # argparse takes the first run of words only, though options may stand between files.
            parsed.files += (word for word in rest if not word.startswith("-"))
            rest = [word for word in rest if word.startswith("-")]
        if rest:
            raise self.refuse(rest[0])
        return parsed, rest
