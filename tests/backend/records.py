"""The clinics and requests that the backend's tests share."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine

from fravaertui.backend.services.container import Services
from fravaertui.backend.store import clinic_files
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Clinic, Practitioner, ServiceOffer
from fravaertui.protocol.auth import Agent, Role

JSON = {"Content-Type": "application/json"}

AGENT = "kari.nordmann"
KARI = Agent(name=AGENT, role=Role.AGENT)
OLA = Agent(name="ola.nordmann", role=Role.AGENT)
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
ASTRID, BO, CARO = 8100011, 8100012, 8100021

DDFL_TEST = ClinicFile(
    version=1,
    clinic=Clinic(
        her_id=8100001,
        organisation_number="100100673",
        name="DDFL Test",
        phone="81569069",
        patient_information="Dette er en tekst legekontoret selv kan legge til.",
    ),
    practitioners=(
        Practitioner(her_id=ASTRID, hpr_number=9000001, name="Astrid Info"),
        Practitioner(her_id=BO, name="Bo Berg"),
    ),
    offers=tuple(
        ServiceOffer(practitioner=practitioner, service=service)
        for practitioner in (ASTRID, BO)
        for service in STANDARD_SERVICES
    ),
)
OTHER = ClinicFile(
    version=7,
    clinic=Clinic(her_id=8100002, organisation_number="100100674", name="Fagersta Test"),
    practitioners=(Practitioner(her_id=CARO, name="Caro Test"),),
)
CLINIC = DDFL_TEST.clinic.her_id

_keys = count()


def absence(
    starts: date = date(2024, 6, 12),
    ends: date = date(2024, 7, 8),
    *,
    practitioner: int | None = ASTRID,
    services: tuple[str, ...] = STANDARD_SERVICES,
    absence_id: UUID | None = None,
) -> AddAbsence:
    """An absence to register, the guide's own if nothing is said."""
    return AddAbsence(
        absence_id=absence_id or uuid4(),
        practitioner=practitioner,
        starts=starts,
        ends=ends,
        services=services,
    )


def body(*changes: Change, case_reference: str | None = None) -> str:
    """The changes as a request's body."""
    return ChangeRequest(changes=changes, case_reference=case_reference).model_dump_json()


def body_with(**values: Any) -> str:
    """The guide's absence as a request's body, with some of its fields as given."""
    change = absence(absence_id=UUID(int=1)).model_dump(mode="json") | values
    return json.dumps({"changes": [change]})


def file_of(services: Services, clinic: int = CLINIC) -> ClinicFile:
    """The clinic's file, as it is given."""
    return ClinicFile.model_validate_json(services.clinics.document(clinic).content)


def stored(engine: Engine, some: Iterable[ClinicFile]) -> None:
    """Put clinics into the database, all or none."""
    with writing(engine) as connection:
        clinic_files.add(connection, some)


class _ThrownAway(Exception):
    pass


@contextmanager
def thrown_away(engine: Engine) -> Iterator[Connection]:
    """Write without leaving anything behind for the next example."""
    with suppress(_ThrownAway), writing(engine) as connection:
        yield connection
        raise _ThrownAway


def headers(version: int = 1, key: str | None = None) -> dict[str, str]:
    """What goes with a write: the version seen, and a new key if none is given."""
    return {
        "If-Match": f'"{version}"',
        "Idempotency-Key": key or f"test-key-{next(_keys)}",
        **JSON,
    }
