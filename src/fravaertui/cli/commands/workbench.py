"""Without a command: the full-screen workbench."""

import argparse
import gc
import os
import sys
from datetime import UTC, datetime

from fravaertui.cli.connection import Contact, agent_name
from fravaertui.cli.output import NOT_UNDERSTOOD, PROGRAM, CommandError
from fravaertui.cli.settings import Origin, Paths, Settings, settings_in_force
from fravaertui.session import choices, recent_clinics, saved_views
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.system.session_log import SessionLog
from fravaertui.texts.catalogue import Words


def run(options: argparse.Namespace) -> int:
    """Run the workbench on the terminal until the agent leaves it."""
    settings, paths, words = settings_in_force(options)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.environ.get("TERM", "dumb") == "dumb" or not all(s and s.isatty() for s in streams):
        sentence = words(
            "The workbench needs a terminal with a keyboard and a screen. "
            "Without one, use {command}.",
            command=f"{PROGRAM} --plain",
        )
        raise CommandError(sentence, NOT_UNDERSTOOD)
    # Start-up makes half a million objects and next to no garbage, most of them in this import;
    # the workbench turns the collector on again when it has made contact.
    gc.disable()
    from fravaertui.tui.app import WorkbenchSetup, run_workbench

    backend = Contact(settings)
    over_ssh = "SSH_CONNECTION" in os.environ
    remembered = choices.load(paths.choices)
    setup = WorkbenchSetup(
        connect=backend.connect,
        started=_freeze_start_up_objects,
        close=backend.close,
        now=lambda: datetime.now(UTC),
        log=SessionLog(paths.log),
        about=lambda: _about(settings, paths, words),
        drafts=paths.drafts,
        language=_language(settings, remembered.language),
        theme=_theme(settings, remembered.theme),
        themes=paths.themes,
        agent=agent_name(),
        mouse=settings.mouse == "on" or (settings.mouse == "auto" and not over_ssh),
        keys=settings.keymap,
        recent=recent_clinics.load(paths.recent),
        remember=lambda her_id: recent_clinics.remember(paths.recent, her_id),
        views=saved_views.load(paths.views),
        overview=StoredOverview.of(paths.overviews, settings.backend or str(settings.database)),
        choices=remembered,
        store_choices=lambda chosen: choices.store(paths.choices, chosen),
        store_views=lambda views: saved_views.store(paths.views, views),
    )
    try:
        return run_workbench(setup)
    finally:
        backend.close()


def _freeze_start_up_objects() -> None:
    """Turn the garbage collector on again, for objects created from now on.

    Traversing the objects of start-up, which are never garbage, would cost 50 ms during some key.
    """
    gc.freeze()
    gc.enable()


def _theme(settings: Settings, chosen: str) -> str:
    """Return the theme: that of this start, else the one chosen in the program, else the file's.

    NO_COLOR asks for one without colours where none was chosen.
    """
    origin = settings.source_of("theme").origin
    if chosen and origin in (Origin.DEFAULT, Origin.FILE):
        return chosen
    return "mono" if origin is Origin.DEFAULT and os.environ.get("NO_COLOR") else settings.theme


def _language(settings: Settings, chosen: str) -> str:
    """Return the language that is set, else the one chosen in the program."""
    is_set = settings.source_of("language").origin is not Origin.DEFAULT
    return settings.language if is_set else chosen or settings.language


def _about(settings: Settings, paths: Paths, words: Words) -> list[str]:
    """Return what `info` prints, without asking the backend."""
    from fravaertui.cli.commands.info import BackendState, collect_info, info_text

    backend = BackendState(settings.backend or str(settings.database))
    return info_text(collect_info(settings, paths, backend, words), words).splitlines()
