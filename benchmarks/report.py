"""The figures as a table, or as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.figures import Figure, Verdict

_HEADINGS = ("", "median", "best", "worst", "runs", "baseline", "×", "× best", "limit", "")


def table(about: str, groups: Mapping[str, Sequence[Figure]]) -> str:
    """Return all figures, group by group, and how many limits are kept."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for group, figures in groups.items():
        rows.append((group.upper(), *[""] * (len(_HEADINGS) - 1)))
        for before, figure in zip((None, *figures), figures, strict=False):
            again = before is not None and before.name == figure.name
            rows.append(("" if again else f"  {figure.name}", *_columns(figure)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_placed(row, widths)).rstrip() for row in rows]
    return "\n".join((about, "", *lines, "", _summary(groups)))


def as_json(about: str, groups: Mapping[str, Sequence[Figure]]) -> str:
    """Return all figures with all their samples."""
    documents = {name: [_document(figure) for figure in some] for name, some in groups.items()}
    return json.dumps({"about": about, **documents}, indent=2, ensure_ascii=False)


def _columns(figure: Figure) -> tuple[str, ...]:
    baseline = figure.baseline
    limit = "" if figure.limit is None else _number(figure.limit)
    return (
        f"{_number(figure.median)} {figure.unit:<3}",
        _number(figure.best),
        _number(figure.worst),
        str(len(figure.samples)),
        f"{baseline.name} {_number(baseline.median)}" if baseline else "",
        _number(figure.ratio),
        _number(figure.best_ratio),
        limit and f"{limit} {'×' if figure.of_baseline else figure.unit}",
        figure.verdict,
    )


def _placed(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    """The name and the verdict to the left, numbers to the right."""
    name, *numbers, verdict = zip(row, widths, strict=True)
    yield name[0].ljust(name[1])
    yield from (text.rjust(width) for text, width in numbers)
    yield verdict[0]


def _number(number: float | None) -> str:
    """Three digits that count, and no decimals over a hundred."""
    if number is None:
        return ""
    if abs(number) >= 100 or number == int(number):
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:.3g}"


def _summary(groups: Mapping[str, Sequence[Figure]]) -> str:
    verdicts = [f.verdict for figures in groups.values() for f in figures if f.limit is not None]
    counted = ", ".join(f"{verdicts.count(v)} {v.value}" for v in Verdict if v in verdicts)
    return "\n".join(
        (
            f"{len(verdicts)} limits: {counted}." if verdicts else "No limits here.",
            "×: our median in times the baseline's; × best: our best in times its best.",
            f"{Verdict.AT_BEST}: the best sample keeps the limit; measure on a quieter machine.",
        )
    )


def _document(figure: Figure) -> dict[str, object]:
    baseline = figure.baseline
    return {
        "name": figure.name,
        "unit": figure.unit,
        "median": figure.median,
        "best": figure.best,
        "worst": figure.worst,
        "samples": list(figure.samples),
        "baseline": baseline
        and {"name": baseline.name, "median": baseline.median, "samples": list(baseline.samples)},
        "ratio": figure.ratio,
        "best_ratio": figure.best_ratio,
        "limit": figure.limit,
        "limit_is_of_baseline": figure.of_baseline,
        "verdict": figure.verdict,
    }
