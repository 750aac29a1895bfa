"""What registers say of a clinic and of those who work there, and what the desk says instead."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal, Self

from fravaertui.domain.changes.base import BaseChange, fields_of
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Day, HerId, Services, Value
from fravaertui.domain.model import Clinic, ClinicFacts, Practitioner, ServiceOffer, SetUp
from fravaertui.domain.records import Identity
from fravaertui.domain.violations import Violation


class OffersOf(Value):
    """All that one practitioner offers."""

    practitioner: HerId
    offers: tuple[ServiceOffer, ...] = ()


class UpdateFromRegister(BaseChange):
    """Put what a register says in the place of what it said before (rule R1).

    `clinic` is None when nothing is said of the clinic itself. `practitioners` are those who come
    or of whom something else is said, and `offers` what some of them offer from now on; those in
    `removed` have never been at the clinic, which only taking an import back can find out.
    """

    kind: Literal["update_from_register"] = "update_from_register"
    clinic: ClinicFacts | None = None
    practitioners: tuple[Practitioner, ...] = ()
    offers: tuple[OffersOf, ...] = ()
    removed: tuple[HerId, ...] = ()

    may_be_asked_for: ClassVar[bool] = False

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The clinic's facts, and the practitioners."""
        clinic = [("clinic", name) for name in ClinicFacts.model_fields] if self.clinic else []
        people = (*(p.her_id for p in self.practitioners), *self.removed)
        offers = (("offers", offer) for of in self.offers for offer in of.offers)
        return (*clinic, *(("practitioners", her_id) for her_id in people), *offers)

    def check(self, file: ClinicFile, _today: date) -> tuple[Violation, ...]:
        """Refuse to remove anyone whom other records are about."""
        about = _spoken_of(file, self._told)
        if any(her_id in about for her_id in self.removed):
            return (Violation("practitioner_in_use", "practitioner"),)
        return ()

    @property
    def withdraws(self) -> bool:
        """Tell whether nothing is known of the clinic any more, as taking an import back says."""
        return bool(self.clinic and self.clinic.withdrawn)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Put the facts in, and leave alone what is the desk's own.

        A clinic where the desk has written something stays, even when nothing else is known of it.
        """
        clinic = file.clinic
        if self.clinic:
            clinic = clinic.model_copy(update=fields_of(self.clinic, ClinicFacts))
        gone = {*self.removed, *(p.her_id for p in self.practitioners)}
        stay = (p for p in file.practitioners if p.her_id not in gone)
        people = (*stay, *self.practitioners)
        offers = tuple(offer for offer in file.offers if offer.practitioner not in self._told)
        offers += tuple(offer for of in self.offers for offer in of.offers)
        after = file.model_copy(update={"practitioners": people, "offers": offers})
        if clinic.withdrawn and _is_used(after):
            clinic = clinic.model_copy(update={"withdrawn": False})
        return after.model_copy(update={"clinic": clinic})

    @property
    def _told(self) -> set[int]:
        return {of.practitioner for of in self.offers}

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[UpdateFromRegister]":
        """What was said before; those who came with it go again."""
        theirs = {p.her_id for p in self.practitioners}
        return (
            UpdateFromRegister(
                clinic=facts_of(before.clinic) if self.clinic else None,
                practitioners=_of(before, {*theirs, *self.removed}),
                offers=tuple(
                    OffersOf(practitioner=p, offers=before.of(p).offers) for p in sorted(self._told)
                ),
                removed=tuple(h for h in sorted(theirs) if not before.has_practitioner(h)),
            ),
        )


class KnownSetUp(Value):
    """What is known of a practitioner's services, and from what."""

    set_up: SetUp
    set_up_as_of: Day | None = None
    offers: tuple[ServiceOffer, ...] = ()


class SetOffers(BaseChange):
    """Write down all that a practitioner offers on Helsenorge, as the clinic or the vendor says.

    Only as long as no agreement is known, which says it better. `puts_back` is what was known
    before, as a part of a revert only.
    """

    kind: Literal["set_offers"] = "set_offers"
    practitioner: HerId
    services: Services
    puts_back: KnownSetUp | None = None

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The practitioner, whose services are known now."""
        return (("practitioners", self.practitioner),)

    def practitioner_among(self, _practitioners: object) -> int:
        """The practitioner whose services they are."""
        return self.practitioner

    def check(self, file: ClinicFile, _today: date) -> tuple[Violation, ...]:
        """Refuse where an agreement has said it."""
        if not file.has_practitioner(self.practitioner):
            return (Violation("no_such_practitioner", "practitioner"),)
        person = file.practitioner(self.practitioner)
        if person.set_up is SetUp.AGREEMENT and person.set_up_as_of and not self.puts_back:
            return (Violation("offers_by_agreement", "services", (person.set_up_as_of,)),)
        return ()

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Let these be offered, those that were known to be just as they were, and no other."""
        person, records = file.practitioner(self.practitioner), file.of(self.practitioner)
        known = records.offers_by_service if person.set_up is SetUp.DESK else {}
        offers = tuple(
            offer
            for service in self.services
            for offer in known.get(
                service, (ServiceOffer(practitioner=person.her_id, service=service),)
            )
        )
        becomes = self.puts_back or KnownSetUp(set_up=SetUp.DESK, offers=offers)
        person = person.model_copy(update=fields_of(becomes, Practitioner))
        told = OffersOf(practitioner=person.her_id, offers=becomes.offers)
        return UpdateFromRegister(practitioners=(person,), offers=(told,)).apply(file)

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[SetOffers]":
        """What was known before."""
        person = before.practitioner(self.practitioner)
        known = KnownSetUp(
            set_up=person.set_up,
            set_up_as_of=person.set_up_as_of,
            offers=before.of(person.her_id).offers,
        )
        return (self.model_copy(update={"puts_back": known}),)

    def as_asked_for(self) -> Self:
        """Return the change without `puts_back`, which only a revert may use."""
        return self.model_copy(update={"puts_back": None})


def facts_of(clinic: Clinic) -> ClinicFacts:
    """Return what registers say of a clinic, without what is the desk's own."""
    return ClinicFacts(**fields_of(clinic, ClinicFacts))


def _is_used(file: ClinicFile) -> bool:
    """Tell whether anybody is there, or the desk has written anything."""
    own = (file.clinic.patient_information, file.clinic.epj_vendor)
    records = (file.practitioners, file.absences, file.substitutes, file.epj_states)
    return any(own) or any(records)


def _of(file: ClinicFile, her_ids: Iterable[int]) -> tuple[Practitioner, ...]:
    return tuple(file.practitioner(h) for h in sorted(her_ids) if file.has_practitioner(h))


def _spoken_of(file: ClinicFile, told: set[int]) -> set[int | None]:
    """Return whom records are about that stay; the offers of those in `told` don't."""
    return {
        *(absence.practitioner for absence in file.absences),
        *(substitute.practitioner for substitute in file.substitutes),
        *(state.practitioner for state in file.epj_states),
        *({offer.practitioner for offer in file.offers} - told),
    }
