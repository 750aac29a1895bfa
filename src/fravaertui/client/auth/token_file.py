"""Where a sign-in is kept: a file of the user's own, one for each backend.

Several programs of one agent share it: who is to renew the tokens holds its lock meanwhile,
because a provider that rotates refresh tokens takes each of them once.
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
"""A token; a field that has one has `repr=False` too."""


class Tokens(BaseModel):
    """A sign-in: what it lets one in to, whose it is, and how it is renewed.

    `expires_at` is when the access token ends, in seconds since 1970 by this machine's clock;
    None when the provider does not say. Neither token is ever part of the value's repr.
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
    """The file; what can't be read is no sign-in."""

    def __init__(self, path: Path, backend: str) -> None:
        """Take the path, and the address of the backend that the tokens may be sent to."""
        self._path = path
        self._backend = backend

    def load(self) -> Tokens | None:
        """Return the sign-in that is kept, None if there is none."""
        try:
            with self._path.open(encoding="utf-8") as file:
                tokens = Tokens.model_validate_json(file.read(_LARGEST_FILE))
        except (OSError, ValueError, ValidationError):
            return None
        return tokens if tokens.backend == self._backend else None

    def save(self, tokens: Tokens) -> None:
        """Keep a sign-in, in place of the one before. Raises OSError."""
        private_files.replace(self._path, tokens.model_dump_json())

    def clear(self) -> None:
        """Forget the sign-in. Raises OSError when it is there and can't be removed."""
        self._path.unlink(missing_ok=True)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Be the only one of the user's programs that renews, for the length of a block.

        The lock goes with the program, also when that is killed. Where none can be had, no file
        can be kept either, and there is nothing to share.
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
