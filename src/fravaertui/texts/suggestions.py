"""What was perhaps meant by a name that nothing has."""

from collections.abc import Iterable

from fravaertui.texts.catalogue import Words


def suggestion(name: str, known: Iterable[str], words: Words, otherwise: str = "") -> str:
    """Ask whether the known name most like this one was meant; `otherwise` where none is."""
    import difflib  # only needed after an error

    nearest = difflib.get_close_matches(name, list(known), n=1)
    return words("Did you mean {nearest}?", nearest=nearest[0]) if nearest else otherwise
