"""A few clinics that between them show every case an agent meets.

Days are counted from today's week, so that a new user finds something running whatever the
date; only the case of the guide (seed 002) has its own days. F01 to F14 are the findings of
`rules.md`. The phones but the guide's are nobody's: no Norwegian number begins with 0.
"""

from collections.abc import Callable
from datetime import date, timedelta

from fravaertui.backend.demo.builder import BAD_EPJ, Days, Draft, weeks
from fravaertui.domain.date_input import MONTHS
from fravaertui.domain.model import STANDARD_SERVICES, ClinicFile, Known, Source, Step

BOOKING, PRESCRIPTION, CONSULTATION, CONTACT = STANDARD_SERVICES
VACCINE = "influensavaksine"
_GUIDE: Days = (date(2024, 6, 12), date(2024, 7, 8))
_ONE_DAY = timedelta(days=1)
_LONGEST_NAME = 200


def demo_files(today: date) -> tuple[ClinicFile, ...]:
    """Return the invented clinics as they are on a day."""
    return tuple(write(number, today).file() for number, write in enumerate(_CLINICS, start=1))


def _ddfl_test(number: int, today: date) -> Draft:
    """The guide's own case, an absence running now, and a substitute set up as it should be."""
    draft = Draft(
        number,
        "DDFL Test",
        phone="81569069",
        information="Velkommen til DDFL Test, et oppdiktet legekontor til å prøve seg på.",
        municipality="Testdal",
        vendor="pasientsky",
    )
    astrid = draft.practitioner("Astrid Info", 1)
    bo = draft.practitioner("Bo Berg", 2)
    per = draft.practitioner("Per Vikar", 3)
    draft.away(astrid, _GUIDE, source=Source.PORTAL)
    running = weeks(today, -1, 1)
    if running[1] < _GUIDE[0] - _ONE_DAY or _GUIDE[1] + _ONE_DAY < running[0]:
        draft.away(astrid, running)
    planned = weeks(today, 3, 4)
    draft.away(bo, planned, (BOOKING, CONSULTATION))
    told = dict.fromkeys((Step.VENDOR_OFFERS, Step.REGISTERED_IN_EPJ), today - 3 * _ONE_DAY)
    draft.substitute(bo, "Per Vikar", 3, *planned, (PRESCRIPTION, CONTACT), her_id=per, told=told)
    return draft


def _fagersta(number: int, today: date) -> Draft:
    """F01: an absence closes what the substitute covers; beside it a cover with an open end."""
    draft = Draft(number, "Fagersta Testlegekontor", phone="00 00 01 02")
    kari = draft.practitioner("Kari Testnes", 10)
    ola = draft.practitioner("Ola Testvik", 11)
    starts, ends = weeks(today, -2, 2)
    draft.away(kari, (starts, ends), (BOOKING, CONSULTATION), Source.PORTAL)
    draft.substitute(kari, "Siv Testvikar", 12, starts, ends)
    draft.substitute(ola, "Siv Testvikar", 12, starts, None, (PRESCRIPTION, CONTACT))
    return draft


def _ronhovde(number: int, today: date) -> Draft:
    """Adjacent absences are one closure; F10: open for a weekend between two closures."""
    draft = Draft(number, "Rønhovde Testlegesenter", phone="+47 00 00 01 03")
    jorn = draft.practitioner("Jørn Ærli Åstest", 20)
    aile = draft.practitioner("Áile Sárá Testčohkka", 21)
    draft.away(jorn, weeks(today, 0, 0))
    draft.away(jorn, weeks(today, 1, 2))
    monday, sunday = weeks(today, -1, 1)
    friday = sunday - 2 * _ONE_DAY
    draft.away(aile, (monday, friday))
    draft.away(aile, weeks(today, 2, 2))
    return draft


def _north(number: int, today: date) -> Draft:
    """The whole clinic away, also for one who begins later; F04: an absence shadowed by it."""
    draft = Draft(
        number,
        "Čáhcegátti testdoavttirguovddáš",
        phone="00 00 01 04",
        information="Kontoret er stengt for kurs. Ved spørsmål, ring oss.",
    )
    ante = draft.practitioner("Ánte Testjohka", 30)
    draft.practitioner("Máret Testvárri", 31)
    draft.practitioner("Niillas Testŋuolla", 32, starts=weeks(today, 1, 1)[0])
    draft.away(None, weeks(today, 0, 1))
    draft.away(ante, weeks(today, 1, 1), (BOOKING,))
    return draft


def _brackets(number: int, today: date) -> Draft:
    """Names that are allowed and look like markup, wide letters among them (rule W5)."""
    draft = Draft(
        number,
        "Legekontoret [Ferie]",
        phone="00 00 01 05",
        information="[b]Åpent[/b] alle dager [/], ring [tlf] eller se <a href=#>nett</a>.\n{dag}",
    )
    draft.practitioner("[/] Testesen", 40)
    red = draft.practitioner("Bjørn [red]Testrød[/red]", 41)
    draft.practitioner("%s \\n O'Test & Sønn «P.T.»", 42)
    draft.practitioner("王小明 Test 🩺", 43)
    draft.away(red, weeks(today, 0, 2), (CONSULTATION,))
    return draft


def _long_names(number: int, today: date) -> Draft:
    """The longest names there can be, with blanks and without."""
    name = "Testlegekontoret for dem som bor langt av vei, " * 5
    draft = Draft(number, name[: _LONGEST_NAME - 1] + ".")
    talkative = draft.practitioner(("Maximiliane Test-" * 20)[: _LONGEST_NAME - 1] + "s", 50)
    draft.practitioner("Æ" * _LONGEST_NAME, 51)
    draft.away(talkative, weeks(today, -1, 3))
    return draft


def _switched_off(number: int, today: date) -> Draft:
    """F02: off in the EPJ without absence; F09: still off after one; F12: one service forgotten."""
    draft = Draft(number, "Solvik Testlegekontor", phone="00 00 01 07")
    hidden = draft.practitioner("Hilde Testhav", 60)
    back = draft.practitioner("Tor Testbakke", 61)
    forgot = draft.practitioner("Grete Testglem", 62)
    draft.switched_off(hidden, (CONSULTATION,), today - 5 * _ONE_DAY)
    draft.away(back, weeks(today, -5, -3))
    draft.switched_off(back, (BOOKING, PRESCRIPTION), today - _ONE_DAY)
    draft.away(forgot, weeks(today, 0, 1), (BOOKING, PRESCRIPTION, CONSULTATION))
    return draft


def _vaccine(number: int, today: date) -> Draft:
    """A service that is not among the usual four; F03: absence from one that is not offered."""
    draft = Draft(number, "Langnes Testlegekontor", phone="00 00 01 08")
    vera = draft.practitioner("Vera Testvaksine", 70, offers=(*STANDARD_SERVICES, VACCINE))
    geir = draft.practitioner("Geir Testgrend", 71, offers=(BOOKING, PRESCRIPTION))
    draft.away(vera, weeks(today, 0, 0), (*STANDARD_SERVICES, VACCINE))
    draft.away(geir, weeks(today, 2, 3), (BOOKING, PRESCRIPTION, CONTACT))
    return draft


def _first_of_two(number: int, today: date) -> Draft:
    """A practitioner at two clinics, away at this one."""
    draft = Draft(number, "Nordli Testlegekontor", phone="00 00 01 09")
    tora = draft.practitioner("Tora Testosteder", 80)
    draft.away(tora, weeks(today, -1, 2))
    return draft


def _second_of_two(number: int, today: date) -> Draft:
    """The same practitioner at another clinic, away later and for one day."""
    draft = Draft(number, "Sørli Testlegekontor", phone="00 00 01 10")
    tora = draft.practitioner("Tora Testosteder", 80)
    monday = weeks(today, 4, 4)[0]
    draft.away(tora, (monday, monday), (BOOKING,))
    return draft


def _endings(number: int, today: date) -> Draft:
    """F13: a period ends inside an absence, an agreement inside a substitute's cover."""
    draft = Draft(number, "Haugen Testlegesenter", phone="00 00 01 11")
    leaving = draft.practitioner("Lars Testsluttesen", 90, ends=weeks(today, 2, 2)[1])
    expiring = draft.practitioner("Eva Testavtale", 91, offers_end=weeks(today, 1, 1)[1])
    draft.practitioner("Finn Testferdig", 92, ends=weeks(today, -10, -10)[1])
    draft.away(leaving, weeks(today, 1, 4))
    draft.substitute(expiring, "Siv Testvikar", 12, *weeks(today, -1, 3))
    return draft


def _without_a_doctor(number: int, today: date) -> Draft:
    """F05: two substitutes at once on a list without a GP; F06: cover that ended, or is away."""
    draft = Draft(number, "Myra Testlegekontor", phone="00 00 01 12")
    vacant = draft.practitioner("Fastlege, liste uten fast lege", None, without_gp=True)
    randi = draft.practitioner("Randi Testreise", 101)
    stig = draft.practitioner("Stig Testskog", 102)
    vilde = draft.practitioner("Vilde Testvenn", 103)
    start = weeks(today, -8, -8)[0]
    draft.substitute(vacant, "Ada Testvikar", 104, start, None)
    draft.substitute(vacant, "Emil Testvikar", 105, start, weeks(today, 6, 6)[1])
    draft.away(vilde, weeks(today, 0, 1))
    draft.substitute(randi, "Vilde Testvenn", 103, *weeks(today, 0, 2))
    draft.substitute(stig, "Ada Testvikar", 104, *weeks(today, -6, -1))
    return draft


def _many_sources(number: int, today: date) -> Draft:
    """F14: records of the same days from the portal, the EPJ and an import."""
    draft = Draft(number, "Steinsund Testlegekontor", phone="00 00 01 13")
    unni = draft.practitioner("Unni Testoverlapp", 110)
    draft.away(unni, weeks(today, -1, 1), source=Source.PORTAL)
    draft.away(unni, weeks(today, 0, 2), (BOOKING, CONSULTATION), Source.EPJ)
    draft.away(unni, weeks(today, 1, 1), (BOOKING,), Source.IMPORT)
    draft.away(unni, weeks(today, 4, 5))
    return draft


def _other_date_in_text(number: int, today: date) -> Draft:
    """F11: the clinic's own text names another day than the absence does."""
    days = weeks(today, -1, 1)
    told = days[1] + 7 * _ONE_DAY
    draft = Draft(
        number,
        "Daltun Testlegekontor",
        phone="00 00 01 14",
        information=f"Dag Testdato er på ferie til og med {told.day}. {MONTHS[told.month - 1]}.",
    )
    dag = draft.practitioner("Dag Testdato", 120)
    draft.away(dag, days)
    return draft


def _large(number: int, today: date) -> Draft:
    """More practitioners and absences than a screen has lines."""
    draft = Draft(number, "Storbyen Testlegesenter", phone="00 00 01 15")
    endings = ("berg", "dal", "eng", "fjell", "haug", "li", "moen")
    names = [f"{given} Test{ending}" for given in ("Anne", "Bjarne") for ending in endings]
    for n, name in enumerate(names):
        her_id = draft.practitioner(name, 130 + n)
        for first in range(n % 5 - 10, 30, 5):
            draft.away(her_id, weeks(today, first, first + n % 3))
    return draft


def _not_set_up(number: int, today: date) -> Draft:
    """F07: the EPJ has no solution for substitutes; F08: behandleroversikt is not set up."""
    draft = Draft(
        number,
        "Vassenden Testlegekontor",
        phone="00 00 01 17",
        municipality="Testdal",
        vendor=BAD_EPJ.code,
    )
    odd = draft.practitioner("Odd Testmangel", 170, overview=Known.NO)
    draft.substitute(odd, "Siv Testvikar", 12, *weeks(today, 0, 2))
    return draft


def _empty(number: int, _: date) -> Draft:
    """A clinic with nobody in it yet, and no phone."""
    return Draft(number, "Nyåpnet Testlegekontor")


_CLINICS: tuple[Callable[[int, date], Draft], ...] = (
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
