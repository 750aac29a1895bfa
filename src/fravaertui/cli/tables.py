"""Writing a table where a command is told to."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from fravaertui.cli.output import CommandError, OutputClosed
from fravaertui.registers.table_writing import TABLE_WRITERS, Rows
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase


def write_table(
    options: argparse.Namespace, columns: Sequence[str], rows: Rows, words: Words
) -> None:
    """Write a table in the format that is asked for, else as the file's ending says, else CSV.

    Raises CommandError and OutputClosed.
    """
    ending = Path(options.output or "").suffix.removeprefix(".").lower()
    form = options.format or (ending if ending in TABLE_WRITERS else "csv")
    if form == "xlsx" and not options.output and sys.stdout.isatty():
        sentence = words("A spreadsheet is no text. Name a file with {option}.", option="--output")
        raise CommandError(sentence)
    content = TABLE_WRITERS[form](columns, rows)
    if options.output:
        write_file(options.output, content, words)
        return
    try:
        _write_bytes(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputClosed from error


def write_file(file: str, content: bytes, words: Words) -> None:
    """Write a file. Raises CommandError."""
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        why = os_error_phrase(error, words)
        sentence = words("{file} can't be written: {why}.", file=file, why=why)
        raise CommandError(sentence) from None


def _write_bytes(content: bytes) -> None:
    if sys.stdout is None:
        raise OutputClosed
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
