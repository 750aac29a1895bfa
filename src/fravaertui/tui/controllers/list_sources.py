"""Where a list comes from, and whom it may be about: files, and the clinics it names."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from fravaertui.registers.source import FileRefused
from fravaertui.session.absence_list import ListWork
from fravaertui.session.list_texts import clinics_named, text_of_file
from fravaertui.session.state import SessionState
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.register_refusals import refusal_sentence
from fravaertui.tui.controllers.list_settling import ListDesk
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker

MOST_CLINICS = 200
"""Clinics that a list is read for: more than any office writes of."""


class SourceDesk(ListDesk, Protocol):
    """The screen of the list, as far as its text and its clinics are concerned."""

    def take_text(self, text: str) -> None:
        """Put a text in the field, after what stands there."""

    async def fetch_again(self, clinics: Sequence[int]) -> None:
        """Fetch clinics, and hold the list against them as they are now."""


class ListSources:
    """Reads files, and finds the clinics that the list is held against."""

    def __init__(self, desk: SourceDesk, state: SessionState, list_work: ListWork) -> None:
        """Fill the field of the `desk`, about the list at work."""
        self.host = desk
        self._state = state
        self._list_work = list_work
        self._asked_for: set[int] = set()

    def action_command_list_file(self) -> None:
        """Ask for a file with a list."""
        words = self._state.words
        hint = words("text, CSV or XLSX")
        self.host.ask_for(words("File"), hint, self._named)

    def _named(self, answered: Prompt.Answered) -> None:
        if answered.text:
            self._read(Path(answered.text).expanduser())

    @worker(group="list-file")
    async def _read(self, path: Path) -> None:
        words = self._state.words
        try:
            text = await asyncio.to_thread(text_of_file, path)
        except OSError as error:
            why = os_error_phrase(error, words)
            message = words("{file} can't be read: {why}.", file=path.name, why=why)
        except FileRefused as error:
            message = refusal_sentence(error.refusal, words)
        else:
            self.host.take_text(text)
            return
        self.host.tell(line((message, "error")))

    def action_command_list_clinics(self) -> None:
        """Choose a clinic that the list is about too, or take one away again."""
        words, index = self._state.words, self._state.index
        if index is None:
            self.host.tell(line((words("The directory is not here yet."), "warning")))
            return
        options = [
            Option(
                str(clinic.her_id),
                " · ".join(part for part in (clinic.name, clinic.municipality) if part),
                "✓" if clinic.her_id in self._list_work.files else "",
            )
            for clinic in index.clinics.values()
        ]
        options.sort(key=lambda option: (not option.mark, option.text))
        title = words("Which clinics is the list about?")
        self.host.choose(title, words("type a name"), options, self._toggle)

    def _toggle(self, key: str) -> None:
        clinic = int(key)
        if clinic in self._list_work.files:
            self._list_work.leave_out(clinic)
            self.host.settle(self._list_work.answers)
        else:
            self._fetch([clinic])

    @worker(group="list-clinics", exclusive=False)
    async def _fetch(self, clinics: Sequence[int]) -> None:
        await self.host.fetch_again(clinics)

    def find_clinics(self) -> None:
        """Fetch the clinics that the list names by their numbers, each once."""
        index = self._state.index
        if index is None or not self._list_work.text.strip():
            return
        known = self._list_work.files.keys() | self._asked_for
        missing = [c for c in clinics_named(self._list_work.text, index) if c not in known]
        room = max(MOST_CLINICS - len(self._list_work.files), 0)
        if missing[:room]:
            self._asked_for.update(missing[:room])
            self._fetch(missing[:room])
