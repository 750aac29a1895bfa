"""Signing in: what the server asks of agents, by the settings."""

from typing import TYPE_CHECKING

from fravaertui.arguments import NOT_UNDERSTOOD, Told
from fravaertui.settings import Settings
from fravaertui.texts.catalogue import Words

if TYPE_CHECKING:
    from fravaertui.backend.tokens import SignIn


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
    from fravaertui.backend.tokens import SignIn

    return SignIn(
        settings.issuer,
        settings.audience,
        settings.client_id,
        settings.scopes,
        settings.agent_claim,
        settings.roles_claim,
        settings.roles,
    )
