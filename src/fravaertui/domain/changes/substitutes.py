"""Changes to substitutes and their set-up, and why they may not be made: rules S3, S5 and A5."""

from datetime import date
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes.base import BaseChange, fields_of
from fravaertui.domain.changes.conflicts import confirmed_before, new_conflicts
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY, Day
from fravaertui.domain.model import (
    Known,
    Step,
    StepReport,
    Substitute,
    SubstituteDetails,
    SubstituteTerms,
)
from fravaertui.domain.records import Identity
from fravaertui.domain.violations import Field, Violation

REPORTED_STEPS = frozenset(
    {
        Step.VENDOR_OFFERS,
        Step.PRACTITIONER_OVERVIEW,
        Step.OWN_PROCESSES,
        Step.REGISTERED_IN_EPJ,
        Step.VENDOR_DEMANDS,
        Step.OWN_LIST,
    }
)
"""The steps a caller can tell about; the others the tool sees for itself (rule S3)."""


class _AboutSubstitute(BaseChange):
    substitute_id: UUID

    @classmethod
    def of(cls, substitute: Substitute, **values: Any) -> Self:
        """Return the change that gives a substitute these values, and all others as they are."""
        return cls.model_validate(
            {"substitute_id": substitute.id, **fields_of(substitute, cls), **values}
        )

    @property
    def record(self) -> UUID:
        """The substitute."""
        return self.substitute_id

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The substitute."""
        return (("substitutes", self.substitute_id),)

    def missing(self, file: ClinicFile) -> tuple[Violation, ...]:
        """Return that there is no such substitute, if so."""
        if any(s.id == self.substitute_id for s in file.substitutes):
            return ()
        return (Violation("no_such_substitute", "substitute"),)


class SetSubstitute(SubstituteDetails, _AboutSubstitute):
    """Register who serves a practitioner's patients; the end may be open (rule S5)."""

    kind: Literal["set_substitute"] = "set_substitute"
    covers_services: ClassVar[bool] = True

    def to_substitute(self) -> Substitute:
        """Return the substitute that the change registers."""
        return Substitute(id=self.substitute_id, **fields_of(self, Substitute))

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Hold it against rules S5 and A5; nobody is their own substitute."""
        practitioner = next((p for p in file.practitioners if p.her_id == self.practitioner), None)
        if any(s.id == self.substitute_id for s in file.substitutes):
            return (Violation("substitute_exists", "substitute"),)
        if practitioner is None:
            return (Violation("no_such_practitioner", "practitioner"),)
        same_person = self.hpr_number is not None and self.hpr_number == practitioner.hpr_number
        if same_person or self.her_id == practitioner.her_id:
            return (Violation("self_substitution", "name"),)
        if self.hpr_number is None and _same_name(self.name, practitioner.name):
            return (Violation("substitute_of_same_name", "name"),)
        return _days(self, today) or _closed(self, self.to_substitute(), None, file, today)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Add the substitute."""
        return file.model_copy(update={"substitutes": (*file.substitutes, self.to_substitute())})

    def inverse(
        self, _before: ClinicFile, today: date
    ) -> "tuple[AmendSubstitute | RemoveSubstitute]":
        """Remove the substitute, or end the cover when it has past days."""
        return (cover_removal(self.to_substitute(), today),)

    def practitioner_among(self, _practitioners: object) -> int:
        """The practitioner whose patients are served."""
        return self.practitioner


class AmendSubstitute(SubstituteTerms, _AboutSubstitute):
    """Give a substitute's cover other days or services."""

    kind: Literal["amend_substitute"] = "amend_substitute"
    covers_services: ClassVar[bool] = True

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Hold it against rules S5 and A5; what is past stays as it was."""
        missing = self.missing(file)
        if missing:
            return missing
        before = file.substitute(self.substitute_id)
        problems = self._rewritten_past(before, today)
        if problems or (self.ends and self.ends < self.starts):
            return problems
        return _closed(self, self._after(before), before, file, today)

    def _rewritten_past(self, before: Substitute, today: date) -> tuple[Violation, ...]:
        if before.starts >= today:
            problems = _days(self, today)
            if not problems and self.starts < today:
                problems = (Violation("starts_in_past", "starts", (today,), substitute=before),)
            return problems
        yesterday = today - ONE_DAY
        if self.starts != before.starts:
            return (_read_only("starts", before.starts, before),)
        if self.services != before.services:
            return (_read_only("services", yesterday, before),)
        past = (before.ends or LATEST_DAY, self.ends or LATEST_DAY)
        if min(past[0], yesterday) != min(past[1], yesterday):
            return (_read_only("ends", yesterday, before),)
        return ()

    def _after(self, before: Substitute) -> Substitute:
        values = fields_of(before, Substitute) | fields_of(self, Substitute)
        return Substitute.model_validate(values)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Put the substitute with its new terms in the place of the one that was."""
        before = file.substitute(self.substitute_id)
        others = tuple(s for s in file.substitutes if s.id != before.id)
        return file.model_copy(update={"substitutes": (*others, self._after(before))})

    def inverse(self, before: ClinicFile, today: date) -> "tuple[AmendSubstitute]":
        """Give the substitute its terms again."""
        substitute = before.substitute(self.substitute_id)
        confirmed = confirmed_before(substitute, before, today)
        return (AmendSubstitute.of(substitute, confirmed=confirmed),)


class RemoveSubstitute(_AboutSubstitute):
    """Remove a substitute whose cover has no past day."""

    kind: Literal["remove_substitute"] = "remove_substitute"

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Refuse it when the cover has begun."""
        missing = self.missing(file)
        if missing:
            return missing
        before = file.substitute(self.substitute_id)
        if before.starts >= today:
            return ()
        days = (before.starts,)
        return (Violation("cover_is_ended_not_removed", "substitute", days, substitute=before),)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Remove the substitute and what was noted of its set-up."""
        before = file.substitute(self.substitute_id)
        others = tuple(s for s in file.substitutes if s.id != before.id)
        reports = tuple(r for r in file.step_reports if r.substitute != before.id)
        return file.model_copy(update={"substitutes": others, "step_reports": reports})

    def inverse(self, before: ClinicFile, today: date) -> "tuple[SetSubstitute | ConfirmStep, ...]":
        """Register the substitute again, from today on, with what was noted of its set-up."""
        substitute = before.substitute(self.substitute_id)
        restored = SetSubstitute.of(
            substitute,
            starts=max(substitute.starts, min(today, substitute.ends or today)),
            confirmed=confirmed_before(substitute, before, today),
        )
        return (restored, *confirmations(before, substitute.id, substitute.id))


class ConfirmStep(_AboutSubstitute):
    """Record what the caller tells about a step of a substitute's set-up.

    With `puts_back` it takes that back, as a part of a revert only: what had been told before
    stands again, older though it is.
    """

    kind: Literal["confirm_step"] = "confirm_step"
    step: Step
    known: Known
    seen_on: Day
    puts_back: bool = False

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """What is noted of the step."""
        return (("step_reports", (self.substitute_id, self.step)),)

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Hold it against rule S3."""
        missing = self.missing(file)
        if missing:
            return missing
        if self.step not in REPORTED_STEPS:
            return (Violation("step_is_seen", "substitute"),)
        if self.seen_on > today:
            return (Violation("seen_in_future", "starts", (self.seen_on, today)),)
        told = file.step_report(self.substitute_id, self.step)
        if told and told.seen_on > self.seen_on and not self.puts_back:
            return (Violation("told_since", "substitute", (told.seen_on,)),)
        return ()

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Note it; what is not known is not noted."""
        about = (self.substitute_id, self.step)
        others = tuple(r for r in file.step_reports if (r.substitute, r.step) != about)
        known = () if self.known is Known.UNKNOWN else (self.to_report(),)
        return file.model_copy(update={"step_reports": (*others, *known)})

    def to_report(self) -> StepReport:
        """Return what is noted."""
        return StepReport(substitute=self.substitute_id, **fields_of(self, StepReport))

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[ConfirmStep]":
        """Note again what had been noted before."""
        noted = before.step_report(self.substitute_id, self.step)
        values = fields_of(noted, ConfirmStep) if noted else {"known": Known.UNKNOWN}
        return (self.model_copy(update={**values, "puts_back": True}),)

    def as_asked_for(self) -> Self:
        """Return the change without `puts_back`, which only a revert may use."""
        return self.model_copy(update={"puts_back": False})


SubstituteChange = SetSubstitute | AmendSubstitute | RemoveSubstitute | ConfirmStep


def cover_removal(substitute: Substitute, today: date) -> AmendSubstitute | RemoveSubstitute:
    """Return what removing means: whole without a past day, ended yesterday with one."""
    if substitute.starts >= today:
        return RemoveSubstitute(substitute_id=substitute.id)
    return AmendSubstitute.of(substitute, ends=today - ONE_DAY)


def confirmations(file: ClinicFile, noted_of: UUID, substitute_id: UUID) -> tuple[ConfirmStep, ...]:
    """Return the changes that note of a substitute's set-up all that is noted of another's."""
    return tuple(
        ConfirmStep(substitute_id=substitute_id, **fields_of(report, ConfirmStep))
        for report in file.step_reports
        if report.substitute == noted_of
    )


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _days(terms: SubstituteTerms, today: date) -> tuple[Violation, ...]:
    if terms.ends is None:
        return ()
    if terms.ends < terms.starts:
        return (Violation("cover_ends_before_starts", "ends", (terms.starts, terms.ends)),)
    if terms.ends < today:
        return (Violation("past_only", "ends", (terms.ends, today)),)
    return ()


def _closed(
    change: BaseChange,
    after: Substitute,
    before: Substitute | None,
    file: ClinicFile,
    today: date,
) -> tuple[Violation, ...]:
    """Return the absences that would close what the substitute covers, but not those that did."""
    found = new_conflicts(after, before, file, today)
    return tuple(v for v in found if v.confirmation not in change.confirmed)


def _read_only(field: Field, day: date, before: Substitute) -> Violation:
    return Violation("cover_past", field, (day,), substitute=before)
