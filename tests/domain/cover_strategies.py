"""Clinics with everything that issues around substitutes need, and changes to it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AmendSubstitute,
    ConfirmStep,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SubstituteChange,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import (
    EpjState,
    Known,
    Practitioner,
    Step,
    StepReport,
    Substitute,
    Vendor,
)
from tests.domain.cover_oracle import TOLD
from tests.domain.strategies import (
    ELSEWHERE,
    EVERYTHING,
    HERE,
    SERVICES,
    clinic_files,
    days_near,
    services,
    spans,
    todays,
)

HPR = {11: 11, 12: 12}
STRANGER = 9144897
"""The HPR number of someone who is not a practitioner here."""

known = st.sampled_from(Known)


@st.composite
def people(draw: st.DrawFn, today: date, number: int) -> Substitute:
    """A substitute for one of `HERE`: a stranger, the colleague, or nobody knows who."""
    starts, ends = draw(spans(today))
    practitioner = draw(st.sampled_from(HERE))
    colleague = next(p for p in HERE if p != practitioner)
    return Substitute(
        id=UUID(int=500 + number),
        practitioner=practitioner,
        name=draw(st.sampled_from(("Per Vikar", "Vår Vikar", f"lege  {colleague}"))),
        hpr_number=draw(st.sampled_from((None, STRANGER, HPR[colleague]))),
        her_id=draw(st.sampled_from((None, 77))),
        own_list=draw(known),
        starts=starts,
        ends=draw(st.sampled_from((ends, ends, None))),
        services=draw(services()),
    )


@st.composite
def vendors(draw: st.DrawFn) -> Vendor:
    """A row of the vendor table."""
    return Vendor(
        code="epj",
        name="EPJ AS",
        offers_temporary_absence=draw(known),
        offers_list_without_gp=draw(known),
        demands_party=draw(known),
    )


@st.composite
def full_files(draw: st.DrawFn, today: date, most: int = 3) -> ClinicFile:
    """A clinic as `clinic_files` makes, with up to `most` substitutes and what is known of them."""
    file = draw(clinic_files(today))
    covers = tuple(draw(people(today, number)) for number in range(draw(st.integers(0, most))))
    told = st.tuples(st.sampled_from(covers or (None,)), st.sampled_from(sorted(TOLD)), known)
    reports = {
        (cover.id, step): state
        for cover, step, state in draw(st.lists(told, max_size=4))
        if cover is not None and state is not Known.UNKNOWN
    }
    vendor = draw(st.one_of(st.none(), vendors()))
    practitioners = tuple(
        p.model_copy(
            update={
                "without_gp": draw(st.sampled_from((False, False, True))),
                "practitioner_overview": draw(known),
            }
        )
        for p in file.practitioners
    )
    text = draw(st.sampled_from(("", "Stengt 24.12.", "Vikar fra 1. juli 2024 til 3. juli")))
    clinic = file.clinic.model_copy(
        update={"patient_information": text, "epj_vendor": vendor.code if vendor else ""}
    )
    return file.model_copy(
        update={
            "clinic": clinic,
            "practitioners": practitioners,
            "substitutes": covers,
            "step_reports": tuple(
                StepReport(substitute=key, step=Step(step), known=state, seen_on=today)
                for (key, step), state in reports.items()
            ),
            "vendor": vendor,
        }
    )


@st.composite
def wild_files(draw: st.DrawFn, today: date) -> ClinicFile:
    """A clinic as it may arrive from outside: people gone, twice, or known to records only."""
    file = draw(full_files(today))
    listed: tuple[Practitioner, ...] = file.practitioners
    shape = draw(st.sampled_from(("all", "none", "one", "twice")))
    if shape == "none":
        listed = ()
    elif shape == "one":
        listed = listed[:1]
    elif shape == "twice":
        listed = (*listed, listed[0].model_copy(update={"her_id": 13}))
    elsewhere = {"practitioner": ELSEWHERE}
    states = tuple(
        EpjState(practitioner=p, service=s, switched_off=True, seen_on=today)
        for p, s in draw(
            st.lists(
                st.tuples(
                    st.sampled_from((*HERE, ELSEWHERE)), st.sampled_from((*SERVICES, "ukjent"))
                ),
                max_size=3,
                unique=True,
            )
        )
    )
    return file.model_copy(
        update={
            "practitioners": listed,
            "absences": tuple(
                a.model_copy(update=elsewhere) if draw(st.booleans()) else a for a in file.absences
            ),
            "substitutes": tuple(
                s.model_copy(update={"services": ("ukjent", *s.services)})
                if draw(st.booleans())
                else s
                for s in file.substitutes
            ),
            "epj_states": states,
        }
    )


@st.composite
def cover_changes(
    draw: st.DrawFn, file: ClinicFile, today: date, number: int = 0
) -> SubstituteChange:
    """Any change to a substitute that an agent might send, wise or not."""
    listed = [s.id for s in file.substitutes]
    substitute_id = draw(st.sampled_from([*listed, *listed, UUID(int=1000)]))
    starts, ends = draw(spans(today))
    if draw(st.integers(0, 9)) == 0:
        starts, ends = ends, starts  # mostly backwards, when it is more than a day
    asked: dict[str, Any] = {
        "starts": starts,
        "ends": draw(st.sampled_from((ends, ends, None))),
        "services": draw(services()),
        "confirmed": draw(st.sampled_from(((), ("long_absence", "overlap_outside"), EVERYTHING))),
    }
    kind = draw(st.sampled_from(("set", "set", "amend", "nudge", "nudge", "remove", "tell")))
    if kind == "set":
        owner = draw(st.sampled_from((*HERE, *HERE, *HERE, ELSEWHERE)))
        taken = draw(st.integers(0, 9)) == 0
        return SetSubstitute(
            substitute_id=substitute_id if taken else UUID(int=3000 + number),
            practitioner=owner,
            name="Ny Vikar",
            hpr_number=draw(st.sampled_from((None, STRANGER, None, STRANGER, HPR[11]))),
            her_id=draw(st.sampled_from((None, 77, None, 77, None, 77, HERE[0]))),
            **asked,
        )
    if kind == "remove":
        return RemoveSubstitute(substitute_id=substitute_id)
    if kind == "tell":
        return ConfirmStep(
            substitute_id=substitute_id,
            step=draw(st.sampled_from(Step)),
            known=draw(known),
            seen_on=draw(st.sampled_from((today - timedelta(days=1), today, today, today))),
        )
    if kind == "nudge" and substitute_id in listed:
        before = file.substitute(substitute_id)
        field = draw(st.sampled_from(("starts", "ends", "ends", "services")))
        kept = before.model_dump(include={"starts", "ends", "services"} - {field})
        return AmendSubstitute(substitute_id=substitute_id, **(asked | kept))
    return AmendSubstitute(substitute_id=substitute_id, **asked)


@st.composite
def clinic_changes(
    draw: st.DrawFn, today: date
) -> ReportEpjState | SetPatientInformation | SetEpjVendor:
    """What an agent writes of the EPJ and the clinic."""
    kind = draw(st.sampled_from(("epj", "epj", "epj", "text", "vendor")))
    if kind == "text":
        return SetPatientInformation(text=draw(st.sampled_from(("", "Stengt 24.12."))))
    if kind == "vendor":
        return SetEpjVendor(vendor=draw(st.sampled_from(("", "epj", "annen"))))
    return ReportEpjState(
        practitioner=draw(st.sampled_from((*HERE, *HERE, ELSEWHERE))),
        services=draw(services()),
        switched_off=draw(st.booleans()),
        seen_on=draw(days_near(today)),
    )


def full_scenes(most: int = 3) -> st.SearchStrategy[tuple[date, ClinicFile]]:
    """A today and a whole clinic around it."""
    return todays.flatmap(lambda today: st.tuples(st.just(today), full_files(today, most)))


def wild_scenes() -> st.SearchStrategy[tuple[date, ClinicFile]]:
    """A today and a clinic as it may arrive from outside."""
    return todays.flatmap(lambda today: st.tuples(st.just(today), wild_files(today)))
