"""What the days and months are called in each language, as the Unicode CLDR has it.

Tables of our own, held to Babel's by the tests: all languages' data would be most of what an
agent installs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayNames:
    """The names of one language: weekdays from Monday, months from January."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]


def _names(weekdays: str, short_weekdays: str, months: str, short_months: str) -> DayNames:
    return DayNames(*(tuple(n.split()) for n in (weekdays, short_weekdays, months, short_months)))


_NORWEGIAN_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember",
    "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
)

BOKMAAL = _names(
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "ma. ti. on. to. fr. lø. sø.",
    *_NORWEGIAN_MONTHS,
)
NYNORSK = _names(
    "måndag tysdag onsdag torsdag fredag laurdag søndag",
    "må. ty. on. to. fr. la. sø.",
    *_NORWEGIAN_MONTHS,
)
ENGLISH = _names(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "Mo Tu We Th Fr Sa Su",
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
)
NORTH_SAMI = _names(
    "vuossárga maŋŋebárga gaskavahkku duorasdat bearjadat lávvardat sotnabeaivi",
    "vuos maŋ gask duor bear láv sotn",
    "ođđajagemánnu guovvamánnu njukčamánnu cuoŋománnu miessemánnu geassemánnu "
    "suoidnemánnu borgemánnu čakčamánnu golggotmánnu skábmamánnu juovlamánnu",
    "ođđj guov njuk cuo mies geas suoi borg čakč golg skáb juov",
)
