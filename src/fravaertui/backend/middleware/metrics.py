"""What is counted, for Prometheus; the library's text format at `/metrics`."""

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


_Counting = tuple[Callable[[], None], Callable[[float], None]]


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        """Start from nothing."""
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        labels = ("method", "route", "status")
        self._answers = Counter(
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
        # Looking a counter up takes longer than counting.
        self._counting = cache(self._make_counting)
        self._pages = Counter(
            "fravaertui_citizen_pages",
            "Citizens' pages asked for, by whether one was kept.",
            ("kept",),
            registry=self._registry,
        )
        self.page_kept = self._pages.labels("yes").inc
        self.page_made = self._pages.labels("no").inc

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; `route` is the declared one, or their number would have no end."""
        known = method if method in _METHODS else "other"
        count, observe = self._counting(known, route, status)
        count()
        observe(seconds)

    def _make_counting(self, method: str, route: str, status: int) -> _Counting:
        answers = self._answers.labels(method, route, str(status))
        return answers.inc, self._seconds.labels(method, route).observe

    def watch(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a figure that is read when it is asked for."""
        Gauge(f"fravaertui_{name}", about, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
