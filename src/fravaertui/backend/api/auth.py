"""The door of the API: who asks, and whether their role is enough for what they ask.

A call says in its signature whom it lets in: `AsViewer`, `AsAgent` or `AsSupervisor`. A call that
says nothing is public.
"""

from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from fravaertui.backend.api.problems import ProblemError, problem
from fravaertui.protocol.auth import Agent, Role

_bearer = HTTPBearer(
    scheme_name="SignIn",
    bearerFormat="at+jwt",
    description=(
        "An access token (RFC 9068) of the issuer that `/api/v1/sign-in` names. "
        "Where that names none, everyone on the machine is let in without."
    ),
    auto_error=False,
)


class Door(Protocol):
    """Knows who stands behind a request."""

    async def agent_of(self, token: str | None) -> Agent:
        """Return who asks, by their access token; ProblemError for nobody we know."""


class OpenDoor:
    """Lets everyone in as one user: only for a server that no other machine reaches."""

    def __init__(self, name: str) -> None:
        """Take the name that is to stand in the history."""
        self._user = Agent(name=name, role=Role.SUPERVISOR)

    async def agent_of(self, token: str | None) -> Agent:  # noqa: ARG002 - nobody is asked
        """Return the user."""
        return self._user


class LetIn:
    """A call's demand for a role, which answers who asks."""

    def __init__(self, needed: Role) -> None:
        """Take the least role that is let in."""
        self.needed = needed

    async def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Agent:
        """Return who asks; ProblemError when their role is not enough."""
        door: Door = request.app.state.door
        agent = await door.agent_of(bearer.credentials if bearer else None)
        if not agent.role.includes(self.needed):
            detail = f"This needs the role {self.needed}; {agent.name} has the role {agent.role}."
            raise ProblemError(problem("not-allowed", detail))
        return agent


AsViewer = Annotated[Agent, Depends(LetIn(Role.VIEWER))]
"""Anyone who is signed in."""

AsAgent = Annotated[Agent, Depends(LetIn(Role.AGENT))]
AsSupervisor = Annotated[Agent, Depends(LetIn(Role.SUPERVISOR))]
