"""What is asked of a clinic: changes of any kind, all or nothing, and what they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fravaertui.domain.changes.absences import AbsenceChange
from fravaertui.domain.changes.clinic import ClinicChange
from fravaertui.domain.changes.register import SetOffers, UpdateFromRegister
from fravaertui.domain.changes.substitutes import SetSubstitute, SubstituteChange
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import CaseReference, Value, Version
from fravaertui.domain.records import is_same
from fravaertui.domain.violations import Violation

Change = Annotated[
    AbsenceChange | SubstituteChange | ClinicChange | SetOffers | UpdateFromRegister,
    Field(discriminator="kind"),
]


MOST_CHANGES = 200
"""Most changes that are made to a clinic as one."""


class ChangeRequest(Value):
    """One or more changes to a clinic, all or nothing, perhaps for a case.

    `reverts` names the version that an earlier request made, when these changes take that back.
    """

    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=MOST_CHANGES)]
    case_reference: CaseReference | None = None
    reverts: Version | None = None

    @property
    def absences(self) -> tuple[UUID, ...]:
        """The absences that it registers or amends."""
        return tuple(c.record for c in self.changes if c.closes_services and c.record)

    @property
    def new_substitutes(self) -> tuple[UUID, ...]:
        """The substitutes that it registers."""
        return tuple(c.substitute_id for c in self.changes if isinstance(c, SetSubstitute))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list of changes leads to: the file afterwards, or the violations that stop it.

    `made` are those of the changes that changed something.
    """

    file: ClinicFile
    violations: tuple[Violation, ...] = ()
    made: tuple[Change, ...] = ()

    @property
    def allowed(self) -> bool:
        """Tell whether the changes can be made."""
        return not self.violations

    @property
    def unchanged(self) -> bool:
        """Tell whether the changes may be made and change nothing: no change at all (rule A11)."""
        return self.allowed and not self.made


def evaluate(changes: Sequence[Change], file: ClinicFile, today: date) -> Outcome:
    """Check and apply the changes one after another; the first that may not be made stops it.

    Changes that come to nothing, each by itself or together, leave the very same file.
    """
    after, made = file, list[Change]()
    for change in changes:
        violations = change.check(after, today)
        if violations:
            return Outcome(file, violations)
        becomes = change.apply(after)
        if not is_same(after, becomes):
            made.append(change)
            after = becomes
    if len(made) > 1 and is_same(file, after):  # together they came to nothing
        return Outcome(file)
    return Outcome(after, made=tuple(made))


def inverse(changes: Sequence[Change], before: ClinicFile, today: date) -> tuple[Change, ...]:
    """Return the changes that take these back, last first, with `before` as they found it.

    What changed nothing has nothing to take back (rule W8). The past stays as it was: an added
    absence that has past days is ended, not removed, and one that was deleted comes back from
    today on.
    """
    undo: tuple[Change, ...] = ()
    file = before
    for change in changes:
        after = change.apply(file)
        if not is_same(file, after):
            undo = (*change.inverse(file, today), *undo)
        file = after
    return undo
