"""A cache of citizens' pages as they were sent, in front of the route that makes them.

Caches may hold a page for `CITIZEN_MAX_AGE` seconds, and this is one of them: a page from here
states in `Age` how much of that has passed, so that nobody anywhere sees an older one. Most pages
are invalidated long before, when their clinic is changed.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Scope

from fravaertui.backend.api.clinics import CITIZEN_MAX_AGE
from fravaertui.backend.etags import matches

PREFIX = "/api/v1/citizen/"
"""The path of citizens' pages, the only route that is cached."""

MOST_PAGES = 8192
"""Some 2 KB each; the oldest is dropped first."""

_ASKED = re.compile(rb"(?:(?:on=[0-9-]{10}|lang=[a-z]{2})(?:&(?=.)|$)){0,2}")
"""The queries of pages that many request; with anything else in it each could be another."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response as ASGI sends it."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class _Page:
    clinic: int
    made: float
    etag: str
    whole: RawResponse
    not_modified: RawResponse


class PageCache:
    """The cached pages of one server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty; `clock` gives seconds."""
        self._clock = clock
        self._pages: dict[tuple[str, bytes], _Page] = {}
        self.generation = 0
        """Rises with each invalidation: a page requested in an earlier generation is not stored."""

    def find(self, scope: Scope) -> RawResponse | None:
        """Return the cached response to a request, None when there is none."""
        page = self._pages.get((scope["path"], scope["query_string"]))
        if page is None or scope["method"] != "GET":
            return None
        age = int(self._clock() - page.made)
        if age >= CITIZEN_MAX_AGE:
            return None
        response = page.whole
        known = [value for name, value in scope["headers"] if name == b"if-none-match"]
        if known:
            if len(known) > 1:
                return None
            if matches(page.etag, known[0].decode("latin-1")):
                response = page.not_modified
        headers = [*response.headers, (b"age", b"%d" % age)]
        return RawResponse(response.status, headers, response.body)

    def store(self, scope: Scope, response: RawResponse) -> None:
        """Store the response that a request has just got, if it is a page."""
        key = (scope["path"], scope["query_string"])
        if response.status != 200 or scope["method"] != "GET" or not _ASKED.fullmatch(key[1]):
            return
        headers = dict(response.headers)
        not_modified = [(name, headers[name]) for name in (b"etag", b"cache-control")]
        self._pages.pop(key, None)
        self._pages[key] = _Page(
            clinic=json.loads(response.body)["clinic"]["her_id"],
            made=self._clock(),
            etag=headers[b"etag"].decode("latin-1"),
            whole=response,
            not_modified=RawResponse(304, not_modified, b""),
        )
        if len(self._pages) > MOST_PAGES:
            del self._pages[next(iter(self._pages))]

    def invalidate(self, clinic: int | None = None) -> None:
        """Drop the pages of a clinic that has changed; all, when it is not known which."""
        self.generation += 1
        pages = self._pages.items() if clinic is not None else ()
        self._pages = {key: page for key, page in pages if page.clinic != clinic}
