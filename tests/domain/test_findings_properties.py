"""Findings over random clinics: against the oracle day by day, their fixes, keys and prints."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given

from fravaertui.domain.calendar import closed_day
from fravaertui.domain.changes import evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import Severity, findings, fix_of
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import full_scenes, wild_scenes
from tests.domain.strategies import HERE, SERVICES, examples, window


@given(wild_scenes())
@examples(100)
def test_findings_never_fail_and_each_has_a_key_of_its_own(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    found = findings(file, today)
    assert len({f.key for f in found}) == len(found)
    assert [f.severity.rank for f in found] == sorted(f.severity.rank for f in found)
    for finding in found:
        assert list(finding.days) == sorted(finding.days)
        assert set(finding.records) <= {
            *(a.id for a in file.absences),
            *(s.id for s in file.substitutes),
        }


@given(full_scenes())
@examples(100)
def test_a_fix_may_be_made_removes_its_finding_and_makes_none_more_severe(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    found = findings(file, today)
    before = {(f.code, f.practitioner, f.severity) for f in found}
    for finding in found:
        fix = fix_of(finding, file, today)
        if not fix:
            continue
        outcome = evaluate(fix, file, today)
        assert outcome.violations == (), finding
        after = findings(outcome.file, today)
        assert finding.key not in {f.key for f in after}, finding
        worse = [
            f
            for f in after
            if f.severity.rank < finding.severity.rank
            and (f.code, f.practitioner, f.severity) not in before
        ]
        assert worse == [], finding


@given(full_scenes())
@examples(60)
def test_a_fix_never_changes_the_past(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for finding in findings(file, today):
        after = evaluate(fix_of(finding, file, today), file, today).file
        for practitioner in HERE:
            was, now = (oracle.closed_pairs(f, practitioner) for f in (file, after))
            assert oracle.past(was, today) == oracle.past(now, today)


@given(full_scenes(most=0))
@examples(60)
def test_F04_is_what_no_citizen_would_miss(scene: tuple[date, ClinicFile]) -> None:
    """Every coming day is looked at with and without the record."""
    today, file = scene
    found = findings(file, today)
    idle = {
        f.records[0]
        for f in found
        if f.code == "F03" and set(f.services) == set(file.absence(f.records[0]).services)
    }
    days = [day for day in window(today) if day >= today]
    for absence in file.absences:
        if absence.ends < today or absence.id in idle:
            continue
        rest = tuple(a for a in file.absences if a.id != absence.id)
        without = file.model_copy(update={"absences": rest})
        effect = any(
            oracle.look(file, practitioner, service, day)
            != oracle.look(without, practitioner, service, day)
            for practitioner in HERE
            for service in absence.services
            for day in days
        )
        assert (absence.id in {f.records[0] for f in found if f.code == "F04"}) == (not effect)


@given(full_scenes())
@examples(120)
def test_F12_is_all_that_is_open_with_nobody_there_on_a_day_left(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    told = {f.records[0]: f for f in findings(file, today) if f.code == "F12"}
    for absence in file.absences:
        open_then = {
            (practitioner, service, day)
            for practitioner in HERE
            if absence.practitioner in (None, practitioner)
            for day in oracle.days(absence.starts, absence.ends)
            for service in oracle.open_while_away(file, practitioner, day)
        }
        coming = {(p, service) for p, service, day in open_then if day >= today}
        assert (absence.id in told) == bool(coming)
        if coming:
            found = told[absence.id]
            assert set(found.services) == {service for _, service in coming}
            whose = {p for p, _ in coming}
            assert found.practitioner == (whose.pop() if len(whose) == 1 else None)
            days = [day for p, service, day in open_then if (p, service) in coming]
            assert found.days == (min(days), max(days))


@given(full_scenes(most=0))
@examples(60)
def test_F03_is_a_service_that_nobody_away_offers_on_any_day_left(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    found = {f.records[0]: set(f.services) for f in findings(file, today) if f.code == "F03"}
    for absence in file.absences:
        if absence.ends < today:
            assert absence.id not in found
            continue
        offered = {
            service
            for service, day in oracle.rest(oracle.pairs_of(absence), today)
            for o in file.offers
            if o.service == service
            and absence.practitioner in (None, o.practitioner)
            and oracle.in_period(o.starts, o.ends, day)
        }
        unknown = {
            service
            for service in absence.services
            for person in HERE
            if absence.practitioner in (None, person)
            and oracle.nobody_said(file, person, service, absence.ends)
        }
        assert found.get(absence.id, set()) == set(absence.services) - offered - unknown


@given(full_scenes())
@examples(80)
def test_F01_is_everything_both_closed_and_covered(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    found = [f for f in findings(file, today) if f.code == "F01"]
    told = {
        (f.practitioner, service, day)
        for f in found
        for service, day in oracle.rest(oracle.pairs(f.services, *f.days), today)
    }
    horizon = cover_oracle.horizon(today)
    meeting = cover_oracle.meeting(file, today)
    assert {t for t in told if t[2] <= horizon} == meeting
    for finding in found:
        absence = file.absence(finding.records[0])
        substitute = file.substitute(finding.records[1])
        meets = oracle.pairs_of(absence) & cover_oracle.served_by(substitute, today)
        assert oracle.pairs(finding.services, *finding.days) == meets


@given(full_scenes())
@examples(120)
def test_F06_is_every_coming_day_on_which_a_substitute_is_away(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    told: dict[UUID, set[date]] = {}
    for finding in findings(file, today):
        if finding.code == "F06" and len(finding.records) > 1:
            days = oracle.days(max(finding.days[0], today), finding.days[-1])
            told.setdefault(finding.records[0], set()).update(days)
    for substitute in file.substitutes:
        away, _ = cover_oracle.away(file, substitute, today)
        assert told.get(substitute.id, set()) == away


@given(full_scenes(most=0))
@examples(60)
def test_F14_is_two_records_of_one_owner_from_different_sources(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    expected = {
        frozenset((one.id, other.id))
        for one in file.absences
        for other in file.absences
        if one.source is not other.source
        and one.practitioner == other.practitioner
        and min(one.ends, other.ends) >= today
        and oracle.pairs_of(one) & oracle.pairs_of(other)
    }
    found = [f for f in findings(file, today) if f.code == "F14"]
    assert {frozenset(f.records) for f in found} == expected
    for finding in found:
        one, other = (oracle.pairs_of(file.absence(r)) for r in finding.records)
        assert oracle.pairs(finding.services, *finding.days) == one & other


@given(full_scenes(most=1))
@examples(100)
def test_F10_is_every_opening_on_days_when_nobody_works(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    expected = set()
    for practitioner in HERE:
        closed = oracle.closed_pairs(file, practitioner)
        for service in (*STANDARD_SERVICES, SERVICES[-1]):
            for day in window(today):
                opening = _opening(closed, service, day)
                if day >= today and opening and all(closed_day(d) for d in opening):
                    looks = {oracle.look(file, practitioner, service, d).state for d in opening}
                    if looks & {"open", "substitute"}:
                        expected.add((practitioner, service, opening[0], opening[-1]))
    assert {
        (f.practitioner, service, *f.days)
        for f in findings(file, today)
        if f.code == "F10"
        for service in f.services
    } == expected


def _opening(closed: oracle.Pairs, service: str, day: date) -> list[date]:
    """The days from this one on that are open between two closed ones; at most five."""
    opening: list[date] = []
    if (service, day - oracle.ONE_DAY) not in closed:
        return []
    while (service, day) not in closed:
        opening.append(day)
        day += oracle.ONE_DAY
        if len(opening) > 5:
            return []
    return opening


# Keys and fingerprints -----------------------------------------------------------------------


def prints(
    file: ClinicFile, today: date
) -> dict[str, tuple[tuple[Severity, tuple[str, ...]], str]]:
    """Severity, services and fingerprint of each finding, by key."""
    return {f.key: ((f.severity, f.services), f.fingerprint) for f in findings(file, today)}


@given(full_scenes())
@examples(60)
def test_a_fingerprint_is_of_the_facts_and_not_of_how_they_are_kept(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    turned = file.model_copy(
        update={
            "version": file.version + 7,
            "practitioners": file.practitioners[::-1],
            "offers": file.offers[::-1],
            "absences": file.absences[::-1],
            "substitutes": file.substitutes[::-1],
            "epj_states": file.epj_states[::-1],
            "step_reports": file.step_reports[::-1],
        }
    )
    assert prints(turned, today) == prints(file, today)


@given(full_scenes())
@examples(80)
def test_a_finding_that_was_put_away_does_not_come_back_with_the_next_day(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    now, tomorrow = (prints(file, today + timedelta(days=n)) for n in (0, 1))
    for key in now.keys() & tomorrow.keys():
        if now[key][0] == tomorrow[key][0]:
            assert now[key] == tomorrow[key], key
