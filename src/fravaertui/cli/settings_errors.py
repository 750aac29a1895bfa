"""Errors in the settings, with sentences in the language of the screen."""

from collections.abc import Iterable
from pathlib import Path

from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.causes import cause_phrase
from fravaertui.texts.suggestions import suggestion

_LONGEST_ECHO = 200

_EXPECTED = {
    "backend": msgid("an address such as https://host or http://host:8000, without a password"),
    "database": msgid(
        "an address such as sqlite:////folder/file.db or postgresql://user@host/name"
    ),
    "connections": msgid("a number from 1 to 100"),
    "citizen_per_minute": msgid("a number, 0 for no limit"),
    "demo": msgid("true or false"),
    "issuer": msgid("an address such as https://host, as the provider itself writes it"),
    "keys": msgid("a table from commands to keys"),
    "roles": msgid("a table from the provider's roles to viewer, agent or supervisor"),
    "scopes": msgid("words with blanks between"),
}


class SettingsError(Exception):
    """The settings can't be used."""

    def sentence(self, words: Words) -> str:
        """Return what is wrong, where, and what is expected, in the language of the screen."""
        raise NotImplementedError


class TwoPlaces(SettingsError):
    """The command line names both a backend and a database to work with."""

    def __init__(self, one: str, other: str) -> None:
        """The arguments are the two options."""
        super().__init__(f"{one} and {other}")
        self.one = one
        self.other = other

    def sentence(self, words: Words) -> str:
        """Return that only one of them can be meant."""
        return words(
            "Name either a backend or a database: {one} or {other}.",
            one=self.one,
            other=self.other,
        )


class UnreadableFile(SettingsError):
    """The settings file exists but can't be read, or is not TOML."""

    def __init__(self, file: Path, cause: str) -> None:
        """`cause` is technical."""
        super().__init__(f"{file}: {cause}")
        self.file = file
        self.cause = cause

    def sentence(self, words: Words) -> str:
        """Return which file and why."""
        return words(
            "The settings file {file} can't be read ({cause}). Correct it or remove it.",
            file=_shown(str(self.file)),
            cause=_shown(cause_phrase(self.cause, words)),
        )


class UnknownSetting(SettingsError):
    """The file or the environment names an unknown setting."""

    def __init__(self, where: str, name: str, known: Iterable[str]) -> None:
        """`where` is the file or variable with the name; `known` are the names of the settings."""
        super().__init__(f"{where}: {name}")
        self.where = where
        self.name = name
        self.known = tuple(known)

    def sentence(self, words: Words) -> str:
        """Return which setting is unknown, and which may have been meant."""
        where, name = _shown(self.where), _shown(self.name)
        there_are = words("There are {known}.", known=", ".join(self.known))
        return words(
            "{where}: there is no setting {name}. {known}",
            where=where,
            name=name,
            known=suggestion(self.name, self.known, words, there_are),
        )


class WrongValue(SettingsError):
    """A setting has an invalid value.

    The value is not quoted: it may contain a password.
    """

    def __init__(self, where: str, field: str, choices: Iterable[object] = ()) -> None:
        """`where` is the source of the value; `choices` are the valid values of `field`."""
        super().__init__(f"{where}: {field}")
        self.where = where
        self.field = field
        self.choices = choices

    def sentence(self, words: Words) -> str:
        """Return which value is wrong and what is expected."""
        if self.field in _EXPECTED:
            expected = words(_EXPECTED[self.field])
        else:
            expected = ", ".join(map(str, self.choices))
        return words(
            "{where}: {name} must be {expected}.",
            where=_shown(self.where),
            name=self.field,
            expected=expected,
        )


class PasswordOnCommandLine(SettingsError):
    """An option contains a password, which the process list shows to everyone on this machine."""

    def __init__(self, option: str, variable: str, file: Path) -> None:
        """`variable` and `file` are where a password may be instead."""
        super().__init__(option)
        self.option = option
        self.variable = variable
        self.file = file

    def sentence(self, words: Words) -> str:
        """Return why not, and where to put it instead."""
        return words(
            "{option}: everyone on this machine can read a password on the command line. Put it "
            "in {variable}, in {file} or in ~/.pgpass instead.",
            option=self.option,
            variable=self.variable,
            file=_shown(str(self.file)),
        )


def _shown(text: str) -> str:
    """Return text from a file or the environment, neutralised and shortened for a sentence."""
    return neutralise(text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…")
