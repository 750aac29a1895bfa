"""What a register, or the desk's own table, says of one party."""

from dataclasses import dataclass
from typing import Any

from fravaertui.domain.fields import Day, HerId, ServiceCode, SourceName, Value
from fravaertui.domain.model import ClinicFacts, Known, PractitionerFacts, RegisterFacts


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stood: the file's name, and the number of the record or the line, from 1.

    `element` is what the part of it is called. Of what is wrong with a file as a whole, `after` is
    how many records are whole before it, and `byte` how many bytes of the file come before.
    """

    file: str
    record: int | None = None
    line: int | None = None
    element: str = ""
    after: int = 0
    byte: int | None = None


class Origin(Value):
    """Which register said it, and as of which day.

    `is_whole` tells that it has said all it knows, `unread` of how many parties it can't be read
    what it says, and `unread_set_ups` of how many what is set up with them. What is said is of
    several days where it has a `newest` one, and of a day that nobody has said where it is not
    dated: `as_of` is then the day on which it was read.
    """

    source: SourceName
    as_of: Day
    is_whole: bool = False
    unread: int = 0
    unread_set_ups: int = 0
    newest: Day | None = None
    is_dated: bool = True

    @property
    def tells_who_is_missing(self) -> bool:
        """Tell whether whom it leaves out is not active any more: any of the unread may be one."""
        return self.is_whole and not self.unread


class ClinicEntry(Value):
    """What is said of an organisation: those of the facts that are set.

    `is_mention` is for what others say of it, as a person names the organisation it belongs to.
    """

    her_id: HerId
    facts: ClinicFacts
    is_mention: bool = False
    position: Position | None = None


class PractitionerEntry(Value):
    """What is said of a person, or of a list without a GP, at an organisation."""

    her_id: HerId
    clinic: HerId
    facts: PractitionerFacts
    position: Position | None = None


class SetUpEntry(Value):
    """What a profile, or an agreement between two parties, says of one party (rule R5).

    `services` are those that citizens can be served in by its processes, `overview` is unknown
    where it can't say that of now, `ends` is the last day of the agreement or of its certificates,
    `is_over` that this day had passed when it was read, and `between` are all parties of the
    agreement. `as_of` is None for one that has no day in it.
    """

    her_id: HerId
    as_of: Day | None
    is_agreement: bool
    services: tuple[ServiceCode, ...]
    overview: Known
    starts: Day | None = None
    ends: Day | None = None
    is_over: bool = False
    between: tuple[HerId, ...] = ()
    position: Position | None = None


Entry = ClinicEntry | PractitionerEntry | SetUpEntry


def said(facts: RegisterFacts) -> dict[str, Any]:
    """Return the facts that are said, by their names; what is not said is not cleared."""
    return {name: getattr(facts, name) for name in facts.model_fields_set}


def says_all(facts: RegisterFacts, known: RegisterFacts) -> bool:
    """Tell whether all that is known, besides who said it and when, is among these facts."""
    about = known.model_dump(exclude={"source", "as_of"}, exclude_defaults=True)
    return about.items() <= said(facts).items()
