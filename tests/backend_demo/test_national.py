"""The invented country: as large as the real one, like it through the year, and nobody's."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from fravaertui.backend.demo import demo_files, national_files
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Source
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner
from fravaertui.session.clinic_search import Index

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def country() -> list[ClinicFile]:
    return list(national_files(TODAY))


def test_it_is_as_large_as_the_real_one(country: list[ClinicFile]) -> None:
    assert len(country) == 1_700
    assert sum(len(file.practitioners) for file in country) == 5_600
    assert 18_000 <= sum(len(file.absences) for file in country) <= 22_000


def test_people_are_away_in_summer_and_around_christmas_and_easter(
    country: list[ClinicFile],
) -> None:
    away = Counter[int]()
    for file in country:
        for absence in file.absences:
            day = absence.starts
            while day <= absence.ends:
                away[day.isocalendar().week] += 1
                day += timedelta(days=7)
    ordinary = away[46]
    assert all(away[week] > 2 * ordinary for week in range(25, 34))
    assert all(away[week] > 4 * ordinary for week in range(28, 31))
    assert away[52] > 2 * ordinary
    assert away[1] > 2 * ordinary
    before_easter_2027 = 12
    assert away[before_easter_2027] > 2 * ordinary


def test_the_same_seed_and_day_give_the_same_country(country: list[ClinicFile]) -> None:
    assert list(national_files(TODAY)) == country
    assert next(iter(national_files(TODAY, seed=2))) != country[0]


def test_organisation_numbers_have_a_right_check_digit_and_are_no_real_ones(
    country: list[ClinicFile],
) -> None:
    weights = (3, 2, 7, 6, 5, 4, 3, 2, 1)
    numbers = [file.clinic.organisation_number for file in country]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert len(number) == 9
        assert number.startswith("1")
        assert sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11 == 0


def test_no_number_or_record_is_twice_nor_among_the_handwritten(
    country: list[ClinicFile],
) -> None:
    files = [*demo_files(TODAY), *country]
    her_ids = [file.clinic.her_id for file in files]
    her_ids += [practitioner.her_id for file in files for practitioner in file.practitioners]
    assert len(set(her_ids)) == len(her_ids)
    records = [absence.id for file in files for absence in file.absences]
    records += [substitute.id for file in files for substitute in file.substitutes]
    assert len(set(records)) == len(records)


def test_every_name_says_that_it_is_a_tests(country: list[ClinicFile]) -> None:
    assert all("Test" in file.clinic.name for file in country)
    assert all("Test" in p.name for file in country for p in file.practitioners)


def test_nobody_is_away_twice_at_once(country: list[ClinicFile]) -> None:
    """A4, and more: absences made by chance do not even adjoin."""
    for file in country:
        for practitioner in file.practitioners:
            absences = sorted(file.absences_of(practitioner.her_id), key=lambda a: a.starts)
            for earlier, later in pairwise(absences):
                assert earlier.ends + timedelta(days=1) < later.starts
    assert {a.source for file in country for a in file.absences} == {Source.DESK, Source.PORTAL}


def test_it_can_be_searched(country: list[ClinicFile]) -> None:
    directory = Directory(
        clinics=tuple(
            DirectoryClinic(
                her_id=file.clinic.her_id,
                organisation_number=file.clinic.organisation_number,
                name=file.clinic.name,
                practitioners=tuple(
                    DirectoryPractitioner(her_id=p.her_id, hpr_number=p.hpr_number, name=p.name)
                    for p in file.practitioners
                ),
            )
            for file in country
        )
    )
    [hit] = Index(directory).search(str(country[17].clinic.her_id))
    assert hit.clinic.name == country[17].clinic.name
