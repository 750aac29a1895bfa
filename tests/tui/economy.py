"""What the tests of screens do without, for a fifth of their time.

Frames between two rests are not drawn: nobody looks at them here, and that they are right is tested
in real terminals. Layout, styles and all that waits for a frame go on as ever. A stylesheet is
parsed once for all the programs of a run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

_render = Compositor.render_update
_parse = Stylesheet._parse_rules


@contextmanager
def only_at_rest() -> Iterator[None]:
    """Leave out each frame that is not asked for by `draw`, and parse nothing twice."""
    with (
        patch.object(Compositor, "render_update", _only_whole),
        patch.object(Stylesheet, "_parse_rules", _parsed),
    ):
        yield


def draw(screen: Screen[Any]) -> None:
    """Draw what has changed on a screen since it was drawn last."""
    _render(screen._compositor, screen_stack=screen.app._background_screens)


def _only_whole(compositor: Compositor, *, full: bool = False, **more: Any) -> object:
    """Draw all of a screen for who asks for that, as for a picture."""
    return _render(compositor, full=True, **more) if full else None


def _parsed(sheet: Stylesheet, css: str, *where: object, **more: Any) -> list[RuleSet]:
    variables = tuple(sorted(sheet._variables.items()))
    return _parsed_once(variables, css, where, tuple(sorted(more.items())))


@cache
def _parsed_once(
    variables: tuple[tuple[str, str], ...],
    css: str,
    where: tuple[Any, ...],
    more: tuple[tuple[str, Any], ...],
) -> list[RuleSet]:
    return _parse(Stylesheet(variables=dict(variables)), css, *where, **dict(more))
