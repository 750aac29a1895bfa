"""`directory`: clinics and practitioners from register files, planned first and then applied."""

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from fravaertui.backend.services.database import Database
from fravaertui.backend.services.directory_import import DirectoryImport, GroundMoved
from fravaertui.backend.store.database import DatabaseUnusable, in_use, open_database
from fravaertui.cli.connection import agent_name, today
from fravaertui.cli.output import OK, CommandError, orderly_end, say, say_json, write_out
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import Entry, Origin
from fravaertui.domain.directory.plan import Plan
from fravaertui.registers.desk_table import rows
from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import FileRefused, Refusal
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.registers import (
    consent_sentence,
    plan_heading,
    plan_lines,
    refusal_sentence,
)

SOMETHING_TO_DO = 2
"""The exit status of a plan with something in it."""

_ACTIONS = ("plan", "apply", "template", "export")


def add_options(parser: Parser) -> None:
    """Add what to do, the files, and what a person agrees to."""
    words = parser.words
    parser.add_argument("action", choices=_ACTIONS, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", metavar=words("FILE"), help=argparse.SUPPRESS)
    parser.option("--yes", action="store_true", help=words("apply without asking"))
    text = words("the files hold all that there is: what is missing is not active any more")
    parser.option("--whole", action="store_true", help=text)
    text = words("let many clinics be deactivated, if that is how it is")
    parser.option("--many", action="store_true", help=text)
    parser.json_option()
    parser.database_option()


def run(options: argparse.Namespace) -> int:
    """Plan, apply, or write a template or the directory."""
    settings, _, words = settings_in_force(options)
    match options.action:
        case "template":
            _write_table([])
            return OK
        case "export":
            with _imports(settings, words) as imports:
                _write_table(imports.present())
            return OK
    if not options.files:
        raise CommandError(words("Name the files to read."))
    entries, refusals, origin = _read(options.files, words, is_whole=options.whole)
    with _imports(settings, words) as imports:
        planned = imports.plan(entries, origin)
        _show(planned, refusals, words, as_json=options.json)
        if options.action == "plan" or planned.is_empty:
            return SOMETHING_TO_DO if not planned.is_empty else OK
        _apply(imports, planned, options, words)
    return OK


def _read(
    files: Sequence[str], words: Words, *, is_whole: bool
) -> tuple[list[Entry], list[Refusal], Origin]:
    """Read all files, which must be from one source; nothing is taken of a file that is refused."""
    read = [_read_one(Path(name), words) for name in files]
    sources = {contents.source for contents, _ in read}
    if len(sources) > 1:
        raise CommandError(words("The files are from different sources. Take one at a time."))
    days = [contents.read_at or day for contents, day in read]
    whole = is_whole or all(contents.is_export for contents, _ in read)
    origin = Origin(source=sources.pop(), as_of=min(days), is_whole=whole)
    entries = [entry for contents, _ in read for entry in contents.entries]
    return entries, [one for contents, _ in read for one in contents.refusals], origin


def _read_one(file: Path, words: Words) -> tuple[Contents, date]:
    """Return what a file says, and the day on which it was written."""
    try:
        with file.open("rb") as stream:
            written = datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)
            day = min(oslo_today(written), today())
            return read(stream, file.name, day), day
    except OSError as error:
        why = os_error_phrase(error, words)
        sentence = words("{file} can't be read: {why}.", file=file.name, why=why)
        raise CommandError(sentence) from None
    except FileRefused as error:
        sentence = refusal_sentence(error.refusal, words)
        raise CommandError(f"{sentence} {words('Nothing was changed.')}") from None


@contextmanager
def _imports(settings: Settings, words: Words) -> Iterator[DirectoryImport]:
    database = settings.database.get_secret_value()
    try:
        engine = open_database(database)
        try:
            with in_use(engine):
                yield DirectoryImport(Database(engine))
        finally:
            engine.dispose()
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error


def _show(planned: Plan, refusals: Sequence[Refusal], words: Words, *, as_json: bool) -> None:
    if as_json:
        say_json(planned.model_dump(mode="json"))
        return
    lines = [*plan_heading(planned, words), *plan_lines(planned, words)]
    lines += [f"! {refusal_sentence(refusal, words)}" for refusal in refusals]
    say("\n".join(lines))


def _apply(
    imports: DirectoryImport, planned: Plan, options: argparse.Namespace, words: Words
) -> None:
    if planned.needs_consent and not options.many:
        sentence = consent_sentence(planned, words)
        sentence += " " + words("Nothing was changed; {option} lets it.", option="--many")
        raise CommandError(sentence)
    if not options.yes and not _agreed(words):
        raise CommandError(words("Nothing was changed."))
    try:
        with orderly_end():
            imports.apply(planned, agent_name(), consent=options.many)
    except GroundMoved:
        sentence = words("Somebody has changed the directory meanwhile. Nothing was changed.")
        raise CommandError(sentence) from None
    say(words.plural("{n} clinic was changed.", "{n} clinics were changed.", len(planned.steps)))


def _agreed(words: Words) -> bool:
    """Ask on the terminal; without one nobody has agreed."""
    if not sys.stdin.isatty():
        sentence = words("Nothing was changed; {option} applies without asking.", option="--yes")
        raise CommandError(sentence)
    sys.stderr.write(words("Apply this? Type {yes}: ", yes=words("yes")))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == words("yes").lower()


def _write_table(files: Iterable[ClinicFile]) -> None:
    """Write the desk's own table as CSV, which spreadsheets open as it is."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows(files))
    write_out("\ufeff" + text.getvalue())
