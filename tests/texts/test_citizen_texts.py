"""The citizen's page in four languages (rules C4 and C5); seed 002 is the golden case."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.citizen_view import ServiceView, State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Clinic, Known, Practitioner, ServiceOffer, Substitute
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenLanguage, CitizenPage
from fravaertui.texts.citizen import citizen_page, service_card

ASTRID = 2
DURING = date(2024, 6, 20)
REOPENS = date(2024, 7, 9)
GOLDEN = "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024."
INFORMATION = "Vi holder sommerstengt.\n{day} [/red] %s"


def seed_file(phone: str = "81569069", services: tuple[str, ...] = STANDARD_SERVICES) -> ClinicFile:
    return ClinicFile(
        version=1,
        clinic=Clinic(
            her_id=1,
            organisation_number="999999999",
            name="DDFL Test",
            phone=phone,
            patient_information=INFORMATION,
        ),
        practitioners=(Practitioner(her_id=ASTRID, hpr_number=1234567, name="Astrid Info"),),
        offers=tuple(ServiceOffer(practitioner=ASTRID, service=s) for s in services),
        absences=(
            Absence(
                id=UUID(int=1),
                practitioner=ASTRID,
                starts=date(2024, 6, 12),
                ends=date(2024, 7, 8),
                services=services,
            ),
        ),
    )


def closed(service: str) -> ServiceView:
    return ServiceView(service=service, state=State.CLOSED, reopens_on=REOPENS)


@pytest.mark.parametrize("on", [DURING, date(2024, 6, 12), date(2024, 7, 8)])
def test_the_sentence_of_the_seed(on: date) -> None:
    card = citizen_page(seed_file(), ASTRID, on, "nb").services[0]
    assert (card.code, card.text, card.attested) == ("timebestilling", GOLDEN, True)
    assert card.reopens_on == REOPENS


def test_the_day_after_the_last_it_is_open() -> None:
    card = citizen_page(seed_file(), ASTRID, REOPENS, "nb").services[0]
    assert (card.state, card.text, card.attested) == (State.OPEN, "", False)


def test_the_page_of_the_seed() -> None:
    page = citizen_page(seed_file(), ASTRID, DURING, "nb")
    assert page.title == "Fastlege Astrid Info"
    assert page.information_heading == "Informasjon fra legekontoret"
    assert page.services_heading == "Hva trenger du?"
    assert page.emergency == (
        "For akutt helsehjelp, ring 113. Hvis det haster, ring legekontoret på 81569069 eller "
        "legevakt på 116 117."
    )
    card = page.services[0]
    assert card.name == "Bestille time"
    assert (
        card.description == "For oppmøte på legekontoret, eller på video hvis legen tilbyr dette."
    )


def test_a_list_without_a_gp_is_not_called_a_gp_twice() -> None:
    name = "Fastlege, liste uten fast lege"
    vacant = Practitioner(her_id=ASTRID, name=name, without_gp=True)
    file = seed_file().model_copy(update={"practitioners": (vacant,)})
    assert citizen_page(file, ASTRID, DURING, "nb").title == name


def test_nobody_is_called_a_gp_of_whom_nobody_has_said_it() -> None:
    doctor = Practitioner(her_id=ASTRID, name="Test Testesen", holds_list=Known.UNKNOWN)
    file = seed_file().model_copy(update={"practitioners": (doctor,)})
    assert citizen_page(file, ASTRID, DURING, "nb").title == "Test Testesen"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nn",
            "Timebestilling er mellombels stengd hos fastlegen din, og opnar igjen 9. juli 2024.",
        ),
        (
            "en",
            "Appointment booking with your GP is temporarily closed, and opens again on "
            "9 July 2024.",
        ),
        (
            "se",
            "Diibmodiŋgon lea gaskaboddosaččat giddejuvvon du fástadoaktára luhtte, ja "
            "rahppojuvvo fas suoidnemánnu 9. b. 2024.",
        ),
    ],
)
def test_other_languages_say_the_same_as_reconstructions(
    language: CitizenLanguage, said: str
) -> None:
    card = service_card(closed("timebestilling"), language)
    assert (card.text, card.attested) == (said, False)


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_every_standard_service_has_its_own_name_description_and_sentence(
    language: CitizenLanguage,
) -> None:
    cards = [service_card(closed(code), language) for code in STANDARD_SERVICES]
    for texts in ([c.name for c in cards], [c.description for c in cards], [c.text for c in cards]):
        assert len(set(texts)) == len(STANDARD_SERVICES)
        assert all(texts)


def test_only_the_one_sentence_is_attested_and_only_when_it_is_shown() -> None:
    attested = {
        (language, state, code)
        for language in CITIZEN_LANGUAGES
        for state in State
        for code in (*STANDARD_SERVICES, "vaksine")
        if service_card(
            ServiceView(service=code, state=state, reopens_on=REOPENS), language
        ).attested
    }
    assert attested == {("nb", State.CLOSED, "timebestilling")}


@pytest.mark.parametrize("code", ["vaksine", "name.timebestilling", "timebestilling.", "x"])
def test_an_unknown_service_is_shown_by_its_code(code: str) -> None:
    card = service_card(closed(code), "nb")
    assert (card.name, card.description) == (code, "")
    assert card.text == (
        f"Tjenesten {code} er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024."
    )


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
@pytest.mark.parametrize("phone", ["", "  ", "81569069"])
def test_the_emergency_line_always_has_the_numbers_to_call(
    language: CitizenLanguage, phone: str
) -> None:
    line = citizen_page(seed_file(phone), ASTRID, DURING, language).emergency
    assert "113" in line
    assert "116 117" in line
    assert phone.strip() in line
    assert "  " not in line


def test_a_substitute_is_named_and_a_hostile_name_is_only_a_name() -> None:
    name = "{day} [/red] {0.__class__} %s"
    cover = Substitute(
        id=UUID(int=2),
        practitioner=ASTRID,
        name=name,
        starts=date(2024, 7, 9),
        services=("reseptfornyelse",),
    )
    file = seed_file().model_copy(update={"substitutes": (cover,)})
    card = citizen_page(file, ASTRID, REOPENS, "nb").services[1]
    assert (card.state, card.substitute, card.text) == (State.SUBSTITUTE, name, f"Vikar: {name}")


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_the_clinics_own_text_is_left_as_it_is(language: CitizenLanguage) -> None:
    assert citizen_page(seed_file(), ASTRID, DURING, language).information == INFORMATION


def test_a_service_that_is_not_offered_is_not_shown() -> None:
    page = citizen_page(seed_file(services=("timebestilling",)), ASTRID, DURING, "nb")
    assert (page.services[1].state, page.services[1].text) == (State.NOT_SHOWN, "")
    assert page.services[1].reopens_on is None


def test_the_page_survives_the_wire() -> None:
    page = citizen_page(seed_file(), ASTRID, DURING, "se")
    assert CitizenPage.model_validate_json(page.model_dump_json()) == page


def test_a_practitioner_of_another_clinic_has_no_page_here() -> None:
    with pytest.raises(KeyError):
        citizen_page(seed_file(), 99, DURING, "nb")
