"""Citizens' pages kept as they were sent, in front of the call that makes them.

Caches may hold a page for `CITIZEN_MAX_AGE` seconds, and we are one of them: a page from here
says in `Age` how much of that is gone, so that nobody anywhere sees one that is older, whatever
happens. Most go long before, when their clinic is changed.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Scope

from fravaertui.backend.api.clinics import CITIZEN_MAX_AGE
from fravaertui.backend.api.etags import matches

PREFIX = "/api/v1/citizen/"
"""Where citizens' pages are: the one call that this may stand in front of."""

MOST_PAGES = 8192
"""Some 2 KB each; the oldest goes first."""

_LONGEST_QUERY = 100
"""Bytes; what is longer is no page that many ask for."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it goes out."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class _Page:
    clinic: int
    made: float
    tag: str
    whole: Sent
    not_modified: Sent


class KeptPages:
    """The pages of one server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet."""
        self._clock = clock
        self._pages: dict[tuple[str, bytes], _Page] = {}
        self.forgotten = 0
        """How often something was forgotten: a page asked for before that is not to be kept."""

    def find(self, scope: Scope) -> Sent | None:
        """Return the answer to a request, None when it has to be made."""
        page = self._pages.get((scope["path"], scope["query_string"]))
        if page is None or scope["method"] != "GET":
            return None
        age = int(self._clock() - page.made)
        if age >= CITIZEN_MAX_AGE:
            return None
        sent = page.whole
        known = [value for name, value in scope["headers"] if name == b"if-none-match"]
        if known:
            if len(known) > 1:
                return None
            if matches(page.tag, known[0].decode("latin-1")):
                sent = page.not_modified
        return Sent(sent.status, [*sent.headers, (b"age", b"%d" % age)], sent.body)

    def keep(self, scope: Scope, sent: Sent) -> None:
        """Keep the answer that a request has just got, if it is a page."""
        key = (scope["path"], scope["query_string"])
        if sent.status != 200 or scope["method"] != "GET" or len(key[1]) > _LONGEST_QUERY:
            return
        told = dict(sent.headers)
        alone = [(name, told[name]) for name in (b"etag", b"cache-control")]
        self._pages.pop(key, None)
        self._pages[key] = _Page(
            clinic=json.loads(sent.body)["clinic"]["her_id"],
            made=self._clock(),
            tag=told[b"etag"].decode("latin-1"),
            whole=sent,
            not_modified=Sent(304, alone, b""),
        )
        if len(self._pages) > MOST_PAGES:
            del self._pages[next(iter(self._pages))]

    def forget(self, clinic: int | None = None) -> None:
        """Forget the pages of a clinic that has changed; all, when it is not known which."""
        self.forgotten += 1
        pages = self._pages.items() if clinic is not None else ()
        self._pages = {key: page for key, page in pages if page.clinic != clinic}
