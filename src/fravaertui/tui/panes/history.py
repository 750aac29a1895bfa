"""«Historikk»: what has happened to the clinic, entry by entry, with before and after."""

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import ClinicFile
from fravaertui.texts.catalogue import Words
from fravaertui.texts.days import moment_phrase, short_day
from fravaertui.texts.history import RecordChange, entry_marks, entry_sentence, record_changes
from fravaertui.tui.panes.question import told_effects
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import BLANK, Line, Record, line


def history_records(state: DeskState) -> list[Record]:
    """Return the entries that have been fetched, the newest first."""
    file, history = state.file, state.history
    if file is None or history is None:
        return []
    return [Record(str(entry.version), _row(entry, file, state.words)) for entry in history.entries]


def entry_lines(entry: HistoryEntry, state: DeskState) -> list[Line]:
    """Return all that is known of an entry: records and the citizen's texts, before and after."""
    file, words = state.file, state.words
    if file is None:
        return []
    lines = [
        line((entry_sentence(entry, file, words), "strong")),
        line((" · ".join([moment_phrase(entry.at, words), *entry_marks(entry, words)]), "accent")),
        BLANK,
    ]
    for change in record_changes(entry, file, words):
        lines += _change_lines(change, words)
    return [
        *lines,
        BLANK,
        *told_effects(entry.effects, entry.more_effects, file, state),
    ]


def _row(entry: HistoryEntry, file: ClinicFile, words: Words) -> tuple[Line, ...]:
    there = entry.at.astimezone(OSLO)
    when = f"{entry.version:>5}  {short_day(there.date())} {there:%H:%M}  "
    who, *rest = entry_marks(entry, words)
    return (
        line((when, "dim"), (who, "strong"), ("".join(f" · {r}" for r in rest), "dim"), wrap=False),
        line(f"       {entry_sentence(entry, file, words)}", wrap=False),
    )


def _change_lines(change: RecordChange, words: Words) -> list[Line]:
    nothing = words("nothing")
    return [
        line((change.name, "strong")),
        line((words("before: "), "dim"), (change.before or nothing, "dim"), indent=1, hang=2),
        line((words("after: "), "dim"), change.after or nothing, indent=1, hang=2),
    ]
