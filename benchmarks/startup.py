"""From the command to a screen that has come to rest, what it holds in memory, and leaving."""

import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.figures import Baseline, Figure
from benchmarks.place import BARE_TABLE, PROGRAM, PYTHON, Place, environment
from benchmarks.terminal import Terminal

VERSION_ROUNDS = 21
ROUNDS = 5
CONTENT = 20
"""Cells with something in them that make a first frame."""

QUIET = 0.25
CONNECTED = "tilkoblet"
BARE, REMOTE, EMBEDDED, NEW = "bare", "remote", "embedded", "new"

Samples = Mapping[str, Sequence[float]]


def startup(place: Place) -> list[Figure]:
    """Start, look at and leave each program in turns; the first round is for the caches."""
    starts = {
        BARE: (BARE_TABLE, "Practitioner 20", "q"),
        REMOTE: ((PROGRAM, "--backend", place.server), CONNECTED, "ctrl+q"),
        EMBEDDED: ((PROGRAM,), CONNECTED, "ctrl+q"),
    }
    rounds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(ROUNDS + 1):
        for name, (command, until, leave) in starts.items():
            run = _run(command, place.variables, until, leave)
            for what, sample in run.items():
                if number:
                    rounds[what][name].append(sample)
    new = environment(place.home / "new")
    rounds["settled"][NEW] = [_run((PROGRAM,), new, CONNECTED, "ctrl+q")["settled"]]
    return [*_version(place.variables), *_figures(rounds)]


def _version(variables: Mapping[str, str]) -> list[Figure]:
    commands = {"ours": (PROGRAM, "--version"), "python": (PYTHON, "-c", "pass")}
    samples: dict[str, list[float]] = defaultdict(list)
    for number in range(VERSION_ROUNDS + 1):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=True)
            if number:
                samples[name].append((time.perf_counter() - begun) * 1000)
    baseline = Baseline("python -c pass", samples["python"])
    return [Figure("--version", "ms", samples["ours"], baseline, limit=60)]


def _run(
    command: Sequence[str], variables: Mapping[str, str], until: str, leave: str
) -> dict[str, float]:
    with Terminal(command, variables) as terminal:
        burst = terminal.follow(terminal.started, quiet=QUIET, until=until)
        held, worked = terminal.resident_mib, terminal.processor_ms
        content = settled = 0.0
        shown = ""
        for when in terminal.frames(burst):
            text = terminal.text
            if not content and len("".join(text.split())) >= CONTENT:
                content = when
            if text != shown:
                settled, shown = when, text
        return {
            "content": (content - burst.begun) * 1000,
            "settled": (settled - burst.begun) * 1000,
            "sent": burst.size,
            "held": held,
            "worked": worked,
            "left": terminal.leave(leave),
        }


def _figures(rounds: Mapping[str, Samples]) -> list[Figure]:
    def bare(what: str) -> Baseline:
        return Baseline("bare table", rounds[what][BARE])

    def figure(
        name: str, unit: str, what: str, whose: str, limit: float | None, *, times: bool = False
    ) -> Figure:
        return Figure(name, unit, rounds[what][whose], bare(what), limit, of_baseline=times)

    return [
        figure("first content, remote", "ms", "content", REMOTE, 1.8, times=True),
        figure("first content, embedded", "ms", "content", EMBEDDED, 1.8, times=True),
        figure("settled, remote, national directory", "ms", "settled", REMOTE, 1.5, times=True),
        figure("settled, embedded", "ms", "settled", EMBEDDED, 3, times=True),
        figure("settled, embedded, new database", "ms", "settled", NEW, None),
        figure("processor time to settled, remote", "ms", "worked", REMOTE, None),
        figure("processor time to settled, embedded", "ms", "worked", EMBEDDED, None),
        figure("sent to settled, remote", "B", "sent", REMOTE, None),
        figure("resident memory, remote", "MiB", "held", REMOTE, 55),
        figure("resident memory, embedded", "MiB", "held", EMBEDDED, 100),
        figure("quit, remote", "ms", "left", REMOTE, 400),
        figure("quit, embedded", "ms", "left", EMBEDDED, 400),
    ]
