"""The API's calls as methods.

Reads are repeated when contact fails. A write carries the caller's key, so it too is repeated
when its response is lost: the backend makes the changes of one key only once (rule W1).
"""

import asyncio
import logging
import random
import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Self, TypeVar
from uuid import UUID, uuid4

from pydantic import ValidationError
from pydantic_core import to_json

from fravaertui.client.errors import (
    AnswerLost,
    Busy,
    ClientError,
    EndlessResponse,
    Fault,
    InvalidResponse,
    NewerBackend,
    Unreachable,
)
from fravaertui.client.event_stream import EventStream
from fravaertui.client.problem_responses import error_from
from fravaertui.client.transport import (
    GATEWAY_FAILED,
    OK,
    Endpoint,
    Request,
    Response,
    Timeouts,
    Transport,
    TransportError,
)
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.model import ClinicFile, Value
from fravaertui.protocol.directory import Directory, DirectoryClinic

if TYPE_CHECKING:
    from fravaertui.client.auth.session import Session
    from fravaertui.domain.history import HistoryEntry
    from fravaertui.domain.model import Vendor
    from fravaertui.protocol.auth import Agent, SignInTerms
    from fravaertui.protocol.citizen_page import CitizenPage
    from fravaertui.protocol.events import PresenceChanged, PresenceReport
    from fravaertui.protocol.history import HistoryPage
    from fravaertui.protocol.vendors import VendorEntry, VendorTable
    from fravaertui.protocol.work_queue import (
        FindingCounts,
        FindingFilter,
        FindingPage,
        FindingRow,
        FindingSelection,
        MarkRequest,
    )

logger = logging.getLogger(__name__)
# Without a log to write in, Python would write what was tried beside a command's one sentence.
logger.addHandler(logging.NullHandler())

T = TypeVar("T")
V = TypeVar("V", bound=Value)

_API = "/api/v1"
_NO_CONTENT = 204
_NOT_MODIFIED = 304
_CLINICS_CACHED = 64
_OF_A_LATER_RELEASE = frozenset({"enum", "literal_error", "union_tag_invalid"})
"""Faults of a response in which nothing is wrong but a value that is unknown here."""
_SLOW_TO_READ = 100_000
"""Bytes of a response that is read in a thread: the national directory held up the event loop for
40 ms and more, and in a thread, which lets go between names, for 20 ms at most."""


class _DirectoryRows(Value):
    """A directory of which some rows may not be as they should."""

    clinics: tuple[object, ...]


class _Ready(Value):
    """What a backend that is ready says; a proxy's sign-in page says something else."""

    status: Literal["ok"]


class Client:
    """A backend, spoken to from one event loop.

    Every method raises a ClientError: Unreachable when there is no contact, InvalidResponse when
    something else than the API answers, Fault for a problem without an error of its own, and
    what its own docstring names.
    """

    def __init__(self, endpoint: Endpoint, *, timeouts: Timeouts | None = None) -> None:
        """Remember where the backend is; the first call connects.

        With a sign-in file, `session` is the agent's sign-in, which every call carries.
        """
        self.endpoint = endpoint
        self._timeouts = timeouts or Timeouts()
        self.session = _session(endpoint)
        self._transport = Transport(endpoint, self._timeouts, self.session)
        self.events = EventStream(self._transport, endpoint, self._timeouts)
        self._directory: tuple[str, Directory] | None = None
        self.clinics_left_out = 0
        """How many clinics of the directory could not be read."""
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
        """Return a clinic's file as it was when last heard of; None when it is not cached."""
        known = self._clinics.get(her_id)
        return known[1] if known else None

    async def submit(
        self, her_id: int, request: ChangeRequest, version: int, key: str
    ) -> ClinicFile:
        """Make the changes, all or none, and return the clinic's file after them.

        `version` is the one the changes were made from, and `key` names the agent's wish: used
        again with the same changes it never makes them twice. Raises Refused, VersionConflict and
        NotFound, after which nothing was changed, Unreachable when nothing was sent, and
        AnswerLost when it is not known whether the changes were made.
        """
        read = self._file_of(her_id)
        headers = {"if-match": f'"{version}"', "idempotency-key": key}
        sent = _changes(her_id, request, headers, dry_run=False)
        etag, file = await self._call(sent, lambda response: (response.etag, read(response)))
        self._cache(etag, file)
        return file

    async def preview(self, her_id: int, request: ChangeRequest) -> ClinicFile:
        """Return the clinic's file as the changes would make it; nothing is changed.

        Raises Refused and NotFound.
        """
        sent = _changes(her_id, request, {}, dry_run=True)
        return await self._call(sent, self._file_of(her_id))

    async def citizen(self, practitioner: int, on: date, language: str) -> "CitizenPage":
        """Return what a citizen on the practitioner's list sees on a day.

        Raises NotFound when there is no such practitioner.
        """
        from fravaertui.protocol.citizen_page import CitizenPage

        query = {"on": on.isoformat(), "lang": language}
        sent = Request("GET", f"{_API}/citizen/{practitioner}", query)
        return await self._call(sent, lambda response: self._parsed(response, CitizenPage))

    async def findings(self, wanted: "FindingFilter") -> "FindingPage":
        """Return a page of the findings of all clinics; `next` is the next page's cursor.

        As long as some clinics are `pending` the list is not whole, and asking again goes on
        with them.
        """
        from fravaertui.protocol.work_queue import FindingPage

        sent = Request("GET", f"{_API}/findings", _query(wanted))
        return await self._call(sent, lambda response: self._parsed(response, FindingPage))

    async def finding_counts(self, wanted: "FindingSelection") -> "FindingCounts":
        """Return how many findings there are by kind, municipality and vendor."""
        from fravaertui.protocol.work_queue import FindingCounts

        sent = Request("GET", f"{_API}/findings/counts", _query(wanted))
        return await self._call(sent, lambda response: self._parsed(response, FindingCounts))

    async def mark(self, clinic: int, request: "MarkRequest") -> "FindingRow":
        """Take, put away or release a finding at a clinic, and return it as it then stands.

        Raises MarkRefused when the finding is not as it was seen or someone else has taken it, and
        AnswerLost; said again it is as said once.
        """
        from fravaertui.protocol.work_queue import FindingRow

        sent = Request(
            "POST",
            f"{_API}/findings/{clinic}/marks",
            headers={"content-type": "application/json"},
            body=request.model_dump_json().encode(),
            writes=True,
        )
        return await self._call(sent, lambda response: self._parsed(response, FindingRow))

    async def history(
        self, her_id: int, before: int | None = None, limit: int = 20
    ) -> "HistoryPage":
        """Return what has happened to a clinic, newest first, older than the version `before`.

        Raises NotFound when there is no such clinic.
        """
        from fravaertui.protocol.history import HistoryPage

        query = {"limit": str(limit)} | ({"before": str(before)} if before else {})
        sent = Request("GET", f"{_API}/clinics/{her_id}/history", query)
        return await self._call(sent, lambda response: self._parsed(response, HistoryPage))

    async def history_between(
        self, her_id: int, oldest: int, newest: int
    ) -> "tuple[HistoryEntry, ...]":
        """Return what has happened to a clinic in these versions, newest first.

        Raises EndlessResponse when the backend's pages lead nowhere, and NotFound.
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
        sent = Request("GET", f"{_API}/clinics/{her_id}/known", {"at": at.isoformat()})
        return await self._call(sent, self._file_of(her_id))

    async def vendors(self) -> "VendorTable":
        """Return what is known of the EPJ vendors."""
        from fravaertui.protocol.vendors import VendorTable

        sent = Request("GET", f"{_API}/vendors")
        return await self._call(sent, lambda response: self._parsed(response, VendorTable))

    async def set_vendor(self, vendor: "Vendor", version: int) -> "VendorEntry":
        """Write what is known of a vendor, in place of the version seen; 0 for a new one.

        Raises VersionConflict when another version stands there, and AnswerLost; sent again it is
        as sent once.
        """
        from fravaertui.protocol.vendors import VendorEntry

        seen = {"if-match": f'"{version}"'} if version else {"if-none-match": "*"}
        sent = Request(
            "PUT",
            f"{_API}/vendors/{vendor.code}",
            headers={"content-type": "application/json", **seen},
            body=vendor.model_dump_json().encode(),
            writes=True,
        )
        return await self._call(sent, lambda response: self._parsed(response, VendorEntry))

    async def report(self, terminal: UUID, said: "PresenceReport") -> "PresenceChanged | None":
        """Say which clinic this terminal has open, and return who has it open; None for none.

        Raises NotFound when there is no such clinic.
        """
        from fravaertui.protocol.events import PresenceChanged

        def present(response: Response) -> PresenceChanged | None:
            if response.status == _NO_CONTENT:
                return None
            return self._parsed(response, PresenceChanged)

        sent = Request(
            "PUT",
            f"{_API}/presence/{terminal}",
            headers={"content-type": "application/json"},
            body=said.model_dump_json().encode(),
        )
        return await self._call(sent, present)

    async def sign_in_terms(self) -> "SignInTerms":
        """Return how the backend wants agents to sign in; an empty issuer when it does not."""
        from fravaertui.protocol.auth import SignInTerms

        sent = Request("GET", f"{_API}/sign-in")
        return await self._call(sent, lambda response: self._parsed(response, SignInTerms))

    async def me(self) -> "Agent":
        """Return who the backend takes us for, and our role."""
        from fravaertui.protocol.auth import Agent

        sent = Request("GET", f"{_API}/me")
        return await self._call(sent, lambda response: self._parsed(response, Agent))

    async def health(self) -> None:
        """Return when the backend says that it is ready to serve."""
        sent = Request("GET", "/readyz")
        await self._call(sent, lambda response: self._parsed(response, _Ready))

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
        self, path: str, known: tuple[str, T] | None, read: Callable[[Response], T]
    ) -> tuple[str | None, T]:
        """Return what the path holds, with its tag: what is known already unless it changed."""
        sent = Request("GET", _API + path, headers={"if-none-match": known[0]} if known else {})

        def newest(response: Response) -> tuple[str | None, T]:
            if known and response.status == _NOT_MODIFIED:
                return known
            return response.etag, read(response)

        return await self._call(sent, newest)

    async def _call(self, request: Request, read: Callable[[Response], T]) -> T:
        """Send a request under an id of its own, and log it by that id when it fails."""
        request_id = uuid4().hex
        known = replace(request, headers={**request.headers, "x-request-id": request_id})
        try:
            return await self._with_retries(known, read)
        except ClientError as error:
            kind = f"Fault {error.status}" if isinstance(error, Fault) else type(error).__name__
            place = re.sub(r"\d{2,}", "…", request.path)  # a number may be a practitioner's
            logger.warning("%s %s: %s, request %s", request.method, place, kind, request_id)
            raise

    async def _with_retries(self, request: Request, read: Callable[[Response], T]) -> T:
        """Send a request, again when contact fails, and return what is read from its response."""
        perhaps_done = False
        for pause in (*self._timeouts.pauses, None):
            try:
                return await self._checked(await self._transport.send(request), read)
            except TransportError as failure:
                perhaps_done = perhaps_done or failure.may_have_arrived
                cause = failure
            except (Busy, Fault, InvalidResponse, Unreachable) as error:
                # Neither tells what became of the changes, unless it is the first word heard
                # of them and is understood.
                if request.writes and (perhaps_done or isinstance(error, InvalidResponse)):
                    raise AnswerLost(str(error)) from error
                raise
            if pause is None or (cause.timed_out and not request.writes):
                break
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - not a secret
        if request.writes and perhaps_done:
            raise AnswerLost(str(cause)) from cause
        raise Unreachable(str(self.endpoint), str(cause)) from cause

    async def _checked(self, response: Response, read: Callable[[Response], T]) -> T:
        """Read a response that says yes; raise what any other says."""
        if response.status in GATEWAY_FAILED:
            error = error_from(response, str(self.endpoint))
            if isinstance(error, Busy):
                raise error
            raise TransportError(f"status {response.status}", may_have_arrived=True)
        if response.status not in (OK, _NO_CONTENT, _NOT_MODIFIED):
            raise error_from(response, str(self.endpoint))
        if len(response.body) > _SLOW_TO_READ:
            return await asyncio.to_thread(read, response)
        return read(response)

    def _directory_in(self, response: Response) -> Directory:
        """Read the directory; a clinic that can't be read is left out, and counted."""
        self.clinics_left_out = 0
        try:
            return self._parsed(response, Directory)
        except InvalidResponse:
            clinics, rows = _clinics_in(response.body)
            if not clinics:
                raise
        self.clinics_left_out = rows - len(clinics)
        return Directory(clinics=clinics)

    def _file_of(self, her_id: int) -> Callable[[Response], ClinicFile]:
        def read(response: Response) -> ClinicFile:
            file = self._parsed(response, ClinicFile)
            if file.clinic.her_id != her_id:
                raise InvalidResponse(str(self.endpoint), "the file is another clinic's")
            if not file.is_whole:
                raise InvalidResponse(str(self.endpoint), "the file is about others too")
            return file

        return read

    def _parsed(self, response: Response, model: type[V]) -> V:
        """Read a response; what a later release says besides is passed over."""
        try:
            return model.model_validate_json(response.body, extra="ignore")
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            newer = {fault["type"] for fault in faults} <= _OF_A_LATER_RELEASE
            cause = f"{len(faults)} faults in what should be a {model.__name__}"
            raise (NewerBackend if newer else InvalidResponse)(str(self.endpoint), cause) from None

    def _cache(self, etag: str | None, file: ClinicFile) -> None:
        """Keep the file for as long as it is among those asked for last."""
        her_id = file.clinic.her_id
        self._clinics.pop(her_id, None)
        if etag:
            self._clinics[her_id] = (etag, file)
        while len(self._clinics) > _CLINICS_CACHED:
            self._clinics.popitem(last=False)


def _clinics_in(body: bytes) -> tuple[tuple[DirectoryClinic, ...], int]:
    """Return the clinics of a directory that can be read, and how many there are in all."""
    try:
        rows = _DirectoryRows.model_validate_json(body, extra="ignore").clinics
    except ValidationError:
        return (), 0
    clinics = []
    for row in rows:
        with suppress(ValidationError):
            clinics.append(DirectoryClinic.model_validate_json(to_json(row), extra="ignore"))
    return tuple(clinics), len(rows)


def _session(endpoint: Endpoint) -> "Session | None":
    if endpoint.sign_in_file is None:
        return None
    from fravaertui.client.auth.session import Session
    from fravaertui.client.auth.token_file import TokenFile

    return Session(endpoint.url, TokenFile(endpoint.sign_in_file, endpoint.url))


def _changes(
    her_id: int, request: ChangeRequest, headers: dict[str, str], *, dry_run: bool
) -> Request:
    return Request(
        "POST",
        f"{_API}/clinics/{her_id}/changes",
        {"dry_run": "true"} if dry_run else {},
        {"content-type": "application/json", **headers},
        request.model_dump_json().encode(),
        writes=not dry_run,
    )


def _query(wanted: "FindingSelection") -> dict[str, str | tuple[str, ...]]:
    """Write what is asked for as a query; what is left as it is by default is left out."""
    asked = wanted.model_dump(mode="json", exclude_defaults=True)
    return {name: tuple(v) if isinstance(v, list) else _word(v) for name, v in asked.items()}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
