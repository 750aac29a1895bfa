"""What Textual and Rich keep to themselves is reached in one folder only, and each has its reason.

When the second kind of test fails, a new release does what we did ourselves: our own can go.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from rich.color import ColorSystem
from rich.console import Console
from textual import events
from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.scroll_view import ScrollView
from textual.widgets import Input, Static

import fravaertui
from fravaertui.tui.textual_overrides.bindings import bind_keys
from fravaertui.tui.textual_overrides.less_drawing import (
    FixedInput,
    FixedScrollView,
    FocusScreen,
)
from fravaertui.tui.textual_overrides.overlay import OverlayScreen
from fravaertui.tui.textual_overrides.shutdown import exit_from_signal

SRC = Path(fravaertui.__file__).parent
LIBRARIES = {"textual", "rich"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def is_library(module: str) -> bool:
    return module.partition(".")[0] in LIBRARIES


@cache
def _stored_in(module: str) -> frozenset[str]:
    """Return what the objects of a module's classes are given as `self.…`."""
    nodes = ast.walk(ast.parse(inspect.getsource(importlib.import_module(module))))
    return frozenset(n.attr for n in nodes if isinstance(n, ast.Attribute) and _is_self(n.value))


def _is_self(node: ast.expr) -> bool:
    is_super = isinstance(node, ast.Call) and ast.unparse(node.func) == "super"
    return is_super or (isinstance(node, ast.Name) and node.id in {"self", "cls"})


def inherited(cls: type) -> set[str]:
    """Return the private names that a class and its objects have from Textual and Rich."""
    bases = [base for base in cls.__mro__ if is_library(base.__module__)]
    names = {name for base in bases for name in {*vars(base), *_stored_in(base.__module__)}}
    return {name for name in names if is_private(name)}


def _defined(tree: ast.AST) -> set[str]:
    """Return the names that are given to something in a piece of code."""
    nodes = list(ast.walk(tree))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    stored = (n for n in nodes if isinstance(n, ast.Name | ast.Attribute))
    return {n.name for n in nodes if isinstance(n, kinds)} | {
        n.attr if isinstance(n, ast.Attribute) else n.id
        for n in stored
        if isinstance(n.ctx, ast.Store)
    }


def trespasses(source: str, module: Mapping[str, object], ours: set[str]) -> Iterator[str]:
    """Yield each private name of Textual's or Rich's in a module, as far as can be seen.

    `ours` are the private names that our own code defines.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and is_library(node.module or ""):
            parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from filter(is_private, parts)
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if is_library(alias.name)]
            yield from (name for name in names if any(map(is_private, name.split("."))))
        elif isinstance(node, ast.Attribute) and not _is_self(node.value):
            if is_private(node.attr) and node.attr not in ours:
                yield node.attr
        elif isinstance(node, ast.ClassDef) and isinstance(cls := module.get(node.name), type):
            of_self = {
                n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and _is_self(n.value)
            }
            yield from sorted(inherited(cls) & (of_self | _defined(node)))


def test_nothing_private_of_textual_or_rich_stands_outside_its_folder() -> None:
    files = [path for path in SRC.rglob("*.py") if path.parent.name != "textual_overrides"]
    sources = {path: path.read_text() for path in files}
    ours = {n for source in sources.values() for n in _defined(ast.parse(source)) if is_private(n)}
    ours |= set(vars(NamedTuple("Any", []))) - set(vars(tuple))  # its methods begin so to be public
    found = []
    for path in files:
        name = ".".join(path.relative_to(SRC.parent).with_suffix("").parts)
        drawn = "tui" in path.relative_to(SRC).parts
        module = vars(importlib.import_module(name.removesuffix(".__init__"))) if drawn else {}
        found += [f"{name}: {one}" for one in trespasses(sources[path], module, ours)]
    assert found == []


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("from textual._compositor import ChopsUpdate", "_compositor"),
        ("from textual.keys import _character_to_key", "_character_to_key"),
        ("import rich._wrap", "rich._wrap"),
        ("def f(console): return console._color_system", "_color_system"),
        ("class A(App): f = lambda self: self._loop", "_loop"),
        ("class S(Screen):\n def f(self): return super()._bindings", "_bindings"),
        ("class S(Screen):\n def f(self): self._pruning = True", "_pruning"),
        ("class A(App):\n def _fatal_error(self): pass", "_fatal_error"),
    ],
)
def test_what_is_planted_is_found(planted: str, name: str) -> None:
    module: dict[str, Any] = {"App": App, "Screen": Screen, "__name__": "planted"}
    exec(planted, module)
    assert list(trespasses(planted, module, set())) == [name]


# Each override, and what Textual does without it


async def test_keys_are_given_to_one_screen() -> None:
    assert not hasattr(Screen, "bind")
    said: list[str] = []

    class Bound(Screen[None]):
        def action_say(self) -> None:
            said.append("said")

    app: App[None] = App()
    async with app.run_test() as pilot:
        screen, other = Bound(), Bound()
        bind_keys(screen, "x,y", "say", "Say it")
        await app.push_screen(screen)
        await pilot.press("x", "y")
        await app.push_screen(other)
        await pilot.press("x")
    assert said == ["said", "said"]


def test_textuals_own_account_of_a_crash_shows_local_variables() -> None:
    assert "show_locals=True" in inspect.getsource(App._fatal_error)
    assert "_fatal_error" in inspect.getsource(App._handle_exception)


class Layouts(App[None]):
    """Counts how often the screen is laid out."""

    class Counting(Screen[None]):
        count = 0

        def _refresh_layout(self, *args: Any, **kwargs: Any) -> None:
            self.count += 1
            super()._refresh_layout(*args, **kwargs)

    def __init__(self, widget: type[ScrollView]) -> None:
        super().__init__()
        self._widget = widget

    def get_default_screen(self) -> Screen[None]:
        return self.Counting()

    def compose(self) -> ComposeResult:
        yield self._widget()


async def _layouts(kind: type[ScrollView]) -> int:
    """Count what a content of another size costs."""
    app = Layouts(kind)
    async with app.run_test() as pilot:
        screen, widget = app.screen, app.query_one(kind)
        assert isinstance(screen, Layouts.Counting)
        await pilot.pause()
        before = screen.count
        widget.virtual_size = Size(7, 50)
        await pilot.pause()
        return screen.count - before


@pytest.mark.parametrize(("own", "fixed"), [(ScrollView, FixedScrollView), (Input, FixedInput)])
async def test_content_of_another_size_lays_out_no_screen(
    own: type[ScrollView], fixed: type[ScrollView]
) -> None:
    assert await _layouts(own) > 0
    assert await _layouts(fixed) == 0


async def test_content_of_another_size_moves_the_scrollbar() -> None:
    app = Layouts(FixedScrollView)
    async with app.run_test() as pilot:
        view = app.query_one(FixedScrollView)
        view.set_content_size(Size(7, 500))
        await pilot.pause()
        assert view.max_scroll_y == 500 - view.size.height
        assert view.show_vertical_scrollbar


@pytest.mark.parametrize(("kind", "painted"), [(Screen, True), (FocusScreen, False)])
async def test_a_moved_focus_paints_no_whole_screen(
    kind: type[Screen[None]], painted: bool
) -> None:
    class Painted(kind):  # type: ignore[misc, valid-type]
        CSS: ClassVar[str] = ""
        whole = False

        def compose(self) -> ComposeResult:
            yield from (Input(id="one"), Input(id="two"), Static("three"))

        def refresh(self, *args: Any, **kwargs: Any) -> Any:
            self.whole = True
            return super().refresh(*args, **kwargs)

    app: App[None] = App()
    async with app.run_test() as pilot:
        screen = Painted()
        await app.push_screen(screen)
        await pilot.pause()
        screen.whole = False
        screen.query_one("#two", Input).focus()
        await pilot.pause()
        assert screen.whole is painted


class Frames(App[None]):
    """Counts the frames that are made."""

    CSS = "ModalScreen { background: transparent; }"
    count = 0

    def compose(self) -> ComposeResult:
        yield Static("before", id="below")

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        self.count += renderable is not None
        super()._display(screen, renderable)

    @property
    def picture(self) -> str:
        visible_screen_stack.set(self._background_screens)
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


@pytest.mark.parametrize(("kind", "at_once"), [(Screen, True), (FocusScreen, False)])
async def test_a_screen_makes_no_frame_before_its_widgets_have_their_sizes(
    kind: type[Screen[None]], at_once: bool
) -> None:
    app = Frames()
    async with app.run_test():
        screen = kind()
        await app.push_screen(screen)
        app.count = 0
        screen._size = Size(0, 0)
        screen._compositor._dirty_regions.add(app.size.region)
        await screen._on_message(events.ScreenResume())
        assert bool(app.count) is at_once
        screen._on_timer_update()
        assert app.count > 0


@pytest.mark.parametrize(("kind", "frames"), [(ModalScreen, True), (OverlayScreen, False)])
async def test_a_screen_that_looks_the_same_below_makes_no_frame(
    kind: type[ModalScreen[None]], frames: bool
) -> None:
    app = Frames()
    async with app.run_test() as pilot:
        await app.push_screen(kind())
        await pilot.pause()
        app.count = 0
        app.screen_stack[0].refresh()
        await pilot.pause()
        assert bool(app.count) is frames


async def test_what_changes_below_is_seen_through_a_modal_screen() -> None:
    app = Frames()
    async with app.run_test(size=(40, 10)) as pilot:
        await app.push_screen(OverlayScreen())
        await pilot.pause()
        assert "before" in app.picture
        app.screen_stack[0].query_one("#below", Static).update("after")
        await pilot.pause()
        assert "after" in app.picture
        await pilot.resize_terminal(50, 20)
        assert "after" in app.picture
        assert len(app.picture.split("\n")) == 20


async def test_an_app_is_ended_from_outside_its_loop_only_while_that_runs() -> None:
    app: App[None] = App()
    exit_from_signal(app)  # nothing to end
    async with app.run_test() as pilot:
        assert app.is_running
        exit_from_signal(app)
        await pilot.pause()
        assert app._exit


def test_the_console_tells_its_colours_by_a_private_name_only() -> None:
    console = Console(color_system="256")
    assert console._color_system is ColorSystem.EIGHT_BIT
    assert not isinstance(console.color_system, ColorSystem)


def test_a_frame_reaches_the_terminal_by_one_way_only() -> None:
    """The renderer of differences stands in its way."""
    assert "app._display(" in inspect.getsource(Screen)


class Growing(App[None]):
    """A view that is as high as its content."""

    CSS: ClassVar[str] = "ScrollView { height: auto; }"

    def compose(self) -> ComposeResult:
        yield FixedScrollView()


async def test_a_view_gets_its_height_also_where_it_was_laid_out_when_a_layout_was_due() -> None:
    app = Growing()
    async with app.run_test() as pilot:
        view = app.query_one(FixedScrollView)
        view.refresh(layout=True)
        app.screen._clear_arrangement_cache()  # as another widget in it asks for
        app.screen._refresh_layout()
        view.set_content_size(Size(view.size.width, 3))
        await pilot.pause()
        assert view.size.height == 3
