"""What has happened to a clinic in words, and why something is not undone (W2, W7)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Clinic, Known, Practitioner, Step, Substitute
from fravaertui.domain.summary import record_changes
from fravaertui.domain.violations import Made, Violation
from fravaertui.protocol.batches import Batch
from fravaertui.texts.batches import batch_counts, batch_phrase
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.history import done_phrase, entry_marks, entry_sentence, fact_name
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.records import Names, record_phrase
from tests.domain import entries

NB = screen_words("nb")
NOW = datetime(2024, 6, 20, 12, 3, tzinfo=UTC)
ASTRID = 2
RUNNING, PLANNED, COVER, NEW = (UUID(int=n) for n in range(1, 5))
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, organisation_number="100100673", name="DDFL Test", epj_vendor="annen"),
    practitioners=(Practitioner(her_id=ASTRID, name="Astrid Info"),),
    absences=(
        Absence(
            id=RUNNING,
            practitioner=ASTRID,
            starts=date(2024, 6, 12),
            ends=date(2024, 7, 8),
            services=STANDARD_SERVICES,
        ),
        Absence(
            id=PLANNED,
            practitioner=None,
            starts=date(2024, 8, 1),
            ends=date(2024, 8, 9),
            services=("timebestilling",),
        ),
    ),
    substitutes=(
        Substitute(
            id=COVER,
            practitioner=ASTRID,
            name="Per Vikar",
            starts=date(2024, 9, 2),
            services=("ekontakt",),
        ),
    ),
)
LONGER = AmendAbsence(
    absence_id=RUNNING,
    starts=date(2024, 6, 12),
    ends=date(2024, 7, 14),
    services=STANDARD_SERVICES,
)
AUGUST = "Hele legekontoret 01.08–09.08.2024, Timebestilling"


def told(*changes: Change) -> tuple[str, list[tuple[str, str, str]]]:
    clinic = entries.Clinic(FILE, NOW)
    entry = clinic.make(*changes)
    assert entry
    made = record_changes(entry)
    names = Names(clinic.file, NB, made)
    return entry_sentence(entry, clinic.file, NB), [
        (
            fact_name(one, NB),
            record_phrase(one.before, names, NB),
            record_phrase(one.after, names, NB),
        )
        for one in made
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            AddAbsence(
                absence_id=NEW,
                practitioner=ASTRID,
                starts=date(2024, 12, 1),
                ends=date(2024, 12, 1),
                services=("ekonsultasjon", "timebestilling"),
            ),
            "Fravær lagt til: Astrid Info 01.12.2024, Time og E-kons",
        ),
        (
            LONGER,
            "Fravær endret: Astrid Info 12.06–14.07.2024 (var 12.06–08.07.2024), "
            "alle fire tjenester",
        ),
        (
            EndAbsence(absence_id=RUNNING, last_day=date(2024, 6, 19)),
            "Fravær avsluttet: Astrid Info 12.06–19.06.2024 (var 12.06–08.07.2024), "
            "alle fire tjenester",
        ),
        (
            SplitAbsence(absence_id=PLANNED, on=date(2024, 8, 5), new_id=NEW),
            "Fravær delt i to: Hele legekontoret 01.08–04.08.2024 (var 01.08–09.08.2024), "
            "Timebestilling; Hele legekontoret 05.08–09.08.2024, Timebestilling",
        ),
        (DeleteAbsence(absence_id=PLANNED), f"Fravær slettet: {AUGUST}"),
        (
            SetSubstitute(
                substitute_id=NEW,
                practitioner=ASTRID,
                name="Siv Vikar",
                starts=date(2024, 10, 1),
                ends=date(2024, 10, 2),
                services=("ekonsultasjon",),
            ),
            "Vikar registrert: Siv Vikar for Astrid Info 01.10–02.10.2024, E-konsultasjon",
        ),
        (
            AmendSubstitute(
                substitute_id=COVER,
                starts=date(2024, 9, 3),
                ends=None,
                services=("ekontakt",),
            ),
            "Vikar endret: Per Vikar for Astrid Info 03.09.2024–inntil videre "
            "(var 02.09.2024–inntil videre), "
            "Kontakt legekontoret",
        ),
        (
            RemoveSubstitute(substitute_id=COVER),
            "Vikar fjernet: Per Vikar for Astrid Info 02.09.2024–inntil videre, "
            "Kontakt legekontoret",
        ),
        (
            ConfirmStep(
                substitute_id=COVER,
                step=Step.REGISTERED_IN_EPJ,
                known=Known.YES,
                seen_on=date(2024, 6, 20),
            ),
            "Vikaroppsett notert: Per Vikar: Vikaren er registrert i EPJ: ja",
        ),
        (
            ReportEpjState(
                practitioner=ASTRID,
                services=("ekontakt",),
                switched_off=True,
                seen_on=date(2024, 6, 19),
            ),
            "EPJ notert: Astrid Info, Kontakt legekontoret: sett av 19.06.2024",
        ),
        (SetPatientInformation(text="Stengt"), "Info til pasient skrevet: «Stengt»"),
        (SetEpjVendor(vendor="cgm"), "EPJ-leverandør notert: cgm (var annen)"),
        (SetEpjVendor(vendor=""), "EPJ-leverandør notert: ukjent (var annen)"),
    ],
    ids=lambda value: value.kind if hasattr(value, "kind") else "",
)
def test_an_entry_is_told_in_one_sentence(change: Change, said: str) -> None:
    assert told(change)[0] == said


def test_of_several_changes_what_citizens_notice_is_told_and_how_many_more() -> None:
    sentence, changes = told(SetEpjVendor(vendor="cgm"), DeleteAbsence(absence_id=PLANNED), LONGER)
    assert sentence == f"Fravær slettet: {AUGUST}, og 2 endringer til"
    assert {name for name, _, _ in changes} == {"Fravær", "EPJ-leverandør"}


def test_records_are_told_before_and_after() -> None:
    _, [changed] = told(LONGER)
    assert changed == (
        "Fravær",
        "Astrid Info 12.06–08.07.2024, alle fire tjenester",
        "Astrid Info 12.06–14.07.2024, alle fire tjenester",
    )
    _, [gone] = told(DeleteAbsence(absence_id=PLANNED))
    assert gone == ("Fravær", AUGUST, "")
    _, [text] = told(SetPatientInformation(text="Stengt"))
    assert text == ("Info til pasient", "", "Stengt")


def test_what_is_no_longer_there_is_told_all_the_same() -> None:
    """A clinic whose practitioner has left since, seen by the number that the record has."""
    clinic = entries.Clinic(FILE, NOW)
    entry = clinic.make(LONGER)
    assert entry
    left = clinic.file.model_copy(update={"practitioners": ()})
    assert entry_sentence(entry, left, NB).startswith("Fravær endret: 2 12.06–14.07.2024")


@pytest.mark.parametrize(
    ("violation", "said"),
    [
        (
            Violation("reverted_already", "absence"),
            "ola.nordmann angret dette torsdag 20. juni 2024 kl. 14:03.",
        ),
        (
            Violation("changed_since", "absence"),
            "ola.nordmann endret det samme torsdag 20. juni 2024 kl. 14:03. Angre det først.",
        ),
        (
            Violation("overlap", "starts", absence=FILE.absences[1], services=("timebestilling",)),
            "Det er allerede fravær fra torsdag 1. august 2024 til fredag 9. august 2024 "
            "(Timebestilling). Forleng det, eller velg andre dager. "
            "ola.nordmann lagret det torsdag 20. juni 2024 kl. 14:03.",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Violation) else "",
)
def test_why_something_is_not_undone_names_who_and_when(violation: Violation, said: str) -> None:
    made = Made(version=7, agent="ola.nordmann", at=NOW)
    named = Violation(
        violation.code,
        violation.field,
        absence=violation.absence,
        services=violation.services,
        made=made,
    )
    assert violation_sentence(named, NB) == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("set_substitute", "Vikar registrert for Bo Berg"),
        ("remove_substitute", "Vikar fjernet for Bo Berg"),
        ("confirm_step", "Vikaroppsett notert for Bo Berg"),
        ("of_a_later_release", "Noe er endret for Bo Berg"),
    ],
)
def test_who_is_away_is_not_called_the_substitute(kind: str, said: str) -> None:
    assert done_phrase(kind, NB, whose="Bo Berg") == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Fravær lagt til for hele legekontoret, 1 behandler"),
        (14, "Fravær lagt til for hele legekontoret, 14 behandlere"),
    ],
)
def test_an_absence_of_the_whole_clinic_is_said_to_be_and_for_how_many(
    count: int, said: str
) -> None:
    assert done_phrase("add_absence", NB, of_all=count) == said


def test_L4_what_came_from_a_list_is_one_entry_with_the_days_of_each_row() -> None:
    clinic = entries.Clinic(FILE, NOW)
    weeks = [
        AddAbsence(
            absence_id=UUID(int=100 + n),
            practitioner=ASTRID,
            starts=date(2024, 9, 2) + timedelta(weeks=n),
            ends=date(2024, 9, 6) + timedelta(weeks=n),
            services=("timebestilling",),
        )
        for n in range(10)
    ]
    cover = SetSubstitute(
        substitute_id=NEW,
        practitioner=ASTRID,
        name="Vera Vikar",
        starts=date(2024, 9, 2),
        ends=date(2024, 9, 6),
        services=("reseptfornyelse",),
    )
    made = clinic.make(*weeks[:2], cover)
    assert made
    entry = made.model_copy(update={"batch": UUID(int=9)})
    assert entry_sentence(entry, clinic.file, NB) == (
        "2 fravær lagt til, 1 vikar registrert fra en liste: "
        "Astrid Info 02.09–06.09.2024, Timebestilling; "
        "Astrid Info 09.09–13.09.2024, Timebestilling; "
        "Vera Vikar for Astrid Info 02.09–06.09.2024, Reseptfornyelse"
    )
    assert entry_marks(entry, NB) == [entry.agent]
    many = clinic.make(*weeks[2:])
    more = clinic.make(DeleteAbsence(absence_id=weeks[9].absence_id))
    assert many
    assert more
    of_many = entry_sentence(many.model_copy(update={"batch": UUID(int=9)}), clinic.file, NB)
    assert of_many.startswith("8 fravær lagt til fra en liste: ")
    taken_back = more.request.model_copy(update={"reverts": many.version})
    back = more.model_copy(update={"batch": UUID(int=10), "request": taken_back})
    assert entry_sentence(back, clinic.file, NB).startswith("Fravær slettet: Astrid Info")
    assert "del av en samlet endring" in entry_marks(back, NB)


def test_a_batch_of_a_list_says_how_many_of_what() -> None:
    batch = Batch(
        id=UUID(int=1),
        kind="list",
        at=NOW,
        agent="kari.nordmann",
        source="",
        as_of=None,
        counts={"add_absence": 6, "set_substitute": 1},
        clinics=2,
    )
    assert batch_phrase(batch, NB) == "Liste · kari.nordmann"
    said = "6 fravær lagt til · 1 vikar registrert · 2 virksomheter er endret"
    assert " · ".join(batch_counts(batch, NB)) == said
    back = batch.model_copy(update={"reverts": UUID(int=2), "counts": {"reverted": 2}})
    assert batch_counts(back, NB) == ["2 virksomheter er endret"]
