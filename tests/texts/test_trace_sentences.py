"""Why the citizen sees this, in words (rule C1)."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.citizen_view import Fact, FactCode
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.trace import fact_sentence

RECORD = UUID(int=1)
STARTS, ENDS = date(2024, 6, 12), date(2024, 7, 8)
NB = screen_words("nb")


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("code", FactCode)
def test_every_fact_is_a_whole_sentence(code: FactCode, language: str) -> None:
    fact = Fact(code=code, record=RECORD, starts=STARTS, ends=ENDS, name="Per Vikar")
    said = fact_sentence(fact, screen_words(language))
    assert said.endswith(".")
    assert said[0].isupper()
    assert "{" not in said


def test_the_fact_that_closes_names_the_days_of_its_record() -> None:
    fact = Fact(code=FactCode.ABSENCE_COVERS, record=RECORD, starts=STARTS, ends=ENDS)
    assert fact_sentence(fact, NB) == "Fravær 12.06.2024–08.07.2024 stenger tjenesten."


def test_switched_off_says_when_that_was_seen() -> None:
    fact = Fact(code=FactCode.EPJ_SWITCHED_OFF, record=1, starts=STARTS)
    assert fact_sentence(fact, NB) == "Tjenesten er slått av i EPJ, sist sett 12.06.2024."


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (None, None, "Vikar Per Vikar dekker tjenesten."),
        (STARTS, None, "Vikar Per Vikar dekker tjenesten fra 12.06.2024."),
        (None, ENDS, "Vikar Per Vikar dekker tjenesten til 08.07.2024."),
        (STARTS, ENDS, "Vikar Per Vikar dekker tjenesten 12.06.2024–08.07.2024."),
    ],
)
def test_open_periods_are_said_as_such(starts: date | None, ends: date | None, said: str) -> None:
    fact = Fact(
        code=FactCode.SUBSTITUTE_COVERS, record=RECORD, starts=starts, ends=ends, name="Per Vikar"
    )
    assert fact_sentence(fact, NB) == said


def test_a_hostile_name_is_only_a_name() -> None:
    """Rule W5: it is neither a sentence of ours nor a placeholder in one."""
    fact = Fact(code=FactCode.SUBSTITUTE_COVERS, record=RECORD, name="{period} [/] {0}")
    assert fact_sentence(fact, NB) == "Vikar {period} [/] {0} dekker tjenesten."


def test_R5_what_a_profile_that_is_over_leaves_unknown_says_when_it_ended() -> None:
    fact = Fact(code=FactCode.OFFER_UNKNOWN, record=1, ends=ENDS)
    assert "Profilen (CPP) gikk ut 08.07.2024" in fact_sentence(fact, NB)
