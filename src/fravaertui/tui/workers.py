"""A screen that asks the backend, and is gone when some of the answers come.

What an agent leaves is not theirs any more: an answer that comes afterwards finds no widgets to
show it, and must not close or change what lies under it. That is asked here, for every screen.
"""

from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from textual import getters
from textual.await_complete import AwaitComplete
from textual.widget import Widget
from textual.worker import Worker

from fravaertui.tui.textual_overrides.less_drawing import FocusScreen
from fravaertui.tui.themed_app import ThemedApp

P = ParamSpec("P")
R = TypeVar("R")


class WorkerHost(Protocol):
    """The screen that workers belong to, as they see it."""

    @property
    def is_there(self) -> bool:
        """Whether it is one of the open screens."""

    @property
    def clinic(self) -> int | None:
        """The clinic that is on it, if any."""

    def run_worker(
        self,
        work: Callable[[], Coroutine[Any, Any, None]],
        name: str | None = "",
        group: str = "default",
        description: str = "",
        exit_on_error: bool = True,
        start: bool = True,
        exclusive: bool = False,
    ) -> Worker[None]:
        """Start a worker."""


class HasWorkers(Protocol):
    """A screen, or a part of one, with methods that are workers."""

    @property
    def host(self) -> WorkerHost:
        """The screen."""


S = TypeVar("S", bound=HasWorkers)


class WorkerScreen(FocusScreen[R]):
    """Knows whether it is there still; its workers are declared with `worker`."""

    app = getters.app(ThemedApp)

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
    def host(self) -> WorkerHost:
        """The screen that its workers belong to."""
        return cast(WorkerHost, self)

    @property
    def is_there(self) -> bool:
        """Tell whether it is one of the open screens, with the widgets to show things on."""
        # Textual no longer displays a screen from the moment its removal begins.
        return self.is_attached and self.display and self in self.app.screen_stack

    @property
    def clinic(self) -> int | None:
        """The clinic that is on it, if any."""
        return None

    def new_day(self) -> None:
        """Another day has come: show it where a day is shown."""

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave the screen; one that is left already does not take another with it."""
        return super().dismiss(result) if self.is_there else AwaitComplete()


def worker(
    *, group: str, exclusive: bool = True, of_clinic: bool = False
) -> Callable[
    [Callable[Concatenate[S, P], Coroutine[Any, Any, None]]],
    Callable[Concatenate[S, P], Worker[None]],
]:
    """Make a worker of a method, as Textual's `work` does, for as long as its screen is there.

    It is stopped, as if it had been cancelled, at the first answer that comes to a screen that
    has been left: neither what follows the answer nor what handles its failure is done. So is one
    `of_clinic` when another clinic, or none, is on the screen by then. Another call of an
    `exclusive` one takes the place of what is under way in its group.
    """

    def decorator(
        method: Callable[Concatenate[S, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[S, P], Worker[None]]:
        @wraps(method)
        def start(owner: S, /, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
            host, clinic = owner.host, owner.host.clinic

            def goes_on() -> bool:
                return host.is_there and (not of_clinic or host.clinic == clinic)

            working = partial(_while, goes_on, partial(method, owner, *args, **kwargs))
            return host.run_worker(working, name=method.__name__, group=group, exclusive=exclusive)

        return start

    return decorator


async def _while(
    goes_on: Callable[[], bool], begin: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    await _While(goes_on, begin())


class _While:
    """Awaits a coroutine, and asks before each of its steps whether it goes on.

    Whatever fails in one that does not is nobody's any more.
    """

    def __init__(self, goes_on: Callable[[], bool], method: Coroutine[Any, Any, None]) -> None:
        self._goes_on = goes_on
        self._method = method

    def __await__(self) -> Generator[Any, Any, None]:
        step: Callable[[], Any] = partial(self._method.send, None)
        stopping = False
        while True:
            if not stopping and not self._goes_on():
                stopping, step = True, partial(self._method.throw, CancelledError())
            try:
                awaited = step()
            except StopIteration:
                return
            except Exception as error:
                if stopping:  # a timeout that ran out just then was not to be stopped
                    raise CancelledError from error
                raise
            try:
                step = partial(self._method.send, (yield awaited))
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is the method's
                step = partial(self._method.throw, error)
