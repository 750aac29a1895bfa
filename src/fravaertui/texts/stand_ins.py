"""What is said of a substitute who is away while covering: F06, before it is saved and after."""

from collections.abc import Iterable

from fravaertui.domain.stand_ins import AwayStandIn
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_period

_CERTAIN = msgid("Substitute {name} is away {days}.")
_BY_NAME = msgid(
    "{name}, who has the same name as the substitute, is away {days}. Is it the same person?"
)


def away_sentences(found: Iterable[AwayStandIn], words: Words) -> list[str]:
    """Return on which days of the cover the substitute is away, or somebody of the same name."""
    said = (
        words(
            _BY_NAME if away.by_name else _CERTAIN,
            name=away.practitioner.name,
            days=short_period(away.starts, away.ends, words),
        )
        for away in found
    )
    return list(dict.fromkeys(said))
