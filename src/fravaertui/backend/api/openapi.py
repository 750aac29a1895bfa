"""What FastAPI can't know by itself of the published OpenAPI document.

Request bodies are read by hand and every error is a problem document, so their schemas are added
here; so is what pydantic demands but leaves out of its schemas.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.model import EARLIEST_DAY, LATEST_DAY, Vendor
from fravaertui.protocol.events import (
    ClinicChanged,
    FindingMarked,
    PresenceChanged,
    PresenceReport,
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
from fravaertui.protocol.work_queue import MarkRequest

_EVENTS = (ClinicChanged, FindingMarked, VendorChanged, PresenceChanged, Reset)
"""What the data of a server-sent event may be."""

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
        """Return the document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"]["schemas"] |= _added_schemas()
            for operation in _every_object(document["paths"]):
                if "responses" in operation:
                    operation["responses"] |= _refused_at_the_door("security" in operation)
            for schema in _every_object(document):
                _say_what_is_demanded(schema)
        return super().openapi()


def problems(*codes: str) -> dict[int | str, Schema]:
    """Declare the problems a call can be answered with, by status; two always are."""
    by_status: dict[int | str, list[str]] = {}
    for code in (*codes, "unreadable", "internal"):
        by_status.setdefault(CODES[code][0], []).append(code)
    return {status: _problem_response(some) for status, some in by_status.items()}


NOT_MODIFIED: dict[int | str, Schema] = {
    304: {"description": "What If-None-Match names is still what would be sent"}
}


def request_body(model: type[BaseModel]) -> Schema:
    """Declare a JSON body that is read by hand."""
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _reference(model)}},
        }
    }


def _refused_at_the_door(signed_in: bool) -> Schema:
    """Declare what any call may be answered before it is looked at, by whether it needs sign-in."""
    codes = ("not-signed-in", "invalid-token", "not-allowed") if signed_in else ()
    declared = problems(*codes, "foreign-origin", "foreign-host")
    return {
        str(status): said for status, said in declared.items() if status != CODES["internal"][0]
    }


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


def _added_schemas() -> Schema:
    _, schemas = models_json_schema(
        [
            (ChangeRequest, "validation"),
            (MarkRequest, "validation"),
            (Vendor, "validation"),
            (PresenceReport, "validation"),
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


def _say_what_is_demanded(schema: Schema) -> None:
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
