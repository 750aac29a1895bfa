"""One agent's way to the backend: connecting, fetching and saving.

Nothing blocks the event loop: starting the embedded backend, importing what is heavy and indexing
the directory happen in threads.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from fravaertui.client import (
    AnswerLost,
    Client,
    ClientError,
    Endpoint,
    InvalidResponse,
    NotStarted,
    SignInNeeded,
    StreamItem,
    Timeouts,
    Unreachable,
    VersionConflict,
)
from fravaertui.domain.changes import Change, ChangeRequest, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry, registered
from fravaertui.domain.model import Vendor
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Made
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import PresenceChanged, PresenceReport, Present
from fravaertui.protocol.history import MOST_ENTRIES, HistoryPage
from fravaertui.protocol.overview import Overview
from fravaertui.protocol.vendors import VendorEntry
from fravaertui.protocol.work_queue import (
    FindingCounts,
    FindingFilter,
    FindingPage,
    FindingSelection,
    MarkRequest,
)
from fravaertui.session.clinic_search import Index

if TYPE_CHECKING:
    from fravaertui.client.auth.session import DeviceAuthorization
    from fravaertui.client.imports import Imports
    from fravaertui.protocol.batches import Batch, BatchReversal, BatchRow, ClinicOutcome, Kind

NO_CONTACT = (Unreachable, NotStarted)
"""The errors that mean that the backend can't be reached."""

LONGEST_SILENCE = Timeouts().silence
"""Seconds that may pass before a lost connection is noticed."""

LEAVING_SECONDS = 0.2
"""Seconds that the end of the program may wait while it reports that the agent has left."""

MOST_RECHECKS = 5
"""How often a change is checked against a newer file before the agent is asked to look."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved change: the file before it and the file after it."""

    before: ClinicFile
    after: ClinicFile

    @property
    def unchanged(self) -> bool:
        """Tell whether there was nothing to change (rule A11)."""
        return self.before.version == self.after.version


@dataclass(frozen=True, slots=True)
class Past:
    """A clinic's file, and the requests that led to it, newest first, back to one of them."""

    file: ClinicFile
    entries: tuple[HistoryEntry, ...]


class ChangedMeanwhile(Exception):
    """Someone else changed the clinic, so the change would no longer do what was shown."""

    def __init__(self, newer: ClinicFile, changed_by: str | None) -> None:
        """`newer` is the clinic as it is now; `changed_by` is None when unknown."""
        super().__init__(changed_by)
        self.newer = newer
        self.changed_by = changed_by


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A write that was sent, with its idempotency key."""

    request: ChangeRequest
    file: ClinicFile
    key: str


class Gateway:
    """One agent's connection to one backend."""

    def __init__(
        self, connect: Callable[[], Endpoint], sign_in_needed: Callable[[], None] = lambda: None
    ) -> None:
        """Reach a backend through `connect`; it may import and start one, so it runs in a thread.

        `sign_in_needed` is called when it turns out that the agent has to sign in.
        """
        self._connect = connect
        self._sign_in_needed = sign_in_needed
        self._client: Client | None = None
        self._connecting = asyncio.Lock()
        self._unanswered: _Attempt | None = None
        self._has_clinic_open = False
        self.terminal = uuid4()

    async def directory(self) -> Index:
        """Return the directory, indexed for searching."""
        client = await self._contact()
        directory = await client.directory()
        return await asyncio.to_thread(Index, directory)

    @property
    def clinics_left_out(self) -> int:
        """How many clinics of the directory could not be parsed."""
        return self._client.clinics_left_out if self._client else 0

    async def clinic(self, her_id: int) -> ClinicFile:
        """Return a clinic's file."""
        return await (await self._contact()).clinic(her_id)

    def cached_clinic(self, her_id: int) -> ClinicFile | None:
        """Return a clinic's file as it was when last fetched; None when it is not cached."""
        return self._client.cached_clinic(her_id) if self._client else None

    async def follow_events(self) -> AsyncGenerator[StreamItem]:
        """Yield the backend's events, and when contact is made and lost, without end."""
        async with aclosing((await self._contact()).events.follow()) as items:
            async for item in items:
                yield item

    def hurry(self) -> None:
        """Reopen the event stream at once: another request has just got through."""
        if self._client:
            self._client.events.hurry()

    async def report_presence(self, report: PresenceReport) -> tuple[Present, ...]:
        """Report which clinic this terminal has open, and return who else has it open."""
        here = await (await self._contact()).report(self.terminal, report)
        self._has_clinic_open = here is not None
        return self.others(here) if here else ()

    def others(self, here: PresenceChanged) -> tuple[Present, ...]:
        """Return everyone who has a clinic open, except this terminal."""
        return tuple(p for p in here.present if p.terminal != self.terminal)

    async def findings(self, query: FindingFilter) -> FindingPage:
        """Return a page of the findings of all clinics, the most severe first."""
        return await (await self._contact()).findings(query)

    async def finding_counts(self, selection: FindingSelection) -> FindingCounts:
        """Return how many findings there are by kind, municipality and vendor."""
        return await (await self._contact()).finding_counts(selection)

    async def overview(self, recent: Sequence[int] = ()) -> Overview:
        """Return what is to be done today over all clinics, and how it stands at recent ones."""
        return await (await self._contact()).overview(recent)

    async def history(self, her_id: int, before: int | None = None, limit: int = 20) -> HistoryPage:
        """Return what has happened to a clinic, newest first, older than the version `before`."""
        return await (await self._contact()).history(her_id, before, limit)

    async def registered(self, her_id: int) -> dict[UUID, Made]:
        """Return who registered a clinic's absences and substitutes lately, and when."""
        return registered((await self.history(her_id, limit=MOST_ENTRIES)).entries)

    async def known(self, her_id: int, at: datetime) -> ClinicFile:
        """Return a clinic's file as it was known at a moment."""
        return await (await self._contact()).known(her_id, at)

    async def past(self, her_id: int, version: int) -> Past:
        """Return the clinic's file and what led to it, newest first, down to a version.

        Raises InvalidResponse when the backend's history lacks that version.
        """
        file = await self.clinic(her_id)
        client = await self._contact()
        entries = await client.history_between(her_id, version, file.version)
        if not entries or entries[-1].version != version:
            raise InvalidResponse(str(client.endpoint), "the history lacks the version")
        return Past(file, entries)

    async def mark(self, her_id: int, request: MarkRequest) -> None:
        """Put the agent's mark on a finding."""
        await (await self._contact()).mark(her_id, request)

    async def vendors(self) -> tuple[VendorEntry, ...]:
        """Return what is known of the EPJ vendors, by name."""
        return (await (await self._contact()).vendors()).vendors

    async def set_vendor(self, vendor: Vendor, version: int) -> None:
        """Replace the version seen of a vendor's facts; version 0 adds a vendor."""
        await (await self._contact()).set_vendor(vendor, version)

    async def imports(self) -> "Imports":
        """Return the calls about imports."""
        return (await self._contact()).imports

    async def batches(self, kind: "Kind | None" = None) -> "tuple[Batch, ...]":
        """Return the latest batches, of all kinds or of one, newest first."""
        return (await (await self._contact()).batches.latest(kind)).batches

    async def batch(self, batch: UUID) -> "Batch":
        """Return what a batch was, who made it and at how many clinics."""
        return await (await self._contact()).batches.find(batch)

    async def save_batch(
        self,
        batch: UUID,
        rows: "Sequence[BatchRow]",
        *,
        dry_run: bool = False,
        progress: "Callable[[Sequence[ClinicOutcome], int], object]" = lambda *_: None,
    ) -> "tuple[ClinicOutcome, ...]":
        """Save a list's rows as one batch, some clinics at a time, or return what that would do.

        `progress` gets the clinics that have been answered so far, and how many there are. After
        any error the same rows are sent again under the same id: nothing is saved twice, and what
        had been answered is answered the same (rule W1).
        """
        calls = (await self._contact()).batches
        return await calls.save_all(batch, rows, dry_run=dry_run, progress=progress)

    def why_refused(self, outcome: "ClinicOutcome") -> ClientError | None:
        """Return why nothing of a batch was saved at a clinic; None where it was."""
        return self._client.batches.why_refused(outcome) if self._client else None

    async def revert_batch(self, batch: UUID, *, dry_run: bool = False) -> "BatchReversal":
        """Take a batch back where that can be done, or return what that would do."""
        return await (await self._contact()).batches.revert(batch, dry_run=dry_run)

    async def save(self, request: ChangeRequest, file: ClinicFile, today: date) -> Saved:
        """Make the changes to the file that was shown.

        When another agent was first, the changes are made to the newer file if they do exactly what
        was shown there too; otherwise ChangedMeanwhile is raised. After AnswerLost and SignInNeeded
        the same request is sent under the same key, so that it is never made twice (rule W1).
        """
        client = await self._contact()
        attempt = self._unanswered
        if attempt is None or attempt.request != request:
            attempt = _Attempt(request, file, str(uuid4()))
        for _ in range(MOST_RECHECKS):
            self._unanswered = attempt
            shown = attempt.file
            her_id = shown.clinic.her_id
            try:
                after = await client.submit(her_id, request, shown.version, attempt.key)
            except (AnswerLost, SignInNeeded):
                raise
            except VersionConflict as stale:
                self._unanswered = None
                newer = await client.clinic(her_id)
                if not does_the_same(request.changes, shown, newer, today):
                    raise ChangedMeanwhile(newer, stale.changed_by) from stale
                attempt = _Attempt(request, newer, str(uuid4()))
            except ClientError:
                self._unanswered = None
                raise
            else:
                self._unanswered = None
                return Saved(shown, after)
        raise ChangedMeanwhile(attempt.file, None)

    async def who(self) -> Agent | None:
        """Return who is signed in; None where the backend requires no sign-in."""
        client = await self._contact()
        return await client.me() if client.session else None

    async def begin_sign_in(self) -> "DeviceAuthorization | None":
        """Request a code to sign in with; None where the backend requires no sign-in."""
        client = await self._contact()
        terms = await client.sign_in_terms()
        return await client.session.begin(terms) if client.session and terms.issuer else None

    async def wait_for_sign_in(
        self, authorization: "DeviceAuthorization", contact: Callable[[bool], None]
    ) -> None:
        """Wait until the agent has signed in; `contact` is called as in `Session.wait`."""
        client = await self._contact()
        if client.session:
            await client.session.wait(authorization, contact)

    async def sign_out(self) -> bool | None:
        """Sign out; return whether the provider revoked the tokens, None without sign-in."""
        client = await self._contact()
        return await client.session.end() if client.session else None

    async def close(self) -> None:
        """Report that the agent has left, unless that takes long, and close the connections."""
        if self._client is None:
            return
        if self._has_clinic_open:
            with suppress(ClientError, TimeoutError):
                async with asyncio.timeout(LEAVING_SECONDS):
                    await self._client.report(self.terminal, PresenceReport(clinic=None))
        await self._client.aclose()

    async def _contact(self) -> Client:
        """Return the client, connecting on the first call only."""
        async with self._connecting:
            if self._client is None:
                self._client = await self._connected()
            return self._client

    async def _connected(self) -> Client:
        try:
            endpoint = await asyncio.to_thread(self._connect)
        except ClientError:
            raise
        except Exception as error:
            # The reason why the embedded backend did not start is for the log; the screen
            # stays usable and the agent may try again.
            raise Unreachable("fravaertui", repr(error)) from error
        client = Client(endpoint)
        if client.session:
            client.session.needed = self._sign_in_needed
        return client


def does_the_same(
    changes: Sequence[Change], shown: ClinicFile, newer: ClinicFile, today: date
) -> bool:
    """Tell whether the changes are allowed in both files, and have the same effect in both.

    The records they touch must be unchanged and the effect on citizens the same, so that nothing
    that someone else has written is overwritten unseen. An empty request does the same anywhere.
    """
    was, becomes = (_effect(changes, file, today) for file in (shown, newer))
    return was is not None and was == becomes


def _effect(changes: Sequence[Change], file: ClinicFile, today: date) -> object:
    """Return the effect of the changes on a file, to be compared; None if they are not allowed."""
    outcome = evaluate(changes, file, today)
    if not outcome.allowed:
        return None
    change = summary(file, outcome.file, today)
    # A step report leaves its substitute unchanged, and concerns that one only.
    about = {change.record for change in changes}
    substitutes = [s for s in outcome.file.substitutes if s.id in about]
    holes = (change.holes_before, change.holes_after)
    return change.records, change.shifts, holes, change.away, substitutes
