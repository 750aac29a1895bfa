"""The real program in a real terminal: the issue's own case, typed as fast as the line takes it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fravaertui.domain.calendar import oslo_today
from tests.tui.driver import NARROW, WIDE
from tests.tui.terminal import terminal

PROGRAM = ("-m", "fravaertui")
CITIZEN = "Slik ser innbygger det"
_JUNE = 6


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
def test_the_issues_own_case(home: Path, size: tuple[int, int]) -> None:
    """/ddfl, new absence for Astrid Info, weeks 28 to 30, all services: before it has contact."""
    year = _year_of_the_next_summer()
    first, last, reopens = (
        date.fromisocalendar(year, week, day) for week, day in ((28, 1), (30, 7), (31, 1))
    )
    row = f"Astrid Info {first:%d.%m.%Y} {last:%d.%m.%Y} 21 d"
    sentence = (
        "Timebestilling er midlertidig stengt hos fastlegen din, "
        f"og åpner igjen {reopens.day}. august {year}."
    )
    with terminal(PROGRAM, size) as screen:
        screen.wait_for("Velg virksomhet")
        screen.send(f"/ddfl\rnastrid\ruke 28 {year}\ruke 30 {year}\ra\x13")
        screen.wait_for(row)
        screen.wait_for("planlagt · alle fire")
        screen.send(f"puke 29 {year}\r")
        screen.wait_for(f"mandag {date.fromisocalendar(year, 29, 1).day}. juli {year}")
        if size == NARROW:
            screen.send("3")
        screen.wait_for(sentence, under=CITIZEN)
        screen.send("q")
        assert screen.status() == 0
    assert (home / "data").is_dir()  # it is saved in this home, not in the developer's own


@pytest.mark.parametrize("kind", ["xterm-256color", "linux", "vt100"])
def test_norwegian_letters_arrive_and_are_shown(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("TERM", kind)
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("Velg virksomhet")
        screen.send("/jørn ærli åstest\r")
        screen.wait_for("Rønhovde Testlegesenter")
        screen.wait_for("Fastlege Jørn Ærli Åstest", under=CITIZEN)
        screen.send("q")
        assert screen.status() == 0


def _year_of_the_next_summer() -> int:
    today = oslo_today(datetime.now(UTC))
    return today.year + (today.month >= _JUNE)
