"""The readings of a typed date, on a line each under its field, to choose from (rule D4)."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.message import Message

from fravaertui.domain.date_input import DateReading, DateReadings, Span
from fravaertui.texts.catalogue import Words
from fravaertui.texts.readings import question_phrase, reading_phrase
from fravaertui.tui.answering import DEAF_SECONDS
from fravaertui.tui.widgets.form_fields import OneLine
from fravaertui.tui.widgets.text_view import Line, line

MOST_READINGS = 4
"""Readings of one text that are offered; no more than these are ever found."""


class Offered(OneLine):
    """One reading of a date: Enter chooses it, once it has been moved to (rule W6)."""

    class Chosen(Message):
        """This is what was meant."""

        def __init__(self, field: str, span: Span) -> None:
            """Tell what was chosen for which field."""
            super().__init__()
            self.field = field
            self.span = span

    class TypedPast(Message):
        """The agent types on; whose readings these are knows where that is meant for."""

        def __init__(self, field: str, key: events.Key) -> None:
            """Tell past which field, and the key."""
            super().__init__()
            self.field = field
            self.key = key

    def __init__(self, field: str) -> None:
        """Make a line that offers nothing yet for a field."""
        super().__init__(focusable=False)
        self._field = field
        self._span: Span | None = None
        self._reached = 0.0
        self.display = False

    def offer(self, reading: DateReading | None, phrase: str) -> None:
        """Offer a reading; None hides the line."""
        self.display = self.can_focus = reading is not None
        self._span = reading.span if reading else None
        self.show([line("· ", (phrase, "strong"), hang=2)])

    def on_focus(self) -> None:
        """Take no answer for a moment."""
        self._reached = self.app.guard.now()

    def on_key(self, event: events.Key) -> None:
        """Choose on Enter; whatever else is typed is meant for a field."""
        if event.key == "enter":
            if self._span and event.time >= self._reached + DEAF_SECONDS:
                self.post_message(self.Chosen(self._field, self._span))
        elif event.is_printable:
            self.post_message(self.TypedPast(self._field, event))
        else:
            return
        event.stop()
        event.prevent_default()


def offer_readings(rows: Iterable[Offered], readings: Sequence[DateReading], words: Words) -> None:
    """Offer each reading on a row of its own, and hide the rows that are left."""
    for number, row in enumerate(rows):
        reading = readings[number] if number < len(readings) else None
        row.offer(reading, reading_phrase(reading, words) if reading else "")


def choice_note(readings: DateReadings, words: Words) -> Line:
    """Return what is asked over the readings, and how to answer."""
    how = f"  {words('↓ and Enter choose')}"
    return line((question_phrase(readings, words), "warning"), (how, "dim"))
