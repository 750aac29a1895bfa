"""The ground on which an import is planned: what we have, and as of when its source said so."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import Origin
from fravaertui.domain.model import Clinic, Practitioner, RegisterFacts

F = TypeVar("F", Clinic, Practitioner)

Present = Mapping[int, ClinicFile]
"""The clinics we have, each with its practitioners; the other records are not looked at."""


class Ground:
    """What we have, held against who says something now."""

    def __init__(self, present: Present, origin: Origin, known: date | None) -> None:
        """`known` is the day as of which the same source has said all it knows, if it ever has."""
        self.present = {her_id: f for her_id, f in present.items() if not f.clinic.withdrawn}
        self._versions = {her_id: file.version for her_id, file in present.items()}
        self.origin = origin
        self.is_outdated = known is not None and origin.as_of < known
        self.is_newest = origin.tells_who_is_missing and (known is None or origin.as_of > known)
        self.at = {p.her_id: c for c, file in self.present.items() for p in file.practitioners}
        """The clinic of each practitioner."""

    def practitioner(self, her_id: int) -> Practitioner | None:
        """Return a practitioner we have."""
        at = self.at.get(her_id)
        return self.present[at].practitioner(her_id) if at is not None else None

    def practitioners(self, clinic: int) -> Iterator[Practitioner]:
        """Yield the practitioners of a clinic, none of one that we don't have."""
        file = self.present.get(clinic)
        yield from file.practitioners if file else ()

    def version(self, clinic: int) -> int | None:
        """Return which version of a clinic there is, also of one that was taken back."""
        return self._versions.get(clinic)

    @property
    def said_now(self) -> dict[str, Any]:
        """Who says it, and as of when."""
        return {"source": self.origin.source, "as_of": self.origin.as_of}

    def is_active(self, facts: RegisterFacts) -> bool:
        """Tell whether a party is active on the day of which is spoken."""
        return facts.ends is None or facts.ends >= self.origin.as_of

    def is_older(self, facts: RegisterFacts) -> bool:
        """Tell whether the same source has said something later already."""
        if facts.source != self.origin.source or facts.as_of is None:
            return False
        return self.origin.as_of < facts.as_of

    def is_said_again(self, facts: RegisterFacts) -> bool:
        """Tell whether the same source says later what it has said already."""
        if facts.source != self.origin.source or facts.as_of is None:
            return False
        return self.origin.as_of > facts.as_of

    def is_missing(self, facts: RegisterFacts, *, is_said: bool) -> bool:
        """Tell whether the same source, which now says all it knows, leaves a party out."""
        if is_said or not self.origin.tells_who_is_missing:
            return False
        ours = facts.source == self.origin.source and self.is_active(facts)
        return ours and not self.is_older(facts) and not self.is_outdated

    def gone(self, facts: F) -> F:
        """Return what is not there any more on the day on which the source said so."""
        return ended(facts, self.origin.as_of - ONE_DAY).model_copy(update=self.said_now)


def ended(facts: F, last: date) -> F:
    """Return the facts as they are valid until a day, which is not before their first."""
    starts = facts.starts if facts.starts is None or facts.starts <= last else last
    return facts.model_copy(update={"starts": starts, "ends": last})
