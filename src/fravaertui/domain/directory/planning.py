"""Making the plan of an import: what is said, held against what we have."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from fravaertui.domain.changes.register import OffersOf, UpdateFromRegister, facts_of
from fravaertui.domain.directory.entries import (
    ClinicEntry,
    Entry,
    Origin,
    PractitionerEntry,
    SetUpEntry,
    said,
    says_all,
)
from fravaertui.domain.directory.gathering import Gathered
from fravaertui.domain.directory.ground import Ground, Present, ended
from fravaertui.domain.directory.objections import objection_to
from fravaertui.domain.directory.plan import (
    ClinicStep,
    Confirmation,
    Mark,
    Party,
    Plan,
    Reason,
    field_changes,
)
from fravaertui.domain.directory.questions import same_person
from fravaertui.domain.directory.rows import Question, Rows
from fravaertui.domain.directory.set_up import (
    Offers,
    is_outdated,
    is_undated,
    offer_changes,
    set_up_after,
)
from fravaertui.domain.model import Clinic, Known, Practitioner, RegisterFacts, SetUp


def plan(
    entries: Iterable[Entry],
    present: Present,
    origin: Origin,
    known: date | None = None,
    settled: Collection[int] = (),
    unsaid: Collection[int] = (),
) -> Plan:
    """Return what becomes of each party that is said, and of those that are not said any more.

    `known` is the day as of which the same register has said all it knows, None if it never has.
    `settled` are those whom a person has answered questions with: they are taken, and the others
    of the same question left out. Of the `unsaid` we have it that they hold a list, and nobody has
    said so.
    """
    planning = _Planning(Ground(present, origin, known), Gathered(entries), settled, unsaid)
    planning.contradictions()
    planning.clinics()
    planning.vanished_clinics()
    planning.practitioners()
    planning.set_ups()
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

    def __init__(
        self,
        ground: Ground,
        gathered: Gathered,
        settled: Collection[int],
        unsaid: Collection[int],
    ) -> None:
        """`ground` is what we have, `gathered` what is said; for the others see `plan`."""
        self._settled = settled
        self._unsaid = unsaid
        self._ground = ground
        self._said = gathered
        self._drafts: dict[int, _Draft] = defaultdict(_Draft)
        self._rows = Rows()
        self._confirmed: list[Confirmation] = []
        self._ended = 0

    def contradictions(self) -> None:
        """Refuse who is said to be two different things."""
        for entry in self._said.contradicted:
            places = self._said.places[entry.her_id]
            self._rows.refuse(entry, Reason.SAID_TWICE, places=places)

    # What becomes of it

    def clinics(self) -> None:
        """Plan each clinic that is said."""
        for her_id, entry in self._said.clinics.items():
            if her_id in self._rows.refused:
                continue
            if her_id in self._ground.at or her_id in self._said.people:
                self._rows.refuse(entry, Reason.OTHER_KIND)
                continue
            file = self._ground.present.get(her_id)
            if self._ground.is_outdated or (file and self._ground.is_older(file.clinic)):
                self._rows.refuse(entry, Reason.OLDER)
            elif file is None:
                self._new_clinic(entry)
            elif entry.is_mention:
                self._named_clinic(file.clinic, entry)
            else:
                becomes = file.clinic.model_copy(update=said(entry.facts) | self._ground.said_now)
                if becomes.is_reversed:
                    self._rows.refuse(entry, Reason.REVERSED)
                elif not self._become_clinic(file.clinic, becomes):
                    self._confirm(file.clinic, her_id)

    def _new_clinic(self, entry: ClinicEntry) -> None:
        facts = said(entry.facts)
        if not self._ground.is_active(entry.facts):
            self._ended += not entry.is_mention
            return
        clinic = Clinic(her_id=entry.her_id, **(facts | self._ground.said_now))
        self._drafts[entry.her_id].clinic = clinic
        self._rows.add(Mark.NEW, clinic, None)

    def _named_clinic(self, clinic: Clinic, entry: ClinicEntry) -> None:
        """Fill in what the same register has not said: others know less than the clinic itself."""
        if clinic.source != self._ground.origin.source:
            return
        new = {
            name: value for name, value in said(entry.facts).items() if not getattr(clinic, name)
        }
        becomes = clinic.model_copy(update=new)
        if not self._become_clinic(clinic, becomes) and says_all(entry.facts, facts_of(clinic)):
            self._confirm(clinic, clinic.her_id)

    def practitioners(self) -> None:
        """Plan each practitioner who is said."""
        for entry in self._said.people.values():
            if entry.her_id in self._rows.refused:
                continue
            has_clinic, refused = self._has_clinic(entry), self._rows.refused
            objection = objection_to(entry, self._ground, has_clinic=has_clinic, refused=refused)
            if objection:
                self._rows.refuse(entry, *objection)
                continue
            if self._is_open(entry):
                continue
            was = self._ground.practitioner(entry.her_id)
            facts = said(entry.facts) | self._ground.said_now
            if was and entry.her_id in self._unsaid:
                if "holds_list" in facts:
                    was = was.model_copy(update=_NOT_SAID)
                else:
                    facts |= _NOT_SAID
            becomes = (was or _unknown(entry)).model_copy(update=facts)
            if becomes.is_reversed:
                self._rows.refuse(entry, Reason.REVERSED)
                continue
            becomes = self._while_open(becomes, entry.clinic)
            if was is not None:
                if not self._become_person(was, becomes, entry.clinic):
                    self._confirm(was, entry.clinic)
            elif self._ground.is_active(becomes):
                self._drafts[entry.clinic].practitioners[entry.her_id] = becomes
                self._rows.add(Mark.NEW, becomes, entry.clinic)
            else:
                self._ended += 1

    def _is_open(self, entry: PractitionerEntry) -> bool:
        """Tell whether it is a question who somebody is, or another one has been said to be it."""
        candidates = same_person(entry, self._ground, self._said)
        right = [one.her_id for one in candidates if one.her_id in self._settled]
        if not candidates or entry.her_id in right:
            return False
        question = Question(candidates, self._clinic_name(entry.clinic), entry.facts.hpr_number)
        if right:
            self._rows.leave_out(entry, question, right[0])
        else:
            self._rows.ask(entry, question)
        return True

    def _clinic_name(self, her_id: int) -> str:
        draft, file = self._drafts.get(her_id), self._ground.present.get(her_id)
        clinic = (draft.clinic if draft else None) or (file.clinic if file else None)
        return clinic.name if clinic else ""

    def _has_clinic(self, entry: PractitionerEntry) -> bool:
        """Tell whether the clinic of a practitioner is there, or comes now."""
        draft = self._drafts.get(entry.clinic)
        return entry.clinic in self._ground.present or bool(draft and draft.clinic)

    def _while_open(self, person: Practitioner, clinic: int) -> Practitioner:
        """Return a practitioner as active no longer than the clinic is."""
        draft, file = self._drafts.get(clinic), self._ground.present.get(clinic)
        facts = (draft.clinic if draft else None) or (file.clinic if file else None)
        closes = facts.ends if facts else None
        if closes is None or (person.ends and person.ends <= closes):
            return person
        return ended(person, closes)

    def set_ups(self) -> None:
        """Plan what is set up with each practitioner of whom it is said."""
        known = {her_id for her_id in self._said.set_ups if self._place(her_id)}
        for her_id, said_of in self._said.set_ups.items():
            place = self._place(her_id)
            if place:
                self._set_up(*place, said_of)
            elif her_id not in self._rows.refused and not known.intersection(
                *(e.between for e in said_of)
            ):
                self._rows.refuse_set_up(said_of, Reason.NO_PRACTITIONER)

    def _set_up(self, clinic: int, person: Practitioner, said_of: list[SetUpEntry]) -> None:
        if is_outdated(person, said_of):
            self._rows.refuse_set_up(said_of, Reason.OLDER, clinic, person.name)
            return
        file = self._ground.present.get(clinic)
        offers = file.of(person.her_id).offers if file else ()
        becomes, offered = set_up_after(person, offers, said_of)
        was = self._ground.practitioner(person.her_id)
        changes = tuple(offer_changes(offers, offered))
        mark = self._mark(was, becomes) if was else Mark.NEW
        mark = Mark.CHANGED if mark is Mark.SAME and offers != offered else mark
        if mark is Mark.CHANGED and is_undated(person, said_of):
            self._rows.refuse_set_up(said_of, Reason.UNDATED, clinic, person.name)
            return
        if self._rows.add(mark, becomes, clinic, was, changes):
            self._drafts[clinic].practitioners[person.her_id] = becomes
            self._drafts[clinic].offers[person.her_id] = offered
        elif was and was.set_up_as_of and becomes.set_up_as_of:
            self._confirm_set_up(was, clinic, was.set_up_as_of, becomes.set_up_as_of)

    def _confirm(self, was: Clinic | Practitioner, clinic: int) -> None:
        """Note that what we have is said again, on a later day."""
        if self._ground.is_said_again(was) and was.as_of:
            self._confirmed.append(
                Confirmation(
                    clinic=clinic,
                    party=was.her_id,
                    set_up=False,
                    was=was.as_of,
                    as_of=self._ground.origin.as_of,
                )
            )

    def _confirm_set_up(self, person: Practitioner, clinic: int, was: date, as_of: date) -> None:
        if was < as_of:
            self._confirmed.append(
                Confirmation(clinic=clinic, party=person.her_id, set_up=True, was=was, as_of=as_of)
            )

    def _place(self, her_id: int) -> tuple[int, Practitioner] | None:
        """Return at which clinic a practitioner is, and what they become as far as is known."""
        entry = self._said.people.get(her_id)
        clinic = self._ground.at.get(her_id) or (entry.clinic if entry else None)
        draft = self._drafts.get(clinic) if clinic else None
        person = (draft and draft.practitioners.get(her_id)) or self._ground.practitioner(her_id)
        return (clinic, person) if clinic and person else None

    # What is not said any more

    def vanished_clinics(self) -> None:
        """Deactivate clinics that the same register had said before and says no more (rule R3)."""
        for her_id, file in self._ground.present.items():
            if self._ground.is_missing(file.clinic, is_said=her_id in self._said.clinics):
                self._become_clinic(file.clinic, self._ground.gone(file.clinic))

    def vanished_practitioners(self) -> None:
        """Deactivate those of whom the same register says no more that they are there."""
        for her_id, file in self._ground.present.items():
            for person in file.practitioners:
                is_said = person.her_id in self._said.people
                if self._ground.is_missing(person, is_said=is_said):
                    place = self._place(person.her_id)
                    now = place[1] if place else person
                    self._become_person(person, self._ground.gone(now), her_id)

    def leave_closed_clinics(self) -> None:
        """Deactivate those who work at a clinic from the day on which it closes."""
        for her_id, draft in list(self._drafts.items()):
            closes = draft.clinic.ends if draft.clinic else None
            file = self._ground.present.get(her_id)
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
            ClinicStep(
                clinic=her_id, version=self._ground.version(her_id), change=self._change(draft)
            )
            for her_id, draft in sorted(self._drafts.items())
            if draft.clinic or draft.practitioners
        )
        in_order = self._rows.in_order()
        active = [
            file for file in self._ground.present.values() if self._ground.is_active(file.clinic)
        ]
        gone = Counter(row.party for row in in_order if row.mark is Mark.DEACTIVATED)
        people = (p for file in self._ground.present.values() for p in file.practitioners)
        return Plan(
            origin=self._ground.origin,
            rows=tuple(in_order),
            steps=tuple(steps),
            vanishing=gone[Party.CLINIC],
            active=len(active),
            leaving=gone[Party.PRACTITIONER],
            working=sum(map(self._ground.is_active, people)),
            confirmations=tuple(self._confirmed),
            confirmed=len(self._confirmed),
            is_newest=self._ground.is_newest,
            ended=self._ended,
        )

    def _change(self, draft: _Draft) -> UpdateFromRegister:
        people = sorted(draft.practitioners.values(), key=lambda p: p.her_id)
        clinic = facts_of(draft.clinic) if draft.clinic else None
        offers = (
            OffersOf(practitioner=her_id, offers=offered)
            for her_id, offered in sorted(draft.offers.items())
        )
        return UpdateFromRegister(clinic=clinic, practitioners=tuple(people), offers=tuple(offers))

    def _become_clinic(self, was: Clinic, becomes: Clinic) -> bool:
        """Take what becomes of a clinic; tell whether anything does."""
        changes = self._rows.add(self._mark(was, becomes), becomes, None, was)
        if changes:
            self._drafts[was.her_id].clinic = becomes
        return changes

    def _become_person(self, was: Practitioner, becomes: Practitioner, clinic: int) -> bool:
        """Take what becomes of a practitioner; tell whether anything does."""
        changes = self._rows.add(self._mark(was, becomes), becomes, clinic, was)
        if changes:
            self._drafts[clinic].practitioners[was.her_id] = becomes
        return changes

    def _mark(self, was: RegisterFacts, becomes: RegisterFacts) -> Mark:
        if not field_changes(was.model_dump(), becomes.model_dump()):
            return Mark.SAME
        ends = self._ground.is_active(was) and not self._ground.is_active(becomes)
        return Mark.DEACTIVATED if ends else Mark.CHANGED


def _unknown(entry: PractitionerEntry) -> Practitioner:
    """Return a new practitioner before anything is said of them."""
    return Practitioner(
        her_id=entry.her_id,
        name=entry.facts.name,
        set_up=SetUp.UNKNOWN,
        holds_list=Known.UNKNOWN,
    )


_NOT_SAID = {"holds_list": Known.UNKNOWN}
