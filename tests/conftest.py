"""What every test runs under: a home of its own, a plain terminal, a zone that is not Oslo's."""

import gc
import os
import re
import time
from pathlib import Path

import pytest
import pytest_textual_snapshot
from pytest_textual_snapshot import SVGImageExtension
from syrupy.location import PyTestLocation

TESTS = Path(__file__).parent

# What a developer's own shell would otherwise decide: colours, size, language, connection.
PERSONAL = re.compile(
    r"CLICOLOR(_FORCE)?|COLORTERM|COLUMNS|FORCE_COLOR|LANGUAGE|LINES|NO_COLOR|TMUX"
    r"|(FRAVAERTUI|LC|SSH|XDG)_.*|.*_PROXY",
    re.IGNORECASE,
)

# Already tomorrow there for half of Oslo's day: whoever asks the host for the date is found out.
# For the whole session, since the C library keeps the zone, outside any fixture's reach.
os.environ["TZ"] = "Pacific/Kiritimati"
time.tzset()


def pytest_collection_finish() -> None:
    """Look for garbage more rarely: it took a third of the time of each test with a screen."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case by its place, not by its bytes: a zip holds the second it was packed in.

    Two workers that collect in different seconds would not know each other's tests.
    """
    return argname if isinstance(val, bytes) else None


class TopLevelSnapshots(SVGImageExtension):
    """Keeps the pictures in the top-level `snapshots/`, in folders that mirror `tests/`."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """Answer the folder of one test module's pictures."""
        module = Path(test_location.filepath).relative_to(TESTS).with_suffix("")
        return str(TESTS.parent / "snapshots" / module)


# snap_compare looks the class up by this name and has no setting for it.
pytest_textual_snapshot.SVGImageExtension = TopLevelSnapshots  # type: ignore[misc]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty home and nothing of the developer's own environment.

    The folder's name is short, unlike tmp_path's: a unix socket's path has room for 107 bytes.
    """
    home = tmp_path_factory.mktemp("home")
    for name in os.environ:
        if PERSONAL.fullmatch(name):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    return home
