"""What comes with the program when it is installed: counted from its own metadata."""

from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import fravaertui
from benchmarks.figures import Baseline, Figure
from benchmarks.place import Place

PROGRAM = "fravaertui"


def installed(_: Place) -> list[Figure]:
    """Count the program and all it needs when it runs, and their bytes without compiled modules."""
    ours, theirs = _with_needs(PROGRAM), _with_needs("textual")
    own = sum(path.stat().st_size for path in _own_files())
    needed = _megabytes(one for name, one in ours.items() if name != PROGRAM)
    textual = "textual alone"
    return [
        Figure("distributions", "", [len(ours)], Baseline(textual, [len(theirs)]), limit=46),
        Figure(
            "size", "MB", [needed + own / 1e6], Baseline(textual, [_megabytes(theirs.values())]), 60
        ),
    ]


def _with_needs(
    name: str, extras: frozenset[str] = frozenset(), found: dict[str, Distribution] | None = None
) -> dict[str, Distribution]:
    """Return a distribution and all it requires here, by name."""
    found = {} if found is None else found
    one = distribution(name)
    known = canonicalize_name(name) in found
    found[canonicalize_name(name)] = one
    if known and not extras:
        return found
    for requirement in map(Requirement, one.requires or ()):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            _with_needs(requirement.name, frozenset(requirement.extras), found)
    return found


def _megabytes(distributions: Iterable[Distribution]) -> float:
    files = (one.locate_file(file) for one in distributions for file in one.files or ())
    paths = (Path(str(file)) for file in files)
    return sum(p.stat().st_size for p in paths if p.suffix != ".pyc" and p.is_file()) / 1e6


def _own_files() -> Iterator[Path]:
    """Our own: an editable install does not list them."""
    package = Path(fravaertui.__file__).parent
    for path in package.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            yield path
