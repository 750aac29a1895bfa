"""Asking a server on a unix socket as fast as it can answer.

Requests are sent many at a time over several connections (HTTP/1.1 pipelining), so that it is
the server that is measured and not a client written in Python.
"""

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.place import PYTHON

CONNECTIONS = 8
_HEAD = re.compile(rb"HTTP/1.1 (\d+).*?content-length: (\d+).*?\r\n\r\n", re.IGNORECASE | re.DOTALL)
_STARTING_SECONDS = 20.0


@contextmanager
def serving(path: Path, database: str = "") -> Iterator[Path]:
    """Have a server on a socket for the length of a block."""
    command = [PYTHON, "-m", "benchmarks.serving", str(path), *([database] if database else [])]
    with subprocess.Popen(command) as process:
        try:
            deadline = time.perf_counter() + _STARTING_SECONDS
            while not _answers(path):
                if process.poll() is not None or time.perf_counter() > deadline:
                    raise RuntimeError("the server to be measured does not start")
                time.sleep(0.02)
            yield path
        finally:
            process.terminate()


def calls_per_second(path: Path, targets: Sequence[str]) -> float:
    """Ask for each target once over every connection, and return the rate."""
    requests = b"".join(b"GET %s HTTP/1.1\r\nhost: localhost\r\n\r\n" % t.encode() for t in targets)
    with ExitStack() as stack:
        connections = [stack.enter_context(_connected(path)) for _ in range(CONNECTIONS)]
        begun = time.perf_counter()
        for connection in connections:
            connection.sendall(requests)
        for connection in connections:
            _read_answers(connection, len(targets))
        return len(targets) * CONNECTIONS / (time.perf_counter() - begun)


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(path))
    return connection


def _answers(path: Path) -> bool:
    try:
        _connected(path).close()
    except OSError:
        return False
    return True


def _read_answers(connection: socket.socket, count: int) -> None:
    """Read so many answers, with as little work of our own as can be."""
    received, at = b"", 0
    while count:
        head = _HEAD.match(received, at)
        if head is None or len(received) < head.end() + int(head[2]):
            more = connection.recv(1 << 18)
            if not more:
                raise RuntimeError("the server closed the connection")
            received, at = received[at:] + more, 0
            continue
        if head[1] != b"200":
            raise RuntimeError(f"the server answered: {head[0]!r}")
        at = head.end() + int(head[2])
        count -= 1
