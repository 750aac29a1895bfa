"""Diagnosis (F01 to F14): each finding in a clinic that has it and not in one that nearly does."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from fravaertui.domain.changes import Change, ReportEpjState, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, FindingCode, Severity, findings, fix_of
from fravaertui.domain.findings.substitutes import Unavailable, unavailable
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Known,
    Practitioner,
    ServiceOffer,
    Source,
    Substitute,
    Vendor,
)
from tests.domain import oracle
from tests.domain.strategies import CLINIC

TODAY = date(2026, 11, 22)  # a Sunday
BOOKING = ("timebestilling",)


def in_days(count: int) -> date:
    """A day so long from today."""
    return TODAY + timedelta(days=count)


def clinic(
    *records: Absence | Substitute | EpjState | ServiceOffer | Practitioner | Vendor | Clinic,
) -> ClinicFile:
    """A clinic in order, with the records; of a kind that is not among them there is what suits.

    Astrid Info (11) and Bo Berg (12) offer booking, and the vendor offers what is needed.
    """

    def of(kind: type[Any], otherwise: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        return tuple(r for r in records if isinstance(r, kind)) or otherwise

    vendor = Vendor(
        code="epj",
        name="EPJ AS",
        offers_temporary_absence=Known.YES,
        offers_list_without_gp=Known.YES,
        demands_party=Known.NO,
    )
    return ClinicFile(
        version=1,
        clinic=of(Clinic, (CLINIC,))[0],
        practitioners=of(Practitioner, (astrid(), BO)),
        offers=of(ServiceOffer, (offer(), offer(practitioner=12))),
        absences=of(Absence),
        substitutes=of(Substitute),
        epj_states=of(EpjState),
        vendor=of(Vendor, (vendor,))[0],
    )


def astrid(**more: Any) -> Practitioner:
    """Astrid Info, set up with behandleroversikt."""
    values: dict[str, Any] = {"her_id": 11, "hpr_number": 111, "name": "Astrid Info"}
    return Practitioner(**(values | {"practitioner_overview": Known.YES} | more))


BO = Practitioner(her_id=12, hpr_number=112, name="Bo Berg")
NAMELESS = Practitioner(her_id=12, name="Bo Berg")
FREE = {"without_gp": True, "hpr_number": None}


def offer(**more: Any) -> ServiceOffer:
    """Astrid's agreement for booking."""
    values: dict[str, Any] = {"practitioner": 11, "service": "timebestilling"}
    return ServiceOffer(**(values | more))


def away(first: int, last: int, *services: str, number: int = 1, **more: Any) -> Absence:
    """Astrid's absence from so many days from today to so many."""
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "practitioner": 11,
        "starts": in_days(first),
        "ends": in_days(last),
        "services": services or BOOKING,
    }
    return Absence(**(values | more))


def cover(first: int, last: int | None, *services: str, number: int = 2, **more: Any) -> Substitute:
    """Per Vikar for Astrid from so many days from today to so many, or until further notice."""
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "practitioner": 11,
        "name": "Per Vikar",
        "starts": in_days(first),
        "ends": None if last is None else in_days(last),
        "services": services or BOOKING,
    }
    return Substitute(**(values | more))


def off(service: str = "timebestilling", seen: int = 0, **more: Any) -> EpjState:
    """Astrid's service, seen switched off so many days from today."""
    values: dict[str, Any] = {"practitioner": 11, "service": service, "switched_off": True}
    return EpjState(**(values | {"seen_on": in_days(seen)} | more))


def vendor(**more: Any) -> Vendor:
    """The clinic's EPJ vendor."""
    return Vendor(**({"code": "epj", "name": "EPJ AS", "demands_party": Known.NO} | more))


def text(words: str) -> Clinic:
    """The clinic with such a text to its citizens."""
    return CLINIC.model_copy(update={"patient_information": words})


EKONTAKT = offer(service="ekontakt")

APPEARS = [
    pytest.param("F01", clinic(away(5, 9), cover(1, 20)), id="F01"),
    pytest.param("F01", clinic(away(-5, 0, practitioner=None), cover(-9, None)), id="F01-A8"),
    pytest.param("F02", clinic(off()), id="F02"),
    pytest.param("F02", clinic(off(), away(1, 9)), id="F02-absence-yet-to-come"),
    pytest.param("F03", clinic(away(5, 9, "reseptfornyelse")), id="F03"),
    pytest.param("F03", clinic(away(5, 9), offer(ends=in_days(4))), id="F03-no-longer-offered"),
    pytest.param("F03", clinic(away(5, 9), offer(starts=in_days(10))), id="F03-not-yet-offered"),
    pytest.param("F03", clinic(away(5, 9, "x", practitioner=None)), id="F03-A8-nobody-offers"),
    pytest.param("F04", clinic(away(5, 9), away(5, 9, number=3, practitioner=None)), id="F04-A8"),
    pytest.param(
        "F04",
        clinic(
            away(4, 9),
            away(1, 5, number=3, practitioner=None),
            away(6, 9, number=4, practitioner=None),
        ),
        id="F04-by-two-together",
    ),
    pytest.param("F05", clinic(astrid(**FREE), cover(1, 9), cover(9, None, number=3)), id="F05"),
    pytest.param(
        "F06",
        clinic(cover(1, 9, hpr_number=112), away(9, 9, practitioner=12)),
        id="F06-absent",
    ),
    pytest.param(
        "F06",
        clinic(cover(1, 9, hpr_number=112), astrid(), BO.model_copy(update={"ends": in_days(8)})),
        id="F06-leaves",
    ),
    pytest.param(
        "F06",
        clinic(cover(1, 9, name=" bo  BERG "), away(9, 9, practitioner=12)),
        id="F06-absent-by-name",
    ),
    pytest.param(
        "F06",
        clinic(
            cover(1, 9, hpr_number=9, name="Bo Berg"),
            astrid(),
            NAMELESS,
            away(9, 9, practitioner=12),
        ),
        id="F06-absent-by-name-of-whom-no-number-is-known",
    ),
    pytest.param("F06", clinic(cover(-9, -1)), id="F06-ended"),
    pytest.param("F06", clinic(cover(-99, -14)), id="F06-ended-two-weeks-ago"),
    pytest.param(
        "F07", clinic(cover(1, 9), vendor(offers_temporary_absence=Known.NO)), id="F07-no"
    ),
    pytest.param("F07", clinic(cover(1, 9), vendor()), id="F07-unknown"),
    pytest.param(
        "F07",
        clinic(
            astrid(**FREE),
            cover(1, 9),
            vendor(offers_temporary_absence=Known.YES, offers_list_without_gp=Known.NO),
        ),
        id="F07-the-other-solution",
    ),
    pytest.param("F08", clinic(cover(1, 9), astrid(practitioner_overview=Known.NO)), id="F08-no"),
    pytest.param(
        "F08", clinic(cover(1, 9), astrid(practitioner_overview=Known.UNKNOWN)), id="F08-unknown"
    ),
    pytest.param("F09", clinic(away(-9, -1), off(seen=-5)), id="F09"),
    pytest.param("F09", clinic(away(-9, -1), off(seen=0)), id="F09-seen-after-it"),
    pytest.param("F09", clinic(off(seen=-9), away(-7, -1)), id="F09-off-before-the-absence"),
    pytest.param("F10", clinic(away(1, 5), away(8, 9, number=3)), id="F10-weekend"),
    pytest.param("F10", clinic(away(1, 122), away(128, 130, number=3)), id="F10-all-of-easter"),
    pytest.param(
        "F10",
        clinic(away(1, 5), away(8, 9, number=3, practitioner=None)),
        id="F10-A8",
    ),
    pytest.param(
        "F10",
        clinic(away(-9, 5), away(-3, -2, number=3, source=Source.EPJ), away(8, 9, number=4)),
        id="F10-C2-another-ends-inside-the-first",
    ),
    pytest.param("F11", clinic(away(1, 9), text("Stengt til og med 30.11.")), id="F11"),
    pytest.param(
        "F11",
        clinic(away(1, 9), away(5, 20, number=3, practitioner=None), text("Åpner 2.12.")),
        id="F11-C2-it-stays-closed",
    ),
    pytest.param("F11", clinic(away(1, 9), text("Vi åpner igjen 1. desember 2027")), id="F11-year"),
    pytest.param("F12", clinic(away(1, 9), offer(), EKONTAKT), id="F12"),
    pytest.param(
        "F12",
        clinic(away(-5, 9), offer(), offer(service="ekontakt", starts=TODAY)),
        id="F12-offered-since",
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9), offer(), offer(service="ekontakt", starts=in_days(3))),
        id="F12-offered-later",
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9), cover(1, 4, "ekontakt"), offer(), EKONTAKT),
        id="F12-S7-the-cover-ends-before-the-absence",
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9), cover(5, 9, "ekontakt"), offer(), EKONTAKT),
        id="F12-S7-the-cover-begins-after-the-absence",
    ),
    pytest.param(
        "F12", clinic(away(1, 9, practitioner=None), offer(), EKONTAKT), id="F12-A8-whole-clinic"
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9, "timebestilling", "x"), offer(), EKONTAKT),
        id="F12-not-hidden-by-F03",
    ),
    pytest.param("F12", clinic(away(1, 9, "x"), offer()), id="F12-nothing-of-it-is-offered"),
    pytest.param(
        "F04",
        clinic(away(5, 9, "timebestilling", "x"), away(5, 9, number=3, practitioner=None)),
        id="F04-not-hidden-by-F03",
    ),
    pytest.param("F13", clinic(away(1, 9), offer(ends=in_days(8))), id="F13-agreement"),
    pytest.param("F13", clinic(away(1, 9), offer(ends=in_days(9))), id="F13-never-reopens"),
    pytest.param("F13", clinic(away(1, 9), astrid(ends=in_days(1))), id="F13-person"),
    pytest.param("F13", clinic(cover(1, 9), offer(ends=in_days(8))), id="F13-in-a-cover"),
    pytest.param(
        "F13",
        clinic(cover(1, None), astrid(practitioner_overview=Known.YES, ends=in_days(400))),
        id="F13-in-an-open-cover",
    ),
    pytest.param("F14", clinic(away(1, 5), away(5, 9, number=3, source=Source.EPJ)), id="F14"),
]
NEARLY = [
    pytest.param("F01", clinic(away(5, 9), cover(1, 4)), id="F01-the-day-before"),
    pytest.param("F01", clinic(away(-5, -1), cover(-9, 9)), id="F01-past"),
    pytest.param("F01", clinic(away(5, 9), cover(1, 20, "x")), id="F01-another-service"),
    pytest.param("F01", clinic(away(5, 9, practitioner=12), cover(1, 20)), id="F01-someone-else"),
    pytest.param("F02", clinic(off(switched_off=False)), id="F02-on"),
    pytest.param("F02", clinic(off(), away(0, 0)), id="F02-closed-is-shown"),
    pytest.param("F02", clinic(off("ekontakt")), id="F02-not-offered-anyway"),
    pytest.param("F02", clinic(off(), astrid(ends=in_days(-1))), id="F02-gone-anyway"),
    pytest.param("F03", clinic(away(5, 9), offer(starts=in_days(9))), id="F03-one-day"),
    pytest.param("F03", clinic(away(-9, 9), offer(ends=TODAY)), id="F03-today-only"),
    pytest.param("F03", clinic(away(5, 9, practitioner=None), offer()), id="F03-A8-one-offers"),
    pytest.param(
        "F04", clinic(away(5, 9), away(5, 8, number=3, practitioner=None)), id="F04-one-day-more"
    ),
    pytest.param(
        "F04",
        clinic(away(5, 9), away(5, 9, "ekontakt", number=3, practitioner=None), offer(), EKONTAKT),
        id="F04-another-service",
    ),
    pytest.param("F05", clinic(cover(1, 9), cover(9, None, number=3)), id="F05-the-list-is-held"),
    pytest.param(
        "F05", clinic(astrid(**FREE), cover(1, 8), cover(9, None, number=3)), id="F05-in-turn"
    ),
    pytest.param(
        "F05", clinic(astrid(**FREE), cover(-9, -1), cover(-5, None, number=3)), id="F05-past"
    ),
    pytest.param(
        "F06", clinic(cover(1, 9, hpr_number=112), away(10, 12, practitioner=12)), id="F06-after"
    ),
    pytest.param("F06", clinic(cover(1, 9), away(1, 9, practitioner=12)), id="F06-someone-else"),
    pytest.param(
        "F06",
        clinic(cover(1, 9, name="Bo Berg", hpr_number=9), away(1, 9, practitioner=12)),
        id="F06-somebody-else-by-number",
    ),
    pytest.param(
        "F06",
        clinic(
            cover(1, 9, name="Bo Berg"),
            astrid(),
            BO,
            BO.model_copy(update={"her_id": 13, "hpr_number": 113}),
            away(1, 9, practitioner=12),
        ),
        id="F06-two-of-the-name",
    ),
    pytest.param(
        "F06", clinic(cover(1, 9, name="Bo"), away(1, 9, practitioner=12)), id="F06-part-of-a-name"
    ),
    pytest.param(
        "F06",
        clinic(cover(1, 9, name="Bo Berg"), astrid(), BO.model_copy(update={"ends": in_days(-9)})),
        id="F06-somebody-of-the-name-has-left",
    ),
    pytest.param(
        "F06",
        clinic(cover(1, 9, hpr_number=112), astrid(), BO.model_copy(update={"ends": in_days(9)})),
        id="F06-leaves-after",
    ),
    pytest.param(
        "F06",
        clinic(
            cover(-9, 9, hpr_number=112), astrid(), BO.model_copy(update={"starts": in_days(-5)})
        ),
        id="F06-here-by-now",
    ),
    pytest.param("F06", clinic(cover(-9, -1), cover(0, 9, number=3)), id="F06-followed"),
    pytest.param("F06", clinic(cover(-99, -15)), id="F06-longer-ago"),
    pytest.param(
        "F07", clinic(cover(1, 9), vendor(offers_temporary_absence=Known.YES)), id="F07-offers"
    ),
    pytest.param("F07", clinic(vendor()), id="F07-nobody-needs-it"),
    pytest.param(
        "F08",
        clinic(cover(1, 9), astrid(**FREE, practitioner_overview=Known.NO)),
        id="F08-a-vacant-list",
    ),
    pytest.param("F08", clinic(astrid(practitioner_overview=Known.NO)), id="F08-no-substitute"),
    pytest.param("F09", clinic(away(-9, 0), off(seen=-5)), id="F09-running"),
    pytest.param("F09", clinic(away(-9, -1), off(switched_off=False)), id="F09-on-again"),
    pytest.param("F09", clinic(away(-9, -1, "x"), off()), id="F09-another-service"),
    pytest.param("F10", clinic(away(1, 4), away(8, 9, number=3)), id="F10-a-friday-too"),
    pytest.param("F10", clinic(away(1, 5), away(6, 9, number=3)), id="C2-adjacent"),
    pytest.param(
        "F10", clinic(away(1, 5), away(8, 9, "ekontakt", number=3)), id="F10-another-service"
    ),
    pytest.param(
        "F10",
        clinic(away(1, 5), away(8, 9, number=3), away(4, 7, number=4, source=Source.EPJ)),
        id="F10-closed-by-a-third",
    ),
    pytest.param(
        "F10",
        clinic(away(1, 5), away(8, 9, number=3), offer(ends=in_days(5)), offer(starts=in_days(8))),
        id="F10-not-offered-between",
    ),
    pytest.param("F11", clinic(away(1, 9), text("Åpner 2.12.")), id="F11-the-reopening"),
    pytest.param("F11", clinic(away(1, 9), text("Stengt 23.11-1.12.")), id="F11-both-days"),
    pytest.param("F11", clinic(away(-6, 9), text("Stengt fra 16.11.")), id="F11-a-running-one"),
    pytest.param("F11", clinic(text("Julestengt 24.12.")), id="F11-no-absence"),
    pytest.param("F11", clinic(away(1, 9), text("Ring 22 33 44 55.")), id="F11-no-date"),
    pytest.param(
        "F12", clinic(away(1, 9, "timebestilling", "ekontakt"), offer(), EKONTAKT), id="F12"
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9), away(1, 9, "ekontakt", number=3), offer(), EKONTAKT),
        id="F12-in-two-records",
    ),
    pytest.param(
        "F12", clinic(away(1, 9), cover(1, 9, "ekontakt"), offer(), EKONTAKT), id="F12-covered"
    ),
    pytest.param(
        "F12", clinic(away(1, 9), off("ekontakt"), offer(), EKONTAKT), id="F12-switched-off"
    ),
    pytest.param(
        "F12",
        clinic(away(-9, 9), cover(-2, 9, "ekontakt"), offer(), EKONTAKT),
        id="F12-S7-the-hole-is-past",
    ),
    pytest.param(
        "F12",
        clinic(away(1, 9, "timebestilling", "ekontakt", practitioner=None), offer(), EKONTAKT),
        id="F12-A8-all-is-closed",
    ),
    pytest.param("F04", clinic(away(5, 9, "x")), id="F04-nothing-of-it-is-offered-anyway"),
    pytest.param("F13", clinic(away(1, 9), offer(ends=in_days(10))), id="F13-after"),
    pytest.param("F13", clinic(away(1, 9), offer(ends=in_days(0)), offer()), id="F13-before"),
    pytest.param(
        "F13",
        clinic(away(1, 9), offer(), offer(service="ekontakt", ends=in_days(5))),
        id="F13-another-service",
    ),
    pytest.param(
        "F13",
        clinic(away(1, 9), offer(ends=in_days(5)), offer(starts=in_days(6))),
        id="F13-renewed",
    ),
    pytest.param(
        "F13",
        clinic(cover(1, 9), offer(ends=in_days(5)), offer(starts=in_days(6))),
        id="F13-renewed-in-a-cover",
    ),
    pytest.param("F13", clinic(cover(1, 9), offer(ends=in_days(9))), id="F13-with-the-cover"),
    pytest.param(
        "F14",
        clinic(away(1, 5, source=Source.EPJ), away(5, 9, number=3, source=Source.EPJ)),
        id="F14-same-source",
    ),
    pytest.param(
        "F14", clinic(away(1, 5), away(6, 9, number=3, source=Source.EPJ)), id="F14-adjacent"
    ),
    pytest.param(
        "F14", clinic(away(1, 5), away(1, 5, "x", number=3, source=Source.EPJ)), id="F14-services"
    ),
    pytest.param(
        "F14",
        clinic(away(1, 5), away(1, 5, number=3, source=Source.EPJ, practitioner=None)),
        id="A8-whole-clinic",
    ),
]


def codes(file: ClinicFile, today: date = TODAY) -> list[str]:
    """The codes of what is found."""
    return [finding.code.value for finding in findings(file, today)]


@pytest.mark.parametrize(("code", "file"), APPEARS)
def test_a_finding_appears_where_its_facts_are(code: str, file: ClinicFile) -> None:
    assert code in codes(file)


@pytest.mark.parametrize(("code", "file"), NEARLY)
def test_a_finding_does_not_appear_where_they_nearly_are(code: str, file: ClinicFile) -> None:
    assert code not in codes(file)


def test_every_finding_is_shown_to_appear_and_not_to() -> None:
    for cases in (APPEARS, NEARLY):
        assert {case.values[0] for case in cases} == {code.value for code in FindingCode}


def test_a_clinic_in_order_has_no_findings() -> None:
    assert codes(clinic()) == []
    assert codes(clinic(away(1, 9), cover(20, 30))) == []


def find(code: str, file: ClinicFile, today: date = TODAY) -> Finding:
    """The only finding of a kind."""
    (found,) = (f for f in findings(file, today) if f.code == code)
    return found


def mended(code: str, file: ClinicFile) -> tuple[Change, ...]:
    """What mends the only finding of a kind."""
    return fix_of(find(code, file), file, TODAY)


def test_the_most_severe_comes_first() -> None:
    file = clinic(away(5, 9), cover(5, 9), off("ekontakt"), offer(), EKONTAKT, vendor())
    ranks = [f.severity.rank for f in findings(file, TODAY)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


def test_F01_is_more_severe_once_it_shows() -> None:
    coming, running = clinic(away(1, 9), cover(1, 9)), clinic(away(0, 9), cover(0, 9))
    assert find("F01", coming).severity is Severity.WARNING
    assert find("F01", running).severity is Severity.CRITICAL


def test_F06_days_are_those_on_which_the_substitute_is_not_there() -> None:
    absent = clinic(cover(1, 9, hpr_number=112), away(8, 20, practitioner=12))
    assert find("F06", absent).days == (in_days(8), in_days(9))
    leaving = BO.model_copy(update={"ends": in_days(7)})
    assert find("F06", clinic(cover(1, 9, hpr_number=112), astrid(), leaving)).days == (
        in_days(8),
        in_days(9),
    )
    coming = BO.model_copy(update={"starts": in_days(3)})
    assert find("F06", clinic(cover(1, 9, hpr_number=112), astrid(), coming)).days == (
        in_days(1),
        in_days(2),
    )


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        ((1, 9), (5, 20), [(1, 4), (5, 20)]),
        ((-3, None), (5, None), [(-3, 4), (5, None)]),
        ((-5, 9), (-2, 20), [(-5, -1), (-2, 20)]),
        ((1, 20), (5, 9), [(1, 20)]),
        ((1, 9), (1, 20), [(1, 20)]),
        ((-5, 20), (-2, 9), [(-5, 20), (-2, -1)]),
    ],
)
def test_F05_fix_leaves_no_day_without_a_substitute(
    one: tuple[int, int | None],
    other: tuple[int, int | None],
    left: list[tuple[int, int | None]],
) -> None:
    """The first makes room for the next; who serves within the other's days only gives way."""
    file = clinic(astrid(**FREE), cover(*one), cover(*other, number=3))
    after = evaluate(mended("F05", file), file, TODAY).file
    days = [(in_days(a), None if b is None else in_days(b)) for a, b in left]
    assert sorted((s.starts, s.ends) for s in after.substitutes) == sorted(days)
    assert "F05" not in codes(after)


def test_F12_S7_days_are_those_of_the_hole_and_stand_while_they_pass() -> None:
    file = clinic(away(1, 20), cover(1, 8, "ekontakt"), offer(), EKONTAKT)
    for today in (TODAY, in_days(12)):
        found = find("F12", file, today)
        assert (found.practitioner, found.services) == (11, ("ekontakt",))
        assert found.days == (in_days(9), in_days(20))
    assert find("F12", file).fingerprint == find("F12", file, in_days(12)).fingerprint


def test_F12_A8_a_whole_clinics_absence_has_one_finding_of_all_or_of_the_only_one() -> None:
    everyone = away(1, 9, practitioner=None)
    theirs = [offer(practitioner=12), offer(practitioner=12, service="ekontakt")]
    both = find("F12", clinic(everyone, offer(), EKONTAKT, *theirs))
    assert (both.practitioner, both.services) == (None, ("ekontakt",))
    covered = cover(1, 9, "ekontakt", practitioner=12)
    one = find("F12", clinic(everyone, offer(), EKONTAKT, *theirs, covered))
    assert (one.practitioner, one.days) == (11, (in_days(1), in_days(9)))
    assert mended("F12", clinic(everyone, offer(), EKONTAKT, *theirs, covered)) == ()


def test_F10_fix_closes_the_days_between_for_what_is_closed_on_both_sides() -> None:
    file = clinic(away(1, 5), away(8, 9, number=3))
    after = evaluate(fix_of(find("F10", file), file, TODAY), file, TODAY).file
    assert oracle.pairs(BOOKING, in_days(1), in_days(9)) <= oracle.closed_pairs(after, 11)


def test_F11_names_each_date_that_disagrees() -> None:
    file = clinic(away(1, 9), text("Stengt 25.11. til 30.11."))
    found = [f for f in findings(file, TODAY) if f.code == "F11"]
    assert {day for f in found for day in f.days} == {in_days(3), in_days(8)}
    assert len({f.key for f in found}) == len(found)
    corrected = clinic(away(1, 9), text("Stengt 25.11. til 1.12."))
    (left,) = (f for f in findings(corrected, TODAY) if f.code == "F11")
    assert left.fingerprint not in {f.fingerprint for f in found if f.key == left.key}


@pytest.mark.parametrize(
    "said",
    ["1. desember", "1.12.", "23.11.", "2. desember 2026", "1.12.2026", "1.12.26"],
)
def test_F11_agrees_with_days_on_which_something_closes_or_opens(said: str) -> None:
    """Astrid is away from 23.11. to 1.12.: the first day, the last, and the day after."""
    assert "F11" not in codes(clinic(away(1, 9), text(f"Stengt {said}")))


@pytest.mark.parametrize(
    ("records", "said"),
    [
        # The days of a record that nobody sees: another absence goes on.
        ((away(1, 9), away(5, 15, number=3)), "Stengt til 1. desember."),
        ((away(1, 9), away(5, 15, number=3)), "Åpent igjen 2. desember."),
        # A service that is not offered is not closed either.
        ((away(1, 9, "x"),), "Stengt fra 23. november."),
        # The right day and month in a year that nothing is registered for.
        ((away(366, 375),), "Stengt fra 23. november."),
        ((away(-400, -300), away(30, 40, number=3)), "Stengt fra 18. oktober."),
    ],
)
def test_F11_is_about_what_citizens_meet(records: tuple[Absence, ...], said: str) -> None:
    assert "F11" in codes(clinic(*records, text(said)))


def test_F11_agrees_with_the_first_day_of_what_is_running() -> None:
    """Without a year the text speaks of this closure, not of the next such day."""
    assert "F11" not in codes(clinic(away(-9, 9), text("Stengt fra 13.11. til 1.12.")))
    assert "F11" in codes(clinic(away(-9, 9), text("Stengt fra 13.11.2027 til 1.12.")))


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        ("Ferie uke 48-49", True),  # Monday 23.11. to Sunday 6.12.
        ("Ferie uke 48", False),
        ("Ferie uke 49", False),
        ("Stengt 23/11", True),
        ("Stengt 24/11", False),
        ("Stengt 25. nov", False),
        ("Telefontid 25.11", True),
        ("Stengt kl. 10.12-11.12", True),
        ("Influensavaksine fra 25. november", True),
    ],
)
@pytest.mark.parametrize("last", [12, 14])
def test_F11_is_about_days_of_absence_however_they_are_written(
    said: str, agrees: bool, last: int
) -> None:
    """Astrid is away from 23.11. to Friday 4.12. or Sunday 6.12."""
    assert ("F11" not in codes(clinic(away(1, last), text(said)))) == agrees


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("F01", clinic(away(5, 9), cover(1, 20)), clinic(away(5, 8), cover(1, 20))),
        ("F02", clinic(off(seen=-3)), clinic(off(seen=-1))),
        (
            "F02",
            clinic(off(), offer(), EKONTAKT),
            clinic(off(), off("ekontakt"), offer(), EKONTAKT),
        ),
        ("F03", clinic(away(5, 9, "x")), clinic(away(5, 9, "x", "y"))),
        (
            "F07",
            clinic(cover(1, 9), vendor()),
            clinic(cover(1, 9), vendor(offers_temporary_absence=Known.NO)),
        ),
        ("F12", clinic(away(1, 9), offer(), EKONTAKT), clinic(away(1, 12), offer(), EKONTAKT)),
        (
            "F13",
            clinic(away(1, 9), offer(ends=in_days(5))),
            clinic(away(1, 9), offer(ends=in_days(4))),
        ),
    ],
)
def test_a_finding_comes_back_when_its_facts_change(
    code: str, before: ClinicFile, after: ClinicFile
) -> None:
    one, other = find(code, before), find(code, after)
    assert one.key == other.key
    assert one.fingerprint != other.fingerprint


def test_F02_is_gone_when_the_epj_is_seen_to_be_on() -> None:
    file = clinic(off())
    seen = ReportEpjState(practitioner=11, services=BOOKING, switched_off=False, seen_on=TODAY)
    assert codes(seen.apply(file)) == []


def test_a_fix_that_another_record_stands_in_the_way_of_is_not_offered() -> None:
    """The service that stays open is covered, or closed by another record, on later days."""
    both = (offer(), EKONTAKT)
    for later in (cover(5, 9, "ekontakt"), away(5, 9, "ekontakt", number=3)):
        assert mended("F12", clinic(away(1, 9), later, *both)) == ()
    # What would lead to F10 or F13 instead.
    weekend = clinic(away(1, 5), away(8, 9, "timebestilling", "ekontakt", number=3), *both)
    assert find("F12", weekend).records == (UUID(int=1),)
    assert mended("F12", weekend) == ()
    runs_out = clinic(away(1, 9), offer(), offer(service="ekontakt", ends=in_days(5)))
    assert mended("F12", runs_out) == ()
    assert mended("F12", clinic(away(1, 9), cover(10, 19, "ekontakt"), *both))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (clinic(cover(1, 9, hpr_number=112), away(9, 9, practitioner=12)), Unavailable.AWAY),
        (clinic(cover(1, 9, name=" bo  BERG "), away(9, 9, practitioner=12)), Unavailable.NAMESAKE),
        (
            clinic(
                cover(1, 9, hpr_number=112), astrid(), BO.model_copy(update={"ends": in_days(8)})
            ),
            Unavailable.NOT_ACTIVE,
        ),
        (clinic(cover(-9, -1)), Unavailable.ENDED),
    ],
    ids=["away", "by-name", "leaves", "ended"],
)
def test_F06_knows_why_the_substitute_is_not_there(file: ClinicFile, why: Unavailable) -> None:
    [found] = [f for f in findings(file, TODAY) if f.code is FindingCode.SUBSTITUTE_AWAY]
    assert unavailable(found) is why
