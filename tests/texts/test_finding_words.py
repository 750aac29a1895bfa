"""Findings in words: title, facts, what citizens meet, the fix (F01 to F14)."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fravaertui.backend.demo import demo_files
from fravaertui.domain.changes import (
    AmendAbsence,
    AmendSubstitute,
    Change,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY, STANDARD_SERVICES
from fravaertui.domain.findings import Finding, FindingCode, Severity, findings, fix_of
from fravaertui.domain.findings.substitutes import BY_NAME
from fravaertui.domain.model import (
    Absence,
    Clinic,
    Practitioner,
    ServiceOffer,
    Source,
    Substitute,
    Vendor,
)
from fravaertui.domain.substitute_setup import Owner
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.findings import (
    brief_title,
    consequence,
    finding_row_sentence,
    finding_sentence,
    finding_title,
    fix_sentence,
    row_title,
    severity_word,
)
from tests.domain.test_findings import away, clinic, cover

NB = screen_words("nb")
TODAY = date(2026, 11, 22)
FILES = {file.clinic.name: file for file in demo_files(TODAY)}
COLUMNS, LINES = 55, 3
BRIEF = 15
IN_A_ROW = 16
"""Cells of a finding in the triage of a small terminal."""
LONGEST_USUAL_NAME = 24


def found() -> Iterator[tuple[Finding, ClinicFile]]:
    for file in FILES.values():
        for finding in findings(file, TODAY):
            yield finding, file


def the(code: FindingCode, clinic: str, who: str | None) -> tuple[Finding, ClinicFile]:
    file = FILES[clinic]
    names = {p.her_id: p.name for p in file.practitioners}
    return next(
        (finding, file)
        for finding in findings(file, TODAY)
        if finding.code is code and (who is None or names.get(finding.practitioner or 0) == who)
    )


GOLDEN = [
    (
        the(FindingCode.ABSENCE_CLOSES_COVERED, "Fagersta Testlegekontor", "Kari Testnes"),
        "Kari Testnes: Fravær fra mandag 2. november 2026 til søndag 6. desember 2026 stenger det "
        "vikar Siv Testvikar dekker: Timebestilling og E-konsultasjon.",
        "Innbyggerne leser «Timebestilling er midlertidig stengt hos fastlegen din, og åpner "
        "igjen 7. desember 2026.» – enda vikaren er der.",
        "La fraværet slutte lørdag 21. november 2026",
    ),
    (
        the(FindingCode.OFF_IN_EPJ, "Solvik Testlegekontor", "Hilde Testhav"),
        "Hilde Testhav: Sett slått av i EPJ tirsdag 17. november 2026, uten at det er fravær: "
        "E-konsultasjon.",
        "Innbyggerne finner ikke E-konsultasjon, verken åpen eller stengt.",
        "Be legekontoret slå på E-konsultasjon i EPJ, og bekreft først når det er gjort",
    ),
    (
        the(FindingCode.NOT_OFFERED, "Langnes Testlegekontor", "Geir Testgrend"),
        "Geir Testgrend: Kontakt legekontoret tilbys ikke fra mandag 30. november 2026 til "
        "søndag 13. desember 2026, så fraværet har ingen virkning der.",
        "Innbyggerne finner ikke Kontakt legekontoret, både med fraværet og uten.",
        "Ta Kontakt legekontoret ut av fraværet",
    ),
    (
        the(FindingCode.SHORT_OPENING, "Rønhovde Testlegesenter", "Áile Sárá Testčohkka"),
        "Áile Sárá Testčohkka: Mellom to fravær åpner alle fire tjenester fra "
        "lørdag 28. november 2026 til søndag 29. november 2026, bare på dager da få er på jobb.",
        "Innbyggerne leser «Timebestilling er midlertidig stengt hos fastlegen din, og åpner "
        "igjen 28. november 2026.» – men det stenger igjen mandag 30. november 2026.",
        "Forleng fraværet til og med søndag 29. november 2026",
    ),
    (
        the(FindingCode.SOME_SERVICES, "Solvik Testlegekontor", "Grete Testglem"),
        "Grete Testglem: Åpent uten vikar i fraværet: Kontakt legekontoret fra "
        "mandag 16. november 2026 til søndag 29. november 2026.",
        "Innbyggerne kan bruke Kontakt legekontoret – men Grete Testglem er borte.",
        "Ta Kontakt legekontoret med i fraværet",
    ),
    (
        the(FindingCode.PERIOD_ENDS, "Haugen Testlegesenter", "Lars Testsluttesen"),
        "Lars Testsluttesen: Aktiv ved legekontoret bare til og med søndag 6. desember 2026, men "
        "fraværet varer til og med søndag 20. desember 2026.",
        "Borte for innbyggerne fra mandag 7. desember 2026: alle fire tjenester.",
        "",
    ),
    (
        the(FindingCode.PERIOD_ENDS, "Haugen Testlegesenter", "Eva Testavtale"),
        "Eva Testavtale: Avtalen for alle fire tjenester går ut søndag 29. november 2026, men "
        "vikar Siv Testvikar blir til og med søndag 13. desember 2026.",
        "Borte for innbyggerne fra mandag 30. november 2026: alle fire tjenester.",
        "",
    ),
    (
        the(FindingCode.OTHER_DATE_IN_TEXT, "Daltun Testlegekontor", None),
        "Legekontorets tekst sier «6. desember», men ingen fravær begynner, slutter eller åpner "
        "igjen søndag 6. desember 2026.",
        "Innbyggerne leser både «6. desember» og «Timebestilling er midlertidig stengt hos "
        "fastlegen din, og åpner igjen 30. november 2026.»",
        "",
    ),
]


@pytest.mark.parametrize(
    ("place", "said", "met", "mended"), GOLDEN, ids=[f"{place[0].code}" for place, *_ in GOLDEN]
)
def test_findings_of_the_demo_clinics(
    place: tuple[Finding, ClinicFile], said: str, met: str, mended: str
) -> None:
    finding, file = place
    assert finding_sentence(finding, file, NB) == said
    assert consequence(finding, file, TODAY, NB) == met
    quoted = [part.partition("»")[0] for part in met.split("«")[1:]]
    for language in ("nn", "en"):  # the agent's: the page is quoted in the citizen's
        also = consequence(finding, file, TODAY, screen_words(language))
        assert all(f"«{sentence}»" in also for sentence in quoted)
        assert not any(mark in also for mark in ("rekonstruert", "reconstructed"))
    assert fix_sentence(finding, fix_of(finding, file, TODAY), file, NB) == mended


ASTRID = 2
GUIDE = Absence(
    id=UUID(int=1),
    practitioner=ASTRID,
    starts=date(2026, 11, 9),
    ends=date(2026, 11, 29),
    services=("timebestilling", "ekontakt"),
    source=Source.PORTAL,
)
LATER = GUIDE.model_copy(update={"id": UUID(int=2), "source": Source.IMPORT})
COVER = Substitute(
    id=UUID(int=3),
    practitioner=ASTRID,
    name="Per Vikar",
    starts=date(2026, 11, 16),
    services=("ekontakt",),
)
OTHER = COVER.model_copy(update={"id": UUID(int=4), "name": "Siv Vikar"})
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, organisation_number="999999999", name="DDFL Test"),
    practitioners=(
        Practitioner(her_id=ASTRID, name="Astrid Info"),
        Practitioner(her_id=3, name="Per Vikar"),
    ),
    offers=tuple(ServiceOffer(practitioner=ASTRID, service=s) for s in STANDARD_SERVICES),
    absences=(GUIDE, LATER),
    substitutes=(COVER, OTHER),
    vendor=Vendor(code="testjournal", name="Testjournal"),
)


def about_astrid(
    code: FindingCode,
    *,
    records: tuple[UUID, ...] = (),
    services: tuple[str, ...] = ("ekontakt",),
    days: tuple[date, ...] = (date(2026, 11, 23), date(2026, 11, 29)),
    text: str = "",
) -> Finding:
    return Finding(code, Severity.WARNING, Owner.CLINIC, ASTRID, services, days, records, text)


F06, F07, F08 = FindingCode.SUBSTITUTE_AWAY, FindingCode.VENDOR, FindingCode.NO_OVERVIEW


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (
            about_astrid(F06, records=(COVER.id,), days=(date(2026, 11, 20),)),
            "Vikar Per Vikar er registrert til og med fredag 20. november 2026, "
            "og ingen etter det.",
        ),
        (
            about_astrid(F06, records=(COVER.id, GUIDE.id)),
            "Vikar Per Vikar er selv borte fra mandag 23. november 2026 til "
            "søndag 29. november 2026.",
        ),
        (
            about_astrid(F06, records=(COVER.id,)),
            "Vikar Per Vikar er ikke aktiv ved legekontoret i hele perioden.",
        ),
        (
            about_astrid(F07, records=(COVER.id,), text="missing"),
            "Vikar Per Vikar trenger løsningen «midlertidig fravær», som Testjournal ikke tilbyr.",
        ),
        (
            about_astrid(F07, records=(COVER.id,), text="unknown"),
            "Vikar Per Vikar trenger løsningen «midlertidig fravær». Det er ikke kjent om "
            "Testjournal tilbyr den.",
        ),
        (
            about_astrid(F08, records=(COVER.id,), text="missing"),
            "Vikar Per Vikar trenger behandleroversikt, som ikke er satt opp.",
        ),
        (
            about_astrid(F08, records=(COVER.id,), text="unknown"),
            "Vikar Per Vikar trenger behandleroversikt. Det er ikke kjent om det er satt opp.",
        ),
        (
            about_astrid(
                FindingCode.SEVERAL_SUBSTITUTES,
                records=(COVER.id, OTHER.id),
                days=(date(2026, 11, 16), LATEST_DAY),
            ),
            "Per Vikar og Siv Vikar er vikarer samtidig fra mandag 16. november 2026 og inntil "
            "videre.",
        ),
        (
            about_astrid(FindingCode.OTHER_SOURCE, records=(GUIDE.id, LATER.id)),
            "Registrert både fra portalen og en import: Kontakt legekontoret fra "
            "mandag 23. november 2026 til søndag 29. november 2026.",
        ),
        (
            about_astrid(FindingCode.STILL_OFF, records=(GUIDE.id,), days=(TODAY,)),
            "Fraværet sluttet søndag 29. november 2026. Sett slått av i EPJ "
            "søndag 22. november 2026: Kontakt legekontoret.",
        ),
    ],
)
def test_what_is_said_follows_the_facts(finding: Finding, said: str) -> None:
    assert finding_sentence(finding, FILE, NB) == f"Astrid Info: {said}"


@pytest.mark.parametrize(
    ("days", "code", "said"),
    [
        (
            {"ends": date(2026, 11, 10)},
            FindingCode.SHADOWED,
            "Aktiv ved legekontoret bare til og med tirsdag 10. november 2026, så fraværet "
            "fra mandag 23. november 2026 til søndag 29. november 2026 endrer ingenting nå.",
        ),
        (
            {"starts": date(2026, 12, 1)},
            FindingCode.SHADOWED,
            "Aktiv ved legekontoret først fra tirsdag 1. desember 2026, så fraværet "
            "fra mandag 23. november 2026 til søndag 29. november 2026 endrer ingenting.",
        ),
        (
            {"ends": GUIDE.ends},
            FindingCode.PERIOD_ENDS,
            "Aktiv ved legekontoret bare til og med søndag 29. november 2026, men innbyggerne "
            "får vite at det åpner igjen dagen etter.",
        ),
    ],
)
def test_an_absence_of_someone_who_is_not_there_says_why_it_does_nothing(
    days: dict[str, date], code: FindingCode, said: str
) -> None:
    astrid, *others = FILE.practitioners
    file = FILE.model_copy(update={"practitioners": (astrid.model_copy(update=days), *others)})
    named = (GUIDE.ends,) if code is FindingCode.PERIOD_ENDS else (date(2026, 11, 23), GUIDE.ends)
    finding = about_astrid(code, records=(GUIDE.id,), days=named)
    assert finding_sentence(finding, file, NB) == f"Astrid Info: {said}"


def test_F12_names_each_hole_and_for_a_whole_clinic_how_many_have_one() -> None:
    offers = [
        ServiceOffer(practitioner=who, service=service)
        for who in (11, 12)
        for service in ("timebestilling", "ekontakt")
    ]
    own = clinic(away(1, 20), cover(3, 5, "ekontakt"), *offers)
    [finding] = [f for f in findings(own, TODAY) if f.code is FindingCode.SOME_SERVICES]
    assert finding_sentence(finding, own, NB) == (
        "Astrid Info: Åpent uten vikar i fraværet: Kontakt legekontoret fra "
        "mandag 23. november 2026 til tirsdag 24. november 2026 og Kontakt legekontoret fra "
        "lørdag 28. november 2026 til lørdag 12. desember 2026."
    )
    everyone = clinic(away(1, 9, practitioner=None), *offers)
    [finding] = [f for f in findings(everyone, TODAY) if f.code is FindingCode.SOME_SERVICES]
    assert finding_sentence(finding, everyone, NB) == (
        "Hele legekontoret: Åpent uten vikar mens legekontoret er borte, hos 2 av 2 behandlere: "
        "Kontakt legekontoret fra mandag 23. november 2026 til tirsdag 1. desember 2026."
    )
    assert consequence(finding, everyone, TODAY, NB) == (
        "Fra mandag 23. november 2026 kan innbyggerne bruke Kontakt legekontoret – "
        "men da er legekontoret borte."
    )


def amend(ends: date, services: tuple[str, ...]) -> AmendAbsence:
    return AmendAbsence(absence_id=GUIDE.id, starts=GUIDE.starts, ends=ends, services=services)


@pytest.mark.parametrize(
    ("code", "fix", "said"),
    [
        (
            "F01",
            (amend(GUIDE.ends, ("timebestilling",)),),
            "Ta Kontakt legekontoret ut av fraværet",
        ),
        (
            "F01",
            (amend(date(2026, 11, 22), GUIDE.services),),
            "La fraværet slutte søndag 22. november 2026",
        ),
        (
            "F01",
            (EndAbsence(absence_id=GUIDE.id, last_day=TODAY), amend(TODAY, ("timebestilling",))),
            "Ta Kontakt legekontoret ut av fraværet på vikarens dager",
        ),
        (
            "F03",
            (EndAbsence(absence_id=GUIDE.id, last_day=TODAY),),
            "Avslutt fraværet, og åpne igjen fra i dag",
        ),
        ("F04", (DeleteAbsence(absence_id=GUIDE.id),), "Slett fraværet"),
        ("F05", (RemoveSubstitute(substitute_id=OTHER.id),), "Fjern vikar Siv Vikar"),
        (
            "F05",
            (
                AmendSubstitute(
                    substitute_id=OTHER.id,
                    starts=OTHER.starts,
                    ends=date(2026, 11, 21),
                    services=OTHER.services,
                ),
            ),
            "Sett siste dag for vikar Siv Vikar til lørdag 21. november 2026",
        ),
        ("F06", (), ""),
    ],
)
def test_the_fix_is_said_as_what_it_does(code: str, fix: tuple[Change, ...], said: str) -> None:
    finding = about_astrid(FindingCode(code), records=(GUIDE.id,))
    assert fix_sentence(finding, fix, FILE, NB) == said


def test_the_demo_clinics_show_every_finding() -> None:
    assert {finding.code for finding, _ in found()} == set(FindingCode)


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_finding_is_said_in_full_and_fits_in_the_pane(language: str) -> None:
    words = screen_words(language)
    for finding, file in found():
        said = finding_sentence(finding, file, words)
        met = consequence(finding, file, TODAY, words)
        fix = fix_of(finding, file, TODAY)
        mended = fix_sentence(finding, fix, file, words)
        assert said.endswith(".")
        assert met[-1] in ".»)"
        assert bool(mended) is bool(fix)
        for text in (said, met, mended):
            assert not re.search(r"\{(who|services|period|day|names|text)\}", text)
            if all(len(p.name) < LONGEST_USUAL_NAME for p in file.practitioners):
                assert len(textwrap.wrap(text, COLUMNS)) <= LINES + (language != "nb"), text


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_code_and_severity_has_words_of_its_own(language: str) -> None:
    words = screen_words(language)
    titles = [finding_title(code, words) for code in FindingCode]
    assert len(set(titles)) == len(FindingCode)
    assert all(len(title) <= COLUMNS for title in titles)
    for say, most in ((row_title, IN_A_ROW), (brief_title, BRIEF)):
        said = [say(code, words) for code in FindingCode]
        assert len(set(said)) == len(FindingCode)
        assert all(len(text) <= most for text in said)
    assert len({severity_word(severity, words) for severity in Severity}) == len(Severity)


@pytest.mark.parametrize("code", FindingCode)
def test_a_row_is_enough_for_title_days_and_services(code: FindingCode) -> None:
    days = (date(2026, 6, 12), date(2026, 7, 8))
    row = finding_row_sentence(code, ("timebestilling",), days, NB)
    assert row == f"{finding_title(code, NB)} · 12.06.2026–08.07.2026 · Timebestilling"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), ""),
        ((date(2026, 6, 12),), " · 12.06.2026"),
        ((date(2026, 6, 12), date(2026, 6, 12)), " · 12.06.2026"),
        ((date(2026, 6, 12), LATEST_DAY), " · 12.06.2026–"),
    ],
)
def test_a_row_writes_the_days_there_are(days: tuple[date, ...], said: str) -> None:
    assert finding_row_sentence(FindingCode.SHADOWED, (), days, NB) == f"Fravær uten virkning{said}"


def test_a_row_names_what_tells_it_from_others_of_its_kind() -> None:
    days = (date(2026, 6, 12),)
    sources = finding_row_sentence(FindingCode.OTHER_SOURCE, (), days, NB, "epj portal")
    assert sources == "Registrert fra flere kilder · EPJ og portalen · 12.06.2026"
    text = finding_row_sentence(FindingCode.OTHER_DATE_IN_TEXT, (), days, NB, "borte til 9.7")
    assert text.endswith(" · 12.06.2026 · «borte til 9.7»")
    later = finding_row_sentence(FindingCode.OTHER_SOURCE, (), (), NB, "epj later_release")
    assert later.endswith(" · EPJ og later_release")


def test_a_finding_about_the_whole_clinic_is_met_by_anyone_there() -> None:
    finding, file = the(FindingCode.SHADOWED, "Čáhcegátti testdoavttirguovddáš", None)
    whole = Finding(
        FindingCode.NOT_OFFERED,
        Severity.NOTICE,
        Owner.AGENT,
        None,
        ("vaksine",),
        finding.days,
        finding.records,
    )
    assert finding_sentence(whole, file, NB).startswith("Hele legekontoret: vaksine tilbys ikke")
    assert "Innbyggerne finner ikke vaksine, " in consequence(whole, file, TODAY, NB)
    empty = file.model_copy(update={"practitioners": ()})
    assert consequence(whole, empty, TODAY, NB) == "Ingen innbygger møter det."


def test_F06_asks_whether_somebody_of_the_same_name_is_the_substitute() -> None:
    file = FILE.model_copy(update={"absences": (GUIDE.model_copy(update={"practitioner": 3}),)})
    days = (date(2026, 11, 23), date(2026, 11, 29))
    away = about_astrid(F06, records=(COVER.id, GUIDE.id), days=days, services=("ekontakt",))
    assert finding_sentence(away, file, NB).endswith(
        "Per Vikar, som har samme navn som vikaren, er borte fra mandag 23. november 2026 til "
        "søndag 29. november 2026. Er det samme person?"
    )
    assert consequence(away, file, TODAY, NB).startswith("I så fall er vikaren ikke der for ")


@pytest.mark.parametrize(
    ("finding", "title"),
    [
        (about_astrid(F06, records=(COVER.id,), days=(date(2026, 11, 20),)), "ferdig"),
        (about_astrid(F06, records=(COVER.id,), days=(date(2027, 3, 1), LATEST_DAY)), "ikke aktiv"),
        (about_astrid(F06, records=(COVER.id, GUIDE.id), days=(TODAY, TODAY)), "Vikaren er borte"),
    ],
    ids=["ended", "not-active", "away"],
)
def test_F06_is_called_what_is_known_of_it(finding: Finding, title: str) -> None:
    for one in (finding, replace(finding, text="Per Vikar")):
        assert title in finding_title(one, NB)
        assert title.split()[-1] in row_title(one, NB)
    assert finding_title(F06, NB) == "Vikaren er kanskje ikke der"


def test_F06_about_somebody_with_the_substitutes_name_is_a_question() -> None:
    days = (date(2026, 11, 23), date(2026, 11, 29))
    away = about_astrid(F06, records=(COVER.id, GUIDE.id), days=days)
    asked = replace(away, text=BY_NAME)
    assert finding_title(asked, NB) == "Er vikaren borte? En med samme navn er det"
    assert all("?" in say(asked, NB) for say in (row_title, brief_title))
    assert "?" not in finding_title(away, NB)


def test_F06_says_from_which_day_and_for_which_services_the_substitute_is_away() -> None:
    ended = about_astrid(
        F06, records=(COVER.id,), days=(date(2026, 11, 20),), services=STANDARD_SERVICES
    )
    assert consequence(ended, FILE, TODAY, NB).startswith(
        "Fra lørdag 21. november 2026 er vikaren ikke der for noen av de fire tjenestene."
    )
    some = about_astrid(F06, records=(COVER.id,), days=(date(2027, 3, 1), date(2027, 3, 9)))
    assert consequence(some, FILE, TODAY, NB) == (
        "Fra mandag 1. mars 2027 er vikaren ikke der for Kontakt legekontoret. "
        "Innbyggerne ser vikaren likevel."
    )
