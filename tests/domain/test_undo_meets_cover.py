"""Taking a change back is stopped by a substitute who has come since (rules A5, W2)."""

from datetime import date
from uuid import UUID

from fravaertui.domain.changes import DeleteAbsence, SetSubstitute, evaluate, inverse
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Clinic, Practitioner

TODAY = date(2026, 11, 22)
ABSENCE = Absence(
    id=UUID(int=1),
    practitioner=11,
    starts=date(2026, 12, 1),
    ends=date(2026, 12, 9),
    services=("ekontakt",),
)
COVER = SetSubstitute(
    substitute_id=UUID(int=2),
    practitioner=11,
    name="Per Vikar",
    starts=date(2026, 11, 25),
    ends=date(2026, 12, 20),
    services=("ekontakt",),
)


def test_A5_an_undo_does_not_close_what_a_substitute_has_come_to_cover() -> None:
    before = ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, organisation_number="100100673", name="DDFL Test"),
        practitioners=(Practitioner(her_id=11, name="Astrid Info"),),
        absences=(ABSENCE,),
    )
    deletion = (DeleteAbsence(absence_id=ABSENCE.id),)
    undo = inverse(deletion, before, TODAY)
    alone = evaluate(deletion, before, TODAY).file
    assert evaluate(undo, alone, TODAY).allowed
    covered = evaluate([COVER], alone, TODAY).file
    (violation,) = evaluate(undo, covered, TODAY).violations
    assert violation.code == "substitute_covers"
