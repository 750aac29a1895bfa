"""An import on the screen: the plan kind by kind, batches, and what taking one back would do."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fravaertui.domain.directory.plan import Mark, Party, PlanRow
from fravaertui.protocol.batches import Batch
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.texts.batches import (
    batch_counts,
    batch_phrase,
)
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.dates import moment_phrase
from fravaertui.texts.register_refusals import refused_record_sentence
from fravaertui.texts.registers import (
    candidate_phrase,
    count_phrase,
    field_sentences,
    invented_sentence,
    left_sentence,
    missing_sentence,
    plan_heading,
    question_place,
    row_sentence,
    unread_columns_remark,
    unread_columns_sentence,
)
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, Part, cells, line


class Kind(NamedTuple):
    """What becomes of a party: its sign, which differs without colour too, and its look."""

    sign: str
    look: Look


KINDS: dict[Mark, Kind] = {
    Mark.NEW: Kind("+", "open"),
    Mark.CHANGED: Kind("~", "accent"),
    Mark.DEACTIVATED: Kind("−", "warning"),
    Mark.SAME: Kind("=", "dim"),
    Mark.REFUSED: Kind("!", "error"),
    Mark.QUESTION: Kind("?", "warning"),
}


def plan_title(plan: ImportPlan, words: Words) -> Line:
    """Return who says it as of when, and in which files."""
    as_of, *_ = plan_heading(plan, words)
    return line(f"  {as_of}", (f" · {', '.join(plan.files)}", "dim"), wrap=False)


def kinds_lines(plan: ImportPlan, shown: Mark, words: Words, width: int) -> list[Line]:
    """Return how many become what, each with the key that lists them; the listed one stands out."""
    rows: list[list[Part]] = [[]]
    for number, (mark, kind) in enumerate(KINDS.items(), 1):
        count = plan.count(mark)
        if mark is Mark.QUESTION and not count:
            continue
        look: Look = "plain" if count else "dim"
        listed = mark is shown
        parts: list[Part] = [
            (f"  {number} ", "key"),
            (f"{kind.sign} ", kind.look),
            (count_phrase(mark, count, words), "strong" if listed else look),
            (" ◂" if listed else "", "strong"),
        ]
        if cells([*rows[-1], *parts]) > width:
            rows.append([])
        rows[-1] += parts
    return [line(*parts, wrap=False) for parts in rows]


def plan_remarks(plan: ImportPlan, whole_key: str, refused_key: str, words: Words) -> list[Line]:
    """Return what has to be known of the files to understand the plan."""
    _, _, _, *remarks = plan_heading(plan, words)
    remarks += filter(None, [missing_sentence(plan.origin, whole_key, words)])
    if plan.passed_over:
        remarks.append(
            words.plural(
                "{n} other party was passed over.",
                "{n} other parties were passed over.",
                plan.passed_over,
            )
        )
    warnings = (
        invented_sentence(plan, words),
        left_sentence(plan, words),
        unread_columns_remark(plan, refused_key, words),
    )
    warned = [line((said, "warning")) for said in warnings if said]
    return [*warned, *(line((remark, "dim")) for remark in remarks)]


def unreadable_sentence(file: Path, error: OSError, words: Words) -> str:
    """Return which file can't be read and why, and where a path begins that doesn't say so."""
    why = os_error_phrase(error, words)
    sentence = words("{file} can't be read: {why}.", file=str(file), why=why)
    if file.is_absolute():
        return sentence
    return f"{sentence} {words('Its path begins in {folder}.', folder=str(Path.cwd()))}"


def row_record(row: PlanRow, words: Words) -> Record:
    """Return a party of the plan: who it is and why it is refused, and each field that moves."""
    kind = KINDS[row.mark]
    indent = "  " if row.party is Party.CLINIC else "    "
    who = line((f"{indent}{kind.sign} ", kind.look), row_sentence(row, words), hang=len(indent) + 2)
    said = (*field_sentences(row, words), *_question(row, words))
    more = (line((f"{indent}    {sentence}", "dim"), hang=len(indent) + 6) for sentence in said)
    return Record(row_key(row), (who, *more))


def row_key(row: PlanRow) -> str:
    """Return what a party of the plan is known by in the list."""
    return f"{row.party}-{row.her_id}-{row.mark}"


def _question(row: PlanRow, words: Words) -> list[str]:
    """Return who a question is about; of one that is answered, that the answer can be another."""
    if row.mark is Mark.QUESTION:
        return [
            question_place(row, words),
            *(candidate_phrase(candidate, words) for candidate in row.candidates),
        ]
    return [words("{key} answers otherwise", key="Enter")] if row.candidates else []


def refused_records(plan: ImportPlan, words: Words) -> list[Record]:
    """Return the records of the files that can't be used, and how many more there are.

    So are the columns that are not read.
    """
    sign, look = KINDS[Mark.REFUSED]
    sentences = [refused_record_sentence(record, words) for record in plan.refusals]
    more = plan.refused - len(sentences)
    if more > 0:
        sentences.append(words("… and {n} more", n=more))
    sentences += filter(None, [unread_columns_sentence(plan, words)])
    return [
        Record(f"record-{number}", (line((f"  {sign} ", look), sentence, hang=4),))
        for number, sentence in enumerate(sentences)
    ]


def batch_record(batch: Batch, words: Words) -> Record:
    """Return a batch: when, who and from where, and what it came to."""
    when = moment_phrase(batch.at, words, short=True)
    return Record(
        str(batch.id),
        (
            line((f"  {when}", "strong"), f"  {batch_phrase(batch, words)}", wrap=False),
            line((f"    {' · '.join(batch_counts(batch, words))}", "dim"), wrap=False),
        ),
    )


def apply_question(plan: ImportPlan, words: Words) -> list[Line]:
    """Return what the agent says yes to when a plan is applied."""
    _, *counts = plan_heading(plan, words)
    own = words("What the desk has written itself stays as it is.")
    lines = [*map(line, counts), line((own, "dim"))]
    invented = invented_sentence(plan, words)
    if invented:
        lines.insert(0, line((invented, "warning")))
    return lines


def first_kind(plan: ImportPlan) -> Mark:
    """Return what is listed first: what changes, or else what is refused."""
    order: Sequence[Mark] = (
        *(Mark.NEW, Mark.CHANGED, Mark.DEACTIVATED),
        *(Mark.QUESTION, Mark.REFUSED),
    )
    return next((mark for mark in order if plan.count(mark)), Mark.SAME)
