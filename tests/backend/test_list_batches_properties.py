"""Whatever list is saved and whatever others do then, taking it back leaves what is theirs (W8)."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    Change,
    ChangeRequest,
    DeleteAbsence,
    SetPatientInformation,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import Clinic, Practitioner, ServiceOffer
from fravaertui.domain.records import facts, is_same
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.batches import BatchRequest, BatchRow, ClinicState
from fravaertui.protocol.history import HistoryFilter
from tests.backend.records import NOW, OLA, TODAY, file_of, stored
from tests.domain.strategies import SERVICES, examples

SIRI = Agent(name="siri.sjef", role=Role.SUPERVISOR)

_numbers = count(8_500_001)


def clinic() -> ClinicFile:
    """A new clinic with two practitioners, so that examples share a database."""
    her_id, *people = (next(_numbers) for _ in range(3))
    return ClinicFile(
        version=1,
        clinic=Clinic(her_id=her_id, name=f"Test {her_id}"),
        practitioners=tuple(Practitioner(her_id=p, name=f"Lege {p}") for p in people),
        offers=tuple(ServiceOffer(practitioner=p, service=s) for p in people for s in SERVICES),
    )


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """Days close to each other, so that many collide; none is past, so that all can go back."""
    starts = TODAY + timedelta(days=draw(st.integers(0, 8)))
    return {
        "starts": starts,
        "ends": starts + timedelta(days=draw(st.integers(0, 4))),
        "services": tuple(draw(st.lists(st.sampled_from(SERVICES), min_size=1, unique=True))),
    }


@st.composite
def changes(draw: st.DrawFn, file: ClinicFile, known: list[UUID]) -> Change:
    """A new absence, or something done to one of those that are known."""
    kind = draw(st.sampled_from(("add", "add", "amend", "delete", "text")))
    if kind == "text":
        return SetPatientInformation(text=draw(st.sampled_from(("", "Ferie", "Stengt"))))
    if kind == "add" or not known:
        people = (*(p.her_id for p in file.practitioners), None)
        new = AddAbsence(
            absence_id=uuid4(), practitioner=draw(st.sampled_from(people)), **draw(terms())
        )
        known.append(new.absence_id)
        return new
    absence = draw(st.sampled_from(known))
    if kind == "amend":
        return AmendAbsence(absence_id=absence, **draw(terms()))
    return DeleteAbsence(absence_id=absence)


def made(services: Services, file: ClinicFile, change: Change) -> None:
    """Let another agent make a change, if the rules allow it."""
    request = ChangeRequest(changes=(change,))
    services.clinics.submit(
        Submission(OLA, file.clinic.her_id, file.version, str(uuid4()), b"", request)
    )


def entries(services: Services, her_id: int) -> tuple[HistoryEntry, ...]:
    return services.clinics.history(her_id, HistoryFilter(limit=100)).entries


@given(data=st.data())
@examples(25)
def test_L3_W8_a_list_is_all_or_nothing_and_its_revert_touches_nothing_of_others(
    shared_engine: Engine, data: st.DataObject
) -> None:
    services = Services(shared_engine, lambda _: NOW)
    before = {file.clinic.her_id: file for file in (clinic(), clinic())}
    stored(shared_engine, before.values())
    known: dict[int, list[UUID]] = {her_id: [] for her_id in before}
    rows = []
    for _ in range(data.draw(st.integers(1, 5))):
        her_id = data.draw(st.sampled_from(sorted(before)))
        change = data.draw(changes(before[her_id], known[her_id]))
        request = ChangeRequest(changes=(change,))
        rows.append(BatchRow(id=uuid4(), clinic=her_id, version=1, request=request))
    batch = uuid4()
    for said in services.lists.save(SIRI, BatchRequest(id=batch, rows=tuple(rows))).clinics:
        asked = [c for row in rows if row.clinic == said.clinic for c in row.request.changes]
        outcome = evaluate(asked, before[said.clinic], TODAY)
        now = file_of(services, said.clinic)
        assert (said.state is ClinicState.REFUSED) is not outcome.allowed
        assert is_same(now, outcome.file)
        assert said.version == now.version == 1 + (said.state is ClinicState.SAVED)
    for her_id in before:
        for _ in range(data.draw(st.integers(0, 2))):
            file = file_of(services, her_id)
            made(services, file, data.draw(changes(file, known[her_id])))
    theirs = {
        her_id: {
            fact for e in entries(services, her_id) if e.batch != batch for fact in e.touched()
        }
        for her_id in before
    }
    left = {her_id: facts(file_of(services, her_id)) for her_id in before}
    if any(one.id == batch for one in services.batches.latest("list").batches):
        back = services.batches.revert(SIRI, batch)
        refused = {one.clinic for one in back.clinics if one.refused}
        for her_id, file in before.items():
            after = file_of(services, her_id)
            kept = facts(after)
            assert all(kept.get(fact) == left[her_id].get(fact) for fact in theirs[her_id])
            if her_id in refused:
                assert kept == left[her_id], "it stays whole where it can't be taken back"
            elif not theirs[her_id]:
                assert is_same(after, file)
    services.executor.stop()
