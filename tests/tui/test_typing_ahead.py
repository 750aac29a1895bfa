"""Keys that come in one packet, as over a slow line, do what they would have done one by one."""

import pytest
from textual import events
from textual.message import Message
from textual.message_pump import MessagePump

from fravaertui.client import Busy, Endpoint
from fravaertui.tui.forms.absence import AbsenceForm
from tests.client.servers import problem, serving
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver, Seconds
from tests.tui.held import held
from tests.tui.servers import Proxy


async def test_a_clinic_and_a_form_in_one_burst(opening: Opening, size: tuple[int, int]) -> None:
    async with opening(size) as agent:
        await agent.burst(*"/ddfl", "enter", *"nbo", "tab", *"uke 28", "tab", *"uke 30", "tab", "a")
        assert agent.title == "Legg til fravær"
        assert agent.practitioner == "Bo Berg"
        assert (agent.value("starts"), agent.value("ends")) == ("uke 28", "uke 30")
        assert len(agent.ticked) == 4


async def test_from_the_search_to_the_saved_absence_in_one_burst(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size) as agent:
        await agent.burst(
            *"/ddfl", "enter", *"nper", "tab", *"u28-30", "tab", "tab", "a", "ctrl+s", "plus"
        )
        assert agent.title == "Fravær"
        assert agent.row.startswith("Per Vikar 12.07.2027 01.08.2027")
        assert "tirsdag 13. juli 2027" in agent.words


async def test_keys_typed_before_the_first_paint_are_not_lost(opening: Opening) -> None:
    async with opening(NARROW, settle=False) as agent:
        await agent.burst(*"/ddfl", "enter", *"nbo", "tab", *"uke 28")
        assert agent.title == "Legg til fravær"
        assert agent.practitioner == "Bo Berg"
        assert agent.value("starts") == "uke 28"


async def test_keys_wait_for_a_slow_directory_and_a_slow_clinic(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    proxy.shut("GET")
    async with (
        serving(proxy) as server,
        opening(NARROW, connect=lambda: Endpoint(server.url), settle=False) as agent,
    ):
        agent.send(*"/ddfl", "enter", *"nbo", "tab", *"uke 28")
        await agent.until(lambda: bool(agent.app._awaited))
        proxy.open()
        await agent.settle()
        assert agent.title == "Legg til fravær"
        assert agent.practitioner == "Bo Berg"
        assert agent.value("starts") == "uke 28"


async def test_keys_meant_for_a_clinic_that_does_not_come_are_dropped(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    proxy.answer("/clinics/", problem(500, "internal", detail="Feil."))
    async with (
        serving(proxy) as server,
        opening(size, connect=lambda: Endpoint(server.url)) as agent,
    ):
        await agent.burst(*"/ddfl", "enter", *"dj", *"nqq")
        assert agent.is_open
        assert agent.title == "Fravær"
        assert "Virksomheten kunne ikke hentes." in agent.words
        assert not proxy.writes
        await agent.press("h")
        assert agent.note == "Virksomheten kunne ikke hentes."


async def test_W6_a_clinic_that_comes_late_takes_no_keys_from_a_search(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    """It could not be fetched, and comes with contact, while another is looked for."""
    proxy = Proxy(backend.endpoint)
    proxy.answer("/clinics/", problem(500, "internal", detail="Feil."))
    async with (
        serving(proxy) as server,
        opening(size, connect=lambda: Endpoint(server.url)) as agent,
    ):
        await agent.burst(*"/ddfl", "enter")
        await agent.burst(*"/fag")
        proxy.open()
        agent.workbench.loader.make_contact()
        await agent.settle()
        await agent.burst(*"ersta")
        assert agent.value("find") == "fagersta"


async def test_whoever_waits_can_leave(opening: Opening, backend: Backend) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url)) as agent,
    ):
        proxy.shut("/clinics/")
        agent.send(*"/ddfl", "enter", *"dj")
        await agent.until(lambda: bool(agent.app._awaited))
        agent.send("ctrl+q")
        await agent.until(lambda: not agent.is_open)
        assert not proxy.writes
        proxy.open()


async def test_letters_for_a_search_without_hits_are_no_commands(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.burst(*"/finnes ikke", "enter", *"qdj")
        assert agent.is_open
        assert agent.focus == "find"


async def test_keys_typed_while_it_is_saved_come_after(wide: Driver) -> None:
    await wide.press("down")
    await wide.press("d")
    wide.seconds.at += Seconds.PAUSE
    await wide.burst("J", "h")
    assert wide.title == "Fravær"
    assert len(wide.absences) == 2, "h came after the deletion: one running and one ended"


async def test_keys_typed_behind_a_save_that_fails_are_dropped(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        proxy.answer("POST", problem(503, "unavailable"))
        await agent.burst("n", *"per", "tab", *"uke 28", "tab", "tab", "a", "ctrl+s", *"qdj")
        assert agent.is_open
        assert agent.title == "Legg til fravær"
        assert agent.value("starts") == "uke 28"


@pytest.mark.parametrize("answer", [{}, {"answer": Busy("busy")}], ids=["comes", "fails"])
async def test_keys_behind_a_save_wait_for_it_whatever_else_is_answered(
    opening: Opening, answer: dict[str, object]
) -> None:
    async with opening(WIDE, clinic="ddfl") as agent:
        with (
            held(agent.app.gateway, "clinic", **answer) as again,
            held(agent.app.gateway, "save") as save,
        ):
            agent.send("r", "n", *"per", "tab", *"u28-30", "tab", "tab", "a", "ctrl+s", "plus")
            await agent.until(save.asked.is_set)
            again.release()
            await agent.until(lambda: not any(w.group == "clinic" for w in agent.app.workers))
            save.release()
            await agent.settle()
        assert agent.title == "Fravær"
        assert "tirsdag 13. juli 2027" in agent.words


async def test_keys_that_come_just_when_the_waiting_ends_take_turns(wide: Driver) -> None:
    """The end of the wait is told behind keys that the app has not looked at yet."""
    wide.app.pause_keys("clinic")
    for key in (events.Key("n", "n"), events.Key("tab", None), events.Key("7", "7")):
        wide.app.post_message(key)
    wide.app.resume_keys("clinic")
    await wide.settle()
    assert wide.value("starts") == "7"


async def test_leaving_with_keys_still_waiting_is_no_crash(wide: Driver) -> None:
    await wide.burst("q", *"jjjddd", "enter", *"nnn")
    assert not wide.is_open
    assert wide.app.return_code in (0, None)


async def test_a_question_typed_past_is_not_answered(wide: Driver) -> None:
    await wide.burst("d", "d", "d", "enter", "enter")
    assert wide.title == "Åpne igjen i dag?"


async def test_a_long_burst_keeps_every_key_in_its_place(wide: Driver) -> None:
    text = "".join(chr(ord("a") + n % 26) for n in range(60))
    await wide.press("n")
    await wide.go_to("case_reference")
    await wide.type(text)
    assert wide.value("case_reference") == text


async def test_the_next_field_is_the_same_before_a_form_has_its_places(
    opening: Opening, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = tuple(spec.name for spec in AbsenceForm.FIELDS if spec.name != "months")
    orders = set()
    dispatch = MessagePump._dispatch_message

    async with opening(size, clinic="ddfl") as agent:

        async def looking(pump: MessagePump, message: Message) -> None:
            chain = [widget.id for widget in agent.app.screen.focus_chain]
            orders.add(tuple(field for field in chain if field in fields))
            await dispatch(pump, message)

        with monkeypatch.context() as during:
            during.setattr(MessagePump, "_dispatch_message", looking)
            await agent.burst(*"nastrid", "enter", *"uke 28", "enter")
        assert agent.focus == "ends"
    assert orders == {(), fields}


@pytest.mark.parametrize(
    "keys",
    ["t /", "t tab /", "t question_mark /", "t ctrl+f", "L /", "w /", "H d /", "K escape /"],
)
async def test_W6_a_name_typed_after_the_key_of_the_search_is_searched_for_wherever_that_is(
    wide: Driver, keys: str
) -> None:
    """And is no row of commands of the screen that was open, nor of the one below."""
    *opened, find = keys.split()
    await wide.press(*opened)
    await wide.burst(find, *"hagen")
    assert wide.app.screen is wide.workbench
    assert wide.focus == "find"
    assert wide.value("find") == "hagen"


async def test_W6_what_is_not_saved_is_not_left_for_a_search_and_the_name_does_nothing(
    wide: Driver,
) -> None:
    await wide.press("n", "f1")
    help_page = wide.app.screen
    await wide.burst("slash", *"hagen")
    assert wide.app.screen is help_page
    assert "Gjør ferdig eller gå ut av det du holder på med først." in wide.words
    await wide.press("escape", "escape", "K")
    await wide.type("katalog.json")
    await wide.press("escape")
    await wide.burst("slash", *"fuq")
    assert wide.note.endswith("Gjør ferdig eller gå ut av det du holder på med først.")
    assert wide.focus == "import-rows"
