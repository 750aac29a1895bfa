"""A list of absences as it was pasted, with what has been settled of it, as it is kept on disk."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from fravaertui.domain.absence_list import ListAnswers

LONGEST_LIST = 300_000
"""Characters of a list: more than 5 000 lines."""


@dataclass(frozen=True, slots=True)
class ListDraft:
    """A list that is not saved yet.

    `settled` are its `ListAnswers` as JSON: who only looks for drafts need not read them. `clinics`
    are those it may be about.
    """

    text: str = ""
    settled: str = ""
    clinics: tuple[int, ...] = ()
    new_id: UUID = field(default_factory=uuid4)
    """The id that the draft is stored under, and that of the list."""
    form: Literal["list"] = "list"

    @property
    def answers(self) -> "ListAnswers":
        """What is settled; nothing where that can't be read, such as what another release wrote."""
        from pydantic import ValidationError

        from fravaertui.domain.absence_list import ListAnswers

        try:
            answers = ListAnswers.model_validate_json(self.settled)
        except ValidationError:
            return ListAnswers(list_id=self.new_id)
        return answers.model_copy(update={"list_id": self.new_id})
