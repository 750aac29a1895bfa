"""`migrate`: create the tables of a database on a server, or bring them up to date."""

import argparse

from fravaertui.backend.store import identity, serving_role
from fravaertui.backend.store.clock import database_time
from fravaertui.backend.store.database import DatabaseUnusable, in_use, open_database
from fravaertui.backend.store.transactions import writing
from fravaertui.cli.output import OK, CommandError, say
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force
from fravaertui.domain.safe_text import neutralise


def add_options(parser: Parser) -> None:
    """Add the database, whether it has been put back, and who serves it."""
    parser.database_option()
    text = parser.words("it has been put back from a backup: nobody may take it for what it was")
    parser.option("--restored", action="store_true", help=text)
    text = parser.words("give this role the rights that «serve» needs, and no more")
    parser.option("--serve-as", metavar=parser.words("ROLE"), help=text)


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date."""
    settings, _, words = settings_in_force(options)
    try:
        engine = open_database(settings.database.get_secret_value(), migrates=True)
        with in_use(engine):
            if options.restored or options.serve_as is not None:
                with writing(engine) as connection:
                    if options.restored:
                        identity.renew(connection, database_time(connection))
                    if options.serve_as is not None:
                        serving_role.grant(connection, options.serve_as)
            engine.dispose()
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error
    say(words("The database has the tables of this version."))
    if options.restored:
        say(words("It is a database of its own from now on. Start the servers anew."))
    if options.serve_as is not None:
        say(words("The role {role} has the rights to serve it.", role=neutralise(options.serve_as)))
    return OK
