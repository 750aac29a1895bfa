"""The backend to work with: the configured one, or our own, started when first needed.

With a configured backend ours is never imported: that alone costs half a second.
"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from fravaertui.cli.output import PROGRAM, CommandError, orderly_end
from fravaertui.cli.settings import Paths, Settings
from fravaertui.client import Client, ClientError, Endpoint, SignInNeeded
from fravaertui.client.auth.token_file import file_for
from fravaertui.client.errors import Busy, NotAllowed, NotFound, NotStarted, Unreachable
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase

if TYPE_CHECKING:
    from fravaertui.backend.embedded import EmbeddedBackend

T = TypeVar("T")

_ERROR_CODES = (
    (SignInNeeded, "not-signed-in"),
    (NotAllowed, "not-allowed"),
    (NotFound, "not-found"),
    (NotStarted, "not-started"),
    (Unreachable, "no-contact"),
    (Busy, "busy"),
)
"""The codes of errors that scripts can act on; subclasses come before their base."""

_LONGEST_AGENT = 64


def agent_name() -> str:
    """Return the name for the history without sign-in: this machine's user."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = ""
    return neutralise(name)[:_LONGEST_AGENT] or "local"


def today() -> date:
    """Return the calendar date in Norway (rule D2)."""
    return oslo_today(datetime.now(UTC))


class Contact:
    """The connection to the backend while a command runs."""

    def __init__(self, settings: Settings) -> None:
        """The settings say which backend; nothing is started yet."""
        self._settings = settings
        self._own: EmbeddedBackend | None = None
        self._lock = Lock()

    def connect(self) -> Endpoint:
        """Return the backend's endpoint, starting our own if needed. Raises NotStarted."""
        if self._settings.backend:
            return _remote(self._settings.backend)
        with self._lock:
            self._own = self._own or self._start()
            return Endpoint("http://localhost", self._own.socket_path)

    def close(self) -> None:
        """Stop our own backend if it was started."""
        with self._lock:
            if self._own:
                self._own.stop()

    @contextmanager
    def running(self) -> Iterator[Endpoint]:
        """Connect to the backend for the duration of a block."""
        try:
            yield self.connect()
        finally:
            self.close()

    def _start(self) -> "EmbeddedBackend":
        from fravaertui.backend.embedded import start
        from fravaertui.backend.store.database import DatabaseUnusable

        settings = self._settings
        try:
            return start(
                settings.database.get_secret_value(),
                agent=agent_name(),
                demo=settings.demo and not settings.database_shared,
            )
        except DatabaseUnusable as error:
            raise NotStarted(str(error), error.sentence) from error
        except OSError as error:
            raise NotStarted(str(error), partial(os_error_phrase, error)) from error


def _remote(backend: str) -> Endpoint:
    """Return a remote backend with the file of the agent's sign-in."""
    return Endpoint(backend, sign_in_file=file_for(Paths.of_user().sign_ins, backend))


def ask_backend(settings: Settings, words: Words, work: Callable[[Client], Awaitable[T]]) -> T:
    """Return the result of `work` with the backend's client. Raises CommandError."""

    async def ask(endpoint: Endpoint) -> T:
        async with Client(endpoint) as client:
            return await work(client)

    try:
        with orderly_end(), Contact(settings).running() as endpoint:
            return asyncio.run(ask(endpoint))
    except ClientError as error:
        raise _command_error(error, words) from error


def _command_error(error: ClientError, words: Words) -> CommandError:
    sentence = error.sentence(words)
    if isinstance(error, SignInNeeded):
        sentence += " " + words("Sign in with {command}.", command=f"{PROGRAM} sign-in")
    code = next((code for kind, code in _ERROR_CODES if isinstance(error, kind)), "")
    return CommandError(sentence, code=code)
