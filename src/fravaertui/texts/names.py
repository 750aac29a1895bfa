"""People's names where there is little room."""


def shorter_names(name: str) -> list[str]:
    """Return a name whole, with initials for the first names, and the last name alone.

    What is no name of a person, «Fastlege, liste uten fast lege», has no shorter ones.
    """
    if "," in name:
        return [name]
    *first, last = name.split()
    return [name, " ".join([*(f"{one[0]}." for one in first), last]), last] if first else [name]
