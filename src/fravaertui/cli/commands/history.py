"""`history`: what has happened to a clinic."""

import argparse
from collections.abc import Sequence

from fravaertui.cli.connection import ask_backend
from fravaertui.cli.lookup import find_clinic
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, CommandError, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force
from fravaertui.client import Client
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import moment_phrase
from fravaertui.texts.history import entry_marks, entry_sentence


def add_options(parser: Parser) -> None:
    """Add the clinic."""
    words = parser.words
    which = parser.add_argument_group(words("Which"))
    text = words("the clinic's HER-id or name, or the name of somebody there")
    which.add_argument("clinic", nargs="*", metavar=words("CLINIC"), help=text)
    parser.json_option()
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Print the whole history, newest first."""
    settings, _, words = settings_in_force(options)
    if not options.clinic:
        raise CommandError(words("Give the clinic's HER-id or name."), NOT_UNDERSTOOD)

    async def fetch(client: Client) -> tuple[ClinicFile, tuple[HistoryEntry, ...]]:
        clinic = await find_clinic(client, " ".join(options.clinic), words)
        file = await client.clinic(clinic)
        return file, await client.history_between(clinic, 1, file.version)

    file, entries = ask_backend(settings, words, fetch)
    if options.json:
        say_json([entry.model_dump(mode="json") for entry in entries])
    else:
        say(_history_text(entries, file, words))
    return OK


def _history_text(entries: Sequence[HistoryEntry], file: ClinicFile, words: Words) -> str:
    """Return each entry in two lines: who and when, and what was done."""
    parts = [file.clinic.name]
    for entry in entries:
        when = moment_phrase(entry.at, words)
        about = " · ".join((when, *entry_marks(entry, words)))
        parts.append(f"{entry.version}  {about}\n  {entry_sentence(entry, file, words)}")
    parts.append(words.plural("{n} change", "{n} changes", len(entries)))
    return "\n\n".join(parts)
