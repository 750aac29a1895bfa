"""What the triage shows of the queue: its title, the filters in words, and what to narrow to."""

from collections.abc import Mapping

from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.protocol.work_queue import MOST_ROWS, FindingCounts, FindingState
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import EVERY_STATE, WorkQueue
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import full_day, short_day
from fravaertui.texts.findings import code_phrase, finding_title, severity_word
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.text_view import Line, Part, line
from fravaertui.tui.widgets.titled_pane import Parts

ANYTHING = "*"
"""The key of the option that narrows to nothing; no code, place or vendor is called that."""

_STATES = {
    FindingState.NEW: msgid("nobody's yet"),
    FindingState.TAKEN: msgid("taken"),
    FindingState.SNOOZED: msgid("put off to a day"),
    FindingState.INTENDED: msgid("said to be meant so"),
}


def queue_title(queue: WorkQueue, state: SessionState) -> Parts:
    """Return how many findings there are, how many are urgent or the agent's, and the view."""
    words, page, on = state.words, queue.page, queue.selection.on
    what = words("What is new by {day}", day=short_day(on)) if on else words("Findings")
    view = queue.view(words, state.today)
    parts: list[Part] = [(what, "tab"), (f" {page.total}" if page else "", "strong")]
    if page and page.pending:
        parts.append((f" {words('so far')}", "warning"))
    if page and page.urgent:
        urgent = LOOK_OF_SEVERITY[Severity.CRITICAL]
        parts += [(f" · {words('urgent')} ", "dim"), (str(page.urgent), urgent)]
    if page and page.mine:
        parts += [(f" · {words('taken by you')} ", "dim"), (str(page.mine), "accent")]
    return (*parts, (f"   «{view.name}»" if view else "", "dim"))


def filter_lines(queue: WorkQueue, state: SessionState) -> list[Line]:
    """Return every filter in force in words, and the key that shows all; nothing if none is."""
    words, selection = state.words, queue.selection
    filters = [
        words("new by {day}", day=full_day(selection.on, words.language)) if selection.on else "",
        *(_kind(code, words) for code in selection.code),
        *(severity_word(severity, words) for severity in selection.severity),
        _states_phrase(queue, words),
        _place(selection.municipality, words),
        "" if selection.vendor is None else _vendor(selection.vendor, state.vendors, words),
        words("taken by you") if selection.mine else "",
    ]
    said = " · ".join(part for part in filters if part)
    if not said:
        return []
    everything = words("{key} shows all", key=state.keys["triage.everything"])
    return [
        line((words("Shown: "), "dim"), (said, "accent"), (f"   {everything}", "dim"), indent=2)
    ]


def _kind(code: FindingCode, words: Words) -> str:
    return f"{finding_title(code, words)} ({code_phrase(code, words)})"


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
    kinds = [Option(code, _kind(code, words), _count(n)) for code, n in sorted(counts.code.items())]
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


def completeness_lines(queue: WorkQueue, state: SessionState, *, failed: bool) -> list[Line]:
    """Return why the list is not there or not whole, or that nothing waits (rule W3).

    Nothing of a list that is whole. `failed` tells that it could not be fetched the last time.
    """
    words, page, key = state.words, queue.page, state.keys["triage.reload"]
    if page is None:
        if failed:
            missing = words("The findings could not be fetched. {key} tries again.", key=key)
            return [line((missing, "error"), indent=2)]
        return [line((words("Fetching the findings …"), "dim"), indent=2)]
    if page.pending:
        left = words.plural(
            "Not all is counted: {n} clinic is still to be looked through.",
            "Not all is counted: {n} clinics are still to be looked through.",
            page.pending,
        )
        goes_on = words("The list grows by itself.")
        if len(queue.rows) > MOST_ROWS:
            goes_on = words("{key} goes on.", key=key)
        return [line((f"{left} {goes_on}", "warning"), indent=2)]
    if queue.rows:
        return []
    on = queue.selection.on
    nothing = words("Nothing is waiting here.")
    if on:
        nothing = words("Nothing new by {day}.", day=full_day(on, words.language))
    return [line((nothing, "open"), indent=2)]
