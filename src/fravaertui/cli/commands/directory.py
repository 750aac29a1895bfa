"""`directory`: clinics and practitioners from register files, planned first and then applied."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from fravaertui.cli.asking import agree
from fravaertui.cli.directories import Directory, PlanDocument, directory_in_force, saved_plan
from fravaertui.cli.output import OK, SOMETHING_TO_DO, CommandError, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.register_files import show_progress
from fravaertui.cli.settings import settings_in_force
from fravaertui.cli.tables import write_table
from fravaertui.domain.directory.plan import Mark, Party
from fravaertui.protocol.batches import Batch
from fravaertui.registers.desk_table import COLUMNS
from fravaertui.registers.table_writing import TABLE_WRITERS
from fravaertui.texts.batches import applied_sentence
from fravaertui.texts.catalogue import Words
from fravaertui.texts.registers import (
    applied_lines,
    consent_sentence,
    invented_sentence,
    left_sentence,
    missing_sentence,
    plan_heading,
    plan_lines,
    unread_columns_sentence,
    written_phrase,
)

MOST_REFUSED = 20
"""Records whose refusal is said one by one."""

_ACTIONS = ("plan", "apply", "template")


def add_options(parser: Parser) -> None:
    """Add what to do, the files, and what a person agrees to."""
    words = parser.words
    parser.what_to_do("action", _ACTIONS, files=words("FILE …"))
    add_import_options(parser)
    text = words("the files hold all that there is: what is missing is not active any more")
    parser.option("--whole", action="store_true", help=text)
    text = words("take this one where the question is who is right, and leave the others out")
    parser.option("--settle", metavar="HER-ID", type=int, action="append", help=text)
    text = words("let many clinics be deactivated, if that is how it is")
    parser.option("--many", action="store_true", help=text)
    parser.output_options([name for name in TABLE_WRITERS if name != "json"])


def add_import_options(parser: Parser) -> None:
    """Add the files, and what every import can be asked for."""
    parser.files()
    parser.option("--yes", action="store_true", help=parser.words("apply without asking"))
    parser.json_option()
    text = parser.words("import into the backend at this address, as a supervisor")
    parser.option("--backend", metavar="URL", help=text)
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
    with directory_in_force(settings, words) as directory:
        saved = _saved(options, words)
        earlier = directory.batch_of(saved) if saved else None
        if saved and earlier:
            return _done_already(saved, earlier, options, words)
        settled = frozenset(options.settle or ())
        document = saved or directory.plan(options.files, is_whole=options.whole, settled=settled)
        if not options.json:
            say("\n".join(_lines(document, words)))
        if document.is_refused:
            raise CommandError(words("Nothing of this can be used. Nothing was changed."))
        if options.action == "apply" and (document.plan.renews or not document.is_empty):
            batch = _apply(directory, document, options, words)
            made = {"batch": batch, "changed": document.clinics}
            document = document.model_copy(update=made)
    if options.json:
        say_json(document.model_dump(mode="json"))
    is_to_do = options.action == "plan" and not document.is_empty
    return SOMETHING_TO_DO if is_to_do or document.plan.is_incomplete else OK


def _saved(options: argparse.Namespace, words: Words) -> PlanDocument | None:
    """Return the plan that was saved, if the one file to apply is one."""
    if options.action == "apply" and len(options.files) == 1:
        return saved_plan(Path(options.files[0]), words)
    return None


def _done_already(
    document: PlanDocument, earlier: Batch, options: argparse.Namespace, words: Words
) -> int:
    """Say that a plan was applied before; one that was taken back since is not done."""
    sentence = applied_sentence(earlier, words)
    if earlier.reverted_by:
        raise CommandError(sentence)
    if options.json:
        made = document.model_copy(update={"batch": earlier.id, "changed": 0})
        say_json(made.model_dump(mode="json"))
    else:
        say(sentence)
    return SOMETHING_TO_DO if document.plan.is_incomplete else OK


def _lines(document: PlanDocument, words: Words) -> Iterator[str]:
    invented = invented_sentence(document.plan, words)
    if invented:
        yield invented
    yield from plan_heading(document.plan, words)
    missing = missing_sentence(document.plan.origin, "--whole", words)
    if missing:
        yield missing
    if document.passed_over:
        yield words.plural(
            "{n} other party was passed over.",
            "{n} other parties were passed over.",
            document.passed_over,
        )
    unread_columns = unread_columns_sentence(document.plan, words)
    if unread_columns:
        yield unread_columns
    yield from plan_lines(document.plan, words)
    yield from (f"! {sentence}" for sentence in document.refused[:MOST_REFUSED])
    unread = document.plan.counts[Party.RECORD, Mark.REFUSED]
    more = unread - len(document.refused[:MOST_REFUSED])
    if more > 0:
        yield words("… and {n} more", n=more)


def _apply(
    directory: Directory, document: PlanDocument, options: argparse.Namespace, words: Words
) -> UUID:
    if document.plan.needs_consent and not options.many:
        sentence = consent_sentence(document.plan, words)
        sentence += " " + words("Nothing was changed; {option} lets it.", option="--many")
        raise CommandError(sentence)
    if not options.yes and not options.json and len(document.plan.rows) > MOST_REFUSED:
        say("\n".join(plan_heading(document.plan, words)))  # the first one has gone by
    if not document.is_empty:  # else nothing changes for anyone, which needs no yes
        question = words("Apply this? Type {yes}: ", yes=words("yes"))
        unasked = words("Nothing was changed; {option} applies without asking.", option="--yes")
        agree(question, unasked, options, words)

    def show(done: int, total: int) -> None:
        show_progress(written_phrase(done, total, words), is_done=done == total)

    batch = directory.apply(document, consent=options.many, progress=show)
    if not options.json:
        plan = document.plan
        lines = applied_lines(document.clinics, plan.new_clinics, plan.confirmed, words)
        say("\n".join(filter(None, (*lines, left_sentence(plan, words)))))
    return batch
