"""When contact fails: what is sent again, what never is twice, and what is said (W1, W3)."""

from pathlib import Path

import pytest

from fravaertui.client import (
    AnswerLost,
    Busy,
    Client,
    Endpoint,
    Fault,
    Timeouts,
    Unreachable,
)
from fravaertui.texts.catalogue import screen_words
from tests.client.servers import (
    Reply,
    answer,
    hangs_up,
    never_answers,
    problem,
    resets,
    serving,
    trickles,
)
from tests.client.test_calls import FILE, HER_ID, REQUEST

THREE_TRIES = Timeouts(connect=0.5, read=0.15, whole=0.3, pauses=(0.0, 0.0))
AFTER = FILE.model_copy(update={"version": 8})
SAVED = answer(200, AFTER.model_dump_json(), etag='"8"')
BUSY = problem(503, "busy")
GATEWAY = answer(502, "<h1>Bad Gateway</h1>", kind="text/html")

LOSING = [
    pytest.param(hangs_up, id="hangs-up"),
    pytest.param(resets, id="resets"),
    pytest.param(never_answers, id="never-answers"),
    pytest.param(trickles, id="trickles"),
    pytest.param(GATEWAY, id="502"),
    pytest.param(problem(503, "unavailable"), id="503"),
    pytest.param(answer(504, ""), id="504"),
]


@pytest.mark.parametrize("losing", LOSING)
async def test_a_write_whose_answer_was_lost_is_sent_again_with_the_same_key(
    losing: Reply,
) -> None:
    async with serving(losing, SAVED) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        assert await api.submit(HER_ID, REQUEST, 7, "key-12345") == AFTER
        await api.aclose()
    first, second = server.received
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "key-12345"
    assert first.headers["if-match"] == second.headers["if-match"]
    assert first.body == second.body


@pytest.mark.parametrize("losing", LOSING)
async def test_after_the_last_try_nothing_is_claimed_about_a_write(losing: Reply) -> None:
    async with serving(losing) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(AnswerLost):
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()
    assert len(server.received) == 3
    assert {request.headers["idempotency-key"] for request in server.received} == {"key-12345"}


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(answer(200, "<html>Logg inn</html>", kind="text/html"), id="html"),
        pytest.param(answer(200, b" " * 10 * 2**20), id="10-MB"),
        pytest.param(answer(500, "oh"), id="500-in-no-words"),
    ],
)
async def test_an_answer_to_a_write_that_is_not_understood_is_a_lost_answer(reply: Reply) -> None:
    async with serving(reply) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(AnswerLost):
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()
    assert len(server.received) == 1


async def test_a_fault_told_first_is_a_fault_but_after_a_lost_answer_it_proves_nothing() -> None:
    broken = problem(500, "internal")
    async with serving(broken) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(Fault):
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()
    async with serving(hangs_up, broken) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(AnswerLost):
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()


async def test_a_busy_backend_has_done_nothing_unless_an_answer_was_lost_before() -> None:
    """It has waited as long as makes sense itself, so nothing is sent again behind her back."""
    async with serving(BUSY, SAVED) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(Busy) as busy:
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        assert len(server.received) == 1
        assert "nothing was done" in busy.value.sentence(screen_words("en"))
        assert await api.submit(HER_ID, REQUEST, 7, "key-12345") == AFTER
        await api.aclose()
    async with serving(hangs_up, BUSY) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(AnswerLost):
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()


@pytest.mark.parametrize("losing", [hangs_up, resets, GATEWAY])
async def test_a_read_is_tried_again_when_contact_fails(losing: Reply) -> None:
    async with serving(losing, losing, SAVED) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        assert await api.clinic(HER_ID) == AFTER
        await api.aclose()
    assert len(server.received) == 3


@pytest.mark.parametrize("slow", [never_answers, trickles])
async def test_a_read_that_takes_too_long_is_given_up_at_once(slow: Reply) -> None:
    async with serving(slow) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(Unreachable):
            await api.clinic(HER_ID)
        await api.aclose()
    assert len(server.received) == 1


async def test_a_preview_is_no_write() -> None:
    async with serving(hangs_up) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(Unreachable):
            await api.preview(HER_ID, REQUEST)
        await api.aclose()


@pytest.mark.parametrize("socket", [True, False])
async def test_a_write_that_was_never_sent_is_not_a_lost_answer(
    socket: bool, tmp_path: Path
) -> None:
    async with serving(SAVED) as gone:
        pass
    where = Endpoint(gone.url, tmp_path / "no.sock" if socket else None)
    api = Client(where, timeouts=THREE_TRIES)
    with pytest.raises(Unreachable):
        await api.submit(HER_ID, REQUEST, 7, "key-12345")
    await api.aclose()


@pytest.mark.parametrize("url", ["http://ø..no", "http://999.999.999.999"])
async def test_an_address_that_leads_nowhere_is_unreachable(url: str) -> None:
    api = Client(Endpoint(url), timeouts=Timeouts(pauses=()))
    with pytest.raises(Unreachable):
        await api.health()
    await api.aclose()


async def test_contact_comes_back_by_itself() -> None:
    async with serving(hangs_up, hangs_up, hangs_up, SAVED) as server:
        api = Client(Endpoint(server.url), timeouts=THREE_TRIES)
        with pytest.raises(Unreachable):
            await api.clinic(HER_ID)
        assert await api.clinic(HER_ID) == AFTER
        await api.aclose()
