"""What is typed in a form, and what it comes to: pure, so that it can be asked at each key.

A draft is exactly what the agent typed. Reading one understands it with the domain's own
functions: the changes, the problem of each field, and the file as it would become.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self, TypeVar
from uuid import UUID

from fravaertui.domain.changes import Change, Confirmation
from fravaertui.domain.checks import evaluate
from fravaertui.domain.days import NotUnderstood, Span, understand
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.text import first_unsafe
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import msgid

D = TypeVar("D", bound="Draft")

LONGEST_CASE_REFERENCE = 64

FORM_SENTENCES: Mapping[str, str] = {
    "no_services": msgid("Tick at least one service."),
    "case_reference_too_long": msgid("A case reference has at most {limit} characters."),
    "case_reference_unsafe": msgid("The case reference has a character that can't be used."),
    "no_name": msgid("Type the substitute's name."),
    "name_unsafe": msgid("The name has a character that can't be used, or is too long."),
    "not_hpr_number": msgid("An HPR number is up to nine digits."),
    "text_too_long": msgid("The text has {n} characters; at most 200 are shown."),
    "no_vendor_name": msgid("Type the vendor's name."),
    "vendor_is_there": msgid("There is a vendor with this name already."),
    "no_source": msgid("Type where this is known from; what nobody knows stays unknown."),
    "source_unsafe": msgid("At most 40 characters, and none that can't be used."),
    "source_date_coming": msgid("The day has not come yet. Type the year too."),
    "text_unsafe": msgid("The text has a character that can't be used."),
}
"""What is said of a problem that only the form knows of, by its code."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a field that only the form knows of: a code with words."""

    code: str


Problem = Violation | NotUnderstood | FormProblem


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as typed.

    `new_id` is the id of what will be registered. `confirmed` is what the agent has said yes to
    when asked.
    """

    new_id: UUID
    practitioner: int | None
    starts: str = ""
    ends: str = ""
    services: tuple[str, ...] = ()
    case_reference: str = ""
    confirmed: tuple[Confirmation, ...] = ()

    def confirming(self, violations: Sequence[Violation]) -> Self:
        """Return the draft with these doubts confirmed."""
        said_yes = tuple(v.confirmation for v in violations if v.confirmation)
        return replace(self, confirmed=tuple(dict.fromkeys((*self.confirmed, *said_yes))))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft comes to.

    `problems` are by field and stop the saving; `doubts` only ask. `suggested_ends` is set when
    the end comes from a span typed as the start, while no end is typed. `changes` is empty when
    nothing is changed (rule A11). `after` is the file as it would become, None while there are
    problems.
    """

    starts: date | None = None
    ends: date | None = None
    suggested_ends: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)
    doubts: tuple[Violation, ...] = ()
    changes: tuple[Change, ...] = ()
    after: ClinicFile | None = None


def read_days(draft: Draft, today: date, *, open_end: bool = False) -> Reading:
    """Understand the two dates, and what is wrong with them and the other common fields.

    With `open_end` nothing typed as the end means that there is none.
    """
    problems: dict[str, Problem] = {}
    span = _understood(draft.starts, "starts", today, None, problems)
    starts = span.first if span else None
    suggested = bool(span and span.first != span.last and not draft.ends)
    ends: date | None = None
    if span and suggested:
        ends = span.last
    elif draft.ends or not open_end:
        ends_span = _understood(draft.ends, "ends", today, starts, problems)
        ends = ends_span.last if ends_span else None
    if not draft.services:
        problems["services"] = FormProblem("no_services")
    case = draft.case_reference
    if len(case.strip()) > LONGEST_CASE_REFERENCE:
        problems["case_reference"] = FormProblem("case_reference_too_long")
    elif first_unsafe(case):
        problems["case_reference"] = FormProblem("case_reference_unsafe")
    return Reading(starts, ends, suggested, problems)


def judged(
    draft: D,
    reading: Reading,
    changes: Callable[[D], tuple[Change, ...]],
    file: ClinicFile,
    today: date,
) -> Reading:
    """Return the reading with the changes and what the domain says of them.

    With doubts and nothing worse, the file afterwards is shown as if they were confirmed.
    """
    wanted = changes(draft)
    outcome = evaluate(wanted, file, today)
    doubts = tuple(v for v in outcome.violations if v.confirmation)
    problems = dict(reading.problems)
    for violation in outcome.violations:
        if not violation.confirmation:
            problems.setdefault(violation.field, violation)
    if doubts and not problems:
        outcome = evaluate(changes(draft.confirming(doubts)), file, today)
    after = outcome.file if outcome.allowed else None
    wanted = () if outcome.unchanged else wanted
    return replace(reading, problems=problems, doubts=doubts, changes=wanted, after=after)


def _understood(
    text: str, name: str, today: date, not_before: date | None, problems: dict[str, Problem]
) -> Span | None:
    understood = understand(text, today, not_before)
    if isinstance(understood, NotUnderstood):
        problems[name] = understood
        return None
    return understood
