"""Request bodies: JSON of limited size, read by the rules that our strict models need."""

import asyncio
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from fravaertui.backend.problems import ProblemError, invalid_request, problem

LARGEST_BODY = 256 * 1024
SLOWEST_BODY = 20.0
"""Seconds for a body to arrive: enough for a phone in a tunnel, and nobody can hold us for long."""

Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request) -> bytes:
    """Return the body, however it is sent. Raises ProblemError once it exceeds the limits.

    Its type has to be declared as JSON: what a form on any web page may send is not.
    """
    kind = ", ".join(request.headers.getlist("content-type")).partition(";")[0]
    if kind.strip().lower() != "application/json":
        raise ProblemError(problem("not-json", "Send the body as Content-Type: application/json."))
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST_BODY:
                    detail = f"The body may be {LARGEST_BODY // 1024} KiB at most."
                    raise ProblemError(problem("too-large", detail))
    except TimeoutError:
        detail = f"The body has to arrive within {SLOWEST_BODY:.0f} seconds."
        raise ProblemError(problem("too-slow", detail)) from None
    return bytes(body)


RawBody = Annotated[bytes, Depends(read_body)]
"""The bytes of the body, read once per request."""


class JsonBody(Generic[Model]):
    """A dependency that gives a route its body as a model.

    FastAPI parses JSON itself and gives pydantic the values, which strict models refuse: a date
    is a string then. The published document gets its schema from here (`api.openapi`).
    """

    def __init__(self, model: type[Model]) -> None:
        """Expect a body of this model."""
        self.model = model

    async def __call__(self, body: RawBody) -> Model:
        """Return the body as the model. Raises ProblemError when it is not a valid one."""
        try:
            return self.model.model_validate_json(body)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_context=False, include_input=False)
            raise ProblemError(invalid_request(errors)) from None
