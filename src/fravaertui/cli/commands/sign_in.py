"""`sign-in`: sign an agent in to a backend, in plain lines."""

import argparse

from fravaertui.cli.connection import ask_backend
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, CommandError, say
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.client import Client, SignInNeeded
from fravaertui.texts.agents import role_word
from fravaertui.texts.catalogue import Words


def add_options(parser: Parser) -> None:
    """Add the backend to sign in to."""
    parser.backend_options()


def run(options: argparse.Namespace) -> int:
    """Sign the agent in, unless they are already."""
    settings, words = remote_settings(options)

    async def sign_in(client: Client) -> None:
        terms = await client.sign_in_terms()
        if client.session is None or not terms.issuer:
            raise CommandError(words("This backend needs no sign-in."))
        if await _say_who(client, words):
            return
        device = await client.session.begin(terms)
        say(words("Open {address} on any machine", address=device.address))
        say(words("and give the code {code} there.", code=device.code))
        await client.session.wait(device)
        await _say_who(client, words)

    ask_backend(settings, words, sign_in)
    return OK


def remote_settings(options: argparse.Namespace) -> tuple[Settings, Words]:
    """Return the settings and the words; the backend must be one that agents can sign in to."""
    settings, _, words = settings_in_force(options)
    if not settings.backend:
        sentence = words("The backend inside the program needs no sign-in. Give --backend.")
        raise CommandError(sentence, NOT_UNDERSTOOD)
    return settings, words


async def _say_who(client: Client, words: Words) -> bool:
    """Print who is signed in; False when nobody is."""
    try:
        me = await client.me()
    except SignInNeeded:
        return False
    role = role_word(me.role, words)
    say(words("You are signed in as {name}, {role}.", name=me.name, role=role))
    return True
