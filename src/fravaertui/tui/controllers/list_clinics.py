"""The clinics of a list as they are now: fetched, and fetched again when somebody changes them."""

from collections.abc import Sequence
from typing import Protocol

from fravaertui.client import ClientError
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import ClinicOutcome, ClinicState
from fravaertui.protocol.events import ClinicChanged
from fravaertui.session.absence_list import ListWork
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import WorkerHost, worker


class ClinicsDesk(WorkerHost, Protocol):
    """The screen of the list, as far as its clinics are concerned."""

    def announce(self, *lines: Line) -> None:
        """Say something beside what is said already."""

    async def read_now(self) -> None:
        """Read the list as it is typed now."""

    @property
    def is_busy(self) -> bool:
        """Whether something is asked or saved, under which nothing may change."""


class ListClinics:
    """Holds the list against the clinics' newest files, never under a question or a save."""

    def __init__(
        self, desk: ClinicsDesk, state: SessionState, list_work: ListWork, gateway: Gateway
    ) -> None:
        """Fetch through `gateway` for the list at work."""
        self.host = desk
        self._state = state
        self._list_work = list_work
        self._gateway = gateway
        self.was_saved = False
        """Whether anything of the list has been saved."""
        self._outdated: set[int] = set()
        """The clinics that somebody has changed while something was asked."""
        self._written: set[int] = set()
        """The clinics that the list has been saved at, and not been fetched again."""

    @worker(group="list-clinics", exclusive=False)
    async def fetch_missing(self, clinics: Sequence[int]) -> None:
        """Fetch those of the clinics that are not here, and read the list."""
        await self.fetch_again([c for c in clinics if c not in self._list_work.files])

    async def fetch_again(self, clinics: Sequence[int]) -> None:
        """Fetch clinics, and hold the list against them as they are now."""
        for clinic in clinics:
            try:
                file = await self._gateway.clinic(clinic)
            except ClientError as error:
                self.host.announce(line((error.sentence(self._state.words), "error")))
            else:
                self._take_file(file)
        await self.host.read_now()

    def saved(self, outcomes: Sequence[ClinicOutcome]) -> None:
        """Note where the list was saved."""
        self._written |= {o.clinic for o in outcomes if o.state is ClinicState.SAVED}
        self.was_saved |= bool(self._written)

    def heard(self, change: ClinicChanged) -> None:
        """Somebody has changed a clinic: the list is held against it as it is then."""
        file = self._list_work.files.get(change.clinic)
        if change.clinic in self._written:
            return  # our own, which is being fetched
        if file and change.version > file.version:
            self._outdated.add(change.clinic)
            self.catch_up()

    def catch_up(self) -> None:
        """Fetch what others have changed while something was asked."""
        if self._outdated and not self.host.is_busy:
            outdated, self._outdated = self._outdated, set()
            self._fetch_changed(sorted(outdated))

    def _take_file(self, file: ClinicFile) -> None:
        """Hold the list against a file; the workbench shows what was saved at its clinic."""
        clinic, state = file.clinic.her_id, self._state
        self._list_work.take_file(file)
        if clinic in self._written and state.file and state.shows(clinic):
            state.saved(state.file, file)
            self._written.discard(clinic)

    @worker(group="list-clinics", exclusive=False)
    async def _fetch_changed(self, clinics: Sequence[int]) -> None:
        files = self._list_work.files
        before = {clinic: files[clinic].version for clinic in clinics}
        await self.fetch_again(clinics)
        for clinic in clinics:
            file = self._list_work.files[clinic]
            if file.version > before[clinic]:
                message = self._state.words(
                    "{clinic} was changed. The list is read anew.", clinic=file.clinic.name
                )
                self.host.announce(line((message, "accent")))
