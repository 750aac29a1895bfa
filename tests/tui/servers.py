"""A proxy in front of the real backend: it can delay, refuse, or lose the response."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fravaertui.client import Endpoint
from tests.client.servers import Received, Reply


class Proxy:
    """Passes requests on to a backend, except those that a test has special plans for.

    It is a `Reply` for `tests.client.servers.serving`.
    """

    def __init__(self, backend: Endpoint) -> None:
        self._socket = backend.socket_path
        self._special: dict[str, Reply] = {}
        self._opened = asyncio.Event()
        self._passing: set[asyncio.Task[None]] = set()
        self.seen: list[Received] = []

    async def __call__(self, request: Received, writer: asyncio.StreamWriter) -> None:
        """Treat a request as the test has asked."""
        self.seen.append(request)
        for part, reply in self._special.items():
            if part in f"{request.method} {request.target}":
                return await reply(request, writer)
        return await self._pass_on(request, writer)

    @property
    def writes(self) -> list[Received]:
        """The writes received so far."""
        return [request for request in self.seen if request.method == "POST"]

    def answer(self, part: str, reply: Reply) -> None:
        """Give this reply to requests whose method and target contain `part`."""
        self._special[part] = reply

    def shut(self, part: str) -> None:
        """Let such requests wait for `open`, then pass them on."""
        self._opened.clear()

        async def wait(request: Received, writer: asyncio.StreamWriter) -> None:
            await self._opened.wait()
            await self._pass_on(request, writer)

        self._special[part] = wait

    def lose_answers(self, part: str, times: int | None = None) -> None:
        """Pass such requests on, but close the connection before the response, `times` times."""
        lost = 0

        async def lose(request: Received, writer: asyncio.StreamWriter) -> None:
            nonlocal lost
            lost += 1
            answer = await self._answer(request)
            if times is None or lost <= times:
                writer.transport.abort()
            else:
                writer.write(answer)

        self._special[part] = lose

    def break_off(self) -> None:
        """Close every connection, open ones too, without passing anything on."""
        for task in self._passing:
            task.cancel()

        async def break_it(_: Received, writer: asyncio.StreamWriter) -> None:
            writer.transport.abort()

        self._special[""] = break_it

    def open(self) -> None:
        """Pass everything on from now on."""
        self._special.clear()
        self._opened.set()

    async def _pass_on(self, request: Received, writer: asyncio.StreamWriter) -> None:
        """Pass the request on, and the response piece by piece: an event stream never ends."""
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        try:
            async with self._asked(request) as reader:
                while piece := await reader.read(65_536):
                    writer.write(piece)
        finally:
            self._passing.discard(task)

    async def _answer(self, request: Received) -> bytes:
        """Pass the request on, and return the whole response."""
        async with self._asked(request) as reader:
            return await reader.read()

    @asynccontextmanager
    async def _asked(self, request: Received) -> AsyncIterator[asyncio.StreamReader]:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        headers = {name: value for name, value in request.headers.items() if name}
        headers["connection"] = "close"
        head = [f"{request.method} {request.target} HTTP/1.1"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + request.body)
        try:
            yield reader
        finally:
            writer.close()
