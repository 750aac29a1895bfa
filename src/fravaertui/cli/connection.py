"""The backend to work with: the one that is set, or our own, started when first needed.

With a backend set, ours is never imported: that alone costs half a second.
"""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.causes import os_error_phrase

if TYPE_CHECKING:
    from fravaertui.backend.embedded import EmbeddedBackend
    from fravaertui.cli.settings import Settings
    from fravaertui.client import Endpoint

_LONGEST_AGENT = 64


def agent_name() -> str:
    """Return who is to stand in the history: the user of this machine, until there is sign-in."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = ""
    return neutralise(name)[:_LONGEST_AGENT] or "local"


class Contact:
    """Contact with that backend, for as long as a command runs."""

    def __init__(self, settings: "Settings") -> None:
        """Start nothing yet."""
        self._settings = settings
        self._own: EmbeddedBackend | None = None
        self._one_at_a_time = Lock()

    def connect(self) -> "Endpoint":
        """Return where the backend is; may take a second. Raises NotStarted."""
        from fravaertui.client import Endpoint

        if self._settings.backend:
            return _remote(self._settings.backend)
        with self._one_at_a_time:
            self._own = self._own or self._start()
            return Endpoint("http://localhost", self._own.socket_path)

    def close(self) -> None:
        """Stop our own backend if it was started."""
        with self._one_at_a_time:
            if self._own:
                self._own.stop()

    @contextmanager
    def running(self) -> Iterator["Endpoint"]:
        """Have the backend for the length of a block."""
        try:
            yield self.connect()
        finally:
            self.close()

    def _start(self) -> "EmbeddedBackend":
        from fravaertui.backend.embedded import start
        from fravaertui.backend.store.database import DatabaseUnusable
        from fravaertui.client import NotStarted

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


def _remote(backend: str) -> "Endpoint":
    """Return a backend that may want agents to sign in, with where that is kept."""
    from fravaertui.cli.settings import Paths
    from fravaertui.client import Endpoint
    from fravaertui.client.auth.token_file import file_for

    return Endpoint(backend, sign_in_file=file_for(Paths.of_user().sign_ins, backend))
