"""What goes over the line: bytes at 80×24 in 256 colours, which is what SSH gives an agent.

Bytes don't depend on how busy the machine is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from benchmarks.figures import Figure
from benchmarks.keys import KB, at_work
from benchmarks.place import PROGRAM, Place
from benchmarks.startup import CONNECTED, QUIET
from benchmarks.terminal import Terminal

SIZE = (80, 24)
AGAIN = 6
"""How often a key is pressed that can be pressed again."""

IDLE_SECONDS = 3.0
DEAF_SECONDS = 0.6
"""Longer than a question takes no answer after it is seen (rule W6)."""

_STEPS: tuple[tuple[str, str, str], ...] = (
    ("open the form", "n", "Legg til fravær"),
    ("command palette", "ctrl+p", "Alle kommandoer"),
    ("help", "?", "Hjelp"),
    ("triage", "t", "haster"),
)
"""What is opened, by which key, and what then stands on the screen; Esc closes each."""


def line(place: Place) -> list[Figure]:
    """Take each step that has a limit; then a whole call, from finding to checking."""
    with _small_terminal(place) as terminal:
        figures = [
            _pressed(terminal, "letter in the clinic search", "lege", 6 * KB),
            _pressed(terminal, "cursor key in the hits", ["down"] * AGAIN, 2 * KB),
        ]
        _open(terminal, place.largest.her_id)
        figures += [
            _pressed(terminal, "cursor key in the absence list", ["down"] * AGAIN, 2 * KB),
            _pressed(terminal, "Tab to another pane", ["tab"] * AGAIN, 6 * KB),
        ]
        for name, key, until in _STEPS:
            burst = terminal.press(key, until=until)
            figures.append(Figure(name, "B", [burst.size], limit=40 * KB))
            terminal.type("escape")
        rest = terminal.watch(IDLE_SECONDS)
    figures.append(Figure(f"sent in {IDLE_SECONDS:g} s at rest", "B", [rest], limit=0))
    return [*figures, *_whole_call(place)]


def _whole_call(place: Place) -> list[Figure]:
    """Find the clinic, look, add an absence, save, check a date, and delete it again."""
    her_id = at_work(place).her_id
    with _small_terminal(place) as terminal:
        before = terminal.received
        _open(terminal, her_id)
        terminal.press("n", until="Legg til fravær")
        terminal.type("tab")
        letters = [terminal.press(key).size for key in "+1"]
        terminal.type("tab")
        letters += [terminal.press(key).size for key in "+20"]
        terminal.type("tab", "a")
        terminal.press("ctrl+s", until="Lagret")
        terminal.type("p", "+5", "enter")
        call = terminal.received - before
        question = terminal.press("d", until="nei").size
        terminal.watch(DEAF_SECONDS)
        terminal.press("J", until="Slettet:")
    return [
        Figure("letter in the form, citizen's text live", "B", letters, limit=3 * KB),
        Figure("question before deleting", "B", [question], limit=40 * KB),
        Figure("a whole call", "B", [call], limit=60 * KB),
    ]


def _open(terminal: Terminal, her_id: int) -> None:
    terminal.type("/", "ctrl+u", str(her_id))
    terminal.press("enter", until="Fra og med")


def _pressed(terminal: Terminal, name: str, keys: Iterable[str], limit: float) -> Figure:
    return Figure(name, "B", [terminal.press(key).size for key in keys], limit=limit)


@contextmanager
def _small_terminal(place: Place) -> Iterator[Terminal]:
    variables = {name: value for name, value in place.variables.items() if name != "COLORTERM"}
    with Terminal((PROGRAM, "--backend", place.server), variables, SIZE) as terminal:
        terminal.draw(terminal.follow(terminal.started, quiet=QUIET, until=CONNECTED))
        yield terminal
