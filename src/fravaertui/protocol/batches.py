"""Batches: requests at many clinics that were made as one, and are taken back as one."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from fravaertui.domain.fields import Day, HerId, Moment, Name, Value, Version
from fravaertui.protocol.events import AgentName
from fravaertui.protocol.problems import RefusedChange

_Count = Annotated[int, Field(ge=0)]


class Batch(Value):
    """Requests at many clinics that were made as one.

    `kind` is what it was, such as "directory"; `source` and `as_of` where it came from. `counts`
    is how many came to what, by words of the kind's own, and `clinics` how many were changed.
    `reverts` is the batch that this one takes back, and `reverted_by` the one that took this back.
    """

    id: UUID
    kind: str
    at: Moment
    agent: AgentName
    source: str
    as_of: Day | None
    counts: dict[str, int]
    clinics: _Count
    reverts: UUID | None = None
    reverted_by: UUID | None = None


class Batches(Value):
    """The latest batches, newest first."""

    batches: tuple[Batch, ...]


class ClinicReversal(Value):
    """What becomes of one clinic when its batch is taken back.

    `version` is the one that the batch made there. With `refused` the clinic stays as it is: what
    others have changed since, or hung on what the batch made, is theirs (rule W8).
    """

    clinic: HerId
    name: Name
    version: Version
    refused: tuple[RefusedChange, ...] = ()


class BatchReversal(Value):
    """Taking a batch back, clinic by clinic; `made` is the batch that did it, None for a preview.

    A batch that is taken back again reverts nothing twice: those clinics are refused.
    """

    batch: UUID
    made: UUID | None = None
    clinics: tuple[ClinicReversal, ...]
