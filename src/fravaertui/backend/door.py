"""The door of the API: who asks, and whether their role is enough for what they ask.

A call says in its signature whom it lets in: `AsViewer`, `AsAgent` or `AsSupervisor`.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from fastapi import Depends, Request

from fravaertui.backend.problems import ProblemError, problem
from fravaertui.domain.agents import Agent, Role


class Door(Protocol):
    """Knows who stands behind a request."""

    async def agent_of(self, authorization: str | None) -> Agent:
        """Return who asks, by the Authorization header; ProblemError for nobody we know."""


class OpenDoor:
    """Lets everyone in as one user: only for a server that no other machine reaches."""

    def __init__(self, name: str) -> None:
        """Take the name that is to stand in the history."""
        self._user = Agent(name=name, role=Role.SUPERVISOR)

    async def agent_of(self, authorization: str | None) -> Agent:  # noqa: ARG002 - nobody is asked
        """Return the user."""
        return self._user


def _at_least(needed: Role) -> Callable[[Request], Awaitable[Agent]]:
    async def let_in(request: Request) -> Agent:
        door: Door = request.app.state.door
        agent = await door.agent_of(request.headers.get("authorization"))
        if not agent.role.includes(needed):
            detail = f"This needs the role {needed}; {agent.name} has the role {agent.role}."
            raise ProblemError(problem("not-allowed", detail))
        return agent

    return let_in


AsViewer = Annotated[Agent, Depends(_at_least(Role.VIEWER))]
"""Anyone who is signed in."""

AsAgent = Annotated[Agent, Depends(_at_least(Role.AGENT))]
AsSupervisor = Annotated[Agent, Depends(_at_least(Role.SUPERVISOR))]
