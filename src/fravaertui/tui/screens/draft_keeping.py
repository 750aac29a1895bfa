"""Putting what is typed on disk while it is typed, for every screen that keeps it (rule W4)."""

from typing import ClassVar
from uuid import UUID

from textual import on
from textual.timer import Timer

from fravaertui.session.drafts.storage import DraftBox, KeptDraft
from fravaertui.session.state import DeskState
from fravaertui.texts.causes import os_error_phrase
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.screens.workers import R, WorkerScreen
from fravaertui.tui.widgets.text_view import Line, line


class DraftKeeper(WorkerScreen[R]):
    """Keeps what is typed within a second of a key, and at once when told to."""

    KEEP_WITHIN: ClassVar[float] = 1.0
    """Seconds in which what is typed reaches the disk, however fast the keys come."""

    state: DeskState
    box: DraftBox
    _keep_timer: Timer | None = None

    def draft_now(self) -> KeptDraft | None:
        """Return what is typed, if there is anything to keep.

        Only reads: a signal may come in the middle of anything.
        """
        raise NotImplementedError

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""
        raise NotImplementedError

    def keep(self) -> None:
        """Put what is typed on disk now. Raises OSError."""
        draft = self.draft_now()
        if draft:
            self.box.keep(draft)

    @on(RecordForm.Changed)
    def keep_soon(self) -> None:
        """Something else is typed: put it on disk within a second."""
        if self._keep_timer is None and self.draft_now():
            self._keep_timer = self.set_timer(self.KEEP_WITHIN, self._keep_or_tell)

    def _keep_or_tell(self) -> None:
        self._keep_timer = None
        try:
            self.keep()
        except OSError as error:
            words = self.state.words
            cause = os_error_phrase(error, words)
            told = words("What you type can't be kept as a draft: {cause}.", cause=cause)
            self.tell(line((told, "warning")))

    def drop_draft(self, draft_id: UUID) -> None:
        """The open form's draft has done its service: it was saved, or is to be thrown away."""
        if self._keep_timer:
            self._keep_timer.stop()
            self._keep_timer = None
        self.box.drop(draft_id)
