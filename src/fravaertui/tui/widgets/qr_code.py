"""A QR code on the terminal: two rows of its modules to each line of half blocks."""

from collections.abc import Iterable

from fravaertui.tui.widgets.text_view import Line, line

_QUIET_MODULES = 2
_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def qr_lines(text: str, width: int, height: int, *, dark: bool) -> list[Line]:
    """Return the code in at most so many columns and lines, none when it does not fit.

    On a dark screen the light modules are drawn, so that the code is dark on light everywhere.
    """
    import segno  # only those who sign in pay for it

    code = segno.make(text, error="l", boost_error=False, micro=False)
    rows = [
        [bool(module) is not dark for module in row]
        for row in code.matrix_iter(border=_QUIET_MODULES)
    ]
    if len(rows[0]) > width or (len(rows) + 1) // 2 > height:
        return []
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs: Iterable[tuple[list[bool], ...]] = zip(rows[::2], rows[1::2], strict=True)
    return [
        line("".join(_BLOCKS[top, bottom] for top, bottom in zip(*pair, strict=True)), wrap=False)
        for pair in pairs
    ]
