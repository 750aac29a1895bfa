"""Lists of absences (rules L1, L2): text or a table to entries, and entries to changes.

`read_list` says what a text tells, with the characters it was read from; `plan_list` holds that
against the clinics' files, with what the agent has settled.
"""

from fravaertui.domain.absence_list.answers import ListAnswers, RowAnswer, period_text
from fravaertui.domain.absence_list.parsed import services_in
from fravaertui.domain.absence_list.people import NO_NAMES, Names
from fravaertui.domain.absence_list.planning import (
    CHANGING,
    QUESTIONS,
    ListPlan,
    ListRow,
    RowStatus,
    plan_list,
    row_uuid,
)
from fravaertui.domain.absence_list.reading import read_list
from fravaertui.domain.absence_list.rows import COLUMNS, TableRow, read_rows
from fravaertui.domain.absence_list.values import (
    ABOUT_SERVICES,
    ABOUT_WHEN,
    ABOUT_WHO,
    Doubt,
    Entry,
    Extent,
    Kind,
    ListReading,
    PassedOver,
    Person,
    Reason,
    SubstituteSaid,
)

__all__ = [
    "ABOUT_SERVICES",
    "ABOUT_WHEN",
    "ABOUT_WHO",
    "CHANGING",
    "COLUMNS",
    "NO_NAMES",
    "QUESTIONS",
    "Doubt",
    "Entry",
    "Extent",
    "Kind",
    "ListAnswers",
    "ListPlan",
    "ListReading",
    "ListRow",
    "Names",
    "PassedOver",
    "Person",
    "Reason",
    "RowAnswer",
    "RowStatus",
    "SubstituteSaid",
    "TableRow",
    "period_text",
    "plan_list",
    "read_list",
    "read_rows",
    "row_uuid",
    "services_in",
]
