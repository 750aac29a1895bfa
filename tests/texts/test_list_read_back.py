"""What is sent to the office about a list: each row with its days and the citizen's sentence."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.absence_list import ListAnswers, ListPlan, Names, plan_list, read_list
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Clinic, Practitioner, ServiceOffer, SetUp
from fravaertui.texts.list_read_back import list_read_back

TODAY = date(2027, 5, 20)
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=100, name="Testlia legekontor"),
    practitioners=(
        Practitioner(her_id=1, name="Tone Testlie"),
        Practitioner(her_id=2, name="Arild Testmoe", set_up=SetUp.UNKNOWN),
    ),
    offers=tuple(ServiceOffer(practitioner=1, service=service) for service in STANDARD_SERVICES),
)


def planned(text: str, file: ClinicFile = FILE) -> ListPlan:
    answers = ListAnswers(list_id=UUID(int=13), services=STANDARD_SERVICES)
    return plan_list(read_list(text, TODAY, Names.of([file], TODAY)), [file], TODAY, answers)


def told(text: str, language: str = "nb") -> list[str]:
    plan = planned(text)
    return list(list_read_back(plan, {100: FILE}, language, TODAY))  # type: ignore[arg-type]


def test_each_row_has_its_days_in_full_and_the_exact_sentence() -> None:
    lines = told("Ferie:\nTone Testlie: uke 28")
    assert lines[0] == "Slik forstår vi lista fra Testlia legekontor. Det er ikke lagret ennå:"
    assert lines[2:5] == [
        "Tone Testlie: fravær fra og med mandag 12. juli 2027 til og med søndag 18. juli 2027. "
        "Stengt: Timebestilling, Reseptfornyelse, E-konsultasjon, Kontakt legekontoret.",
        "Innbyggeren leser: Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen "
        "19. juli 2027.",
        "Tilsvarende for: Reseptfornyelse, E-konsultasjon, Kontakt legekontoret.",
    ]


def test_what_is_saved_is_told_as_registered() -> None:
    text = "Ferie:\nTone Testlie: uke 28"
    after = planned(text).files[100]
    again = planned(text, after)
    lines = list_read_back(again, {100: after}, "nb", TODAY)
    assert lines[0] == "Fravær som er registrert på Helsenorge for Testlia legekontor:"
    assert "19. juli 2027." in lines[3]


def test_it_is_written_in_nynorsk_too() -> None:
    lines = told("Ferie:\nTone Testlie: uke 28", "nn")
    assert lines[0] == "Slik forstår vi lista frå Testlia legekontor. Det er ikkje lagra enno:"
    assert "måndag 12. juli 2027" in lines[2]
    assert "rekonstruert tekst" in lines[3]


@pytest.mark.parametrize(("name", "said"), [("Tone Testlie", False), ("Arild Testmoe", True)])
def test_where_nobody_knows_what_is_offered_it_is_said_so(name: str, said: bool) -> None:
    lines = told(f"Ferie:\n{name}: uke 28")
    assert any("Vi vet ikke hvilke tjenester" in one for one in lines) is said


def test_what_is_not_registered_is_named_without_what_the_list_says_of_it() -> None:
    lines = told("Ferie:\nTone Testlie: uke 28\nKari Ukjentsen er sykmeldt uke 29")
    assert lines[-1] == "Ikke registrert fra lista: Kari Ukjentsen (linje 3)."
    assert "sykmeldt" not in " ".join(lines)
