"""A colleague saves at the same clinic, whatever the agent is in the middle of (W3, W4)."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from fravaertui.domain.changes import RemoveSubstitute, SetPatientInformation
from tests.tui.conftest import Backend
from tests.tui.driver import Driver
from tests.tui.test_contact import fill_in

Beginning = Callable[[Driver], Awaitable[object]]


def keys(*pressed: str) -> Beginning:
    return lambda agent: agent.press(*pressed)


def filled(opening: str, **fields: str) -> Beginning:
    """Open a form by a key, or by several with blanks between, and fill fields of it in."""

    async def begin(agent: Driver) -> None:
        await agent.press(*opening.split())
        for name, text in fields.items():
            await agent.fill(name, text)

    return begin


async def covered(agent: Driver) -> None:
    """Have the ways out offered: an absence on what a substitute covers (rule A5)."""
    await agent.press("v", "n")
    await agent.fill("name", "Siv Testvik")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    await agent.press("escape", "n")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")


async def leaving(agent: Driver) -> None:
    """Be asked whether to throw away what is typed."""
    await agent.press("n")
    await agent.fill("starts", "uke 28")
    await agent.press("escape")


FORMS: dict[str, Beginning] = {
    "new": keys("n"),
    "new-date": filled("n", starts="uke 28"),
    "new-case": filled("n", case_reference="SAK 1"),
    "new-case-too-long": filled("n", case_reference="x" * 65),
    "new-date-not-understood": filled("n", starts="tulledag"),
    "new-end-before-start": filled("n", starts="12.7.2027", ends="11.7.2027"),
    "new-complete": fill_in,
    "amend": keys("down", "e"),
    "amend-typed": filled("down e", ends="20.12.2026"),
    "amend-not-understood": filled("down e", ends="tulledag"),
    "extend": filled("f", ends="+14"),
    "cover": keys("v", "n"),
    "cover-name": filled("v n", name="Siv"),
    "cover-number": filled("v n", hpr_number="tolv"),
    "information": keys("m"),
    "information-typed": filled("m", text="Ring oss."),
    "information-too-long": filled("m", text="x" * 201),
    "information-control-codes": filled("m", text="a\u202eb\u0007c"),
    "palette-over-form": keys("n", "ctrl+p"),
    "help-over-form": keys("n", "f1"),
    "leaving-asked": leaving,
    "ways-out": covered,
}
OTHERS: dict[str, Beginning] = {
    "list": keys("down"),
    "question": keys("d"),
    "history": keys("H"),
    "known": keys("H", "d"),
    "reading": keys("w"),
    "day": keys("p", "1", "2"),
    "substitutes": keys("v"),
    "search": keys("slash", "f"),
    "palette": keys("ctrl+p"),
    "triage": keys("t"),
    "triage-asking": keys("t", "i", "S"),
    "vendors": keys("L"),
    "vendor-form": filled("L e", source="noen"),
    "read-back": keys("y"),
}


def typed(agent: Driver) -> object:
    form = agent.workbench.middle.form
    return (form.typed.starts, form.typed.ends, form.case_reference)


@pytest.mark.parametrize("state", FORMS)
async def test_W4_an_open_form_stays_and_it_is_said_who_did_what(
    wide: Driver, backend: Backend, state: str
) -> None:
    await FORMS[state](wide)
    title, before = wide.title, typed(wide)
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        await wide.until(lambda: "ola.nordmann la til fravær for Per Vikar" in wide.words)
        await wide.settle()
        assert wide.is_open
        assert wide.title == title
        assert typed(wide) == before
        await ola.delete("Bo Berg")
        await wide.until(lambda: "slettet fraværet til Bo Berg" in wide.words)
        await wide.settle()
    assert wide.is_open
    assert wide.title == title
    if not state.startswith("amend"):
        assert typed(wide) == before


async def test_W6_an_untouched_form_stays_when_its_record_changes_and_takes_what_is_typed(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("m")
    title = wide.title
    async with backend.another_agent() as ola:
        await ola.change(SetPatientInformation(text="Vi har flyttet."))
        await wide.until(lambda: "ola.nordmann" in wide.words)
        await wide.settle()
    assert wide.title == title
    assert "Vi har flyttet." in wide.words
    await wide.press("escape")
    assert wide.title != title, "nothing was typed, so nothing is asked"
    await wide.press("m", "H", "e", "i")
    assert wide.title == title


async def test_W1_a_way_out_that_no_longer_does_what_it_showed_leads_back_to_the_form(
    wide: Driver, backend: Backend
) -> None:
    await covered(wide)
    async with backend.another_agent() as ola:
        cover = next(s for s in (await ola.file()).substitutes if s.name == "Siv Testvik")
        await ola.change(RemoveSubstitute(substitute_id=cover.id))
        await wide.until(lambda: "ola.nordmann" in wide.words)
    await wide.press("1", "J")
    assert wide.title == "Legg til fravær"
    await wide.press("ctrl+s")
    assert "Lagret: " in wide.note


@pytest.mark.parametrize("state", OTHERS)
async def test_W3_whatever_else_is_open_lives_on(
    wide: Driver, backend: Backend, state: str
) -> None:
    await OTHERS[state](wide)
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        await ola.delete("Bo Berg")
        version = (await ola.file()).version
        bench = wide.workbench
        await wide.until(lambda: bench.live._known_version == version)
        await wide.settle()
    assert wide.is_open
    await wide.press(*["escape"] * 4)
    assert wide.is_open
