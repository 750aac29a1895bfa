"""One finding explained: what citizens meet, on what grounds, and what mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from textual.geometry import Size

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, FindingCode, Severity
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import Remedy, remedies
from fravaertui.domain.summary import ChangeSummary, summary
from fravaertui.protocol.work_queue import FindingRow, FindingState
from fravaertui.session.state import SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import contact_sentence, owner_word
from fravaertui.texts.dates import full_day, short_day
from fravaertui.texts.findings import (
    code_phrase,
    consequence,
    finding_facts,
    finding_sentence,
    finding_title,
    severity_word,
)
from fravaertui.texts.findings.evidence import evidence
from fravaertui.texts.findings.remedies import remedy_phrase
from fravaertui.texts.records import registered_phrase
from fravaertui.texts.services import short_service_list
from fravaertui.texts.summary import capital, met_phrase, seen_word, shift_rows
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY, leads_to_steps, severity_sign
from fravaertui.tui.panes.queue_rows import row_sentence
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.service_states import label, turn_parts
from fravaertui.tui.widgets.text_view import (
    BLANK,
    LABEL_WIDTH,
    Line,
    Part,
    cells,
    labelled,
    line,
)

_WAY_INDENT = 4
"""Cells of the number of a way."""
_ROOMY = 18
"""Lines from which there is room for what citizens read before and after."""
_LABELS: dict[Severity, Look] = {
    Severity.CRITICAL: "error label",
    Severity.WARNING: "warning label",
    Severity.NOTICE: "hidden label",
}
_SAID = {
    FindingState.NEW: "",
    FindingState.TAKEN: msgid("taken by {agent}"),
    FindingState.SNOOZED: msgid("put off to {until}"),
    FindingState.INTENDED: msgid("meant so, says {agent}"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding with its clinic's file and what mends it, as of the day that is looked at."""

    finding: Finding
    file: ClinicFile
    day: date
    remedies: tuple[Remedy, ...]
    effects: tuple[ChangeSummary | None, ...]
    """What each of the remedies does, where that is known."""


def explained(
    row: FindingRow, file: ClinicFile, state: SessionState, day: date
) -> Explained | None:
    """Return what a clinic's file tells of a finding; None if it is of another version of it."""
    finding = row.finding
    return explained_finding(finding, file, state, day) if finding.is_of(file) else None


def explained_finding(
    finding: Finding, file: ClinicFile, state: SessionState, day: date
) -> Explained:
    """Return what a clinic's file tells of a finding of this version of it."""
    ways = remedies(finding, file, state.today)
    effects = (summary(file, way.after, state.today) if way.after else None for way in ways)
    return Explained(finding, file, day, ways, tuple(effects))


def said_of(row: FindingRow, state: SessionState) -> str:
    """Return what was said of the finding, by whom."""
    mark, words = row.mark, state.words
    if mark is None:
        return ""
    if row.state is FindingState.TAKEN and mark.agent == state.agent:
        return words("taken by you")
    until = short_day(mark.until) if mark.until else ""
    said = _SAID[row.state]
    return words(said, agent=mark.agent, until=until) if said else ""


def name_phrase(row: FindingRow, words: Words) -> str:
    """Return the finding in a few words: whom it is about, and its code."""
    return f"{row.practitioner_name or row.clinic_name} ({code_phrase(row.code, words)})"


def chosen_lines(row: FindingRow, state: SessionState) -> list[Line]:
    """Return one finding in full, to be asked about."""
    words = state.words
    return [
        line(
            (f"{severity_sign(row.severity)} ", LOOK_OF_SEVERITY[row.severity]),
            (f"{row.clinic_name} · {_whom(row, words)}", "strong"),
            (f" · {owner_word(row.owner, words)} · {code_phrase(row.code, words)}", "dim"),
        ),
        line(row_sentence(row, words)),
        line((said_of(row, state), "accent")),
    ]


def detail_lines(
    row: FindingRow, known: Explained | None, state: SessionState, size: Size, *, short: bool
) -> list[Line]:
    """Return the explanation of a finding: what its row tells, and what is known of its clinic.

    A `short` one has no lines to spare: what mends it stands before the grounds. Where there are
    many, the citizen's sentences before and after stand under each way.
    """
    ways = list(_ways(known, state, size.width, spelled=size.height >= _ROOMY)) if known else []
    if short:
        return [
            *_short_heading(row, state),
            *_met(known, state),
            *ways,
            *_grounds(row, known, state),
        ]
    return [
        *_heading(row, known, state),
        BLANK,
        *_met(known, state),
        *_grounds(row, known, state),
        *_evidence(known, state),
        *_owner(row, known, state),
        BLANK,
        *ways,
    ]


def clinic_finding_lines(
    known: Explained, state: SessionState, width: int, *, whole: bool = False
) -> list[Line]:
    """Return the explanation of a finding of the clinic that is on screen.

    The `whole` of it is also since when it is so, who registered what it is read from, the key of
    each way to mend it, and what citizens read before and after.
    """
    finding, words = known.finding, state.words
    return [
        line(*_kind(finding, words)),
        BLANK,
        *_met(known, state),
        labelled(words("Grounds"), finding_sentence(finding, known.file, words)),
        *_evidence(known, state, with_makers=whole),
        *(_since(finding, state) if whole else []),
        labelled(words("Owner"), contact_sentence(finding.owner, known.file, words)),
        BLANK,
        *_ways(known, state, width, spelled=whole, numbered=False, keyed=whole),
    ]


def _since(finding: Finding, state: SessionState) -> Iterator[Line]:
    """Yield since when it is so, or from when it will be."""
    words, today = state.words, state.today
    if not finding.days:
        return
    first = finding.days[0]
    said = full_day(first, words.language)
    if first < today:
        said += f" ({age_phrase(today - first, words)})"
    yield labelled(words(msgid("Since") if first <= today else msgid("From")), said)


def _kind(finding: Finding | FindingRow, words: Words) -> tuple[Part, Part, Part]:
    """Return how severe a finding is, and of which kind."""
    severity, code = finding.severity, finding.code
    badge = f" {severity_sign(severity)} {severity_word(severity, words).upper()} "
    one = finding.finding if isinstance(finding, FindingRow) else finding
    title = f"  {finding_title(one, words)}"
    return (badge, _LABELS[severity]), (title, "strong"), (f" ({code_phrase(code, words)})", "dim")


def _whom(row: FindingRow, words: Words) -> str:
    return row.practitioner_name or words("the whole clinic")


def _heading(row: FindingRow, known: Explained | None, state: SessionState) -> Iterator[Line]:
    words = state.words
    said = said_of(row, state)
    yield line(
        *_kind(row, words),
        (f"   {said}" if said else "", "accent"),
        wrap=False,
    )
    vendor = state.vendors.get(row.vendor, row.vendor)
    where = (
        row.clinic_name,
        row.municipality,
        known.file.clinic.phone if known else "",
        words("EPJ: {vendor}", vendor=vendor) if vendor else "",
    )
    rest = " · ".join(part for part in where if part)
    yield line((_whom(row, words), "strong"), (f" · {rest}", "dim"), wrap=False)


def _short_heading(row: FindingRow, state: SessionState) -> Iterator[Line]:
    words, said = state.words, said_of(row, state)
    yield line(
        (f"{severity_sign(row.severity)} ", LOOK_OF_SEVERITY[row.severity]),
        (finding_title(row.finding, words), "strong"),
        (f" · {said}" if said else "", "accent"),
        (f" · {owner_word(row.owner, words)} · {code_phrase(row.code, words)}", "dim"),
        wrap=False,
    )
    yield line((_whom(row, words), "strong"), (f" · {row.clinic_name}", "dim"), indent=2)


def _met(known: Explained | None, state: SessionState) -> Iterator[Line]:
    if known:
        words = state.words
        met = consequence(known.finding, known.file, known.day, words, state.citizen_language)
        # A substitute who is away is said to be so from a day already.
        is_dated = known.finding.code is FindingCode.SUBSTITUTE_AWAY
        if known.day > state.today and not is_dated:
            met = f"{capital(full_day(known.day, words.language))}: {met}"
        yield labelled(words("Citizen"), (met, "accent"))


def _grounds(row: FindingRow, known: Explained | None, state: SessionState) -> Iterator[Line]:
    words = state.words
    if known:
        said = finding_sentence(known.finding, known.file, words)
    else:
        said = finding_facts(row.code, row.services, row.days, words, row.text)
    if said:
        yield labelled(words("Grounds"), said)


def _evidence(
    known: Explained | None, state: SessionState, *, with_makers: bool = False
) -> Iterator[Line]:
    if known is None:
        return
    finding, words = known.finding, state.words
    for fact in evidence(finding, known.file, state.today, words):
        yield line((fact, "dim"), indent=LABEL_WIDTH)
    made = (state.registered.get(record) for record in finding.records)
    for one in dict.fromkeys(one for one in made if one and with_makers):
        said = registered_phrase(one, words)
        yield line((said, "dim"), indent=LABEL_WIDTH)


def _owner(row: FindingRow, known: Explained | None, state: SessionState) -> Iterator[Line]:
    words = state.words
    contact = contact_sentence(row.owner, known.file, words) if known else ""
    yield labelled(words("Owner"), contact or owner_word(row.owner, words))


def _ways(
    known: Explained,
    state: SessionState,
    width: int,
    *,
    spelled: bool,
    numbered: bool = True,
    keyed: bool = False,
) -> Iterator[Line]:
    """Yield what mends it, each with what it does for the citizen; `numbered` by what to press.

    Else `keyed` ones say which keys lead to them.
    """
    words, finding = state.words, known.finding
    for number, (remedy, effect) in enumerate(zip(known.remedies, known.effects, strict=True), 1):
        mark: list[Part] = [(f" {number} ", "key label") if numbered else (" · ", "key"), " "]
        if keyed:
            keys = way_keys(remedy, known, state)
            mark = [part for key in keys for part in ((f" {key} ", "key label"), " ")]
        phrase = remedy_phrase(remedy, finding, known.file, words)
        opens_form = numbered and remedy.kind is not RemedyKind.SET_UP
        turn = _turn(effect, finding, words) if effect or opens_form else []
        if cells([*mark, phrase, "   ", *turn]) <= width:
            yield line(*mark, phrase, "   ", *turn)
        else:  # what it does is seen first, and the words may be cut
            yield line(*mark, *turn, "  ", phrase, wrap=not numbered, hang=_WAY_INDENT)
        if spelled and effect and remedy.changes:
            yield from _sentences(effect, state)
    if not numbered:
        return
    meant = words("It is to be so: say that it is meant so, with a case")
    yield line((f" {len(known.remedies) + 1} ", "key label"), f" {meant}", hang=_WAY_INDENT)


_KEYS: dict[RemedyKind, tuple[str, ...]] = {
    RemedyKind.ADD_ABSENCE: ("pane.absences", "absence.add"),
    RemedyKind.CHANGE_ABSENCE: ("pane.absences", "absence.amend"),
    RemedyKind.ADD_SUBSTITUTE: ("covers", "cover.add"),
    RemedyKind.CHANGE_SUBSTITUTE: ("covers", "cover.amend"),
    RemedyKind.END_COVER: ("covers", "cover.amend"),
    RemedyKind.SET_UP: ("covers", "cover.steps"),
    RemedyKind.CHANGE_TEXT: ("information", "information.amend"),
}
"""The commands that lead from the findings of a clinic to each way that Enter does not."""


def way_keys(remedy: Remedy, known: Explained, state: SessionState) -> tuple[str, ...]:
    """Return the keys that lead from the tab of findings to a way to mend the chosen one."""
    if remedy.kind is RemedyKind.FIX or leads_to_steps(known.remedies):
        return ("Enter",)
    return tuple(state.keys[command] for command in _KEYS[remedy.kind])


def _sentences(effect: ChangeSummary, state: SessionState) -> Iterator[Line]:
    """Yield what citizens read before and after, on the first days that differ, if anything."""
    words = state.words
    for row in shift_rows(effect.shifts, effect.everyone)[:1]:
        turn = (row.before, row.after)
        read = [met_phrase(row.services[0], s, state.citizen_language, words) for s in turn]
        if read == [seen_word(seen, words) for seen in turn]:
            return  # their page says nothing there, and the states are told already
        for mark, met in zip((words("before: "), words("after: ")), read, strict=True):
            yield line((mark, "dim"), (met, "dim"), indent=_WAY_INDENT, hang=2)


def _turn(effect: ChangeSummary | None, finding: Finding, words: Words) -> list[Part]:
    """Return what a remedy does for the citizen: before and after, of which services."""
    if effect is None:
        return [(words("opens the form"), "dim")]
    rows = shift_rows(effect.shifts, effect.everyone)
    if not rows:
        return [(words("the citizen sees no difference"), "dim")]
    first, more = rows[0], len(rows) - 1
    services = "" if first.services == finding.services else first.services
    return [
        (f"{short_service_list(services, words)}: " if services else "", "dim"),
        *label(turn_parts(first.before, first.after, words), first.after.state),
        (" " + words.plural("and {n} more", "and {n} more", more) if more else "", "dim"),
    ]
