"""The languages of the citizen's page: what each is called, and how it writes a day (rule D5)."""

from dataclasses import dataclass

from fravaertui.texts.catalogue import msgid


@dataclass(frozen=True, slots=True)
class DayNames:
    """What days and months are called, as the Unicode CLDR has it, from Monday and January.

    Tables of our own, held to Babel's by the tests: its data of all languages would be most of
    what an agent installs.
    """

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name for agents, its names of days, and its pattern for a day."""

    name: str
    days: DayNames
    day: str


def _names(weekdays: str, short_weekdays: str, months: str, short_months: str) -> DayNames:
    return DayNames(*(tuple(n.split()) for n in (weekdays, short_weekdays, months, short_months)))


_NORWEGIAN_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember",
    "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
)

_BOKMAAL = _names(
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "ma. ti. on. to. fr. lø. sø.",
    *_NORWEGIAN_MONTHS,
)
_NYNORSK = _names(
    "måndag tysdag onsdag torsdag fredag laurdag søndag",
    "må. ty. on. to. fr. la. sø.",
    *_NORWEGIAN_MONTHS,
)
_ENGLISH = _names(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "Mo Tu We Th Fr Sa Su",
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
)
_NORTH_SAMI = _names(
    "vuossárga maŋŋebárga gaskavahkku duorasdat bearjadat lávvardat sotnabeaivi",
    "vuos maŋ gask duor bear láv sotn",
    "ođđajagemánnu guovvamánnu njukčamánnu cuoŋománnu miessemánnu geassemánnu "
    "suoidnemánnu borgemánnu čakčamánnu golggotmánnu skábmamánnu juovlamánnu",
    "ođđj guov njuk cuo mies geas suoi borg čakč golg skáb juov",
)

LANGUAGES = {
    "nb": Language(msgid("bokmål"), _BOKMAAL, "d. MMMM y"),
    "nn": Language(msgid("nynorsk"), _NYNORSK, "d. MMMM y"),
    "en": Language(msgid("English"), _ENGLISH, "d MMMM y"),
    # The CLDR's North Sami form puts the year first; this is the order that Helsenorge writes.
    "se": Language(msgid("North Sami"), _NORTH_SAMI, "MMMM d. b. y"),
}
"""By code; every `CitizenLanguage` and every language of the screens is here."""
