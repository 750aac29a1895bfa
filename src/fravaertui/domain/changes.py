"""What an agent wants, as values: each change can be checked, applied and undone.

`checks` says why a change may not be made, `applying` makes it, `composing` gives the changes
that take it back. The screen previews with them and the backend decides with them, so nothing
is decided twice.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from fravaertui.domain.model import (
    CaseReference,
    Day,
    HerId,
    HprNumber,
    Known,
    Name,
    PatientInformation,
    Services,
    Source,
    Step,
    Value,
    VendorCode,
    Version,
)
from fravaertui.domain.violations import Confirmation


class _Change(Value):
    confirmed: tuple[Confirmation, ...] = ()


class AddAbsence(_Change):
    """Register an absence; `practitioner` None is the whole clinic. The id is the sender's.

    A record that is put back keeps its `source`.
    """

    kind: Literal["add_absence"] = "add_absence"
    absence_id: UUID
    practitioner: HerId | None
    starts: Day
    ends: Day
    services: Services
    source: Source = Source.DESK


class AmendAbsence(_Change):
    """Give an absence other days or services."""

    kind: Literal["amend_absence"] = "amend_absence"
    absence_id: UUID
    starts: Day
    ends: Day
    services: Services


class EndAbsence(_Change):
    """End a started absence early, yesterday at the earliest («åpne igjen i dag»)."""

    kind: Literal["end_absence"] = "end_absence"
    absence_id: UUID
    last_day: Day


class SplitAbsence(_Change):
    """Make two absences of one, the second from a day on; the citizen sees no difference."""

    kind: Literal["split_absence"] = "split_absence"
    absence_id: UUID
    on: Day
    new_id: UUID


class DeleteAbsence(_Change):
    """Remove an absence that has no past day."""

    kind: Literal["delete_absence"] = "delete_absence"
    absence_id: UUID


class SetSubstitute(_Change):
    """Register who serves a practitioner's patients; the end may be open (rule S5)."""

    kind: Literal["set_substitute"] = "set_substitute"
    substitute_id: UUID
    practitioner: HerId
    name: Name
    hpr_number: HprNumber | None = None
    her_id: HerId | None = None
    own_list: Known = Known.UNKNOWN
    starts: Day
    ends: Day | None = None
    services: Services


class AmendSubstitute(_Change):
    """Give a substitute's cover other days or services."""

    kind: Literal["amend_substitute"] = "amend_substitute"
    substitute_id: UUID
    starts: Day
    ends: Day | None
    services: Services


class RemoveSubstitute(_Change):
    """Remove a substitute whose cover has no past day."""

    kind: Literal["remove_substitute"] = "remove_substitute"
    substitute_id: UUID


class ConfirmStep(_Change):
    """Record what the caller tells about a step of a substitute's set-up.

    With `puts_back` it takes that back, as a part of a revert only: what had been told before
    stands again, older though it is.
    """

    kind: Literal["confirm_step"] = "confirm_step"
    substitute_id: UUID
    step: Step
    known: Known
    seen_on: Day
    puts_back: bool = False


class ReportEpjState(_Change):
    """Record what was seen in the EPJ: whether services are switched off there.

    With `puts_back` it takes a report back, as a part of a revert only: what was seen before
    stands again, older though it is, and None is that nothing had been.
    """

    kind: Literal["report_epj_state"] = "report_epj_state"
    practitioner: HerId
    services: Services
    switched_off: bool | None
    seen_on: Day
    puts_back: bool = False


class SetPatientInformation(_Change):
    """Write the clinic's own text to its citizens."""

    kind: Literal["set_patient_information"] = "set_patient_information"
    text: PatientInformation


class SetEpjVendor(_Change):
    """Record which EPJ the clinic uses; empty is not known."""

    kind: Literal["set_epj_vendor"] = "set_epj_vendor"
    vendor: VendorCode


AbsenceChange = AddAbsence | AmendAbsence | EndAbsence | SplitAbsence | DeleteAbsence
SubstituteChange = SetSubstitute | AmendSubstitute | RemoveSubstitute | ConfirmStep
ClinicChange = ReportEpjState | SetPatientInformation | SetEpjVendor
Change = Annotated[AbsenceChange | SubstituteChange | ClinicChange, Field(discriminator="kind")]


class ChangeRequest(Value):
    """One or more changes to a clinic, all or nothing, perhaps for a case.

    `reverts` names the version that an earlier request made, when these changes take that back.
    """

    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=200)]
    case_reference: CaseReference | None = None
    reverts: Version | None = None
