"""The command line: reads what is asked for, puts the parts together, starts one of them.

Nothing heavy is imported before the arguments are understood: each command imports what it
needs. Exit statuses: 0 it went well, 1 it did not, 2 what was asked for can't be understood.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fravaertui import __version__
from fravaertui.arguments import (
    NOT_UNDERSTOOD,
    PROGRAM,
    SETTINGS,
    Parser,
    Told,
    citizen_options,
    demo_data_options,
    findings_options,
    first_words,
    history_options,
    info_options,
    migrate_options,
    not_known,
    serve_options,
    settings_options,
    workbench_options,
)
from fravaertui.domain.text import neutralise
from fravaertui.texts.catalogue import (
    CITIZEN_LANGUAGES,
    CatalogueMissing,
    Words,
    msgid,
    screen_words,
)

if TYPE_CHECKING:
    from datetime import date

    from fravaertui.client import Endpoint
    from fravaertui.settings import Paths, Settings

OK, FAILED, INTERRUPTED = 0, 1, 130
_HIGHEST_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without «ø» gets a stand-in
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except Told as told:
        _complain(str(told))
        return told.status
    except CatalogueMissing as missing:
        _complain(str(missing))
        return FAILED
    except BrokenPipeError:
        # Whoever read what we print has left, and Python's own last flush is to find no pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a trace in the log, a sentence here
        _complain(_crash_report(error))
        return FAILED


def _run(arguments: list[str]) -> int:
    words = first_words()
    name = _command_in(arguments, words)
    if name:
        arguments.remove(name)
    command = _COMMANDS[name]
    parser = Parser(name, words(command.about), words)
    command.options(parser, words)
    asked = parser.understand(arguments)
    if asked.version:
        _say(f"{PROGRAM} {__version__}")
        return OK
    if asked.help:
        _say(parser.format_help().rstrip())
        if not name:
            _say(_command_list(words))
        return OK
    return command.run(asked)


def _command_list(words: Words) -> str:
    commands = ((name, words(command.about)) for name, command in _COMMANDS.items() if name)
    return "\n".join(
        ("", words("Commands:"), *(f"  {name:<12}{about}" for name, about in commands))
    )


def _command_in(arguments: list[str], words: Words) -> str:
    """Return the command among the arguments; empty for the workbench, which needs none."""
    parser = Parser("", "", words)
    workbench_options(parser, words)
    parser.add_argument("command", nargs="?", default="")
    name = str(parser.parse(arguments)[0].command)
    if name not in _COMMANDS:
        sentence = words("There is no command {name}.", name=name)
        raise Told(not_known(sentence, name, [c for c in _COMMANDS if c], words), NOT_UNDERSTOOD)
    return name


def _workbench(asked: argparse.Namespace) -> int:
    settings, paths, words = _settings(asked)
    if asked.plain:
        return _in_lines(settings, words)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.environ.get("TERM", "dumb") == "dumb" or not all(s and s.isatty() for s in streams):
        raise Told(
            words(
                "The workbench needs a terminal with a keyboard and a screen. "
                "Without one, use {command}.",
                command=f"{PROGRAM} --plain",
            ),
            NOT_UNDERSTOOD,
        )
    import gc
    from datetime import UTC, datetime

    # Start-up makes half a million objects and next to no garbage; the workbench turns the
    # collector on again when it has made contact.
    gc.disable()
    from fravaertui.client import recent, views
    from fravaertui.contact import Contact, agent_name
    from fravaertui.logs import SessionLog
    from fravaertui.tui.app import WorkbenchSetup, run_workbench

    backend = Contact(settings)
    over_ssh = "SSH_CONNECTION" in os.environ
    setup = WorkbenchSetup(
        connect=backend.connect,
        close=backend.close,
        now=lambda: datetime.now(UTC),
        log=SessionLog(paths.log),
        about=lambda: _about(settings, paths, words),
        drafts=paths.drafts,
        language=settings.language,
        theme=_theme(settings),
        agent=agent_name(),
        mouse=settings.mouse == "on" or (settings.mouse == "auto" and not over_ssh),
        keys=_known_keys(settings, words),
        recent=recent.load(paths.recent),
        remember=lambda her_id: recent.remember(paths.recent, her_id),
        views=views.load(paths.views),
        keep_views=lambda kept: views.keep(paths.views, kept),
    )
    try:
        return run_workbench(setup)
    finally:
        backend.close()


def _theme(settings: "Settings") -> str:
    """Return the theme; without colours for who wants none and has not chosen another."""
    from fravaertui.settings import Origin

    unchosen = settings.source_of("theme").origin is Origin.DEFAULT
    return "mono" if unchosen and os.environ.get("NO_COLOR") else settings.theme


def _in_lines(settings: "Settings", words: Words) -> int:
    """Hold the conversation in lines, for as long as there is input."""
    from fravaertui.contact import Contact
    from fravaertui.plain import Conversation, Ended, Line
    from fravaertui.tui.desk import Desk

    def ask(prompt: str) -> str:
        sys.stdout.write(neutralise(prompt))
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise Ended
        return answer.strip()

    backend = Contact(settings)
    try:
        Conversation(Desk(backend.connect), _today, Line(_say, ask), words).hold()
    finally:
        backend.close()
    return OK


def _about(settings: "Settings", paths: "Paths", words: Words) -> list[str]:
    """Return what `info` tells, without asking the backend."""
    from fravaertui.headless import info_document, info_text

    backend = {"address": settings.backend or settings.database, "told": ""}
    return info_text(info_document(settings, paths, backend, words), words).splitlines()


def _known_keys(settings: "Settings", words: Words) -> dict[str, str]:
    """Return the user's own keys as Textual writes them; Told for one of no command."""
    from fravaertui.settings import UnknownSetting
    from fravaertui.tui.commands import COMMANDS

    known = [command.id for command in COMMANDS]
    for command_id in settings.keys:
        if command_id not in known:
            where = f"{settings.source_of('keys').name}, keys"
            raise Told(UnknownSetting(where, command_id, known).sentence(words), NOT_UNDERSTOOD)
    return {command_id: ",".join(keys) for command_id, keys in settings.keys.items()}


def _citizen(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    import asyncio

    from fravaertui.client import ClientError
    from fravaertui.contact import Contact
    from fravaertui.headless import fetch_page, page_text

    if not asked.practitioner:
        raise Told(words("Give the practitioner's HER-id, HPR number or name."), NOT_UNDERSTOOD)
    if asked.lang not in CITIZEN_LANGUAGES:
        choices = ", ".join(CITIZEN_LANGUAGES)
        raise Told(words("--lang must be one of {choices}.", choices=choices), NOT_UNDERSTOOD)
    on = _day(asked.on, words)
    practitioner = " ".join(asked.practitioner)
    from fravaertui.signing import told

    try:
        with Contact(settings).running() as endpoint:
            page = asyncio.run(fetch_page(endpoint, practitioner, on, asked.lang, words))
    except ClientError as error:
        raise told(error, words) from error
    if asked.json:
        _say_json(page.model_dump(mode="json"))
    else:
        _say(page_text(page, words))
    return OK


def _findings(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    clinic = asked.clinic
    if clinic is not None and not re.fullmatch("[1-9][0-9]{0,14}", clinic):
        raise Told(words("--clinic must be a HER-id: digits only."), NOT_UNDERSTOOD)
    import asyncio

    from fravaertui import headless
    from fravaertui.client import ClientError
    from fravaertui.contact import Contact
    from fravaertui.signing import told

    if asked.rescan:
        _rescan(settings, words)
    try:
        with Contact(settings).running() as endpoint:
            rows = asyncio.run(headless.fetch_findings(endpoint, int(clinic) if clinic else None))
            file = asyncio.run(headless.fetch_clinic(endpoint, int(clinic))) if clinic else None
    except ClientError as error:
        raise told(error, words) from error
    if asked.json:
        _say_json([row.model_dump(mode="json") for row in rows])
    elif file:
        _say(headless.clinic_findings_text(rows, file, _today(), words))
    else:
        _say(headless.findings_text(rows, words))
    return OK


def _history(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    if not re.fullmatch("[1-9][0-9]{0,14}", asked.clinic or ""):
        raise Told(words("Give the clinic's HER-id: digits only."), NOT_UNDERSTOOD)
    import asyncio

    from fravaertui import headless
    from fravaertui.client import ClientError
    from fravaertui.contact import Contact

    try:
        with Contact(settings).running() as endpoint:
            file, entries = asyncio.run(headless.fetch_history(endpoint, int(asked.clinic)))
    except ClientError as error:
        raise Told(error.sentence(words)) from error
    if asked.json:
        _say_json([entry.model_dump(mode="json") for entry in entries])
    else:
        _say(headless.history_text(entries, file, words))
    return OK


def _rescan(settings: "Settings", words: Words) -> None:
    """Look every clinic of our own database through; a terminal sees how far it has come."""
    if settings.backend:
        sentence = words("--rescan works on a database of this machine, not through --backend.")
        raise Told(sentence, NOT_UNDERSTOOD)
    from fravaertui.backend.diagnosing import rescan_database
    from fravaertui.backend.store.database import DatabaseUnusable

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            line = words("{done} of {total} clinics looked through", done=done, total=total)
            sys.stderr.write(f"\r{line}" + ("\n" if done == total else ""))
            sys.stderr.flush()

    try:
        rescan_database(settings.database, _today(), tell)
    except DatabaseUnusable as error:
        raise Told(words("The database can't be used. {cause}", cause=str(error))) from error


def _info(asked: argparse.Namespace) -> int:
    settings, paths, words = _settings(asked)
    import asyncio

    from fravaertui.headless import backend_state, info_document, info_text

    document = info_document(settings, paths, asyncio.run(backend_state(settings, words)), words)
    if asked.json:
        _say_json(document)
    else:
        _say(info_text(document, words))
    return OK


def _sign_in(asked: argparse.Namespace) -> int:
    from fravaertui.signing import sign_in

    return _signing(asked, sign_in)


def _sign_out(asked: argparse.Namespace) -> int:
    from fravaertui.signing import sign_out

    return _signing(asked, sign_out)


def _signing(
    asked: argparse.Namespace,
    work: "Callable[[Endpoint, Words, Callable[[str], None]], Coroutine[Any, Any, None]]",
) -> int:
    settings, _, words = _settings(asked)
    if not settings.backend:
        told = words("The backend inside the program needs no sign-in. Give --backend.")
        raise Told(told, NOT_UNDERSTOOD)
    import asyncio

    from fravaertui.client import ClientError
    from fravaertui.contact import Contact

    try:
        with Contact(settings).running() as endpoint:
            asyncio.run(work(endpoint, words, _say))
    except ClientError as error:
        raise Told(error.sentence(words)) from error
    return OK


def _serve(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    if not re.fullmatch("[0-9]{1,5}", asked.port) or int(asked.port) > _HIGHEST_PORT:
        raise Told(words("--port must be a number from 0 to 65535."), NOT_UNDERSTOOD)
    from fravaertui.backend.serve import OnlyThisMachine, serve
    from fravaertui.backend.store.database import DatabaseUnusable
    from fravaertui.contact import agent_name
    from fravaertui.signing import sign_in_rules

    try:
        serve(
            settings.database,
            asked.host,
            int(asked.port),
            agent=agent_name(),
            sign_in=sign_in_rules(settings, words),
            demo=asked.demo,
            migrates=asked.migrate,
            connections=settings.connections,
            citizen_per_minute=settings.citizen_per_minute,
            on_listening=lambda url: _say(words("Listening on {url}. Ctrl+C stops.", url=url)),
        )
    except OnlyThisMachine:
        sentence = words(
            "Without --issuer, where agents sign in, --host must be an address of this machine "
            "only: 127.0.0.1 or ::1."
        )
        raise Told(sentence, NOT_UNDERSTOOD) from None
    except DatabaseUnusable as error:
        raise Told(words("The database can't be used. {cause}", cause=str(error))) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        sentence = words("Can't listen on port {port}: {cause}.", port=asked.port, cause=cause)
        raise Told(sentence) from error
    return OK


def _migrate(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    from fravaertui.backend.store.database import DatabaseUnusable, open_database

    try:
        open_database(settings.database, migrates=True).dispose()
    except DatabaseUnusable as error:
        raise Told(words("The database can't be used. {cause}", cause=str(error))) from error
    _say(words("The database has the tables of this version."))
    return OK


def _demo_data(asked: argparse.Namespace) -> int:
    settings, _, words = _settings(asked)
    from fravaertui.backend.demo.loading import AlreadyThere, load_demo
    from fravaertui.backend.store.database import DatabaseUnusable

    try:
        count = load_demo(settings.database, _today(), national=asked.national)
    except AlreadyThere:
        told = words("The database has such clinics already. Nothing was changed.")
        raise Told(told) from None
    except DatabaseUnusable as error:
        raise Told(words("The database can't be used. {cause}", cause=str(error))) from error
    _say(words.plural("{n} invented clinic added.", "{n} invented clinics added.", count))
    return OK


def _settings(asked: argparse.Namespace) -> tuple["Settings", "Paths", Words]:
    """Return the settings in force, where the user's files are, and the words of the screen."""
    from fravaertui.settings import Paths, SettingsError, load

    paths = Paths.of_user()
    asked_for = ((name, getattr(asked, name, None)) for name in SETTINGS)
    given = {name: value for name, value in asked_for if value is not None}
    try:
        settings = load(paths, os.environ, given)
    except SettingsError as error:
        raise Told(error.sentence(first_words()), NOT_UNDERSTOOD) from error
    return settings, paths, screen_words(settings.language)


def _day(text: str, words: Words) -> "date":
    """Understand a day as agents write it (rule D4)."""
    from fravaertui.domain.days import NotUnderstood, understand
    from fravaertui.texts.problems import date_sentence

    understood = understand(text, _today())
    if isinstance(understood, NotUnderstood):
        raise Told(f"--on: {date_sentence(understood, words)}", NOT_UNDERSTOOD)
    if understood.first != understood.last:
        raise Told(words("--on must be one day, not several."), NOT_UNDERSTOOD)
    return understood.first


def _today() -> "date":
    from datetime import UTC, datetime

    from fravaertui.domain.calendar import oslo_today

    return oslo_today(datetime.now(UTC))


def _say(text: str) -> None:
    sys.stdout.write(neutralise(text, keep_newlines=True) + "\n")
    sys.stdout.flush()


def _say_json(document: Any) -> None:
    """Write JSON in ASCII only: what the terminal must not see is escaped, and nothing is lost."""
    import json

    sys.stdout.write(json.dumps(document, indent=2) + "\n")
    sys.stdout.flush()


def _complain(text: str) -> None:
    sys.stderr.write(neutralise(text, keep_newlines=True) + "\n")


def _crash_report(error: Exception) -> str:
    """Log a fault, and return what to say of it."""
    from fravaertui.logs import SessionLog
    from fravaertui.settings import Paths

    words = first_words()
    told = words("fravaertui stopped because of a fault in it.")
    log = SessionLog(Paths.of_user().log)
    if log.crash(error):
        return f"{told} {words('Details are in {path}.', path=str(log.file))}"
    return f"{told} {words('Details could not be written to a file.')}"


class _Command(NamedTuple):
    about: str
    options: Callable[[Parser, Words], None]
    run: Callable[[argparse.Namespace], int]


_COMMANDS = {
    "": _Command(
        msgid("Register GPs' absence and see what citizens see. Without a command: the workbench."),
        workbench_options,
        _workbench,
    ),
    "citizen": _Command(
        msgid("what a citizen on a practitioner's list sees on a day"),
        citizen_options,
        _citizen,
    ),
    "findings": _Command(
        msgid("what an agent should act on, at all clinics or at one"),
        findings_options,
        _findings,
    ),
    "history": _Command(
        msgid("what has happened to a clinic: who did what, when and for which case"),
        history_options,
        _history,
    ),
    "info": _Command(
        msgid("versions, settings and where they come from, files, contact with the backend"),
        info_options,
        _info,
    ),
    "sign-in": _Command(
        msgid("sign in to a backend; the commands and the workbench use it"),
        settings_options,
        _sign_in,
    ),
    "sign-out": _Command(msgid("sign out of a backend"), settings_options, _sign_out),
    "serve": _Command(
        msgid("serve the API to other programs; to other machines with sign-in"),
        serve_options,
        _serve,
    ),
    "migrate": _Command(
        msgid("make the tables of a database on a server, or bring them up to date"),
        migrate_options,
        _migrate,
    ),
    "demo-data": _Command(
        msgid("put invented clinics into a database"), demo_data_options, _demo_data
    ),
}
