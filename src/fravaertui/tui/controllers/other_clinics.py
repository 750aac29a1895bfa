"""Someone with other clinics: how it stands there, and the same absence there (rule A13).

The other clinics are fetched beside all else, and forgotten as soon as they may have changed:
nothing is said rather than something that was.
"""

from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from fravaertui.client import ClientError
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence
from fravaertui.protocol.events import ClinicChanged, Event, Reset
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.dates import short_day
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.form_flow import FormFlow
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker


class OtherClinics:
    """The other clinics of whoever is chosen."""

    host: Bench

    def __init__(
        self, bench: Bench, state: SessionState, gateway: Gateway, forms: FormFlow
    ) -> None:
        """Fetch through `gateway` what `state.elsewhere` holds; `forms` opens the same there."""
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._forms = forms
        self._asked: frozenset[int] = frozenset()

    def look(self) -> None:
        """Find out how it stands at the other clinics of whoever is chosen now."""
        state = self._state
        if state.contact is not Contact.CONNECTED:
            self.forget()
            return
        wanted = {hit.clinic.her_id for hit in state.offices(state.practitioner)}
        missing = wanted - state.elsewhere.keys() - self._asked
        if missing:
            self._asked |= missing
            self._fetch(tuple(missing))

    @worker(group="offices", exclusive=False)
    async def _fetch(self, clinics: tuple[int, ...]) -> None:
        """Fetch other clinics; nothing is said of what can't be fetched."""
        for her_id in clinics:
            try:
                file = await self._gateway.clinic(her_id)
            except ClientError as error:
                self.host.log(str(error))
                continue
            # Changed while it was on its way: it is asked for again.
            if her_id in self._asked and self._state.contact is Contact.CONNECTED:
                self._state.elsewhere[her_id] = file
        self.host.show_citizen()
        self._forms.show_notes()

    def handle(self, events: Sequence[Event]) -> None:
        """Forget other clinics that have changed, and look again."""
        changed = {event.clinic for event in events if isinstance(event, ClinicChanged)}
        known = changed & self._asked
        if any(isinstance(event, Reset) for event in events):
            self.forget()
        elif known:
            for clinic in known:
                self._state.elsewhere.pop(clinic, None)
            self._asked -= known
            self.host.show_citizen()

    def forget(self) -> None:
        """Forget everything: what is known may be old."""
        self._state.elsewhere.clear()
        self._asked = frozenset()

    def copy(self, absence: Absence | None) -> None:
        """Open an absence as a draft at the person's other clinic; nothing is saved."""
        state, words = self._state, self._state.words
        offices = state.offices_without(absence) if absence else ()
        if absence is None or not offices:
            there = absence is not None and state.offices(absence.practitioner)
            message = words("The same absence is registered at the other clinic already.")
            nobody = words("Nobody with another clinic is chosen.")
            self.host.tell(line((message if there else nobody, "warning")))
            return
        hit = offices[0]
        if hit.practitioner is None:
            return
        draft = AbsenceDraft(
            uuid4(),
            hit.practitioner.her_id,
            starts=short_day(absence.starts),
            ends=short_day(absence.ends),
            services=absence.services,
            case_reference=state.case_of(absence.id),
        )
        target = ClinicTarget(
            hit.clinic.her_id, hit.practitioner.her_id, then=partial(self._open, draft)
        )
        self.host.loader.open_clinic(target)

    def _open(self, draft: AbsenceDraft, _: ClinicFile) -> None:
        self._forms.open_absence(draft)
        message = self._state.words("The same absence, not saved here yet. Look it over and save.")
        self.host.tell(line((message, "accent")))
