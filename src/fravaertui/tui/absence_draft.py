"""What is typed in the absence form, and what it comes to: pure, so it can be asked each key.

A `Draft` is exactly what the agent typed. `read` understands it with the domain's own functions
and gives the changes, the problem of each field, and the file as it would become.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from fravaertui.domain.changes import AddAbsence, Change, Confirmation, amendment
from fravaertui.domain.checks import Violation
from fravaertui.domain.checks import evaluate as evaluate_changes
from fravaertui.domain.days import NotUnderstood, Span, understand
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.domain.text import first_unsafe

LONGEST_CASE_REFERENCE = 64


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a field that only the form knows of: a code with words."""

    code: str


Problem = Violation | NotUnderstood | FormProblem


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as typed.

    `new_id` is the id of what will be registered. `amends` is the absence being changed, None
    when adding. `confirmed` is what the agent has said yes to when asked.
    """

    new_id: UUID
    practitioner: int | None
    starts: str = ""
    ends: str = ""
    services: tuple[str, ...] = ()
    case_reference: str = ""
    amends: Absence | None = None
    confirmed: tuple[Confirmation, ...] = ()

    def confirming(self, violations: tuple[Violation, ...]) -> "Draft":
        """Return the draft with these doubts confirmed."""
        said_yes = tuple(v.confirmation for v in violations if v.confirmation)
        return replace(self, confirmed=tuple(dict.fromkeys((*self.confirmed, *said_yes))))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft comes to.

    `problems` are by field and stop the saving; `doubts` only ask. `suggested_ends` is the end
    that a span typed as the start gives while no end is typed. `after` is the file as it would
    become, None while there are problems.
    """

    starts: date | None = None
    ends: date | None = None
    suggested_ends: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)
    doubts: tuple[Violation, ...] = ()
    changes: tuple[Change, ...] = ()
    after: ClinicFile | None = None


def read(draft: Draft, file: ClinicFile, today: date) -> Reading:
    """Understand a draft against the clinic file it is for."""
    problems: dict[str, Problem] = {}
    starts_span = _understood(draft.starts, "starts", today, None, problems)
    starts = starts_span.first if starts_span else None
    suggested = bool(starts_span and starts_span.first != starts_span.last and not draft.ends)
    if starts_span and suggested:
        ends: date | None = starts_span.last
    else:
        ends_span = _understood(draft.ends, "ends", today, starts, problems)
        ends = ends_span.last if ends_span else None
    if not draft.services:
        problems["services"] = FormProblem("no_services")
    case_problem = _case_problem(draft.case_reference)
    if case_problem:
        problems["case_reference"] = case_problem
    if starts is None or ends is None or problems.keys() & {"starts", "ends", "services"}:
        return Reading(starts, ends, suggested, problems)
    changes = _changes(draft, starts, ends, today)
    outcome = evaluate_changes(changes, file, today)
    doubts = tuple(v for v in outcome.violations if v.confirmation)
    for violation in outcome.violations:
        if not violation.confirmation:
            problems.setdefault(violation.field, violation)
    if doubts and not problems:
        sure = _changes(draft.confirming(doubts), starts, ends, today)
        outcome = evaluate_changes(sure, file, today)
    after = outcome.file if outcome.allowed else None
    return Reading(starts, ends, suggested, problems, doubts, changes, after)


def _understood(
    text: str, name: str, today: date, not_before: date | None, problems: dict[str, Problem]
) -> Span | None:
    understood = understand(text, today, not_before)
    if isinstance(understood, NotUnderstood):
        problems[name] = understood
        return None
    return understood


def _case_problem(text: str) -> FormProblem | None:
    if len(text.strip()) > LONGEST_CASE_REFERENCE:
        return FormProblem("case_reference_too_long")
    return FormProblem("case_reference_unsafe") if first_unsafe(text) else None


def _changes(draft: Draft, starts: date, ends: date, today: date) -> tuple[Change, ...]:
    if draft.amends is None:
        return (
            AddAbsence(
                absence_id=draft.new_id,
                practitioner=draft.practitioner,
                starts=starts,
                ends=ends,
                services=draft.services,
                confirmed=draft.confirmed,
            ),
        )
    return tuple(
        change.model_copy(update={"confirmed": draft.confirmed})
        for change in amendment(draft.amends, starts, ends, draft.services, today, draft.new_id)
    )
