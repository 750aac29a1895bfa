"""Understanding the command line: an argument parser that speaks the words of the screen."""

import argparse
import os
from collections.abc import Sequence
from typing import Any

from fravaertui.texts.catalogue import Words, screen_words

PROGRAM = "fravaertui"
NOT_UNDERSTOOD = 2


SETTINGS = (
    *("backend", "database", "connections", "language", "theme"),
    *("issuer", "audience", "client_id", "scopes", "agent_claim", "roles_claim"),
)
"""Settings that can be given on the command line."""

_MIGRATE = f"{PROGRAM} migrate"
_HOST, _PORT = "127.0.0.1", "8000"


class Told(Exception):
    """The program ends, with one sentence on standard error."""

    def __init__(self, sentence: str, status: int = 1, code: str = "") -> None:
        """Take the sentence, in the words of the screen, and what kind it is for scripts."""
        super().__init__(sentence)
        self.status = status
        self.code = code or ("not-understood" if status == NOT_UNDERSTOOD else "not-done")


def first_words() -> Words:
    """Return the words to speak before the settings are read."""
    return screen_words(os.environ.get(f"{PROGRAM.upper()}_LANGUAGE", ""))


def quoted(argument: str) -> str:
    """Return as much of an argument as may be said back: what follows an option may be secret."""
    from fravaertui.protocol.urls import redacted  # not needed when all is well

    return argument.partition("=")[0] if argument.startswith("-") else redacted(argument)


def not_known(sentence: str, name: str, known: Sequence[str], words: Words) -> str:
    """Return the sentence with what may have been meant, or where to look."""
    import difflib  # not needed when all is well

    nearest = difflib.get_close_matches(name, known, n=1)
    if nearest:
        return f"{sentence} {words('Did you mean {nearest}?', nearest=nearest[0])}"
    return f"{sentence} {words('See {command}.', command=f'{PROGRAM} --help')}"


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        words = first_words()
        super().add_usage(usage, actions, groups, prefix or words("Usage: "))


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the words of the screen and never exits by itself."""

    def __init__(self, command: str, about: str, words: Words) -> None:
        """Begin with the options that every command has."""
        super().__init__(
            prog=f"{PROGRAM} {command}".strip(),
            description=about,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self._words = words
        self._known: list[str] = []
        self._group = self.add_argument_group(words("Options"))
        self.option("--help", "-h", action="store_true", help=words("show this help"))
        self.option("--version", action="store_true", help=words("show the version"))

    def option(self, *names: str, **details: Any) -> None:
        """Add an option."""
        self._known += names
        self._group.add_argument(*names, **details)

    def parse(self, arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
        """Return what is understood, and the rest. Raises Told."""
        try:
            return self.parse_known_args(arguments)
        except argparse.ArgumentError as error:
            sentence = self._words(
                "{option} is not given as it must be. See {command}.",
                option=error.argument_name or "",
                command=f"{self.prog} --help",
            )
            raise Told(sentence, NOT_UNDERSTOOD) from None

    def understand(self, arguments: list[str]) -> argparse.Namespace:
        """Return what is understood; everything has to be. Raises Told."""
        asked, rest = self.parse(arguments)
        for extra in map(quoted, rest):
            sentence = self._words("«{argument}» is not understood here.", argument=extra)
            raise Told(not_known(sentence, extra, self._known, self._words), NOT_UNDERSTOOD)
        return asked


def settings_options(parser: Parser, words: Words) -> None:
    """Add the options that are settings."""
    parser.option("--backend", metavar="URL", help=words("work with the backend at this address"))
    _database_option(parser, words)
    parser.option("--language", metavar="nb|en", help=words("language of what is said to you"))


def _database_option(parser: Parser, words: Words) -> None:
    told = words("use this database, such as {example}", example="sqlite:////folder/file.db")
    parser.option("--database", metavar="URL", help=told)


def _json_option(parser: Parser, words: Words) -> None:
    parser.option(
        "--json", action="store_true", help=words("answer as JSON, also about what went wrong")
    )


def workbench_options(parser: Parser, words: Words) -> None:
    """Add the options of the workbench, and the list of the commands to its help."""
    settings_options(parser, words)
    told = words("a conversation in lines, as for screen readers; needs no screen")
    parser.option("--plain", action="store_true", help=told)
    parser.option("--theme", metavar="dark|light|mono", help=words("colours of the screens"))
    parser.usage = words("{program} [command] [options]", program=PROGRAM)


def citizen_options(parser: Parser, words: Words) -> None:
    """Add what `citizen` is asked with."""
    from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES

    who = parser.add_argument_group(words("Who"))
    told = words("the practitioner's HER-id, HPR number or name")
    who.add_argument("practitioner", nargs="*", metavar=words("PRACTITIONER"), help=told)
    parser.option(
        "--on",
        metavar=words("DATE"),
        default="i dag",
        help=words("the day, such as 12.6, +14 or i morgen; today if left out"),
    )
    parser.option(
        "--lang",
        metavar="|".join(CITIZEN_LANGUAGES),
        default="nb",
        help=words("language of the citizen's page"),
    )
    _json_option(parser, words)
    settings_options(parser, words)


def history_options(parser: Parser, words: Words) -> None:
    """Add what `history` is asked with."""
    what = parser.add_argument_group(words("Which"))
    told = words("the clinic's HER-id or name, or the name of somebody there")
    what.add_argument("clinic", nargs="*", metavar=words("CLINIC"), help=told)
    _json_option(parser, words)
    settings_options(parser, words)


def findings_options(parser: Parser, words: Words) -> None:
    """Add what `findings` is asked with."""
    told = words("only this clinic's, with what citizens meet and whom to contact")
    parser.option("--clinic", metavar=words("CLINIC"), help=told)
    told = words("look every clinic of the database through anew first")
    parser.option("--rescan", action="store_true", help=told)
    _json_option(parser, words)
    settings_options(parser, words)


def info_options(parser: Parser, words: Words) -> None:
    """Add what `info` is asked with."""
    told = words("only the commands of the workbench, with their keys")
    parser.option("--keys", action="store_true", help=told)
    _json_option(parser, words)
    settings_options(parser, words)


def serve_options(parser: Parser, words: Words) -> None:
    """Add what `serve` is asked with."""
    told = words("address of this machine to listen on; {default} if left out", default=_HOST)
    parser.option("--host", metavar=words("ADDRESS"), default=_HOST, help=told)
    told = words("port to listen on; {default} if left out", default=_PORT)
    parser.option("--port", metavar=words("PORT"), default=_PORT, help=told)
    _database_option(parser, words)
    told = words("put invented clinics into the database if it is empty")
    parser.option("--demo", action="store_true", help=told)
    told = words("bring a database on a server up to date first, as {command}", command=_MIGRATE)
    parser.option("--migrate", action="store_true", help=told)
    told = words("connections to the database, and so requests worked on at once")
    parser.option("--connections", metavar=words("NUMBER"), help=told)
    _sign_in_options(parser, words)


def _sign_in_options(parser: Parser, words: Words) -> None:
    told = words("OpenID provider that agents sign in with; needed to serve other machines")
    parser.option("--issuer", metavar="URL", help=told)
    parser.option("--audience", metavar=words("NAME"), help=words("what access tokens are for"))
    told = words("what terminals call themselves at the provider")
    parser.option("--client-id", metavar=words("NAME"), help=told)
    told = words("what terminals ask the provider for, with blanks between")
    parser.option("--scopes", metavar=words("WORDS"), help=told)
    told = words("the token's claim with the agent's name; {default} if left out", default="sub")
    parser.option("--agent-claim", metavar=words("NAME"), help=told)
    told = words("the token's claim with the roles; {default} if left out", default="roles")
    parser.option("--roles-claim", metavar=words("NAME"), help=told)


def migrate_options(parser: Parser, words: Words) -> None:
    """Add what `migrate` is asked with."""
    _database_option(parser, words)


def demo_data_options(parser: Parser, words: Words) -> None:
    """Add what `demo-data` is asked with."""
    told = words("a whole country: 1700 clinics and 5600 practitioners")
    parser.option("--national", action="store_true", help=told)
    _database_option(parser, words)
