"""The numbers that rules and documents name: a typo in one changes what is promised."""

from datetime import date, timedelta

import pytest

from fravaertui.backend import together
from fravaertui.backend.routes import CITIZEN_MAX_AGE
from fravaertui.backend.store import answers
from fravaertui.domain import checks, citizen, model
from fravaertui.domain.date_input.years import LATELY_DAYS
from fravaertui.domain.findings import absences, substitutes
from fravaertui.domain.findings.listing import DAYS_AHEAD
from fravaertui.domain.substitutes import StepState, set_up
from fravaertui.tui import kept
from fravaertui.tui.drafts import LONGEST_CASE_REFERENCE
from tests.domain.test_findings import FREE, astrid, clinic, cover, in_days

NUMBERS = [
    ("F10: an opening of at most five days", absences.LONGEST_SHORT_OPENING, timedelta(days=5)),
    ("F06: a cover that ended within 14 days", substitutes.RECENTLY, timedelta(days=14)),
    ("C2, architecture: closes again within 14 days", citizen.SOON, timedelta(days=14)),
    ("D4: a day that passed within 31 days is that day", LATELY_DAYS, 31),
    ("A6: longer than a year", checks.LONG_MONTHS, 12),
    ("A6: more than 18 months ahead", checks.FAR_AHEAD_MONTHS, 18),
    ("A10: a case reference of 64 characters", LONGEST_CASE_REFERENCE, 64),
    ("architecture: a silent terminal is gone", together.SILENT, timedelta(minutes=2, seconds=30)),
    ("architecture: nobody holds a citizen's page longer", CITIZEN_MAX_AGE, 30),
    ("store: keys are remembered for seven days", answers.KEPT, timedelta(days=7)),
    ("user guide: a draft waits for 30 days", kept.LONGEST_KEPT, timedelta(days=30)),
    ("a watch list looks 60 days ahead", DAYS_AHEAD, 60),
    ("D1: the earliest day", model.EARLIEST_DAY, date(1900, 1, 1)),
    ("D1: the latest day", model.LATEST_DAY, date(2199, 12, 31)),
]


@pytest.mark.parametrize(("rule", "number", "promised"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_is_what_its_rule_says(rule: str, number: object, promised: object) -> None:
    assert number == promised, rule


@pytest.mark.parametrize(
    ("starts", "ends", "meets"), [(-9, -1, False), (-9, 0, True), (9, 9, True)]
)
def test_S1_only_another_substitute_of_today_or_later_makes_the_lookup_fail(
    starts: int, ends: int, meets: bool
) -> None:
    """What two have covered at once before today is past, and hinders nobody."""
    one, other = cover(-20, 20), cover(starts, ends, number=3)
    file = clinic(astrid(**FREE), one, other)
    [sees] = [v for v in set_up(file, one, in_days(0)).steps if v.step is model.Step.CITIZEN_SEES]
    assert (sees.state is StepState.MISSING) == meets
