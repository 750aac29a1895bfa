"""The API against its own OpenAPI document, which is also kept in `docs/`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fravaertui.backend.app import OPENAPI_PATH, create_app
from fravaertui.backend.store.database import open_database
from fravaertui.protocol.problems import URN
from fravaertui.protocol.upload import MEDIA_TYPE
from tests.backend.issuing import Issuing, issuing
from tests.backend.records import ASTRID, CLINIC, DDFL_TEST, NOW, OTHER, headers, stored

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"

EVENTS = "/api/v1/events"
"""Never ends, so it is held to its contract where it is listened to: tests/backend/test_events."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuing]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def app(postgres_url: str, issuer: Issuing) -> Iterator[FastAPI]:
    """The API on PostgreSQL, which is the stricter of the two about what it takes."""
    engine = open_database(postgres_url)
    stored(engine, [DDFL_TEST, OTHER])
    engine.dispose()
    app = create_app(postgres_url, now=lambda: NOW, sign_in=issuer.rules)
    yield app
    app.state.services.close()


@pytest.fixture
def contract(app: FastAPI, issuer: Issuing) -> Any:
    contract = schemathesis.openapi.from_asgi(OPENAPI_PATH, app)
    token = issuer.token("supervisor")

    @contract.auth()
    class SignedIn:
        def get(self, case: Any, context: Any) -> str:
            return token

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return contract


@schemathesis.serializer(MEDIA_TYPE)
def any_bytes(context: Any, value: Any) -> bytes:
    """What is in an archive is tried in tests/backend/test_directory_plans."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.pytest.from_fixture("contract").exclude(path=EVENTS)


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20")),
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    """No 5xx, nothing undeclared, nothing let in that should not be.

    A change that is well-formed may still be refused by the rules, but never as malformed.
    """
    well_formed = case.meta is not None and case.meta.generation.mode.is_positive
    if well_formed:
        _meet_someone(case)
    response = case.call()
    writes = case.method in ("POST", "PUT")
    malformed = well_formed and f"{URN}invalid-request" in response.text
    if malformed:
        # Which characters text may have is the one thing JSON Schema can't say.
        assert "is not allowed in text" in response.json()["detail"]
    # Nor what is in an archive, or whether a plan or a batch is there.
    excused: list[Any] = [positive_data_acceptance] if writes or malformed else []
    case.validate_response(response, excluded_checks=excused)


def _meet_someone(case: schemathesis.Case[Any]) -> None:
    """Point the call at a clinic or practitioner that is there, or most would end with a 404."""
    if "her_id" in case.path_parameters:
        case.path_parameters["her_id"] = CLINIC
    if "practitioner_her_id" in case.path_parameters:
        case.path_parameters["practitioner_her_id"] = ASTRID
    if "on" in (case.query or {}):
        case.query["on"] = NOW.date().isoformat()
    if case.method in ("POST", "PUT"):
        case.headers.update(headers())
        case.body = _whole(case.body)
    if "code" in case.path_parameters and isinstance(case.body, dict):
        case.path_parameters["code"] = case.body["code"] = "cgm"


def _whole(value: Any) -> Any:
    """Write 1.0 as 1: an integer to JSON Schema either way, but not to us."""
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def test_the_document_in_docs_is_the_one_that_is_published(app: FastAPI) -> None:
    """`UPDATE_OPENAPI=1` writes it anew."""
    published = json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"
    if "UPDATE_OPENAPI" in os.environ:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(published, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == published
