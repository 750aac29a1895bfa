"""The overview of a day over all clinics: the wire's values of what an agent meets first."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from fravaertui.domain.fields import (
    Day,
    HerId,
    Moment,
    Name,
    ServiceCode,
    Value,
    Version,
    digits_only,
)
from fravaertui.domain.findings.finding import FindingCode, Severity
from fravaertui.protocol.events import AgentName
from fravaertui.protocol.work_queue import Count

DAYS_AHEAD = 14
"""How many days after today are looked at."""

MOST_TURNS = 20
"""Most rows of what opens again, and of what closes; the rest are counted."""

MOST_CHANGES = 10
"""Most rows of what was done last."""


MOST_CLINICS = 8
"""Most clinics that are asked about by name."""


class QueueCounts(Value):
    """How many findings of today are waiting, and how many of those the agent has taken."""

    urgent: Count = 0
    can_wait: Count = 0
    taken_by_me: Count = 0


class TurnRow(Value):
    """Some services at a clinic that open again, or close, on a day.

    `practitioner` is the first of them whose services they are and `others` how many more there
    are; None is the whole clinic. `hidden` are the services whose closure ends while citizens do
    not meet them. `substitute` serves the patients in some service on the day. `finding` is the
    worst of today's findings about them or the whole clinic. `conditional` tells that nobody has
    said whether all of the services are offered.
    """

    day: Day
    clinic: HerId
    clinic_name: Name
    practitioner: HerId | None
    practitioner_name: Name | None = None
    others: Count = 0
    services: tuple[ServiceCode, ...]
    hidden: tuple[ServiceCode, ...] = ()
    substitute: Name | None = None
    finding: FindingCode | None = None
    severity: Severity | None = None
    conditional: bool = False


class Turns(Value):
    """The first rows by day, and how many there are besides."""

    rows: tuple[TurnRow, ...] = ()
    more: Count = 0


class ChangeRow(Value):
    """What an agent did: the first change of a request, and how many more were in it.

    `practitioner` is whom it was about, where that is one who is at the clinic still. For an
    absence of the whole clinic `of_all` is how many practitioners there are. What was done at
    several clinics as one (a batch) has `clinics`, how many there were: `clinic` is one of them,
    `batch` is of what kind it was, `source` where it came from, and `reverts` tells that it took
    another such batch back.
    """

    clinic: HerId
    clinic_name: Name
    version: Version
    at: Moment
    agent: AgentName
    change: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    practitioner: HerId | None = None
    practitioner_name: Name | None = None
    of_all: Count = 0
    others: Count = 0
    clinics: Count = 0
    batch: Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")] = ""
    source: Annotated[str, Field(max_length=200)] = ""
    reverts: bool = False


class ClinicRow(Value):
    """How it stands at a clinic today: how many of its practitioners are closed, and its findings.

    `practitioners` are those whom citizens meet, `closed` those of them who are closed for
    everything, and `some_closed` those who are for some of it. `hidden` are those at work there
    for whom nothing is closed, and something or all is not shown.
    """

    clinic: HerId
    name: Name
    practitioners: Count
    closed: Count
    some_closed: Count
    hidden: Count = 0
    urgent: Count = 0
    can_wait: Count = 0


class Overview(Value):
    """What is to be done today, what opens and closes soon, and what was done last.

    `clinics` are those that were asked about, in that order.

    `pending` is how many clinics are still to be looked through: as long as there are any, counts
    and lists are not whole, and asking again goes on with them.
    """

    day: Day
    queue: QueueCounts
    opens: Turns
    closes: Turns
    clinics: tuple[ClinicRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    pending: Count = 0


# Built at once: the web framework does not ask before it uses the fields.
class OverviewFilter(Value, strict=False, defer_build=False):
    """The clinics that the agent has used lately; those that there are not are left out."""

    recent: Annotated[
        tuple[Annotated[HerId, BeforeValidator(digits_only)], ...], Field(max_length=MOST_CLINICS)
    ] = ()
