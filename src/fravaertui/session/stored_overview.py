"""The last overview of each backend, stored on disk to be drawn at once the next time.

Losing it is no harm: a damaged or unreadable file is none, and one that can't be written stays as
it was.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from fravaertui.domain.fields import Value
from fravaertui.protocol.overview import Overview
from fravaertui.system import private_files

_LARGEST_FILE = 200_000


class DatedOverview(Value):
    """An overview, and when it was fetched."""

    fetched_at: AwareDatetime
    overview: Overview


@dataclass(frozen=True, slots=True)
class StoredOverview:
    """The file of one backend's overview, the user's alone."""

    path: Path

    @classmethod
    def of(cls, folder: Path, backend: str) -> "StoredOverview":
        """Return the file of a backend, which is named by its address or its database."""
        return cls(folder / f"{sha256(backend.encode()).hexdigest()[:16]}.json")

    def load(self) -> DatedOverview | None:
        """Return what was stored last; None when there is nothing that can be read."""
        try:
            with self.path.open(encoding="utf-8") as file:
                return DatedOverview.model_validate_json(file.read(_LARGEST_FILE))
        except (OSError, ValueError, ValidationError, RecursionError):
            return None

    def store(self, overview: Overview, fetched_at: datetime) -> None:
        """Store this one instead."""
        dated = DatedOverview(fetched_at=fetched_at, overview=overview)
        with suppress(OSError):
            private_files.replace(self.path, dated.model_dump_json())
