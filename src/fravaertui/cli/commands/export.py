"""`export`: what the database holds, as a table."""

import argparse

from fravaertui.cli.output import OK
from fravaertui.cli.parser import Parser
from fravaertui.cli.register_files import own_directory
from fravaertui.cli.settings import settings_in_force
from fravaertui.cli.tables import write_table
from fravaertui.registers.desk_table import COLUMNS, rows
from fravaertui.registers.table_writing import TABLE_WRITERS

_WHAT = ("directory",)


def add_options(parser: Parser) -> None:
    """Add what to write, and where to."""
    parser.what_to_do("what", _WHAT)
    parser.output_options(tuple(TABLE_WRITERS))
    parser.database_option()


def run(options: argparse.Namespace) -> int:
    """Write all clinics and practitioners."""
    settings, _, words = settings_in_force(options)
    options.parser.check_what_to_do(options.what, _WHAT)
    with own_directory(settings, words) as directory:
        write_table(options, COLUMNS, rows(directory.present()), words)
    return OK
