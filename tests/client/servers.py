"""A small HTTP server on a real socket that answers as badly as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Reply = Callable[[Received, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@dataclass
class Server:
    """What came in, and what to do with each next connection's request."""

    replies: list[Reply]
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request and let the next reply answer it; the last one goes on for ever."""
        try:
            request = await _read(reader)
            self.received.append(request)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            await _unless_left(reply(request, writer), reader)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()


async def _unless_left(reply: Coroutine[Any, Any, None], reader: asyncio.StreamReader) -> None:
    """Let the reply go on for as long as somebody is there to hear it."""
    replying = asyncio.ensure_future(reply)
    leaving = asyncio.ensure_future(reader.read())
    await asyncio.wait({replying, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for task in (replying, leaving):
        task.cancel()
    said, _ = await asyncio.gather(replying, leaving, return_exceptions=True)
    if isinstance(said, Exception):
        raise said


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body)


@asynccontextmanager
async def serving(*replies: Reply, socket_path: Path | None = None) -> AsyncIterator[Server]:
    """Serve on a free port of this machine, or on a unix socket."""
    server = Server(list(replies))
    if socket_path:
        listening = await asyncio.start_unix_server(server.handle, socket_path)
        server.url = "http://localhost"
    else:
        listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()


def raw(data: bytes) -> Reply:
    """Answer with these very bytes."""

    async def reply(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return reply


def answer(
    status: int,
    body: bytes | str | dict[str, Any],
    *,
    etag: str = "",
    kind: str = "application/json",
) -> Reply:
    """Answer with a status and a body."""
    content = json.dumps(body) if isinstance(body, dict) else body
    data = content.encode() if isinstance(content, str) else content
    lines = [f"HTTP/1.1 {status} Whatever", f"content-type: {kind}"]
    lines += [f"content-length: {len(data)}", "connection: close"]
    lines += [f"etag: {etag}"] if etag else []
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + data)


def problem(status: int, code: str, **facts: Any) -> Reply:
    """Answer with a problem document."""
    document = {"type": f"urn:fravaertui:problem:{code}", "title": code, "status": status, **facts}
    return answer(status, document, kind="application/problem+json")


async def hangs_up(_: Received, writer: asyncio.StreamWriter) -> None:
    """Close the connection without a word, the request read."""
    writer.close()


async def resets(_: Received, writer: asyncio.StreamWriter) -> None:
    """Break the connection in the middle of an answer."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
    await writer.drain()
    writer.transport.abort()


async def never_answers(_: Received, writer: asyncio.StreamWriter) -> None:
    """Keep the connection until the client gives up."""
    await writer.wait_closed()


async def trickles(_: Received, writer: asyncio.StreamWriter) -> None:
    """Send an answer so slowly that it never ends, a byte every now and then."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)
