"""The languages of the citizen's page: what each is called, and how it writes a day (rule D5)."""

from dataclasses import dataclass

from fravaertui.texts.catalogue import msgid


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name for agents, Babel's locale for it, and its pattern for a day."""

    name: str
    locale: str
    day: str


LANGUAGES = {
    "nb": Language(msgid("bokmål"), "nb", "d. MMMM y"),
    "nn": Language(msgid("nynorsk"), "nn", "d. MMMM y"),
    "en": Language(msgid("English"), "en_GB", "d MMMM y"),
    # Babel's own North Sami form puts the year first; this is the order that Helsenorge writes.
    "se": Language(msgid("North Sami"), "se", "MMMM d. 'b.' y"),
}
"""By code; every `CitizenLanguage` and every language of the screens is here."""
