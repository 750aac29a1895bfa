"""What an import changes is on open screens by itself, and nothing typed or chosen is lost (W3)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fravaertui.backend.services import batch_changes
from fravaertui.client import Client
from tests.registers.register_files import as_json, organisation, person
from tests.tui.conftest import DDFL, Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.test_contact import fill_in


async def import_parties(api: Client, folder: Path, *parties: dict[str, Any]) -> None:
    """Import parties, as a colleague does."""
    file = folder / "katalog.json"
    file.write_bytes(as_json(parties))
    plan = await api.imports.plan([file])
    await api.imports.apply(plan.id, consent=False)


def hits(agent: Driver) -> Sequence[str]:
    return [row.strip() for row in agent.rows("hits")]


async def test_W3_a_clinic_that_comes_is_found_at_once_and_what_is_typed_stays(
    agent: Driver, backend: Backend, tmp_path: Path
) -> None:
    await agent.press("slash")
    await agent.type("testbygda")
    assert not any("Testbygda" in hit for hit in hits(agent))
    async with backend.another_agent() as ola:
        await import_parties(ola.api, tmp_path, organisation(), person())
        await agent.until(lambda: "Testbygda legekontor" in hits(agent))
    assert agent.value("find") == "testbygda"
    await agent.press("enter")
    await agent.until(lambda: "Testine Testesen" in agent.words)


async def test_W3_an_import_at_the_clinic_that_is_open_keeps_the_form(
    wide: Driver, backend: Backend, tmp_path: Path
) -> None:
    await fill_in(wide)
    async with backend.another_agent() as ola:
        await import_parties(ola.api, tmp_path, organisation(DDFL, DisplayName="Nytt navn"))
        await wide.until(lambda: "oppdaterte virksomheten fra et register" in wide.note)
        await wide.until(lambda: "Nytt navn" in wide.header)
    assert wide.value("starts") == "uke 28"


async def test_W3_many_clinics_at_once_are_found_too_while_none_is_open(
    opening: Opening, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_changes, "MOST_EVENTS", 0)
    async with opening(WIDE) as agent, backend.another_agent() as ola:
        await agent.type("testbygda")
        await import_parties(ola.api, tmp_path, organisation(), person())
        await agent.until(lambda: "Testbygda legekontor" in hits(agent))
        assert agent.value("find") == "testbygda"
