"""What the agent has settled about a list, as a value that drafts keep."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from fravaertui.domain.changes.resolutions import Way
from fravaertui.domain.date_input.values import Span
from fravaertui.domain.fields import (
    MOST_SERVICES,
    CaseReference,
    HerId,
    ServiceCode,
    Value,
)
from fravaertui.domain.violations import Confirmation

_Services = Annotated[tuple[ServiceCode, ...], Field(max_length=MOST_SERVICES)]


class RowAnswer(Value):
    """What is settled about one row; what is None or empty stands as the list says it.

    `period` is typed days, read like those of the form. `services` are what the absence closes,
    none where a substitute covers them all. `substitute` is another name for the one in the list;
    empty when there is none. `covered` is what the substitute covers. `way` is the way out when
    the absence meets a substitute who is registered.
    """

    practitioner: HerId | None = None
    clinic: HerId | None = None
    whole_clinic: bool = False
    period: Annotated[str, Field(max_length=100)] = ""
    services: _Services | None = None
    substitute: Annotated[str, Field(max_length=200)] | None = None
    covered: _Services | None = None
    way: Way | None = None
    confirmed: tuple[Confirmation, ...] = ()
    left_out: bool = False


class ListAnswers(Value):
    """What is settled about a list.

    `list_id` names the list, and what it registers is named by it: the same list twice is the same
    records. `services` are those of every row that has none of its own. `all_away` means that the
    names and days of the list are absences, though it doesn't say so. `case` is the reference of
    each row that has none of its own.
    """

    list_id: UUID
    services: _Services | None = None
    all_away: bool = False
    case: CaseReference | None = None
    rows: dict[str, RowAnswer] = Field(default_factory=dict)

    def of(self, row: str) -> RowAnswer:
        """Return what is settled about a row."""
        return self.rows.get(row, _NOTHING)

    def with_row(self, row: str, **settled: object) -> "ListAnswers":
        """Return the answers with these about a row too."""
        answer = RowAnswer.model_validate({**dict(self.of(row)), **settled})
        return self.model_copy(update={"rows": {**self.rows, row: answer}})


_NOTHING = RowAnswer()


def period_text(span: Span) -> str:
    """Return days as an answer's `period`, which can only be read as just those."""
    return f"{span.first.isoformat()} - {span.last.isoformat()}"
