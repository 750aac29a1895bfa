"""What is asked about the rows of a list, and what an answer settles, on a screen or in lines."""

from collections.abc import Sequence
from datetime import date
from enum import Enum, auto

from fravaertui.domain.absence_list import (
    ABOUT_SERVICES,
    ABOUT_WHO,
    Doubt,
    ListAnswers,
    ListPlan,
    ListRow,
    RowStatus,
)
from fravaertui.domain.changes.resolutions import Way, WayOut
from fravaertui.session.absence_list import ListWork


class Asked(Enum):
    """What is asked about a row: what there is to answer with."""

    WHO = auto()
    WHEN = auto()
    IS_AWAY = auto()
    """Once for the whole list: that it is absence."""
    IS_RIGHT = auto()
    """Days that are allowed once they are confirmed (rule A6)."""
    SERVICES = auto()
    """Once for the whole list."""
    COVERED = auto()
    SUBSTITUTE = auto()
    WAY_OUT = auto()


def asked_about(row: ListRow) -> Asked | None:
    """Return what is asked about a row first; None for one that needs another answer, or none."""
    if not row.questions:
        return Asked.WAY_OUT if row.status is RowStatus.MEETS_SUBSTITUTE else None
    doubt = row.questions[0]
    of_one = {
        Doubt.UNLIKELY: Asked.IS_RIGHT,
        Doubt.NOT_SAID_AWAY: Asked.IS_AWAY,
        Doubt.COVERED: Asked.COVERED,
        Doubt.COLLEAGUE: Asked.SUBSTITUTE,
        Doubt.OWN_SUBSTITUTE: Asked.SUBSTITUTE,
        Doubt.SUBSTITUTE_UNNAMED: Asked.SUBSTITUTE,
    }
    if doubt in of_one:
        return of_one[doubt]
    if doubt in ABOUT_WHO:
        return Asked.WHO
    return Asked.SERVICES if doubt in ABOUT_SERVICES else Asked.WHEN


def named_substitute(row: ListRow) -> str:
    """Return the name that may be that of the row's substitute; empty when it can't be."""
    if Doubt.OWN_SUBSTITUTE in row.questions:
        return ""
    return row.substitute or (row.entry.substitute.name if row.entry.substitute else "")


def is_likely(row: ListRow, clinic: int, practitioner: int | None) -> bool:
    """Tell whether a practitioner may be whom the list means; None stands for the whole clinic."""
    if practitioner is None:
        return Doubt.EVERYONE in row.entry.doubts
    return any((p.clinic, p.her_id) == (clinic, practitioner) for p in row.candidates)


def fits_somebody(row: ListRow) -> bool:
    """Tell whether the name fits somebody, who may be proposed; one alike in part is nobody's."""
    doubts = row.entry.doubts
    if Doubt.NOBODY in doubts or Doubt.TRAINING_DOCTOR in doubts:
        return False
    return bool(row.candidates) or Doubt.EVERYONE in doubts


def with_person(
    answers: ListAnswers, plan: ListPlan, row: ListRow, clinic: int, practitioner: int | None
) -> ListAnswers:
    """Return the answers with who is meant, for every row that was read from the same name.

    Without a practitioner it is the whole clinic.
    """
    named = row.entry.name_extent
    for other in plan.rows:
        if other.id == row.id or (named and other.entry.name_extent == named):
            answers = answers.with_row(
                other.id,
                practitioner=practitioner,
                clinic=clinic,
                whole_clinic=practitioner is None,
                left_out=False,
            )
    return answers


def with_services(
    answers: ListAnswers, row: ListRow | None, services: tuple[str, ...]
) -> ListAnswers:
    """Return the answers with the services of the list; a row may be asked that has others."""
    answers = answers.model_copy(update={"services": services})
    if row and Doubt.SERVICES_HINTED in row.questions:
        return answers.with_row(row.id, services=services)
    return answers


def likely_services(work: ListWork, row: ListRow | None) -> Sequence[str]:
    """Return the services to propose for the whole list: those before, those hinted at, or all."""
    hinted = row.entry.services if row and row.entry.services else ()
    return work.answers.services or hinted or work.services_of(None, None)


def with_all_away(answers: ListAnswers) -> ListAnswers:
    """Return the answers with that everyone on the list is away."""
    return answers.model_copy(update={"all_away": True})


def with_confirmed(answers: ListAnswers, row: ListRow) -> ListAnswers:
    """Return the answers with that the days of a row are right, unlikely as they are (rule A6)."""
    said = (v.confirmation for v in row.violations if v.confirmation)
    before = answers.of(row.id).confirmed
    return answers.with_row(row.id, confirmed=tuple(dict.fromkeys((*before, *said))))


def ways_of(work: ListWork, row: ListRow, today: date) -> tuple[WayOut, ...]:
    """Return the ways out for a row that closes what a substitute covers (rule A5)."""
    offered = []
    for way in Way:
        taken = work.row_with(work.answers.with_row(row.id, way=way), row.id, today)
        if taken and taken.changes and taken.after:
            offered.append(WayOut(way, taken.changes, taken.after))
    return tuple(offered)
