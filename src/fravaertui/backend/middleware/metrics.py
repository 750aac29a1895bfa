"""Metrics for Prometheus, in its text format at `/metrics`."""

from collections.abc import Callable
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


_Counters = tuple[Callable[[], None], Callable[[float], None]]


class Metrics:
    """The metrics of one server."""

    def __init__(self) -> None:
        """Start at zero, in a registry of its own."""
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        labels = ("method", "route", "status")
        self._requests = Counter(
            "fravaertui_requests",
            "Requests answered.",
            labels,
            registry=self._registry,
        )
        self._seconds = Histogram(
            "fravaertui_request_seconds",
            "Seconds from a request's arrival until its answer began.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        # Looking up a labelled counter takes longer than counting.
        self._counters = cache(self._make_counters)
        self._pages = Counter(
            "fravaertui_citizen_pages",
            "Citizens' pages asked for, by whether one was kept.",
            ("kept",),
            registry=self._registry,
        )
        self.page_hit = self._pages.labels("yes").inc
        self.page_miss = self._pages.labels("no").inc

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a response; `route` is the declared path, to keep the number of labels small."""
        known = method if method in _METHODS else "other"
        count, observe = self._counters(known, route, status)
        count()
        observe(seconds)

    def _make_counters(self, method: str, route: str, status: int) -> _Counters:
        answers = self._requests.labels(method, route, str(status))
        return answers.inc, self._seconds.labels(method, route).observe

    def add_gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a figure that is read whenever the metrics are."""
        Gauge(f"fravaertui_{name}", about, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)
