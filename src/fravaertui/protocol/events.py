"""The events sent to every open terminal: who did what, and who is where (rule W3).

An event is short and machine-readable: codes and numbers, without practitioners' names or texts.
Clients that need more fetch the clinic's file.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from fravaertui.domain.changes import Change
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import HerId, Moment, Value, VendorCode, Version

EventNumber = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""An event's place in the order of events; numbers rise, but may have gaps."""

AgentName = Annotated[str, Field(max_length=200)]
"""An agent's name as the history shows it."""


class ChangeOutline(Value):
    """What kind of change was made, and to which practitioner; None for the whole clinic."""

    change: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    practitioner: HerId | None


class ClinicChanged(Value):
    """A clinic has a new version."""

    kind: Literal["changed"] = "changed"
    clinic: HerId
    version: Version
    agent: AgentName
    at: Moment
    touched: tuple[ChangeOutline, ...]


class FindingMarked(Value):
    """An agent has marked a finding at a clinic, so the work queue has changed."""

    kind: Literal["marked"] = "marked"
    clinic: HerId
    agent: AgentName
    at: Moment


class VendorChanged(Value):
    """An EPJ vendor's entry has changed, and with it the files of its clinics."""

    kind: Literal["vendor"] = "vendor"
    vendor: VendorCode
    agent: AgentName
    at: Moment


class Activity(StrEnum):
    """What an agent is doing with the clinic that is open."""

    VIEWING = "viewing"
    EDITING = "editing"


class Present(Value):
    """An agent who has a clinic open; `terminal` distinguishes two sessions of one agent."""

    agent: AgentName
    terminal: UUID
    doing: Activity


class PresenceChanged(Value):
    """Everyone who has a clinic open now, the first to open it first."""

    kind: Literal["presence"] = "presence"
    clinic: HerId
    present: tuple[Present, ...]


class Reset(Value):
    """Events may have been missed: everything on screen has to be fetched again."""

    kind: Literal["reset"] = "reset"


Event = Annotated[
    ClinicChanged | FindingMarked | VendorChanged | PresenceChanged | Reset,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
KINDS = frozenset({"changed", "marked", "vendor", "presence", "reset"})


class PresenceReport(Value):
    """A terminal's report of the clinic it has open, if any, and of what the agent does there."""

    clinic: HerId | None
    doing: Activity = Activity.VIEWING


def outlines(
    changes: Sequence[Change], before: ClinicFile, after: ClinicFile
) -> tuple[ChangeOutline, ...]:
    """Return outlines of the changes, without repetition."""
    about: dict[UUID, int | None] = {}
    for file in (before, after):
        about |= {absence.id: absence.practitioner for absence in file.absences}
        about |= {substitute.id: substitute.practitioner for substitute in file.substitutes}
    return tuple(
        dict.fromkeys(
            ChangeOutline(change=c.kind, practitioner=c.practitioner_among(about)) for c in changes
        )
    )
