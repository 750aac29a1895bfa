"""`demo-data`: put invented clinics into a database."""

import argparse

from fravaertui.backend.demo.loading import AlreadyThere, load_demo
from fravaertui.backend.store.database import DatabaseUnusable
from fravaertui.cli.connection import today
from fravaertui.cli.output import OK, CommandError, say
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force


def add_options(parser: Parser) -> None:
    """Add the number of clinics, and the database."""
    text = parser.words("a whole country: 1700 clinics and 5600 practitioners")
    parser.option("--national", action="store_true", help=text)
    parser.database_option()


def run(options: argparse.Namespace) -> int:
    """Put the clinics into the database."""
    settings, _, words = settings_in_force(options)
    database = settings.database.get_secret_value()
    try:
        count = load_demo(database, today(), national=options.national)
    except AlreadyThere:
        sentence = words("The database has such clinics already. Nothing was changed.")
        raise CommandError(sentence) from None
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error
    say(words.plural("{n} invented clinic added.", "{n} invented clinics added.", count))
    return OK
