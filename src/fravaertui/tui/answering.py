"""When a question takes an answer, and when typing runs past one (rule W6).

Pure: no Textual, and the clock is given. Every question of every screen asks this one guard, so
that no letter of a name typed in the wrong place is ever taken for a yes or for a command.
"""

from collections.abc import Callable

DEAF_SECONDS = 0.5
"""For so long after it is shown a question takes no answer: what comes was typed before."""

PAUSE_SECONDS = 1.0
"""Who types on past a question has stopped when no letter has come for so long."""


class Guard:
    """Knows when the last question was shown, and whether the agent is typing past one.

    All moments are seconds of one monotonic clock; that of a key is when it was pressed, not
    when its turn came.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Take the clock; nothing has been asked yet."""
        self.now = now
        self._shown: float | None = None
        self._typed_past: float | None = None

    def asked(self) -> None:
        """A question was put, and is not on the screen yet."""
        self._shown = None

    def shown(self) -> None:
        """The question is on the screen now."""
        self._shown = self.now()

    def is_deaf(self, pressed: float) -> bool:
        """Tell whether a key pressed then comes too early to be an answer."""
        return self._shown is None or pressed < self._shown + DEAF_SECONDS

    def typed_past(self, pressed: float) -> None:
        """A letter that is no answer has closed the question; those that follow belong to it."""
        self._typed_past = pressed

    def is_typing_on(self, pressed: float) -> bool:
        """Tell whether a letter belongs to what was typed past a question, and is to be dropped."""
        if self._typed_past is None:
            return False
        goes_on = pressed < self._typed_past + PAUSE_SECONDS
        self._typed_past = pressed if goes_on else None
        return goes_on
