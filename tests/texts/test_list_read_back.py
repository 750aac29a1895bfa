"""What is sent to the office about a list: each row with its days and the citizen's sentence."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.absence_list import ListAnswers, ListPlan, Names, plan_list, read_list
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Clinic, Practitioner, ServiceOffer, SetUp
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.list_read_back import list_read_back
from fravaertui.texts.list_rows import unchanged_sentences

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


def with_absence(first: date, last: date) -> ClinicFile:
    there = Absence(
        id=UUID(int=1), practitioner=1, starts=first, ends=last, services=STANDARD_SERVICES
    )
    return FILE.model_copy(update={"absences": (there,)})


TRUE_DAYS = "fra og med mandag 5. juli 2027 til og med søndag 18. juli 2027"
LONGER = "Ferie:\nTone Testlie: 5.7-16.7"


def test_an_absence_that_reaches_longer_than_the_row_is_told_with_all_its_days() -> None:
    before = with_absence(date(2027, 7, 12), date(2027, 7, 18))
    first = planned(LONGER, before)
    after = first.files[100]
    pending = list_read_back(first, {100: before}, "nb", TODAY)
    saved = list_read_back(planned(LONGER, after), {100: after}, "nb", TODAY)
    assert saved[0] == "Fravær som er registrert på Helsenorge for Testlia legekontor:"
    for lines in (pending, saved):
        assert lines[2].startswith(f"Tone Testlie: fravær {TRUE_DAYS}. Stengt: Timebestilling, ")
        assert "åpner igjen 19. juli 2027." in lines[3]
        assert not any("Ikke registrert" in line for line in lines)


def test_an_unchanged_row_says_the_days_that_are_registered() -> None:
    file = with_absence(date(2027, 7, 5), date(2027, 7, 18))
    (row,) = planned(LONGER, file).rows
    told = list(unchanged_sentences(row, "nb", TODAY, screen_words("nb")))
    assert told[1] == "Registrert: mandag 5. juli 2027 til søndag 18. juli 2027 (14 dager)."
    (same,) = planned("Ferie:\nTone Testlie: 5.7-18.7", file).rows
    lines = unchanged_sentences(same, "nb", TODAY, screen_words("nb"))
    assert not any(one.startswith("Registrert:") for one in lines)
