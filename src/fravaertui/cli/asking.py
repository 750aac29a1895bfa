"""Asking a person on the terminal before something is changed."""

import argparse
import sys

from fravaertui.cli.output import CommandError
from fravaertui.texts.catalogue import Words


def agree(question: str, unasked: str, options: argparse.Namespace, words: Words) -> None:
    """Ask, unless `--yes` has answered; without a terminal nobody has agreed.

    `unasked` is what is said then. Raises CommandError unless the answer is yes.
    """
    if options.yes:
        return
    if options.json or not sys.stdin.isatty():
        raise CommandError(unasked)
    sys.stderr.write(question)
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() != words("yes").lower():
        raise CommandError(words("Nothing was changed."))
