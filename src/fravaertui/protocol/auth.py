"""Agents and their roles, and how a terminal signs them in."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from fravaertui.domain.fields import Name, Value
from fravaertui.domain.history import HistoryEntry

_Word = Annotated[str, Field(max_length=500, pattern=r"^[!-~]*$")]


class Role(StrEnum):
    """What an agent may do; each role includes the ones before it."""

    VIEWER = "viewer"
    """Read only."""

    AGENT = "agent"
    """Change clinics, and mark findings."""

    SUPERVISOR = "supervisor"
    """Undo what others have done, maintain the vendor table, work on many clinics at once."""

    def includes(self, needed: "Role") -> bool:
        """Tell whether this role may do everything that `needed` may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(needed)


class Agent(Value):
    """Who makes a request: the name shown in the history, and the role."""

    name: Name
    role: Role


class SignInTerms(Value):
    """How a terminal signs an agent in; an empty issuer means without sign-in.

    `resource` is the RFC 8707 resource that the token is for; empty when not to be sent.
    """

    issuer: _Word = ""
    client_id: _Word = ""
    scopes: Annotated[tuple[_Word, ...], Field(max_length=50)] = ()
    resource: _Word = ""


def may_revert(agent: Agent, entry: HistoryEntry) -> bool:
    """Tell whether the agent may revert the entry: their own, or for a supervisor anyone's."""
    return entry.agent == agent.name or agent.role.includes(Role.SUPERVISOR)
