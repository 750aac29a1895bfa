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
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
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
    requests = b"".join(b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n" % t.encode() for t in targets)
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
    received = b""
    while count:
        head, end, rest = received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or not length or len(rest) < int(length[1]):
            more = connection.recv(1 << 18)
            if not more:
                raise RuntimeError("the server closed the connection")
            received += more
            continue
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise RuntimeError(f"the server answered: {head!r}")
        received = rest[int(length[1]) :]
        count -= 1
