"""Someone with other clinics: how it stands there, and the same absence there (rule A13).

The other clinics are fetched beside all else, and forgotten as soon as they may have changed:
nothing is said rather than something that was.
"""

from collections.abc import Sequence
from uuid import uuid4

from fravaertui.client import ClientError, TooManyStreams
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.protocol.events import ClinicChanged, Event, Reset
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.state import Contact
from fravaertui.texts.dates import short_day
from fravaertui.tui.commands import TABS, Mode
from fravaertui.tui.controllers.draft_autosave import Keeping
from fravaertui.tui.controllers.live_updates import Live
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import line


class Elsewhere(Live, Keeping):
    """The other clinics of whoever is chosen."""

    _asked_offices: frozenset[int] = frozenset()
    _brought: tuple[int, AbsenceDraft] | None = None
    """The absence to open a form with, and the clinic that is on its way."""

    def show_citizen(self) -> None:
        """Show what the citizen sees, and find out how it stands at the other clinics."""
        state = self.state
        if state.contact is not Contact.CONNECTED:
            self._forget_offices()
        super().show_citizen()
        if state.contact is not Contact.CONNECTED:
            return
        wanted = {hit.clinic.her_id for hit in state.offices(state.practitioner)}
        missing = wanted - state.elsewhere.keys() - self._asked_offices
        if missing:
            self._asked_offices |= missing
            self.fetch_offices(tuple(missing))

    @worker(group="offices", exclusive=False)
    async def fetch_offices(self, clinics: tuple[int, ...]) -> None:
        """Fetch other clinics; what can't be fetched is not told of."""
        for her_id in clinics:
            try:
                file = await self.desk.clinic(her_id)
            except ClientError as error:
                self.log(str(error))
                continue
            # Changed while it was on its way: it is asked for again.
            if her_id in self._asked_offices and self.state.contact is Contact.CONNECTED:
                self.state.elsewhere[her_id] = file
        self.show_citizen()
        if self.is_doing(Mode.FORM):
            self.form.show_notes()

    def happened(self, events: Sequence[Event]) -> None:
        """Forget other clinics that have changed, and look again."""
        super().happened(events)
        changed = {event.clinic for event in events if isinstance(event, ClinicChanged)}
        known = changed & self._asked_offices
        if any(isinstance(event, Reset) for event in events):
            self._forget_offices()
        elif known:
            for clinic in known:
                self.state.elsewhere.pop(clinic, None)
            self._asked_offices -= known
            self.show_citizen()

    def poll(self, error: TooManyStreams) -> None:
        """Nobody tells of changes: what is known of other clinics may be old."""
        self._forget_offices()
        super().poll(error)

    def _forget_offices(self) -> None:
        self.state.elsewhere.clear()
        self._asked_offices = frozenset()

    def action_command_absence_elsewhere(self) -> None:
        """Open the chosen absence as a draft at the person's other clinic; nothing is saved."""
        absence, words = self.chosen_absence, self.state.words
        offices = self.state.offices_without(absence) if absence else ()
        if absence is None or not offices:
            there = absence is not None and self.state.offices(absence.practitioner)
            told = words("The same absence is registered at the other clinic already.")
            nobody = words("Nobody with another clinic is chosen.")
            self.tell(line((told if there else nobody, "warning")))
            return
        hit = offices[0]
        if hit.practitioner is None:
            return
        draft = self._draft_of(absence, hit.practitioner.her_id)
        self.open_clinic(hit.clinic.her_id, hit.practitioner.her_id)
        self._brought = (hit.clinic.her_id, draft)

    def _draft_of(self, absence: Absence, practitioner: int) -> AbsenceDraft:
        return AbsenceDraft(
            uuid4(),
            practitioner,
            starts=short_day(absence.starts),
            ends=short_day(absence.ends),
            services=absence.services,
            case_reference=self.state.case_of(absence.id),
        )

    def expect_nothing(self) -> None:
        """Forget what was on its way to another clinic too."""
        super().expect_nothing()
        self._brought = None

    def clinic_came(self, file: ClinicFile) -> None:
        """Open the form with what is brought from the other clinic, if that is why it came."""
        super().clinic_came(file)
        brought, self._brought = self._brought, None
        if brought and brought[0] == file.clinic.her_id and self.mode in TABS:
            self.open_form(self.absence_form, self.state.words("Add absence"))
            self.absence_form.retype(brought[1])
            told = self.state.words("The same absence, not saved here yet. Look it over and save.")
            self.tell(line((told, "accent")))
