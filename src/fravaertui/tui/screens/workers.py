"""A screen that asks the backend, and is gone when some of the answers come.

What an agent leaves is not theirs any more: an answer that comes afterwards finds no widgets to
show it, and must not close or change what lies under it. That is asked here, for every screen.
"""

from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual import getters, work
from textual.await_complete import AwaitComplete
from textual.widget import Widget
from textual.worker import Worker

from fravaertui.tui.textual_overrides.key_queue import KeysInOrder
from fravaertui.tui.textual_overrides.less_drawing import FocusScreen

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="WorkerScreen[Any]")


class WorkerScreen(FocusScreen[R]):
    """Knows whether it is there still; its workers are declared with `worker`."""

    app = getters.app(KeysInOrder)

    @property
    def focus_chain(self) -> list[Widget]:
        """The widgets that take keys, in the order of the tree, which is that of reading.

        Textual's own goes by the places of the last layout; a key typed ahead comes before those
        of a pane that has just been opened, and would skip a field of it.
        """
        return [
            widget
            for widget in self.walk_children(Widget)
            if widget.focusable and all(node.display for node in widget.ancestors_with_self)
        ]

    @property
    def is_there(self) -> bool:
        """Tell whether it is one of the open screens, with the widgets to show things on."""
        # Textual no longer displays a screen from the moment its removal begins.
        return self.is_attached and self.display and self in self.app.screen_stack

    def new_day(self) -> None:
        """Another day has come: show it where a day is shown."""

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave the screen; one that is left already does not take another with it."""
        return super().dismiss(result) if self.is_there else AwaitComplete()


def worker(
    *, group: str, exclusive: bool = True
) -> Callable[
    [Callable[Concatenate[S, P], Coroutine[Any, Any, None]]],
    Callable[Concatenate[S, P], Worker[None]],
]:
    """Make a worker of a method, as Textual's `work` does, for as long as its screen is there.

    It is stopped, as if it had been cancelled, at the first answer that comes to a screen that
    has been left: neither what follows the answer nor what handles its failure is done. Another
    call of an `exclusive` one takes the place of what is under way in its group.
    """

    def decorator(
        method: Callable[Concatenate[S, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[S, P], Worker[None]]:
        @work(group=group, exclusive=exclusive)
        @wraps(method)
        async def working(screen: S, *args: P.args, **kwargs: P.kwargs) -> None:
            await _WhileThere(screen, method(screen, *args, **kwargs))

        return working

    return decorator


class _WhileThere:
    """Awaits a coroutine, and asks before each of its steps whether the screen is there."""

    def __init__(self, screen: WorkerScreen[Any], method: Coroutine[Any, Any, None]) -> None:
        self._screen = screen
        self._method = method

    def __await__(self) -> Generator[Any, Any, None]:
        step: Callable[[], Any] = partial(self._method.send, None)
        stopping = False
        while True:
            if not stopping and not self._screen.is_there:
                stopping, step = True, partial(self._method.throw, CancelledError())
            try:
                awaited = step()
            except StopIteration:
                return
            try:
                step = partial(self._method.send, (yield awaited))
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is the method's
                step = partial(self._method.throw, error)
