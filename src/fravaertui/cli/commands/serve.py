"""The commands of whoever runs a backend: serve it, and see to its database."""

import argparse
import re
from contextlib import suppress

from fravaertui.cli.output import OK, OutputClosed, say, settings_in_force, today
from fravaertui.cli.parser import NOT_UNDERSTOOD, Told
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase

_HIGHEST_PORT = 65_535


def serve(asked: argparse.Namespace) -> int:
    """Serve the API until told to stop."""
    settings, _, words = settings_in_force(asked)
    if not re.fullmatch("[0-9]{1,5}", asked.port) or int(asked.port) > _HIGHEST_PORT:
        raise Told(words("--port must be a number from 0 to 65535."), NOT_UNDERSTOOD)
    from fravaertui.backend.serve import OnlyThisMachine, serve
    from fravaertui.backend.store.database import DatabaseUnusable
    from fravaertui.cli.connection import agent_name
    from fravaertui.cli.signing import sign_in_rules

    try:
        serve(
            settings.database.get_secret_value(),
            asked.host,
            int(asked.port),
            agent=agent_name(),
            sign_in=sign_in_rules(settings, words),
            demo=asked.demo,
            migrates=asked.migrate,
            connections=settings.connections,
            citizen_per_minute=settings.citizen_per_minute,
            on_listening=lambda url: _tell_where(url, words),
        )
    except OnlyThisMachine:
        sentence = words(
            "Without --issuer, where agents sign in, --host must be an address of this machine "
            "only: 127.0.0.1 or ::1."
        )
        raise Told(sentence, NOT_UNDERSTOOD) from None
    except DatabaseUnusable as error:
        raise Told(error.sentence(words)) from error
    except OSError as error:
        cause = os_error_phrase(error, words)
        sentence = words("Can't listen on port {port}: {cause}.", port=asked.port, cause=cause)
        raise Told(sentence) from error
    return OK


def _tell_where(url: str, words: Words) -> None:
    """Say where it listens; a server goes on when nobody is there to hear it."""
    with suppress(OutputClosed, BrokenPipeError):
        say(words("Listening on {url}. Ctrl+C stops.", url=url))


def migrate(asked: argparse.Namespace) -> int:
    """Bring the database up to date."""
    settings, _, words = settings_in_force(asked)
    from fravaertui.backend.store.database import DatabaseUnusable, open_database

    try:
        open_database(settings.database.get_secret_value(), migrates=True).dispose()
    except DatabaseUnusable as error:
        raise Told(error.sentence(words)) from error
    say(words("The database has the tables of this version."))
    return OK


def demo_data(asked: argparse.Namespace) -> int:
    """Put invented clinics into the database."""
    settings, _, words = settings_in_force(asked)
    from fravaertui.backend.demo.loading import AlreadyThere, load_demo
    from fravaertui.backend.store.database import DatabaseUnusable

    try:
        count = load_demo(settings.database.get_secret_value(), today(), national=asked.national)
    except AlreadyThere:
        told = words("The database has such clinics already. Nothing was changed.")
        raise Told(told) from None
    except DatabaseUnusable as error:
        raise Told(error.sentence(words)) from error
    say(words.plural("{n} invented clinic added.", "{n} invented clinics added.", count))
    return OK
