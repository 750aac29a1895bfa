"""What is said of a list has words for each state, question and reason, in every language."""

import pytest

from fravaertui.domain.absence_list import (
    Doubt,
    ListAnswers,
    Names,
    Reason,
    RowStatus,
    plan_list,
    read_list,
)
from fravaertui.texts.absence_lists import (
    question_sentence,
    reason_phrase,
    row_questions,
    status_word,
)
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from tests.domain.test_absence_list import FILE, LIST, TODAY

TEXT = "Ferie\nTestholm: uke 28"


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_state_question_and_reason_has_words(language: str) -> None:
    words = screen_words(language)
    reading = read_list(TEXT, TODAY, Names.of([FILE], TODAY))
    (row,) = plan_list(reading, [FILE], TODAY, ListAnswers(list_id=LIST)).rows
    assert all(status_word(status, words) for status in RowStatus)
    assert all(reason_phrase(reason, words) for reason in Reason)
    about_violations = {Doubt.UNLIKELY, Doubt.REFUSED}
    asked = [question_sentence(row, d, TEXT, words) for d in set(Doubt) - about_violations]
    assert all(sentence.endswith((".", "?")) for sentence in asked)


def test_the_candidates_of_a_name_are_named() -> None:
    reading = read_list(TEXT, TODAY, Names.of([FILE], TODAY))
    (row,) = plan_list(reading, [FILE], TODAY, ListAnswers(list_id=LIST)).rows
    assert row_questions(row, TEXT, screen_words("nb")) == (
        "Hvem er «Testholm»: Solveig Testholm eller Sverre Testholm?",
        "Hvilke tjenester? Lista sier det ikke.",
    )
