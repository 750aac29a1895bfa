"""What stands on a screen as text to look for."""

from fravaertui.tui.widgets.text_view import EDGE_MARK

_EDGES = str.maketrans(dict.fromkeys(EDGE_MARK + "│╭╮╰╯─▔", " "))


def flat(text: str) -> str:
    """Return the text with one blank for any white space, and without the edges around it."""
    return " ".join(text.translate(_EDGES).split())
