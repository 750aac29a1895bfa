"""What is told to whoever has the desk open: who did what, and who is where (rule W3).

An event is short and machine-readable: codes and numbers, no names of practitioners and no texts.
Who wants to know more fetches the clinic's file.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from fravaertui.domain.changes import Change
from fravaertui.domain.model import ClinicFile, HerId, Moment, Value, VendorCode, Version

EventNumber = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Where an event stands among all: later ones have higher numbers, not each the next."""

Agent = Annotated[str, Field(max_length=200)]


class Touched(Value):
    """A kind of change, and whom it was about; None is the whole clinic."""

    change: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    practitioner: HerId | None


class ClinicChanged(Value):
    """A clinic is at a new version."""

    kind: Literal["changed"] = "changed"
    clinic: HerId
    version: Version
    agent: Agent
    at: Moment
    touched: tuple[Touched, ...]


class FindingMarked(Value):
    """An agent has said something of a finding at a clinic: the work queue is another."""

    kind: Literal["marked"] = "marked"
    clinic: HerId
    agent: Agent
    at: Moment


class VendorChanged(Value):
    """What is known of an EPJ vendor is another, and so are the files of its clinics."""

    kind: Literal["vendor"] = "vendor"
    vendor: VendorCode
    agent: Agent
    at: Moment


class Doing(StrEnum):
    """What an agent does with the clinic that is open."""

    VIEWING = "viewing"
    EDITING = "editing"


class Present(Value):
    """An agent who has a clinic open; the terminal tells two of the same agent's apart."""

    agent: Agent
    terminal: UUID
    doing: Doing


class PresenceChanged(Value):
    """Who has a clinic open now: all of them, the first to come first."""

    kind: Literal["presence"] = "presence"
    clinic: HerId
    present: tuple[Present, ...]


class Reset(Value):
    """Events may have been missed: what is on screen is to be read again."""

    kind: Literal["reset"] = "reset"


Event = Annotated[
    ClinicChanged | FindingMarked | VendorChanged | PresenceChanged | Reset,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
KINDS = frozenset({"changed", "marked", "vendor", "presence", "reset"})


class Whereabouts(Value):
    """What a terminal says of itself: the clinic it has open, if any, and what is done there."""

    clinic: HerId | None
    doing: Doing = Doing.VIEWING


def touched(
    changes: Sequence[Change], before: ClinicFile, after: ClinicFile
) -> tuple[Touched, ...]:
    """Return what the changes are about, each kind and practitioner once."""
    about: dict[UUID, int | None] = {}
    for file in (before, after):
        about |= {absence.id: absence.practitioner for absence in file.absences}
        about |= {substitute.id: substitute.practitioner for substitute in file.substitutes}

    def whom(change: Change) -> int | None:
        if hasattr(change, "practitioner"):
            practitioner: int | None = change.practitioner
            return practitioner
        record = getattr(change, "absence_id", None) or getattr(change, "substitute_id", None)
        return about.get(record) if record else None

    return tuple(dict.fromkeys(Touched(change=c.kind, practitioner=whom(c)) for c in changes))
