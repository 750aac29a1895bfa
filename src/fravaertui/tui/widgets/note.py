"""What is said above the keys: an answer to the agent, and under it what came by itself."""

from collections.abc import Hashable

from fravaertui.tui.widgets.text_view import Line, TextView

MOST_NEWS = 2
"""Lines of news that stand at one time."""


class Note(TextView):
    """Lines that stand until something else is done."""

    def __init__(self, *, id: str = "note") -> None:
        """Make an empty note."""
        super().__init__(id=id)
        self._messages: tuple[Line, ...] = ()
        self._news: tuple[Line, ...] = ()
        self._passes = False
        self._is_save = False
        self._about: Hashable = None
        """Whom the screen was about when it was saved."""
        self._key_since = False
        """Whether a key has come since: what moves before that is the save itself."""

    @property
    def news(self) -> tuple[Line, ...]:
        """What came by itself, of what is said."""
        return self._news

    def tell(self, *lines: Line, keep_news: bool = False, passes: bool = False) -> None:
        """Say something instead of all that is said; what `passes` goes at the next key."""
        self._messages, self._passes, self._is_save = lines, passes, False
        self._key_since = False
        self._news = self._news if keep_news else ()
        self.show((*self._messages, *self._news))

    def tell_saved(self, *lines: Line, about: Hashable) -> None:
        """Say what was saved: the first line stands longest, the others until the next move.

        All of it goes where the screen is about another than `about`: nothing of it was done to
        them.
        """
        self.tell(*lines)
        self._is_save, self._about = True, about

    def look_at(self, about: Hashable) -> None:
        """Leave only the first line of what was saved, or nothing of it where another is shown.

        What is not saved is said in full.
        """
        if not (self._is_save and self._key_since):
            return
        self.tell(*(self._messages[:1] if about == self._about else ()), keep_news=True)
        self._is_save = bool(self._messages)

    def next_key(self) -> bool:
        """Let go of what passes, and tell whether anything did."""
        self._key_since = True
        passed = self._passes
        if passed:
            self.tell(keep_news=True)
        return passed

    def announce(self, *news: Line) -> None:
        """Say what came by itself, under what is said already; the same is not said twice."""
        new = tuple(one for one in news if one not in self._news)
        self._news = (*self._news, *new)[-MOST_NEWS:]
        self.show((*self._messages, *self._news))
