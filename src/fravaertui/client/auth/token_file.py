"""A sign-in stored on disk: a file that only the user can read, one for each backend.

Several programs of one agent share it. Whichever renews the tokens holds a lock meanwhile, because
a provider that rotates refresh tokens accepts each only once.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fravaertui.system import private_files

_LARGEST_FILE = 100_000
_LOCK_PAUSE_SECONDS = 0.05

Secret = Annotated[str, Field(min_length=1, max_length=16_384, pattern=r"^[!-~]+$")]
"""A token; fields of this type also need `repr=False`."""


class Tokens(BaseModel):
    """A sign-in: its backend, its issuer, and the tokens.

    `expires_at` is when the access token expires, in seconds since 1970 by this machine's clock;
    None when the provider does not say. Neither token is part of the repr.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    backend: str
    issuer: str
    client_id: str
    access: Secret = Field(repr=False)
    refresh: Secret | None = Field(default=None, repr=False)
    expires_at: float | None = None


def file_for(folder: Path, backend: str) -> Path:
    """Return the file of the sign-in at a backend."""
    return folder / f"{sha256(backend.encode()).hexdigest()[:16]}.json"


class TokenFile:
    """The file of one sign-in; one that can't be read counts as none."""

    def __init__(self, path: Path, backend: str) -> None:
        """`backend` is the only address that the tokens may be sent to."""
        self._path = path
        self._backend = backend

    def load(self) -> Tokens | None:
        """Return the stored sign-in; None if there is none."""
        try:
            with self._path.open(encoding="utf-8") as file:
                tokens = Tokens.model_validate_json(file.read(_LARGEST_FILE))
        except (OSError, ValueError, ValidationError):
            return None
        return tokens if tokens.backend == self._backend else None

    def save(self, tokens: Tokens) -> None:
        """Store a sign-in in place of the previous one. Raises OSError."""
        private_files.replace(self._path, tokens.model_dump_json())

    def clear(self) -> None:
        """Remove the file. Raises OSError when it exists and can't be removed."""
        self._path.unlink(missing_ok=True)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Hold the lock, so that no other program of the user renews during the block.

        The lock is released when the program ends, even if it is killed. Where a lock file can't be
        created, neither can the sign-in's, so there is nothing to share.
        """
        file = self._path.with_suffix(".lock")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            while (lock := private_files.try_lock(file)) is None:  # noqa: ASYNC110 - across processes
                await asyncio.sleep(_LOCK_PAUSE_SECONDS)
        except OSError:
            yield
            return
        try:
            yield
        finally:
            os.close(lock)
