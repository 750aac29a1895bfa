"""What FastAPI can't know by itself of the published OpenAPI document.

Request bodies are read by `JsonBody` and every error is a problem document, so their schemas are
added here; so are constraints that pydantic checks but leaves out of its schemas.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fravaertui.backend.api.bodies import JsonBody
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY
from fravaertui.protocol.events import (
    ClinicChanged,
    FindingMarked,
    PresenceChanged,
    Reset,
    VendorChanged,
)
from fravaertui.protocol.problems import (
    CODES,
    MEDIA_TYPE,
    URN,
    AlreadyTaken,
    ChangeRefused,
    Problem,
    StaleVersion,
)

_EVENTS = (ClinicChanged, FindingMarked, VendorChanged, PresenceChanged, Reset)
"""The models of a server-sent event's data."""

_SCHEMAS = "#/components/schemas/{model}"
_OWN_MODEL: dict[str, type[Problem]] = {
    "stale-version": StaleVersion,
    "change-refused": ChangeRefused,
    "already-taken": AlreadyTaken,
}

Schema = dict[str, Any]

_CENTURIES = "|".join(str(c) for c in range(EARLIEST_DAY.year // 100, LATEST_DAY.year // 100 + 1))
_DAY = f"^({_CENTURIES})[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}"
_PATTERNS = {"date": f"{_DAY}$", "date-time": f"{_DAY}T"}
"""The first and last year, which JSON Schema has no keyword for."""


class PublishedApi(FastAPI):
    """A FastAPI application whose OpenAPI document has the schemas that we refer to."""

    def openapi(self) -> Schema:
        """Return the document; it is built once."""
        if self.openapi_schema is None:
            document = super().openapi()
            bodies = dict(self._bodies())
            document["components"]["schemas"] |= _added_schemas(bodies.values())
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    _complete(operation, bodies.get((path, method)))
            for schema in _every_object(document):
                _add_constraints(schema)
        return super().openapi()

    def _bodies(self) -> Iterator[tuple[tuple[str, str], type[BaseModel]]]:
        """Give each operation that has a `JsonBody`, by path and method, with the body's model."""
        for route in iter_route_contexts(self.routes):
            dependant = getattr(route, "dependant", None)  # only FastAPI's own routes have one
            for inner in dependant.dependencies if dependant else ():
                if isinstance(inner.call, JsonBody):
                    for method in route.methods or ():
                        yield (route.path or "", method.lower()), inner.call.model


def problems(*codes: str) -> dict[int | str, Schema]:
    """Declare the problems that a route may respond with, by status; two are always added."""
    by_status: dict[int | str, list[str]] = {}
    for code in (*codes, "unreadable", "internal"):
        by_status.setdefault(CODES[code][0], []).append(code)
    return {status: _problem_response(some) for status, some in by_status.items()}


NOT_MODIFIED: dict[int | str, Schema] = {
    304: {"description": "What If-None-Match names is still what would be sent"}
}


def _complete(operation: Schema, body: type[BaseModel] | None) -> None:
    """Add the body, and the problems that any route may answer before it begins its own work."""
    codes = ["foreign-origin", "foreign-host"]
    if "security" in operation:
        codes = ["not-signed-in", "invalid-token", "not-allowed", *codes]
    if body:
        codes += ["too-slow", "too-large", "not-json"]
        content = {"application/json": {"schema": _reference(body)}}
        operation["requestBody"] = {"required": True, "content": content}
    added = {str(status): declared for status, declared in problems(*codes).items()}
    del added[str(CODES["internal"][0])]  # declared by the route, perhaps with more codes
    operation["responses"] |= added


def _problem_response(codes: list[str]) -> Schema:
    models = dict.fromkeys(_OWN_MODEL.get(code, Problem) for code in codes)
    references = [_reference(model) for model in models]
    return {
        "description": "; ".join(f"{CODES[code][1]} (`{URN}{code}`)" for code in codes),
        "content": {
            MEDIA_TYPE: {"schema": references[0] if len(references) == 1 else {"anyOf": references}}
        },
    }


def _reference(model: type[BaseModel]) -> Schema:
    return {"$ref": _SCHEMAS.format(model=model.__name__)}


def _added_schemas(bodies: Iterable[type[BaseModel]]) -> Schema:
    _, schemas = models_json_schema(
        [
            *((body, "validation") for body in bodies),
            *((event, "serialization") for event in _EVENTS),
            (AlreadyTaken, "serialization"),
            (Problem, "serialization"),
            (StaleVersion, "serialization"),
            (ChangeRefused, "serialization"),
        ],
        ref_template=_SCHEMAS,
    )
    added: Schema = schemas["$defs"]
    return added


def _add_constraints(schema: Schema) -> None:
    """Complete a schema: the years a day may be in, and the kind that tells changes apart."""
    if schema.get("format") in _PATTERNS:
        schema["pattern"] = _PATTERNS[schema["format"]]
    if "const" in schema.get("properties", {}).get("kind", {}):
        schema["required"] = ["kind", *schema.get("required", ())]


def _every_object(node: object) -> Iterator[Schema]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _every_object(value)
    elif isinstance(node, list):
        for value in node:
            yield from _every_object(value)
