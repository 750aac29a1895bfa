"""The rows of a planned list as they are sent to be saved (rule L3)."""

from collections.abc import Iterable

from fravaertui.domain.absence_list import ListAnswers, ListPlan, row_uuid
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import BatchRow


def batch_rows(
    plan: ListPlan, answers: ListAnswers, files: Iterable[ClinicFile]
) -> tuple[BatchRow, ...]:
    """Return the rows that change something; `files` are the clinics that the plan was made on.

    A row is for the case that a table gives it, else for that of the whole list.
    """
    versions = {file.clinic.her_id: file.version for file in files}
    return tuple(
        BatchRow(
            id=row_uuid(answers.list_id, row.id),
            clinic=row.clinic,
            version=versions[row.clinic],
            request=ChangeRequest(
                changes=row.changes, case_reference=row.entry.case or answers.case
            ),
        )
        for row in plan.changing
        if row.clinic is not None
    )
