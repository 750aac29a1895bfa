"""What a row tells of the reopening and the substitute, whatever room there is."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Clinic, Practitioner, Substitute
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.tui.panes.absence_rows import absence_records
from tests.tui.conftest import NOW

WIDTHS = (40, 44, 50, 58, 66, 74, 80, 90, 100, 120)
ALL_BUT_RENEWAL = tuple(s for s in STANDARD_SERVICES if s != "reseptfornyelse")
WEEK_27 = (date(2027, 7, 5), date(2027, 7, 11))
WEEKS_28_TO_30 = (date(2027, 7, 12), date(2027, 8, 1))
PER = Substitute(
    id=UUID(int=9),
    practitioner=7,
    name="Per Testvikar",
    starts=WEEKS_28_TO_30[0],
    ends=WEEKS_28_TO_30[1],
    services=STANDARD_SERVICES,
)


def away(number: int, days: tuple[date, date], services: tuple[str, ...]) -> Absence:
    return Absence(
        id=UUID(int=number), practitioner=7, starts=days[0], ends=days[1], services=services
    )


def second_lines(
    width: int, *absences: Absence, language: str = "nb", **parts: object
) -> list[str]:
    """Return what stands under each absence, cut where the list is."""
    file = ClinicFile.model_validate(
        {
            "clinic": Clinic(her_id=1, name="Testlia"),
            "version": 1,
            "practitioners": (Practitioner(her_id=7, name="Åsmund Testeng"),),
            "absences": absences,
            **parts,
        }
    )
    state = SessionState(agent="Eli", now=lambda: NOW, words=screen_words(language), keys={})
    state.open(file)
    return ["".join(t for t, _ in r.lines[1].parts)[:width] for r in absence_records(state, width)]


@pytest.mark.parametrize("width", WIDTHS)
def test_C2_services_that_open_on_different_days_are_never_told_by_the_first_alone(
    width: int,
) -> None:
    older = away(1, WEEK_27, STANDARD_SERVICES)
    row = second_lines(width, older, away(2, WEEKS_28_TO_30, ALL_BUT_RENEWAL))[0]
    named = [
        "Reseptfornyelse 12. juli 2027, de andre 2. august 2027",
        "Resept 12. juli 2027, de andre 2. august 2027",
        "Resept 12.07.2027, de andre 02.08.2027",
        "Resept 12.07, de andre 02.08",
    ]
    assert any(row.rstrip().endswith(f": {days}") for days in named)


def test_C2_where_there_is_no_room_to_name_them_the_last_day_is_told() -> None:
    several = [
        away(1, WEEK_27, STANDARD_SERVICES),
        *(
            away(n, (WEEKS_28_TO_30[0], date(2027, 7, 12 + 3 * n)), (code,))
            for n, code in enumerate(STANDARD_SERVICES[:3], start=2)
        ),
    ]
    assert second_lines(44, *several)[0].strip() == "åpner på ulike dager, sist 25.07"


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_S1_that_there_is_a_substitute_is_told_at_every_width(width: int, language: str) -> None:
    absence = away(2, WEEKS_28_TO_30, ALL_BUT_RENEWAL)
    [row] = second_lines(width, absence, language=language, substitutes=(PER,))
    assert "◆" in row or "vikar" in row.lower() or "substitute" in row
