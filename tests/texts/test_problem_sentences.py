"""Why a change is refused or a date not understood, in words (rules D3, D4, A1 to A6, S5)."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from dataclasses import replace
from datetime import date
from types import ModuleType
from uuid import UUID

import pytest

from fravaertui.domain import changes, date_input
from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetOffers,
    SetSubstitute,
    SplitAbsence,
    UpdateFromRegister,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import NotUnderstood, Span, understand, understand_end
from fravaertui.domain.date_input.grammar import REFUSED as NO_CERTAIN_DAY
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Known,
    Practitioner,
    SetUp,
    Source,
    Step,
    StepReport,
    Substitute,
)
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.problems import date_sentence, violation_sentence
from tests.domain.strategies import plain_file

NB = screen_words("nb")
TODAY = date(2024, 6, 20)
ALL = STANDARD_SERVICES
BOOKING = ("timebestilling",)
COLUMNS, LINES = 55, 3


def absence(number: int, starts: date, ends: date) -> Absence:
    return Absence(id=UUID(int=number), practitioner=2, starts=starts, ends=ends, services=ALL)


ENDED = absence(1, date(2024, 5, 1), date(2024, 5, 10))
RUNNING = absence(2, date(2024, 6, 12), date(2024, 7, 8))
PLANNED = absence(3, date(2024, 8, 1), date(2024, 8, 9))
COVER = Substitute(
    id=UUID(int=4),
    practitioner=3,
    name="Per Vikar",
    starts=date(2024, 6, 10),
    ends=date(2024, 8, 1),
    services=BOOKING,
)
PLANNED_COVER = COVER.model_copy(
    update={"id": UUID(int=5), "starts": date(2024, 9, 2), "ends": date(2024, 9, 30)}
)
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, organisation_number="999999999", name="DDFL Test"),
    practitioners=(
        Practitioner(her_id=2, hpr_number=7, name="Astrid Info"),
        Practitioner(her_id=3, name="Bo Berg"),
        Practitioner(
            her_id=4,
            name="Siv Test",
            set_up=SetUp.AGREEMENT,
            set_up_as_of=date(2024, 6, 3),
        ),
    ),
    absences=(ENDED, RUNNING, PLANNED),
    substitutes=(COVER, PLANNED_COVER),
    step_reports=(
        StepReport(
            substitute=COVER.id,
            step=Step.OWN_PROCESSES,
            known=Known.YES,
            seen_on=date(2024, 6, 19),
        ),
    ),
    epj_states=(
        EpjState(practitioner=2, service=BOOKING[0], switched_off=True, seen_on=date(2024, 6, 3)),
    ),
)


def add(starts: date, ends: date, number: int = 9, practitioner: int = 2) -> AddAbsence:
    return AddAbsence(
        absence_id=UUID(int=number),
        practitioner=practitioner,
        starts=starts,
        ends=ends,
        services=BOOKING,
    )


def amend(
    before: Absence,
    *,
    starts: date | None = None,
    ends: date | None = None,
    services: tuple[str, ...] = ALL,
) -> AmendAbsence:
    return AmendAbsence(
        absence_id=before.id,
        starts=starts or before.starts,
        ends=ends or before.ends,
        services=services,
    )


def cover(
    starts: date, ends: date | None, *, number: int = 9, practitioner: int = 2
) -> SetSubstitute:
    return SetSubstitute(
        substitute_id=UUID(int=number),
        practitioner=practitioner,
        name="Siv Vikar",
        hpr_number=7,
        starts=starts,
        ends=ends,
        services=BOOKING,
    )


def amend_cover(
    *,
    number: int = 4,
    starts: date = COVER.starts,
    ends: date | None = COVER.ends,
    services: tuple[str, ...] = BOOKING,
) -> AmendSubstitute:
    return AmendSubstitute(
        substitute_id=UUID(int=number), starts=starts, ends=ends, services=services
    )


def confirm(step: Step, seen_on: date) -> ConfirmStep:
    return ConfirmStep(substitute_id=COVER.id, step=step, known=Known.YES, seen_on=seen_on)


REFUSED: list[tuple[Change, str]] = [
    (
        add(date(2024, 7, 8), date(2024, 6, 12)),
        "Siste dag, onsdag 12. juni 2024, er før den første, mandag 8. juli 2024. "
        "Rett en av datoene.",
    ),
    (
        add(date(2024, 6, 1), date(2024, 6, 11)),
        "Siste dag, tirsdag 11. juni 2024, er passert. Den må være torsdag 20. juni 2024 "
        "eller senere.",
    ),
    (
        add(date(2024, 7, 1), date(2024, 7, 31)),
        "Det er allerede fravær fra onsdag 12. juni 2024 til mandag 8. juli 2024 (Timebestilling). "
        "Forleng det, eller velg andre dager.",
    ),
    (
        add(date(2024, 9, 1), date(2025, 9, 2)),
        "Fra søndag 1. september 2024 til tirsdag 2. september 2025 er over ett år. "
        "Bekreft hvis årstallet er riktig.",
    ),
    (
        add(date(2026, 6, 12), date(2026, 7, 8)),
        "Det er over 18 måneder til fredag 12. juni 2026. Bekreft hvis årstallet er riktig.",
    ),
    (
        add(date(2024, 9, 1), date(2024, 9, 2), number=3),
        "Dette fraværet er allerede registrert. Se i oversikten.",
    ),
    (
        add(date(2024, 9, 1), date(2024, 9, 2), practitioner=77),
        "Behandleren er ikke ved denne virksomheten. Velg en fra lista.",
    ),
    (
        DeleteAbsence(absence_id=UUID(int=77)),
        "Fraværet finnes ikke lenger. Noen kan ha slettet det; se i oversikten.",
    ),
    (
        DeleteAbsence(absence_id=RUNNING.id),
        "Fraværet begynte onsdag 12. juni 2024 og kan ikke slettes. Avslutt det i stedet.",
    ),
    (
        EndAbsence(absence_id=PLANNED.id, last_day=TODAY),
        "Fraværet begynner torsdag 1. august 2024 og har ingen dager bak seg. "
        "Endre eller slett det i stedet.",
    ),
    (
        EndAbsence(absence_id=RUNNING.id, last_day=date(2024, 7, 9)),
        "Fraværet slutter allerede mandag 8. juli 2024. Skal det vare lenger, så endre siste dag "
        "i stedet.",
    ),
    (
        EndAbsence(absence_id=RUNNING.id, last_day=date(2024, 6, 18)),
        "Dager som er passert, kan ikke endres. Siste dag må være onsdag 19. juni 2024 "
        "eller senere.",
    ),
    (
        amend(RUNNING, starts=date(2024, 6, 13)),
        "Fraværet har begynt, så første dag er fortsatt onsdag 12. juni 2024. "
        "Bare slutten kan endres.",
    ),
    (
        amend(PLANNED, starts=date(2024, 6, 19)),
        "Første dag kan ikke flyttes bakover i tid: torsdag 20. juni 2024 er den tidligste.",
    ),
    (
        SplitAbsence(absence_id=RUNNING.id, on=date(2024, 7, 9), new_id=UUID(int=9)),
        "Fraværet kan bare deles på en dag etter onsdag 12. juni 2024 og ikke etter "
        "mandag 8. juli 2024.",
    ),
    (
        amend(RUNNING, services=BOOKING),
        "Tjenestene til og med onsdag 19. juni 2024 kan ikke endres. Avslutt fraværet da, "
        "og registrer et nytt.",
    ),
    (
        amend(ENDED, ends=date(2024, 7, 30)),
        "Fraværet sluttet fredag 10. mai 2024 og kan ikke endres. Registrer et nytt i stedet.",
    ),
    (
        ReportEpjState(
            practitioner=2, services=BOOKING, switched_off=True, seen_on=date(2024, 6, 21)
        ),
        "Det kan ikke være sett fredag 21. juni 2024: Den dagen har ikke vært ennå. "
        "I dag er det torsdag 20. juni 2024.",
    ),
    (
        ReportEpjState(
            practitioner=2, services=BOOKING, switched_off=True, seen_on=date(2024, 6, 2)
        ),
        "Timebestilling er sett senere, mandag 3. juni 2024. Det som er sett sist, gjelder.",
    ),
    (
        UpdateFromRegister(removed=(3,)),
        "Noe er registrert for en behandler som kom med dette. Fjern det først.",
    ),
    (
        SetOffers(practitioner=4, services=BOOKING),
        "En avtale (CPA) fra mandag 3. juni 2024 sier hva behandleren tilbyr. Spør "
        "EPJ-leverandøren hvis det er feil.",
    ),
]

COVER_REFUSED: list[tuple[Change, str]] = [
    (
        amend_cover(number=77),
        "Vikaren finnes ikke lenger. Noen kan ha fjernet vikaren; se i oversikten.",
    ),
    (
        cover(TODAY, None, number=4),
        "Denne vikaren er allerede registrert. Se i oversikten.",
    ),
    (
        cover(TODAY, None, practitioner=77),
        "Behandleren er ikke ved denne virksomheten. Velg en fra lista.",
    ),
    (
        cover(TODAY, None, practitioner=3).model_copy(
            update={"name": "bo berg", "hpr_number": None}
        ),
        "Vikaren heter det samme som behandleren. Er det en annen, så skriv HPR-nummeret også.",
    ),
    (
        cover(TODAY, None),
        "HPR-nummeret eller HER-id-en er behandlerens egen. Ingen kan være vikar for seg selv.",
    ),
    (
        cover(date(2024, 7, 8), date(2024, 7, 1), practitioner=3),
        "Vikaren slutter mandag 1. juli 2024, før vikaren begynner mandag 8. juli 2024. "
        "Rett en av datoene.",
    ),
    (
        cover(date(2024, 6, 1), date(2024, 6, 11), practitioner=3),
        "Siste dag, tirsdag 11. juni 2024, er passert. Den må være torsdag 20. juni 2024 "
        "eller senere.",
    ),
    (
        RemoveSubstitute(substitute_id=COVER.id),
        "Vikaren begynte mandag 10. juni 2024 og kan ikke fjernes. Endre siste dag i stedet.",
    ),
    (
        amend_cover(starts=TODAY),
        "Vikaren har begynt, så første dag er fortsatt mandag 10. juni 2024. "
        "Bare slutten kan endres.",
    ),
    (
        amend_cover(number=5, starts=date(2024, 6, 19)),
        "Første dag kan ikke flyttes bakover i tid: torsdag 20. juni 2024 er den tidligste.",
    ),
    (
        amend_cover(ends=date(2024, 6, 18)),
        "Dager som er passert, kan ikke endres. Vikarens siste dag må være "
        "onsdag 19. juni 2024 eller senere.",
    ),
    (
        amend_cover(services=ALL),
        "Det vikaren dekket til og med onsdag 19. juni 2024, kan ikke endres. "
        "Sett siste dag, og registrer resten på nytt.",
    ),
    (
        add(date(2024, 7, 22), date(2024, 8, 9), practitioner=3),
        "Fravær stenger Timebestilling fra mandag 22. juli 2024 til torsdag 1. august 2024, "
        "som vikar Per Vikar dekker. Velg hva som skal gjøres.",
    ),
    (
        confirm(Step.CITIZEN_SEES, TODAY),
        "Dette steget ser verktøyet selv; det settes ikke for hånd.",
    ),
    (
        confirm(Step.OWN_LIST, date(2024, 6, 21)),
        "Det kan ikke være sett fredag 21. juni 2024: Den dagen har ikke vært ennå. "
        "I dag er det torsdag 20. juni 2024.",
    ),
    (
        confirm(Step.OWN_PROCESSES, date(2024, 6, 18)),
        "Dette steget er det meldt om senere, onsdag 19. juni 2024. "
        "Det som er meldt sist, gjelder.",
    ),
]

MISREAD = [
    ("tirsdag 8. juli 2024", "Ukedagen stemmer ikke: Datoen er mandag 8. juli 2024."),
    ("", "Skriv en dato, for eksempel 12.6, uke 28 eller i morgen."),
    (
        "neste ferie",
        "Forstår ikke «neste ferie» som en dato. Skriv for eksempel 12.6, 12. juni eller uke 28.",
    ),
    ("1.1.2300", "Datoen må være i årene 1900 til 2199."),
    (
        "8.7.2024 - 12.6.2024",
        "Siste dag, onsdag 12. juni 2024, er før den første, mandag "
        "8. juli 2024. Rett en av datoene.",
    ),
    ("6.25", "Dagen kommer før måneden: Skriv 25.6, ikke 6.25."),
    ("12.45", "Det finnes ingen måned 45. Skriv dagen først, så måneden."),
    ("12. tull", "Det finnes ingen måned som heter «tull». Skriv for eksempel 12. juni."),
    ("30. februar 2025", "30. februar 2025 finnes ikke. Se over dagen og måneden."),
    ("31. februar", "31. februar finnes ikke. Se over dagen og måneden."),
    ("uke 54", "Uke 54 finnes ikke. Se over ukenummeret."),
    ("uke 53 2024", "2024 har ingen uke 53. Se over ukenummeret."),
    ("uke 28/22", "Uke 28 og 22? Skriv årstall med fire siffer, og uker med strek."),
    ("0 dager", "Det må være minst én dag."),
    ("inntil videre", "Skriv en siste dag; den kan endres senere."),
    ("romjulen", "Skriv datoene: Ferier og høytider er ikke like lange overalt."),
    ("midten av juli", "Det er ingen bestemt dag. Spør etter datoen, og skriv den."),
    (
        "uke 27-28 og uke 31",
        "Dette er flere perioder: 01.07.2024–14.07.2024, 29.07.2024–04.08.2024. "
        "Registrer hver for seg.",
    ),
    ("uke 25-28 og uke 31", "Dette er flere perioder. Registrer hver for seg."),
]

MISREAD_ENDS = [
    (
        "12.7-8.8",
        "13.7-8.8",
        "Her står det også en første dag, en annen enn fredag 12. juli 2024. Skriv bare den siste.",
    ),
    ("12.7-8.8", "9.8", "Ved første dag står det til torsdag 8. august 2024. Tøm ett av feltene."),
]
"""The first of two fields, the last, and what is said of the last."""


def codes(module: ModuleType, *raisers: str) -> set[str]:
    """Return every code that the module's source gives one of its problems."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            code = node.args[0] if node.func.id in raisers else None
            if isinstance(code, ast.Constant):
                found.add(str(code.value))
    return found


def package_codes(package: ModuleType, *raisers: str) -> set[str]:
    """Return every code that the sources of a package give one of its problems."""
    modules = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    sources = [package, *(importlib.import_module(module.name) for module in modules)]
    return {code for source in sources for code in codes(source, *raisers)}


def misread_end(starts: str, ends: str) -> NotUnderstood:
    start = understand(starts, TODAY)
    assert not isinstance(start, NotUnderstood)
    problem = understand_end(ends, TODAY, start.sure or Span(TODAY, TODAY), starts)
    assert isinstance(problem, NotUnderstood)
    return problem


def refusal(change: Change) -> Violation:
    return change.check(FILE, TODAY)[0]


def misreading(text: str) -> NotUnderstood:
    problem = understand(text, TODAY)
    assert isinstance(problem, NotUnderstood)
    return problem


@pytest.mark.parametrize(("change", "said"), REFUSED + COVER_REFUSED)
def test_a_refusal_says_what_where_and_what_to_do(change: Change, said: str) -> None:
    assert violation_sentence(refusal(change), NB) == said


@pytest.mark.parametrize(("text", "said"), MISREAD)
def test_a_date_that_is_not_understood_says_what_to_type(text: str, said: str) -> None:
    assert date_sentence(misreading(text), NB) == said


@pytest.mark.parametrize(("starts", "ends", "said"), MISREAD_ENDS)
def test_an_end_that_disagrees_with_the_start_says_what_to_type(
    starts: str, ends: str, said: str
) -> None:
    assert date_sentence(misread_end(starts, ends), NB) == said


def test_the_cases_above_are_all_there_are() -> None:
    refused = {refusal(change).code for change, _ in REFUSED + COVER_REFUSED}
    assert refused == package_codes(changes, "Violation")
    misread = {misreading(text).code for text, _ in MISREAD}
    misread |= {misread_end(starts, ends).code for starts, ends, _ in MISREAD_ENDS}
    raised = package_codes(date_input, "Problem", "NotUnderstood")
    assert misread == raised | set(NO_CERTAIN_DAY.values())


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_problem_fits_under_a_field(language: str) -> None:
    words = screen_words(language)
    sentences = [
        violation_sentence(refusal(change), words) for change, _ in REFUSED + COVER_REFUSED
    ]
    sentences += [date_sentence(misreading(text), words) for text, _ in MISREAD]
    sentences += [date_sentence(misread_end(*fields), words) for *fields, _ in MISREAD_ENDS]
    for sentence in sentences:
        assert "{" not in sentence
        assert sentence.endswith(".")
        assert len(textwrap.wrap(sentence, COLUMNS)) <= LINES, sentence


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_the_database_guard_names_no_absence(language: str) -> None:
    """Rule A4: the guard knows that days overlap, not with what."""
    guarded = Violation("overlap", "starts")
    named = replace(guarded, absence=RUNNING, services=BOOKING)
    words = screen_words(language)
    assert violation_sentence(guarded, words) != violation_sentence(named, words)
    assert "2024" not in violation_sentence(guarded, words)


def test_months_are_named_in_the_screens_language() -> None:
    said = date_sentence(misreading("30. februar 2025"), screen_words("en"))
    assert said.startswith("February 2025 has no day 30.")


def test_what_was_typed_is_not_echoed_at_length_nor_read_as_a_sentence() -> None:
    """Rule W5, on the agent's own paste."""
    long = date_sentence(misreading("x" * 10_000), NB)
    assert "«" + "x" * 20 + "…»" in long
    assert "«{day} {0}»" in date_sentence(misreading("{day} {0}"), NB)


@pytest.mark.parametrize(
    ("source", "named"),
    [(Source.PORTAL, "portalen"), (Source.EPJ, "EPJ"), (Source.IMPORT, "en import")],
)
def test_A4_an_overlap_with_a_record_from_elsewhere_says_where_it_comes_from(
    source: Source, named: str
) -> None:
    theirs = Absence(
        id=UUID(int=71),
        practitioner=None,
        starts=date(2024, 8, 1),
        ends=date(2024, 8, 9),
        services=("timebestilling",),
        source=source,
    )
    wanted = AddAbsence(
        absence_id=UUID(int=72),
        practitioner=None,
        starts=theirs.starts,
        ends=theirs.ends,
        services=theirs.services,
    )
    [violation] = evaluate([wanted], plain_file(theirs), date(2024, 6, 20)).violations
    assert violation.confirmation == "overlap_outside"
    assert violation_sentence(violation, NB) == (
        "Det er allerede fravær fra torsdag 1. august 2024 til fredag 9. august 2024 "
        f"(Timebestilling), registrert fra {named}. Bekreft for å registrere dette i tillegg: "
        "det ett av dem stenger, er stengt."
    )
