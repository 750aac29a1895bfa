"""A list of absences saved as one batch, in turns with the same changes saved one by one."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from uuid import uuid4

from benchmarks.backend import submit
from benchmarks.figures import Baseline, Figure
from benchmarks.place import TODAY, Place
from benchmarks.timing import milliseconds
from fravaertui.backend.services.container import Services
from fravaertui.backend.store.database import open_database
from fravaertui.domain.changes import AddAbsence, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.batches import BatchRequest, BatchRow, ClinicState

CLINICS = 40
ROWS_EACH = 5
ROUNDS = 5
AT_MOST = 1.0
"""Times what the same changes take one by one."""

_AGENT = Agent(name="bench", role=Role.SUPERVISOR)


def lists(place: Place) -> list[Figure]:
    """Save lists in a copy of the country."""
    copy = place.home / "lists.db"
    shutil.copy(place.database, copy)
    services = Services(open_database(f"sqlite:///{copy}"))
    try:
        return [_saved(services, [clinic.her_id for clinic in place.directory.clinics])]
    finally:
        services.close()


def _saved(services: Services, clinics: Sequence[int]) -> Figure:
    weeks = count(100)  # beyond all absences that there are
    together: list[float] = []
    one_by_one: list[float] = []
    for number in range(ROUNDS + 1):  # the first is to warm up
        first = [next(weeks) for _ in range(ROWS_EACH)]
        alone = [next(weeks) for _ in range(ROWS_EACH)]
        batch = BatchRequest(id=uuid4(), rows=tuple(_rows(services, clinics, first)))
        ours = milliseconds(partial(_save, services, batch))
        singles = list(_rows(services, clinics, alone))
        theirs = milliseconds(partial(_submit_all, services, singles))
        if number:
            together.append(ours)
            one_by_one.append(theirs)
    name = f"a list of {CLINICS * ROWS_EACH} rows at {CLINICS} clinics saved"
    baseline = Baseline("its rows one by one", one_by_one)
    return Figure(name, "ms", together, baseline, limit=AT_MOST, of_baseline=True)


def _rows(services: Services, clinics: Sequence[int], weeks: Sequence[int]) -> Iterator[BatchRow]:
    """Yield a row for each of the weeks, at clinics as they are now."""
    for clinic in clinics[:CLINICS]:
        file = ClinicFile.model_validate_json(services.clinics.document(clinic).content)
        for week in weeks:
            starts = TODAY + timedelta(weeks=week)
            change = AddAbsence(
                absence_id=uuid4(),
                practitioner=file.practitioners[0].her_id,
                starts=starts,
                ends=starts + timedelta(days=4),
                services=STANDARD_SERVICES,
                confirmed=("far_ahead", "closed_knowingly"),
            )
            request = ChangeRequest(changes=(change,))
            yield BatchRow(id=uuid4(), clinic=clinic, version=file.version, request=request)


def _save(services: Services, batch: BatchRequest) -> None:
    said = services.lists.save(_AGENT, batch).clinics
    refused = [one.problem for one in said if one.state is not ClinicState.SAVED]
    if refused:
        raise RuntimeError(f"{len(refused)} clinics were not saved: {refused[0]}")


def _submit_all(services: Services, rows: Sequence[BatchRow]) -> None:
    later: dict[int, int] = {}
    for row in rows:
        done = later.get(row.clinic, 0)
        [change] = row.request.changes
        submit(services, row.clinic, row.version + done, change)
        later[row.clinic] = done + 1
