"""How often one address may ask."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fravaertui.backend.middleware import rate_limit as rate_limits
from fravaertui.backend.middleware.rate_limit import RateLimit


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@example(waits=[1.1613596613487855, 96.0, 99.66437000715807, 0.0], per_minute=1)
@given(waits=st.lists(st.floats(0, 100), max_size=40), per_minute=st.integers(1, 100))
def test_nobody_gets_more_than_a_full_bucket_and_what_has_run_into_it(
    waits: list[float], per_minute: int
) -> None:
    clock = Clock()
    rate_limit = RateLimit(per_minute, clock)
    allowed = 0
    for wait in waits:
        clock.seconds += wait
        told_to_wait = rate_limit.retry_after("192.0.2.1")
        allowed += told_to_wait == 0
        assert allowed <= per_minute + clock.seconds * per_minute / 60 + 1e-6
        if told_to_wait:
            clock.seconds += told_to_wait
            assert rate_limit.retry_after("192.0.2.1") == 0
            allowed += 1


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("a:strange:name", "another:one", False),
    ],
)
def test_an_rate_limit_is_one_customers(one: str, other: str, shared: bool) -> None:
    rate_limit = RateLimit(1)
    assert rate_limit.retry_after(one) == 0
    assert bool(rate_limit.retry_after(other)) is shared


def test_0_is_without_limit() -> None:
    rate_limit = RateLimit(0)
    assert not any(rate_limit.retry_after("192.0.2.1") for _ in range(1000))


def test_there_is_an_end_to_the_addresses_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_ADDRESSES", 2)
    rate_limit = RateLimit(1, Clock())
    assert [rate_limit.retry_after(f"192.0.2.{n}") for n in (1, 2, 3)] == [0, 0, 0]
    assert [bool(rate_limit.retry_after(f"192.0.2.{n}")) for n in (3, 2, 1)] == [True, True, False]
