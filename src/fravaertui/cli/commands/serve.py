"""`serve`: serve the API to other programs."""

import argparse
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from fravaertui.backend.serve import OnlyThisMachine, serve
from fravaertui.backend.store.database import DatabaseUnusable
from fravaertui.cli.connection import agent_name
from fravaertui.cli.output import NOT_UNDERSTOOD, OK, PROGRAM, CommandError, OutputClosed, say
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Settings, settings_in_force
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase

if TYPE_CHECKING:
    from fravaertui.backend.auth.access_tokens import SignIn

_HOST, _PORT, _HIGHEST_PORT = "127.0.0.1", "8000", 65_535


def add_options(parser: Parser) -> None:
    """Add the address, the database, and how agents sign in."""
    words = parser.words
    text = words("address of this machine to listen on; {default} if left out", default=_HOST)
    parser.option("--host", metavar=words("ADDRESS"), default=_HOST, help=text)
    text = words("port to listen on; {default} if left out", default=_PORT)
    parser.option("--port", metavar=words("PORT"), default=_PORT, help=text)
    parser.database_option()
    text = words("put invented clinics into the database if it is empty")
    parser.option("--demo", action="store_true", help=text)
    migrate = f"{PROGRAM} migrate"
    text = words("bring a database on a server up to date first, as {command}", command=migrate)
    parser.option("--migrate", action="store_true", help=text)
    text = words("connections to the database, and so requests worked on at once")
    parser.option("--connections", metavar=words("NUMBER"), help=text)
    text = words("a load balancer stands before it: listen for other machines too")
    parser.option("--behind-proxy", action="store_true", default=None, help=text)
    _add_sign_in_options(parser, words)


def _add_sign_in_options(parser: Parser, words: Words) -> None:
    text = words("OpenID provider that agents sign in with; needed to serve other machines")
    parser.option("--issuer", metavar="URL", help=text)
    parser.option("--audience", metavar=words("NAME"), help=words("what access tokens are for"))
    text = words("what terminals call themselves at the provider")
    parser.option("--client-id", metavar=words("NAME"), help=text)
    text = words("what terminals ask the provider for, with blanks between")
    parser.option("--scopes", metavar=words("WORDS"), help=text)
    text = words("the token's claim with the agent's name; {default} if left out", default="sub")
    parser.option("--agent-claim", metavar=words("NAME"), help=text)
    text = words("the token's claim with the roles; {default} if left out", default="roles")
    parser.option("--roles-claim", metavar=words("NAME"), help=text)


def run(options: argparse.Namespace) -> int:
    """Serve the API until a signal ends it."""
    settings, _, words = settings_in_force(options)
    port = options.port
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > _HIGHEST_PORT:
        raise CommandError(words("--port must be a number from 0 to 65535."), NOT_UNDERSTOOD)
    try:
        serve(
            settings.database.get_secret_value(),
            options.host,
            int(port),
            agent=agent_name(),
            sign_in=_sign_in_rules(settings, words),
            demo=options.demo,
            migrates=options.migrate,
            connections=settings.connections,
            citizen_per_minute=settings.citizen_per_minute,
            behind_proxy=settings.behind_proxy,
            audits=settings.audit,
            on_listening=lambda url: _say_where(url, words),
        )
    except OnlyThisMachine as error:
        raise CommandError(_only_here(error, words), NOT_UNDERSTOOD) from None
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error
    except OSError as error:
        cause = os_error_phrase(error, words)
        sentence = words("Can't listen on port {port}: {cause}.", port=port, cause=cause)
        raise CommandError(sentence) from error
    return OK


def _only_here(error: OnlyThisMachine, words: Words) -> str:
    if error.signed_in:
        return words(
            "Without --behind-proxy, that a load balancer stands before the server, --host must be "
            "an address of this machine only: 127.0.0.1 or ::1."
        )
    return words(
        "Without --issuer, where agents sign in, --host must be an address of this machine "
        "only: 127.0.0.1 or ::1."
    )


def _say_where(url: str, words: Words) -> None:
    """Print the address; the server goes on if its output can't be written."""
    with suppress(OutputClosed, BrokenPipeError):
        say(words("Listening on {url}. Ctrl+C stops.", url=url))


def _sign_in_rules(settings: Settings, words: Words) -> "SignIn | None":
    """Return how agents sign in to the server; None when they need not.

    Raises CommandError when the settings are incomplete.
    """
    if not settings.issuer:
        return None
    for name, value in (("audience", settings.audience), ("client_id", settings.client_id)):
        if not value:
            sentence = words("With issuer, {name} must be set too.", name=name)
            raise CommandError(sentence, NOT_UNDERSTOOD)
    # Token verification is only loaded by a server that agents sign in to.
    from fravaertui.backend.auth.access_tokens import SignIn

    return SignIn(
        settings.issuer,
        settings.audience,
        settings.client_id,
        settings.scopes,
        settings.agent_claim,
        settings.roles_claim,
        settings.roles,
        settings.clients,
    )
