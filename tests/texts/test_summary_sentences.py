"""What is said before and after a change: whom, which days, from when (A12, S7), word for word."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fravaertui.domain.citizen_view import State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Known,
    Practitioner,
    ServiceOffer,
    Step,
    StepReport,
    Substitute,
)
from fravaertui.domain.summary import summary
from fravaertui.domain.view_changes import Seen
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.summary import (
    hole_sentences,
    met_phrase,
    planned_changes,
    saved_sentence,
    summary_text,
)

NB = screen_words("nb")
TODAY = date(2026, 11, 22)
PEOPLE = {101: "Bo Berg", 102: "Kari Dahl", **{n: f"Lege {n}" for n in range(103, 115)}}
SOON, LATER = date(2026, 12, 14), date(2026, 12, 27)
TWO = ("timebestilling", "ekonsultasjon")
CLINIC = Clinic(her_id=1, organisation_number="100100673", name="DDFL Test")


def file(*absences: Absence, clinic: dict[str, str] | None = None, **parts: Any) -> ClinicFile:
    return ClinicFile(
        version=1,
        clinic=CLINIC.model_copy(update=clinic or {}),
        practitioners=tuple(Practitioner(her_id=n, name=name) for n, name in PEOPLE.items()),
        offers=tuple(
            ServiceOffer(practitioner=p, service=s) for p in PEOPLE for s in STANDARD_SERVICES
        ),
        absences=absences,
        **parts,
    )


def away(
    who: int | None,
    starts: date,
    ends: date,
    services: tuple[str, ...] = STANDARD_SERVICES,
    number: int = 1,
) -> Absence:
    return Absence(
        id=UUID(int=number), practitioner=who, starts=starts, ends=ends, services=services
    )


PLANNED = away(101, SOON, LATER, TWO)
RUNNING = away(101, date(2026, 11, 10), date(2026, 12, 6))
CHRISTMAS = away(None, date(2026, 12, 23), date(2027, 1, 3), number=9)
PER = Substitute(
    id=UUID(int=5),
    practitioner=101,
    name="Per Vikar",
    starts=SOON,
    ends=LATER,
    services=("ekontakt",),
)
SPLIT = (away(101, SOON, date(2026, 12, 20), TWO), away(101, date(2026, 12, 21), LATER, number=2))
OFF = EpjState(practitioner=101, service="ekontakt", switched_off=True, seen_on=TODAY)
TOLD = StepReport(substitute=PER.id, step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=TODAY)


def with_ends(absence: Absence, ends: date) -> Absence:
    return absence.model_copy(update={"ends": ends})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            file(),
            file(PLANNED),
            "Lagret: Bo Berg 14.12–27.12.2026, Time og E-kons. "
            "Innbygger ser det fra mandag 14. desember.",
            id="planned",
        ),
        pytest.param(
            file(PLANNED),
            file(with_ends(PLANNED, date(2027, 1, 3))),
            "Lagret: Bo Berg 14.12.2026–03.01.2027 (var 14.12–27.12.2026), Time og E-kons. "
            "Innbygger ser det fra mandag 14. desember.",
            id="longer",
        ),
        pytest.param(
            file(PLANNED),
            file(),
            "Slettet: Bo Berg 14.12–27.12.2026, Time og E-kons. "
            "Innbygger ser det fra mandag 14. desember.",
            id="deleted",
        ),
        pytest.param(
            file(RUNNING),
            file(with_ends(RUNNING, date(2026, 12, 13))),
            "Lagret: Bo Berg 10.11–13.12.2026 (var 10.11–06.12.2026), alle fire tjenester. "
            "Innbygger ser det i dag; det kan ta en time.",
            id="running, longer: another date is read from today",
        ),
        pytest.param(
            file(RUNNING),
            file(with_ends(RUNNING, date(2026, 11, 21))),
            "Avsluttet: Bo Berg 10.11–21.11.2026 (var 10.11–06.12.2026), alle fire tjenester. "
            "Innbygger ser det i dag; det kan ta en time.",
            id="ended today",
        ),
        pytest.param(
            file(RUNNING),
            file(RUNNING, away(101, date(2026, 12, 7), date(2026, 12, 20), number=2)),
            "Lagret: Bo Berg 07.12–20.12.2026, alle fire tjenester. "
            "Innbygger ser det fra mandag 7. desember. "
            "Hos Bo Berg står det allerede i dag at det åpner 21. desember 2026.",
            id="goes on from one that runs",
        ),
        pytest.param(
            file(),
            file(CHRISTMAS),
            "Lagret: Hele legekontoret 23.12.2026–03.01.2027, alle fire tjenester. "
            "Innbygger hos alle 14 behandlerne ser det fra onsdag 23. desember.",
            id="whole clinic",
        ),
        pytest.param(
            file(away(103, date(2026, 12, 7), date(2026, 12, 22))),
            file(away(103, date(2026, 12, 7), date(2026, 12, 22)), CHRISTMAS),
            "Lagret: Hele legekontoret 23.12.2026–03.01.2027, alle fire tjenester. "
            "Innbygger hos alle 14 behandlerne ser det fra onsdag 23. desember. "
            "Hos Lege 103 står det fra mandag 7. desember at det åpner 4. januar 2027.",
            id="whole clinic, one away just before",
        ),
        pytest.param(
            file(away(103, SOON, date(2027, 2, 1)), away(104, SOON, date(2027, 2, 1), number=2)),
            file(
                away(103, SOON, date(2027, 2, 1)),
                away(104, SOON, date(2027, 2, 1), number=2),
                CHRISTMAS,
            ),
            "Lagret: Hele legekontoret 23.12.2026–03.01.2027, alle fire tjenester. "
            "Innbygger hos 12 av 14 behandlere ser det fra onsdag 23. desember.",
            id="whole clinic, two away already",
        ),
        pytest.param(
            file(CHRISTMAS),
            file(CHRISTMAS, away(101, date(2026, 12, 24), date(2026, 12, 26), TWO)),
            "Lagret: Bo Berg 24.12–26.12.2026, Time og E-kons. Innbygger ser ingen forskjell.",
            id="no difference",
        ),
        pytest.param(
            file(),
            file(PLANNED, away(102, LATER, LATER, number=2)),
            "Lagret: Bo Berg 14.12–27.12.2026, Time og E-kons; "
            "Kari Dahl 27.12.2026, alle fire tjenester. "
            "Innbygger hos Bo Berg ser det fra mandag 14. desember. "
            "Innbygger hos Kari Dahl ser det fra søndag 27. desember.",
            id="several",
        ),
        pytest.param(
            file(),
            file(substitutes=(PER,)),
            "Lagret: vikar Per Vikar for Bo Berg 14.12–27.12.2026, Kontakt legekontoret. "
            "Innbygger ser det fra mandag 14. desember.",
            id="substitute",
        ),
        pytest.param(
            file(substitutes=(PER,), step_reports=(TOLD,)),
            file(),
            "Slettet: vikar Per Vikar for Bo Berg 14.12–27.12.2026, Kontakt legekontoret. "
            "Innbygger ser det fra mandag 14. desember.",
            id="substitute removed, with what was told of the set-up",
        ),
        pytest.param(
            file(substitutes=(PER,)),
            file(PLANNED.model_copy(update={"services": ("ekontakt",)})),
            "Lagret: Bo Berg 14.12–27.12.2026, Kontakt legekontoret. "
            "Slettet: vikar Per Vikar for Bo Berg 14.12–27.12.2026, Kontakt legekontoret. "
            "Innbygger ser det fra mandag 14. desember.",
            id="way out",
        ),
        pytest.param(
            file(substitutes=(PER,)),
            file(substitutes=(PER,), step_reports=(TOLD,)),
            "Notert: oppsettet til Per Vikar: Vikaren er registrert i EPJ: ja.",
            id="step",
        ),
        pytest.param(
            file(),
            file(epj_states=(OFF,)),
            "Notert: EPJ hos Bo Berg, Kontakt legekontoret: sett av 22.11.2026. "
            "Innbygger ser det allerede.",
            id="EPJ",
        ),
        pytest.param(
            file(RUNNING),
            file(RUNNING, epj_states=(OFF,)),
            "Notert: EPJ hos Bo Berg, Kontakt legekontoret: sett av 22.11.2026. "
            "Innbygger ser det fra mandag 7. desember.",
            id="EPJ-closed-today",
        ),
        pytest.param(
            file(clinic={"patient_information": "Velkommen."}),
            file(clinic={"patient_information": "Stengt i jula."}),
            "Lagret: informasjon til pasientene: «Stengt i jula.». "
            "Innbygger ser det i dag; det kan ta en time.",
            id="information",
        ),
        pytest.param(
            file(),
            file(clinic={"epj_vendor": "cgm"}),
            "Notert: EPJ-leverandør: cgm (var ukjent).",
            id="vendor",
        ),
        pytest.param(file(), file(), "Ingenting er endret.", id="nothing"),
    ],
)
def test_A12_what_was_saved_is_said_in_one_line(
    before: ClinicFile, after: ClinicFile, said: str
) -> None:
    assert saved_sentence(summary(before, after, TODAY), after, NB) == said


SHORTER = PER.model_copy(update={"ends": date(2026, 12, 20)})
SHUT = PLANNED.model_copy(update={"services": ("ekontakt",)})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            file(SHUT, substitutes=(PER,)),
            file(SHUT, substitutes=(SHORTER,)),
            "Vikar endres: Per Vikar for Bo Berg 14.12–27.12.2026 → 14.12–20.12.2026, "
            "Kontakt legekontoret",
        ),
        (
            file(SHUT, substitutes=(PER,), step_reports=(TOLD,)),
            file(SHUT),
            "Vikar slettes: Per Vikar for Bo Berg 14.12–27.12.2026, Kontakt legekontoret",
        ),
        (
            file(),
            file(CHRISTMAS),
            "Fravær legges til: Hele legekontoret 23.12.2026–03.01.2027, alle fire tjenester",
        ),
        (
            file(RUNNING),
            file(with_ends(RUNNING, date(2026, 11, 21))),
            "Fravær avsluttes: Bo Berg 10.11–06.12.2026 → 10.11–21.11.2026, alle fire tjenester",
        ),
        (
            file(),
            file(epj_states=(OFF,)),
            "EPJ noteres: Bo Berg, Kontakt legekontoret: sett av 22.11.2026",
        ),
        (
            file(clinic={"patient_information": "Velkommen."}),
            file(clinic={"patient_information": "Stengt i jula."}),
            "Info til pasient endres: «Velkommen.» → «Stengt i jula.»",
        ),
    ],
)
def test_W6_before_saving_it_names_each_record_and_its_days(
    before: ClinicFile, after: ClinicFile, said: str
) -> None:
    """Also where citizens see no difference, as under an absence that closes what is covered."""
    assert planned_changes(summary(before, after, TODAY), after, NB) == [said]


@pytest.mark.parametrize(
    ("becomes", "is_left"),
    [
        ((), True),
        ((away(101, SOON, date(2026, 12, 20), TWO),), True),
        ((away(101, date(2026, 12, 16), LATER, TWO),), True),
        ((away(101, SOON, LATER),), False),
        ((away(101, SOON, date(2027, 1, 3), TWO),), False),
        (SPLIT, False),
        ((away(None, SOON, LATER, number=2),), False),
    ],
)
def test_W6_a_substitute_who_goes_on_without_the_absence_is_named(
    becomes: tuple[Absence, ...], is_left: bool
) -> None:
    before, after = file(PLANNED, substitutes=(PER,)), file(*becomes, substitutes=(PER,))
    named = planned_changes(summary(before, after, TODAY), after, NB)
    goes_on = "Vikaren fortsetter likevel: Per Vikar for Bo Berg 14.12–27.12.2026, "
    assert [one for one in named if "fortsetter" in one] == [
        f"{goes_on}Kontakt legekontoret"
    ] * is_left


def test_A12_before_saving_it_is_told_for_whom_and_which_days() -> None:
    neighbour = away(103, date(2026, 12, 7), date(2026, 12, 22))
    after = file(neighbour, CHRISTMAS)
    told = summary_text(summary(file(neighbour), after, TODAY), after, "nb", NB)
    assert told.split("\n") == [
        "Fra onsdag 23. desember 2026 til søndag 3. januar 2027, alle 14 behandlerne, "
        "alle fire tjenester: åpen før, stengt etter",
        "etter: «Timebestilling er midlertidig stengt hos fastlegen din, "
        "og åpner igjen 4. januar 2027.»",
        "Tilsvarende for hver av de andre (rekonstruert tekst).",
        "Fra mandag 7. desember 2026 til tirsdag 22. desember 2026, Lege 103, "
        "alle fire tjenester: stengt, åpner en annen dag",
        "før: «Timebestilling er midlertidig stengt hos fastlegen din, "
        "og åpner igjen 23. desember 2026.»",
        "etter: «Timebestilling er midlertidig stengt hos fastlegen din, "
        "og åpner igjen 4. januar 2027.»",
        "Tilsvarende for hver av de andre (rekonstruert tekst).",
    ]


def test_A12_who_sees_it_on_another_day_is_told_that_day() -> None:
    """A cover before the absence ends too: those it was for see something before the others."""
    before = file(substitutes=(PER,))
    after = file(away(None, date(2026, 12, 23), date(2027, 1, 3)))
    said = saved_sentence(summary(before, after, TODAY), after, NB)
    assert said.endswith(
        "Innbygger hos Bo Berg ser det fra mandag 14. desember. "
        "Innbygger hos 13 av 14 behandlere ser det fra onsdag 23. desember."
    )


def test_A12_who_reads_another_day_of_reopening_is_told_from_when() -> None:
    """Kari and one more are away until the day before the surgery is, each from a day of theirs."""
    kari = away(102, date(2026, 12, 20), date(2026, 12, 22), number=2)
    other = away(103, date(2026, 12, 7), date(2026, 12, 22), number=3)
    before = file(kari, other)
    after = file(kari, other, CHRISTMAS)
    said = saved_sentence(summary(before, after, TODAY), after, NB)
    assert said.endswith(
        "Innbygger hos alle 14 behandlerne ser det fra onsdag 23. desember. "
        "Hos Lege 103 står det fra mandag 7. desember at det åpner 4. januar 2027. "
        "Hos Kari Dahl står det fra søndag 20. desember at det åpner 4. januar 2027."
    )
    before = file(kari, substitutes=(PER,))
    after = file(kari, CHRISTMAS)
    said = saved_sentence(summary(before, after, TODAY), after, NB)
    assert said.endswith(
        "Innbygger hos Bo Berg ser det fra mandag 14. desember. "
        "Innbygger hos Kari Dahl ser en annen åpningsdag fra søndag 20. desember. "
        "Innbygger hos 12 av 14 behandlere ser det fra onsdag 23. desember."
    )


def test_A12_where_it_reopens_on_several_days_no_ones_day_is_everybodys() -> None:
    bos_own = away(101, date(2027, 1, 4), date(2027, 1, 10))
    before, after = file(bos_own), file(bos_own, CHRISTMAS)
    told = summary_text(summary(before, after, TODAY), after, "nb", NB).split("\n")
    days = "på ulike dager, først 4. januar 2027, sist 11. januar 2027"
    assert told[1:] == [f"etter: åpner igjen {days}"]
    told = summary_text(summary(after, before, TODAY), before, "nb", NB).split("\n")
    assert told[1:] == [f"før: åpner igjen {days}"]


def test_S7_a_hole_in_a_cover_is_said_with_its_days() -> None:
    rest = tuple(s for s in STANDARD_SERVICES if s != "ekontakt")
    before = file(away(101, SOON, LATER, rest), substitutes=(PER,))
    shorter = PER.model_copy(update={"ends": date(2026, 12, 20)})
    after = before.model_copy(update={"substitutes": (shorter,)})
    told = summary(before, after, TODAY)
    assert hole_sentences(told.holes_before, before, NB) == []
    assert hole_sentences(told.holes_after, after, NB) == [
        "Kontakt legekontoret er åpen 21.12–27.12.2026 uten vikar (Bo Berg)."
    ]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Seen(state=State.OPEN), "åpen"),
        (Seen(state=State.NOT_SHOWN), "vises ikke"),
        (
            Seen(state=State.SUBSTITUTE, substitute="Per Vikar"),
            "«Vikar: Per Vikar» (rekonstruert tekst)",
        ),
    ],
)
def test_C4_only_what_the_citizens_page_says_is_quoted_and_reconstructions_are_marked(
    seen: Seen, said: str
) -> None:
    assert met_phrase("timebestilling", seen, "nb", NB) == said
