"""What saving a list is about, and what came of it."""

from collections.abc import Mapping, Sequence

from fravaertui.domain.absence_list import ListRow
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.summary import summary
from fravaertui.protocol.batches import ClinicOutcome, ClinicState
from fravaertui.session.absence_list import Attempt
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.list_rows import refused_sentence
from fravaertui.texts.summary import meeting_sentence, planned_changes
from fravaertui.tui.panes.absence_list_row import effect_of
from fravaertui.tui.panes.summary import hole_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, line


def question_lines(
    attempt: Attempt, files: Mapping[int, ClinicFile], state: SessionState
) -> list[Line]:
    """Return what the agent says yes to: each row by name, and from when citizens meet it."""
    words, several = state.words, len(attempt.clinics) > 1
    lines: list[Line] = []
    for clinic in attempt.clinics:
        rows = [row for row in attempt.plan.changing if row.clinic == clinic]
        file, after = files[clinic], attempt.plan.files[clinic]
        if several:
            lines.append(line((file.clinic.name, "accent")))
        for row in rows:
            lines += [line((one, "strong"), hang=2) for one in _planned(row, state)]
        effect = summary(file, after, state.today)
        met = meeting_sentence(effect, after, words)
        lines += [line((met, "accent"))] if met else []
        lines += [*hole_lines(effect, after, words), BLANK]
    cases = dict.fromkeys(row.request.case_reference for row in attempt.rows)
    told = ", ".join(case for case in cases if case)
    lines += [line((words("case {case}", case=told), "dim"))] if told else []
    return [*lines, *_not_saved_lines(attempt, words)]


def _planned(row: ListRow, state: SessionState) -> list[str]:
    effect = effect_of(row, state.today)
    return planned_changes(effect, row.after, state.words) if effect and row.after else []


def _not_saved_lines(attempt: Attempt, words: Words) -> list[Line]:
    left = len(attempt.plan.rows) - len(attempt.plan.changing)
    if not left:
        return []
    said = words.plural(
        "{n} other row changes nothing: it is registered already, or left out.",
        "{n} other rows change nothing: they are registered already, or left out.",
        left,
    )
    return [line((said, "dim"))]


def saved_line(attempt: Attempt, outcomes: Sequence[ClinicOutcome], state: SessionState) -> Line:
    """Return how much was saved where, and how it is taken back."""
    words, keys = state.words, state.keys
    saved = [o.clinic for o in outcomes if o.state is ClinicState.SAVED]
    if not saved:
        return line((words("Nothing is changed: it was registered already."), "dim"))
    count = sum(row.clinic in saved for row in attempt.rows)
    done = words.plural("Saved: {n} row.", "Saved: {n} rows.", count)
    where, undo = "", "history.revert"
    if len(attempt.clinics) > 1:
        where = " " + words.plural("At {n} clinic.", "At {n} clinics.", len(saved))
        undo = "history.revert_list"
    back = words(
        "{read} copies what to send to the office. It is taken back as one in the history: "
        "{history}, then {undo}.",
        read=keys["list.read_back"],
        history=keys["history"],
        undo=keys[undo],
    )
    return line((done + where, "open"), f" {back}")


def refused_line(clinic: str, why: str, changed_by: str | None, state: SessionState) -> Line:
    """Return why nothing was saved at a clinic, and what to do."""
    key = state.keys["list.save"]
    said = refused_sentence(clinic, why, changed_by, key, state.words)
    return line((said, "warning"), hang=2)
