"""`export`: the clinics and practitioners that are known, as a table."""

import argparse

from fravaertui.cli.connection import ask_backend
from fravaertui.cli.output import OK
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import settings_in_force
from fravaertui.cli.tables import write_table
from fravaertui.client import Client
from fravaertui.protocol.directory import DirectoryFacts
from fravaertui.registers.desk_table import COLUMNS, rows
from fravaertui.registers.table_writing import TABLE_WRITERS

_WHAT = ("directory",)


def add_options(parser: Parser) -> None:
    """Add what to write, and where to."""
    parser.what_to_do("what", _WHAT)
    parser.output_options(tuple(TABLE_WRITERS))
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Write all clinics and practitioners, of this machine's own database or a backend's."""
    settings, _, words = settings_in_force(options)
    options.parser.check_what_to_do(options.what, _WHAT)

    async def fetch(client: Client) -> DirectoryFacts:
        return await client.imports.export()

    facts = ask_backend(settings, words, fetch)
    write_table(options, COLUMNS, rows(facts.entries), words)
    return OK
