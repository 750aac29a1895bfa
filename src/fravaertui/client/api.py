"""The API's calls as methods: what each sends, and what is cached of the responses."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Self, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from fravaertui.client.batches import BatchCalls
from fravaertui.client.calls import Caller, get, with_body
from fravaertui.client.errors import EndlessResponse, InvalidResponse
from fravaertui.client.event_stream import EventStream
from fravaertui.client.imports import Imports
from fravaertui.client.transport import (
    API,
    NO_CONTENT,
    NOT_MODIFIED,
    Endpoint,
    Request,
    Response,
    Timeouts,
    Transport,
)
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Value
from fravaertui.protocol.directory import Directory, DirectoryClinic

if TYPE_CHECKING:
    from fravaertui.client.auth.session import Session
    from fravaertui.domain.history import HistoryEntry
    from fravaertui.domain.model import Vendor
    from fravaertui.protocol.auth import Agent, SignInTerms
    from fravaertui.protocol.citizen_page import CitizenPage
    from fravaertui.protocol.events import PresenceChanged, PresenceReport
    from fravaertui.protocol.history import HistoryPage
    from fravaertui.protocol.overview import Overview
    from fravaertui.protocol.vendors import VendorEntry, VendorTable
    from fravaertui.protocol.work_queue import (
        FindingCounts,
        FindingFilter,
        FindingPage,
        FindingRow,
        FindingSelection,
        MarkRequest,
    )

T = TypeVar("T")

_CLINICS_CACHED = 64


class _DirectoryRows(Value):
    """A directory, some rows of which may be invalid."""

    clinics: tuple[object, ...]


class _Ready(Value):
    """The response of a backend that is ready; a proxy's sign-in page is not one."""

    status: Literal["ok"]


class Client:
    """A backend's API, called from one event loop.

    Every method raises a ClientError: Unreachable when there is no contact, InvalidResponse when
    what answers is not the API, Fault for a problem without an error class of its own, and those
    that its docstring names.
    """

    def __init__(self, endpoint: Endpoint, *, timeouts: Timeouts | None = None) -> None:
        """The first call connects.

        Where the endpoint has a sign-in file, `session` is the agent's sign-in, whose token every
        call carries.
        """
        self.endpoint = endpoint
        self._timeouts = timeouts or Timeouts()
        self.session = _session(endpoint)
        self._transport = Transport(endpoint, self._timeouts, self.session)
        self._caller = Caller(self._transport, str(endpoint), self._timeouts)
        self.imports = Imports(self._caller)
        self.batches = BatchCalls(self._caller, str(endpoint))
        self.events = EventStream(self._transport, endpoint, self._timeouts)
        self._directory: tuple[str, Directory] | None = None
        self.clinics_left_out = 0
        """How many clinics of the directory could not be parsed."""
        self._overview: tuple[str, Overview] | None = None
        self._clinics: OrderedDict[int, tuple[str, ClinicFile]] = OrderedDict()

    async def directory(self) -> Directory:
        """Return every clinic; the same object again as long as nothing has changed."""
        etag, directory = await self._conditional_get(
            "/directory", self._directory, self._directory_in
        )
        self._directory = (etag, directory) if etag else None
        return directory

    async def clinic(self, her_id: int) -> ClinicFile:
        """Return a clinic's file; the same object again as long as it has not changed.

        Raises NotFound when there is no such clinic.
        """
        known = self._clinics.get(her_id)
        etag, file = await self._conditional_get(f"/clinics/{her_id}", known, self._file_of(her_id))
        self._cache(etag, file)
        return file

    def cached_clinic(self, her_id: int) -> ClinicFile | None:
        """Return a clinic's file as last fetched; None when it is not cached."""
        known = self._clinics.get(her_id)
        return known[1] if known else None

    async def submit(
        self, her_id: int, request: ChangeRequest, version: int, key: str
    ) -> ClinicFile:
        """Make all of the changes or none, and return the clinic's file after them.

        `version` is the one the changes were made from, and `key` identifies the request: used
        again with the same changes it never makes them twice. Raises Refused, VersionConflict and
        NotFound, after which nothing was changed, Unreachable when nothing was sent, and AnswerLost
        when it is not known whether the changes were made.
        """
        read = self._file_of(her_id)
        headers = {"if-match": self._seen(her_id, version), "idempotency-key": key}
        sent = with_body("POST", f"/clinics/{her_id}/changes", request, headers, writes=True)
        etag, file = await self._caller.call(sent, lambda response: (response.etag, read(response)))
        self._cache(etag, file)
        return file

    async def preview(self, her_id: int, request: ChangeRequest) -> ClinicFile:
        """Return the clinic's file as the changes would make it; nothing is changed.

        Raises Refused and NotFound.
        """
        sent = with_body("POST", f"/clinics/{her_id}/changes", request, query={"dry_run": "true"})
        return await self._caller.call(sent, self._file_of(her_id))

    async def citizen(self, practitioner: int, on: date, language: str) -> "CitizenPage":
        """Return what a citizen on the practitioner's list sees on a day.

        Raises NotFound when there is no such practitioner.
        """
        from fravaertui.protocol.citizen_page import CitizenPage

        query = {"on": on.isoformat(), "lang": language}
        sent = get(f"/citizen/{practitioner}", query)
        return await self._caller.fetch(sent, CitizenPage)

    async def findings(self, selection: "FindingFilter") -> "FindingPage":
        """Return a page of the findings of all clinics; `next` is the next page's cursor.

        As long as some clinics are `pending` the list is not complete, and asking again looks
        through more of them.
        """
        from fravaertui.protocol.work_queue import FindingPage

        sent = get("/findings", _query(selection))
        return await self._caller.fetch(sent, FindingPage)

    async def finding_counts(self, selection: "FindingSelection") -> "FindingCounts":
        """Return how many findings there are by kind, municipality and vendor."""
        from fravaertui.protocol.work_queue import FindingCounts

        sent = get("/findings/counts", _query(selection))
        return await self._caller.fetch(sent, FindingCounts)

    async def overview(self, recent: Sequence[int] = ()) -> "Overview":
        """Return what is to be done today, what opens and closes soon, and what was done last.

        And how it stands at the `recent` clinics. The same object again as long as nothing has
        changed.
        """
        from fravaertui.protocol.overview import MOST_CLINICS, Overview

        etag, overview = await self._conditional_get(
            "/overview",
            self._overview,
            lambda response: self._caller.parsed(response, Overview),
            {"recent": tuple(map(str, recent[:MOST_CLINICS]))} if recent else {},
        )
        self._overview = (etag, overview) if etag else None
        return overview

    async def mark(self, clinic: int, request: "MarkRequest") -> "FindingRow":
        """Take, snooze or release a finding at a clinic, and return it as it then is.

        Raises MarkRefused when the finding has changed since it was seen or someone else has taken
        it, and AnswerLost; repeating the mark changes nothing.
        """
        from fravaertui.protocol.work_queue import FindingRow

        sent = with_body("POST", f"/findings/{clinic}/marks", request, writes=True)
        return await self._caller.fetch(sent, FindingRow)

    async def history(
        self, her_id: int, before: int | None = None, limit: int = 20
    ) -> "HistoryPage":
        """Return what has happened to a clinic, newest first, older than the version `before`.

        Raises NotFound when there is no such clinic.
        """
        from fravaertui.protocol.history import HistoryPage

        query = {"limit": str(limit)} | ({"before": str(before)} if before else {})
        sent = get(f"/clinics/{her_id}/history", query)
        return await self._caller.fetch(sent, HistoryPage)

    async def history_between(
        self, her_id: int, oldest: int, newest: int
    ) -> "tuple[HistoryEntry, ...]":
        """Return what has happened to a clinic in these versions, newest first.

        Raises EndlessResponse when the backend's pages never end, and NotFound.
        """
        from fravaertui.protocol.history import MOST_ENTRIES

        entries: tuple[HistoryEntry, ...] = ()
        before: int | None = newest + 1
        while before is not None and before > oldest:
            page = await self.history(her_id, before, MOST_ENTRIES)
            if page.next is not None and (page.next >= before or not page.entries):
                raise EndlessResponse(str(self.endpoint))
            entries += page.entries
            before = page.next
        return tuple(entry for entry in entries if entry.version >= oldest)

    async def known(self, her_id: int, at: date | datetime) -> ClinicFile:
        """Return a clinic's file as it was known at a moment, or at the end of a day.

        Raises NotFound when there is no such clinic.
        """
        sent = get(f"/clinics/{her_id}/known", {"at": at.isoformat()})
        return await self._caller.call(sent, self._file_of(her_id))

    async def vendors(self) -> "VendorTable":
        """Return what is known of the EPJ vendors."""
        from fravaertui.protocol.vendors import VendorTable

        sent = get("/vendors")
        return await self._caller.fetch(sent, VendorTable)

    async def set_vendor(self, vendor: "Vendor", version: int) -> "VendorEntry":
        """Replace the version seen of a vendor's facts; version 0 adds a vendor.

        Raises VersionConflict when another version is current, and AnswerLost; repeating the call
        changes nothing.
        """
        from fravaertui.protocol.vendors import VendorEntry

        seen = {"if-match": f'"{version}"'} if version else {"if-none-match": "*"}
        sent = with_body("PUT", f"/vendors/{vendor.code}", vendor, seen, writes=True)
        return await self._caller.fetch(sent, VendorEntry)

    async def report(self, terminal: UUID, presence: "PresenceReport") -> "PresenceChanged | None":
        """Report which clinic this terminal has open, and return who has it open; None for none.

        Raises NotFound when there is no such clinic.
        """
        from fravaertui.protocol.events import PresenceChanged

        def present(response: Response) -> PresenceChanged | None:
            if response.status == NO_CONTENT:
                return None
            return self._caller.parsed(response, PresenceChanged)

        sent = with_body("PUT", f"/presence/{terminal}", presence)
        return await self._caller.call(sent, present)

    async def sign_in_terms(self) -> "SignInTerms":
        """Return how agents sign in to the backend; the issuer is empty when they need not."""
        from fravaertui.protocol.auth import SignInTerms

        sent = get("/sign-in")
        return await self._caller.fetch(sent, SignInTerms)

    async def me(self) -> "Agent":
        """Return who the backend says is signed in, and their role."""
        from fravaertui.protocol.auth import Agent

        sent = get("/me")
        return await self._caller.fetch(sent, Agent)

    async def health(self) -> None:
        """Return normally if the backend reports that it is ready."""
        sent = Request("GET", "/readyz")
        await self._caller.fetch(sent, _Ready)

    async def __aenter__(self) -> Self:
        """Return the client, which closes its connections at the end of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _conditional_get(
        self,
        path: str,
        known: tuple[str, T] | None,
        read: Callable[[Response], T],
        query: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> tuple[str | None, T]:
        """Return the value at a path with its ETag; the known one unless it has changed."""
        sent = Request(
            "GET", API + path, query or {}, headers={"if-none-match": known[0]} if known else {}
        )

        def newest(response: Response) -> tuple[str | None, T]:
            if known and response.status == NOT_MODIFIED:
                return known
            return response.etag, read(response)

        return await self._caller.call(sent, newest)

    def _directory_in(self, response: Response) -> Directory:
        """Parse the directory; a clinic that can't be parsed is left out, and counted."""
        self.clinics_left_out = 0
        try:
            return self._caller.parsed(response, Directory)
        except InvalidResponse:
            clinics, rows = _clinics_in(response.body)
            if not clinics:
                raise
        self.clinics_left_out = rows - len(clinics)
        return Directory(clinics=clinics)

    def _file_of(self, her_id: int) -> Callable[[Response], ClinicFile]:
        def read(response: Response) -> ClinicFile:
            file = self._caller.parsed(response, ClinicFile)
            if file.clinic.her_id != her_id:
                raise InvalidResponse(str(self.endpoint), "the file is another clinic's")
            if not file.is_whole:
                raise InvalidResponse(str(self.endpoint), "the file is about others too")
            return file

        return read

    def _seen(self, her_id: int, version: int) -> str:
        """Return the tag of a clinic's file at a version; the bare version once it isn't cached."""
        known = self._clinics.get(her_id)
        return known[0] if known and known[1].version == version else f'"{version}"'

    def _cache(self, etag: str | None, file: ClinicFile) -> None:
        """Cache the file, and drop the least recently used ones."""
        her_id = file.clinic.her_id
        self._clinics.pop(her_id, None)
        if etag:
            self._clinics[her_id] = (etag, file)
        while len(self._clinics) > _CLINICS_CACHED:
            self._clinics.popitem(last=False)


def _clinics_in(body: bytes) -> tuple[tuple[DirectoryClinic, ...], int]:
    """Return the clinics of a directory that can be parsed, and how many there are in all."""
    try:
        rows = _DirectoryRows.model_validate_json(body, extra="ignore").clinics
    except ValidationError:
        return (), 0
    clinics, clinic = [], TypeAdapter(DirectoryClinic)
    for row in rows:
        with suppress(ValidationError):
            clinics.append(clinic.validate_json(to_json(row), extra="ignore"))
    return tuple(clinics), len(rows)


def _session(endpoint: Endpoint) -> "Session | None":
    if endpoint.sign_in_file is None:
        return None
    from fravaertui.client.auth.session import Session
    from fravaertui.client.auth.token_file import TokenFile

    return Session(endpoint.url, TokenFile(endpoint.sign_in_file, endpoint.url))


def _query(selection: "FindingSelection") -> dict[str, str | tuple[str, ...]]:
    """Return a selection as query parameters, without those at their defaults."""
    asked = selection.model_dump(mode="json", exclude_defaults=True)
    return {name: tuple(v) if isinstance(v, list) else _word(v) for name, v in asked.items()}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
