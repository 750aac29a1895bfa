"""A real OpenSSH server on loopback, set up as `docs/drift.md` says, and clients of it."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tui.driver import NARROW
from tests.tui.terminal import Terminal, terminal

PLACES = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "openssh-server")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server whose only command is fravaertui, and how to get to it."""

    port: int
    key: Path
    pid_file: Path

    @property
    def client(self) -> tuple[str, ...]:
        """The client's arguments, without a command."""
        user = pwd.getpwuid(os.getuid()).pw_name
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")
        told = [part for option in options for part in ("-o", option)]
        own = ("-F", "none", "-p", str(self.port), "-i", str(self.key))
        return (*own, *told, f"{user}@127.0.0.1")

    def session(self, size: tuple[int, int] = NARROW) -> AbstractContextManager[Terminal]:
        """Sign in from a terminal."""
        ssh = shutil.which("ssh")
        assert ssh
        return terminal(("-tt", *self.client), size, program=ssh)

    def without_terminal(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Sign in from a script, perhaps asking for another command."""
        return subprocess.run(
            ("ssh", "-T", *self.client, *command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    @property
    def program(self) -> int:
        """The process of the program that was started last."""
        return int(self.pid_file.read_text())


@pytest.fixture(scope="session")
def sshd() -> str:
    """Return the server's program; fetched where that can be done, else the tests are skipped."""
    if not shutil.which("sshd", path=PLACES) and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(INSTALL, capture_output=True, check=False)
    found = shutil.which("sshd", path=PLACES)
    if not found or not shutil.which("ssh"):
        pytest.skip("OpenSSH's server is not here: install openssh-server")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd lays its privileges down
    return found


@pytest.fixture
def server(sshd: str, home: Path) -> Iterator[Server]:
    """Run a server that starts fravaertui in the test's own home and nothing else."""
    folder = home / "sshd"
    folder.mkdir(mode=0o700)
    for name in ("host", "agent"):
        keygen = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
        subprocess.run(keygen, check=True)
    kept = [name for name in os.environ if name.startswith("XDG_")]
    (home / "run").mkdir(mode=0o700)
    login = folder / "login"
    login.write_text(
        "#!/bin/sh\n"
        f"echo $$ > {folder}/program\n"
        f"export HOME={shlex.quote(str(home))} LANG=C.UTF-8\n"
        + "".join(f"export {name}={shlex.quote(os.environ[name])}\n" for name in kept)
        + f"exec {sys.executable} -m fravaertui\n"
    )
    login.chmod(0o700)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/agent.pub\nStrictModes no\nUsePAM no\n"
        f"PermitRootLogin prohibit-password\nForceCommand {login}\n{_recipe()}"
    )
    with subprocess.Popen(
        (sshd, "-D", "-e", "-f", folder / "config"), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        said = next(line for line in process.stderr if "listening" in line or "rror" in line)
        assert "listening" in said, said
        yield Server(port, folder / "agent", folder / "program")
        process.terminate()


def _recipe() -> str:
    """Return what `docs/drift.md` gives for sshd_config, with probes as quick as tests need."""
    guide = (Path(__file__).parents[2] / "docs" / "drift.md").read_text()
    inside = guide.partition("Match Group fravaertui\n")[2].partition("```")[0]
    lines = [line.strip() for line in inside.splitlines() if line.startswith("    ")]
    quick = {"ClientAliveInterval": "1", "ClientAliveCountMax": "2"}
    return "".join(
        f"{name} {quick.get(name, value)}\n"
        for name, _, value in (line.partition(" ") for line in lines)
        if name != "ForceCommand"
    )
