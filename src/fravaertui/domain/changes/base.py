"""What every kind of change is: a value that can be checked, made and taken back."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Value
from fravaertui.domain.model import Absence
from fravaertui.domain.records import Identity
from fravaertui.domain.violations import Confirmation, Violation


class BaseChange(Value):
    """One thing an agent wants done to a clinic's file.

    `confirmed` is what the agent has been asked about and goes through with.
    """

    confirmed: tuple[Confirmation, ...] = ()
    kind: str
    """The name of the kind of change, on the wire and in the history."""

    closes_services: ClassVar[bool] = False
    """Whether it decides on which days an absence closes which services."""
    covers_services: ClassVar[bool] = False
    """Whether it decides on which days a substitute covers which services."""
    may_be_asked_for: ClassVar[bool] = True
    """Whether an agent may ask for it; what registers say comes by an import only."""

    @property
    def record(self) -> UUID | None:
        """The absence or the substitute that it is about, if it is about one."""
        return None

    @property
    @abstractmethod
    def subjects(self) -> tuple[Identity, ...]:
        """The facts of the file that it is about."""

    def practitioner_among(self, practitioners: Mapping[UUID, int | None]) -> int | None:
        """Return whom it is about, None for the whole clinic, given whom each record is about."""
        return practitioners.get(self.record) if self.record else None

    def check(self, _file: ClinicFile, _today: date) -> tuple[Violation, ...]:
        """Return why it may not be made to the file today; empty when it may."""
        return ()

    @abstractmethod
    def apply(self, file: ClinicFile) -> ClinicFile:
        """Return the file with the change made; the version is left for the store to raise.

        Raises KeyError for a record that is not in the file and ValueError for one whose last day
        is before its first: check first.
        """

    @abstractmethod
    def inverse(self, before: ClinicFile, today: date) -> "tuple[BaseChange, ...]":
        """Return the changes that take it back, with `before` as it found the file."""

    def confirming(self, asked: Iterable[Confirmation]) -> Self:
        """Return the change with these too as what the agent goes through with."""
        return self.model_copy(
            update={"confirmed": tuple(dict.fromkeys((*self.confirmed, *asked)))}
        )

    def as_asked_for(self) -> Self:
        """Return the change as anyone may ask for it, without what only a revert may do."""
        return self

    def may_claim_source(self, _removed: Iterable[Absence]) -> bool:
        """Tell whether it says truly where its record was made, given those that were removed."""
        return True


def fields_of(value: Value, other: type[Value]) -> dict[str, Any]:
    """Return those fields of a value that another kind of value has too, by their names.

    A change and its record are made of one another by this, never field by field, so that a
    field can't be lost on the way.
    """
    return {name: getattr(value, name) for name in _shared_fields(type(value), other)}


@cache
def _shared_fields(one: type[Value], other: type[Value]) -> tuple[str, ...]:
    return tuple(name for name in other.model_fields if name in one.model_fields)
