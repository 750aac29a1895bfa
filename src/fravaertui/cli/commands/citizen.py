"""`citizen`: what a citizen on a practitioner's list sees on a day."""

import argparse
from datetime import date

from fravaertui.cli.connection import ask_backend, today
from fravaertui.cli.lookup import find_practitioner
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, CommandError, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force
from fravaertui.client import Client
from fravaertui.domain.citizen_view import State
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenPage, ServiceCard
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import full_day
from fravaertui.texts.readings import certain_span
from fravaertui.texts.services import condition_sentence, state_word


def add_options(parser: Parser) -> None:
    """Add the practitioner, the day and the language."""
    words = parser.words
    who = parser.add_argument_group(words("Who"))
    text = words("the practitioner's HER-id, HPR number or name")
    who.add_argument("practitioner", nargs="*", metavar=words("PRACTITIONER"), help=text)
    text = words("the day, such as 12.6, +14 or i morgen; today if left out")
    parser.option("--on", metavar=words("DATE"), default="i dag", help=text)
    text = words("language of the citizen's page")
    parser.option("--lang", metavar="|".join(CITIZEN_LANGUAGES), default="nb", help=text)
    parser.json_option()
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Print the page."""
    settings, _, words = settings_in_force(options)
    if not options.practitioner:
        sentence = words("Give the practitioner's HER-id, HPR number or name.")
        raise CommandError(sentence, NOT_UNDERSTOOD)
    if options.lang not in CITIZEN_LANGUAGES:
        sentence = words("--lang must be one of {choices}.", choices=", ".join(CITIZEN_LANGUAGES))
        raise CommandError(sentence, NOT_UNDERSTOOD)
    on = _parse_day(options.on, words)

    async def fetch(client: Client) -> CitizenPage:
        practitioner = await find_practitioner(client, " ".join(options.practitioner), words)
        return await client.citizen(practitioner, on, options.lang)

    page = ask_backend(settings, words, fetch)
    if options.json:
        say_json(page.model_dump(mode="json"))
    else:
        say(page_text(page, words))
    return OK


def _parse_day(text: str, words: Words) -> date:
    """Parse a day, written as agents write it (rule D4). Raises CommandError."""
    days = certain_span(text, today(), words)
    if isinstance(days, str):
        raise CommandError(f"--on: {days}", NOT_UNDERSTOOD)
    if days.first != days.last:
        raise CommandError(words("--on must be one day, not several."), NOT_UNDERSTOOD)
    return days.first


def page_text(page: CitizenPage, words: Words) -> str:
    """Return the citizen's page as lines of text."""
    parts = (
        f"{page.title}\n{page.clinic.name}\n{full_day(page.on, words.language)}",
        f"{page.information_heading}\n{page.information}" if page.information else "",
        f"{page.services_heading}\n{page.emergency}",
        _condition(page, words),
        *(_card_text(card, words) for card in page.services),
    )
    return "\n\n".join(part for part in parts if part)


def _condition(page: CitizenPage, words: Words) -> str:
    if not any(card.conditional for card in page.services):
        return ""
    return condition_sentence(page.practitioner.name, words)


def _card_text(card: ServiceCard, words: Words) -> str:
    met = card.met
    lines = [f"{card.name}: {state_word(met.state, words, conditional=card.conditional)}"]
    if met.text:
        lines.append(f"  {met.text}")
    if met.state is State.CLOSED and not met.attested:
        lines.append("  " + words("(reconstructed text)"))
    if met.text and card.conditional:
        lines.append("  " + words("(if the service is offered)"))
    return "\n".join(lines)
