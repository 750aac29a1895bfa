"""«Historikk»: what has happened to the clinic, entry by entry, with before and after."""

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.summary import RecordChange, record_changes
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import moment_phrase, short_day
from fravaertui.texts.history import entry_marks, entry_sentence, fact_name
from fravaertui.texts.records import Names, record_phrase
from fravaertui.tui.panes.summary import shift_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, Record, folded, line

RECORD_HEIGHT = 3


def history_records(state: SessionState, width: int) -> list[Record]:
    """Return the entries that have been fetched, the newest first."""
    file, history = state.file, state.history
    if file is None or history is None:
        return []
    return [
        Record(str(entry.version), _row(entry, file, state.words, width))
        for entry in history.entries
    ]


def entry_lines(entry: HistoryEntry, state: SessionState) -> list[Line]:
    """Return all that is known of an entry: records and the citizen's texts, before and after."""
    file, words = state.file, state.words
    if file is None:
        return []
    lines = [
        line((entry_sentence(entry, file, words), "strong")),
        line((" · ".join([moment_phrase(entry.at, words), *entry_marks(entry, words)]), "accent")),
        BLANK,
    ]
    changes = record_changes(entry)
    names = Names(file, words, changes)
    for change in changes:
        lines += _change_lines(change, names, words)
    everyone = [p.her_id for p in file.practitioners]
    shown = shift_lines(entry.shifts, entry.more_shifts, everyone, file, state)
    return [*lines, BLANK, *shown]


def _row(entry: HistoryEntry, file: ClinicFile, words: Words, width: int) -> tuple[Line, ...]:
    there = entry.at.astimezone(OSLO)
    when = f"{entry.version:>5}  {short_day(there.date())} {there:%H:%M}  "
    who, *rest = entry_marks(entry, words)
    return (
        line((when, "dim"), (who, "strong"), ("".join(f" · {r}" for r in rest), "dim"), wrap=False),
        *folded(entry_sentence(entry, file, words), width, RECORD_HEIGHT - 1, indent=7),
    )


def _change_lines(change: RecordChange, names: Names, words: Words) -> list[Line]:
    nothing = words("nothing")
    was, became = (record_phrase(r, names, words) for r in (change.before, change.after))
    return [
        line((fact_name(change, words), "strong")),
        line((words("before: "), "dim"), (was or nothing, "dim"), indent=1, hang=2),
        line((words("after: "), "dim"), became or nothing, indent=1, hang=2),
    ]
