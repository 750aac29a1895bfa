"""Limiting how often one address may send requests: a token bucket for each address."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil

MOST_ADDRESSES = 10_000
"""Addresses remembered; the one that has been silent longest is dropped first."""

_ROUNDING = 1e-6
"""Of a request: a client that waited as long as asked is allowed, despite rounding."""

_IPV6_NETWORK_BITS = 64
"""The part of an IPv6 address that one customer has: they can vary the rest at will."""


class RateLimit:
    """A number of requests per minute from each address, at any pace within the minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow so many; 0 means no limit. `clock` gives seconds."""
        self._most = per_minute
        self._per_second = per_minute / 60
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def retry_after(self, address: str) -> int:
        """Count a request from the address; return 0 if it is allowed, else the seconds to wait."""
        if not self._most:
            return 0
        key, now = _network(address), self._clock()
        left, then = self._left.pop(key, (float(self._most), now))
        left = min(self._most, left + (now - then) * self._per_second)
        allowed = left >= 1 - _ROUNDING
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if allowed else ceil((1 - left) / self._per_second)


def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return address
    return str(ip.ipv4_mapped or int(ip) >> (128 - _IPV6_NETWORK_BITS))
