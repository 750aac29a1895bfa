"""Keys one at a time, so that what is typed ahead is never lost.

Over SSH several keys arrive in one packet. Textual forwards each to whatever has the focus at
that moment, so in `/ddfl` the letters would come before the search field has the focus. Here a
key waits until the one before it has gone all its way: from the focused widget through every
ancestor up to the app, where the bindings are.
"""

from collections import deque
from collections.abc import Sequence
from time import monotonic

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

LONGEST_WAIT = 1.0
"""Seconds after which the next key no longer waits for one that seems stuck."""

BREAKS_HOLD = frozenset({"escape", "ctrl+c", "ctrl+q"})
"""Keys that are never held back: whoever waits can always leave."""


class KeysInOrder(App[None]):
    """An app that handles each key to the end before it looks at the next."""

    def __init__(self) -> None:
        """Start with no key on its way."""
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._since: float | None = None
        self._held = False

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait while another is on its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if event.key == "ctrl+j":
            # Enter as the terminal sends it until the program has taken over: typed ahead.
            event = events.Key("enter", "\r")
        if self._held and event.key in BREAKS_HOLD:
            self.drop_keys()
        self._waiting.append(event)
        if self._since is None or monotonic() - self._since > LONGEST_WAIT:
            await self._next_key()

    def hold_keys(self) -> None:
        """Let the keys that follow wait for what has just been started."""
        self._held = True

    def release_keys(self) -> None:
        """What was waited for has come: let the keys go on."""
        self._held = False
        if self._since is None:
            self.call_later(self._next_key)

    def drop_keys(self) -> None:
        """What was waited for did not come: forget the keys that were meant for it."""
        self._held = False
        self._waiting.clear()

    async def _next_key(self) -> None:
        self._since = None
        if not self._waiting or self._held:
            return
        self._since = monotonic()
        target = self.focused or self.screen
        await super().on_event(self._waiting.popleft())
        self._follow(target.ancestors_with_self, 0)

    def _follow(self, path: Sequence[MessagePump], at: int) -> None:
        """Wait in the queue of each widget the key passes, until what it led to is done too.

        A key may become a message, as Enter in a field becomes `Submitted`: the way is gone
        again while any widget has something left to handle, but not for ever.
        """
        if at < len(path) and path[at].call_later(self._follow, path, at + 1):
            return
        if not self.is_running:
            return
        late = self._since is not None and monotonic() - self._since > LONGEST_WAIT
        busy = any(node.message_queue_size for node in self.screen.walk_children(with_self=True))
        if busy and not late:
            self.call_later(self._follow, path, 0)
        else:
            self.call_later(self._next_key)
