"""What is typed in a prompt of the work queue, as it is stored on disk."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self
from uuid import UUID, uuid4

from fravaertui.protocol.work_queue import FindingSelection

Question = Literal["triage.snooze", "triage.intend", "triage.save_view"]
"""The command that opens the prompt."""


@dataclass(frozen=True, slots=True)
class QueueDraft:
    """The text typed in a prompt, and its subject.

    `wanted` are the filters in force, and `finding` is the key of the finding's row; None when the
    prompt concerns the filters.
    """

    asked_by: Question
    wanted: FindingSelection
    finding: str | None = None
    text: str = ""
    new_id: UUID = field(default_factory=uuid4)
    """The id that the draft is stored under."""
    form: Literal["queue"] = "queue"

    def is_same(self, asked_by: Question | None, finding: str | None) -> bool:
        """Tell whether this was typed in the same prompt about the same finding."""
        return (self.asked_by, self.finding) == (asked_by, finding)

    def looking_from(self, today: date) -> Self:
        """Return the draft, without its day to look ahead to if that is no longer in the future."""
        on = self.wanted.on
        if on is None or on > today:
            return self
        return replace(self, wanted=self.wanted.model_copy(update={"on": None}))
