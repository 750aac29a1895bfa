"""The routes of sign-in: its terms, and who is signed in."""

from fastapi import APIRouter, Request, Response

from fravaertui.backend.api.auth import AsViewer
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import not_stored
from fravaertui.protocol.auth import Agent, SignInTerms

router = APIRouter(prefix="/api/v1")


@router.get("/sign-in", response_model=SignInTerms, responses=problems())
async def sign_in(request: Request) -> Response:
    """How a terminal is to sign an agent in; an empty issuer when there is no sign-in. Public."""
    terms: SignInTerms = request.app.state.sign_in_terms
    return not_stored(terms)


@router.get("/me", response_model=Agent, responses=problems("unavailable"))
async def me(agent: AsViewer) -> Response:
    """Who I am, and my role."""
    return not_stored(agent)
