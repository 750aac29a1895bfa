"""The command line: `python -m benchmarks [--only NAME]... [--json]`."""

import argparse
import sys
from collections.abc import Callable

from benchmarks.backend import backend
from benchmarks.directory import directory
from benchmarks.domain import domain
from benchmarks.figures import Figure
from benchmarks.installed import installed
from benchmarks.keys import keys
from benchmarks.line import line
from benchmarks.list_reading import list_reading
from benchmarks.listeners import listeners
from benchmarks.lists import lists
from benchmarks.machine import Machine
from benchmarks.place import Place, place
from benchmarks.report import as_json, table
from benchmarks.shared import shared
from benchmarks.startup import startup

GROUPS: dict[str, Callable[[Place], list[Figure]]] = {
    "startup": startup,
    "keys": keys,
    "line": line,
    "installed": installed,
    "backend": backend,
    "shared": shared,
    "listeners": listeners,
    "domain": domain,
    "directory": directory,
    "lists": lists,
    "list-reading": list_reading,
}


def main() -> int:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group only")
    parser.add_argument("--json", action="store_true", help="all samples, for programs")
    asked = parser.parse_args()
    machine = Machine()
    groups = {}
    with place() as made:
        for name in asked.only or GROUPS:
            print(f"Measuring {name} …", file=sys.stderr)
            groups[name] = GROUPS[name](made)
    about = machine.description()
    print(as_json(about, groups) if asked.json else table(about, groups))
    return 0


if __name__ == "__main__":
    sys.exit(main())
