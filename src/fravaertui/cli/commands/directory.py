"""`directory`: clinics and practitioners from register files, planned first and then applied."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from fravaertui.backend.services.directory_import import DirectoryImport, GroundMoved
from fravaertui.cli.connection import agent_name
from fravaertui.cli.output import OK, CommandError, orderly_end, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.register_files import opened, own_directory, read_files, show_progress
from fravaertui.cli.settings import settings_in_force
from fravaertui.cli.tables import write_table
from fravaertui.domain.directory.plan import Mark, Party, Plan
from fravaertui.domain.fields import Value
from fravaertui.registers.desk_table import COLUMNS
from fravaertui.registers.source import FileRefused, Position, Refusal, RefusalCode
from fravaertui.registers.table_writing import TABLE_WRITERS
from fravaertui.texts.catalogue import Words
from fravaertui.texts.registers import (
    consent_sentence,
    plan_heading,
    plan_lines,
    refusal_sentence,
)

SOMETHING_TO_DO = 2
"""The exit status of a plan with something in it."""

MOST_REFUSED = 20
"""Records whose refusal is said one by one."""

_ACTIONS = ("plan", "apply", "template")
_SAVED = re.compile(rb'\s*\{\s*"plan"\s*:')
"""How the answer of `plan --json` begins."""


class PlanDocument(Value):
    """A plan as `--json` writes it and as `apply` takes it.

    `counts` says how many parties become what, `refused` which records of the files can't be used
    and why, `passed_over` how many parties are no GP's, and `batch` names the import once made.
    """

    plan: Plan
    counts: dict[str, dict[str, int]]
    refused: tuple[str, ...] = ()
    passed_over: int = 0
    batch: UUID | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of what the files say can be used."""
        rows = self.plan.rows
        return bool(rows or self.refused) and all(row.mark is Mark.REFUSED for row in rows)


def add_options(parser: Parser) -> None:
    """Add what to do, the files, and what a person agrees to."""
    words = parser.words
    parser.what_to_do("action", _ACTIONS, files=words("FILE …"))
    add_import_options(parser)
    text = words("the files hold all that there is: what is missing is not active any more")
    parser.option("--whole", action="store_true", help=text)
    text = words("let many clinics be deactivated, if that is how it is")
    parser.option("--many", action="store_true", help=text)
    parser.output_options([name for name in TABLE_WRITERS if name != "json"])


def add_import_options(parser: Parser) -> None:
    """Add the files, and what every import can be asked for."""
    parser.files()
    parser.option("--yes", action="store_true", help=parser.words("apply without asking"))
    parser.json_option()
    parser.database_option()


def run(options: argparse.Namespace) -> int:
    """Plan, apply, or write a template."""
    options.parser.check_what_to_do(options.action, _ACTIONS)
    if options.action == "template":
        _, _, words = settings_in_force(options)
        write_table(options, COLUMNS, [], words)
        return OK
    return run_import(options)


def run_import(options: argparse.Namespace) -> int:
    """Plan, or apply."""
    settings, _, words = settings_in_force(options)
    with own_directory(settings, words) as directory:
        document = _planned(directory, options, words)
        if not options.json:
            say("\n".join(_lines(document, words)))
        if document.is_refused:
            raise CommandError(words("Nothing of this can be used. Nothing was changed."))
        if options.action == "apply" and not document.plan.is_empty:
            batch = _apply(directory, document.plan, options, words)
            document = document.model_copy(update={"batch": batch})
    if options.json:
        say_json(document.model_dump(mode="json"))
    return SOMETHING_TO_DO if options.action == "plan" and not document.plan.is_empty else OK


def _planned(directory: DirectoryImport, options: argparse.Namespace, words: Words) -> PlanDocument:
    """Return the plan that was saved, if the one file to apply is one, else make it."""
    if options.action == "apply" and len(options.files) == 1:
        saved = _saved(Path(options.files[0]), words)
        if saved:
            return saved
    said = read_files(options.files, words, is_whole=options.whole)
    planned = directory.plan(said.entries, said.origin)
    counts: dict[str, dict[str, int]] = {party.value: {} for party in Party}
    for (party, mark), count in planned.counts.items():
        counts[party.value][mark.value] = count
    return PlanDocument(
        plan=planned.model_copy(update={"files": said.files}),
        counts=counts,
        refused=tuple(refusal_sentence(refusal, words) for refusal in said.refusals),
        passed_over=said.passed_over,
    )


def _saved(file: Path, words: Words) -> PlanDocument | None:
    """Return the plan in a file, None if it is anything else. Raises CommandError."""
    with opened(file, words) as stream:
        head = stream.read(64)
        if not _SAVED.match(head):
            return None
        try:
            return PlanDocument.model_validate_json(head + stream.read())
        except ValidationError:
            refusal = Refusal(RefusalCode.NOT_A_PLAN, Position(file.name))
            raise FileRefused(refusal) from None


def _lines(document: PlanDocument, words: Words) -> Iterator[str]:
    yield from plan_heading(document.plan, words)
    if document.passed_over:
        yield words.plural(
            "{n} other party was passed over.",
            "{n} other parties were passed over.",
            document.passed_over,
        )
    yield from plan_lines(document.plan, words)
    yield from (f"! {sentence}" for sentence in document.refused[:MOST_REFUSED])
    more = len(document.refused) - MOST_REFUSED
    if more > 0:
        yield words("… and {n} more", n=more)


def _apply(
    directory: DirectoryImport, planned: Plan, options: argparse.Namespace, words: Words
) -> UUID:
    if planned.needs_consent and not options.many:
        sentence = consent_sentence(planned, words)
        sentence += " " + words("Nothing was changed; {option} lets it.", option="--many")
        raise CommandError(sentence)
    if not options.yes and not _agreed(words, may_ask=not options.json):
        raise CommandError(words("Nothing was changed."))

    def show(done: int, total: int) -> None:
        line = words("{done} of {total} clinics written", done=done, total=total)
        show_progress(line, is_done=done == total)

    try:
        with orderly_end():
            batch = directory.apply(planned, agent_name(), consent=options.many, progress=show)
    except GroundMoved:
        sentence = words("Somebody has changed the directory meanwhile. Nothing was changed.")
        raise CommandError(sentence) from None
    if not options.json:
        count = len(planned.steps)
        say(words.plural("{n} clinic was changed.", "{n} clinics were changed.", count))
    return batch


def _agreed(words: Words, *, may_ask: bool) -> bool:
    """Ask on the terminal; without one nobody has agreed."""
    if not may_ask or not sys.stdin.isatty():
        sentence = words("Nothing was changed; {option} applies without asking.", option="--yes")
        raise CommandError(sentence)
    sys.stderr.write(words("Apply this? Type {yes}: ", yes=words("yes")))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == words("yes").lower()
