"""Drives the real workbench by keys, and reads its views.

A test presses what an agent presses and reads what an agent reads, and looks at nothing in between.
No waiting by the clock: `settle` returns when nothing is going on any more.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from textual import events
from textual._context import visible_screen_stack
from textual.driver import Driver as TextualDriver
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import WorkerCancelled

from fravaertui.tui.app import FravaerApp, WorkbenchSetup
from fravaertui.tui.controllers.live_updates import LiveUpdates
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.screens.dialogs import Dialog
from fravaertui.tui.screens.workbench import Workbench
from fravaertui.tui.textual_overrides.key_queue import QuestionScreen
from fravaertui.tui.widgets.form_fields import CheckList, Choice
from fravaertui.tui.widgets.record_list import CURSOR_MARK, RecordList
from fravaertui.tui.widgets.text_box import TextBox
from fravaertui.tui.widgets.text_view import TextView
from tests.tui import economy
from tests.tui.plain_text import flat

WIDE, NARROW = (120, 36), (80, 24)

QUIET_TURNS = 5
"""Idle turns of the event loop after which the workbench has settled."""

LONGEST = 60
"""Seconds to wait for something before the test fails."""


class Clock:
    """A clock that does not move until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Seconds:
    """The clock by which keys are pressed; it only advances from key to key."""

    PAUSE = 2.0
    """Between keys at a human's pace: longer than anything waits for typing to end."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def _is_outdated(screen: Screen[Any]) -> bool:
    return bool(screen._layout_required or screen._dirty_widgets)


class Driver:
    """An agent's hands and eyes."""

    def __init__(self, app: FravaerApp, pilot: Pilot[None], seconds: Seconds) -> None:
        self.app = app
        self.seconds = seconds
        self.is_blind = False
        """Whether nothing is drawn, because nobody looks."""
        self._pilot = pilot

    async def press(self, *keys: str, pause: float = Seconds.PAUSE) -> Self:
        """Press keys at a human's pace: each takes full effect before the next."""
        for key in keys:
            self.seconds.at += pause
            self._send(key)
            await self._come_to_rest()
        return self._look()

    async def burst(self, *keys: str) -> Self:
        """Send keys in one packet, as over a slow line."""
        self.send(*keys)
        return await self.settle()

    async def type(self, text: str) -> Self:
        """Type text in one go, as it comes from a quick agent over a slow line."""
        return await self.burst(*text)

    def send(self, *keys: str) -> None:
        """Send keys in one packet, without waiting."""
        for key in keys:
            self._send(key)

    def _send(self, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 else key
        character = key if len(key) == 1 else {"enter": "\r", "space": " "}.get(key)
        event = events.Key(name, character)
        event.time = self.seconds.at
        event.set_sender(self.app)
        self._driver.send_message(event)

    async def paste(self, text: str) -> Self:
        """Paste as a terminal with bracketed paste does."""
        event = events.Paste(text)
        event.set_sender(self.app)
        self._driver.send_message(event)
        return await self.settle()

    async def fill(self, field: str, text: str) -> Self:
        """Replace the contents of a field of the form, by pasting."""
        shown = self._shown(field)
        self.app.screen.set_focus(shown)
        self.send(*(("f7", "delete") if isinstance(shown, TextBox) else ("end", "ctrl+u")))
        await self.settle()
        return await self.paste(text)

    async def go_to(self, field: str) -> Self:
        """Put the focus on a field of the form, by its id."""
        self.app.screen.set_focus(self._shown(field))
        return await self.settle()

    async def resize(self, width: int, height: int) -> Self:
        """Give the terminal another size."""
        await self._pilot.resize_terminal(width, height)
        return await self.settle()

    async def settle(self) -> Self:
        """Wait until no worker, key, message or drawing is under way, and look."""
        await self._come_to_rest()
        return self._look()

    async def _come_to_rest(self) -> None:
        async with asyncio.timeout(LONGEST):
            quiet = 0
            while quiet < QUIET_TURNS and self.app.is_running:
                working = [
                    worker for worker in self.app.workers if worker.group != LiveUpdates.LISTENING
                ]
                with suppress(WorkerCancelled):  # another has taken its place
                    if working:
                        await self.app.workers.wait_for_complete(working)
                await self._turn()
                quiet = quiet + 1 if self._is_quiet() else 0
                if self._overview_is_incomplete:
                    quiet = 0
                    await asyncio.sleep(0.005)  # servers here are threads of this process

    def _look(self) -> Self:
        """Have what has changed drawn."""
        if self.app.is_running and not self.is_blind:
            with self.app._context():
                economy.draw(self.app.screen)
        return self

    async def until(self, holds: Callable[[], bool]) -> Self:
        """Wait for a condition that depends on something else, such as a slow server."""
        async with asyncio.timeout(LONGEST):
            while not holds():
                await self._turn()
                # Servers here are threads of this process: a busy loop would starve them.
                await asyncio.sleep(0.005)
        return self

    async def _turn(self) -> None:
        """Let all that is ready go one step further, and draw without waiting for the next frame.

        Nothing is put in any queue, as Pilot does: keys wait for empty queues.
        """
        await asyncio.sleep(0)
        if not self.app.is_at_key and self.app.is_running:
            with self.app._context():  # a test may have two terminals open
                for screen in self._in_sight:
                    if screen is self.app.screen or _is_outdated(screen):
                        screen._on_timer_update()

    @property
    def _in_sight(self) -> list[Screen[Any]]:
        """The screens that are seen, the one at the back first; below all is one of Textual's."""
        return [screen for screen in self.app.screen_stack[1:] if screen.is_current]

    @property
    def _overview_is_incomplete(self) -> bool:
        """Whether the rest of the overview is to come: a busy server answers with what it has."""
        shown, updates = self.app.state.overview, self.workbench.overview
        return bool(shown and shown.pending and updates._timer and self.workbench.shows_overview)

    def _is_quiet(self) -> bool:
        app = self.app
        if not app.is_running:
            return True
        if (
            app.is_at_key
            or self._is_question_unseen
            or app.animator._animations
            or any(not w.is_finished for w in app.workers if w.group != LiveUpdates.LISTENING)
            or any(_is_outdated(screen) for screen in self._in_sight)
            or app.screen._callbacks
        ):
            return False
        widgets = list(app.screen.walk_children(Widget, with_self=True))
        # Children that are being composed have nothing in any queue yet.
        return all(widget.is_mounted for widget in widgets) and not any(
            node.message_queue_size or node._next_callbacks for node in (app, *widgets)
        )

    @property
    def _is_question_unseen(self) -> bool:
        """Tell whether a question has been asked that is not on the screen yet."""
        screen = self.app.screen
        asks = isinstance(screen, QuestionScreen) and screen.answers is not None
        return asks and self.app.guard._shown is None

    @property
    def _driver(self) -> TextualDriver:
        driver = self.app._driver
        assert driver is not None
        return driver

    # What the agent sees

    @property
    def picture(self) -> str:
        """Everything on the terminal, row by row."""
        visible_screen_stack.set(self.app._background_screens)
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def words(self) -> str:
        """Everything on the terminal, with one blank for any white space."""
        return flat(self.picture)

    def view(self, view_id: str) -> TextView:
        """Return a text view that is on the screen; an agent reads no other."""
        assert self.shows(view_id), f"{view_id} is not on the screen"
        view = self._shown(view_id)
        assert isinstance(view, TextView)
        return view

    def shows(self, view_id: str) -> bool:
        """Tell whether a widget has any cell of the screen."""
        widget = self._shown(view_id)
        covers = [
            dialog.query_one("#dialog-pane").region
            for dialog in self._screens
            if isinstance(dialog, Dialog) and widget.screen is not dialog
        ]
        return (
            bool(widget.region.area)
            and widget.visible
            and _displayed(widget)
            and not any(widget.region.overlaps(region) for region in covers)
        )

    @property
    def _screens(self) -> list[Screen[Any]]:
        """The screens in sight, the topmost first: a dialog leaves those below it in sight."""
        seen: list[Screen[Any]] = []
        for screen in reversed(self.app.screen_stack):
            seen.append(screen)
            if not isinstance(screen, Dialog):
                break
        return seen

    def rows(self, view_id: str) -> list[str]:
        """Return what a view says, row by row."""
        return self.view(view_id).text.split("\n")

    def says(self, view_id: str) -> str:
        """Return what a view says, with one blank for any white space."""
        return flat(self.view(view_id).text)

    @property
    def note(self) -> str:
        """The note under the middle pane."""
        return self.says("note") if self.shows("note") else ""

    @property
    def title(self) -> str:
        """The title of the middle pane, or of what lies over it, without the rest of its line."""
        over = isinstance(self.app.screen, Dialog)
        panes = self.app.screen.query("#dialog-pane") if over else [self._pane("work")]
        title = next((pane._border_title for pane in panes), None)
        if title is None:
            return ""  # not composed yet
        tab = next((s for s in title.spans if getattr(s.style, "underline", False)), None)
        if tab:
            return title.plain[tab.start : tab.end]
        return flat(title.plain.removeprefix("▸ ").strip().split("   ")[0])

    def edge(self, pane: str) -> str:
        """What stands in the edges of a pane."""
        shown = next(found.first() for s in self._screens if (found := s.query(f"#{pane}-pane")))
        edges = (shown._border_title, shown._border_subtitle)
        return flat(" ".join(edge.plain for edge in edges if edge))

    def _pane(self, name: str) -> Widget:
        return self.workbench.query_one(f"#{name}-pane")

    @property
    def others(self) -> str:
        """Who else is at the clinic, as the edge of the middle pane says."""
        hint = self._pane("work")._border_subtitle
        return flat(hint.plain) if hint else ""

    @property
    def header(self) -> str:
        """The line on top."""
        return self.says("header")

    @property
    def keys(self) -> str:
        """The line of keys at the bottom."""
        return self.says("keys")

    @property
    def absences(self) -> list[str]:
        """The absences in the list: who, from when to when, how many days, and the state."""
        rows = self._records("absences", " ") if self.shows("absences") else []
        return [_without_details(row) for row in rows]

    @property
    def row(self) -> str:
        """The absence that is marked, as the screen shows it, up to its state."""
        view = self.view("absences")
        lines = [view.render_line(y).text for y in range(view.size.height)]
        marked = [line.removeprefix(CURSOR_MARK) for line in lines if line.startswith(CURSOR_MARK)]
        return _without_details(flat(" ".join(marked)))

    @property
    def hits(self) -> list[str]:
        """The hits of the search, each with the line under it."""
        return self._records("hits", " | ")

    @property
    def entries(self) -> list[str]:
        """The entries of the history, each with the lines under it."""
        shown = self.view("history")
        assert isinstance(shown, RecordList)
        told = [
            ["".join(text for text, _ in line.parts) for line in entry.lines]
            for entry in shown.records
            if entry.key
        ]
        return [flat(f"{first} | {' '.join(rest)}") for first, *rest in told]

    def _records(self, view_id: str, between: str) -> list[str]:
        view, rows = self.view(view_id), self.rows(view_id)
        assert isinstance(view, RecordList)
        spans = (view._span(number) for number in range(len(view.records)))
        return [flat(f"{rows[at]}{between}{rows[at + 1]}") for at, count in spans if count > 1]

    def field_note(self, field: str) -> str:
        """The note under a field of the form."""
        if field == "services":
            return self.says("services-note")
        form = self.workbench.query_one(AbsenceForm)
        return flat(form.query_one(f"#{field}-field .note", TextView).text)

    def value(self, field: str) -> str:
        """The contents of a field."""
        shown = self._shown(field)
        assert isinstance(shown, Input | TextBox)
        return shown.value

    def _shown(self, widget_id: str) -> Widget:
        """Return the widget with this id; of those in several forms the one that is shown."""
        found = [w for screen in self._screens for w in screen.query(f"#{widget_id}")]
        return next((widget for widget in found if _displayed(widget)), found[0])

    @property
    def practitioner(self) -> str:
        """The practitioner chosen in the form."""
        choice = next(choice for choice in self._screens[-1].query(Choice) if _displayed(choice))
        return flat(choice.text).removeprefix("◂ ").split(" ▸")[0]

    @property
    def ticked(self) -> set[str]:
        """The services that are ticked."""
        return set(next(t for t in self._screens[-1].query(CheckList) if _displayed(t)).ticked)

    @property
    def focus(self) -> str:
        """The id of the focused widget."""
        focused = self.app.focused
        return (focused.id or "") if focused else ""

    @property
    def is_open(self) -> bool:
        """Tell whether the program is running still."""
        return self.app.is_running

    @property
    def workbench(self) -> Workbench:
        """The screen under whatever lies over it."""
        return next(s for s in self.app.screen_stack if isinstance(s, Workbench))


@asynccontextmanager
async def opened(setup: WorkbenchSetup, size: tuple[int, int] = WIDE) -> AsyncIterator[Driver]:
    """Open the workbench and wait until it has what it needs."""
    seconds = Seconds()
    app = FravaerApp(replace(setup, monotonic=seconds))
    with economy.only_at_rest():
        async with app.run_test(size=size) as pilot:
            yield Driver(app, pilot, seconds)


def _without_details(row: str) -> str:
    """Return a row of the absences without its sign, and what follows its state."""
    return row.lstrip("■○· ").partition(" · ")[0]


def _displayed(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
