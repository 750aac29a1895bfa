"""Keeping the screen up to date without a key press: what others do, who is here, contact.

What others do is never let in under a question or a save: an agent says yes to what is shown. It
is applied as soon as that is over; an open form is read again against it, and keeps its typing.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import ClassVar, Protocol

from textual.message import Message
from textual.timer import Timer

from fravaertui.client import ClientError, Connected, Disconnected, Polled, TooManyStreams
from fravaertui.domain.changes import UpdateFromRegister
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.events import (
    Activity,
    ClinicChanged,
    Event,
    PresenceChanged,
    PresenceReport,
    Present,
    Reset,
    VendorChanged,
)
from fravaertui.protocol.vendors import vendor_names
from fravaertui.session.gateway import NO_CONTACT, Gateway
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.change_flow import ChangeFlow
from fravaertui.tui.controllers.form_flow import FormFlow
from fravaertui.tui.controllers.other_clinics import OtherClinics
from fravaertui.tui.panes.others import changed_lines, news_line
from fravaertui.tui.widgets.note import MOST_NEWS
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import worker

REPORT_AGAIN_SECONDS = 60.0
"""How often a terminal reports where it is, so that it is not taken to be gone."""

GATHERED_SECONDS = 0.05
"""How long events are gathered before they are acted on: a server may send thousands at once."""


_BY_AN_IMPORT = UpdateFromRegister.model_fields["kind"].default


class BackendEvent(Message):
    """Something happened at the backend; posted to the screens over the workbench."""

    def __init__(self, event: Event) -> None:
        """Pass on what happened."""
        super().__init__()
        self.event = event


class LiveBench(Bench, Protocol):
    """The workbench as far as other agents are concerned."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Call something again and again, with so many seconds between."""

    def post_event(self, event: Event) -> None:
        """Pass an event on to the screens over the workbench."""

    def show_titles(self) -> None:
        """Show the titles of the panes, and who else is here."""

    def announce_again(self, *lines: Line) -> None:
        """Say something, and leave standing what came by itself."""


class LiveUpdates:
    """Hears what others do, and tells them what is done here."""

    LISTENING: ClassVar[str] = "live"
    """The group of the worker that listens for as long as the screen is there."""

    host: LiveBench

    def __init__(
        self,
        bench: LiveBench,
        state: SessionState,
        gateway: Gateway,
        changes: ChangeFlow,
        forms: FormFlow,
        other_clinics: OtherClinics,
    ) -> None:
        """Bring to the screen what `gateway` tells of, except while `changes` is saving.

        `forms` lets the open form go on with its typing, on the clinic as it is then.
        """
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._changes = changes
        self._forms = forms
        self._other_clinics = other_clinics
        self._following = False
        self._heard: list[Event] = []
        self._newer: ClinicFile | None = None
        self._waiting: tuple[ClinicChanged, ...] = ()
        self._known_version = 0
        """The clinic's version that the agent opened, made, or has been told of."""
        self._to_look_at = False
        self._reported: PresenceReport | None = None
        self._reporting = False

    def listen(self) -> None:
        """Contact is there: listen from now on, and report where we are."""
        if self._following:
            self._gateway.hurry()
        else:
            self._following = True
            self._follow()
            self.host.set_interval(REPORT_AGAIN_SECONDS, self._report_again)
        self._report_again()

    @worker(group=LISTENING, exclusive=False)
    async def _follow(self) -> None:
        """Act on each item of the event stream, in order."""
        async with aclosing(self._gateway.follow_events()) as items:
            async for item in items:
                if isinstance(item, Disconnected):
                    self.host.loader.contact_lost(item.error, item.silent_for)
                elif isinstance(item, Polled):
                    self._poll(item.error)
                elif not isinstance(item, Connected):
                    self.hear(item)
                elif self._state.contact is Contact.LOST:
                    self.host.loader.make_contact()
                await asyncio.sleep(0)  # thousands may be here already: keys go before them

    def _poll(self, error: TooManyStreams) -> None:
        """Read again what is shown, as long as nobody tells us of what happens."""
        self._other_clinics.forget()
        self.host.announce(line((error.sentence(self._state.words), "warning")))
        self._fetch_vendors()  # and the clinic with them
        self.host.post_event(Reset())

    def hear(self, event: Event) -> None:
        """Gather what comes in a burst."""
        if not self._heard:
            self.host.set_timer(GATHERED_SECONDS, self._act)
        self._heard.append(event)

    def _act(self) -> None:
        events, self._heard = self._heard, []
        self._handle(events)

    def _handle(self, events: Sequence[Event]) -> None:
        """Act once on the events gathered, however many they are."""
        file, here = self._state.file, self.host.clinic
        changed = [
            e for e in events if isinstance(e, ClinicChanged) and e.clinic == self._state.requested
        ]
        present = [e for e in events if isinstance(e, PresenceChanged) and e.clinic == here]
        kinds = {type(event): event for event in events}
        if present:
            self._show_others(self._gateway.others(present[-1]))
        if VendorChanged in kinds:
            self._fetch_vendors()
        if Reset in kinds and file:
            self.host.loader.make_contact()
        elif Reset in kinds or any(map(_is_of_the_directory, events)):
            self.host.loader.renew_directory()
        if changed:
            self._waiting += tuple(changed)
            self.apply_update()
        for event in kinds.values():
            self.host.post_event(event)
        self._other_clinics.handle(events)

    @worker(group="vendors")
    async def _fetch_vendors(self) -> None:
        """Fetch the vendor table, and the clinic with what is known of its vendor."""
        try:
            self._state.vendors = vendor_names(await self._gateway.vendors())
        except ClientError as error:
            self.host.log(str(error))
            return
        self._fetch_newer()

    @worker(group="newer", of_clinic=True)
    async def _fetch_newer(self) -> None:
        """Fetch the clinic that is open, as it is now."""
        if self._state.file is None:
            return
        try:
            file = await self._gateway.clinic(self._state.file.clinic.her_id)
        except ClientError as error:
            if isinstance(error, NO_CONTACT):
                self.host.loader.contact_lost(error)
            else:
                self.host.announce(*self.not_fetched_lines(error))
            return
        self.newer_came(file)

    def not_fetched_lines(self, error: ClientError) -> list[Line]:
        """Return what is said when the clinic can't be fetched and an older copy is on screen."""
        state, words = self._state, self._state.words
        if state.file is None or state.fetched_at is None or state.contact is Contact.LOST:
            return []  # the pane says it, or the header
        age = age_phrase(state.now() - state.fetched_at, words)
        message = words("What is on the screen is how the clinic was {age}.", age=age)
        # First what it is about: it may stand under what was saved.
        wrong = f"{words('The clinic could not be fetched.')} {error.sentence(words)}"
        return [line((wrong, "error")), line((message, "warning"))]

    def newer_came(self, file: ClinicFile) -> None:
        """Take in the clinic as it is now, as soon as nothing stands in the way."""
        shown = self._state.file
        if shown is None or shown.clinic.her_id != file.clinic.her_id:
            return
        self._state.true_at(self._state.now())
        if file != shown and file.version >= shown.version:
            self._newer = file
        self.apply_update()

    def apply_update(self) -> None:
        """Announce and show what others did, unless something is being asked or saved."""
        if self._changes.saving or self._state.file is None:
            return
        self._announce()
        newer, asked = self._newer, self.host.is_asking
        if newer is None or asked:
            return
        self._newer = None
        before = self._state.file
        if newer.clinic.her_id == before.clinic.her_id and newer.version >= before.version:
            changes = self._forms.form_changes
            self._state.open(newer)
            if self.host.is_filling_in and self._forms.rebase_onto(before, newer, changes):
                self._to_look_at = True
                self._say_look_again(before, newer)
            self.host.show()

    def _announce(self) -> None:
        """Say what others did to the clinic, and fetch what is not here yet."""
        file, ours = self._state.file, self._state.written
        waiting, self._waiting = self._waiting, ()
        announced = []
        for event in waiting:
            if self._state.shows(event.clinic) and event.version > self._known_version:
                self._known_version = event.version
                if event.version != ours:
                    announced.append(event)
        if announced:
            self.host.announce(*(news_line(event, self._state) for event in announced[-MOST_NEWS:]))
        if file and any(event.version > file.version for event in waiting):
            self._fetch_newer()

    def clinic_opened(self, file: ClinicFile) -> None:
        """The agent sees a clinic that was not there before: what is in it is not news."""
        self._known_version = file.version
        self.report()

    def _say_look_again(self, before: ClinicFile, newer: ClinicFile) -> None:
        words = self._state.words
        message = words(
            "What you are filling in does something else now. Look again, then press {key}.",
            key=self._state.keys["form.save"],
        )
        changed = changed_lines(before, newer, self._state)
        self.host.announce_again(line((message, "warning")), *changed)

    def acknowledge_update(self) -> bool:
        """Tell whether the agent may save; the first key after an update does not."""
        looked, self._to_look_at = not self._to_look_at, False
        if not looked:
            words, key = self._state.words, self._state.keys["form.save"]
            message = words("Look at what has changed, then press {key} again.", key=key)
            self.host.tell(line((message, "warning")))
        return looked

    def remind_of_unsaved(self) -> None:
        """Remind of what could not be saved; only the agent sends it, for others may have been."""
        unsent = self._changes.unsent
        if unsent and unsent.from_form and self.host.is_filling_in:
            words, key = self._state.words, self._state.keys["form.save"]
            if self._changes.may_be_saved:
                message = words(
                    "Contact is back. It is uncertain whether what you typed was saved: {key} "
                    "tries again, and it is not saved twice.",
                    key=key,
                )
            else:
                message = words(
                    "Contact is back. What you typed is not saved yet: {key} saves.", key=key
                )
            self.host.tell(line((message, "accent")))

    def _show_others(self, others: tuple[Present, ...]) -> None:
        """Show who else has the clinic open."""
        self._state.others = others
        self.host.show_titles()

    def report(self) -> None:
        """Tell the others which clinic is open here, and whether it is being edited."""
        if self._following and not self._reporting and self._reported != self._where():
            self._reporting = True
            self._keep_reporting()

    def _report_again(self) -> None:
        self._reported = None
        self.report()

    def _where(self) -> PresenceReport:
        doing = Activity.EDITING if self.host.is_filling_in else Activity.VIEWING
        return PresenceReport(clinic=self.host.clinic, doing=doing)

    @worker(group="presence", exclusive=False)
    async def _keep_reporting(self) -> None:
        """Report until the last report is true; one at a time, so that the latest arrives last."""
        try:
            while self._reported != (where := self._where()):
                self._reported = where
                others = await self._gateway.report_presence(where)
                if self.host.clinic == where.clinic:
                    self._show_others(others)
        except ClientError as error:
            self.host.log(str(error))  # reported again within a minute
        finally:
            self._reporting = False


def _is_of_the_directory(event: Event) -> bool:
    """Tell whether clinics or practitioners may have come or have other names now."""
    touched = event.touched if isinstance(event, ClinicChanged) else ()
    return any(outline.change == _BY_AN_IMPORT for outline in touched)
