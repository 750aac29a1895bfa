"""What the commands without a screen answer, as text and as values for JSON.

Text from outside is made harmless where it is printed, in `cli`.
"""

import asyncio
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import fravaertui
from fravaertui.cli.parser import NOT_UNDERSTOOD, Told, quoted
from fravaertui.cli.settings import Origin, Paths, Settings
from fravaertui.client import Client, ClientError, Endpoint, surroundings
from fravaertui.client.errors import EndlessResponse
from fravaertui.domain.citizen_view import State
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import ClinicFile
from fravaertui.protocol.citizen_page import CitizenPage, ServiceCard
from fravaertui.protocol.history import MOST_ENTRIES
from fravaertui.protocol.work_queue import MOST_ROWS, FindingFilter, FindingRow
from fravaertui.session.clinic_search import Hit, Index, fold
from fravaertui.texts.catalogue import Words
from fravaertui.texts.contacts import contact_sentence, owner_word
from fravaertui.texts.dates import full_day, moment_phrase
from fravaertui.texts.findings import (
    consequence,
    finding_row_sentence,
    finding_sentence,
    finding_title,
    severity_word,
)
from fravaertui.texts.history import entry_marks, entry_sentence
from fravaertui.texts.services import state_word

_LIBRARIES = ("fastapi", "httpx", "pydantic", "sqlalchemy", "textual", "uvicorn")
_MOST_CANDIDATES = 20
LONGEST_ESCAPE_MS = 50
"""Longer than this and Esc no longer feels like a key."""

PENDING_PAUSES = (0.1, 0.2, 0.5, 1.0, *(2.0,) * 30)
"""Seconds between questions while the backend looks clinics through: a minute in all."""

_ALL = 100_000
"""More hits than a directory has entries."""


async def fetch_page(
    endpoint: Endpoint, text: str, on: date, language: str, words: Words
) -> CitizenPage:
    """Return the page of the practitioner that the text means.

    Raises Told when it means none or several, and ClientError.
    """
    client = Client(endpoint)
    try:
        index = Index(await client.directory())
        found = [hit for hit in index.search(text, _ALL) if hit.practitioner]
        near = [] if found else [hit for hit in index.nearest(text) if hit.practitioner]
        no_hits = words("No practitioner matches «{text}».", text=quoted(text))
        hit = _the_one(found, near, text, no_hits, words)
        return await client.citizen(_her_id(hit), on, language)
    finally:
        await client.aclose()


async def clinic_meant(endpoint: Endpoint, text: str, words: Words) -> int:
    """Return the HER-id of the clinic that the text means, by its name or somebody's there.

    A number nobody has is taken for a HER-id. Raises Told when the text means none or several,
    and ClientError.
    """
    client = Client(endpoint)
    try:
        index = Index(await client.directory())
    finally:
        await client.aclose()
    hits = index.search(text, _ALL)
    if re.fullmatch("[1-9][0-9]{0,14}", text):
        hits = tuple(hit for hit in hits if text in hit.numbers)
        if not hits:
            return int(text)
    found = _clinics(hits)
    near = [] if found else _clinics(index.nearest(text))
    no_hits = words("No clinic matches «{text}».", text=quoted(text))
    return _her_id(_the_one(found, near, text, no_hits, words))


def _clinics(hits: Sequence[Hit]) -> list[Hit]:
    """Return the clinics of the hits: those found by themselves, or else by who works there."""
    alone = [hit for hit in hits if hit.practitioner is None]
    return alone or [Hit(clinic) for clinic in dict.fromkeys(hit.clinic for hit in hits)]


def _the_one(
    found: Sequence[Hit], near: Sequence[Hit], text: str, no_hits: str, words: Words
) -> Hit:
    """Return the only hit, or the only one that has just this name or number. Raises Told."""
    exact = [hit for hit in found if _is_exactly(hit, text)]
    meant = exact or found
    if len(meant) == 1:
        return meant[0]
    if meant:
        which = words("Several match «{text}»; give the HER-id:", text=quoted(text))
        raise Told(f"{which}\n{candidates_text(meant, words)}", NOT_UNDERSTOOD)
    if near:
        asked = words("Did you mean one of these? Give the HER-id:")
        raise Told(f"{no_hits} {asked}\n{candidates_text(near, words)}", NOT_UNDERSTOOD)
    raise Told(no_hits)


def _is_exactly(hit: Hit, text: str) -> bool:
    return text.strip() in hit.numbers or fold(text).split() == fold(hit.name).split()


def _her_id(hit: Hit) -> int:
    return hit.practitioner.her_id if hit.practitioner else hit.clinic.her_id


def candidates_text(found: Sequence[Hit], words: Words) -> str:
    """Return one line for each hit to choose from, with the HER-id that decides."""
    shown = found[:_MOST_CANDIDATES]
    lines = [
        f"  {_her_id(hit)}  {hit.name}{f', {hit.clinic.name}' if hit.practitioner else ''}"
        for hit in shown
    ]
    more = len(found) - len(shown)
    if more:
        lines.append("  " + words.plural("and {n} more", "and {n} more", more))
    return "\n".join(lines)


def page_text(page: CitizenPage, words: Words) -> str:
    """Return the citizen's page as lines of text."""
    parts = (
        f"{page.title}\n{page.clinic.name}\n{full_day(page.on, words.language)}",
        f"{page.information_heading}\n{page.information}" if page.information else "",
        f"{page.services_heading}\n{page.emergency}",
        *(_card_text(card, words) for card in page.services),
    )
    return "\n\n".join(part for part in parts if part)


def _card_text(card: ServiceCard, words: Words) -> str:
    lines = [f"{card.name}: {state_word(card.state, words)}", f"  {card.text}"]
    if card.state is State.CLOSED and not card.attested:
        lines.append("  " + words("(reconstructed text)"))
    return "\n".join(lines)


async def fetch_findings(endpoint: Endpoint, clinic: int | None) -> tuple[FindingRow, ...]:
    """Return what is waiting in the work queue, at one clinic or at all.

    Clinics that are still to be looked through are waited for, with growing pauses, for a minute.
    Raises ClientError.
    """
    client = Client(endpoint)
    wanted = FindingFilter(clinic=clinic, limit=MOST_ROWS)
    rows: list[FindingRow] = []
    try:
        page = await client.findings(wanted)
        for pause in (*PENDING_PAUSES, None):
            if not page.pending:
                break
            if pause is None:
                raise EndlessResponse(str(endpoint))
            await asyncio.sleep(pause)
            page = await client.findings(wanted)
        rows += page.rows
        while page.next:
            if not page.rows:  # a cursor that leads nowhere would lead there for ever
                raise EndlessResponse(str(endpoint))
            page = await client.findings(wanted.model_copy(update={"cursor": page.next}))
            rows += page.rows
        return tuple(rows)
    finally:
        await client.aclose()


async def fetch_history(
    endpoint: Endpoint, clinic: int
) -> tuple[ClinicFile, tuple[HistoryEntry, ...]]:
    """Return a clinic's file and all that has happened to it, newest first. Raises ClientError."""
    client = Client(endpoint)
    entries: tuple[HistoryEntry, ...] = ()
    try:
        file = await client.clinic(clinic)
        before: int | None = file.version + 1
        while before is not None:
            page = await client.history(clinic, before, MOST_ENTRIES)
            entries += page.entries
            if page.next is not None and (page.next >= before or not page.entries):
                raise EndlessResponse(str(endpoint))
            before = page.next
        return file, entries
    finally:
        await client.aclose()


def history_text(entries: Sequence[HistoryEntry], file: ClinicFile, words: Words) -> str:
    """Return each entry in two lines: who and when, and what was done."""
    parts = [file.clinic.name]
    for entry in entries:
        when = moment_phrase(entry.at, words)
        about = " · ".join((when, *entry_marks(entry, words)))
        parts.append(f"{entry.version}  {about}\n  {entry_sentence(entry, file, words)}")
    parts.append(words.plural("{n} change", "{n} changes", len(entries)))
    return "\n\n".join(parts)


async def fetch_clinic(endpoint: Endpoint, clinic: int) -> ClinicFile:
    """Return a clinic's file. Raises ClientError."""
    client = Client(endpoint)
    try:
        return await client.clinic(clinic)
    finally:
        await client.aclose()


def findings_text(rows: Sequence[FindingRow], words: Words) -> str:
    """Return a line for each finding: how severe, where, what, and who can do something."""
    lines = [
        f"{row.code} {severity_word(row.severity, words)}: {row.clinic_name}"
        f"{f', {row.practitioner_name}' if row.practitioner_name else ''}: "
        f"{finding_row_sentence(row.code, row.services, row.days, words, row.text)} "
        f"({owner_word(row.owner, words)})"
        for row in rows
    ]
    lines.append(words.plural("{n} finding", "{n} findings", len(rows)))
    return "\n".join(lines)


def clinic_findings_text(
    rows: Sequence[FindingRow], file: ClinicFile, today: date, words: Words
) -> str:
    """Return one clinic's findings in full: the facts, what citizens meet, whom to contact."""
    parts = [file.clinic.name]
    for row in rows:
        severity = severity_word(row.severity, words)
        parts.append(
            f"{row.code} {severity}: {finding_title(row.code, words)}\n"
            f"  {finding_sentence(row.finding, file, words)}\n"
            f"  {consequence(row.finding, file, today, words)}\n"
            f"  {contact_sentence(row.owner, file, words)}"
        )
    parts.append(words.plural("{n} finding", "{n} findings", len(rows)))
    return "\n\n".join(parts)


async def backend_state(settings: Settings, words: Words) -> dict[str, Any]:
    """Tell whether the backend answers; our own is not started only to be asked."""
    if not settings.backend:
        told = words("inside the program, started when it is needed")
        return {"address": str(settings.database), "reached": None, "told": told}
    client = Client(Endpoint(settings.backend))
    try:
        await client.health()
    except ClientError as error:
        return {"address": settings.backend, "reached": False, "told": error.sentence(words)}
    finally:
        await client.aclose()
    return {"address": settings.backend, "reached": True, "told": words("reached")}


def own_keys(settings: Settings) -> dict[str, str]:
    """Return the agent's own keys by command, divided by commas."""
    return {
        command: ",".join(key.replace(",", "comma") for key in keys)
        for command, keys in settings.keys.items()
    }


def key_remarks(settings: Settings, words: Words) -> list[str]:
    """Return what of the settings' keys is not as asked for, in a sentence each."""
    from fravaertui.tui.key_map import key_map

    return [problem.sentence(words) for problem in key_map(own_keys(settings)).problems]


def keys_text(settings: Settings, words: Words) -> str:
    """Return each command's id with its keys as they are set and what it does."""
    from fravaertui.tui.key_map import key_lines, key_map

    keys = key_map(own_keys(settings))
    told = [problem.sentence(words) for problem in keys.problems]
    return "\n".join((*key_lines(keys.commands, words), *told))


def tmux_remarks(words: Words) -> list[str]:
    """Return what about the tmux around us makes the screens worse, and the setting that mends it.

    Nothing when tmux can't be asked.
    """
    remarks = []
    waits = _tmux_option("escape-time")
    if waits.isdecimal() and int(waits) > LONGEST_ESCAPE_MS:
        remarks.append(
            words(
                "tmux waits {n} ms after Esc. «set -sg escape-time 10» in its settings mends it.",
                n=int(waits),
            )
        )
    if _tmux_option("set-clipboard") in ("external", "off"):
        remarks.append(
            words(
                "tmux keeps what is copied from the terminal's clipboard. «set -sg set-clipboard "
                "on» in its settings mends it."
            )
        )
    return remarks


def _tmux_option(name: str) -> str:
    asked = ("tmux", "show-options", "-sv", name)
    try:
        return subprocess.run(
            asked, capture_output=True, text=True, timeout=2, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def info_document(
    settings: Settings, paths: Paths, backend: Mapping[str, Any], words: Words
) -> dict[str, Any]:
    """Return what a report of a fault needs: versions, settings, places; no secrets."""
    return {
        "versions": {
            "fravaertui": fravaertui.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "system": {
            "platform": platform.platform(),
            "encoding": sys.__stdout__.encoding if sys.__stdout__ else "",
        },
        "settings": {
            name: {
                "value": value,
                "origin": settings.source_of(name).origin.value,
                "source": settings.source_of(name).name,
            }
            for name, value in settings.model_dump(mode="json").items()
        },
        "environment": [
            {"name": one.name, "value": one.shown, "told": one.remark(words)}
            for one in surroundings.variables()
        ],
        "remarks": [
            *(tmux_remarks(words) if "TMUX" in os.environ else []),
            *(key_remarks(settings, words) if settings.keys else []),
        ],
        "paths": {
            "settings_file": str(paths.settings_file),
            "data": str(paths.data),
            "state": str(paths.state),
            "log": str(paths.log),
        },
        "backend": dict(backend),
    }


def info_text(document: Mapping[str, Any], words: Words) -> str:
    """Return the same as lines of text."""
    settings = (
        f"  {name} = {told['value']!r}  ({_source(told, words)})"
        for name, told in document["settings"].items()
    )
    return "\n".join(
        (
            *(f"{name} {value}" for name, value in document["versions"].items()),
            *(f"{name} {value}" for name, value in document["system"].items()),
            words("Settings"),
            *settings,
            *_environment_lines(document["environment"], words),
            words("Files and folders"),
            *(f"  {name} = {value}" for name, value in document["paths"].items()),
            *document["remarks"],
            words("Backend"),
            f"  {document['backend']['address']}",
            f"  {document['backend']['told']}",
        )
    )


def _environment_lines(variables: Sequence[Mapping[str, str]], words: Words) -> list[str]:
    if not variables:
        return []
    lines = [f"  {one['name']} = {one['value']!r}  {one['told']}".rstrip() for one in variables]
    return [words("Environment"), *lines]


def _source(told: Mapping[str, str], words: Words) -> str:
    return words("default") if told["origin"] == Origin.DEFAULT else told["source"]
