"""`migrate`: create the tables of a database on a server, or bring them up to date."""

import argparse

from fravaertui.backend.store.database import DatabaseUnusable, open_database
from fravaertui.cli.output import OK, CommandError, say
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force


def add_options(parser: Parser) -> None:
    """Add the database."""
    parser.database_option()


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date."""
    settings, _, words = settings_in_force(options)
    try:
        open_database(settings.database.get_secret_value(), migrates=True).dispose()
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error
    say(words("The database has the tables of this version."))
    return OK
