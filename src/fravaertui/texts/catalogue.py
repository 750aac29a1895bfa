"""Message catalogues: loading them and putting facts into their sentences."""

import gettext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    # At run time it would bring pydantic, which the first words on the command line don't need.
    from fravaertui.protocol.citizen_page import CitizenLanguage

ScreenLanguage = Literal["nb", "nn", "en"]
ReadBackLanguage = Literal["nb", "nn"]

SCREEN_LANGUAGES: tuple[ScreenLanguage, ...] = get_args(ScreenLanguage)
READ_BACK_LANGUAGES: tuple[ReadBackLanguage, ...] = get_args(ReadBackLanguage)
MAIN_LANGUAGE: Literal["nb"] = "nb"

LOCALES = Path(__file__).parent / "locales"


class CatalogueMissing(RuntimeError):
    """A compiled catalogue is not where it is installed; the message says how to make it."""


class Words:
    """The sentences of one catalogue in one language.

    Facts are put in where the sentence names them, `{day}`. They are values, not sentences:
    braces in them mean nothing. A sentence that names a fact it is not given is a KeyError.
    """

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        """`translations` are those of `language`, already loaded."""
        self.language = language
        self._translations = translations

    def __call__(self, sentence: str, /, **facts: str | int) -> str:
        """Return the sentence in this language with the facts put in."""
        return self._translations.gettext(sentence).format_map(facts)

    def plural(self, singular: str, plural: str, n: int, /, **facts: str | int) -> str:
        """Return the sentence that fits the number; `{n}` is always among the facts."""
        sentence = self._translations.ngettext(singular, plural, n)
        return sentence.format_map({"n": n, **facts})

    def __contains__(self, key: str) -> bool:
        """Tell whether the catalogue has a message of its own for the key."""
        return self._translations.gettext(key) != key


def msgid(sentence: str) -> str:
    """Return the sentence itself: marks one that is looked up later, where it is shown."""
    return sentence


@cache
def screen_words(language: str) -> Words:
    """Return the words of the screens; a language without a catalogue gets bokmål."""
    known = language if language in SCREEN_LANGUAGES else MAIN_LANGUAGE
    return Words(known, _load("screen", known))


@cache
def citizen_words(language: "CitizenLanguage") -> Words:
    """Return the words of the citizen's page; what a language lacks is said in bokmål."""
    translations = _load("citizen", language)
    if language != MAIN_LANGUAGE:
        translations.add_fallback(_load("citizen", MAIN_LANGUAGE))
    return Words(language, translations)


@cache
def read_back_words(language: str) -> Words:
    """Return the words that agents say and send; a language without a catalogue gets bokmål."""
    known = language if language in READ_BACK_LANGUAGES else MAIN_LANGUAGE
    return Words(known, _load("read_back", known))


def _load(domain: str, language: str) -> gettext.GNUTranslations:
    compiled = LOCALES / language / "LC_MESSAGES" / f"{domain}.mo"
    try:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    except FileNotFoundError:
        raise CatalogueMissing(
            f"the catalogue {language}/{domain}.mo is not compiled: run `make catalogues`"
        ) from None
