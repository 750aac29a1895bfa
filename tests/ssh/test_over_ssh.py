"""At home over SSH: a real server and client, terminals of several kinds, lines that break."""

import json
import os
import select
import shutil
import signal
from pathlib import Path

import pytest

from tests.ssh.conftest import Server
from tests.tui.driver import NARROW
from tests.tui.terminal import Terminal, open_process, terminal

TERMS = ("xterm-256color", "screen-256color", "tmux-256color", "xterm", "linux", "vt100")
LONGEST = 60


def in_the_form(screen: Terminal) -> Terminal:
    """Type the start of an absence."""
    screen.wait_for("Velg virksomhet").send("/ddfl\rnastrid\ruke 28")
    return screen.wait_for("12. juli 2027")


def gone(process: int) -> bool:
    """Wait until a process has ended."""
    try:
        with open_process(process) as handle:
            return bool(select.select([handle], [], [], LONGEST)[0])
    except ProcessLookupError:
        return True


def drafts(home: Path) -> list[str]:
    """Return what is typed as the start in each draft on disk."""
    files = (home / "state" / "fravaertui" / "drafts").glob("*.json")
    return [json.loads(file.read_text())["draft"]["starts"] for file in files]


@pytest.mark.parametrize("term", TERMS)
def test_every_terminal_of_the_desk_works_and_changes_its_size(
    server: Server, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    with server.session() as screen:
        screen.wait_for("Velg virksomhet").send("ddfl\r").wait_for("▌■ Astrid Info")
        screen.resize(120, 36).wait_for("Slik ser innbygger det")
        screen.resize(80, 24).until(lambda: "Slik ser innbygger det" not in screen.words)
        screen.send("q")
        assert screen.status() == 0
    assert b"\x1b[?1000h" not in screen.written, "the mouse is the terminal's own over SSH"


def test_the_mouse_can_be_had_over_ssh(server: Server, home: Path) -> None:
    settings = home / "config" / "fravaertui" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('mouse = "on"\n')
    with server.session() as screen:
        screen.wait_for("Velg virksomhet").send("\x11")
        assert screen.status() == 0
    assert b"\x1b[?1000h" in screen.written


def test_a_dumb_terminal_and_none_get_one_sentence(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = server.without_terminal()
    assert (none.returncode, none.stdout) == (2, "")
    assert len(none.stderr.splitlines()) == 1
    assert "--plain" in none.stderr
    monkeypatch.setenv("TERM", "dumb")
    with server.session((200, 24)) as screen:
        assert screen.status() == 2
        assert screen.words == none.stderr.strip()


@pytest.mark.parametrize("broken", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_W4_a_broken_line_leaves_nothing_behind_but_the_draft(
    server: Server, home: Path, broken: signal.Signals
) -> None:
    """A client that is killed, and one that no longer answers: sshd's own probes find it."""
    with server.session() as screen:
        in_the_form(screen)
        program = server.program
        screen.signal(broken)
        assert gone(program)
    assert drafts(home) == ["uke 28"]
    assert not list((home / "run").iterdir()), "the backend is left behind"
    with server.session() as screen:
        screen.wait_for("1 kladd er ikke lagret").send("\r")
        screen.wait_for("Kladden er åpnet igjen.").wait_for("12. juli 2027")
        screen.send("\t\t").signal(signal.SIGHUP)
        assert gone(server.program)
    assert drafts(home) == ["uke 28"]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux on this machine")
def test_the_same_inside_tmux_as_it_comes(server: Server, home: Path) -> None:
    tmux = shutil.which("tmux")
    assert tmux
    own = ("-S", str(home / "tmux"), "-f", "/dev/null")
    with terminal((*own, "new-session", "ssh", "-tt", *server.client), NARROW, program=tmux) as out:
        in_the_form(out)
        os.kill(server.program, signal.SIGHUP)
        assert out.status() == 0
    assert drafts(home) == ["uke 28"]
    with terminal((*own, "new-session", "ssh", "-tt", *server.client), NARROW, program=tmux) as out:
        out.wait_for("1 kladd er ikke lagret").send("\r").wait_for("12. juli 2027")
        out.resize(120, 36).wait_for("Slik ser innbygger det")
        out.send("\x1b").wait_for("Gå ut av skjemaet?").say_yes().wait_for("Fravær")
        out.send("q")
        assert out.status() == 0
    assert drafts(home) == []


def test_the_account_can_do_nothing_else(server: Server, tmp_path: Path) -> None:
    for command in ("id", "sh -c 'touch /tmp/x'", "/usr/lib/openssh/sftp-server"):
        asked = server.without_terminal(command)
        assert (asked.returncode, asked.stdout) == (2, ""), command
    through = server.without_terminal("-W", f"127.0.0.1:{server.port}")
    assert "SSH-2.0" not in through.stdout


def test_no_key_leads_to_a_shell(server: Server) -> None:
    """Keys that elsewhere suspend, quit, escape to a shell or an editor, and file dialogues."""
    with server.session() as screen:
        screen.wait_for("Velg virksomhet").send("ddfl\r").wait_for("Astrid Info")
        screen.send("\x1a\x1c\x03!|\x18\x05\x0f\x07").settle()
        state = Path(f"/proc/{server.program}/stat").read_text().rpartition(") ")[2][0]
        assert state in "SR", "it is neither stopped nor gone"
        children = Path(f"/proc/{server.program}/task/{server.program}/children").read_text()
        assert children == ""
        screen.send("\x1b").settle()
        screen.send("\x10").wait_for("Alle kommandoer").send("skall").wait_for("skall").settle()
        screen.send("\r").settle()
        assert Path(f"/proc/{server.program}/task/{server.program}/children").read_text() == ""
        screen.send("\x11")
        assert screen.status() == 0
