"""Where the programs under measurement live: a home of their own, the national data, a server."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from fravaertui.domain.calendar import oslo_today
from fravaertui.protocol.directory import Directory, DirectoryClinic

PYTHON = sys.executable
PROGRAM = str(Path(PYTHON).with_name("fravaertui"))
TODAY = oslo_today(datetime.now(UTC))
BARE_TABLE = (PYTHON, str(Path(__file__).with_name("bare_table.py")))


@dataclass(frozen=True, slots=True)
class Place:
    """What all measurements share: the country in a database, served, and a home to run in."""

    home: Path
    variables: Mapping[str, str]
    database: Path
    loading_ms: float
    """How long the country took to load, from the command line."""
    server: str
    directory: Directory

    @property
    def largest(self) -> DirectoryClinic:
        """The clinic with most practitioners."""
        return max(self.directory.clinics, key=lambda clinic: len(clinic.practitioners))

    def fetched(self, path: str) -> bytes:
        """Return what the server answers."""
        return _fetched(self.server + path)


@contextmanager
def place() -> Iterator[Place]:
    """Make the place for the length of a block."""
    with TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        variables = environment(home)
        database = home / "national.db"
        url = f"sqlite:///{database}"
        begun = time.perf_counter()
        load = (PROGRAM, "demo-data", "--national", "--database", url)
        subprocess.run(load, env=variables, check=True, stdout=subprocess.DEVNULL)
        loading_ms = (time.perf_counter() - begun) * 1000
        with _serving(url, variables) as server:
            directory = Directory.model_validate_json(_fetched(f"{server}/api/v1/directory"))
            yield Place(home, variables, database, loading_ms, server, directory)


def environment(home: Path) -> dict[str, str]:
    """Return an environment with nothing of the user's own in it, and make its folders."""
    folders = {
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **{name: str(folder) for name, folder in folders.items()},
    }


def _fetched(url: str) -> bytes:
    with urlopen(url) as answer:
        content: bytes = answer.read()
        return content


@contextmanager
def _serving(database: str, variables: Mapping[str, str]) -> Iterator[str]:
    command = (PROGRAM, "serve", "--port", "0", "--database", database)
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            address = re.search(r"http://[0-9.]+:[0-9]+", said)
            if not address:
                raise RuntimeError(f"fravaertui serve said: {said}")
            yield address[0]
        finally:
            process.terminate()
