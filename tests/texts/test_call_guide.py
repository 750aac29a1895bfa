"""The call guide: the short path of each typical call, filled in from the diagnosis (issue 3)."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.backend.demo import demo_files
from fravaertui.domain.citizen_view import FactCode
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Practitioner,
    ServiceOffer,
    Substitute,
)
from fravaertui.texts.call_guide import CALLS, call_guide, call_title
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words

NB = screen_words("nb")
TODAY = date(2024, 6, 20)
ASTRID, VACANT = 2, 3
BOOKING = ("timebestilling",)
DEMO = demo_files(TODAY)
LETTERS = [letter for letter, _ in CALLS]

OFFERS = tuple(
    ServiceOffer(practitioner=who, service=service)
    for who in (ASTRID, VACANT)
    for service in STANDARD_SERVICES
)
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, organisation_number="999999999", name="DDFL Test", phone="81569069"),
    practitioners=(
        Practitioner(her_id=ASTRID, hpr_number=7, name="Astrid Info"),
        Practitioner(her_id=VACANT, name="Fastlege, liste uten fast lege", without_gp=True),
    ),
    offers=OFFERS,
)


def away(
    starts: date,
    ends: date,
    *,
    who: int | None = ASTRID,
    number: int = 1,
    services: tuple[str, ...] = BOOKING,
) -> Absence:
    return Absence(
        id=UUID(int=number), practitioner=who, starts=starts, ends=ends, services=services
    )


def cover(name: str, number: int, who: int = ASTRID) -> Substitute:
    return Substitute(
        id=UUID(int=number),
        practitioner=who,
        name=name,
        starts=date(2024, 6, 1),
        services=STANDARD_SERVICES,
    )


GUIDE = away(date(2024, 6, 12), date(2024, 7, 8))


def path(
    call: str, file: ClinicFile = FILE, who: int = ASTRID, on: date = TODAY
) -> tuple[str, ...]:
    return call_guide(call, file, who, on, TODAY, NB)


def changed(**update: object) -> ClinicFile:
    return FILE.model_copy(update=update)


def test_the_typical_calls_are_a_to_m() -> None:
    assert "".join(LETTERS) == "ABCDEFGHIJKLM"


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("call", LETTERS)
def test_every_call_has_a_title_and_a_short_path_at_any_clinic(call: str, language: str) -> None:
    words = screen_words(language)
    assert call_title(call, words)
    for file in DEMO:
        for practitioner in file.practitioners[:1]:
            steps = call_guide(call, file, practitioner.her_id, TODAY, TODAY, words)
            assert steps
            assert all(step[-1] in ".»" and step[0] == step[0].upper() for step in steps), steps


def test_titles_differ() -> None:
    assert len({call_title(call, NB) for call in LETTERS}) == len(CALLS)


HIDDEN = [
    (
        FactCode.PRACTITIONER_NOT_ACTIVE,
        {
            "practitioners": (
                Practitioner(her_id=ASTRID, name="Astrid Info", ends=date(2024, 5, 31)),
            )
        },
        "Astrid Info, alle fire tjenester: Astrid Info er ikke aktiv ved legekontoret denne dagen "
        "(registrert til 31.05.2024).",
        "Er det riktig legekontor? I så fall må Adresseregisteret rettes: NHN, 24 20 00 00, "
        "kundesenter@nhn.no.",
    ),
    (
        FactCode.SERVICE_NOT_OFFERED,
        {"offers": tuple(o for o in OFFERS if o.service != "ekontakt")},
        "Astrid Info, Kontakt legekontoret: Tjenesten tilbys ikke denne dagen.",
        "Prosessen mangler, eller avtalen (CPA) er gått ut: EPJ-leverandøren først, så NHN, "
        "24 20 00 00, kundesenter@nhn.no.",
    ),
    (
        FactCode.EPJ_SWITCHED_OFF,
        {
            "epj_states": (
                EpjState(practitioner=ASTRID, service="ekontakt", switched_off=True, seen_on=TODAY),
            )
        },
        "Astrid Info, Kontakt legekontoret: Tjenesten er slått av i EPJ, sist sett 20.06.2024.",
        "Legekontoret slår den på i EPJ-en sin; leverandøren hjelper.",
    ),
]


@pytest.mark.parametrize(("cause", "update", "said", "cure"), HIDDEN)
def test_e_names_the_step_that_hides_the_service(
    cause: FactCode, update: dict[str, object], said: str, cure: str
) -> None:
    """Steps 1, 2 and 4 of the engine are the only ones after which a service is not shown."""
    assert path("E", changed(**update))[:2] == (said, cure)
    assert said not in path("E")


def test_f_names_the_key_that_opens_again_only_where_an_absence_has_begun() -> None:
    keys = {"absence.extend": "f", "absence.reopen": "a"}

    def last(today: date) -> str:
        file = changed(absences=(GUIDE,))
        return call_guide("F", file, ASTRID, today, today, NB, keys=keys)[-1]

    assert last(TODAY) == "f går til siste dag; a åpner igjen i dag."
    assert last(date(2024, 6, 1)) == "f går til siste dag."


def test_e_tells_the_two_ways_of_booking_apart_when_booking_is_not_offered() -> None:
    without_booking = changed(offers=tuple(o for o in OFFERS if o.service != "timebestilling"))
    told = "Timebestilling: Legekontoret har enten timereservasjon eller timeønske, aldri begge."
    assert told in path("E", without_booking)
    assert told not in path("E")


def test_e_sends_what_is_closed_to_d_and_looks_to_the_citizen_when_all_is_shown() -> None:
    steps = path("E", changed(absences=(GUIDE,)))
    assert steps[0] == "Alle tjenestene vises torsdag 20. juni 2024."
    assert steps[1] == "Stengt, men vises: Timebestilling. Det er samtale D."
    assert "23 32 70 00" in steps[2]


def test_d_names_the_absence_and_how_to_open() -> None:
    steps = path("D", changed(absences=(GUIDE,)))
    assert (
        steps[0] == "Astrid Info, Timebestilling: Fravær 12.06.2024–08.07.2024 stenger tjenesten."
    )
    assert steps[1].startswith("Er legen på jobb? Åpne igjen fra i dag")


def test_d_finds_the_substitute_behind_the_closed_door() -> None:
    """Rule A5: the costliest mistake, and its fix."""
    steps = path("D", changed(absences=(GUIDE,), substitutes=(cover("Per Vikar", 2),)))
    assert any("stenger det vikar Per Vikar dekker: Timebestilling." in step for step in steps)
    assert any(step.startswith("Forslag: ") for step in steps)
    assert not any(step.startswith("Er legen på jobb?") for step in steps)


def test_d_with_nothing_closed_points_to_e() -> None:
    assert path("D") == (
        "Astrid Info: Ingenting er stengt torsdag 20. juni 2024. Det som ikke vises i det "
        "hele tatt, er samtale E.",
    )


@pytest.mark.parametrize("call", "ADFJ")
def test_who_else_is_closed_is_named_where_the_chosen_one_is_open(call: str) -> None:
    steps = path(call, changed(absences=(away(GUIDE.starts, GUIDE.ends, who=VACANT),)))
    assert "Andre som er stengt her: Fastlege, liste uten fast lege (1 av 4 stengt)." in steps


@pytest.mark.parametrize("call", "AF")
def test_an_absence_of_the_whole_office_is_said_to_be_everybodys(call: str) -> None:
    steps = path(call, changed(absences=(away(GUIDE.starts, GUIDE.ends, who=None),)))
    assert any(step.startswith("Fravær for hele legekontoret fra onsdag") for step in steps)
    assert any("gjelder alle 2 her: Endres eller åpnes det" in step for step in steps)


def test_j_tells_that_the_day_after_is_right() -> None:
    assert path("J", changed(absences=(GUIDE,)))[0] == (
        "Astrid Info, Timebestilling: Siste dag borte er mandag 8. juli 2024, så det åpner "
        "tirsdag 9. juli 2024. Dagen etter er riktig."
    )


def test_j_finds_the_absence_that_follows_and_the_day_few_work() -> None:
    following = away(date(2024, 7, 9), date(2024, 7, 20), number=2)
    again = away(date(2024, 7, 25), date(2024, 7, 26), number=3)
    assert path("J", changed(absences=(GUIDE, following, again))) == (
        "Astrid Info, Timebestilling: Fraværet slutter mandag 8. juli 2024, men går over i et "
        "annet. Det åpner søndag 21. juli 2024.",
        "Det åpner søndag 21. juli 2024, da få er på jobb. Datoen flyttes ikke; si fra til den "
        "som ringer.",
        "Det stenger igjen torsdag 25. juli 2024.",
        "Er datoen feil, så endre fraværet: Det er én endring.",
    )


def test_a_shows_what_is_registered_and_what_a_substitute_covers() -> None:
    steps = path("A", changed(absences=(GUIDE,), substitutes=(cover("Per Vikar", 2),)))
    assert steps[1] == (
        "Fravær hos Astrid Info fra onsdag 12. juni 2024 til mandag 8. juli 2024: Timebestilling."
    )
    assert steps[2] == (
        "Vikar Per Vikar dekker alle fire tjenester for Astrid Info fra lørdag 1. juni 2024 og "
        "inntil videre: Ikke registrer fravær på det."
    )
    assert path("A")[1] == "Ingen fravær er registrert hos Astrid Info fra i dag av."


def test_b_gives_each_substitutes_verdict_and_next_step() -> None:
    steps = path("B", changed(substitutes=(cover("Per Vikar", 2),)))
    assert (
        "Per Vikar for Astrid Info fra lørdag 1. juni 2024 og inntil videre: 5 steg er "
        "ukjente." in steps
    )
    assert any(step.startswith("Finn ut om EPJ-leverandøren tilbyr løsningen.") for step in steps)
    assert any(step.startswith("Ingen vikar er registrert for Astrid Info.") for step in path("B"))


def test_c_says_of_each_service_what_the_citizen_meets() -> None:
    part = cover("Per Vikar", 2).model_copy(update={"services": ("reseptfornyelse",)})
    steps = path("C", changed(absences=(GUIDE,), substitutes=(part,)))
    assert steps[1:5] == (
        "Astrid Info, Timebestilling: stengt torsdag 20. juni 2024.",
        "Astrid Info, Reseptfornyelse: åpen, vikar torsdag 20. juni 2024.",
        "Astrid Info, E-konsultasjon og Kontakt legekontoret: åpen torsdag 20. juni 2024.",
        "Fra i dag av har ingen tjeneste begge.",
    )


def test_f_says_what_citizens_read_now() -> None:
    steps = path("F", changed(absences=(GUIDE,)))
    assert "Innbyggerne hos Astrid Info leser nå at det åpner tirsdag 9. juli 2024." in steps
    assert path("F") == ("Ingen fravær er registrert hos Astrid Info fra i dag av.",)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "Ingen vikar er registrert torsdag 20. juni 2024."),
        (("Ada Vikar",), "Ada Vikar er eneste vikar torsdag 20. juni 2024."),
        (("Ada Vikar", "Emil Vikar"), "Ada Vikar og Emil Vikar er vikarer samtidig"),
    ],
)
def test_g_counts_the_substitutes_of_the_list(names: tuple[str, ...], said: str) -> None:
    covers = tuple(cover(name, number, VACANT) for number, name in enumerate(names, start=5))
    steps = path("G", changed(substitutes=covers), VACANT)
    assert steps[0] == "«Fastlege, liste uten fast lege» finnes her én gang, som den skal."
    assert any(said in step for step in steps)


def test_g_wants_the_list_without_a_gp_once() -> None:
    nobody = changed(practitioners=FILE.practitioners[:1])
    assert "finnes 0 ganger" in path("G", nobody)[0]
    assert "Astrid Info har liste: Velg den som er uten fastlege." in path("G")


def test_h_gives_citizens_numbers_and_looks_nobody_up() -> None:
    said = " ".join(path("H"))
    assert said.startswith("Ikke slå opp innbyggeren.")
    for number in ("116 117", "113", "23 32 70 00", "800 43 573", "81569069"):
        assert number in said
    unlisted = changed(clinic=FILE.clinic.model_copy(update={"phone": " "}))
    assert not any("telefon" in step for step in path("H", unlisted))


def test_i_searches_by_the_person() -> None:
    assert "Søk etter HPR-nummer 7 for å finne det andre." in path("I")
    unnumbered = changed(practitioners=(Practitioner(her_id=ASTRID, name="Astrid Info"),))
    assert "Søk etter Astrid Info for å finne det andre." in path("I", unnumbered)


def test_k_tells_until_when_and_what_outlasts_it() -> None:
    leaving = Practitioner(her_id=ASTRID, name="Astrid Info", ends=date(2024, 6, 30))
    steps = path("K", changed(practitioners=(leaving,), absences=(GUIDE,)))
    assert steps[1] == "Astrid Info er registrert her til og med søndag 30. juni 2024."
    assert steps[2].endswith("men fraværet varer til og med mandag 8. juli 2024.")
    assert "uten sluttdato" in path("K")[1]


def test_l_never_asks_why() -> None:
    """Rule A10."""
    assert path("L")[0] == "Skriv aldri hvorfor legen er borte."


def test_m_counts_everyone_and_names_the_substitutes_it_would_close() -> None:
    whole = away(TODAY, TODAY, who=None)
    steps = path("M", changed(absences=(GUIDE, whole), substitutes=(cover("Per Vikar", 2),)))
    assert "(2)" in steps[0]
    assert steps[1] == "Fravær for hele legekontoret torsdag 20. juni 2024: Timebestilling."
    assert steps[2] == "Det stenger også det vikarer dekker her: Per Vikar."
    assert "Ingen fravær er registrert for hele legekontoret." in path("M")


def test_an_unknown_call_or_practitioner_is_an_error() -> None:
    with pytest.raises(KeyError):
        path("Z")
    with pytest.raises(KeyError):
        path("A", who=99)


def test_hostile_names_are_only_names() -> None:
    """Rule W5."""
    hostile = Practitioner(her_id=ASTRID, name="{day} [/] %s")
    assert "Søk etter {day} [/] %s for å finne det andre." in path(
        "I", changed(practitioners=(hostile,))
    )
