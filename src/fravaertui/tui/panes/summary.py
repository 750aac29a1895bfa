"""What a change comes to, on the screen: whom, which days, from what to what (rule A12)."""

from collections.abc import Iterable, Sequence
from datetime import date

from fravaertui.domain.citizen_view import State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.summary import ChangeSummary, Shift
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import day_remark, long_day, period_phrase, short_day
from fravaertui.texts.records import Names
from fravaertui.texts.reopenings import various_openings
from fravaertui.texts.services import brief_service_list, service_list, short_service_list
from fravaertui.texts.stand_ins import away_sentences
from fravaertui.texts.summary import (
    ShiftRow,
    capital,
    hole_sentences,
    meeting_sentence,
    planned_changes,
    reopening_phrases,
    saved_sentence,
    share,
    shift_rows,
    whom,
)
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.service_states import turn_parts
from fravaertui.tui.widgets.text_view import Line, Row, line

MOST_ROWS = 8


def summary_lines(effect: ChangeSummary, file: ClinicFile, state: SessionState) -> list[Line]:
    """Return what every question is about, by name, and what citizens see of it (A12, W6).

    `file` is the clinic as it would become.
    """
    words = state.words
    met = meeting_sentence(effect, file, words)
    lines = shift_lines(effect.shifts, 0, effect.everyone, file, state) if effect.shifts else []
    lines += [line((met, "accent"))] if met else []
    return [*record_lines(effect, file, words), *lines, *hole_lines(effect, file, words)]


def record_lines(
    effect: ChangeSummary, file: ClinicFile, words: Words, *, indent: int = 0
) -> list[Line]:
    """Return the records that change, by name, each with its days."""
    named = planned_changes(effect, file, words)
    lines = [line((one, "strong"), indent=indent, hang=2) for one in named[:MOST_ROWS]]
    more = len(named) - len(lines)
    if more:
        counted = words.plural("and {n} more", "and {n} more", more)
        lines.append(line((counted, "dim"), indent=indent))
    return lines


def shift_lines(
    shifts: Sequence[Shift],
    more: int,
    everyone: Sequence[int],
    file: ClinicFile,
    state: SessionState,
) -> list[Line]:
    """Return what citizens see before and after, for which days; `more` shifts are left out."""
    words = state.words
    if not shifts:
        return [line((words("The citizen sees no difference."), "dim"))]
    rows = shift_rows(shifts, everyone)
    lines: list[Line] = []
    days: tuple[date, date | None] | None = None
    for row in rows[:MOST_ROWS]:
        if days != (row.starts, row.ends):
            days = (row.starts, row.ends)
            period = capital(period_phrase(row.starts, row.ends, words))
            lines.append(line((period, "accent")))
        lines += _row_lines(row, everyone, file, state)
    left_out = len(rows) - MOST_ROWS
    more += max(left_out, 0)
    if more:
        lines.append(line((words.plural("and {n} more", "and {n} more", more), "dim")))
    return lines


def _row_lines(
    row: ShiftRow, everyone: Sequence[int], file: ClinicFile, state: SessionState
) -> list[Line]:
    words, names = state.words, Names(file, state.words)
    lines = [
        line(
            (whom(row.practitioners, everyone, names, words), "strong"),
            f", {service_list(row.services, words)}: ",
            *turn_parts(row.before, row.after, words),
            indent=1,
            hang=2,
        )
    ]
    before, after = reopening_phrases(row, state.citizen_language, words)
    if before:
        lines.append(line((words("before: "), "dim"), (before, "dim"), indent=3))
    if after:
        lines.append(line((words("after: "), "dim"), after, indent=3))
    if len(row.services) > 1 and len(row.opens_on) == 1:
        also = words("Each of the others likewise (reconstructed text).")
        lines.append(line((also, "dim"), indent=3))
    return [*lines, *remark_lines(row.opens_on, row.closes_again_on, words, indent=3)]


def row_lines(
    effect: ChangeSummary, file: ClinicFile, words: Words, *, of_substitutes: bool
) -> list[Line]:
    """Return what citizens see before and after, a row for each stretch of days, in their order.

    Only rows `of_substitutes`, where one serves before or after, or only the others.
    """
    if not effect.shifts and not of_substitutes:
        return [line((words("The citizen sees no difference."), "dim"), indent=3)]
    rows = sorted(shift_rows(effect.shifts, effect.everyone), key=lambda row: row.starts)
    rows = [
        r for r in rows if of_substitutes is (State.SUBSTITUTE in (r.before.state, r.after.state))
    ]
    names = Names(file, words)
    everyone = effect.everyone if len(effect.affected) > 1 else ()
    lines = [_short_line(row, everyone, names, words) for row in rows[:MOST_ROWS]]
    more = len(rows) - len(lines)
    if more:
        counted = words.plural("and {n} more", "and {n} more", more)
        lines.append(line((counted, "dim"), indent=3))
    return lines


def _short_line(row: ShiftRow, everyone: Sequence[int], names: Names, words: Words) -> Line:
    services = short_service_list(row.services, words)
    opens = ""
    if row.opens_on:
        days = various_openings(row.opens_on, short_day, words)
        opens = words(" (reopens {day})", day=days)
    who = f"{share(row.practitioners, everyone, names, words)}, " if len(everyone) > 1 else ""
    return line(
        words("from {day}: {services} ", day=short_day(row.starts), services=who + services),
        *turn_parts(row.before, row.after, words),
        (opens, "dim"),
        indent=3,
        hang=2,
    )


def hole_lines(
    effect: ChangeSummary, file: ClinicFile, words: Words, *, indent: int = 0
) -> list[Line]:
    """Return what is open with nobody there while somebody is away, before and after (S7).

    And when the substitute is away as well. What the change leaves as it was is said where it
    belongs: in the lists and the findings.
    """
    away = [line((s, "warning"), indent=indent, hang=2) for s in away_sentences(effect.away, words)]
    was, becomes = (
        hole_sentences(found, file, words) for found in (effect.holes_before, effect.holes_after)
    )
    if not was and not becomes:
        return away
    nothing = [
        words("No longer open without a substitute.")
        if effect.has_older_holes
        else words("No service is open without a substitute.")
    ]
    lines = [line((words("before: "), "dim"), (s, "dim"), indent=indent, hang=2) for s in was]
    mark = words("after: ") if was else ""
    look: Look = "warning" if becomes else "open"
    return [
        *lines,
        *(line((mark, "dim"), (s, look), indent=indent, hang=2) for s in becomes or nothing),
        *away,
    ]


def crossing_parts(
    effect: ChangeSummary, file: ClinicFile, words: Words, *, with_services: bool = False
) -> list[Row]:
    """Return how many go from what to what on the first day; nothing when it is one person.

    `with_services` where there are several: somebody may be in more than one of them.
    """
    if len(effect.affected) < 2:
        return []
    names, crossings = Names(file, words), effect.crossings()
    rows: list[Row] = []
    for crossing in crossings:
        who = share(crossing.practitioners, effect.everyone, names, words)
        rows.append([(f"{who}: ", "strong"), *turn_parts(*crossing.seen, words)])
        if with_services and len(crossings) > 1:
            codes = crossing.services
            of = brief_service_list(codes, words) if codes else words("various services")
            rows[-1].append((f" · {of}", "plain"))
    return rows


def previewed_hole_lines(state: SessionState) -> list[Line]:
    """Return the holes in a cover before and after the change that is being made (S7)."""
    effect, file = state.summary, state.pending
    return hole_lines(effect, file, state.words) if effect and file else []


def preview_lines(state: SessionState) -> list[Line]:
    """Return whom a change that is being made is about and from when, over the citizen's page."""
    effect, file, words = state.summary, state.pending, state.words
    if effect is None or file is None:
        return []
    met = meeting_sentence(effect, file, words)
    return [
        *(line(*p, hang=2) for p in crossing_parts(effect, file, words, with_services=True)),
        *([line((met, "accent"))] if met else []),
        *previewed_hole_lines(state),
    ]


def saved_lines(
    effect: ChangeSummary, file: ClinicFile, words: Words, undo: str, *, undone: bool
) -> list[Line]:
    """Return what was done, when it takes effect, and how it is undone (rule A12)."""
    said = saved_sentence(effect, file, words, undone=undone)
    if not effect.records:
        return [line((said, "dim"))]
    again = words("{key} brings it back.", key=undo) if undone else words("{key} undoes.", key=undo)
    prefix = words("Undone. ") if undone else ""
    warnings = [
        *hole_sentences(effect.holes_after, file, words),
        *away_sentences(effect.away, words),
    ]
    return [
        line((prefix + said, "open"), f" {again}"),
        *(line((sentence, "warning"), hang=2) for sentence in warnings),
    ]


def remark_lines(
    opens_on: Iterable[date], closes_again_on: Iterable[date], words: Words, *, indent: int
) -> list[Line]:
    """Return what the agent, not the citizen, is told about what is closed (rule C2)."""
    lines = []
    for remark in dict.fromkeys(day_remark(day, words) for day in opens_on):
        if remark:
            note = words("Note: reopens on a day few work: {remark}.", remark=remark)
            lines.append(line((note, "warning"), indent=indent))
    for day in closes_again_on:
        note = words("Note: closes again on {day}.", day=long_day(day, words.language))
        lines.append(line((note, "warning"), indent=indent))
    return lines
