"""The chosen row of a list: what it was read from, what is asked, and what citizens meet."""

from datetime import date

from fravaertui.domain.absence_list import ListRow, RowStatus
from fravaertui.domain.summary import ChangeSummary, summary
from fravaertui.session.absence_list import ListWork
from fravaertui.session.state import SessionState
from fravaertui.texts.absence_lists import row_name, row_questions
from fravaertui.texts.catalogue import Words
from fravaertui.texts.list_rows import read_from, unchanged_sentences
from fravaertui.texts.readings import span_phrase
from fravaertui.texts.services import service_list
from fravaertui.tui.panes.summary import hole_lines, row_lines, summary_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, line

STRIP_ROWS = 3


def row_lines_of(row: ListRow | None, list_work: ListWork, state: SessionState) -> list[Line]:
    """Return all that is known of a row: whom, when, what it was read from, and what it does."""
    words = state.words
    if row is None:
        return _nothing_lines(list_work, words)
    return [
        line((row_name(row, list_work.files, words), "strong")),
        *_span_lines(row, words),
        *_service_lines(row, words),
        *_quote_lines(row, list_work, words),
        BLANK,
        *question_lines(row, list_work, words),
        *effect_lines(row, state),
    ]


def _nothing_lines(list_work: ListWork, words: Words) -> list[Line]:
    if list_work.text.strip():
        said = words("No absence is read from this text.")
    else:
        said = words(
            "Paste the list in the field: an e-mail, a notice or a table, just as it came."
        )
    return [line((said, "dim"))]


def _span_lines(row: ListRow, words: Words) -> list[Line]:
    if row.span:
        return [line((span_phrase(row.span, words), "accent"))]
    return (
        [line((words("Perhaps {days}", days=span_phrase(row.proposal, words)), "warning"))]
        if row.proposal
        else []
    )


def _service_lines(row: ListRow, words: Words) -> list[Line]:
    lines = []
    if row.services:
        lines.append(line(words("Closed: {services}", services=service_list(row.services, words))))
    if row.covered and row.substitute:
        covered = words(
            "Substitute {name}: {services}",
            name=row.substitute,
            services=service_list(row.covered, words),
        )
        lines.append(line((covered, "substitute")))
    return lines


def _quote_lines(row: ListRow, list_work: ListWork, words: Words) -> list[Line]:
    text = list_work.plan.reading.text if list_work.plan else ""
    return [line((read_from(row, text, words), "dim"), hang=2)]


def question_lines(row: ListRow, list_work: ListWork, words: Words) -> list[Line]:
    """Return what is asked about a row, or said of it."""
    text = list_work.plan.reading.text if list_work.plan else ""
    lines = [
        line(("? ", "warning"), (question, "warning"), hang=2)
        for question in row_questions(row, text, words)
    ]
    return [*lines, BLANK] if lines else []


def effect_of(row: ListRow, today: date) -> ChangeSummary | None:
    """Return what saving the row does; None where it does nothing, or that is not known."""
    if row.before is None or row.after is None or not row.changes:
        return None
    return summary(row.before, row.after, today)


def effect_lines(row: ListRow, state: SessionState) -> list[Line]:
    """Return what citizens see before and after, with the exact sentence."""
    words, effect = state.words, effect_of(row, state.today)
    if effect and row.after:
        return summary_lines(effect, row.after, state)
    if row.status is RowStatus.UNCHANGED:
        told = unchanged_sentences(row, state.citizen_language, state.today, words)
        return [line((one, "plain" if n else "dim"), hang=2) for n, one in enumerate(told)]
    if row.status is RowStatus.LEFT_OUT:
        return [line((words("Left out: nothing of it is saved."), "dim"))]
    if row.status is RowStatus.NOT_AN_ABSENCE:
        return [line((words("This is no absence: nothing of it is saved."), "dim"))]
    return [
        line((words("What the citizen meets is shown when the questions are answered."), "dim"))
    ]


def strip_lines(row: ListRow | None, list_work: ListWork, state: SessionState) -> list[Line]:
    """Return the same in three rows, for a small terminal."""
    words = state.words
    if row is None:
        return _nothing_lines(list_work, words)
    days = f" · {span_phrase(row.span, words)}" if row.span else ""
    head = line((row_name(row, list_work.files, words), "strong"), (days, "accent"), wrap=False)
    effect = effect_of(row, state.today)
    if effect and row.after:
        told = [
            *row_lines(effect, row.after, words, of_substitutes=True),
            *row_lines(effect, row.after, words, of_substitutes=False),
            *hole_lines(effect, row.after, words),
        ]
    else:
        told = [
            one
            for one in (*question_lines(row, list_work, words), *effect_lines(row, state))
            if one.parts
        ]
    return [head, *told][:STRIP_ROWS]
