"""Signing in: what the server asks of agents, and the commands that sign in and out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fravaertui.cli.parser import NOT_UNDERSTOOD, PROGRAM, Told
from fravaertui.cli.settings import Settings
from fravaertui.client import Client, ClientError, Endpoint, SignInNeeded
from fravaertui.client.errors import Busy, NotAllowed, NotFound, NotStarted, Unreachable
from fravaertui.texts.agents import role_word, signed_out_sentence
from fravaertui.texts.catalogue import Words

if TYPE_CHECKING:
    from fravaertui.backend.auth.access_tokens import SignIn


def sign_in_rules(settings: Settings, words: Words) -> "SignIn | None":
    """Return how agents sign in to the server that we run; None when they need not.

    Raises Told when the settings say only half of it.
    """
    if not settings.issuer:
        return None
    for name, value in (("audience", settings.audience), ("client_id", settings.client_id)):
        if not value:
            sentence = words("With issuer, {name} must be set too.", name=name)
            raise Told(sentence, NOT_UNDERSTOOD)
    from fravaertui.backend.auth.access_tokens import SignIn

    return SignIn(
        settings.issuer,
        settings.audience,
        settings.client_id,
        settings.scopes,
        settings.agent_claim,
        settings.roles_claim,
        settings.roles,
    )


_CODES = (
    (SignInNeeded, "not-signed-in"),
    (NotAllowed, "not-allowed"),
    (NotFound, "not-found"),
    (NotStarted, "not-started"),
    (Unreachable, "no-contact"),
    (Busy, "busy"),
)
"""What scripts are told of errors that they can act on, each before what it is a kind of."""


def _code(error: ClientError) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), "")


def told(error: ClientError, words: Words) -> Told:
    """Return how a command ends that the backend did not do."""
    sentence = error.sentence(words)
    if isinstance(error, SignInNeeded):
        sentence += " " + words("Sign in with {command}.", command=f"{PROGRAM} sign-in")
    return Told(sentence, code=_code(error))


async def sign_in(endpoint: Endpoint, words: Words, say: Callable[[str], None]) -> None:
    """Sign the agent in, in plain lines, unless that is done already.

    Raises Told when there is nothing to sign in to, and ClientError.
    """
    client = Client(endpoint)
    try:
        terms = await client.sign_in_terms()
        if client.session is None or not terms.issuer:
            raise Told(words("This backend needs no sign-in."))
        if await _who(client, words, say):
            return
        authorization = await client.session.begin(terms)
        say(words("Open {address} on any machine", address=authorization.address))
        say(words("and give the code {code} there.", code=authorization.code))
        await client.session.wait(authorization)
        await _who(client, words, say)
    finally:
        await client.aclose()


async def sign_out(endpoint: Endpoint, words: Words, say: Callable[[str], None]) -> None:
    """Sign the agent out here, and at the provider if that can be reached."""
    client = Client(endpoint)
    try:
        if client.session is None:
            raise Told(words("This backend needs no sign-in."))
        say(signed_out_sentence(await client.session.end(), words))
    finally:
        await client.aclose()


async def _who(client: Client, words: Words, say: Callable[[str], None]) -> bool:
    try:
        me = await client.me()
    except SignInNeeded:
        return False
    role = role_word(me.role, words)
    say(words("You are signed in as {name}, {role}.", name=me.name, role=role))
    return True
