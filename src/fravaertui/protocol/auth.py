"""Who works with fravaertui, and what each may do."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import Name, Value

_Word = Annotated[str, Field(max_length=500, pattern=r"^[!-~]*$")]


class Role(StrEnum):
    """What an agent may do; each role may all that the roles before it may."""

    VIEWER = "viewer"
    """Read."""

    AGENT = "agent"
    """Change clinics, and say something of findings."""

    SUPERVISOR = "supervisor"
    """Take back what others have done, keep the vendor table, work on many clinics at once."""

    def includes(self, needed: "Role") -> bool:
        """Tell whether whoever has this role may do what needs another."""
        roles = list(Role)
        return roles.index(self) >= roles.index(needed)


class Agent(Value):
    """Who asks, by the name that stands in the history, and the role they have."""

    name: Name
    role: Role


class SignInTerms(Value):
    """How a terminal is to sign an agent in; no issuer, no sign-in.

    `resource` is what the token is for (RFC 8707), empty when the provider need not be told.
    """

    issuer: _Word = ""
    client_id: _Word = ""
    scopes: Annotated[tuple[_Word, ...], Field(max_length=50)] = ()
    resource: _Word = ""


def may_revert(agent: Agent, entry: HistoryEntry) -> bool:
    """Tell whether the agent may take the entry back: their own, or a supervisor anyone's."""
    return entry.agent == agent.name or agent.role.includes(Role.SUPERVISOR)
