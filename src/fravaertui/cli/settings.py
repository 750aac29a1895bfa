"""Settings: from one TOML file, the environment and the command line, each overriding the former.

The file is `settings.toml` in the user's configuration folder; a variable is `FRAVAERTUI_` and the
setting's name in capitals. Read with the standard library and pydantic: pydantic-settings would
cost 85 ms of every start.
"""

import argparse
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    Secret,
    ValidationError,
)

from fravaertui.cli.output import NOT_UNDERSTOOD, PROGRAM, CommandError, startup_words
from fravaertui.cli.settings_errors import (
    PasswordOnCommandLine,
    SettingsError,
    TwoPlaces,
    UnknownSetting,
    UnreadableFile,
    WrongValue,
)
from fravaertui.client.transport import Endpoint
from fravaertui.protocol.auth import Role
from fravaertui.protocol.urls import contains_password, is_private, redacted
from fravaertui.texts.catalogue import ScreenLanguage, Words, screen_words

PREFIX = "FRAVAERTUI_"
_DATABASES = ("sqlite:///", "postgresql://")

_OPTIONS = (
    *("backend", "database", "connections", "language", "theme"),
    *("issuer", "audience", "client_id", "scopes", "agent_claim", "roles_claim", "behind_proxy"),
)
"""Settings that have an option on the command line."""

MOST_CONNECTIONS = 100
"""The total that a PostgreSQL server allows by default."""


class Origin(StrEnum):
    """The kinds of sources of settings, later ones overriding earlier ones."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a setting's value came from: the kind, and which file, variable or option."""

    origin: Origin
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paths:
    """The user's files and folders; none is created until something is written there."""

    settings_file: Path
    data: Path
    state: Path
    log: Path

    @classmethod
    def of_user(cls) -> "Paths":
        """Return the paths of this user, by the conventions of the operating system."""
        from platformdirs import PlatformDirs

        folders = PlatformDirs(PROGRAM, appauthor=False)
        return cls(
            settings_file=Path(folders.user_config_dir) / "settings.toml",
            data=Path(folders.user_data_dir),
            state=Path(folders.user_state_dir),
            log=Path(folders.user_state_dir) / f"{PROGRAM}.log",
        )

    @property
    def recent(self) -> Path:
        """Return the file of recent clinics."""
        return self.state / "recent.json"

    @property
    def drafts(self) -> Path:
        """Return the folder of drafts."""
        return self.state / "drafts"

    @property
    def themes(self) -> Path:
        """Return the folder of the user's own themes."""
        return self.settings_file.parent / "themes"

    @property
    def views(self) -> Path:
        """Return the file of the agent's own views of the work queue."""
        return self.state / "views.json"

    @property
    def overviews(self) -> Path:
        """Return the folder of the last overviews, a file for each backend."""
        return self.state / "overview"

    @property
    def choices(self) -> Path:
        """Return the file of what the agent has chosen of the screens."""
        return self.state / "choices.json"

    @property
    def sign_ins(self) -> Path:
        """Return the folder of the agent's sign-ins, a file for each backend."""
        return self.state / "sign-in"

    @property
    def database_url(self) -> str:
        """Return the default database: a file in the data folder."""
        return f"sqlite:///{self.data / 'fravaertui.db'}"


class SecretUrl(Secret[str]):
    """An address that may contain a secret: redacted wherever it is shown, in JSON too.

    `get_secret_value` is for connecting to it.
    """

    def _display(self) -> str:
        return redacted(self.get_secret_value())


def _address(value: str) -> str:
    if value:
        Endpoint(value)
    return value


def _database(value: SecretUrl) -> SecretUrl:
    address = value.get_secret_value()
    if address in _DATABASES or not address.startswith(_DATABASES):
        raise ValueError("not the address of a SQLite file or of a PostgreSQL database")
    return value


def _issuer(value: str) -> str:
    if value:
        Endpoint(value)  # no query and no fragment, as OpenID Connect wants it
        if not is_private(value):
            raise ValueError("not an https address")
    return value


def _words(value: object) -> object:
    """Accept words as a text separated by blanks or commas, as well as a list."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _keys(value: object) -> object:
    """Accept a command's keys as a text separated by commas, as well as a list."""
    if not isinstance(value, dict):
        return value
    return {
        command: tuple(keys.replace(",", " ").split()) if isinstance(keys, str) else keys
        for command, keys in value.items()
    }


class Settings(BaseModel):
    """What the user has chosen, and where each choice came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backend: Annotated[str, AfterValidator(_address)] = ""
    """Address of the backend to work with; empty means the one inside the program."""

    database: Annotated[SecretUrl, AfterValidator(_database)]
    """Database of the backend that we run; by default a file in the data folder."""

    connections: Annotated[int, Field(ge=1, le=MOST_CONNECTIONS)] = 8
    """How many connections that backend has to its database, and so concurrent requests."""

    issuer: Annotated[str, AfterValidator(_issuer)] = ""
    """OpenID provider whose access tokens `serve` accepts; empty means without sign-in."""

    audience: str = ""
    """The audience that the tokens must have."""

    client_id: str = ""
    """The client id of terminals at the provider."""

    scopes: Annotated[tuple[str, ...], BeforeValidator(_words)] = ("openid", "offline_access")
    """The scopes that terminals request."""

    agent_claim: str = "sub"
    """The claim with the agent's name in the history; the provider must keep it unique."""

    roles_claim: str = "roles"
    """The claim with the agent's roles; a dot leads to one inside another."""

    roles: dict[str, Role] = {}
    """Our role for each of the provider's roles; when empty, ours have the names they have here."""

    clients: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    """Client ids whose tokens `serve` accepts; empty for every client with our audience."""

    behind_proxy: bool = False
    """Whether a load balancer stands before `serve`, which may then listen for other machines."""

    audit: bool = False
    """Whether the log of `serve` tells which agent has asked for which clinic, and from where."""

    citizen_per_minute: Annotated[int, Field(ge=0)] = 600
    """How many citizens' pages one address may request from `serve` in a minute; 0 for no limit."""

    language: ScreenLanguage = "nb"
    """Language of the screens: `nb`, `nn` or `en`."""

    theme: str = "dark"
    """Colours of the screens: `dark`, `light`, `mono` for none, or a theme of the user's own."""

    keys: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_keys)] = {}
    """Other keys for commands: a table from a command's id to its key or keys."""

    demo: bool = True
    """Put invented clinics into the database of the backend inside the program when empty.

    Not into one that is named, unless this is said too: real clinics come into that one.
    """

    mouse: Literal["auto", "on", "off"] = "auto"
    """Whether the mouse is used; `auto` leaves it to the terminal over SSH."""

    _sources: Mapping[str, Source] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: object) -> None:
        """Store the sources, which `load` passes as the context."""
        if isinstance(context, Mapping):
            self._sources = context

    @property
    def database_shared(self) -> bool:
        """Whether the database is on a server, where others use it too."""
        return not self.database.get_secret_value().startswith("sqlite")

    @property
    def keymap(self) -> dict[str, str]:
        """Return the agent's own keys by command, separated by commas as in Textual."""
        return {
            command: ",".join(key.replace(",", "comma") for key in keys)
            for command, keys in self.keys.items()
        }

    def source_of(self, field: str) -> Source:
        """Return the source of a setting's value."""
        return self._sources.get(field, Source(Origin.DEFAULT))


_TABLES = ("keys", "roles")
_THEMES = ("dark", "light", "mono")
"""The themes that come with the program; a user's own are files."""


def settings_in_force(options: argparse.Namespace) -> tuple[Settings, Paths, Words]:
    """Return the settings in force, the user's paths, and the words of the screen.

    Raises CommandError.
    """
    paths = Paths.of_user()
    given = {
        name: value for name in _OPTIONS if (value := getattr(options, name, None)) is not None
    }
    try:
        settings = load(paths, os.environ, given)
    except SettingsError as error:
        raise CommandError(error.sentence(startup_words()), NOT_UNDERSTOOD) from error
    return settings, paths, screen_words(settings.language)


def load(paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]) -> Settings:
    """Return the settings in force; `options` are those given on the command line, by setting.

    A database that is named there goes before a backend that is named elsewhere. Raises
    SettingsError, also for a password among the options.
    """
    if options.get("database") is not None:
        if options.get("backend"):
            raise TwoPlaces(
                *(
                    _place(Origin.COMMAND_LINE, name, paths.settings_file)
                    for name in ("backend", "database")
                )
            )
        options = {**options, "backend": ""}
    for field, value in options.items():
        if contains_password(str(value)):
            option, variable = (
                _place(origin, field, paths.settings_file)
                for origin in (Origin.COMMAND_LINE, Origin.ENVIRONMENT)
            )
            raise PasswordOnCommandLine(option, variable, paths.settings_file)
    layers = (
        (Origin.FILE, _from_file(paths.settings_file)),
        (Origin.ENVIRONMENT, _from_environment(environ)),
        (Origin.COMMAND_LINE, options),
    )
    values: dict[str, object] = {"database": paths.database_url}
    sources: dict[str, Source] = {}
    for origin, layer in layers:
        for field, value in layer.items():
            values[field] = value
            sources[field] = Source(origin, _place(origin, field, paths.settings_file))
    if "database" in sources:
        values.setdefault("demo", False)
    try:
        settings = Settings.model_validate(values, context=sources)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        choices = get_args(Settings.model_fields[field].annotation)
        raise WrongValue(sources[field].name, field, choices) from None
    if settings.theme not in _THEMES:
        own = sorted(file.stem for file in paths.themes.glob("*.toml"))
        if settings.theme not in own:
            raise WrongValue(sources["theme"].name, "theme", (*_THEMES, *own))
    return settings


def _from_file(file: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableFile(file, error.strerror or type(error).__name__) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(file, "UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(file, f"TOML: {error}") from error
    except RecursionError as error:
        raise UnreadableFile(file, "nested too deeply") from error
    for key in values:
        if key not in Settings.model_fields:
            raise UnknownSetting(str(file), key, Settings.model_fields)
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX):
            continue
        field = variable.removeprefix(PREFIX).lower()
        if field not in Settings.model_fields:
            raise UnknownSetting(variable, field, Settings.model_fields)
        values[field] = _table_in(environ[variable]) if field in _TABLES else environ[variable]
    return values


def _table_in(text: str) -> object:
    """Parse a TOML inline table; anything else fails in validation."""
    try:
        return tomllib.loads(f"table = {text}")["table"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def _place(origin: Origin, field: str, file: Path) -> str:
    match origin:
        case Origin.FILE:
            return str(file)
        case Origin.ENVIRONMENT:
            return PREFIX + field.upper()
        case _:
            return "--" + field.replace("_", "-")
