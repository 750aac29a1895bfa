"""`list`: what a list of absences would change at its clinics, and a table to fill in (rule L1)."""

import argparse
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from fravaertui.cli.connection import ask_backend, today
from fravaertui.cli.list_document import document_of, plan_lines
from fravaertui.cli.lookup import find_clinic
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, CommandError, say, say_json
from fravaertui.cli.parser import Parser
from fravaertui.cli.register_files import opened
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.cli.tables import write_table
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
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.registers.absence_list import read_list_file
from fravaertui.registers.table_writing import TABLE_WRITERS
from fravaertui.texts.catalogue import Words
from fravaertui.texts.readings import certain_span

SOMETHING_TO_DO = 2
"""The exit status of a list with something to register, or to ask."""

_ACTIONS = ("plan", "template")


def add_options(parser: Parser) -> None:
    """Add what to do, the file, the clinics and the day."""
    words = parser.words
    parser.what_to_do("action", _ACTIONS, files=words("FILE"))
    parser.files()
    text = words("the clinic that the list is about; may be given several times")
    parser.option("--clinic", metavar=words("CLINIC"), action="append", default=[], help=text)
    text = words("plan as if it were this day")
    parser.option("--today", metavar=words("DATE"), help=text)
    parser.json_option()
    parser.backend_options()
    parser.output_options([name for name in TABLE_WRITERS if name != "json"])


def run(options: argparse.Namespace) -> int:
    """Plan, or write a template."""
    options.parser.check_what_to_do(options.action, _ACTIONS)
    settings, _, words = settings_in_force(options)
    if options.action == "template":
        write_table(options, COLUMNS, [], words)
        return OK
    plan = _plan(options, settings, words)
    if options.json:
        say_json(document_of(plan, words))
    else:
        say("\n".join(plan_lines(plan, words)))
    return (
        OK
        if all(not row.changes and not row.is_question for row in plan.rows)
        else (SOMETHING_TO_DO)
    )


def _plan(options: argparse.Namespace, settings: Settings, words: Words) -> ListPlan:
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
    answers = ListAnswers(list_id=uuid5(NAMESPACE_URL, reading.text))
    return plan_list(reading, files, on, answers)


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


def _day(text: str, words: Words) -> date:
    days = certain_span(text, today(), words)
    if isinstance(days, str) or days.first != days.last:
        sentence = words(
            "{option} must be a day, such as {example}.", option="--today", example="20.05.2027"
        )
        raise CommandError(sentence, NOT_UNDERSTOOD)
    return days.first
