"""`batch`: what many clinics were changed by at once, such as an import, and taking it back."""

import argparse
from collections.abc import Sequence
from uuid import UUID

from fravaertui.cli.asking import agree
from fravaertui.cli.connection import ask_backend
from fravaertui.cli.output import (
    OK,
    SOMETHING_TO_DO,
    CommandError,
    say,
    say_json,
)
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.client import Client
from fravaertui.protocol.batches import Batch, Batches, BatchReversal
from fravaertui.texts.batches import (
    batch_lines,
    batch_phrase,
    reversal_sentences,
    staying_sentences,
)
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import moment_phrase

_ACTIONS = ("list", "show", "revert")

_SHORTEST = 4
"""Characters that the beginning of a batch's number must have to stand for it."""


def add_options(parser: Parser) -> None:
    """Add what to do, and which batch."""
    words = parser.words
    parser.what_to_do("action", _ACTIONS, files=words("ID"))
    parser.add_argument("batch", nargs="?", help=argparse.SUPPRESS)
    parser.option("--yes", action="store_true", help=words("take it back without asking"))
    parser.json_option()
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """List the latest batches, show one, or take one back."""
    settings, _, words = settings_in_force(options)
    options.parser.check_what_to_do(options.action, _ACTIONS)
    if options.action == "list":
        return _list(settings, options, words)
    if not options.batch:
        raise CommandError(words("Name the batch by its number, as the list has it."))
    batch = _find(settings, options.batch, words)
    if options.action == "show":
        if options.json:
            say_json(batch.model_dump(mode="json"))
        else:
            say("\n".join(batch_lines(batch, words)))
        return OK
    return _revert(settings, batch, options, words)


def _list(settings: Settings, options: argparse.Namespace, words: Words) -> int:
    batches = _latest(settings, words)
    if options.json:
        say_json([batch.model_dump(mode="json") for batch in batches])
    elif batches:
        say("\n".join(f"{batch.id}  {_brief(batch, words)}" for batch in batches))
    else:
        say(words("Nothing has been imported or saved from a list yet."))
    return OK


def _brief(batch: Batch, words: Words) -> str:
    return f"{moment_phrase(batch.at, words, short=True)}  {batch_phrase(batch, words)}"


def _latest(settings: Settings, words: Words) -> Sequence[Batch]:
    async def fetch(client: Client) -> Batches:
        return await client.batches.latest()

    return ask_backend(settings, words, fetch).batches


def _find(settings: Settings, named: str, words: Words) -> Batch:
    """Return the batch with a number, or the one whose number begins so. Raises CommandError."""
    try:
        number = UUID(named)
    except ValueError:
        begins = named.lower()
        found = [one for one in _latest(settings, words) if str(one.id).startswith(begins)]
        if len(found) == 1 and len(named) >= _SHORTEST:
            return found[0]
        several = words("Several batches begin so. Write more of the number.")
        none = words("There is no batch with this number. Look at the list of them.")
        raise CommandError(several if found else none) from None

    async def fetch(client: Client) -> Batch:
        return await client.batches.find(number)

    return ask_backend(settings, words, fetch)


def _revert(settings: Settings, batch: Batch, options: argparse.Namespace, words: Words) -> int:
    """Say what taking a batch back does, ask, and do it; 2 means that some of it stays."""

    async def preview(client: Client) -> BatchReversal:
        return await client.batches.revert(batch.id, dry_run=True)

    async def revert(client: Client) -> BatchReversal:
        return await client.batches.revert(batch.id, dry_run=False)

    reversal = ask_backend(settings, words, preview)
    if reversal.is_nothing and batch.reverted_by:
        already = words("It has been taken back already. Nothing was changed now.")
        if options.json:
            say_json(reversal.model_dump(mode="json"))
        else:
            say(already)
        return OK
    staying = staying_sentences(reversal, words)
    if not options.json:
        said = reversal_sentences(reversal, words)
        say("\n".join((_brief(batch, words), *said, *staying)))
    if reversal.is_nothing:
        raise CommandError(words("Nothing of it can be taken back."))
    question = words("Take it back? Type {yes}: ", yes=words("yes"))
    unasked = words("Nothing was changed; {option} takes it back without asking.", option="--yes")
    agree(question, unasked, options, words)
    reversal = ask_backend(settings, words, revert)
    if not options.json:
        say("\n".join(_done(reversal, staying, words)))
    if options.json:
        say_json(reversal.model_dump(mode="json"))
    is_left = reversal.made and any(clinic.refused for clinic in reversal.clinics)
    return SOMETHING_TO_DO if is_left else OK


def _done(reversal: BatchReversal, foreseen: Sequence[str], words: Words) -> list[str]:
    """Return that a batch is taken back, and what stays if that is other than was foreseen."""
    staying = staying_sentences(reversal, words)
    if not staying:
        return [words("It is taken back.")]
    done = words("It is taken back where that could be done.")
    return [done] if staying == foreseen else [done, *staying]
