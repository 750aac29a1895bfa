"""The end of an app with a fault in it, told in a sentence.

Textual prints a traceback with the local variables in it, and those hold what citizens and agents
have told.
"""

import sys

from textual.app import App


class CrashSentenceApp(App[None]):
    """An app that ends with one sentence when it meets an exception it does not handle."""

    def crash_sentence(self, error: BaseException | None) -> str:
        """Do what can still be done, and return what to print once the screen is put back."""
        raise NotImplementedError

    def panic(self, *_: object) -> None:
        """End as after any other fault: Textual's own way prints what it was in the middle of."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        self.bell()
        sentence = self.crash_sentence(sys.exc_info()[1] or self._exception)
        if not self._exit_renderables:  # of several, Textual would say how to see the others
            self._exit_renderables.append(sentence)
        self._close_messages_no_wait()
