"""Roles in words, and what a role keeps one from."""

from fravaertui.protocol.auth import Role
from fravaertui.texts.catalogue import Words, msgid

_ROLES = {
    Role.VIEWER: msgid("read only"),
    Role.AGENT: msgid("agent"),
    Role.SUPERVISOR: msgid("supervisor"),
}
_NEEDED = {
    Role.AGENT: msgid("You may look, but not change anything: that needs the role of agent."),
    Role.SUPERVISOR: msgid("Only a supervisor may do that."),
}


def role_word(role: Role, words: Words) -> str:
    """Return the role's name."""
    return words(_ROLES[role])


def signed_out_sentence(at_provider: bool, words: Words) -> str:
    """Return what to say when the agent is signed out, here and perhaps at the provider."""
    if at_provider:
        return words("You are signed out.")
    return words("You are signed out here, but the provider could not be told.")


def role_needed(role: Role, words: Words) -> str:
    """Return what to say to one whose role is smaller than the one needed."""
    return words(_NEEDED[role])
