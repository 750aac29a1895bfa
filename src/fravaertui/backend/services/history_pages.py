"""Pages of a clinic's history, with what citizens saw before and after each entry."""

from collections.abc import Iterable

from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry, replay_back
from fravaertui.domain.summary import shifts
from fravaertui.domain.view_changes import clinic_effects
from fravaertui.protocol.history import HistoryFilter, HistoryPage

MOST_SHIFTS = 100
"""Most shifts listed for one entry; a long chain of a large clinic can have more."""


def page_of(
    newest: ClinicFile, entries: Iterable[HistoryEntry], selection: HistoryFilter
) -> HistoryPage:
    """Return a page with what citizens saw; `entries` are all of the clinic's, newest first."""
    page: list[HistoryEntry] = []
    has_more = False
    for entry, before, after in replay_back(newest, entries):
        if selection.before is not None and entry.version >= selection.before:
            continue
        has_more = len(page) == selection.limit
        if has_more:
            break
        page.append(_with_shifts(entry, before, after))
    return HistoryPage(
        clinic=newest.clinic.her_id,
        version=newest.version,
        entries=tuple(page),
        next=page[-1].version if has_more else None,
    )


def _with_shifts(entry: HistoryEntry, before: ClinicFile, after: ClinicFile) -> HistoryEntry:
    everyone = tuple(p.her_id for p in after.practitioners)
    found = shifts(clinic_effects(before, after, oslo_today(entry.at)), everyone)
    listed = found[:MOST_SHIFTS]
    return entry.model_copy(update={"shifts": listed, "more_shifts": len(found) - len(listed)})
