"""Authentication and roles: who sends a request, and whether their role is sufficient.

A route declares in its signature which role it requires: `AsViewer`, `AsAgent` or `AsSupervisor`. A
route that declares none is public.
"""

from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from fravaertui.backend.problems import ProblemError, problem
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


class Authenticator(Protocol):
    """Finds out who sends a request."""

    async def authenticate(self, token: str | None) -> Agent:
        """Return the agent whose access token it is. Raises ProblemError for an invalid token."""


class LocalUser:
    """Treats everyone as one user: only for a server that no other machine can reach."""

    def __init__(self, name: str) -> None:
        """`name` is what the history shows for the user, who has every role."""
        self._user = Agent(name=name, role=Role.SUPERVISOR)

    async def authenticate(self, token: str | None) -> Agent:  # noqa: ARG002 - needs none
        """Return the user."""
        return self._user


class RequireRole:
    """A dependency that gives a route its agent, who has at least a certain role."""

    def __init__(self, role: Role) -> None:
        """`role` is the lowest that is allowed; each role includes those below it."""
        self.role = role

    async def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Agent:
        """Return the agent. Raises ProblemError when their role is not sufficient."""
        authenticator: Authenticator = request.app.state.authenticator
        agent = await authenticator.authenticate(bearer.credentials if bearer else None)
        if not agent.role.includes(self.role):
            detail = f"This needs the role {self.role}; {agent.name} has the role {agent.role}."
            raise ProblemError(problem("not-allowed", detail))
        request.state.agent = agent.name  # for the record of who has asked for what
        return agent


AsViewer = Annotated[Agent, Depends(RequireRole(Role.VIEWER))]
"""Anyone who is signed in."""

AsAgent = Annotated[Agent, Depends(RequireRole(Role.AGENT))]
AsSupervisor = Annotated[Agent, Depends(RequireRole(Role.SUPERVISOR))]
