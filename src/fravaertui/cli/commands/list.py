"""`list`: a list of absences, planned first and then applied, and a table to fill in (L1, L3)."""

import argparse
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

from fravaertui.cli.asking import agree
from fravaertui.cli.connection import ask_backend, today
from fravaertui.cli.list_document import document_of, plan_lines
from fravaertui.cli.list_plans import ListToSave, saved_list
from fravaertui.cli.list_saving import Saving, send
from fravaertui.cli.lookup import find_clinic
from fravaertui.cli.output import (
    NOT_UNDERSTOOD,
    OK,
    PROGRAM,
    SOMETHING_TO_DO,
    CommandError,
    say,
    say_json,
)
from fravaertui.cli.parser import Parser
from fravaertui.cli.register_files import opened
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.cli.tables import write_file, write_table
from fravaertui.client import Client
from fravaertui.domain.absence_list import (
    COLUMNS,
    ListAnswers,
    ListPlan,
    Names,
    TableRow,
    plan_list,
    read_list,
    read_rows,
    services_in,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.registers.absence_list import read_list_file
from fravaertui.registers.table_writing import TABLE_WRITERS
from fravaertui.session.drafts.base import Problem, problem_sentence, read_case_reference
from fravaertui.texts.catalogue import Words
from fravaertui.texts.readings import certain_span

_ACTIONS = ("plan", "apply", "template")


def add_options(parser: Parser) -> None:
    """Add what to do, the file, the clinics and the day."""
    words = parser.words
    parser.what_to_do("action", _ACTIONS, files=words("FILE"))
    parser.files()
    text = words("the clinic that the list is about; may be given several times")
    parser.option("--clinic", metavar=words("CLINIC"), action="append", default=[], help=text)
    text = words("plan as if it were this day")
    parser.option("--today", metavar=words("DATE"), help=text)
    text = words("the services of the list, for rows that name none; «all», or some by name")
    parser.option("--services", metavar=words("SERVICES"), help=text)
    text = words("the case of the list, for rows that name none")
    parser.option("--case", metavar=words("CASE"), help=text)
    parser.option("--yes", action="store_true", help=words("apply without asking"))
    parser.json_option()
    parser.backend_options()
    parser.output_options([name for name in TABLE_WRITERS if name != "json"])


def run(options: argparse.Namespace) -> int:
    """Plan, apply, or write a template."""
    options.parser.check_what_to_do(options.action, _ACTIONS)
    settings, _, words = settings_in_force(options)
    match options.action:
        case "template":
            write_table(options, COLUMNS, [], words)
            return OK
        case "plan":
            return _show_plan(options, settings, words)
        case _:
            return _apply(options, settings, words)


def _show_plan(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    plan, to_save = _plan(options, settings, words)
    if options.json:
        say_json(document_of(plan, to_save, words))
    else:
        say("\n".join(plan_lines(plan, words)))
    if options.output:
        saved = f'{{"plan": {to_save.model_dump_json()}}}\n'
        write_file(options.output, saved.encode(), words)
    is_done = not (to_save.rows or to_save.open or plan.reading.unread)
    return OK if is_done else SOMETHING_TO_DO


def _apply(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Save a plan, or plan a list and save that; 2 means that some clinic stays as it is."""
    to_save = _saved(options, words)
    if to_save is None:
        plan, to_save = _plan(options, settings, words)
        if not options.json:
            say("\n".join(plan_lines(plan, words)))
    to_save.check_settled(words)
    if not to_save.rows:
        return _nothing_to_save(options, words)
    would = ask_backend(settings, words, partial(send, to_save=to_save, words=words, dry_run=True))
    done = would
    if not would.is_done and would.saved:
        done = _save(to_save, would, options, settings, words)
    elif would.batch and would.batch.reverted_by:
        raise CommandError(would.done_before(words))
    if options.json:
        changed = 0 if done is would else len(done.saved)
        say_json(done.document(to_save, words, changed=changed))
    else:
        say("\n".join(_result_lines(to_save, done, words, is_new=done is not would)))
    return SOMETHING_TO_DO if done.is_refused else OK


def _saved(options: argparse.Namespace, words: Words) -> ListToSave | None:
    """Return the plan that was saved, if the one file to apply is one. Raises CommandError."""
    found = saved_list(Path(options.files[0]), words) if len(options.files) == 1 else None
    given = [f"--{name}" for name in ("services", "case") if getattr(options, name)]
    if found and given:
        sentence = words("Give {option} when the list is planned.", option=given[0])
        raise CommandError(sentence, NOT_UNDERSTOOD)
    return found


def _nothing_to_save(options: argparse.Namespace, words: Words) -> int:
    if options.json:
        say_json({"batch": None, "changed": 0, "clinics": []})
    else:
        say(words("There is nothing to do: nothing of the list changes anything."))
    return OK


def _save(
    to_save: ListToSave,
    would: Saving,
    options: argparse.Namespace,
    settings: Settings,
    words: Words,
) -> Saving:
    """Say what would be saved, ask, and save it."""
    if not options.json:
        say(
            "\n".join(
                (words("This would be saved:"), *would.preview_lines(to_save, today(), words))
            )
        )
    question = words("Save this? Type {yes}: ", yes=words("yes"))
    unasked = words("Nothing was changed; {option} saves without asking.", option="--yes")
    agree(question, unasked, options, words)
    return ask_backend(settings, words, partial(send, to_save=to_save, words=words, dry_run=False))


def _result_lines(
    to_save: ListToSave, done: Saving, words: Words, *, is_new: bool
) -> Iterator[str]:
    """Yield what became of the list; what was saved before is not saved now."""
    if not is_new:
        yield done.done_before(words) or words("Nothing was changed.")
    elif done.batch:
        yield words(
            "Saved as batch {batch}. {command} takes it back.",
            batch=str(done.batch.id),
            command=f"{PROGRAM} batch revert {done.batch.id}",
        )
    yield from done.lines(to_save, words)


def _plan(
    options: argparse.Namespace, settings: Settings, words: Words
) -> tuple[ListPlan, ListToSave]:
    """Return what a list becomes, and what of that is to be saved."""
    on = _day(options.today, words) if options.today else today()
    if len(options.files) != 1:
        raise CommandError(words("Name one file with a list."))
    with opened(Path(options.files[0]), words) as stream:
        said = read_list_file(stream, Path(options.files[0]).name)

    async def fetch(client: Client) -> list[ClinicFile]:
        clinics = [await find_clinic(client, name, words) for name in options.clinic]
        if not clinics:
            clinics = await _clinics_named(client, said, words)
        return [await client.clinic(clinic) for clinic in dict.fromkeys(clinics)]

    files = ask_backend(settings, words, fetch)
    names = Names.of(files, on)
    reading = read_list(said, on, names) if isinstance(said, str) else read_rows(said, on, names)
    # A batch of its own each time: what was taken back or ended since can be registered again.
    answers = ListAnswers(
        list_id=uuid4(), services=_services(options, words), case=_case(options, words)
    )
    plan = plan_list(reading, files, on, answers)
    return plan, ListToSave.of(plan, answers, files)


async def _clinics_named(
    client: Client, said: str | tuple[TableRow, ...], words: Words
) -> list[int]:
    """Return the clinics that a table names, else the only one there is. Raises CommandError."""
    directory = await client.directory()
    if len(directory.clinics) == 1:
        return [directory.clinics[0].her_id]
    named = [] if isinstance(said, str) else [row.cell("virksomhet") for row in said]
    if not named or not all(named):
        sentence = words("Name the clinic that the list is about with {option}.", option="--clinic")
        raise CommandError(sentence)
    return [await find_clinic(client, name, words) for name in dict.fromkeys(named)]


def _services(options: argparse.Namespace, words: Words) -> tuple[str, ...] | None:
    """Return the services that are given for the whole list. Raises CommandError."""
    if not options.services:
        return None
    codes, is_all_read = services_in(options.services)
    if not codes or not is_all_read:
        sentence = words(
            "{option} must name services, such as {example}.",
            option="--services",
            example="timebestilling,ekonsultasjon",
        )
        raise CommandError(sentence, NOT_UNDERSTOOD)
    return codes


def _case(options: argparse.Namespace, words: Words) -> str | None:
    """Return the case that is given for the whole list. Raises CommandError."""
    case = (options.case or "").strip()
    problems: dict[str, Problem] = {}
    read_case_reference(case, problems)
    for problem in problems.values():
        raise CommandError(problem_sentence(problem, words), NOT_UNDERSTOOD)
    return case or None


def _day(text: str, words: Words) -> date:
    days = certain_span(text, today(), words)
    if isinstance(days, str) or days.first != days.last:
        sentence = words(
            "{option} must be a day, such as {example}.", option="--today", example="20.05.2027"
        )
        raise CommandError(sentence, NOT_UNDERSTOOD)
    return days.first
