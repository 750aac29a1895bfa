"""What is typed in a question of the work queue, as it is stored on disk."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self
from uuid import UUID, uuid4

from fravaertui.protocol.work_queue import FindingSelection

Question = Literal["triage.snooze", "triage.intend", "triage.save_view"]
"""The command that asks."""


@dataclass(frozen=True, slots=True)
class QueueDraft:
    """The text typed in a question, with what it was about.

    `wanted` are the filters in force, and `finding` what the finding is known by in the list;
    None when the question is about the filters.
    """

    asked_by: Question
    wanted: FindingSelection
    finding: str | None = None
    text: str = ""
    new_id: UUID = field(default_factory=uuid4)
    """What the typing is kept under."""
    form: Literal["queue"] = "queue"

    def is_same(self, asked_by: Question | None, finding: str | None) -> bool:
        """Tell whether this is what was typed in the same question about the same finding."""
        return (self.asked_by, self.finding) == (asked_by, finding)

    def looking_from(self, today: date) -> Self:
        """Return the draft without a day to look ahead to that has come meanwhile."""
        on = self.wanted.on
        if on is None or on > today:
            return self
        return replace(self, wanted=self.wanted.model_copy(update={"on": None}))
