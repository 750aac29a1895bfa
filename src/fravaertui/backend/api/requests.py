"""What the routes have in common: the services, entity tags, responses."""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Header, Path, Request, Response
from pydantic import BaseModel, BeforeValidator

from fravaertui.backend.etags import TaggedJson, matches, version_in
from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.services.container import Services
from fravaertui.domain.fields import HerId, digits_only
from fravaertui.protocol.problems import CHALLENGES, MEDIA_TYPE, RETRY_AFTER, Problem

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
"""In an Accept-Encoding header that does not refuse it."""

CLOSING = {"Connection": "close"}
"""Headers after a body was not read to its end: the rest must not be taken for a new request."""


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


UsesServices = Annotated[Services, Depends(_services)]
HerIdInPath = Annotated[HerId, BeforeValidator(digits_only), Path()]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]
AcceptEncoding = Annotated[str, Header(alias="Accept-Encoding", include_in_schema=False)]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The entity tag of what was seen, or its version alone, as `"7"`.',
    ),
]


def turn_at(her_id: int) -> str:
    """Return the turn under which requests that write to a clinic run one at a time."""
    return f"clinic {her_id}"


def document(
    content: TaggedJson, if_none_match: str | None, cache_control: str, accepted: str = ""
) -> Response:
    """Return the document, or 304 when the client's copy is still valid.

    It is packed where it can be and an `accepted` encoding is gzip; then its tag is a weak one
    (RFC 9110 8.8.3): the bytes are others.
    """
    headers = {"ETag": content.etag, "Cache-Control": cache_control}
    body = content.content
    if content.packed:
        headers["Vary"] = "Accept-Encoding"
        if _GZIP.search(accepted):
            headers |= {"ETag": f"W/{content.etag}", "Content-Encoding": "gzip"}
            body = content.packed
    if matches(content.etag, if_none_match):
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def not_stored(content: BaseModel) -> Response:
    """Return a document that no cache may store."""
    headers = {"Cache-Control": "no-store"}
    return Response(content.model_dump_json(), headers=headers, media_type="application/json")


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem as a response."""
    response = Response(problem.body(), problem.status, headers, MEDIA_TYPE)
    if problem.type in CHALLENGES:
        response.headers["WWW-Authenticate"] = CHALLENGES[problem.type]
    if problem.type in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[problem.type])
    return response


def seen_version(if_match: str | None, database: str) -> int:
    """Return the version that the client has seen, as `version_in`.

    Raises ProblemError when it does not say.
    """
    version = version_in(if_match, database)
    if version is None:
        detail = 'Send the version that you have seen in If-Match, like "7" with its quotes.'
        raise ProblemError(problem("precondition-required", detail))
    return version
