"""What an agent wants, as values: each change can be checked, made and taken back.

A kind of change is one class, with its record's fields. The screen previews with them and the
backend decides with them, so nothing is decided twice.
"""

from fravaertui.domain.changes.absences import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    DeleteAbsence,
    EndAbsence,
    SplitAbsence,
    amendment,
    removal,
)
from fravaertui.domain.changes.clinic import (
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
)
from fravaertui.domain.changes.conflicts import conflict
from fravaertui.domain.changes.register import SetOffers, UpdateFromRegister
from fravaertui.domain.changes.request import (
    MOST_CHANGES,
    Change,
    ChangeRequest,
    Outcome,
    evaluate,
    inverse,
)
from fravaertui.domain.changes.substitutes import (
    REPORTED_STEPS,
    AmendSubstitute,
    ConfirmStep,
    RemoveSubstitute,
    SetSubstitute,
    SubstituteChange,
    cover_removal,
)

__all__ = [
    "MOST_CHANGES",
    "REPORTED_STEPS",
    "AbsenceChange",
    "AddAbsence",
    "AmendAbsence",
    "AmendSubstitute",
    "Change",
    "ChangeRequest",
    "ConfirmStep",
    "DeleteAbsence",
    "EndAbsence",
    "Outcome",
    "RemoveSubstitute",
    "ReportEpjState",
    "SetEpjVendor",
    "SetOffers",
    "SetPatientInformation",
    "SetSubstitute",
    "SplitAbsence",
    "SubstituteChange",
    "UpdateFromRegister",
    "amendment",
    "conflict",
    "cover_removal",
    "evaluate",
    "inverse",
    "removal",
]
