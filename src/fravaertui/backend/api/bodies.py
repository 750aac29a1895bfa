"""Request bodies: JSON of limited size, read by the rules that our strict models need."""

import asyncio
import errno
from collections.abc import AsyncIterator
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from fravaertui.backend.problems import ProblemError, invalid_request, problem
from fravaertui.protocol import upload

LARGEST_BODY = 256 * 1024
SLOWEST_BODY = 20.0
"""Seconds for a body to arrive: enough for a phone in a tunnel, and nobody can hold us for long."""

LARGEST_UPLOAD = upload.LARGEST
SLOWEST_UPLOAD = 600.0

Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request) -> bytes:
    """Return the body, however it is sent. Raises ProblemError once it exceeds the limits.

    Its type has to be declared as JSON: what a form on any web page may send is not.
    """
    if _media_type(request) != "application/json":
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


def _media_type(request: Request) -> str:
    kinds = ", ".join(request.headers.getlist("content-type"))
    return kinds.partition(";")[0].strip().lower()


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


async def _upload(request: Request) -> AsyncIterator[BinaryIO]:
    """Yield the body as a file on the disk, from its beginning; it is gone afterwards.

    Raises ProblemError once it exceeds the limits, or the disk is full.
    """
    if _media_type(request) != upload.MEDIA_TYPE:
        detail = f"Send the files as Content-Type: {upload.MEDIA_TYPE}."
        raise ProblemError(problem("not-an-archive", detail))
    with TemporaryFile() as file:
        await _spool(request, file)
        file.seek(0)
        yield file


async def _spool(request: Request, file: BinaryIO) -> None:
    """Write the body to a file; what is too much is read to its end, or no client sees why."""
    size = 0
    try:
        async with asyncio.timeout(SLOWEST_UPLOAD):
            async for piece in request.stream():
                size += len(piece)
                if size <= LARGEST_UPLOAD:
                    file.write(piece)
    except TimeoutError:
        detail = f"The files have to arrive within {SLOWEST_UPLOAD / 60:.0f} minutes."
        raise ProblemError(problem("too-slow", detail)) from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        detail = "The server has no room for the files. Nothing was changed."
        raise ProblemError(problem("disk-full", detail)) from None
    if size > LARGEST_UPLOAD:
        detail = f"The files may be {LARGEST_UPLOAD // 2**20} MiB at most; pack them."
        raise ProblemError(problem("too-large", detail))


Upload = Annotated[BinaryIO, Depends(_upload)]
"""The body as a file on the disk, however large it is."""
