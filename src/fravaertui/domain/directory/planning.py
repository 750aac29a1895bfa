"""Making the plan of an import: what is said, held against what we have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes.register import OffersOf, UpdateFromRegister, facts_of
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import (
    ClinicEntry,
    Entry,
    Origin,
    PractitionerEntry,
    SetUpEntry,
    said,
)
from fravaertui.domain.directory.plan import (
    ClinicStep,
    FieldChange,
    Mark,
    Party,
    Plan,
    PlanRow,
    Reason,
    field_changes,
)
from fravaertui.domain.directory.set_up import Offers, is_outdated, offer_changes, set_up_after
from fravaertui.domain.model import Clinic, Practitioner, RegisterFacts, SetUp

F = TypeVar("F", Clinic, Practitioner)

Present = Mapping[int, ClinicFile]
"""The clinics we have, each with its practitioners; the other records are not looked at."""


def plan(
    entries: Iterable[Entry], present: Present, origin: Origin, known: date | None = None
) -> Plan:
    """Return what becomes of each party that is said, and of those that are not said any more.

    `known` is the day as of which the same register has said all it knows, None if it never has.
    """
    planning = _Planning(present, origin, known)
    planning.gather(entries)
    planning.clinics()
    if origin.tells_who_is_missing:
        planning.vanished_clinics()
    planning.practitioners()
    planning.set_ups()
    if origin.tells_who_is_missing:
        planning.vanished_practitioners()
    planning.leave_closed_clinics()
    return planning.result()


@dataclass
class _Draft:
    """What becomes of one clinic, as far as it is known."""

    clinic: Clinic | None = None
    """None as long as nothing of it changes."""
    practitioners: dict[int, Practitioner] = field(default_factory=dict)
    offers: dict[int, Offers] = field(default_factory=dict)


class _Planning:
    """One plan while it is made."""

    def __init__(self, present: Present, origin: Origin, known: date | None) -> None:
        """`present` is what we have, `origin` who says what is to be planned."""
        self._present = present
        self._origin = origin
        self._is_outdated = known is not None and origin.as_of < known
        self._at = {p.her_id: c for c, file in present.items() for p in file.practitioners}
        self._clinics: dict[int, ClinicEntry] = {}
        self._people: dict[int, PractitionerEntry] = {}
        self._set_ups: dict[int, list[SetUpEntry]] = defaultdict(list)
        self._by_hpr: dict[tuple[int, int], list[PractitionerEntry]] = defaultdict(list)
        """Who is said to be at a clinic with an HPR number."""
        self._drafts: dict[int, _Draft] = defaultdict(_Draft)
        self._rows: list[PlanRow] = []
        self._refused: set[int] = set()

    # What is said

    def gather(self, entries: Iterable[Entry]) -> None:
        """Take each party once: what it says of itself goes before what others say of it."""
        for entry in sorted(entries, key=_sort_key):
            match entry:
                case ClinicEntry():
                    self._gather_clinic(entry)
                case PractitionerEntry():
                    self._gather_person(entry)
                case SetUpEntry():
                    self._set_ups[entry.her_id].append(entry)

    def _gather_clinic(self, entry: ClinicEntry) -> None:
        was = self._clinics.get(entry.her_id)
        if was is None or (was.is_mention and not entry.is_mention):
            self._clinics[entry.her_id] = entry
        elif not entry.is_mention and said(was.facts) != said(entry.facts):
            self._refuse(entry, Reason.SAID_TWICE)

    def _gather_person(self, entry: PractitionerEntry) -> None:
        was = self._people.setdefault(entry.her_id, entry)
        if was is entry and entry.facts.hpr_number:
            self._by_hpr[entry.clinic, entry.facts.hpr_number].append(entry)
        if (was.clinic, said(was.facts)) != (entry.clinic, said(entry.facts)):
            self._refuse(entry, Reason.SAID_TWICE)

    # What becomes of it

    def clinics(self) -> None:
        """Plan each clinic that is said."""
        for her_id, entry in self._clinics.items():
            if her_id in self._refused:
                continue
            if her_id in self._at or her_id in self._people:
                self._refuse(entry, Reason.OTHER_KIND)
                continue
            file = self._present.get(her_id)
            if self._is_outdated or (file and self._is_older(file.clinic)):
                self._refuse(entry, Reason.OLDER)
            elif file is None:
                self._new_clinic(entry)
            elif not entry.is_mention:
                becomes = file.clinic.model_copy(update=said(entry.facts) | self._said_now)
                if becomes.is_reversed:
                    self._refuse(entry, Reason.REVERSED)
                else:
                    self._become_clinic(file.clinic, becomes)

    def _new_clinic(self, entry: ClinicEntry) -> None:
        facts = said(entry.facts)
        if not self._is_active(entry.facts):
            return
        clinic = Clinic(her_id=entry.her_id, **(facts | self._said_now))
        self._drafts[entry.her_id].clinic = clinic
        self._add(Mark.NEW, clinic, None)

    def practitioners(self) -> None:
        """Plan each practitioner who is said."""
        for entry in self._people.values():
            if entry.her_id in self._refused:
                continue
            reason, about = self._objection(entry)
            if reason:
                self._refuse(entry, reason, about)
                continue
            was = self._practitioner(entry.her_id)
            new = Practitioner(her_id=entry.her_id, name=entry.facts.name, set_up=SetUp.UNKNOWN)
            becomes = (was or new).model_copy(update=said(entry.facts) | self._said_now)
            if becomes.is_reversed:
                self._refuse(entry, Reason.REVERSED)
                continue
            becomes = self._while_open(becomes, entry.clinic)
            if was is not None:
                self._become_person(was, becomes, entry.clinic)
            elif self._is_active(becomes):
                self._drafts[entry.clinic].practitioners[entry.her_id] = becomes
                self._add(Mark.NEW, becomes, entry.clinic)

    def _while_open(self, person: Practitioner, clinic: int) -> Practitioner:
        """Return a practitioner as active no longer than the clinic is."""
        draft, file = self._drafts.get(clinic), self._present.get(clinic)
        facts = (draft.clinic if draft else None) or (file.clinic if file else None)
        closes = facts.ends if facts else None
        if closes is None or (person.ends and person.ends <= closes):
            return person
        return _ended(person, closes)

    def _objection(self, entry: PractitionerEntry) -> tuple[Reason | None, int | None]:
        """Return why a practitioner can't be taken, and which other party is the cause."""
        if entry.her_id in self._present:
            return Reason.OTHER_KIND, None
        if self._is_outdated:
            return Reason.OLDER, None
        at = self._at.get(entry.her_id)
        if at is not None and at != entry.clinic:
            return Reason.AT_ANOTHER_CLINIC, at
        if at is None and entry.clinic not in self._present:
            draft = self._drafts.get(entry.clinic)
            if draft is None or draft.clinic is None:
                return (Reason.NO_CLINIC, entry.clinic) if self._is_active(entry.facts) else _NONE
        was = self._practitioner(entry.her_id)
        if was is not None and self._is_older(was):
            return Reason.OLDER, None
        other = self._same_person(entry)
        return (Reason.SAME_PERSON, other) if other else _NONE

    def _same_person(self, entry: PractitionerEntry) -> int | None:
        """Return another practitioner at the clinic with the same HPR number, both active."""
        hpr_number = entry.facts.hpr_number
        if hpr_number is None or not self._is_active(entry.facts):
            return None
        for other in self._by_hpr[entry.clinic, hpr_number]:
            if other.her_id != entry.her_id and self._is_active(other.facts):
                return other.her_id
        file = self._present.get(entry.clinic)
        for person in file.practitioners if file else ():
            stays = self._is_active(person) and not (
                self._origin.tells_who_is_missing and self._is_missing(person, is_said=False)
            )
            is_said = person.her_id in self._people
            if person.hpr_number == hpr_number and stays and not is_said:
                return person.her_id
        return None

    def set_ups(self) -> None:
        """Plan what is set up with each practitioner of whom it is said."""
        known = {her_id for her_id in self._set_ups if self._place(her_id)}
        for her_id, said_of in self._set_ups.items():
            place = self._place(her_id)
            if place:
                self._set_up(*place, said_of)
            elif her_id not in self._refused and not known.intersection(
                *(e.between for e in said_of)
            ):
                self._refuse_set_up(her_id, Reason.NO_PRACTITIONER)

    def _set_up(self, clinic: int, person: Practitioner, said_of: list[SetUpEntry]) -> None:
        if is_outdated(person, said_of):
            self._refuse_set_up(person.her_id, Reason.OLDER, clinic, person.name)
            return
        file = self._present.get(clinic)
        offers = file.of(person.her_id).offers if file else ()
        becomes, offered = set_up_after(person, offers, said_of)
        was = self._practitioner(person.her_id)
        changes = tuple(offer_changes(offers, offered))
        if was is None:  # a new one's other facts are not told one by one
            changes = (*field_changes(person.model_dump(), becomes.model_dump()), *changes)
        mark = self._mark(was, becomes) if was else Mark.NEW
        mark = Mark.CHANGED if mark is Mark.SAME and offers != offered else mark
        if self._add(mark, becomes, clinic, was, changes):
            self._drafts[clinic].practitioners[person.her_id] = becomes
            self._drafts[clinic].offers[person.her_id] = offered

    def _place(self, her_id: int) -> tuple[int, Practitioner] | None:
        """Return at which clinic a practitioner is, and what they become as far as is known."""
        entry = self._people.get(her_id)
        clinic = self._at.get(her_id) or (entry.clinic if entry else None)
        draft = self._drafts.get(clinic) if clinic else None
        person = (draft and draft.practitioners.get(her_id)) or self._practitioner(her_id)
        return (clinic, person) if clinic and person else None

    def _refuse_set_up(
        self, her_id: int, reason: Reason, clinic: int | None = None, name: str = ""
    ) -> None:
        self._rows.append(
            PlanRow(
                mark=Mark.REFUSED,
                party=Party.PRACTITIONER,
                her_id=her_id,
                clinic=clinic or her_id,
                name=name or str(her_id),
                reason=reason,
            )
        )

    # What is not said any more

    def vanished_clinics(self) -> None:
        """Deactivate clinics that the same register had said before and says no more (rule R3)."""
        for her_id, file in self._present.items():
            if self._is_missing(file.clinic, her_id in self._clinics):
                self._become_clinic(file.clinic, self._gone(file.clinic))

    def vanished_practitioners(self) -> None:
        """Deactivate those of whom the same register says no more that they are there."""
        for her_id, file in self._present.items():
            for person in file.practitioners:
                if self._is_missing(person, person.her_id in self._people):
                    place = self._place(person.her_id)
                    now = place[1] if place else person
                    self._become_person(person, self._gone(now), her_id)

    def _gone(self, facts: F) -> F:
        """Return what is not there any more on the day on which the register said so."""
        return _ended(facts, self._origin.as_of - ONE_DAY).model_copy(update=self._said_now)

    def _is_missing(self, facts: RegisterFacts, is_said: bool) -> bool:
        ours = facts.source == self._origin.source and self._is_active(facts)
        return ours and not is_said and not self._is_older(facts) and not self._is_outdated

    def leave_closed_clinics(self) -> None:
        """Deactivate those who work at a clinic from the day on which it closes."""
        for her_id, draft in list(self._drafts.items()):
            closes = draft.clinic.ends if draft.clinic else None
            file = self._present.get(her_id)
            if closes is None or file is None:
                continue
            for person in file.practitioners:
                now = draft.practitioners.get(person.her_id, person)
                ends = self._while_open(now, her_id)
                if ends is not now:
                    self._become_person(person, ends, her_id)

    # The result

    def result(self) -> Plan:
        """Return the plan: rows by clinic, the clinic first."""
        steps = (
            ClinicStep(clinic=her_id, version=self._version(her_id), change=self._change(draft))
            for her_id, draft in sorted(self._drafts.items())
            if draft.clinic or draft.practitioners
        )
        rows = {(row.party, row.her_id, row.mark is Mark.REFUSED): row for row in self._rows}
        in_order = sorted(rows.values(), key=lambda r: (r.clinic, r.party, r.her_id))
        active = [file for file in self._present.values() if self._is_active(file.clinic)]
        gone = Counter(row.party for row in in_order if row.mark is Mark.DEACTIVATED)
        people = (p for file in self._present.values() for p in file.practitioners)
        return Plan(
            origin=self._origin,
            rows=tuple(in_order),
            steps=tuple(steps),
            vanishing=gone[Party.CLINIC],
            active=len(active),
            leaving=gone[Party.PRACTITIONER],
            working=sum(map(self._is_active, people)),
        )

    def _change(self, draft: _Draft) -> UpdateFromRegister:
        people = sorted(draft.practitioners.values(), key=lambda p: p.her_id)
        clinic = facts_of(draft.clinic) if draft.clinic else None
        offers = (
            OffersOf(practitioner=her_id, offers=offered)
            for her_id, offered in sorted(draft.offers.items())
        )
        return UpdateFromRegister(clinic=clinic, practitioners=tuple(people), offers=tuple(offers))

    def _version(self, her_id: int) -> int | None:
        file = self._present.get(her_id)
        return file.version if file else None

    def _become_clinic(self, was: Clinic, becomes: Clinic) -> None:
        if self._add(self._mark(was, becomes), becomes, None, was):
            self._drafts[was.her_id].clinic = becomes

    def _become_person(self, was: Practitioner, becomes: Practitioner, clinic: int) -> None:
        if self._add(self._mark(was, becomes), becomes, clinic, was):
            self._drafts[clinic].practitioners[was.her_id] = becomes

    def _mark(self, was: RegisterFacts, becomes: RegisterFacts) -> Mark:
        if not field_changes(was.model_dump(), becomes.model_dump()):
            return Mark.SAME
        ends = self._is_active(was) and not self._is_active(becomes)
        return Mark.DEACTIVATED if ends else Mark.CHANGED

    def _add(
        self,
        mark: Mark,
        party: Clinic | Practitioner,
        clinic: int | None,
        was: Clinic | Practitioner | None = None,
        changes: tuple[FieldChange, ...] = (),
    ) -> bool:
        """Add a row, in the place of one that the party has; tell whether anything changes."""
        before = was.model_dump() if was else {}
        self._rows.append(
            PlanRow(
                mark=mark,
                party=Party.CLINIC if clinic is None else Party.PRACTITIONER,
                her_id=party.her_id,
                clinic=party.her_id if clinic is None else clinic,
                name=party.name,
                changes=(*(field_changes(before, party.model_dump()) if was else ()), *changes),
            )
        )
        return mark is not Mark.SAME

    def _refuse(
        self, entry: ClinicEntry | PractitionerEntry, reason: Reason, about: int | None = None
    ) -> None:
        is_clinic = isinstance(entry, ClinicEntry)
        self._refused.add(entry.her_id)
        self._rows.append(
            PlanRow(
                mark=Mark.REFUSED,
                party=Party.CLINIC if is_clinic else Party.PRACTITIONER,
                her_id=entry.her_id,
                clinic=entry.her_id if isinstance(entry, ClinicEntry) else entry.clinic,
                name=entry.facts.name,
                reason=reason,
                about=about,
            )
        )

    def _practitioner(self, her_id: int) -> Practitioner | None:
        at = self._at.get(her_id)
        return self._present[at].practitioner(her_id) if at is not None else None

    @property
    def _said_now(self) -> dict[str, Any]:
        return {"source": self._origin.source, "as_of": self._origin.as_of}

    def _is_older(self, facts: RegisterFacts) -> bool:
        """Tell whether the same register has said something later already."""
        if facts.source != self._origin.source or facts.as_of is None:
            return False
        return self._origin.as_of < facts.as_of

    def _is_active(self, facts: RegisterFacts) -> bool:
        return facts.ends is None or facts.ends >= self._origin.as_of


def _sort_key(entry: Entry) -> tuple[object, ...]:
    """The same whatever the order of the files and of what stands in them."""
    if isinstance(entry, SetUpEntry):
        return (entry.her_id, "", entry.as_of.isoformat())
    of = entry.facts.organisation_number if isinstance(entry, ClinicEntry) else entry.clinic
    return (entry.her_id, entry.facts.name, str(of))


_NONE: tuple[None, None] = (None, None)


def _ended(facts: F, last: date) -> F:
    """Return the facts as they are valid until a day, which is not before their first."""
    starts = facts.starts if facts.starts is None or facts.starts <= last else last
    return facts.model_copy(update={"starts": starts, "ends": last})
