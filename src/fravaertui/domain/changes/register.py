"""A change that a register makes: what it says of a clinic and of those who work there."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from fravaertui.domain.changes.base import BaseChange, fields_of
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import HerId, Value
from fravaertui.domain.model import Clinic, ClinicFacts, Practitioner, ServiceOffer
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

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Put the facts in, and leave alone what is the desk's own."""
        clinic = file.clinic
        if self.clinic:
            clinic = clinic.model_copy(update=fields_of(self.clinic, ClinicFacts))
        gone = {*self.removed, *(p.her_id for p in self.practitioners)}
        stay = (p for p in file.practitioners if p.her_id not in gone)
        people = (*stay, *self.practitioners)
        offers = tuple(offer for offer in file.offers if offer.practitioner not in self._told)
        offers += tuple(offer for of in self.offers for offer in of.offers)
        return file.model_copy(update={"clinic": clinic, "practitioners": people, "offers": offers})

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


def facts_of(clinic: Clinic) -> ClinicFacts:
    """Return what registers say of a clinic, without what is the desk's own."""
    return ClinicFacts(**fields_of(clinic, ClinicFacts))


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
