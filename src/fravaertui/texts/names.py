"""People's names where there is little room."""

from collections.abc import Iterable


def shorter_names(name: str) -> list[str]:
    """Return a name whole, with initials for the first names, and the last name alone.

    What is no name of a person, «Fastlege, liste uten fast lege», has no shorter ones.
    """
    if "," in name or not name.split():
        return [name]
    *first, last = name.split()
    return [name, " ".join([*(f"{one[0]}." for one in first), last]), last] if first else [name]


def told_apart(name: str, everyone: Iterable[str]) -> list[str]:
    """Return the name whole, and with initials where nobody else's name is the same so."""
    whole, *shorter = shorter_names(name)[:2]
    others = {shorter_names(other)[:2][-1] for other in everyone if other != name}
    return [whole, *(one for one in shorter if one not in others)]
