"""Batches in words: what many clinics were changed by at once, and taking it back."""

from collections import Counter
from collections.abc import Iterable

from fravaertui.domain.directory.plan import Mark
from fravaertui.protocol.batches import (
    CONFIRMED,
    DIRECTORY,
    LIST,
    Batch,
    BatchReversal,
    BatchRow,
    Becomes,
    ClinicOutcome,
    ClinicReversal,
    ClinicState,
    RowState,
)
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import moment_phrase, short_day
from fravaertui.texts.history import counted_phrases
from fravaertui.texts.registers import clinics_phrases, confirmed_phrase, count_phrase

MOST_NAMED = 8
"""Clinics that are named; the others are counted."""

_KINDS = {DIRECTORY: msgid("Import"), LIST: msgid("List")}


def batch_phrase(batch: Batch, words: Words) -> str:
    """Return what a batch is, from where and by whom, and that it is taken back if it is."""
    kind = words(_KINDS.get(batch.kind, batch.kind))
    if batch.reverts:
        kind = words("Taken back")
    if batch.reverted_by:
        kind = f"{kind}, {words('taken back')}"
    return " · ".join(part for part in (kind, batch.source, batch.agent) if part)


def brief_batch_phrase(kind: str, source: str, clinics: int, words: Words, *, reverts: bool) -> str:
    """Return what a batch, or taking one back, was and at how many clinics, in a few words."""
    if kind == LIST and reverts:
        return words.plural("List taken back: {n} clinic", "List taken back: {n} clinics", clinics)
    if kind == LIST:
        return words.plural("From a list: {n} clinic", "From a list: {n} clinics", clinics)
    if reverts:
        return words.plural(
            "Import from {source} taken back: {n} clinic",
            "Import from {source} taken back: {n} clinics",
            clinics,
            source=source,
        )
    return words.plural(
        "Import from {source}: {n} clinic",
        "Import from {source}: {n} clinics",
        clinics,
        source=source,
    )


def part_sentence(batch: Batch, words: Words) -> str:
    """Return that what is undone at one clinic is a part, and how all goes; empty for a whole."""
    if batch.clinics <= 1:
        return ""
    return words(
        "It is part of a batch at {n} clinics, and only this clinic's part is undone. "
        "{command} takes back all of it.",
        n=batch.clinics,
        command=f"fravaertui batch revert {batch.id}",
    )


def batch_counts(batch: Batch, words: Words) -> list[str]:
    """Return what a batch came to: how many of each kind, and at how many clinics."""
    if batch.kind == LIST and not batch.reverts:
        counted = counted_phrases(batch.counts, words)
    else:
        counted = [
            count_phrase(mark, batch.counts[mark.name.lower()], words)
            for mark in Mark
            if batch.counts.get(mark.name.lower())
        ]
    confirmed = batch.counts.get(CONFIRMED, 0)
    if confirmed:
        counted.append(confirmed_phrase(confirmed, words))
    if batch.counts.get(Mark.NEW.name.lower()):  # clinics that have come in are not changed
        return [*counted, words.plural("at {n} clinic", "at {n} clinics", batch.clinics)]
    return [*counted, *clinics_phrases(batch.clinics, 0, words)]


def outcome_sentence(
    outcome: ClinicOutcome, rows: Iterable[BatchRow], clinic: str, why: str, words: Words
) -> str:
    """Return what becomes of a list's rows at one clinic, or `why` it stays as it is."""
    said = why
    if outcome.state is ClinicState.UNCHANGED:
        said = words("unchanged, all of it is registered")
    elif outcome.state is ClinicState.SAVED:
        made = {row.id for row in outcome.rows if row.state is RowState.MADE}
        kinds = (c.kind for row in rows if row.id in made for c in row.request.changes)
        said = ", ".join(counted_phrases(Counter(kinds), words))
    return f"{clinic}: {said}"


def batch_lines(batch: Batch, words: Words) -> list[str]:
    """Return all that is known of a batch: its number, what it is, when, and what it came to."""
    when = moment_phrase(batch.at, words)
    of_day = [words("as of {day}", day=short_day(batch.as_of))] if batch.as_of else []
    lines = [
        str(batch.id),
        batch_phrase(batch, words),
        " · ".join((when, *of_day)),
        " · ".join(batch_counts(batch, words)),
    ]
    if batch.reverts:
        lines.append(words("takes back {batch}", batch=str(batch.reverts)))
    if batch.reverted_by:
        lines.append(words("taken back by {batch}", batch=str(batch.reverted_by)))
    return lines


def applied_sentence(batch: Batch, words: Words) -> str:
    """Return that a plan was applied before, and what to do if it was taken back since."""
    by, when = batch.agent, moment_phrase(batch.at, words, short=True)
    if batch.reverted_by:
        return words(
            "This plan was applied by {agent} {when} and has been taken back since. "
            "Nothing was changed now: make the plan again from the files.",
            agent=by,
            when=when,
        )
    return words(
        "This plan has been applied already, by {agent} {when}. Nothing was changed now.",
        agent=by,
        when=when,
    )


def reversal_sentences(reversal: BatchReversal, words: Words) -> list[str]:
    """Return what becomes of the clinics at which a batch is taken back; always some sentence."""
    back = [clinic for clinic in reversal.clinics if not clinic.refused]
    as_before, gone, left = (
        [clinic for clinic in back if clinic.becomes is becomes] for becomes in Becomes
    )
    said = []
    if as_before or not (gone or left or reversal.confirmed):
        count = len(as_before)
        said.append(words.plural("{n} clinic goes back.", "{n} clinics go back.", count))
    if gone:
        said.append(
            words.plural(
                "{n} clinic that came with it is gone again from search and export.",
                "{n} clinics that came with it are gone again from search and export.",
                len(gone),
            )
        )
    if left:
        said.append(
            words.plural(
                "{n} clinic that came with it stays, as not active: the desk has written there "
                "since:",
                "{n} clinics that came with it stay, as not active: the desk has written there "
                "since:",
                len(left),
            )
        )
        said += [f"  {clinic.name}" for clinic in left[:MOST_NAMED]]
        if len(left) > MOST_NAMED:
            said.append(words("… and {n} more", n=len(left) - MOST_NAMED))
    if reversal.confirmed:
        said.append(
            words.plural(
                "{n} fact is of its earlier day again.",
                "{n} facts are of their earlier day again.",
                reversal.confirmed,
            )
        )
    return said


def staying_sentences(reversal: BatchReversal, words: Words) -> list[str]:
    """Return where a batch can't be taken back and why; nothing when it can everywhere."""
    refused = [clinic for clinic in reversal.clinics if clinic.refused]
    if not refused:
        return []
    count = len(refused)
    head = words.plural("{n} clinic stays as it is:", "{n} clinics stay as they are:", count)
    sentences = [head, *(_staying(clinic) for clinic in refused[:MOST_NAMED])]
    more = count - MOST_NAMED
    return sentences if more <= 0 else [*sentences, words("… and {n} more", n=more)]


def _staying(clinic: ClinicReversal) -> str:
    return f"  {clinic.name}: {clinic.refused[0].detail}"
