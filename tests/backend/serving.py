"""The real server, in a process of its own, and the API in this one."""

import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import IO

import httpx

from fravaertui.backend.app import create_app
from tests.backend.records import AGENT, JSON, NOW

PROGRAM = """
import sys
{before}
from fravaertui.backend.serve import serve
serve(sys.argv[1], "localhost", 0, on_listening=lambda url: print(url, flush=True), **{options})
"""


CLOCK_AHEAD = """
import datetime, psycopg, pydantic, sqlalchemy, time
ahead, told, real = {hours} * 3600, time.time, datetime.datetime
class AnyDatetime(type):
    def __instancecheck__(cls, value):
        return isinstance(value, real)
class Ahead(real, metaclass=AnyDatetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
time.time, datetime.datetime = lambda: told() + ahead, Ahead
"""
"""Makes the clock of the machine that a server is on go wrong, whoever asks it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process, its address, and what it logs."""

    process: subprocess.Popen[str]
    url: str
    log: IO[str]

    def logged(self) -> list[str]:
        """Return the lines of its log so far."""
        self.log.seek(0)
        return self.log.read().splitlines()


@contextmanager
def served(database_url: str, before: str = "", **options: object) -> Iterator[Server]:
    """Have a server on a database for the length of a block.

    `before` is run first in its process; `options` are `serve`'s own.
    """
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(before=before, options=options), database_url],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout
            yield Server(process, process.stdout.readline().strip(), log)
        finally:
            process.kill()
            process.communicate()


@asynccontextmanager
async def asked(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Have the API on a database in this process, on 1 June 2024, for the length of a block."""
    app = create_app(database_url, now=lambda: NOW, agent=AGENT)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://localhost/api/v1", headers=JSON
        ) as client,
    ):
        yield client
