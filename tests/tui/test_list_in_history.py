"""A list in a clinic's history: one entry, taken back there as one (rules L4, W8)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from fravaertui.domain.changes import AddAbsence, ChangeRequest, SetPatientInformation
from fravaertui.protocol.batches import BatchRow
from tests.tui.conftest import DDFL, Backend, her_id_of
from tests.tui.driver import Driver

SPRING = date(2027, 4, 5)
BATCH = UUID(int=13)


async def test_L4_a_list_is_one_entry_and_u_takes_back_this_clinics_part(
    agent: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        before = await ola.file()
        weeks = [SPRING + timedelta(weeks=n) for n in range(3)]
        rows = [
            BatchRow(
                id=uuid4(),
                clinic=DDFL,
                version=before.version,
                request=ChangeRequest(
                    changes=(
                        AddAbsence(
                            absence_id=uuid4(),
                            practitioner=her_id_of("Bo Berg", before),
                            starts=week,
                            ends=week + timedelta(days=4),
                            services=("timebestilling",),
                        ),
                    )
                ),
            )
            for week in weeks
        ]
        elsewhere = await ola.api.clinic(
            next(c.her_id for c in (await ola.api.directory()).clinics if c.her_id != DDFL)
        )
        text = SetPatientInformation(text="Se lista")
        rows.append(
            BatchRow(
                id=uuid4(),
                clinic=elsewhere.clinic.her_id,
                version=elsewhere.version,
                request=ChangeRequest(changes=(text,)),
            )
        )
        said, there = (await ola.api.batches.save(BATCH, rows)).clinics
        assert said.version == before.version + 1
        assert there.version == elsewhere.version + 1
        await agent.press("H")
        [told] = agent.entries
        assert "ola.nordmann" in told
        assert "3 fravær lagt til fra en liste: Bo Berg 05.04–09.04.2027" in told
        await agent.press("u")
        asked = agent.says("reading")
        assert "3 fravær lagt til fra en liste" in asked
        assert "Den er del av en samlet endring ved 2 virksomheter" in asked
        assert f"fravaertui batch revert {BATCH} tar tilbake alt" in asked
        await agent.press("J")
        after = await ola.file()
        assert after.absences == before.absences
        reversal = (await ola.api.batches.revert(BATCH, dry_run=True)).clinics
        here = next(one for one in reversal if one.clinic == DDFL)
        assert [one.code for one in here.refused] == ["reverted_already"]
