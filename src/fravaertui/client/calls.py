"""Sending a request until it is answered, and parsing the response.

A read is repeated when contact fails. A write carries the caller's key, so it too is repeated when
its response is lost: the backend makes the changes of one key only once (rule W1).
"""

import asyncio
import logging
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from pydantic import ValidationError

from fravaertui.client.errors import (
    AnswerLost,
    Busy,
    ClientError,
    Fault,
    InvalidResponse,
    NewerBackend,
    Unreachable,
)
from fravaertui.client.problem_responses import error_from
from fravaertui.client.transport import (
    API,
    GATEWAY_FAILED,
    NO_CONTENT,
    NOT_MODIFIED,
    OK,
    Request,
    Response,
    Timeouts,
    Transport,
    TransportError,
)
from fravaertui.domain.fields import Value

logger = logging.getLogger(__name__)
# Without a log to write to, Python would print the failed attempts beside a command's sentence.
logger.addHandler(logging.NullHandler())

T = TypeVar("T")
V = TypeVar("V", bound=Value)

_OF_A_LATER_RELEASE = frozenset({"enum", "literal_error", "union_tag_invalid"})
"""Validation errors of a response whose only fault is a value that this release does not know."""

_SLOW_TO_PARSE = 100_000
"""Bytes above which a response is parsed in a thread: the national directory blocked the event loop
for 40 ms and more, and from a thread, which yields between names, for 20 ms at most.
"""


PATIENCE = 600.0
"""Seconds that work on many clinics at once may take, such as an import or a long list."""


class Caller:
    """Sends requests to one backend; returns values, or raises the client's errors."""

    def __init__(self, transport: Transport, where: str, timeouts: Timeouts) -> None:
        """`where` is what errors call the backend."""
        self._transport = transport
        self._where = where
        self._timeouts = timeouts

    async def fetch(self, request: Request, model: type[V]) -> V:
        """Send a request and return the value in its response."""
        return await self.call(request, lambda response: self.parsed(response, model))

    async def call(self, request: Request, read: Callable[[Response], T]) -> T:
        """Send a request, and return what `read` makes of its response.

        The request gets an id, under which a failure is logged.
        """
        request_id = uuid4().hex
        named = replace(request, headers={**request.headers, "x-request-id": request_id})
        try:
            return await self._with_retries(named, read)
        except ClientError as error:
            kind = f"Fault {error.status}" if isinstance(error, Fault) else type(error).__name__
            place = re.sub(r"\d{2,}", "…", request.path)  # a number may be a practitioner's
            logger.warning("%s %s: %s, request %s", request.method, place, kind, request_id)
            raise

    async def _with_retries(self, request: Request, read: Callable[[Response], T]) -> T:
        """Send a request, repeatedly if contact fails, and read its response."""
        perhaps_done = False
        for pause in (*self._timeouts.pauses, None):
            try:
                return await self._checked(await self._transport.send(request), read)
            except TransportError as failure:
                perhaps_done = perhaps_done or failure.may_have_arrived
                cause = failure
            except (Busy, Fault, InvalidResponse, Unreachable) as error:
                # None says whether the changes were made, unless it is the response to the first
                # attempt and is understood.
                if request.writes and (perhaps_done or isinstance(error, InvalidResponse)):
                    raise AnswerLost(str(error)) from error
                raise
            if pause is None or (cause.timed_out and not request.writes):
                break
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - not a secret
        if request.writes and perhaps_done:
            raise AnswerLost(str(cause)) from cause
        raise Unreachable(self._where, str(cause)) from cause

    async def _checked(self, response: Response, read: Callable[[Response], T]) -> T:
        """Read a successful response; raise the error that any other stands for."""
        if response.status in GATEWAY_FAILED:
            error = error_from(response, self._where)
            if isinstance(error, Busy):
                raise error
            raise TransportError(f"status {response.status}", may_have_arrived=True)
        if response.status not in (OK, NO_CONTENT, NOT_MODIFIED):
            raise error_from(response, self._where)
        if len(response.body) > _SLOW_TO_PARSE:
            return await asyncio.to_thread(read, response)
        return read(response)

    def parsed(self, response: Response, model: type[V]) -> V:
        """Return the value in a response; fields that only a later release knows are ignored."""
        try:
            return model.model_validate_json(response.body, extra="ignore")
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            newer = {fault["type"] for fault in faults} <= _OF_A_LATER_RELEASE
            cause = f"{len(faults)} faults in what should be a {model.__name__}"
            raise (NewerBackend if newer else InvalidResponse)(self._where, cause) from None


def get(path: str, query: Mapping[str, str | tuple[str, ...]] | None = None) -> Request:
    """Return a request for what is at a path of the API."""
    return Request("GET", API + path, query or {})


def with_body(
    method: str,
    path: str,
    value: Value,
    headers: Mapping[str, str] | None = None,
    *,
    query: Mapping[str, str] | None = None,
    writes: bool = False,
    patience: float = 0.0,
) -> Request:
    """Return a request that sends a value to a path of the API."""
    return Request(
        method,
        API + path,
        query or {},
        {"content-type": "application/json", **(headers or {})},
        value.model_dump_json().encode(),
        writes=writes,
        patience=patience,
    )
