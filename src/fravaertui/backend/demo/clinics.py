"""A few clinics that between them show every case an agent meets.

Days are counted from today's week, so that a new user finds something running whatever the
date; only the case of the guide (seed 002) has its own days. F01 to F14 are the findings of
`rules.md`. The phones but the guide's are nobody's: no Norwegian number begins with 0.
"""

from collections.abc import Callable
from datetime import date, timedelta

from fravaertui.backend.demo.builder import BAD_EPJ, ClinicBuilder, Days, weeks
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import MONTHS
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Known, Source, Step

BOOKING, PRESCRIPTION, CONSULTATION, CONTACT = STANDARD_SERVICES
VACCINE = "influensavaksine"
_GUIDE: Days = (date(2024, 6, 12), date(2024, 7, 8))
_ONE_DAY = timedelta(days=1)
_LONGEST_NAME = 200


def demo_files(today: date) -> tuple[ClinicFile, ...]:
    """Return the invented clinics as they are on a day."""
    return tuple(write(number, today).file() for number, write in enumerate(_CLINICS, start=1))


def _ddfl_test(number: int, today: date) -> ClinicBuilder:
    """The guide's own case, an absence running now, and a substitute set up as it should be."""
    builder = ClinicBuilder(
        number,
        "DDFL Test",
        phone="81569069",
        information="Velkommen til DDFL Test, et oppdiktet legekontor til å prøve seg på.",
        municipality="Testdal",
        vendor="pasientsky",
    )
    astrid = builder.practitioner("Astrid Info", 1)
    bo = builder.practitioner("Bo Berg", 2)
    per = builder.practitioner("Per Vikar", 3)
    builder.away(astrid, _GUIDE, source=Source.PORTAL)
    running = weeks(today, -1, 1)
    if running[1] < _GUIDE[0] - _ONE_DAY or _GUIDE[1] + _ONE_DAY < running[0]:
        builder.away(astrid, running)
    planned = weeks(today, 3, 4)
    builder.away(bo, planned, (BOOKING, CONSULTATION))
    reported = dict.fromkeys((Step.VENDOR_OFFERS, Step.REGISTERED_IN_EPJ), today - 3 * _ONE_DAY)
    builder.substitute(
        bo, "Per Vikar", 3, *planned, (PRESCRIPTION, CONTACT), her_id=per, reported=reported
    )
    return builder


def _fagersta(number: int, today: date) -> ClinicBuilder:
    """F01: an absence closes what the substitute covers; next to it a cover with an open end."""
    builder = ClinicBuilder(number, "Fagersta Testlegekontor", phone="00 00 01 02")
    kari = builder.practitioner("Kari Testnes", 10)
    ola = builder.practitioner("Ola Testvik", 11)
    starts, ends = weeks(today, -2, 2)
    builder.away(kari, (starts, ends), (BOOKING, CONSULTATION), Source.PORTAL)
    builder.substitute(kari, "Siv Testvikar", 12, starts, ends)
    builder.substitute(ola, "Siv Testvikar", 12, starts, None, (PRESCRIPTION, CONTACT))
    return builder


def _ronhovde(number: int, today: date) -> ClinicBuilder:
    """Adjacent absences are one closure; F10: open for a weekend between two closures."""
    builder = ClinicBuilder(number, "Rønhovde Testlegesenter", phone="+47 00 00 01 03")
    jorn = builder.practitioner("Jørn Ærli Åstest", 20)
    aile = builder.practitioner("Áile Sárá Testčohkka", 21)
    builder.away(jorn, weeks(today, 0, 0))
    builder.away(jorn, weeks(today, 1, 2))
    monday, sunday = weeks(today, -1, 1)
    friday = sunday - 2 * _ONE_DAY
    builder.away(aile, (monday, friday))
    builder.away(aile, weeks(today, 2, 2))
    return builder


def _north(number: int, today: date) -> ClinicBuilder:
    """The whole clinic away, also for one who begins later; F04: an absence shadowed by it."""
    builder = ClinicBuilder(
        number,
        "Čáhcegátti testdoavttirguovddáš",
        phone="00 00 01 04",
        information="Kontoret er stengt for kurs. Ved spørsmål, ring oss.",
    )
    ante = builder.practitioner("Ánte Testjohka", 30)
    builder.practitioner("Máret Testvárri", 31)
    builder.practitioner("Niillas Testŋuolla", 32, starts=weeks(today, 1, 1)[0])
    builder.away(None, weeks(today, 0, 1))
    builder.away(ante, weeks(today, 1, 1), (BOOKING,))
    return builder


def _brackets(number: int, today: date) -> ClinicBuilder:
    """Names that are allowed and look like markup, wide letters among them (rule W5)."""
    builder = ClinicBuilder(
        number,
        "Legekontoret [Ferie]",
        phone="00 00 01 05",
        information="[b]Åpent[/b] alle dager [/], ring [tlf] eller se <a href=#>nett</a>.\n{dag}",
    )
    builder.practitioner("[/] Testesen", 40)
    red = builder.practitioner("Bjørn [red]Testrød[/red]", 41)
    builder.practitioner("%s \\n O'Test & Sønn «P.T.»", 42)
    builder.practitioner("王小明 Test 🩺", 43)
    builder.away(red, weeks(today, 0, 2), (CONSULTATION,))
    return builder


def _long_names(number: int, today: date) -> ClinicBuilder:
    """The longest names there can be, with blanks and without."""
    name = "Testlegekontoret for dem som bor langt av vei, " * 5
    builder = ClinicBuilder(number, name[: _LONGEST_NAME - 1] + ".")
    talkative = builder.practitioner(("Maximiliane Test-" * 20)[: _LONGEST_NAME - 1] + "s", 50)
    builder.practitioner("Æ" * _LONGEST_NAME, 51)
    builder.away(talkative, weeks(today, -1, 3))
    return builder


def _switched_off(number: int, today: date) -> ClinicBuilder:
    """F02: off in the EPJ without absence; F09: still off after one; F12: one service forgotten."""
    builder = ClinicBuilder(number, "Solvik Testlegekontor", phone="00 00 01 07")
    hidden = builder.practitioner("Hilde Testhav", 60)
    back = builder.practitioner("Tor Testbakke", 61)
    forgot = builder.practitioner("Grete Testglem", 62)
    builder.switched_off(hidden, (CONSULTATION,), today - 5 * _ONE_DAY)
    builder.away(back, weeks(today, -5, -3))
    builder.switched_off(back, (BOOKING, PRESCRIPTION), today - _ONE_DAY)
    builder.away(forgot, weeks(today, 0, 1), (BOOKING, PRESCRIPTION, CONSULTATION))
    return builder


def _vaccine(number: int, today: date) -> ClinicBuilder:
    """A service that is not among the usual four; F03: absence from one that is not offered."""
    builder = ClinicBuilder(number, "Langnes Testlegekontor", phone="00 00 01 08")
    vera = builder.practitioner("Vera Testvaksine", 70, offers=(*STANDARD_SERVICES, VACCINE))
    geir = builder.practitioner("Geir Testgrend", 71, offers=(BOOKING, PRESCRIPTION))
    builder.away(vera, weeks(today, 0, 0), (*STANDARD_SERVICES, VACCINE))
    builder.away(geir, weeks(today, 2, 3), (BOOKING, PRESCRIPTION, CONTACT))
    return builder


def _first_of_two(number: int, today: date) -> ClinicBuilder:
    """A practitioner at two clinics, away at this one."""
    builder = ClinicBuilder(number, "Nordli Testlegekontor", phone="00 00 01 09")
    tora = builder.practitioner("Tora Testosteder", 80)
    builder.away(tora, weeks(today, -1, 2))
    return builder


def _second_of_two(number: int, today: date) -> ClinicBuilder:
    """The same practitioner at another clinic, away later and for one day."""
    builder = ClinicBuilder(number, "Sørli Testlegekontor", phone="00 00 01 10")
    tora = builder.practitioner("Tora Testosteder", 80)
    monday = weeks(today, 4, 4)[0]
    builder.away(tora, (monday, monday), (BOOKING,))
    return builder


def _endings(number: int, today: date) -> ClinicBuilder:
    """F13: a period ends inside an absence, an agreement inside a substitute's cover."""
    builder = ClinicBuilder(number, "Haugen Testlegesenter", phone="00 00 01 11")
    leaving = builder.practitioner("Lars Testsluttesen", 90, ends=weeks(today, 2, 2)[1])
    expiring = builder.practitioner("Eva Testavtale", 91, offers_end=weeks(today, 1, 1)[1])
    builder.practitioner("Finn Testferdig", 92, ends=weeks(today, -10, -10)[1])
    builder.away(leaving, weeks(today, 1, 4))
    builder.substitute(expiring, "Siv Testvikar", 12, *weeks(today, -1, 3))
    return builder


def _without_a_doctor(number: int, today: date) -> ClinicBuilder:
    """F05: two substitutes at once on a list without a GP; F06: cover that ended, or is away."""
    builder = ClinicBuilder(number, "Myra Testlegekontor", phone="00 00 01 12")
    vacant = builder.practitioner("Fastlege, liste uten fast lege", None, without_gp=True)
    randi = builder.practitioner("Randi Testreise", 101)
    stig = builder.practitioner("Stig Testskog", 102)
    vilde = builder.practitioner("Vilde Testvenn", 103)
    start = weeks(today, -8, -8)[0]
    builder.substitute(vacant, "Ada Testvikar", 104, start, None)
    builder.substitute(vacant, "Emil Testvikar", 105, start, weeks(today, 6, 6)[1])
    builder.away(vilde, weeks(today, 0, 1))
    builder.substitute(randi, "Vilde Testvenn", 103, *weeks(today, 0, 2))
    builder.substitute(stig, "Ada Testvikar", 104, *weeks(today, -6, -1))
    return builder


def _many_sources(number: int, today: date) -> ClinicBuilder:
    """F14: records of the same days from the portal, the EPJ and an import."""
    builder = ClinicBuilder(number, "Steinsund Testlegekontor", phone="00 00 01 13")
    unni = builder.practitioner("Unni Testoverlapp", 110)
    builder.away(unni, weeks(today, -1, 1), source=Source.PORTAL)
    builder.away(unni, weeks(today, 0, 2), (BOOKING, CONSULTATION), Source.EPJ)
    builder.away(unni, weeks(today, 1, 1), (BOOKING,), Source.IMPORT)
    builder.away(unni, weeks(today, 4, 5))
    return builder


def _other_date_in_text(number: int, today: date) -> ClinicBuilder:
    """F11: the clinic's own text names another day than the absence does."""
    days = weeks(today, -1, 1)
    last = days[1] + 7 * _ONE_DAY
    builder = ClinicBuilder(
        number,
        "Daltun Testlegekontor",
        phone="00 00 01 14",
        information=f"Dag Testdato er på ferie til og med {last.day}. {MONTHS[last.month - 1]}.",
    )
    dag = builder.practitioner("Dag Testdato", 120)
    builder.away(dag, days)
    return builder


def _large(number: int, today: date) -> ClinicBuilder:
    """More practitioners and absences than a screen has lines."""
    builder = ClinicBuilder(number, "Storbyen Testlegesenter", phone="00 00 01 15")
    endings = ("berg", "dal", "eng", "fjell", "haug", "li", "moen")
    names = [f"{given} Test{ending}" for given in ("Anne", "Bjarne") for ending in endings]
    for n, name in enumerate(names):
        her_id = builder.practitioner(name, 130 + n)
        for first in range(n % 5 - 10, 30, 5):
            builder.away(her_id, weeks(today, first, first + n % 3))
    return builder


def _not_set_up(number: int, today: date) -> ClinicBuilder:
    """F07: the EPJ has no solution for substitutes; F08: behandleroversikt is not set up."""
    builder = ClinicBuilder(
        number,
        "Vassenden Testlegekontor",
        phone="00 00 01 17",
        municipality="Testdal",
        vendor=BAD_EPJ.code,
    )
    odd = builder.practitioner("Odd Testmangel", 170, overview=Known.NO)
    builder.substitute(odd, "Siv Testvikar", 12, *weeks(today, 0, 2))
    return builder


def _empty(number: int, _: date) -> ClinicBuilder:
    """A clinic with nobody in it yet, and no phone."""
    return ClinicBuilder(number, "Nyåpnet Testlegekontor")


_CLINICS: tuple[Callable[[int, date], ClinicBuilder], ...] = (
    _ddfl_test,
    _fagersta,
    _ronhovde,
    _north,
    _brackets,
    _long_names,
    _switched_off,
    _vaccine,
    _first_of_two,
    _second_of_two,
    _endings,
    _without_a_doctor,
    _many_sources,
    _other_date_in_text,
    _large,
    _empty,
    _not_set_up,
)
