"""What an agent reads of the work queue."""

import re

from tests.tui.driver import Driver
from tests.tui.plain_text import flat


def queue(agent: Driver) -> list[str]:
    """Return the rows of the queue."""
    return [flat(row) for row in agent.rows("queue")]


def codes(agent: Driver) -> set[str]:
    return set(re.findall(r"\bF[0-9]{2}\b", " ".join(queue(agent))))


def title(agent: Driver) -> str:
    """Return what stands in the edge of the queue."""
    return agent.edge("queue")


def count(agent: Driver) -> int:
    """Return how many findings the edge says there are."""
    number = re.search(r"(?:Avvik|Nytt innen [0-9.]+) ([0-9]+)", title(agent))
    assert number
    return int(number[1])
