"""The commands agents work in: the workbench, and the conversation in lines."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from fravaertui.cli.output import OK, ended_in_order, say, settings_in_force, today, write_out
from fravaertui.cli.parser import NOT_UNDERSTOOD, PROGRAM, Told
from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.catalogue import Words

if TYPE_CHECKING:
    from fravaertui.cli.settings import Paths, Settings


def workbench(asked: argparse.Namespace) -> int:
    """Open the workbench on the terminal, or hold the conversation in lines."""
    settings, paths, words = settings_in_force(asked)
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
    from fravaertui.cli.connection import Contact, agent_name
    from fravaertui.cli.headless import own_keys
    from fravaertui.session import recent_clinics, saved_views
    from fravaertui.system.session_log import SessionLog
    from fravaertui.tui.app import WorkbenchSetup, run_workbench

    backend = Contact(settings)
    over_ssh = "SSH_CONNECTION" in os.environ
    setup = WorkbenchSetup(
        connect=backend.connect,
        started=_keep_what_start_up_made,
        close=backend.close,
        now=lambda: datetime.now(UTC),
        log=SessionLog(paths.log),
        about=lambda: _about(settings, paths, words),
        drafts=paths.drafts,
        language=settings.language,
        theme=_theme(settings),
        agent=agent_name(),
        mouse=settings.mouse == "on" or (settings.mouse == "auto" and not over_ssh),
        keys=own_keys(settings),
        recent=recent_clinics.load(paths.recent),
        remember=lambda her_id: recent_clinics.remember(paths.recent, her_id),
        views=saved_views.load(paths.views),
        keep_views=lambda kept: saved_views.keep(paths.views, kept),
    )
    try:
        return run_workbench(setup)
    finally:
        backend.close()


def _keep_what_start_up_made() -> None:
    """Turn the collector on again, past what is never garbage.

    Walking that would cost 50 ms in the middle of a key.
    """
    import gc

    gc.freeze()
    gc.enable()


def _theme(settings: "Settings") -> str:
    """Return the theme; without colours for who wants none and has not chosen another."""
    from fravaertui.cli.settings import Origin

    unchosen = settings.source_of("theme").origin is Origin.DEFAULT
    return "mono" if unchosen and os.environ.get("NO_COLOR") else settings.theme


@ended_in_order()
def _in_lines(settings: "Settings", words: Words) -> int:
    """Hold the conversation in lines, for as long as there is input."""
    from fravaertui.cli.commands.plain.conversation import Conversation
    from fravaertui.cli.commands.plain.dialogue import Ended, Line
    from fravaertui.cli.connection import Contact
    from fravaertui.session.gateway import Desk

    def ask(prompt: str) -> str:
        write_out(neutralise(prompt))
        answer = sys.stdin.readline()
        if not answer:
            raise Ended
        if "\N{REPLACEMENT CHARACTER}" in answer:
            say(words("A letter came that can't be read. Set the terminal to UTF-8."))
        return answer.strip()

    backend = Contact(settings)
    try:
        Conversation(Desk(backend.connect), today, Line(say, ask), words).hold()
    finally:
        backend.close()
    return OK


def _about(settings: "Settings", paths: "Paths", words: Words) -> list[str]:
    """Return what `info` tells, without asking the backend."""
    from fravaertui.cli.headless import info_document, info_text

    backend = {"address": settings.backend or str(settings.database), "told": ""}
    return info_text(info_document(settings, paths, backend, words), words).splitlines()
