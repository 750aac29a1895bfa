"""The languages of the citizen's page: what each is called, and how it writes a day (rule D5)."""

from dataclasses import dataclass

from fravaertui.texts.catalogue import msgid
from fravaertui.texts.day_names import BOKMAAL, ENGLISH, NORTH_SAMI, NYNORSK, DayNames


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name for agents, its names of days, and its pattern for a day."""

    name: str
    days: DayNames
    day: str


LANGUAGES = {
    "nb": Language(msgid("bokmål"), BOKMAAL, "d. MMMM y"),
    "nn": Language(msgid("nynorsk"), NYNORSK, "d. MMMM y"),
    "en": Language(msgid("English"), ENGLISH, "d MMMM y"),
    # The CLDR's North Sami form puts the year first; this is the order that Helsenorge writes.
    "se": Language(msgid("North Sami"), NORTH_SAMI, "MMMM d. b. y"),
}
"""By code; every `CitizenLanguage` and every language of the screens is here."""
