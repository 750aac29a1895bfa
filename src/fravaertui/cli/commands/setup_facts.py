"""`setup-facts`: what profiles and agreements say is set up, of practitioners that are known.

The same import as `directory`, which takes such files too, beside those of the practitioners.
"""

import argparse

from fravaertui.cli.commands.directory import add_import_options, run_import
from fravaertui.cli.parser import Parser

_ACTIONS = ("plan", "apply")


def add_options(parser: Parser) -> None:
    """Add what to do and the files."""
    parser.what_to_do("action", _ACTIONS, files=parser.words("FILE …"))
    add_import_options(parser)
    parser.set_defaults(whole=False, many=False, settle=None)


def run(options: argparse.Namespace) -> int:
    """Plan, or apply."""
    options.parser.check_what_to_do(options.action, _ACTIONS)
    return run_import(options)
