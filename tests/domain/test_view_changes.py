"""What a change does to what citizens see, against a comparison of every single day."""

from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import AddAbsence, evaluate
from fravaertui.domain.citizen_view import ServiceView, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Practitioner, ServiceOffer, Substitute
from fravaertui.domain.view_changes import Effect, clinic_effects, effects
from tests.domain import oracle
from tests.domain.strategies import (
    CLINIC,
    HERE,
    absence_lists,
    days_near,
    examples,
    plain_file,
    scenes,
    substitutes,
    window,
)

Seen: TypeAlias = tuple[str, date | None, str | None]


def seen(view: ServiceView) -> Seen:
    """What of a view a citizen can see."""
    return (view.state, view.reopens_on, view.substitute)


@st.composite
def before_and_after(draw: st.DrawFn) -> tuple[ClinicFile, ClinicFile, date, list[date]]:
    """One clinic twice, with other absences and substitutes, a first day and the days from it."""
    today, before = draw(scenes())
    other = draw(absence_lists(today))
    kept = draw(st.integers(0, len(before.absences)))
    covers = draw(st.lists(substitutes(today), max_size=1)) or before.substitutes
    after = before.model_copy(
        update={
            "absences": (*before.absences[:kept], *other[kept:]),
            "substitutes": tuple(covers),
        }
    )
    since = draw(days_near(today))
    return before, after, since, [day for day in window(today, after=24) if day >= since]


def whole(found: list[Effect]) -> list[Effect]:
    """The effects without the cuts where a changed record begins to be about the days."""
    kept = found[:1]
    for previous, effect in pairwise(found):
        same = (seen(previous.before), seen(previous.after)) == (
            seen(effect.before),
            seen(effect.after),
        )
        if not same or previous.ends != effect.on - timedelta(days=1):
            kept.append(effect)
    return kept


@given(before_and_after())
@examples(100)
def test_effects_are_the_days_on_which_the_view_begins_to_look_different(
    scene: tuple[ClinicFile, ClinicFile, date, list[date]],
) -> None:
    before, after, since, days = scene
    for practitioner in HERE:
        found = effects(before, after, practitioner, since)
        services = set(before.services_of(practitioner)) | set(after.services_of(practitioner))
        assert {effect.before.service for effect in found} <= services
        for service in services:
            looks = [
                (
                    day,
                    seen(service_view(before, practitioner, service, day)),
                    seen(service_view(after, practitioner, service, day)),
                )
                for day in days
            ]
            told = [effect for effect in found if effect.before.service == service]
            assert [
                (effect.on, seen(effect.before), seen(effect.after)) for effect in whole(told)
            ] == oracle.stretch_starts(looks)


@given(before_and_after())
@examples(40)
def test_effects_carry_the_views_of_their_day(
    scene: tuple[ClinicFile, ClinicFile, date, list[date]],
) -> None:
    before, after, since, _ = scene
    for practitioner in HERE:
        for effect in effects(before, after, practitioner, since):
            service = effect.before.service
            assert effect.practitioner == practitioner
            assert effect.before == service_view(before, practitioner, service, effect.on)
            assert effect.after == service_view(after, practitioner, service, effect.on)


@given(before_and_after())
@examples(40)
def test_effects_of_a_clinic_are_those_of_its_practitioners_the_first_day_first(
    scene: tuple[ClinicFile, ClinicFile, date, list[date]],
) -> None:
    before, after, since, _ = scene
    found = clinic_effects(before, after, since)
    each = [effect for p in HERE for effect in effects(before, after, p, since)]
    assert [e.on for e in found] == sorted(e.on for e in each)
    assert len(found) == len(each)
    assert {e.seen for e in found} == {e.seen for e in each}
    assert len({e.seen for e in found}) == len(found)


@given(scenes())
@examples(30)
def test_nothing_changed_has_no_effects(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        assert effects(file, file, practitioner, today) == ()


def test_a_summers_absence_begins_once_and_is_told_with_its_reopening() -> None:
    file = ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=(Practitioner(her_id=11, name="Astrid Info"),),
        offers=(ServiceOffer(practitioner=11, service="timebestilling"),),
    )
    starts, ends = date(2024, 6, 12), date(2024, 7, 8)
    added = AddAbsence(
        absence_id=UUID(int=1),
        practitioner=11,
        starts=starts,
        ends=ends,
        services=("timebestilling",),
    )
    after = evaluate([added], file, date(2024, 6, 1)).file
    (effect,) = effects(file, after, 11, date(2024, 6, 1))
    assert (effect.on, effect.after.reopens_on) == (starts, ends + timedelta(days=1))
    (running,) = effects(file, after, 11, date(2024, 6, 20))
    assert running.on == date(2024, 6, 20)
    assert effects(file, after, 11, ends + timedelta(days=1)) == ()


def test_another_substitute_in_the_same_days_looks_different() -> None:
    per = Substitute(
        id=UUID(int=1),
        practitioner=11,
        name="Per Vikar",
        starts=date(2026, 11, 23),
        services=("ekontakt",),
    )
    file = plain_file()
    before, after = (
        file.model_copy(update={"substitutes": (per.model_copy(update={"name": name}),)})
        for name in ("Per Vikar", "Vår Vikar")
    )
    (effect,) = effects(before, after, 11, date(2026, 11, 1))
    assert effect.on == per.starts
    assert (effect.before.substitute, effect.after.substitute) == ("Per Vikar", "Vår Vikar")


def test_a_second_substitute_takes_the_name_off_the_services_of_the_first() -> None:
    """On a list without a GP the look-up falls back (S1), for every service at once."""
    today = date(2026, 11, 22)
    per = Substitute(
        id=UUID(int=1),
        practitioner=11,
        name="Per Vikar",
        starts=today,
        services=("timebestilling",),
    )
    liv = per.model_copy(update={"id": UUID(int=2), "name": "Liv Vikar", "services": ("ekontakt",)})
    before = plain_file().model_copy(
        update={
            "practitioners": (Practitioner(her_id=11, name="Uten fastlege", without_gp=True),),
            "substitutes": (per,),
        }
    )
    after = before.model_copy(update={"substitutes": (per, liv)})
    found = {
        e.after.service: (seen(e.before), seen(e.after)) for e in effects(before, after, 11, today)
    }
    assert found == {
        "timebestilling": (("substitute", None, "Per Vikar"), ("open", None, None)),
    }


def test_of_who_comes_with_a_change_citizens_have_seen_nothing_before() -> None:
    there = plain_file()
    nobody = there.model_copy(update={"practitioners": (), "offers": ()})
    assert not clinic_effects(nobody, there, date(2026, 11, 22))
    assert not clinic_effects(there, nobody, date(2026, 11, 22))
