"""What was measured: samples, beside a baseline's and against a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class Verdict(StrEnum):
    """How it stands with a limit."""

    MET = "met"
    AT_BEST = "at best"
    """The least sample keeps the limit and the median does not: measure on a quiet machine."""
    NOT_MET = "NOT MET"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What ours is compared with, by name."""

    name: str
    samples: Sequence[float]

    @property
    def median(self) -> float:
        """The sample in the middle."""
        return median(self.samples)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured several times.

    A limit is in the figure's own unit, or in times the baseline when it is `of_baseline`.
    """

    name: str
    unit: str
    samples: Sequence[float]
    baseline: Baseline | None = None
    limit: float | None = None
    of_baseline: bool = False
    most_is_best: bool = False

    @property
    def median(self) -> float:
        """The sample in the middle."""
        return median(self.samples)

    @property
    def best(self) -> float:
        """The sample least disturbed by whatever else the machine did."""
        return self._best(self.samples)

    @property
    def worst(self) -> float:
        """The sample most disturbed, or the one with most to do."""
        return min(self.samples) if self.most_is_best else max(self.samples)

    @property
    def ratio(self) -> float | None:
        """Our median in times the baseline's."""
        return self.median / self.baseline.median if self.baseline else None

    @property
    def best_ratio(self) -> float | None:
        """Our best in times the baseline's best."""
        return self.best / self._best(self.baseline.samples) if self.baseline else None

    @property
    def verdict(self) -> Verdict:
        """Whether the limit is kept."""
        at_median, at_best = (
            (self.ratio, self.best_ratio) if self.of_baseline else (self.median, self.best)
        )
        if self.limit is None or at_median is None or at_best is None:
            return Verdict.NONE
        if at_median <= self.limit:
            return Verdict.MET
        return Verdict.AT_BEST if at_best <= self.limit else Verdict.NOT_MET

    def _best(self, samples: Sequence[float]) -> float:
        return max(samples) if self.most_is_best else min(samples)
