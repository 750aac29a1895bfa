"""The state of a service in a word, a colour and a label, as it is and as it becomes."""

from collections.abc import Sequence

from fravaertui.domain.citizen_view import State
from fravaertui.domain.view_changes import Seen
from fravaertui.texts.catalogue import Words
from fravaertui.texts.summary import same_state_phrase, seen_word
from fravaertui.tui.themes.day_states import appearance_of
from fravaertui.tui.widgets.text_view import Row

ARROW = " → "


def turn_parts(before: Seen, after: Seen, words: Words) -> Row:
    """Return the state before and after, each in its colour."""
    same = same_state_phrase(before, after, words)
    if same:
        return [(same.upper(), appearance_of(after.state).look)]
    was, becomes = (
        (seen_word(seen, words).upper(), appearance_of(seen.state).look) for seen in (before, after)
    )
    return [was, (ARROW, "plain"), becomes]


def turned_parts(turns: Sequence[tuple[Seen, Seen]], words: Words) -> Row:
    """Return how several turn: from what to what, or as much of it as goes for all of them."""
    befores, afters = ({s.state for s in seen} for seen in zip(*turns, strict=True))
    if len(afters) > 1:
        return [(words("changes"), "plain")]
    parts = turn_parts(*turns[0], words)
    return [(ARROW.lstrip(), "plain"), parts[-1]] if len(befores) > 1 else parts


def label(parts: Row, state: State) -> Row:
    """Return parts that end in the word for a state with that word as a label."""
    *before, (word, _) = parts
    return [*before, (f" {word} ", appearance_of(state).label)]
