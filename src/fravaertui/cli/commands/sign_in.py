"""The commands that sign an agent in and out."""

import argparse
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from fravaertui.cli.output import OK, say, settings_in_force
from fravaertui.cli.parser import NOT_UNDERSTOOD, Told
from fravaertui.texts.catalogue import Words

if TYPE_CHECKING:
    from fravaertui.client import Endpoint


def sign_in(asked: argparse.Namespace) -> int:
    """Sign the agent in to the backend."""
    from fravaertui.cli import signing

    return _signing(asked, signing.sign_in)


def sign_out(asked: argparse.Namespace) -> int:
    """Sign the agent out of the backend."""
    from fravaertui.cli import signing

    return _signing(asked, signing.sign_out)


def _signing(
    asked: argparse.Namespace,
    work: "Callable[[Endpoint, Words, Callable[[str], None]], Coroutine[Any, Any, None]]",
) -> int:
    settings, _, words = settings_in_force(asked)
    if not settings.backend:
        told = words("The backend inside the program needs no sign-in. Give --backend.")
        raise Told(told, NOT_UNDERSTOOD)
    import asyncio

    from fravaertui.cli.connection import Contact
    from fravaertui.client import ClientError

    try:
        with Contact(settings).running() as endpoint:
            asyncio.run(work(endpoint, words, say))
    except ClientError as error:
        raise Told(error.sentence(words)) from error
    return OK
