"""Where what is printed goes: closed, full, or to a reader who has gone."""

import os
import subprocess
import sys

import pytest

PROGRAM = f"{sys.executable} -m fravaertui"
COMMANDS = (
    *("--help", "--version", "info --json", "citizen astrid info"),
    *("findings --json", "migrate"),
)


def shell(line: str, told: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ("sh", "-c", line),
        input=told,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )


@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
@pytest.mark.parametrize("command", COMMANDS)
def test_output_that_takes_nothing_is_one_sentence_and_a_status_of_its_own(
    command: str, where: str
) -> None:
    done = shell(f"{PROGRAM} {command} {where}")
    assert done.stderr == "Svaret kan ikke skrives ut: utdata er lukket eller fullt.\n"
    assert done.returncode == 74


def test_the_conversation_in_lines_too() -> None:
    done = shell(f"{PROGRAM} --plain > /dev/full", "finn ddfl\n")
    assert done.stderr == "Svaret kan ikke skrives ut: utdata er lukket eller fullt.\n"
    assert done.returncode == 74


@pytest.mark.parametrize("command", ["--help", "info --json", "findings"])
def test_a_reader_who_has_gone_needs_no_word(command: str) -> None:
    done = shell(f"{PROGRAM} {command} | head -c 1")
    assert (done.stderr, done.returncode) == ("", 0)


def test_without_any_output_a_mistake_has_its_status_all_the_same() -> None:
    assert shell(f"{PROGRAM} nonsense >&- 2>&-").returncode == 2
    assert shell(f"{PROGRAM} --help >&- 2>&-").returncode == 74
