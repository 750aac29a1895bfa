"""The commands that only ask: what citizens see, findings, history, and how things stand."""

import argparse
import sys
from typing import TYPE_CHECKING

from fravaertui.cli.output import (
    OK,
    day_meant,
    ended_in_order,
    say,
    say_json,
    settings_in_force,
    today,
)
from fravaertui.cli.parser import NOT_UNDERSTOOD, Told
from fravaertui.texts.catalogue import Words

if TYPE_CHECKING:
    from fravaertui.cli.settings import Settings


@ended_in_order()
def citizen(asked: argparse.Namespace) -> int:
    """Tell what a citizen on a practitioner's list sees."""
    settings, _, words = settings_in_force(asked)
    import asyncio

    from fravaertui.cli.connection import Contact
    from fravaertui.cli.headless import fetch_page, page_text
    from fravaertui.client import ClientError
    from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES

    if not asked.practitioner:
        raise Told(words("Give the practitioner's HER-id, HPR number or name."), NOT_UNDERSTOOD)
    if asked.lang not in CITIZEN_LANGUAGES:
        choices = ", ".join(CITIZEN_LANGUAGES)
        raise Told(words("--lang must be one of {choices}.", choices=choices), NOT_UNDERSTOOD)
    on = day_meant(asked.on, words)
    practitioner = " ".join(asked.practitioner)
    from fravaertui.cli.signing import told

    try:
        with Contact(settings).running() as endpoint:
            page = asyncio.run(fetch_page(endpoint, practitioner, on, asked.lang, words))
    except ClientError as error:
        raise told(error, words) from error
    if asked.json:
        say_json(page.model_dump(mode="json"))
    else:
        say(page_text(page, words))
    return OK


@ended_in_order()
def findings(asked: argparse.Namespace) -> int:
    """Tell what an agent should act on."""
    settings, _, words = settings_in_force(asked)
    import asyncio

    from fravaertui.cli import headless
    from fravaertui.cli.connection import Contact
    from fravaertui.cli.signing import told
    from fravaertui.client import ClientError

    if asked.rescan:
        _rescan(settings, words)
    try:
        with Contact(settings).running() as endpoint:
            meant = headless.clinic_meant(endpoint, asked.clinic, words) if asked.clinic else None
            clinic = asyncio.run(meant) if meant else None
            rows = asyncio.run(headless.fetch_findings(endpoint, clinic))
            file = asyncio.run(headless.fetch_clinic(endpoint, clinic)) if clinic else None
    except ClientError as error:
        raise told(error, words) from error
    if asked.json:
        say_json([row.model_dump(mode="json") for row in rows])
    elif file:
        say(headless.clinic_findings_text(rows, file, today(), words))
    else:
        say(headless.findings_text(rows, words))
    return OK


@ended_in_order()
def history(asked: argparse.Namespace) -> int:
    """Tell what has happened to a clinic."""
    settings, _, words = settings_in_force(asked)
    if not asked.clinic:
        raise Told(words("Give the clinic's HER-id or name."), NOT_UNDERSTOOD)
    import asyncio

    from fravaertui.cli import headless
    from fravaertui.cli.connection import Contact
    from fravaertui.cli.signing import told
    from fravaertui.client import ClientError

    try:
        with Contact(settings).running() as endpoint:
            clinic = asyncio.run(headless.clinic_meant(endpoint, " ".join(asked.clinic), words))
            file, entries = asyncio.run(headless.fetch_history(endpoint, clinic))
    except ClientError as error:
        raise told(error, words) from error
    if asked.json:
        say_json([entry.model_dump(mode="json") for entry in entries])
    else:
        say(headless.history_text(entries, file, words))
    return OK


def _rescan(settings: "Settings", words: Words) -> None:
    """Look every clinic of our own database through; a terminal sees how far it has come."""
    if settings.backend:
        sentence = words("--rescan works on a database of this machine, not through --backend.")
        raise Told(sentence, NOT_UNDERSTOOD)
    from fravaertui.backend.services.finding_scan import rescan_database
    from fravaertui.backend.store.database import DatabaseUnusable

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            line = words("{done} of {total} clinics looked through", done=done, total=total)
            sys.stderr.write(f"\r{line}" + ("\n" if done == total else ""))
            sys.stderr.flush()

    try:
        rescan_database(settings.database.get_secret_value(), tell)
    except DatabaseUnusable as error:
        raise Told(error.sentence(words)) from error


def info(asked: argparse.Namespace) -> int:
    """Tell versions, settings, files, and whether there is contact with the backend."""
    settings, paths, words = settings_in_force(asked)
    import asyncio

    from fravaertui.cli.headless import backend_state, info_document, info_text, keys_text

    if asked.keys:
        say(keys_text(settings, words))
        return OK
    document = info_document(settings, paths, asyncio.run(backend_state(settings, words)), words)
    if asked.json:
        say_json(document)
    else:
        say(info_text(document, words))
    return OK
