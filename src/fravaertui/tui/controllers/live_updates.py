"""Keeping the screen as the desk is, without a key press: what others do, who is here, contact.

What others do is never let in under a question or a save: an agent says yes to what is shown. It
is taken in as soon as that is over; an open form is read anew against it, and keeps its typing.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar

from textual.message import Message

from fravaertui.client import ClientError, Connected, Disconnected, Polled, TooManyStreams
from fravaertui.domain.changes import Change
from fravaertui.domain.model import ClinicFile
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
from fravaertui.session.drafts.rebase import Hindrance, rebased
from fravaertui.session.gateway import NO_CONTACT, does_the_same
from fravaertui.session.state import Contact
from fravaertui.texts.ages import age_phrase
from fravaertui.tui.commands import ASKED, Mode
from fravaertui.tui.controllers.change_flow import Saving
from fravaertui.tui.panes.others import changed_lines, news_line
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import Line, line

SAID_AGAIN_SECONDS = 60.0
"""How often a terminal says where it is, so that it is not taken to be gone."""

GATHERED_SECONDS = 0.05
"""How long events are gathered before they are acted on: a server may send thousands at once."""

MOST_NEWS = 2
"""Lines of news that stand at one time."""


class Happened(Message):
    """Something happened at the backend; posted to the screens over the workbench."""

    def __init__(self, event: Event) -> None:
        """Tell what."""
        super().__init__()
        self.event = event


class Live(Saving):
    """The workbench's ear, and its voice towards those who work at the same time."""

    LISTENING: ClassVar[str] = "live"
    """The group of the worker that listens for as long as the screen is there."""

    _following = False
    _heard: list[Event]
    _told: tuple[Line, ...] = ()
    _news: tuple[Line, ...] = ()
    _newer: ClinicFile | None = None
    _waiting: tuple[ClinicChanged, ...] = ()
    _known_version = 0
    """The clinic's version that the agent opened, made, or has been told of."""
    _to_look_at = False
    _said: PresenceReport | None = None
    _saying = False

    def make_contact(self) -> object:
        """Fetch what every screen needs, and what is on this one; the workbench knows how."""
        raise NotImplementedError

    def listen(self) -> None:
        """Contact is there: listen from now on, and say where we are."""
        if self._following:
            self.desk.hurry()
        else:
            self._following, self._heard = True, []
            self.follow()
            self.set_interval(SAID_AGAIN_SECONDS, self._say_where_again)
        self._say_where_again()

    @worker(group=LISTENING, exclusive=False)
    async def follow(self) -> None:
        """Act on each item of the event stream, in order."""
        async with aclosing(self.desk.follow_events()) as items:
            async for item in items:
                if isinstance(item, Disconnected):
                    self.contact_lost(item.error, item.silent_for)
                elif isinstance(item, Polled):
                    self.poll(item.error)
                elif not isinstance(item, Connected):
                    self._hear(item)
                elif self.state.contact is Contact.LOST:
                    self.make_contact()
                await asyncio.sleep(0)  # thousands may be here already: keys go before them

    def poll(self, error: TooManyStreams) -> None:
        """Read again what is shown, as long as nobody tells us of what happens."""
        told = line((error.sentence(self.state.words), "warning"))
        if told not in self._news:
            self.announce(told)
        self.fetch_vendors()  # and the clinic with them
        self._tell_screens(Reset())

    def _hear(self, event: Event) -> None:
        """Gather what comes in a burst."""
        if not self._heard:
            self.set_timer(GATHERED_SECONDS, self._act)
        self._heard.append(event)

    def _act(self) -> None:
        events, self._heard = self._heard, []
        self.happened(events)

    def happened(self, events: Sequence[Event]) -> None:
        """Do once what the events gathered ask for, however many they are."""
        file = self.state.file
        here = file.clinic.her_id if file else None
        changed = [
            e for e in events if isinstance(e, ClinicChanged) and e.clinic == self.state.wanted
        ]
        present = [e for e in events if isinstance(e, PresenceChanged) and e.clinic == here]
        kinds = {type(event): event for event in events}
        if present:
            self.show_others(self.desk.others(present[-1]))
        if VendorChanged in kinds:
            self.fetch_vendors()
        if Reset in kinds and file:
            self.make_contact()
        if changed:
            self._waiting += tuple(changed)
            self.take_in()
        self._tell_screens(*kinds.values())

    def _tell_screens(self, *events: Event) -> None:
        for screen in self.app.screen_stack:
            if screen is not self:
                for event in events:
                    screen.post_message(Happened(event))

    @worker(group="vendors")
    async def fetch_vendors(self) -> None:
        """Fetch the vendor table, and the clinic with what is known of its vendor."""
        try:
            self.state.vendors = vendor_names(await self.desk.vendors())
        except ClientError as error:
            self.log(str(error))
            return
        self.fetch_newer()

    @worker(group="newer")
    async def fetch_newer(self) -> None:
        """Fetch the clinic that is open, as it is now."""
        if self.state.file is None:
            return
        try:
            file = await self.desk.clinic(self.state.file.clinic.her_id)
        except ClientError as error:
            if isinstance(error, NO_CONTACT):
                self.contact_lost(error)
            else:
                self.announce(*self.not_fetched_lines(error))
            return
        self.newer_came(file)

    def not_fetched_lines(self, error: ClientError) -> list[Line]:
        """Return what is said when the clinic can't be fetched and an older copy is on screen."""
        state, words = self.state, self.state.words
        if state.file is None or state.fetched_at is None or state.contact is Contact.LOST:
            return []  # the pane says it, or the header
        age = age_phrase(state.now() - state.fetched_at, words)
        told = words("What is on the screen is how the clinic was {age}.", age=age)
        # First what it is about: it may stand under what was saved.
        wrong = f"{words('The clinic could not be fetched.')} {error.sentence(words)}"
        return [line((wrong, "error")), line((told, "warning"))]

    def newer_came(self, file: ClinicFile) -> None:
        """Take in the clinic as it is now, as soon as nothing stands in the way."""
        shown = self.state.file
        if shown is None or shown.clinic.her_id != file.clinic.her_id:
            return
        self.state.true_at(self.state.now())
        if file != shown and file.version >= shown.version:
            self._newer = file
        self.take_in()

    def take_in(self) -> None:
        """Announce and show what others did, unless something is being asked or saved."""
        if self.saving or self.state.file is None:
            return
        self._announce()
        newer, asked = self._newer, self.mode in ASKED
        if newer is None or asked:
            return
        self._newer = None
        before = self.state.file
        if newer.clinic.her_id == before.clinic.her_id and newer.version >= before.version:
            changes = self.form.reading.changes
            self.state.open(newer)
            if self.is_doing(Mode.FORM):
                self._take_into_form(before, newer, changes)
            self.show()

    def _announce(self) -> None:
        """Say what others did to the clinic, and fetch what is not here yet."""
        file, ours = self.state.file, self.state.written
        waiting, self._waiting = self._waiting, ()
        told = []
        for event in waiting:
            if event.version > self._known_version:
                self._known_version = event.version
                if event.version != ours:
                    told.append(event)
        if told:
            self.announce(*(news_line(event, self.state) for event in told[-MOST_NEWS:]))
        if file and any(event.version > file.version for event in waiting):
            self.fetch_newer()

    def opened(self, file: ClinicFile) -> None:
        """The agent sees a clinic that was not there before: what is in it is not news."""
        self._known_version = file.version
        self.say_where()

    def _take_into_form(
        self, before: ClinicFile, newer: ClinicFile, changes: tuple[Change, ...]
    ) -> None:
        """Let the open form go on with its typing on the newer file."""
        back = rebased(self.form.typed, newer)
        if back is Hindrance.SAVED_ALREADY and self.unsent:
            self.save(self.unsent)  # under the same key: the answer that was lost comes now
            return
        changed = isinstance(back, Hindrance) or back.record_changed
        self.rebase_form()  # stays open even untouched: what is typed next is meant for it
        if changed or not does_the_same(changes, before, newer, self.state.today):
            self._to_look_at = True
            self._say_look_again(before, newer)

    def _say_look_again(self, before: ClinicFile, newer: ClinicFile) -> None:
        words, news = self.state.words, self._news
        told = words(
            "What you are filling in does something else now. Look again, then press {key}.",
            key=self.state.keys["form.save"],
        )
        self.tell(line((told, "warning")), *changed_lines(before, newer, self.state))
        self.announce(*news)

    def has_looked(self) -> bool:
        """Tell whether the agent may save; the first key after a change below does not."""
        looked, self._to_look_at = not self._to_look_at, False
        if not looked:
            words, key = self.state.words, self.state.keys["form.save"]
            told = words("Look at what has changed, then press {key} again.", key=key)
            self.tell(line((told, "warning")))
        return looked

    def contact_back(self) -> None:
        """Remind of what could not be saved; only the agent sends it, for others may have been."""
        if self.unsent and self.unsent.from_form and self.is_doing(Mode.FORM):
            words, key = self.state.words, self.state.keys["form.save"]
            if self.may_be_saved:
                told = words(
                    "Contact is back. It is uncertain whether what you typed was saved: {key} "
                    "tries again, and it is not saved twice.",
                    key=key,
                )
            else:
                told = words(
                    "Contact is back. What you typed is not saved yet: {key} saves.", key=key
                )
            self.tell(line((told, "accent")))

    def announce(self, *news: Line) -> None:
        """Say what another agent did, under what is said already."""
        self._news = (*self._news, *news)[-MOST_NEWS:]
        super().tell(*self._told, *self._news)

    def tell(self, *lines: Line) -> None:
        """Say something under the middle pane; it stands until something else is done."""
        self._told, self._news = lines, ()
        super().tell(*lines)

    def show_face(self) -> None:
        """Let what is being done have the middle pane; others see whether it is editing."""
        super().show_face()
        self.say_where()
        self.call_later(self.take_in)

    def show_others(self, others: tuple[Present, ...]) -> None:
        """Show who else has the clinic open."""
        self.state.others = others
        self.show_titles()

    def say_where(self) -> None:
        """Tell the others which clinic is open here, and whether it is being edited."""
        if self._following and not self._saying and self._said != self._where():
            self._saying = True
            self._keep_saying()

    def _say_where_again(self) -> None:
        self._said = None
        self.say_where()

    def _where(self) -> PresenceReport:
        file = self.state.file
        doing = Activity.EDITING if self.is_doing(Mode.FORM) else Activity.VIEWING
        return PresenceReport(clinic=file.clinic.her_id if file else None, doing=doing)

    @worker(group="presence", exclusive=False)
    async def _keep_saying(self) -> None:
        """Say it until what was said is so; one at a time, so that the last said is the last."""
        try:
            while self._said != (where := self._where()):
                self._said = where
                self.show_others(await self.desk.say_where(where))
        except ClientError as error:
            self.log(str(error))  # said again within a minute
        finally:
            self._saying = False
