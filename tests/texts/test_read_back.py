"""The read-back: what an agent says and sends, in bokmål and nynorsk (issue 3)."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.backend.demo import demo_files
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Practitioner,
    ServiceOffer,
    Substitute,
    Vendor,
)
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenLanguage
from fravaertui.texts.citizen import citizen_page
from fravaertui.texts.read_back import read_back

BO = 3
DEMO = demo_files(date(2024, 6, 20))[0]
ASTRID = DEMO.practitioners[0].her_id
DURING = date(2024, 6, 20)

BOKMAL = """\
Astrid Info, DDFL Test. Slik ser innbyggerne det torsdag 20. juni 2024:
Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024.
Reseptfornyelse er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024. \
(rekonstruert tekst)
E-konsultasjon er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024. \
(rekonstruert tekst)
Kontakt med legekontoret er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024. \
(rekonstruert tekst)
Det som er merket (rekonstruert tekst), kan ha andre ord på Helsenorge. Datoen er den samme.
Fravær fra og med onsdag 12. juni 2024 til og med mandag 8. juli 2024: Timebestilling, \
Reseptfornyelse, E-konsultasjon, Kontakt legekontoret.
I EPJ: Veilederen av 24.06.2024 sier at det foreløpig ikke er nødvendig å slå av tjenestene. \
Se selv til timer som er bestilt, og dialoger som er åpne.
Spørsmål om EPJ: EPJ-leverandøren. Ellers NHN kundesenter, 24 20 00 00, kundesenter@nhn.no."""

NYNORSK = """\
Astrid Info, DDFL Test. Slik ser innbyggjarane det torsdag 20. juni 2024:
Timebestilling er mellombels stengd hos fastlegen din, og opnar igjen 9. juli 2024. \
(rekonstruert tekst)
Reseptfornying er mellombels stengd hos fastlegen din, og opnar igjen 9. juli 2024. \
(rekonstruert tekst)
E-konsultasjon er mellombels stengd hos fastlegen din, og opnar igjen 9. juli 2024. \
(rekonstruert tekst)
Kontakt med legekontoret er mellombels stengd hos fastlegen din, og opnar igjen 9. juli 2024. \
(rekonstruert tekst)
Det som er merkt (rekonstruert tekst), kan ha andre ord på Helsenorge. Datoen er den same.
Fråvær frå og med onsdag 12. juni 2024 til og med måndag 8. juli 2024: Timebestilling, \
Reseptfornying, E-konsultasjon, Kontakt legekontoret.
I EPJ: Rettleiaren av 24.06.2024 seier at det førebels ikkje er nødvendig å slå av tenestene. \
Sjå sjølve til timar som er bestilte, og dialogar som er opne.
Spørsmål om EPJ: EPJ-leverandøren. Elles NHN kundesenter, 24 20 00 00, kundesenter@nhn.no."""


def bos_file() -> ClinicFile:
    """Bo: a substitute without an end, a service off in the EPJ, a clinic's absence to come."""
    return ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, organisation_number="999999999", name="DDFL Test"),
        practitioners=(Practitioner(her_id=BO, name="Bo Berg"),),
        offers=tuple(ServiceOffer(practitioner=BO, service=s) for s in STANDARD_SERVICES),
        absences=tuple(
            Absence(
                id=UUID(int=number),
                practitioner=None,
                starts=date(2024, month, 1),
                ends=date(2024, month, 1),
                services=("timebestilling", "vaksine"),
            )
            for number, month in ((1, 5), (2, 8), (3, 9))
        ),
        substitutes=(
            Substitute(
                id=UUID(int=4),
                practitioner=BO,
                name="Per Vikar",
                starts=date(2024, 6, 10),
                services=("reseptfornyelse",),
            ),
        ),
        epj_states=(
            EpjState(
                practitioner=BO, service="ekontakt", switched_off=True, seen_on=date(2024, 6, 1)
            ),
        ),
        vendor=Vendor(code="testjournal", name="Testjournal"),
    )


@pytest.mark.parametrize(("language", "said"), [("nb", BOKMAL), ("nn", NYNORSK)])
def test_astrids_absence_of_the_guide(language: CitizenLanguage, said: str) -> None:
    alone = DEMO.model_copy(update={"absences": DEMO.absences_of(ASTRID)[:1], "vendor": None})
    assert read_back(alone, ASTRID, DURING, language) == tuple(said.splitlines())


def test_substitute_switched_off_and_what_comes_next() -> None:
    lines = read_back(bos_file(), BO, DURING, "nb")
    assert lines[1:5] == (
        "Timebestilling er åpen.",
        "Reseptfornyelse er åpen, med vikar Per Vikar.",
        "E-konsultasjon er åpen.",
        "Kontakt legekontoret vises ikke.",
    )
    assert lines[6:9] == (
        "Hele legekontoret er borte torsdag 1. august 2024: Timebestilling, vaksine.",
        "Hele legekontoret er borte søndag 1. september 2024: Timebestilling, vaksine.",
        "Vikar Per Vikar fra og med mandag 10. juni 2024 og inntil videre: Reseptfornyelse.",
    )
    assert (
        "I EPJ: Slå på igjen det innbyggerne skal se. Dette er sett slått av: "
        "Kontakt legekontoret." in lines
    )
    assert lines[-1].startswith("Spørsmål om EPJ: Testjournal.")


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_the_citizens_sentences_are_the_pages_own(language: CitizenLanguage) -> None:
    """Rule C4: word for word, in each language; what surrounds them is Norwegian."""
    said = "\n".join(read_back(DEMO, ASTRID, DURING, language))
    for card in citizen_page(DEMO, ASTRID, DURING, language).services:
        assert card.text in said
    assert "torsdag 20. juni 2024" in said


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_C4_every_sentence_but_the_attested_is_marked_as_reconstructed(
    language: CitizenLanguage,
) -> None:
    """The one attested sentence, timebestilling's in bokmål, is not."""
    lines = read_back(DEMO, ASTRID, DURING, language)
    for card in citizen_page(DEMO, ASTRID, DURING, language).services:
        attested = (language, card.code) == ("nb", "timebestilling")
        assert (card.text in lines) is attested
        assert (f"{card.text} (rekonstruert tekst)" in lines) is not attested


def test_what_is_said_in_our_own_words_is_not_marked() -> None:
    assert "rekonstruert" not in "\n".join(read_back(bos_file(), BO, DURING, "nb"))


def test_nothing_registered_asks_nothing_of_the_clinic() -> None:
    bare = bos_file().model_copy(update={"absences": (), "substitutes": (), "epj_states": ()})
    lines = read_back(bare, BO, DURING, "nb")
    assert len(lines) == 1 + len(STANDARD_SERVICES) + 1


def test_a_practitioner_of_another_clinic_has_none_here() -> None:
    with pytest.raises(KeyError):
        read_back(bos_file(), 99, DURING, "nb")


def test_hostile_names_are_only_names() -> None:
    """Rule W5."""
    hostile = bos_file().model_copy(
        update={"practitioners": (Practitioner(her_id=BO, name="{day} [/] %s"),)}
    )
    assert read_back(hostile, BO, DURING, "nn")[0].startswith("{day} [/] %s, DDFL Test.")
