"""What the files of an import say, each party once, whatever the order in which they say it."""

from collections import defaultdict
from collections.abc import Iterable

from fravaertui.domain.directory.entries import (
    ClinicEntry,
    Entry,
    Position,
    PractitionerEntry,
    SetUpEntry,
    said,
)


class Gathered:
    """The parties that are said, by HER-id; `contradicted` are said twice and not alike."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take each party once: what it says of itself goes before what others say of it."""
        self.clinics: dict[int, ClinicEntry] = {}
        self.people: dict[int, PractitionerEntry] = {}
        self.set_ups: dict[int, list[SetUpEntry]] = defaultdict(list)
        self.contradicted: list[ClinicEntry | PractitionerEntry] = []
        self.places: dict[int, list[Position]] = defaultdict(list)
        """Where those who are contradicted are said, each time not as before."""
        self._by_hpr: dict[tuple[int, int], list[PractitionerEntry]] = defaultdict(list)
        for entry in sorted(entries, key=_sort_key):
            match entry:
                case ClinicEntry():
                    self._gather_clinic(entry)
                case PractitionerEntry():
                    self._gather_person(entry)
                case SetUpEntry():
                    self.set_ups[entry.her_id].append(entry)

    def with_hpr(self, clinic: int, hpr_number: int) -> list[PractitionerEntry]:
        """Return who is said to be at a clinic with an HPR number."""
        return self._by_hpr.get((clinic, hpr_number), [])

    def _gather_clinic(self, entry: ClinicEntry) -> None:
        was = self.clinics.get(entry.her_id)
        if was is None or (was.is_mention and not entry.is_mention):
            self.clinics[entry.her_id] = entry
        elif not entry.is_mention and said(was.facts) != said(entry.facts):
            self._contradict(was, entry)

    def _gather_person(self, entry: PractitionerEntry) -> None:
        was = self.people.setdefault(entry.her_id, entry)
        if was is entry and entry.facts.hpr_number:
            self._by_hpr[entry.clinic, entry.facts.hpr_number].append(entry)
        if (was.clinic, said(was.facts)) != (entry.clinic, said(entry.facts)):
            self._contradict(was, entry)

    def _contradict(
        self, was: ClinicEntry | PractitionerEntry, entry: ClinicEntry | PractitionerEntry
    ) -> None:
        self.contradicted.append(entry)
        found = self.places[entry.her_id]
        found += [at for at in (was.position, entry.position) if at and at not in found]
        found.sort(key=_place_key)


def _sort_key(entry: Entry) -> tuple[object, ...]:
    """The same whatever the order of the files and of what stands in them; who says most first."""
    if isinstance(entry, SetUpEntry):
        return (entry.her_id, 0, "", str(entry.as_of or ""), _place_key(entry.position))
    of = entry.facts.organisation_number if isinstance(entry, ClinicEntry) else entry.clinic
    place = _place_key(entry.position)
    return (entry.her_id, -len(said(entry.facts)), entry.facts.name, str(of), place)


def _place_key(position: Position | None) -> tuple[object, ...]:
    return (position.file, position.record or position.line or 0) if position else ()
