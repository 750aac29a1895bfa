"""What the triage shows: the filters in words, the rows, and what to narrow to."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from fravaertui.domain.findings import Severity
from fravaertui.domain.substitute_setup import Owner
from fravaertui.protocol.work_queue import FindingCounts, FindingRow, FindingState
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import EVERY_STATE, WorkQueue, row_key
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.dates import full_day, short_day
from fravaertui.texts.findings import finding_row_sentence, finding_title, severity_word
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, fit, line

RECORD_HEIGHT = 2
INDENT = 8
"""Cells before the name: the cursor, the severity's mark and the kind."""
GAP = 2
ANYTHING = "*"
"""The key of the option that narrows to nothing; no code, place or vendor is called that."""

_SAID = {
    FindingState.NEW: "",
    FindingState.TAKEN: msgid("taken by {agent}"),
    FindingState.SNOOZED: msgid("put off to {until}"),
    FindingState.INTENDED: msgid("meant so, says {agent}"),
}
_STATES = {
    FindingState.NEW: msgid("nobody's yet"),
    FindingState.TAKEN: msgid("taken"),
    FindingState.SNOOZED: msgid("put off to a day"),
    FindingState.INTENDED: msgid("said to be meant so"),
}


def filter_lines(queue: WorkQueue, state: SessionState) -> list[Line]:
    """Return the view and every filter in force, in words, and how many findings they leave."""
    words, selection = state.words, queue.selection
    view = queue.view(words, state.today)
    what = words("Findings of all clinics")
    if selection.on:
        what = words("What is new by {day}", day=full_day(selection.on, words.language))
    filters = [
        *(f"{code} {finding_title(code, words)}" for code in selection.code),
        *(severity_word(severity, words) for severity in selection.severity),
        _states_phrase(queue, words),
        _place(selection.municipality, words),
        "" if selection.vendor is None else _vendor(selection.vendor, state.vendors, words),
        words("taken by you") if selection.mine else "",
    ]
    said = " · ".join(part for part in filters if part)
    count = queue.page.total if queue.page else 0
    number = words.plural("{n} finding", "{n} findings", count)
    return [
        line(
            f"{what}: ",
            (f"«{view.name}» " if view else "", "strong"),
            f"{said} " if said else "",
            (f"· {number}", "strong"),
            indent=1,
            hang=2,
        )
    ]


def _states_phrase(queue: WorkQueue, words: Words) -> str:
    """What is said of the state; nothing when it is what waits."""
    states = queue.selection.state
    if states == type(queue.selection)().state:
        return ""
    if states == EVERY_STATE:
        return words("put away too")
    return ", ".join(words(_STATES[state]) for state in states)


def _place(municipality: str | None, words: Words) -> str:
    if municipality is None:
        return ""
    return municipality or words("municipality not known")


def _vendor(code: str, names: Mapping[str, str], words: Words) -> str:
    return names.get(code, code) if code else words("EPJ not known")


def code_options(counts: FindingCounts, words: Words) -> list[Option]:
    """Return the kinds to narrow to, with how many there are of each."""
    kinds = [
        Option(code, f"{code} {finding_title(code, words)}", _count(n))
        for code, n in sorted(counts.code.items())
    ]
    return [Option(ANYTHING, words("every kind")), *kinds]


def municipality_options(counts: FindingCounts, words: Words) -> list[Option]:
    """Return the municipalities to narrow to, with how many findings there are in each."""
    places = sorted((_place(place, words), place, n) for place, n in counts.municipality.items())
    options = [Option(place, name, _count(n)) for name, place, n in places]
    return [Option(ANYTHING, words("every municipality")), *options]


def vendor_options(counts: FindingCounts, state: SessionState) -> list[Option]:
    """Return the EPJ vendors to narrow to, with how many findings their clinics have."""
    words = state.words
    found = sorted(
        (_vendor(code, state.vendors, words), code, n) for code, n in counts.vendor.items()
    )
    options = [Option(code, name, _count(n)) for name, code, n in found]
    return [Option(ANYTHING, words("every EPJ vendor")), *options]


def _count(number: int) -> str:
    return f"{number:>4}"


def view_options(queue: WorkQueue, words: Words) -> list[Option]:
    """Return the views to choose from, each by its number; an own one is marked."""
    return [
        Option(str(number), view.name, words("own") if view.is_own else "")
        for number, view in enumerate(queue.views(words))
    ]


def pending_lines(queue: WorkQueue, state: SessionState) -> list[Line]:
    """Return why the list is not whole, or that it is empty."""
    words, page = state.words, queue.page
    if page is None:
        return [line((words("Fetching the findings …"), "dim"))]
    if page.pending:
        text = words.plural(
            "{n} clinic is still to be looked through; {key} goes on.",
            "{n} clinics are still to be looked through; {key} goes on.",
            page.pending,
            key=state.keys["triage.reload"],
        )
        return [line((text, "warning"))]
    return [] if queue.rows else [line((words("Nothing is waiting here."), "open"))]


def row_records(rows: Sequence[FindingRow], state: SessionState, width: int) -> list[Record]:
    """Return the findings as two lines each, in columns, no two of them alike.

    The first line is where and who can do something about it, the second what it is and what was
    said of it.
    """
    words = state.words
    owners = max(cell_len(owner_word(owner, words)) for owner in Owner)
    said_of = {row_key(row): _said(row, state) for row in rows}
    said_width = max((cell_len(said) for said in said_of.values()), default=0)
    records = []
    for row, name in zip(rows, names_apart(rows, words), strict=True):
        said = said_of[row_key(row)]
        room = width - INDENT - (said_width + GAP if said else 0)
        first = line(
            (f"  {_mark(row)} {row.code} ", LOOK_OF_SEVERITY[row.severity]),
            (fit(name, width - INDENT - owners - GAP + 1) + " ", "strong"),
            (owner_word(row.owner, words), "dim"),
            wrap=False,
        )
        second = line(
            " " * INDENT + fit(_sentence(row, words, room), room),
            (" " * GAP + said if said else "", "accent"),
            wrap=False,
        )
        records.append(Record(row_key(row), (first, second)))
    return records


def chosen_lines(row: FindingRow, state: SessionState) -> list[Line]:
    """Return one finding in full, to be asked about."""
    words = state.words
    return [
        line(
            (f"{_mark(row)} {row.code} ", LOOK_OF_SEVERITY[row.severity]),
            (_name(row, words), "strong"),
            (f" · {owner_word(row.owner, words)}", "dim"),
        ),
        line(_sentence(row, words)),
        line((_said(row, state), "accent")),
    ]


def names_apart(rows: Sequence[FindingRow], words: Words) -> list[str]:
    """Return clinic and practitioner of each finding, with more of those that look the same.

    More is the municipality, else the HER-id, else a number among them: the first of these that
    tells all that look the same from each other.
    """
    alike: dict[tuple[str, str], list[FindingRow]] = {}
    for row in rows:
        alike.setdefault((_name(row, words), _sentence(row, words)), []).append(row)
    more: dict[str, str] = {}
    for group in alike.values():
        if len(group) > 1:
            more |= dict(zip(map(row_key, group), _apart(group, words), strict=True))
    return [_name(row, words) + more.get(row_key(row), "") for row in rows]


def _apart(group: Sequence[FindingRow], words: Words) -> list[str]:
    """Return what tells findings that look the same from each other."""
    numbers = [str(row.practitioner or row.clinic) for row in group]
    numbered = [
        words("{n} of {all}", n=number, all=len(group)) for number in range(1, len(group) + 1)
    ]
    ways = (
        [row.municipality for row in group],
        [f"HER-id {number}" for number in numbers],
        numbered,
    )
    marks = next(way for way in ways if all(way) and len(set(way)) == len(group))
    return [f" · {one}" for one in marks]


def _mark(row: FindingRow) -> str:
    return "!" if row.severity is Severity.CRITICAL else "·"


def _name(row: FindingRow, words: Words) -> str:
    return f"{row.clinic_name} · {row.practitioner_name or words('the whole clinic')}"


def _sentence(row: FindingRow, words: Words, room: int | None = None) -> str:
    """Return what it is; where there is no room for it, with the services' short names."""
    said = finding_row_sentence(row.code, row.services, row.days, words, row.text)
    if room is None or cell_len(said) <= room:
        return said
    return finding_row_sentence(row.code, row.services, row.days, words, row.text, short=True)


def _said(row: FindingRow, state: SessionState) -> str:
    """Return what was said of the finding, by whom."""
    mark, words = row.mark, state.words
    if mark is None:
        return ""
    if row.state is FindingState.TAKEN and mark.agent == state.agent:
        return words("taken by you")
    until = short_day(mark.until) if mark.until else ""
    said = _SAID[row.state]
    return words(said, agent=mark.agent, until=until) if said else ""
