"""«Avvik»: the findings of the chosen clinic, under the list of absences."""

from collections import Counter
from collections.abc import Sequence
from itertools import product

from fravaertui.domain.changes import Change
from fravaertui.domain.findings import Finding, Severity, fix_of
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import Remedy, remedies
from fravaertui.session.permissions import refusal
from fravaertui.session.state import SessionState
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.findings import (
    brief_title,
    code_phrase,
    consequence,
    finding_facts,
    finding_sentence,
    finding_title,
    fix_sentence,
    row_title,
    severity_word,
)
from fravaertui.texts.names import shorter_names
from fravaertui.tui.messages import AskChange, Read, ShowSetUp
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import BLANK, Line, cells, line

LOOK_OF_SEVERITY: dict[Severity, Look] = {
    Severity.CRITICAL: "error",
    Severity.WARNING: "warning",
    Severity.NOTICE: "dim",
}


def severity_sign(severity: Severity) -> str:
    """Return the sign of a severity, where its colour can't be seen."""
    return "!" if severity is Severity.CRITICAL else "·"


def findings_title(state: SessionState) -> Line:
    """Return the heading of the list, with how many there are."""
    return line((state.words("Findings {n}", n=len(state.findings)), "strong"), wrap=False)


def finding_records(state: SessionState, width: int, *, wrap: bool = False) -> list[Record]:
    """Return the findings, the most severe first; no two that look the same.

    Each says what is wrong in the fullest of its ways that has room in a row of so many cells. One
    that has no such way is cut, unless there is room to `wrap` it.
    """
    alike = Counter((finding.practitioner, finding.code) for finding in state.findings)
    return [
        Record(f.key, (_row(f, state, width, apart=alike[f.practitioner, f.code] > 1, wrap=wrap),))
        for f in state.findings
    ]


def finding_lines(finding: Finding, fix: tuple[Change, ...], state: SessionState) -> list[Line]:
    """Return what a finding is, what it does to citizens, who owns it, and what its fix does."""
    file, words = state.file, state.words
    if file is None:
        return []
    severity = (severity_word(finding.severity, words), LOOK_OF_SEVERITY[finding.severity])
    about = f" · {owner_word(finding.owner, words)} · {code_phrase(finding.code, words)}"
    met = consequence(finding, file, state.today, words, state.citizen_language)
    lines = [
        line(severity, (about, "dim")),
        BLANK,
        line(finding_sentence(finding, file, words)),
        line((met, "accent")),
    ]
    if fix:
        lines += [BLANK, line((fix_sentence(finding, fix, file, words), "strong"))]
    return lines


def may_mend(fix: tuple[Change, ...], state: SessionState) -> bool:
    """Tell whether there are changes that mend a finding, and the agent may make them."""
    return bool(fix) and not refusal("absence.amend", state.role, state.words)


def leads_to_steps(ways: Sequence[Remedy]) -> bool:
    """Tell whether all there is to do about a finding is to go through a substitute's steps."""
    return [way.kind for way in ways] == [RemedyKind.SET_UP]


def opened(finding: Finding, state: SessionState) -> AskChange | Read | ShowSetUp:
    """Return what Enter on a finding asks for.

    That is what mends it, previewed; the steps to go through; or else all of it to read.
    """
    file = state.file
    fix = fix_of(finding, file, state.today) if file else ()
    if file and leads_to_steps(remedies(finding, file, state.today)):
        return ShowSetUp(next(s.id for s in file.substitutes if s.id in finding.records))
    title, lines = finding_title(finding, state.words), finding_lines(finding, fix, state)
    if may_mend(fix, state):
        return AskChange(title, lines, fix)
    return Read(title, lines)


def _row(finding: Finding, state: SessionState, width: int, *, apart: bool, wrap: bool) -> Line:
    """Return the row: the kind in words, with what tells it `apart` from another of its kind."""
    file, words, names = state.file, state.words, [""]
    if file and finding.practitioner is not None:
        shorter = shorter_names(file.practitioner(finding.practitioner).name)
        names = [f"{name}: " for name in shorter]
    kinds = [title(finding, words) for title in (finding_title, row_title, brief_title)]
    whole, brief = kinds, kinds
    if apart:
        about = (finding.code, finding.services, finding.days, words, finding.text)
        spelled = finding_facts(*about, short=True)
        dated = finding_facts(*about, short=True, on=state.today)
        whole = [_joined(kind, spelled) for kind in kinds]
        brief = [_joined(kind, dated) for kind in kinds]
        if len(finding.services) > 1:
            days = finding_facts(
                finding.code, (), finding.days, words, finding.text, on=state.today
            )
            number = words("{n} serv.", n=len(finding.services))
            brief.append(_joined(_joined(kinds[-1], days), number))
    ways = [*((names[0], what) for what in (*whole, *brief)), *product(names[1:2], brief)]
    sign = f"  {severity_sign(finding.severity)} "
    room = width - cells([sign]) - 1  # the scrollbar
    name, what = next((way for way in ways if cells(way) <= room), ways[0] if wrap else ways[-1])
    return line(
        (sign, LOOK_OF_SEVERITY[finding.severity]), (name, "strong"), what, wrap=wrap, hang=4
    )


def _joined(kind: str, facts: str) -> str:
    return f"{kind} · {facts}" if facts else kind
