"""Keys one at a time, so that what is typed ahead is never lost.

Over SSH several keys arrive in one packet. Textual forwards each to whatever has the focus at
that moment, so in `/ddfl` the letters would come before the search field has the focus. Here a
key waits until the one before it has gone all its way: from the focused widget through every
ancestor up to the app, where the bindings are.

Before a key goes anywhere it is held against what is being asked (rule W6).
"""

from asyncio import get_running_loop
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Literal, TypeVar

from textual import events, getters
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

from fravaertui.tui.answering import Guard
from fravaertui.tui.textual_overrides.less_drawing import FocusScreen

LONGEST_WAIT = 10.0
"""Seconds after which the next key no longer waits for one that seems stuck.

Long: a machine may be busy for a second or two, and a key that goes on too early means something
else than it did when it was pressed."""

Awaited = Literal["clinic", "past clinic", "save", "reversal", "choices"]
"""What keys wait for: the answers to what a key has asked for."""

BREAKS_HOLD = frozenset({"escape", "ctrl+c", "ctrl+q"})
"""Keys that are never held back: whoever waits can always leave."""


class SerialKeys(App[None]):
    """An app that handles each key completely before it looks at the next."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """`now` is the clock by which keys are pressed, in seconds."""
        super().__init__()
        self.guard = Guard(now)
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._key_began_at: float | None = None
        self._awaited: set[Awaited] = set()

    @property
    def is_at_key(self) -> bool:
        """Tell whether a key is being handled, so that the next one waits."""
        return self._key_began_at is not None

    async def on_event(self, event: events.Event) -> None:
        """Queue a key, or a pasted text, while another is being handled."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, events.Key):
            if event.key == "ctrl+j":
                # Enter as the terminal sends it until the program has taken over: typed ahead.
                event = events.Key("enter", "\r")
            if self._awaited and event.key in BREAKS_HOLD:
                self.discard_keys()
        self._waiting.append(event)
        if self._key_began_at is None or monotonic() - self._key_began_at > LONGEST_WAIT:
            await self._next_key()

    def pause_keys(self, awaited: Awaited) -> None:
        """Let the keys that follow wait for an operation that has just started."""
        self._awaited.add(awaited)

    def resume_keys(self, awaited: Awaited) -> None:
        """Let the keys go on if they wait for nothing else: the operation has succeeded."""
        self._awaited.discard(awaited)
        self.call_later(self._go_on_after, None)

    def discard_keys(self, awaited: Awaited | None = None) -> None:
        """Discard the keys that wait for an operation, now that it has failed; None: all keys."""
        if awaited is None:
            self._awaited.clear()
        elif awaited in self._awaited:
            self._awaited.remove(awaited)
        else:
            return
        self._waiting.clear()

    def put_back(self, key: events.Key) -> None:
        """Handle a key once more, before those that wait, now that the focus is elsewhere."""
        self._waiting.appendleft(key)

    def before_key(self) -> None:
        """Called before each key is handled."""

    async def _go_on_after(self, key_began_at: float | None) -> None:
        """Handle the next key, unless that was done since the key that began then; None: no key.

        This has waited in the app's queue, where keys may have been before it.
        """
        if self._key_began_at == key_began_at:
            await self._next_key()

    async def _next_key(self) -> None:
        self._key_began_at = None
        if not self._waiting or self._awaited:
            return
        self._key_began_at = monotonic()
        target = self.focused or self.screen
        key = self._waiting.popleft()
        if isinstance(self.screen, FocusScreen):
            self.screen.hold_frames()
        self.before_key()
        if isinstance(key, events.Paste) or not self._is_taken(key):
            await super().on_event(key)
        self._follow(target.ancestors_with_self, 0, self._key_began_at)

    def _is_taken(self, key: events.Key) -> bool:
        """Tell whether a key has been dealt with, and goes no further."""
        screen = self.screen
        if isinstance(screen, QuestionScreen) and screen.answers is not None:
            return screen.is_no_answer(key)
        return bool(key.is_printable and self.guard.is_typing_on(key.time)) or (
            isinstance(screen, QuestionScreen) and screen.takes(key)
        )

    def _follow(self, path: Sequence[MessagePump], at: int, began_at: float) -> None:
        """Wait in the queue of each widget the key passes, until what it led to is done too.

        A key may become a message, as Enter in a field becomes `Submitted`: the way is gone
        again while any widget has something left to handle, but not for ever. Widgets that the
        key has closed are passed over.
        """
        for number, pump in enumerate(path[at:], start=at + 1):
            if pump.call_later(self._follow, path, number, began_at):
                return
        if not self.is_running:
            return
        late = monotonic() - began_at > LONGEST_WAIT
        busy = any(node.message_queue_size for node in self.screen.walk_children(with_self=True))
        if not busy:
            busy = self._draw()
        if busy and not late:
            # By way of the event loop: a queue that is never empty gives nobody else a turn, and
            # those who are waited for would not be drawn, or even answered, until it is too late.
            get_running_loop().call_soon(self._follow_again, path, began_at)
        else:
            self.call_later(self._go_on_after, began_at)

    def _draw(self) -> bool:
        """Draw what the key has led to; tell whether anything has waited for that."""
        waited_for = [
            screen.draw() for screen in self.screen_stack if isinstance(screen, FocusScreen)
        ]
        return bool(waited_for) and waited_for[-1]

    def _follow_again(self, path: Sequence[MessagePump], began_at: float) -> None:
        self.call_later(self._follow, path, 0, began_at)


R = TypeVar("R")


class QuestionScreen(Screen[R]):
    """A screen that may have a question on it."""

    app = getters.app(SerialKeys)

    @property
    def answers(self) -> frozenset[str] | None:
        """The keys that answer what is asked now; None while nothing is."""
        return None

    def say_no(self) -> None:
        """Answer no to what is asked, and say that nothing was done."""

    def say_too_early(self) -> None:
        """Say that an answer came before any is taken."""

    def takes(self, _key: events.Key) -> bool:
        """Take a key before anything else on the screen does, and tell whether it was taken."""
        return False

    def begin_asking(self) -> None:
        """A question is put: it takes answers a while after it is on the screen."""
        self.app.guard.asked()
        self.call_after_refresh(self.app.guard.shown)

    def is_no_answer(self, key: events.Key) -> bool:
        """Tell whether a key answers nothing; a letter then says no, once answers are taken."""
        guard, answers = self.app.guard, self.answers or frozenset()
        if key.key in BREAKS_HOLD:
            return False
        if guard.is_deaf(key.time):
            if key.key in answers:
                self.say_too_early()
            return True
        if not key.is_printable or key.key in answers:
            return False
        guard.typed_past(key.time)
        self.say_no()
        return True
