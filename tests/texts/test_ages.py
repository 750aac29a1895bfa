"""How long ago: said in one way wherever it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.panes.header_footer import contact_word

NB = screen_words("nb")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), "nå nettopp"),
        (timedelta(seconds=59), "nå nettopp"),
        (timedelta(minutes=12), "for 12 min siden"),
        (timedelta(hours=23, minutes=59), "for 23 timer siden"),
        (timedelta(hours=30), "for 1 døgn siden"),
        (timedelta(days=3), "for 3 døgn siden"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit_in_the_header_as_in_lists(
    age: timedelta, said: str
) -> None:
    state = SessionState(NB, lambda: NOW, {}, contact=Contact.LOST, fetched_at=NOW - age)
    assert age_phrase(age, NB) == said
    assert contact_word(state)[0].endswith(said)
