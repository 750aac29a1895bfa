"""The Textual application: themes, styles, keys, and leaving without a mess."""

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.driver import Driver

from fravaertui.client import Endpoint
from fravaertui.domain.calendar import seconds_to_oslo_midnight
from fravaertui.protocol.auth import Agent
from fravaertui.session.choices import Choices, RememberedChoices
from fravaertui.session.drafts.storage import DraftStore
from fravaertui.session.gateway import Gateway
from fravaertui.session.saved_views import SavedView
from fravaertui.session.state import SessionState
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.session.work_queue import WorkQueue
from fravaertui.system.session_log import SessionLog
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, msgid, screen_words
from fravaertui.texts.languages import LANGUAGES
from fravaertui.texts.typing import typing_sentence
from fravaertui.tui.commands import key_names
from fravaertui.tui.controllers.clinic_loader import Started
from fravaertui.tui.controllers.sign_in import SignInAsked
from fravaertui.tui.key_map import KeyProblem, key_map
from fravaertui.tui.screens.dialogs import Dialog
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.screens.sign_in import SignInScreen
from fravaertui.tui.screens.vendors import VendorScreen
from fravaertui.tui.screens.workbench import Workbench
from fravaertui.tui.textual_overrides.crash import CrashSentenceApp
from fravaertui.tui.textual_overrides.diff_renderer import DiffingApp
from fravaertui.tui.textual_overrides.shutdown import SignalHandler, exit_from_signal
from fravaertui.tui.textual_overrides.terminal_input import TerminalDriver, UnreadableBytes
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.themes import DEFAULT_THEME, Look
from fravaertui.tui.themes.palettes import PaletteProblem, read_palettes
from fravaertui.tui.themes.shipped import STYLES, THEMES
from fravaertui.tui.widgets.form_fields import Tidied
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import WorkerScreen

_THEME_NAMES = {"dark": msgid("dark"), "light": msgid("light"), "mono": msgid("monochrome")}
"""What the program's own themes are called on the screen."""

LONGEST_BEHIND = 60.0
"""Seconds for which another day than today may be on the screen, whatever happens to the clock."""


@dataclass(frozen=True, slots=True)
class WorkbenchSetup:
    """All the workbench needs from outside; the command line puts it together.

    `connect` may import and start the embedded backend: it is called in a thread, after the
    first paint. `started` is called once, when the first try to make contact is over. `close`
    ends it again, and may be called twice. `drafts` is the folder of what is typed and not saved.
    `themes` is the folder of the agent's own themes.
    `overview` is where the last overview is stored, which is drawn before there is contact.
    `about` tells versions, settings and places, for a report.
    `monotonic` is the clock by which keys are pressed, in seconds.
    """

    connect: Callable[[], Endpoint]
    now: Callable[[], datetime]
    log: SessionLog
    drafts: Path
    language: str = "nb"
    theme: str = DEFAULT_THEME
    themes: Path | None = None
    agent: str = ""
    mouse: bool = True
    keys: dict[str, str] = field(default_factory=dict)
    started: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None
    about: Callable[[], Sequence[str]] = tuple
    recent: tuple[int, ...] = ()
    remember: Callable[[int], object] = lambda _: None
    monotonic: Callable[[], float] = monotonic
    views: tuple[SavedView, ...] = ()
    store_views: Callable[[tuple[SavedView, ...]], None] = lambda _: None
    overview: StoredOverview | None = None
    choices: Choices = field(default_factory=Choices)
    store_choices: Callable[[Choices], None] = lambda _: None


class FravaerApp(ThemedApp, DiffingApp, CrashSentenceApp):
    """fravaertui on the terminal."""

    CSS_PATH: ClassVar[list[Path]] = sorted(STYLES.glob("*.tcss"))  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "fravaertui"

    def __init__(self, setup: WorkbenchSetup) -> None:
        """Take the setup; nothing is connected yet."""
        super().__init__(setup.monotonic)
        self._setup = setup
        # What is remembered is written in the order it was chosen, and no key waits for the disk.
        self._disk = ThreadPoolExecutor(1, "disk")
        self._choices = RememberedChoices(setup.choices, setup.store_choices, self._disk)
        self.animation_level = "none"
        keys = key_map(setup.keys)
        self.commands, self._key_problems = keys.commands, keys.problems
        self.gateway = Gateway(setup.connect, self._sign_in_needed)
        self._must_sign_in = self._sign_in_declined = False
        self._store = DraftStore(setup.drafts)
        self.state = SessionState(
            screen_words(setup.language),
            setup.now,
            key_names(self.commands),
            agent=setup.agent,
            about=setup.about,
            errors=lambda: setup.log.recent,
            recent=setup.recent,
            getting_started=setup.choices.getting_started,
        )
        if setup.overview and (stored := setup.overview.load()):
            self.state.overview, self.state.overview_at = stored.overview, stored.fetched_at
        self._day_shown = self.state.today
        palettes = read_palettes(THEMES, setup.themes)
        self._theme_problems = palettes.problems
        self.use_palettes(palettes.by_name, setup.theme)

    def on_mount(self) -> None:
        """Open the workbench."""
        self._follow_the_clock()
        setup = self._setup
        queue = WorkQueue(setup.views, lambda own: self._disk.submit(setup.store_views, own))
        workbench = Workbench(
            self.state,
            self.gateway,
            self.commands,
            lambda her_id: self._disk.submit(setup.remember, her_id),
            self._store,
            queue,
            setup.overview,
            self._choices,
        )
        self.push_screen(workbench)
        problems: Sequence[KeyProblem | PaletteProblem]
        problems = [*self._key_problems, *self._theme_problems]
        if problems:
            lines = (line((one.sentence(self.state.words), "warning")) for one in problems)
            workbench.call_after_refresh(workbench.tell, *lines)

    def _follow_the_clock(self) -> None:
        """Show the new day when it comes, in Norway's time (rule D2).

        Looked at each minute too: timers stand still while the machine sleeps, and its clock
        may be set.
        """
        self.before_key()
        midnight = seconds_to_oslo_midnight(self.state.now()) + 1
        self._clock_watch = self.set_timer(min(midnight, LONGEST_BEHIND), self._follow_the_clock)

    def before_key(self) -> None:
        """Let no key mean another day than the one on the screen, or what passed stay there.

        A screen that is being opened will show what there is by then.
        """
        there = [screen for screen in self.screen_stack if screen.is_mounted]
        for screen in there:
            if isinstance(screen, CommandScreen) and not isinstance(screen, Dialog):
                screen.next_key()
        today, shown = self.state.today, self._day_shown
        if today != shown:
            self._day_shown = today
            for screen in there:
                if isinstance(screen, WorkerScreen):
                    screen.new_day()

    def _sign_in_needed(self) -> None:
        """Offer to sign in, once; who leaves that asks for it again by a command."""
        self._must_sign_in = True
        if not self._sign_in_declined:
            self.open_sign_in()

    @on(Started)
    def _start_is_over(self) -> None:
        self._setup.started()

    @on(SignInAsked)
    def open_sign_in(self) -> None:
        """Sign in, over whatever is being done; it is there again afterwards."""
        if any(isinstance(screen, SignInScreen) for screen in self.screen_stack):
            return
        self.discard_keys()
        screen = SignInScreen(self.state, self.gateway, self.commands)
        self.push_screen(screen, self._sign_in_ended)

    def _sign_in_ended(self, agent: Agent | None) -> None:
        self._must_sign_in = self._must_sign_in and agent is None
        self._sign_in_declined = self._must_sign_in
        for screen in self.screen_stack:
            if agent and isinstance(screen, Workbench):
                screen.sign_in.signed_in(agent)

    def keep_draft(self) -> None:
        """Put what is typed in a form on disk, whatever is going on; safe in a signal handler."""
        with suppress(OSError):
            for screen in self.screen_stack:
                if isinstance(screen, CommandScreen) and screen.drafts:
                    screen.drafts.save()

    def leave(self) -> None:
        """End the program from outside the event loop; what is typed is kept, not asked about."""
        exit_from_signal(self)

    def action_command_theme_next(self) -> None:
        """Switch to the next theme, round and round."""
        names = list(self.palettes)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._choices.choose_theme(self.theme)
        words = self.state.words
        name = words(_THEME_NAMES[self.theme]) if self.theme in _THEME_NAMES else self.theme
        self._notice(words("The theme is now {name}.", name=name), "plain")

    async def action_command_screen_language(self) -> None:
        """Switch to the next language of the screens, round and round; the citizen's page stays."""
        languages: tuple[str, ...] = SCREEN_LANGUAGES
        language = languages[(languages.index(self.state.words.language) + 1) % len(languages)]
        self.state.words = words = screen_words(language)
        self._choices.choose_language(language)
        for screen in self.screen_stack:
            if isinstance(screen, CommandScreen):
                await screen.show_in_new_language()
        message = words(
            "The program's language is now {language}. {key} switches that of the citizen's page.",
            language=words(LANGUAGES[language].name),
            key=self.state.keys["language.next"],
        )
        self._notice(message, "plain")

    async def action_command_redraw(self) -> None:
        """Draw the screen again, when something else has written on the terminal."""
        await self.run_action("app.redraw")

    def action_command_quit(self) -> None:
        """Leave the program."""
        self.exit()

    async def action_quit(self) -> None:
        """Leave by the key that works everywhere; what is under way is asked about."""
        screen = next(s for s in reversed(self.screen_stack) if not isinstance(s, Dialog))
        if (
            isinstance(screen, Workbench)
            and screen.changes.saving
            and not screen.changes.leaves_when_saved
        ):
            screen.changes.leave_when_saved()
        elif isinstance(screen, Workbench | VendorScreen) and screen.is_filling_in:
            screen.leave_form()
        else:
            self.keep_draft()  # of a form under a screen that lies over it
            self.exit()

    async def on_unmount(self) -> None:
        """Close the connections; the backend ends while the terminal is being put back."""
        await self.gateway.close()
        self._store.close()
        self._disk.shutdown()
        Thread(target=self._setup.close, daemon=True).start()

    def get_driver_class(self) -> type[Driver]:
        """Read the terminal by our own driver."""
        return TerminalDriver

    @on(UnreadableBytes)
    def _tell_encoding(self) -> None:
        """Say what to change, since each «ø» typed would be a stand-in."""
        message = self.state.words(
            "The terminal sends Latin-1, so æ, ø and å can't be read. Set it to UTF-8; in PuTTY "
            "under Window, Translation."
        )
        self._notice(message)

    def on_paste(self) -> None:
        """Say that pasting does nothing here: text never becomes keys, and keys commands."""
        message = self.state.words("What is pasted is only taken by fields.")
        self._notice(message, passes=True)

    @on(Tidied)
    def _tell_tidied(self, event: Tidied) -> None:
        """Say what of a typed or pasted text was not kept as it came: nothing goes silently."""
        words = self.state.words
        self._notice(typing_sentence(event.usable, event.no_room, event.limit, words))

    def _notice(self, message: str, look: Look = "warning", *, passes: bool = False) -> None:
        """Say something of what comes from the terminal, on the topmost screen that can.

        What `passes` stands until the next key.
        """
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CommandScreen) and not isinstance(screen, Dialog):
                (screen.remark if passes else screen.notice)(line((message, look)))
                return

    def crash_sentence(self, error: BaseException | None) -> str:
        """Save what is typed, log the trace without local variables, and say where it is."""
        self.keep_draft()
        words, log = self.state.words, self._setup.log
        message = words("fravaertui stopped because of a fault in it.")
        if error and log.crash(error):
            message += " " + words("Details are in {path}.", path=str(log.file))
        else:
            message += " " + words("Details could not be written to a file.")
        return message


def run_workbench(setup: WorkbenchSetup) -> int:
    """Open the workbench on this terminal and return the exit status when it is left."""
    for name in ("COLUMNS", "LINES"):  # left by a shell; the terminal knows its own size
        os.environ.pop(name, None)
    app = FravaerApp(setup)
    signals = SignalHandler(app.keep_draft, app.leave)
    setup.log.attach()
    try:
        with signals.watched():
            app.run(mouse=setup.mouse)
    finally:
        setup.log.detach()
        gc.freeze()  # or Python walks every object once more on its way out
    return signals.status or app.return_code or 0
