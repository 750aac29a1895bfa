"""The log file: enough to find a fault by, and nothing about anybody."""

import logging
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fravaertui.system.session_log import LARGEST_FILE, OLDER_FILES, SessionLog, bare_trace

SECRET = "Kari Pasient 01017012345"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SessionLog]:
    """Return a log that takes all that is logged."""
    log = SessionLog(tmp_path / "state" / "x.log")
    log.attach()
    yield log
    log.detach()


def raised() -> ValueError:
    """Return an exception that says a secret, with another behind it that does too."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"not {SECRET}") from error
    except ValueError as error:
        return error


def test_a_trace_tells_where_and_what_kind_but_not_what_was_said() -> None:
    trace = bare_trace(raised())
    assert trace.index("KeyError") < trace.index("ValueError")
    assert "in raised" in trace
    assert SECRET not in trace
    assert bare_trace(PermissionError(13, SECRET)) == "PermissionError Permission denied"


def test_the_times_are_those_of_the_agents_clock(log: SessionLog) -> None:
    logging.getLogger("fravaertui.x").warning("lost")
    at = datetime.fromisoformat(log.recent[0].split()[0])
    assert at.utcoffset() == at.astimezone(ZoneInfo("Europe/Oslo")).utcoffset()


def test_nothing_is_made_before_something_is_wrong(log: SessionLog) -> None:
    logging.getLogger("fravaertui.x").info("all is well")
    assert not log.file.exists()
    assert log.recent == ()


def test_what_libraries_say_is_left_out_and_what_we_say_is_kept(log: SessionLog) -> None:
    logging.getLogger("sqlalchemy").error("parameters: %s", SECRET, exc_info=raised())
    logging.getLogger("fravaertui.x").warning("the database is away: %s", raised())
    told = log.file.read_text()
    assert SECRET not in told
    assert "ERROR sqlalchemy\n" in told
    assert "WARNING fravaertui.x the database is away: ValueError" in told
    assert [line.split(" ", 1)[1] for line in log.recent] == [
        "WARNING fravaertui.x the database is away: ValueError",
        "ERROR sqlalchemy",
    ]


def test_only_the_user_may_read_the_log_and_it_does_not_grow_for_ever(log: SessionLog) -> None:
    logger = logging.getLogger("fravaertui.x")
    for _ in range((OLDER_FILES + 3) * LARGEST_FILE // 10_000):
        logger.warning("x" * 10_000)
    files = list(log.file.parent.iterdir())
    assert len(files) == OLDER_FILES + 1
    assert all(file.stat().st_size <= LARGEST_FILE for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(log.file.parent.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("in the way")
    log = SessionLog(tmp_path / "state" / "x.log")
    assert not log.crash(raised())
    assert "CRITICAL fravaertui stopped" in log.recent[0]
    assert capfd.readouterr() == ("", "")
