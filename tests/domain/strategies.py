"""Clinic files and changes for the property tests.

Everything happens in a few days around one of the `TODAYS`, with few services and practitioners,
so that records collide, touch and shadow each other in most examples.
"""

import os
from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    DeleteAbsence,
    EndAbsence,
    SplitAbsence,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Practitioner,
    ServiceOffer,
    SetUp,
    Source,
    Substitute,
)
from fravaertui.domain.violations import Confirmation

TODAYS = (
    date(2024, 6, 20),  # the guide's example is running
    date(2024, 12, 30),  # ISO week 1 of 2025 has begun
    date(2026, 3, 28),  # clocks go forward in the night to the 29th
    date(2026, 10, 24),  # clocks go back in the night to the 25th
    date(2026, 12, 31),  # New Year, in ISO week 53
    date(2028, 2, 28),  # 29 February is tomorrow
)
HERE = (11, 12)
ELSEWHERE = 99
SERVICES = ("timebestilling", "ekontakt", "influensavaksine")  # the last is not a standard one
CLINIC = Clinic(her_id=1, organisation_number="100100673", name="DDFL Test")
KINDS = ("add", "add", "amend", "amend", "nudge", "end", "split", "delete")
EVERYTHING: tuple[Confirmation, ...] = get_args(Confirmation)
OUTSIDE = (Source.PORTAL, Source.EPJ, Source.IMPORT)

todays = st.sampled_from(TODAYS)


def with_terms(absence: Absence, **values: object) -> Absence:
    """Return what an absence is to become."""
    return absence.model_copy(update=values)


def examples(count: int) -> settings:
    """Settings for a property: the same examples every run, so that red means something changed.

    `FRAVAERTUI_EXAMPLES=20` looks at twenty times as many, new ones each time.
    """
    more = int(os.environ.get("FRAVAERTUI_EXAMPLES", "0"))
    return settings(
        max_examples=count * max(more, 1),
        derandomize=not more,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def window(today: date, before: int = 8, after: int = 12) -> list[date]:
    """The days around today in which everything happens."""
    return [today + timedelta(days=n) for n in range(-before, after + 1)]


def days_near(today: date) -> st.SearchStrategy[date]:
    """A day of the window; today and the days beside it often."""
    near = [today + timedelta(days=n) for n in (-1, 0, 1)]
    return st.sampled_from(near + window(today))


def services() -> st.SearchStrategy[tuple[str, ...]]:
    """One or more services."""
    return st.lists(st.sampled_from(SERVICES), min_size=1, unique=True).map(tuple)


@st.composite
def spans(draw: st.DrawFn, today: date) -> tuple[date, date]:
    """First and last day of up to a week or so."""
    starts = draw(days_near(today))
    return starts, starts + timedelta(days=draw(st.integers(0, 7)))


@st.composite
def open_periods(draw: st.DrawFn, today: date) -> dict[str, Any]:
    """A period of which either side may be open; mostly it is open on both."""
    starts, ends = draw(spans(today))
    shape = draw(st.sampled_from(["", "", "", "s", "e", "se"]))
    return {"starts": starts if "s" in shape else None, "ends": ends if "e" in shape else None}


@st.composite
def absences(draw: st.DrawFn, today: date, number: int) -> Absence:
    """An absence from outside, of one practitioner or the whole clinic."""
    starts, ends = draw(spans(today))
    return Absence(
        id=UUID(int=number),
        practitioner=draw(st.sampled_from((None, *HERE))),
        starts=starts,
        ends=ends,
        services=draw(services()),
        source=draw(st.sampled_from(OUTSIDE)),
    )


def overlap(one: Absence, other: Absence) -> bool:
    """Whether two records of one owner share a service and a day."""
    return (
        one.practitioner == other.practitioner
        and bool(set(one.services) & set(other.services))
        and one.starts <= other.ends
        and other.starts <= one.ends
    )


@st.composite
def absence_lists(draw: st.DrawFn, today: date, *, overlapping: bool = True) -> tuple[Absence, ...]:
    """Absences of all kinds; only those from outside overlap others of the same owner."""
    kept: list[Absence] = []
    for number in range(draw(st.integers(0, 6))):
        absence = draw(absences(today, number))
        if any(overlap(absence, other) for other in kept):
            if overlapping:
                kept.append(absence)
        elif draw(st.booleans()):
            kept.append(absence)
        else:
            kept.append(absence.model_copy(update={"source": Source.DESK}))
    return tuple(kept)


@st.composite
def clinic_files(draw: st.DrawFn, today: date) -> ClinicFile:
    """A clinic with two practitioners and everything that decides what their citizens see."""
    offered = [(p, s) for p in HERE for s in SERVICES]
    always: list[dict[str, Any]] = [{}]
    agreements = st.one_of(st.just(always), st.lists(open_periods(today), max_size=2))
    seen = draw(st.dictionaries(st.sampled_from(offered), st.booleans(), max_size=3))
    return ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=tuple(
            Practitioner(
                her_id=p,
                hpr_number=p,
                name=f"Lege {p}",
                set_up=draw(st.sampled_from((SetUp.DESK, *SetUp))),
                **draw(open_periods(today)),
            )
            for p in HERE
        ),
        offers=tuple(
            ServiceOffer(practitioner=p, service=s, **period)
            for p, s in offered
            for period in draw(agreements)
        ),
        absences=draw(absence_lists(today)),
        substitutes=tuple(draw(st.lists(substitutes(today), max_size=2))),
        epj_states=tuple(
            EpjState(practitioner=p, service=s, switched_off=off, seen_on=today)
            for (p, s), off in seen.items()
        ),
    )


def plain_file(*listed: Absence) -> ClinicFile:
    """A clinic where everything is always offered, so that only absences decide."""
    return ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=tuple(Practitioner(her_id=p, name=f"Lege {p}") for p in HERE),
        offers=tuple(ServiceOffer(practitioner=p, service=s) for p in HERE for s in SERVICES),
        absences=listed,
    )


@st.composite
def substitutes(draw: st.DrawFn, today: date) -> Substitute:
    """Cover for one practitioner, its end perhaps open."""
    starts, ends = draw(spans(today))
    return Substitute(
        id=draw(st.uuids()),
        practitioner=draw(st.sampled_from(HERE)),
        name=draw(st.sampled_from(("Per Vikar", "Vår Vikar"))),
        starts=starts,
        ends=draw(st.sampled_from((ends, None))),
        services=draw(services()),
    )


@st.composite
def changes(draw: st.DrawFn, file: ClinicFile, today: date, number: int = 0) -> AbsenceChange:
    """Any change an agent might send, wise or not; `number` makes its new record's id."""
    known = [a.id for a in file.absences]
    absence_id = draw(st.sampled_from([*known, *known, UUID(int=1000)]))
    starts, ends = draw(spans(today))
    if draw(st.integers(0, 9)) == 0:
        starts, ends = ends, starts  # mostly backwards, when it is more than a day
    asked: dict[str, Any] = {
        "starts": starts,
        "ends": ends,
        "services": draw(services()),
        "confirmed": draw(st.sampled_from(((), EVERYTHING))),
    }
    kind = draw(st.sampled_from(KINDS))
    if kind == "add":
        taken = draw(st.integers(0, 9)) == 0
        owner = draw(st.sampled_from((None, *HERE, *HERE, ELSEWHERE)))
        new_id = absence_id if taken else UUID(int=2000 + number)
        return AddAbsence(absence_id=new_id, practitioner=owner, **asked)
    if kind == "nudge" and absence_id in known:
        before = file.absence(absence_id)
        field = draw(st.sampled_from(("starts", "ends", "services")))
        kept = before.model_dump(include={"starts", "ends", "services"} - {field})
        return AmendAbsence(absence_id=absence_id, **(asked | kept))
    if kind == "end":
        return EndAbsence(absence_id=absence_id, last_day=draw(days_near(today)))
    if kind == "split":
        new_id = draw(st.sampled_from([UUID(int=2000 + number)] * 4 + known))
        return SplitAbsence(absence_id=absence_id, on=draw(days_near(today)), new_id=new_id)
    if kind == "delete":
        return DeleteAbsence(absence_id=absence_id)
    return AmendAbsence(absence_id=absence_id, **asked)


@st.composite
def batches(draw: st.DrawFn, file: ClinicFile, today: date) -> tuple[AbsenceChange, ...]:
    """Up to three changes, a later one perhaps to what an earlier one added."""
    batch: list[AbsenceChange] = []
    for number in range(draw(st.integers(1, 3))):
        batch.append(draw(changes(file, today, number)))
        added = batch[0]
        if number and isinstance(added, AddAbsence) and draw(st.booleans()):
            batch[-1] = batch[-1].model_copy(update={"absence_id": added.absence_id})
    return tuple(batch)


def scenes() -> st.SearchStrategy[tuple[date, ClinicFile]]:
    """A today and a clinic file around it."""
    return todays.flatmap(lambda today: st.tuples(st.just(today), clinic_files(today)))


def plain_scenes(*, overlapping: bool = True) -> st.SearchStrategy[tuple[date, ClinicFile]]:
    """A today and a file around it where only absences and substitutes decide."""
    return todays.flatmap(
        lambda today: st.tuples(
            st.just(today),
            st.builds(
                lambda listed, covers: plain_file(*listed).model_copy(
                    update={"substitutes": tuple(covers)}
                ),
                absence_lists(today, overlapping=overlapping),
                st.lists(substitutes(today), max_size=1),
            ),
        )
    )
