"""What a register, or the desk's own table, says of one party."""

from typing import Any

from fravaertui.domain.fields import Day, HerId, ServiceCode, SourceName, Value
from fravaertui.domain.model import ClinicFacts, Known, PractitionerFacts, RegisterFacts


class Origin(Value):
    """Which register said it, and as of which day.

    `is_whole` tells that it has said all it knows, `unread` of how many parties it can't be read
    what it says.
    """

    source: SourceName
    as_of: Day
    is_whole: bool = False
    unread: int = 0

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


class PractitionerEntry(Value):
    """What is said of a person, or of a list without a GP, at an organisation."""

    her_id: HerId
    clinic: HerId
    facts: PractitionerFacts


class SetUpEntry(Value):
    """What a profile, or an agreement between two parties, says of one party (rule R5).

    `services` are those that citizens can be served in by its processes, `overview` is unknown
    where it can't say that of now, `ends` is the last day of the agreement or of its certificates,
    and `between` are all parties of the agreement.
    """

    her_id: HerId
    as_of: Day
    is_agreement: bool
    services: tuple[ServiceCode, ...]
    overview: Known
    starts: Day | None = None
    ends: Day | None = None
    between: tuple[HerId, ...] = ()


Entry = ClinicEntry | PractitionerEntry | SetUpEntry


def said(facts: RegisterFacts) -> dict[str, Any]:
    """Return the facts that are said, by their names; what is not said is not cleared."""
    return {name: getattr(facts, name) for name in facts.model_fields_set}


def says_all(facts: RegisterFacts, known: RegisterFacts) -> bool:
    """Tell whether all that is known, besides who said it and when, is among these facts."""
    about = known.model_dump(exclude={"source", "as_of"}, exclude_defaults=True)
    return about.items() <= said(facts).items()
