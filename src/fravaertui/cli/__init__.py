"""The command line: parses the arguments and runs the command that they name."""

from fravaertui.cli.main import main

__all__ = ["main"]
