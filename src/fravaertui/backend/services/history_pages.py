"""Pages of a clinic's history, with what citizens saw before and after each entry."""

from collections.abc import Iterable

from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.history import HistoryEntry, retold
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.summary import shifts
from fravaertui.domain.view_changes import clinic_effects
from fravaertui.protocol.history import HistoryFilter, HistoryPage

MOST_SHIFTS = 100
"""How many shifts of one entry are told; a long chain of a large clinic can have more."""


def page_of(
    newest: ClinicFile, entries: Iterable[HistoryEntry], wanted: HistoryFilter
) -> HistoryPage:
    """Return the wanted entries with what citizens saw; `entries` are all, newest first."""
    page: list[HistoryEntry] = []
    goes_on = False
    for entry, before, after in retold(newest, entries):
        if wanted.before is not None and entry.version >= wanted.before:
            continue
        goes_on = len(page) == wanted.limit
        if goes_on:
            break
        page.append(_with_shifts(entry, before, after))
    return HistoryPage(
        clinic=newest.clinic.her_id,
        version=newest.version,
        entries=tuple(page),
        next=page[-1].version if goes_on else None,
    )


def _with_shifts(entry: HistoryEntry, before: ClinicFile, after: ClinicFile) -> HistoryEntry:
    everyone = tuple(p.her_id for p in after.practitioners)
    found = shifts(clinic_effects(before, after, oslo_today(entry.at)), everyone)
    told = found[:MOST_SHIFTS]
    return entry.model_copy(update={"shifts": told, "more_shifts": len(found) - len(told)})
