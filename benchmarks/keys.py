"""What a key costs: the time to the last byte it leads to, and how many bytes those are.

One terminal on the national directory, and beside it the bare table, whose own cursor key is
pressed between ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

from benchmarks.figures import Baseline, Figure
from benchmarks.place import BARE_TABLE, PROGRAM, TODAY, Place, environment
from benchmarks.startup import CONNECTED, QUIET
from benchmarks.terminal import Burst, Terminal
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Practitioner

PRESSES = 12
SOON = timedelta(days=30)
IDLE_SECONDS = 4.0
SEARCHES = ("test", "lege", "kari n", "berg")
"""Typed in the clinic search: the first letter of each finds the most."""

CITIZEN_PAGE = "Fastlege "
"""How a citizen's page begins."""

KB = 1000


@dataclass
class Presses:
    """The bursts of one kind of key, and those of the bare table's cursor key between them."""

    bursts: list[Burst] = field(default_factory=list)
    bare: list[Burst] = field(default_factory=list)


class Session:
    """Presses keys in the program, and each time one in the bare table."""

    def __init__(self, ours: Terminal, bare: Terminal) -> None:
        """Take the two terminals, at rest."""
        self.ours = ours
        self._bare = bare
        self._bare_keys = cycle(("down", "up"))

    def measure(self, presses: Presses, keys: Iterable[str], *, until: str = "") -> None:
        """Press keys of one kind; each must change something, and `until` must come of it."""
        for key in keys:
            presses.bare.append(self._bare.press(next(self._bare_keys)))
            presses.bursts.append(self.ours.press(key, until=until))

    def do(self, *keys: str) -> None:
        """Press keys that are not measured."""
        self.ours.type(*keys)


def keys(place: Place) -> list[Figure]:
    """Go through the program as an agent does, key by key."""
    # A home of its own: what is left half filled in is offered at the next start.
    variables = environment(place.home / "keys")
    with (
        Terminal(BARE_TABLE, variables) as bare,
        Terminal((PROGRAM, "--backend", place.server), variables) as ours,
    ):
        for terminal, until in ((bare, "Practitioner 20"), (ours, CONNECTED)):
            terminal.draw(terminal.follow(terminal.started, quiet=QUIET, until=until))
        session = Session(ours, bare)
        return [
            *_search(session),
            *_clinic(session, place),
            *_palette(session),
            *_form(session, place),
            *_rest(session),
        ]


def _search(session: Session) -> list[Figure]:
    first, further, between, cursor = Presses(), Presses(), Presses(), Presses()
    for search in SEARCHES:
        session.measure(first, search[0])
        session.measure(further, search[1:])
        session.do("ctrl+u")
    session.do("test")
    session.measure(between, ["down", "up"] * 3)
    session.do("down")
    session.measure(cursor, ["down"] * PRESSES)
    return [
        *_figures("letter in the clinic search", further, 40, 6 * KB),
        *_figures("first letter in the clinic search", first, 40, 6 * KB),
        *_figures("between the search and its hits", between),
        *_figures("cursor key in the hits", cursor, 15, 2 * KB),
    ]


def _clinic(session: Session, place: Place) -> list[Figure]:
    opening, cursor, panes = Presses(), Presses(), Presses()
    for clinic in (*place.directory.clinics[:3], place.largest):
        session.do("/", "ctrl+u", str(clinic.her_id))
        session.measure(opening, ["enter"], until=CITIZEN_PAGE)
        session.ours.expect(clinic.name)
    session.measure(cursor, ["down", "up"] * (PRESSES // 2))
    session.measure(panes, ["tab"] * 6)
    return [
        *_figures("open a clinic", opening),
        *_figures("cursor key in the absence list", cursor, 15, 2 * KB),
        *_figures("Tab to another pane", panes),
    ]


def _palette(session: Session) -> list[Figure]:
    opening, leaving = Presses(), Presses()
    for _ in range(4):
        session.measure(opening, ["ctrl+p"])
        session.measure(leaving, ["escape"])
    return [
        *_figures("command palette", opening, 150, 60 * KB),
        *_figures("leave the palette", leaving),
    ]


def _form(session: Session, place: Place) -> list[Figure]:
    """Register an absence until a day that each letter changes, for someone who has none then."""
    opening, fields, letters = Presses(), Presses(), Presses()
    someone = at_work(place)
    session.do("/", "ctrl+u", str(someone.her_id))
    session.ours.press("enter", until=CITIZEN_PAGE + someone.name)
    for _ in range(3):
        session.measure(opening, ["n"])
        session.do("escape")
    session.do("n")
    session.measure(fields, ["tab", "shift+tab"] * 3)
    session.do("tab", "+1", "tab", "+2", "tab", "a", "shift+tab", "end")
    session.ours.expect("→")
    session.measure(letters, ["8", "backspace"] * (PRESSES // 2))
    session.ours.expect("→")
    return [
        *_figures("open the form", opening),
        *_figures("Tab to another field", fields),
        *_figures("letter in the form, citizen's text live", letters, 40, 3 * KB),
    ]


def at_work(place: Place) -> Practitioner:
    file = ClinicFile.model_validate_json(place.fetched(f"/api/v1/clinics/{place.largest.her_id}"))
    away = {a.practitioner for a in file.absences if a.ends >= TODAY and a.starts <= TODAY + SOON}
    return next(p for p in file.practitioners if p.her_id not in away)


def _rest(session: Session) -> list[Figure]:
    """Wait, with a form half filled in on screen."""
    came = session.ours.watch(IDLE_SECONDS)
    held = session.ours.resident_mib
    return [
        Figure(f"sent in {IDLE_SECONDS:g} s at rest", "B", [came], limit=0),
        Figure("resident memory after all this", "MiB", [held]),
    ]


def _figures(
    name: str, presses: Presses, most_ms: float | None = None, most_bytes: float | None = None
) -> list[Figure]:
    times = [burst.milliseconds for burst in presses.bursts]
    sizes = [burst.size for burst in presses.bursts]
    bare = "bare cursor key"
    return [
        Figure(name, "ms", times, Baseline(bare, [b.milliseconds for b in presses.bare]), most_ms),
        Figure(name, "B", sizes, Baseline(bare, [b.size for b in presses.bare]), most_bytes),
    ]
