"""Contact with the backend, and the clinic that is on screen."""

import random
from asyncio import gather
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from textual.message import Message
from textual.timer import Timer

from fravaertui.client import ClientError, SignInNeeded
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.vendors import vendor_names
from fravaertui.session.gateway import LONGEST_SILENCE, NO_CONTACT, Gateway
from fravaertui.session.recent_clinics import with_latest
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.live_updates import LiveUpdates
from fravaertui.tui.controllers.navigation import PaneNavigation
from fravaertui.tui.controllers.sign_in import SignInFlow
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker

RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each new try while there is no contact; the last one goes on."""

MINUTE = 60.0


class Started(Message):
    """The first try to make contact is over: what follows is work."""


class LoaderBench(Bench, Protocol):
    """The workbench as far as contact and clinics are concerned."""

    def show_header(self) -> None:
        """Show the line on top."""

    def post_message(self, message: Message) -> bool:
        """Tell the app something."""

    def clinic_shown(self, finding: str, *, first: bool) -> None:
        """A clinic is on screen, the first since none was; go to a finding if one is named."""


class ClinicLoader:
    """Makes contact, and goes on trying while there is none; fetches clinics."""

    host: LoaderBench

    def __init__(
        self,
        bench: LoaderBench,
        state: SessionState,
        gateway: Gateway,
        search: ClinicPane,
        panes: PaneNavigation,
        live: LiveUpdates,
        sign_in: SignInFlow,
        remember: Callable[[int], object],
    ) -> None:
        """Fetch through `gateway`; `search`, `live` and `sign_in` go on once there is contact.

        `remember` counts a clinic as recent in later runs too.
        """
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._search = search
        self._panes = panes
        self._live = live
        self._sign_in = sign_in
        self._remember = remember
        self._tries = 0
        self._retry: Timer | None = None
        self._ageing: Timer | None = None
        self._started = False
        self._target: ClinicTarget | None = None
        """What the clinic that is on its way is opened for."""

    @worker(group="contact")
    async def make_contact(self) -> None:
        """Fetch the directory, and what is on screen again, and go on trying while that fails."""
        state = self._state
        try:
            state.index, vendors = await gather(self._gateway.directory(), self._gateway.vendors())
            state.vendors = vendor_names(vendors)
        except ClientError as error:
            self.contact_lost(error)
            return
        finally:
            self._start_is_over()
        self._tries = 0
        was_lost = state.contact is Contact.LOST
        state.contact = Contact.CONNECTED
        self._search.directory_came()
        self.host.show()
        self._tell_left_out()
        if was_lost:
            self._live.remind_of_unsaved()
        self._sign_in.learn_who()
        self._live.listen()
        self.action_command_reload()

    @worker(group="directory")
    async def renew_directory(self) -> None:
        """Fetch the directory again, and leave alone what is typed and chosen."""
        if self._state.index is None:
            return  # it is on its way
        try:
            self._state.index = await self._gateway.directory()
        except ClientError as error:
            self.host.log(str(error))  # whoever asks next tells that contact is lost
        else:
            self._search.directory_renewed()

    def _tell_left_out(self) -> None:
        """Say that some clinics can't be found; a form's own words stay."""
        left_out = self._gateway.clinics_left_out
        if left_out:
            message = self._state.words.plural(
                "One clinic can't be read and is not found by the search. Tell your supervisor.",
                "{n} clinics can't be read and are not found by the search. Tell your supervisor.",
                left_out,
            )
            self.host.announce(line((message, "warning")))

    def _start_is_over(self) -> None:
        """Say, once, that contact has been made or that it will take its time."""
        if not self._started:
            self._started = True
            self.host.post_message(Started())

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Say so, keep what is on screen, and try again after a while.

        `silent_for` is how many seconds ago, at most, the backend was last heard of.
        """
        state, words = self._state, self._state.words
        if isinstance(error, SignInNeeded):
            self._sign_in.signed_out(words("You are not signed in."))  # nothing was asked for
            self._search.refresh_hits()
            return
        if state.contact is Contact.CONNECTED and state.file:
            state.true_at(state.now() - timedelta(seconds=silent_for))
        state.contact = Contact.LOST
        self._show_age()
        self.host.log(str(error))
        if state.file is None:
            state.failure = error.sentence(words)
            again = words(
                "It is tried again by itself; {key} tries at once.", key=state.keys["reload"]
            )
            self.host.tell(line((error.sentence(words), "error")), line((again, "dim")))
            self._search.refresh_hits()
        self.host.show()
        pause = RETRY_SECONDS[min(self._tries, len(RETRY_SECONDS) - 1)]
        pause *= random.uniform(0.5, 1.0)  # noqa: S311 - not all terminals at once
        self._tries += 1
        if self._retry:
            self._retry.stop()
        self._retry = self.host.set_timer(pause, self.make_contact)

    def _show_age(self) -> None:
        """Show how old what is on screen is, and again at each full minute without contact."""
        if self._ageing:
            self._ageing.stop()
            self._ageing = None
        if self._state.contact is Contact.LOST:
            self.host.show_header()
            fetched_at = self._state.fetched_at
            age = self._state.now() - fetched_at if fetched_at else None
            passed = age.total_seconds() % MINUTE if age else 0.0
            self._ageing = self.host.set_timer(MINUTE - passed, self._show_age)

    def open_clinic(self, target: ClinicTarget) -> None:
        """Show a clinic as soon as it comes, and do what it is opened for.

        Keys typed meanwhile wait for it. What an earlier choice was for is not done.
        """
        self._target = target
        self.host.keys.pause_keys("clinic")
        self._state.begin_loading(target.clinic)
        self.host.tell()
        self._panes.open_clinic(for_something=bool(target.finding or target.then))
        self._fetch(target.clinic)

    def action_command_reload(self) -> None:
        """Fetch the clinic on screen again, and everything if contact is lost."""
        if self._state.index is None or self._state.contact is Contact.LOST:
            self.make_contact()
        elif self._state.requested:
            self._fetch(self._state.requested)

    @worker(group="clinic")
    async def _fetch(self, her_id: int) -> None:
        """Fetch a clinic and show it; another choice meanwhile takes its place."""
        state = self._state
        if state.contact is Contact.LOST:
            self._open_cached(her_id)
        try:
            file = await self._gateway.clinic(her_id)
        except ClientError as error:
            self._not_fetched(error, her_id)
            return
        state.contact = Contact.CONNECTED
        if state.requested != her_id:
            return  # left meanwhile
        shown = state.file if state.shows(her_id) else None
        if shown and not self.host.is_browsing:
            self._target = None
            self.host.keys.resume_keys("clinic")
            self._live.newer_came(file)
            return
        # Something newer may have come by itself meanwhile.
        self._open(shown if shown and shown.version > file.version else file)
        self.host.keys.resume_keys("clinic")
        self._live.apply_update()

    def _not_fetched(self, error: ClientError, her_id: int) -> None:
        if isinstance(error, NO_CONTACT):
            self.contact_lost(error)
            if self._state.requested == her_id:
                self._open_cached(her_id)
        if self._state.requested != her_id:
            return  # left meanwhile
        self._target = None
        self.host.keys.discard_keys("clinic")
        self._state.failed(error.sentence(self._state.words))
        self.host.show()
        self.host.announce(*self._live.not_fetched_lines(error))

    def _open_cached(self, her_id: int) -> None:
        """Show a clinic as it was when it was last fetched, while there is nothing to show."""
        state, words = self._state, self._state.words
        file, at = self._gateway.cached_clinic(her_id), state.fetched.get(her_id)
        if state.file is None and file and at:
            self._open(file, at)
            age = age_phrase(state.now() - at, words)
            message = words("No contact: this is how the clinic was {age}.", age=age)
            self.host.tell(line((message, "warning")))
            self.host.keys.resume_keys("clinic")

    def _open(self, file: ClinicFile, at: datetime | None = None) -> None:
        """Show a clinic as it is, or as it was at a moment, and do what it was opened for."""
        state, her_id = self._state, file.clinic.her_id
        target, self._target = self._target or ClinicTarget(her_id), None
        first = state.file is None
        state.open(file, target.practitioner, at)
        if target.day:
            state.chosen_day = target.day if target.day != state.today else None
        state.recent = with_latest(state.recent, her_id)
        self._remember(her_id)
        self.host.clinic_shown(target.finding, first=first)
        if target.then and self.host.is_browsing:
            target.then(file)
