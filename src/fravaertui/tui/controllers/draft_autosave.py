"""Putting what is typed on disk while it is typed, for every screen that has a form (rule W4)."""

import asyncio
from collections.abc import Callable
from typing import ClassVar, Protocol, cast
from uuid import UUID

from textual.timer import Timer

from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.state import SessionState
from fravaertui.texts.causes import os_error_phrase
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import WorkerHost, worker


class DraftScreen(Protocol):
    """A screen with something to type in."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call something once, after so many seconds."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""


class DraftAutosave:
    """Saves what is typed within a second of a key, and at once when asked to."""

    SAVE_WITHIN: ClassVar[float] = 1.0
    """Seconds in which what is typed reaches the disk, however fast the keys come."""

    def __init__(
        self,
        screen: DraftScreen,
        state: SessionState,
        store: DraftStore,
        current: Callable[[], StoredDraft | None],
    ) -> None:
        """Save in `store` what `current` returns: what is typed now, if it is worth keeping.

        `current` only reads: a signal may come in the middle of anything.
        """
        self._screen = screen
        self._state = state
        self._store = store
        self._current = current
        self._timer: Timer | None = None

    @property
    def host(self) -> WorkerHost:
        """The screen that its workers belong to."""
        return cast(WorkerHost, self._screen)

    def save(self) -> None:
        """Put what is typed on disk before going on. Raises OSError."""
        draft = self._current()
        if draft:
            self._store.save(draft)

    def save_soon(self) -> None:
        """Put what is typed on disk within a second."""
        if self._timer is None and self._current():
            self._timer = self._screen.set_timer(self.SAVE_WITHIN, self.save_or_tell)

    def save_or_tell(self) -> None:
        """Begin to put what is typed on disk, and say so if that fails; no key waits for it."""
        self._timer = None
        draft = self._current()
        if draft:
            self._store.save_later(draft)
            self._save_waiting()

    @worker(group="drafts", exclusive=False)
    async def _save_waiting(self) -> None:
        try:
            await asyncio.to_thread(self._store.save_waiting)
        except OSError as error:
            words = self._state.words
            cause = os_error_phrase(error, words)
            message = words("What you type can't be kept as a draft: {cause}.", cause=cause)
            self._screen.tell(line((message, "warning")))

    def discard(self, draft_id: UUID) -> None:
        """Remove a draft that was saved as a change, or is to be thrown away."""
        if self._timer:
            self._timer.stop()
            self._timer = None
        self._store.drop(draft_id)
