"""`sign-out`: sign an agent out of a backend."""

import argparse

from fravaertui.cli.commands.sign_in import remote_settings
from fravaertui.cli.connection import ask_backend
from fravaertui.cli.output import OK, CommandError, say
from fravaertui.cli.parser import Parser
from fravaertui.client import Client
from fravaertui.texts.agents import signed_out_sentence


def add_options(parser: Parser) -> None:
    """Add the backend to sign out of."""
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Sign the agent out on this machine, and at the provider if it can be reached."""
    settings, words = remote_settings(options)

    async def sign_out(client: Client) -> None:
        if client.session is None:
            raise CommandError(words("This backend needs no sign-in."))
        say(signed_out_sentence(await client.session.end(), words))

    ask_backend(settings, words, sign_out)
    return OK
