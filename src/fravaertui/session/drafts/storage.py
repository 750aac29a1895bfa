"""Drafts on disk: what was typed in a form survives a lost line, a kill and a crash (rule W4).

Each session writes its own files and holds a lock on them for as long as it lives, so two sessions
of one agent never compete for a draft: only what an ended session left behind is offered. Only the
user can read the files, which are removed when saved, discarded, or too old.
"""

import os
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from fravaertui.domain.safe_text import neutralise
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.base import Draft
from fravaertui.session.drafts.information import InformationDraft
from fravaertui.session.drafts.offers import OffersDraft
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.system import private_files

LIFETIME = timedelta(days=30)
"""After this a draft is removed without asking: it may name people, and nobody has missed it."""

LARGEST_FILE = 1_500_000
"""Characters; several times what the longest list can hold."""

AnyDraft = AbsenceDraft | SubstituteDraft | InformationDraft | OffersDraft

OtherDraft = VendorDraft | QueueDraft | ListDraft
"""A draft that is no clinic's form."""


class StoredDraft(BaseModel):
    """A form or a question as typed, with what is needed to offer it again.

    `version` is the clinic's when it was typed; both it and `clinic` are 0 where there is none.
    `starts` and `ends` are the days that the typing meant, because "tomorrow" is another day later.
    `practitioner_name` is that of the practitioner whom it is about, if it is about one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kept_at: AwareDatetime
    agent: str
    clinic: int
    clinic_name: str
    practitioner_name: str = ""
    version: int
    starts: date | None = None
    ends: date | None = None
    draft: Annotated[AnyDraft | OtherDraft, Field(discriminator="form")]

    @property
    def of_clinic(self) -> AnyDraft:
        """The draft of a clinic's form. Raises TypeError for one that is none."""
        if isinstance(self.draft, OtherDraft):
            raise TypeError("this draft is of no clinic's form")
        return self.draft

    @property
    def id(self) -> UUID:
        """The draft's id, which is also that of what it would register."""
        return self.draft.new_id


class DraftStore:
    """The drafts of one session, and those that ended sessions have left behind."""

    def __init__(self, folder: Path) -> None:
        """Store drafts in a folder, which is created with the first one."""
        self._folder = folder
        self._session = uuid4().hex
        self._lock: int | None = None
        self._waiting: dict[UUID, StoredDraft] = {}
        """The latest version of each draft that is not on disk yet."""
        self._writing = RLock()
        """Held while a draft is written; a signal may come to the thread that holds it."""

    @property
    def folder(self) -> Path:
        """Where they are stored, and what else belongs to them."""
        return self._folder

    def save(self, stored: StoredDraft) -> None:
        """Store a draft, replacing its earlier version. Raises OSError."""
        with self._writing:
            self._waiting.pop(stored.id, None)
            self._write(stored)

    def save_later(self, stored: StoredDraft) -> None:
        """Have a draft stored by the next `save_waiting`, unless it is stored or dropped before."""
        self._waiting[stored.id] = stored

    def save_waiting(self) -> None:
        """Store what waits for it; from any thread, so that no key waits for the disk.

        No older version ever takes the place of a newer one. Raises OSError.
        """
        with self._writing:
            while self._waiting:
                self._write(self._waiting.popitem()[1])

    def drop(self, draft_id: UUID) -> None:
        """Remove a draft of this session, if there is one."""
        with self._writing, suppress(OSError):
            self._waiting.pop(draft_id, None)
            self._path(draft_id).unlink(missing_ok=True)

    def orphaned(self, agent: str, now: datetime) -> list[StoredDraft]:
        """Return the agent's drafts that no other living session holds, the newest first."""
        with suppress(OSError):
            self.save_waiting()
        self._remove_old(now)
        found = [
            stored
            for path in self._folder.glob("*.json")
            if self._is_free(_session_of(path))
            and (stored := _read(path))
            and stored.agent == agent
        ]
        return sorted(found, key=lambda stored: stored.kept_at, reverse=True)

    def unreadable(self) -> list[Path]:
        """Return unreadable files of ended sessions: damaged, or another release's."""
        return sorted(
            path
            for path in self._folder.glob("*.json")
            if self._is_free(_session_of(path)) and _read(path) is None and path.exists()
        )

    def claim(self, draft_id: UUID) -> bool:
        """Make an orphaned draft this session's; False when another holds it, or it is gone."""
        path = next(self._folder.glob(f"*.{draft_id}.json"), None)
        if path is None:
            return False
        if path == self._path(draft_id):
            return True
        with suppress(OSError):
            lock = private_files.try_lock(self._lock_path(_session_of(path)))
            if lock is not None:
                try:
                    self._ensure_locked()
                    path.rename(self._path(draft_id))
                finally:
                    self._release(_session_of(path), lock)
                return True
        return False

    def close(self) -> None:
        """Store what waits for it, and release this session's drafts for the next to claim."""
        with suppress(OSError):
            self.save_waiting()
        if self._lock is not None:
            self._release(self._session, self._lock)
            self._lock = None

    def _write(self, stored: StoredDraft) -> None:
        self._ensure_locked()
        private_files.replace(self._path(stored.id), stored.model_dump_json())

    def _ensure_locked(self) -> None:
        """Take this session's lock, unless it is held already. Raises OSError."""
        if self._lock is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = private_files.try_lock(self._lock_path(self._session))

    def _remove_old(self, now: datetime) -> None:
        """Remove old files that no session holds, including half-written ones."""
        oldest = (now - LIFETIME).timestamp()
        for path in self._folder.glob("*.json*"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest and self._is_free(_session_of(path)):
                    path.unlink()

    def _is_free(self, session: str) -> bool:
        if session == self._session:
            return True
        with suppress(OSError):
            lock = private_files.try_lock(self._lock_path(session))
            if lock is not None:
                self._release(session, lock)
                return True
        return False

    def _release(self, session: str, lock: int) -> None:
        """Release a session's lock, removing its file first, while no one else can hold it."""
        with suppress(OSError):
            self._lock_path(session).unlink(missing_ok=True)
        os.close(lock)

    def _path(self, draft_id: UUID) -> Path:
        return self._folder / f"{self._session}.{draft_id}.json"

    def _lock_path(self, session: str) -> Path:
        return self._folder / f"{session}.lock"


def _session_of(path: Path) -> str:
    return path.name.partition(".")[0]


def _read(path: Path) -> StoredDraft | None:
    """Return a stored draft; None for a file that is damaged, or of another release."""
    try:
        with path.open(encoding="utf-8") as file:
            stored = StoredDraft.model_validate_json(file.read(LARGEST_FILE))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
    return stored.model_copy(update={"draft": _harmless(stored.draft)})


def _harmless(draft: AnyDraft | OtherDraft) -> AnyDraft | OtherDraft:
    """Return the draft with its texts neutralised (rule W5): a file is outside text."""
    typed = {
        name: neutralise(value, keep_newlines=True)
        for name in (field.name for field in fields(draft))
        if isinstance(value := getattr(draft, name), str)
    }
    if isinstance(draft, Draft):
        draft = replace(
            draft,
            not_found=tuple((f, neutralise(t)) for f, t in draft.not_found),
            several_found=tuple((f, neutralise(t), n) for f, t, n in draft.several_found),
        )
    return replace(draft, **typed)  # type: ignore[arg-type]  # texts for texts
