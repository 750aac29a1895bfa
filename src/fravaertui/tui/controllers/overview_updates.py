"""The overview of the day: fetched when it is shown, and again when something has happened.

However much happens, it is fetched once in a few seconds at most, and never while something else
has its place.
"""

import asyncio
from time import monotonic
from typing import Protocol

from textual.timer import Timer

from fravaertui.client import ClientError
from fravaertui.protocol.events import (
    ClinicChanged,
    Event,
    FindingMarked,
    Reset,
    VendorChanged,
)
from fravaertui.session.choices import RememberedChoices
from fravaertui.session.gateway import NO_CONTACT, Gateway
from fravaertui.session.state import Contact, SessionState
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.workers import worker

FETCHED_AGAIN_SECONDS = 3.0
"""The shortest time from one answer to the next request."""

_CONCERNING = (ClinicChanged, FindingMarked, VendorChanged, Reset)
"""The events after which the overview may be another."""


class OverviewBench(Bench, Protocol):
    """The workbench as far as the overview is concerned."""

    @property
    def shows_overview(self) -> bool:
        """Whether the overview is what is shown."""

    def show_overview(self) -> None:
        """Show the overview as it is now."""

    def show_titles(self) -> None:
        """Show the titles of the panes."""


class OverviewUpdates:
    """Keeps the overview in the state as the backend has it, for as long as it is shown."""

    host: OverviewBench

    def __init__(
        self,
        bench: OverviewBench,
        state: SessionState,
        gateway: Gateway,
        stored: StoredOverview | None,
        choices: RememberedChoices,
    ) -> None:
        """Fetch through `gateway`, and store the last answer in `stored` for the next session.

        `choices` remembers whether how to get started is shown beside it.
        """
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._stored = stored
        self._choices = choices
        self._outdated = True
        self._fetched_at = -FETCHED_AGAIN_SECONDS
        self._fetching = False
        self._timer: Timer | None = None

    def handle(self, event: Event) -> None:
        """Fetch again, before long, after what may have changed it."""
        if isinstance(event, _CONCERNING):
            self.outdate()

    def outdate(self) -> None:
        """What is shown may no longer be so."""
        self._outdated = True
        self.look()

    def look(self) -> None:
        """Fetch what is out of date, if it is what is shown and nothing is under way."""
        waits = self._timer is not None or self._fetching
        connected = self._state.contact is Contact.CONNECTED
        if waits or not (self._outdated and connected and self.host.shows_overview):
            return
        pause = self._fetched_at + FETCHED_AGAIN_SECONDS - monotonic()
        if pause > 0:
            self._timer = self.host.set_timer(pause, self._pause_over)
        else:
            self._fetch()

    def action_command_start_hide(self) -> None:
        """Show or hide how to get started, from now on."""
        self._state.getting_started = not self._state.getting_started
        self._choices.show_getting_started(self._state.getting_started)
        self.host.show_citizen()
        self.host.show_titles()

    def _pause_over(self) -> None:
        self._timer = None
        self.look()

    @worker(group="overview", exclusive=False)
    async def _fetch(self) -> None:
        state = self._state
        self._fetching, self._outdated = True, False
        try:
            overview = await self._gateway.overview(state.recent)
        except ClientError as error:
            self._outdated = True
            self._failed(error)
            return
        finally:
            self._fetching, self._fetched_at = False, monotonic()
        now = state.now()
        if self._stored and overview != state.overview:
            await asyncio.to_thread(self._stored.store, overview, now)
        state.overview, state.overview_at, state.overview_failure = overview, now, ""
        self._outdated |= bool(overview.pending)
        self.host.show_overview()
        self.look()

    def _failed(self, error: ClientError) -> None:
        """Say so where the overview is shown; it is tried again at the next event or contact."""
        if isinstance(error, NO_CONTACT):
            self.host.loader.contact_lost(error)
        self._state.overview_failure = error.sentence(self._state.words)
        self.host.show_overview()
