"""`findings`: what an agent should act on, at all clinics or at one."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date

from fravaertui.cli.connection import ask_backend, today
from fravaertui.cli.lookup import find_clinic
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, CommandError, orderly_end, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.client import Client
from fravaertui.client.errors import EndlessResponse
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.work_queue import MOST_ROWS, FindingFilter, FindingRow
from fravaertui.texts.catalogue import Words
from fravaertui.texts.contacts import contact_sentence, owner_word
from fravaertui.texts.findings import (
    consequence,
    finding_row_sentence,
    finding_sentence,
    finding_title,
    severity_word,
)

PENDING_PAUSES = (0.1, 0.2, 0.5, 1.0, *(2.0,) * 30)
"""Seconds between requests while the backend scans clinics: a minute in all."""

MOST_TRIES = 5
"""How often a clinic that is changed meanwhile is fetched before giving up."""


def add_options(parser: Parser) -> None:
    """Add the clinic, and whether to scan all clinics first."""
    words = parser.words
    text = words("only this clinic's, with what citizens meet and whom to contact")
    parser.option("--clinic", metavar=words("CLINIC"), help=text)
    text = words("look every clinic of the database through anew first")
    parser.option("--rescan", action="store_true", help=text)
    parser.json_option()
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Print the findings, a line each, or one clinic's in full."""
    settings, _, words = settings_in_force(options)
    if options.rescan:
        _rescan(settings, words)

    async def fetch(client: Client) -> tuple[tuple[FindingRow, ...], ClinicFile | None]:
        if not options.clinic:
            return await _fetch_findings(client, None), None
        clinic = await find_clinic(client, options.clinic, words)
        return await fetch_clinic_findings(client, clinic, words)

    rows, file = ask_backend(settings, words, fetch)
    if options.json:
        say_json([row.model_dump(mode="json") for row in rows])
    elif file:
        say(_clinic_findings_text(rows, file, today(), words))
    else:
        say(_findings_text(rows, words))
    return OK


def _rescan(settings: Settings, words: Words) -> None:
    """Scan every clinic of our own database, showing the progress on a terminal."""
    if settings.backend:
        sentence = words("--rescan works on a database of this machine, not through --backend.")
        raise CommandError(sentence, NOT_UNDERSTOOD)
    # The backend is half a second that only this option needs.
    from fravaertui.backend.services.finding_scan import rescan_database
    from fravaertui.backend.store.database import DatabaseUnusable

    def show_progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            line = words.plural(
                "{done} of {n} clinic looked through",
                "{done} of {n} clinics looked through",
                total,
                done=done,
            )
            sys.stderr.write(f"\r{line}" + ("\n" if done == total else ""))
            sys.stderr.flush()

    try:
        with orderly_end():
            rescan_database(settings.database.get_secret_value(), show_progress)
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error


async def fetch_clinic_findings(
    client: Client, clinic: int, words: Words
) -> tuple[tuple[FindingRow, ...], ClinicFile]:
    """Return one clinic's waiting findings with the file they are about.

    Both are of one version: a finding may name an absence that a later one does not have. Raises
    ClientError, and CommandError when the clinic is changed all the time.
    """
    file = await client.clinic(clinic)
    for _ in range(MOST_TRIES):
        rows = await _fetch_findings(client, clinic)
        newer = await client.clinic(clinic)
        if newer.version == file.version:
            return rows, file
        file = newer
    raise CommandError(words("Others are changing this clinic right now. Try again in a moment."))


async def _fetch_findings(client: Client, clinic: int | None) -> tuple[FindingRow, ...]:
    """Return the waiting findings, of one clinic or of all.

    Waits up to a minute, with growing pauses, until all clinics are scanned. Raises ClientError.
    """
    selection = FindingFilter(clinic=clinic, limit=MOST_ROWS)
    page = await client.findings(selection)
    for pause in PENDING_PAUSES:
        if not page.pending:
            break
        await asyncio.sleep(pause)
        page = await client.findings(selection)
    if page.pending:
        raise EndlessResponse(str(client.endpoint))
    rows = page.rows
    while page.next:
        if not page.rows:  # a cursor without progress would never end
            raise EndlessResponse(str(client.endpoint))
        page = await client.findings(selection.model_copy(update={"cursor": page.next}))
        rows += page.rows
    return rows


def _findings_text(rows: Sequence[FindingRow], words: Words) -> str:
    """Return a line for each finding: severity, clinic, kind, and who can act on it."""
    lines = [
        f"{row.code} {severity_word(row.severity, words)}: {row.clinic_name}"
        f"{f', {row.practitioner_name}' if row.practitioner_name else ''}: "
        f"{_said(row, words)} "
        f"({owner_word(row.owner, words)})"
        for row in rows
    ]
    lines.append(words.plural("{n} finding", "{n} findings", len(rows)))
    return "\n".join(lines)


def _said(row: FindingRow, words: Words) -> str:
    facts = (row.code, row.services, row.days, words, row.text)
    return finding_row_sentence(*facts, of=row.finding)


def _clinic_findings_text(
    rows: Sequence[FindingRow], file: ClinicFile, today: date, words: Words
) -> str:
    """Return one clinic's findings in full: facts, consequences for citizens, whom to contact."""
    parts = [file.clinic.name]
    for row in rows:
        severity = severity_word(row.severity, words)
        parts.append(
            f"{row.code} {severity}: {finding_title(row.finding, words)}\n"
            f"  {finding_sentence(row.finding, file, words)}\n"
            f"  {consequence(row.finding, file, today, words)}\n"
            f"  {contact_sentence(row.owner, file, words)}"
        )
    parts.append(words.plural("{n} finding", "{n} findings", len(rows)))
    return "\n\n".join(parts)
