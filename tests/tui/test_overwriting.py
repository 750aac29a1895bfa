"""What a colleague saved is never overwritten unseen, whatever kind of change it is (W1)."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ChangeRequest,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Known, Step
from fravaertui.session.gateway import ChangedMeanwhile, Gateway
from tests.tui.conftest import TODAY, Backend, Colleague, her_id_of, planned_of

FIRST, LAST = date(2027, 7, 12), date(2027, 7, 18)
COVER, RUNNING, NEW = UUID(int=71), UUID(int=72), UUID(int=73)
ONE = ("timebestilling",)
Making = Callable[[ClinicFile], Change]


def bo(file: ClinicFile) -> int:
    return her_id_of("Bo Berg", file)


def substitute(file: ClinicFile, name: str = "Siv Testvik", **values: object) -> SetSubstitute:
    usual = {
        "substitute_id": COVER,
        "practitioner": bo(file),
        "name": name,
        "starts": FIRST,
        "services": ONE,
    }
    return SetSubstitute.model_validate(usual | values)


def information(text: str) -> Making:
    return lambda _: SetPatientInformation(text=text)


def vendor(code: str) -> Making:
    return lambda _: SetEpjVendor(vendor=code)


def told(known: Known, step: Step = Step.REGISTERED_IN_EPJ) -> Making:
    return lambda _: ConfirmStep(substitute_id=COVER, step=step, known=known, seen_on=TODAY)


def in_epj(switched_off: bool) -> Making:
    return lambda file: ReportEpjState(
        practitioner=bo(file), services=ONE, switched_off=switched_off, seen_on=TODAY
    )


def amended(ends: date, services: tuple[str, ...] = ONE) -> Making:
    def make(file: ClinicFile) -> Change:
        absence = planned_of("Bo Berg", file)
        return AmendAbsence(
            absence_id=absence.id, starts=absence.starts, ends=ends, services=services
        )

    return make


def cover_amended(ends: date) -> Making:
    return lambda _: AmendSubstitute(substitute_id=COVER, starts=FIRST, ends=ends, services=ONE)


def removed(_: ClinicFile) -> Change:
    return RemoveSubstitute(substitute_id=COVER)


def deleted(file: ClinicFile) -> Change:
    return DeleteAbsence(absence_id=planned_of("Bo Berg", file).id)


def added(file: ClinicFile) -> Change:
    return AddAbsence(
        absence_id=NEW, practitioner=bo(file), starts=FIRST, ends=LAST, services=("ekontakt",)
    )


def reopened(_: ClinicFile) -> Change:
    return EndAbsence(absence_id=RUNNING, last_day=date(2026, 11, 21))


def split(file: ClinicFile) -> Change:
    absence = planned_of("Bo Berg", file)
    return SplitAbsence(absence_id=absence.id, on=date(2026, 12, 14), new_id=NEW)


def shortened(_: ClinicFile) -> Change:
    return AmendAbsence(
        absence_id=RUNNING, starts=date(2026, 11, 20), ends=date(2026, 11, 25), services=ONE
    )


@pytest.fixture
async def ola(backend: Backend) -> AsyncIterator[Colleague]:
    """Return a colleague at DDFL Test, who has set a substitute and an absence that runs."""
    async with backend.another_agent() as ola:
        file = await ola.file()
        await ola.change(substitute(file))
        await ola.change(
            AddAbsence(
                absence_id=RUNNING,
                practitioner=her_id_of("Per Vikar", file),
                starts=date(2026, 11, 20),
                ends=date(2026, 11, 30),
                services=ONE,
            )
        )
        yield ola


@pytest.fixture
async def kari(backend: Backend) -> AsyncIterator[Gateway]:
    """Return an agent's gateway."""
    gateway = Gateway(lambda: backend.endpoint)
    yield gateway
    await gateway.close()


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        pytest.param(information("Ring oss."), information("Stengt."), id="information"),
        pytest.param(information("Ring oss."), information(""), id="information-taken-away"),
        pytest.param(vendor("cgm"), vendor("infodoc"), id="vendor"),
        pytest.param(told(Known.YES), told(Known.NO), id="step"),
        pytest.param(told(Known.YES), removed, id="step-of-what-is-removed"),
        pytest.param(in_epj(True), in_epj(False), id="EPJ"),
        pytest.param(amended(date(2026, 12, 15)), amended(date(2026, 12, 18)), id="absence"),
        pytest.param(amended(date(2026, 12, 18)), split, id="absence-split"),
        pytest.param(amended(date(2026, 12, 18)), deleted, id="absence-deleted"),
        pytest.param(shortened, reopened, id="absence-ended"),
        pytest.param(
            cover_amended(date(2027, 7, 20)), cover_amended(date(2027, 7, 25)), id="cover"
        ),
        pytest.param(cover_amended(date(2027, 7, 20)), removed, id="cover-removed"),
    ],
)
async def test_W1_what_a_colleague_saved_is_not_overwritten_unseen(
    kari: Gateway, ola: Colleague, theirs: Making, ours: Making
) -> None:
    seen = await ola.file()
    await ola.change(theirs(seen))
    saved = await ola.file()
    with pytest.raises(ChangedMeanwhile) as raised:
        await kari.save(ChangeRequest(changes=(ours(seen),)), seen, TODAY)
    assert raised.value.newer == saved == await ola.file()


@pytest.mark.parametrize(
    "ours",
    [
        pytest.param(lambda file: substitute(file, own_list=Known.YES), id="own-list"),
        pytest.param(lambda file: substitute(file, name="Siri Testvik"), id="name"),
    ],
)
@pytest.mark.parametrize(
    "then",
    [
        pytest.param(told(Known.YES), id="step"),
        pytest.param(cover_amended(date(2027, 7, 25)), id="amended"),
        pytest.param(removed, id="removed"),
    ],
)
async def test_W1_what_is_said_of_a_substitute_is_not_said_of_another(
    kari: Gateway, ola: Colleague, ours: Making, then: Making
) -> None:
    """The same record, of whom something else is known now."""
    seen = await ola.file()
    await ola.change(removed(seen))
    await ola.change(ours(seen))
    with pytest.raises(ChangedMeanwhile):
        await kari.save(ChangeRequest(changes=(then(seen),)), seen, TODAY)
    assert (await ola.file()).version == seen.version + 2


@pytest.mark.parametrize(
    "ours",
    [
        pytest.param(information("Stengt."), id="information"),
        pytest.param(vendor("infodoc"), id="vendor"),
        pytest.param(told(Known.NO), id="step"),
        pytest.param(in_epj(False), id="EPJ"),
        pytest.param(amended(date(2026, 12, 18)), id="absence"),
        pytest.param(added, id="absence-new"),
        pytest.param(split, id="absence-split"),
        pytest.param(deleted, id="absence-deleted"),
        pytest.param(reopened, id="absence-ended"),
        pytest.param(cover_amended(date(2027, 7, 25)), id="cover"),
        pytest.param(removed, id="cover-removed"),
    ],
)
async def test_W1_what_a_colleague_did_to_something_else_stops_nothing(
    kari: Gateway, ola: Colleague, ours: Making
) -> None:
    seen = await ola.file()
    await ola.add("Astrid Info", FIRST, LAST, STANDARD_SERVICES)
    saved = await kari.save(ChangeRequest(changes=(ours(seen),)), seen, TODAY)
    assert saved.after.version == seen.version + 2
