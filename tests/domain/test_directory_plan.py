"""The plan of an import (rules R1 to R3): exactly what was said, once, in any order."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import evaluate
from fravaertui.domain.changes.register import OffersOf, UpdateFromRegister, facts_of
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import (
    ClinicEntry,
    Entry,
    Origin,
    PractitionerEntry,
    SetUpEntry,
    said,
)
from fravaertui.domain.directory.plan import Mark, Plan, Reason
from fravaertui.domain.directory.planning import plan
from fravaertui.domain.model import (
    Absence,
    Clinic,
    ClinicFacts,
    Known,
    Practitioner,
    PractitionerFacts,
    ServiceOffer,
    SetUp,
)
from fravaertui.domain.records import is_same
from tests.domain.strategies import examples

AS_OF = date(2026, 11, 22)
REGISTER, DESK = "Adresseregisteret", "egen liste"
CLINICS, PEOPLE = (1, 2, 3), (11, 12, 13, 14)
DAYS = [AS_OF + timedelta(days=n) for n in (-400, -1, 0, 1, 400)]

Directory = dict[int, ClinicFile]


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


names = st.sampled_from(["Test A", "Test B", "Test  B"])


@st.composite
def periods(draw: st.DrawFn) -> dict[str, date | None]:
    """A period, or only an end, or nothing of it."""
    days = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2)))
    both: dict[str, date | None] = {"starts": draw(maybe(st.just(days[0]))), "ends": None}
    return draw(
        st.sampled_from(
            [
                {},
                both,
                {"starts": both["starts"]},
                {**both, "ends": days[1]},
                {"starts": None, "ends": days[0]},
            ]
        )
    )


@st.composite
def clinic_facts(draw: st.DrawFn) -> dict[str, Any]:
    some = {"phone": "00 00 91 01", "municipality": "Testbygda", "organisation_number": "100000091"}
    chosen = draw(st.sets(st.sampled_from(sorted(some))))
    return {"name": draw(names), **draw(periods()), **{name: some[name] for name in chosen}}


@st.composite
def person_facts(draw: st.DrawFn) -> dict[str, Any]:
    facts = {"name": draw(names), **draw(periods())}
    hpr_number = draw(maybe(st.sampled_from([901, 902])))
    return facts | ({"hpr_number": hpr_number} if hpr_number else {})


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """What a register says: of some twice, of some at a clinic that nobody knows."""
    found: list[Entry] = []
    for her_id in draw(st.lists(st.sampled_from(CLINICS), max_size=4)):
        facts, is_mention = draw(clinic_facts()), draw(st.booleans())
        if is_mention:
            facts = {n: v for n, v in facts.items() if n in ("name", "organisation_number")}
        entry = ClinicEntry(her_id=her_id, facts=ClinicFacts(**facts), is_mention=is_mention)
        found.append(entry)
    for her_id in draw(st.lists(st.sampled_from(PEOPLE), max_size=5)):
        facts_of_person = PractitionerFacts(**draw(person_facts()))
        at = draw(st.sampled_from(CLINICS))
        found.append(PractitionerEntry(her_id=her_id, clinic=at, facts=facts_of_person))
    told = draw(st.lists(st.sampled_from((*PEOPLE, 99)), max_size=2))
    found.extend(draw(set_ups(her_id)) for her_id in told)
    return found


@st.composite
def set_ups(draw: st.DrawFn, her_id: int) -> SetUpEntry:
    is_agreement = draw(st.booleans())
    some = st.sampled_from([("timebestilling",), ("timebestilling", "ekontakt")])
    return SetUpEntry(
        her_id=her_id,
        as_of=AS_OF,
        is_agreement=is_agreement,
        services=draw(some),
        overview=draw(st.sampled_from(Known)),
        ends=draw(maybe(st.sampled_from(DAYS))),
        between=(her_id, 98) if is_agreement else (),
    )


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Some of the clinics, with some of the people, from this register or the desk."""
    source = st.sampled_from([REGISTER, DESK, ""])
    there = draw(st.lists(st.sampled_from(CLINICS), unique=True))
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True)) if there else []
    at = {person: draw(st.sampled_from(there)) for person in people}
    found = {}
    for her_id in there:
        facts = draw(clinic_facts()) | {"source": draw(source), "patient_information": "Ring oss"}
        clinic = Clinic(her_id=her_id, epj_vendor="testjournal", **facts)
        practitioners = tuple(
            Practitioner(
                her_id=person,
                **draw(person_facts()),
                source=draw(source),
                set_up=draw(st.sampled_from(SetUp)),
            )
            for person in people
            if at[person] == her_id
        )
        found[her_id] = ClinicFile(
            version=draw(st.integers(1, 9)), clinic=clinic, practitioners=practitioners
        )
    return found


origins = st.builds(
    Origin, source=st.sampled_from([REGISTER, DESK]), as_of=st.just(AS_OF), is_whole=st.booleans()
)


def applied(planned: Plan, present: Mapping[int, ClinicFile]) -> Directory:
    """Return the directory as the plan's steps leave it."""
    after = dict(present)
    for step in planned.steps:
        before = after.get(step.clinic)
        assert (before.version if before else None) == step.version
        if before is None:
            assert step.change.clinic
            bare = Clinic(her_id=step.clinic, name=step.change.clinic.name)
            before = ClinicFile(version=1, clinic=bare)
        outcome = evaluate([step.change], before, AS_OF)
        assert outcome.allowed
        after[step.clinic] = outcome.file.model_copy(update={"version": before.version + 1})
    return after


@examples(150)
@given(said=entries(), present=directories(), origin=origins)
def test_R2_what_is_applied_is_the_same_the_second_time(
    said: list[Entry], present: Directory, origin: Origin
) -> None:
    first = plan(said, present, origin)
    second = plan(said, applied(first, present), origin)
    assert second.is_empty, [row for row in second.rows if row.mark is not Mark.SAME]
    assert {row.mark for row in second.rows} <= {Mark.SAME, Mark.REFUSED, Mark.QUESTION}


@examples(100)
@given(said=entries().flatmap(lambda e: st.tuples(st.just(e), st.permutations(e))),
       present=directories(), origin=origins)  # fmt: skip
def test_R2_the_order_of_files_and_of_rows_is_no_matter(
    said: tuple[list[Entry], Sequence[Entry]], present: Directory, origin: Origin
) -> None:
    assert plan(said[0], present, origin) == plan(said[1], present, origin)


@examples(100)
@given(told=entries(), present=directories(), origin=origins)
def test_R1_nothing_is_cleared_that_nobody_speaks_of(
    told: list[Entry], present: Directory, origin: Origin
) -> None:
    after = applied(plan(told, present, origin), present)
    spoken: dict[int, set[str]] = {}
    for entry in told:
        if not isinstance(entry, SetUpEntry):
            spoken.setdefault(entry.her_id, set()).update(said(entry.facts))
    for her_id, file in present.items():
        kept = after[her_id]
        assert {p.her_id for p in file.practitioners} <= {p.her_id for p in kept.practitioners}
        pairs = [(file.clinic, kept.clinic)]
        pairs += [(p, kept.practitioner(p.her_id)) for p in file.practitioners]  # type: ignore[misc]
        for before, now in pairs:
            may = spoken.get(before.her_id, set()) | {"source", "as_of", "starts", "ends"}
            may |= {"set_up", "set_up_as_of", "practitioner_overview"}
            for name in type(before).model_fields.keys() - may:
                assert getattr(before, name) == getattr(now, name)


@examples(100)
@given(told=entries(), present=directories(), origin=origins)
def test_W8_what_an_import_does_to_a_clinic_is_taken_back_as_it_was(
    told: list[Entry], present: Directory, origin: Origin
) -> None:
    for step in plan(told, present, origin).steps:
        before = present.get(step.clinic)
        if before:
            after = step.change.apply(before)
            [back] = step.change.inverse(before, AS_OF)
            assert back.check(after, AS_OF) == ()
            assert is_same(back.apply(after), before)


OFFICE = ClinicFile(
    version=3,
    clinic=Clinic(her_id=1, name="Testkontor", source=REGISTER, as_of=AS_OF),
    practitioners=(Practitioner(her_id=11, name="Test Testesen", source=REGISTER, as_of=AS_OF),),
)


def test_R3_who_is_missing_from_a_whole_file_is_deactivated_and_stays() -> None:
    later = Origin(source=REGISTER, as_of=AS_OF + timedelta(days=7), is_whole=True)
    planned = plan([ClinicEntry(her_id=1, facts=facts_of(OFFICE.clinic))], {1: OFFICE}, later)
    assert [(row.mark, row.her_id) for row in planned.rows] == [
        (Mark.SAME, 1),
        (Mark.DEACTIVATED, 11),
    ]
    [person] = applied(planned, {1: OFFICE})[1].practitioners
    assert person.ends == AS_OF + timedelta(days=6)
    # An older file does not bring them back.
    told = PractitionerEntry(
        her_id=11, clinic=1, facts=PractitionerFacts(name=person.name, ends=None)
    )
    [row] = plan([told], applied(planned, {1: OFFICE}), ORIGIN).rows
    assert row.reason is Reason.OLDER
    # What another source has said is its own to take away.
    other = later.model_copy(update={"source": DESK})
    assert plan([], {1: OFFICE}, other).is_empty


def test_R3_a_clinic_that_closes_takes_its_practitioners_with_it() -> None:
    closes = ClinicFacts(name="Testkontor", ends=AS_OF)
    there = PractitionerFacts(name="Test Testesen", ends=None)
    told: list[Entry] = [
        ClinicEntry(her_id=1, facts=closes),
        PractitionerEntry(her_id=11, clinic=1, facts=there),
    ]
    after = applied(plan(told, {1: OFFICE}, ORIGIN), {1: OFFICE})
    assert after[1].practitioner(11).ends == AS_OF
    assert plan(told, after, ORIGIN).is_empty


ORIGIN = Origin(source=REGISTER, as_of=AS_OF)


def person(her_id: int, clinic: int = 1, **facts: Any) -> PractitionerEntry:
    stands = PractitionerFacts(name="Test Testesen", **facts)
    return PractitionerEntry(her_id=her_id, clinic=clinic, facts=stands)


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        ([person(12, clinic=7)], {12: 7}),
        ([person(11, clinic=2), ClinicEntry(her_id=2, facts=ClinicFacts(name="To"))], {11: 1}),
        ([person(1)], {1: None}),
        ([person(12), person(12, hpr_number=901)], {12: None}),
    ],
)
def test_R2_what_cannot_be_is_refused_and_says_about_whom(
    told: list[Entry], reasons: dict[int, int | None]
) -> None:
    refused = [row for row in plan(told, {1: OFFICE}, ORIGIN).rows if row.mark is Mark.REFUSED]
    assert {row.her_id: row.about for row in refused} == reasons
    assert all(row.reason for row in refused)


def test_two_with_one_hpr_number_at_a_clinic_are_a_question_that_a_person_settles() -> None:
    told = [person(12, hpr_number=901), person(13, hpr_number=901)]
    asked = plan(told, {1: OFFICE}, ORIGIN)
    [row] = asked.rows
    assert (row.mark, row.reason, asked.questions) == (Mark.QUESTION, Reason.SAME_PERSON, 1)
    assert [(one.her_id, one.is_present) for one in row.candidates] == [(12, False), (13, False)]
    assert (row.clinic_name, row.hpr_number) == (OFFICE.clinic.name, 901)
    assert asked.is_empty, "nobody is guessed"
    settled = plan(told, {1: OFFICE}, ORIGIN, settled={13})
    assert [(row.mark, row.her_id, row.about) for row in settled.rows] == [
        (Mark.REFUSED, 12, 13),
        (Mark.NEW, 13, None),
    ]
    assert settled.rows[0].candidates == row.candidates, "so the answer can be another"
    both = plan(told, {1: OFFICE}, ORIGIN, settled={12, 13})
    assert [row.mark for row in both.rows] == [Mark.NEW, Mark.NEW]
    assert {row.mark for row in plan(told, applied(both, {1: OFFICE}), ORIGIN).rows} == {Mark.SAME}


def test_somebody_who_comes_beside_the_same_person_is_a_question_about_the_new_one() -> None:
    here = OFFICE.practitioners[0].model_copy(update={"hpr_number": 901})
    office = {1: OFFICE.model_copy(update={"practitioners": (here,)})}
    told = [person(11, hpr_number=901), person(12, hpr_number=901)]
    rows = plan(told, office, ORIGIN).rows
    assert [(row.mark, row.her_id) for row in rows] == [(Mark.SAME, 11), (Mark.QUESTION, 11)]
    assert [(one.her_id, one.is_present) for one in rows[1].candidates] == [(11, True), (12, False)]
    # A HER-id that takes the place of one which is gone is no question.
    whole = ORIGIN.model_copy(update={"is_whole": True, "as_of": AS_OF + timedelta(days=1)})
    moved = plan(
        [ClinicEntry(her_id=1, facts=ClinicFacts(name="Testkontor")), told[1]], office, whole
    )
    assert [(row.mark, row.her_id) for row in moved.rows[1:]] == [
        (Mark.DEACTIVATED, 11),
        (Mark.NEW, 12),
    ]


def test_of_several_who_name_a_clinic_the_one_who_says_most_is_believed() -> None:
    little = ClinicEntry(her_id=1, facts=ClinicFacts(name="Test A"), is_mention=True)
    much = ClinicEntry(
        her_id=1, facts=ClinicFacts(name="Test B", municipality="Testbygda"), is_mention=True
    )
    own = ClinicEntry(her_id=1, facts=ClinicFacts(name="Test C"))
    for told, name in (([little, much], "Test B"), ([much, little, own], "Test C")):
        [clinic] = applied(plan(told, {}, ORIGIN), {}).values()
        assert clinic.clinic.name == name


def test_who_names_a_clinic_fills_in_what_nobody_has_said_and_changes_nothing() -> None:
    known = Clinic(her_id=1, name="Test A", phone="00 00 91 01", source=REGISTER, as_of=AS_OF)
    present = {1: ClinicFile(version=1, clinic=known)}
    facts = ClinicFacts(name="Test B", phone="00 00 91 09", municipality="Testbygda")
    naming = ClinicEntry(her_id=1, facts=facts, is_mention=True)
    [row] = plan([naming], present, ORIGIN).rows
    assert [(c.field, c.before, c.after) for c in row.changes] == [
        ("municipality", "", "Testbygda")
    ]
    after = applied(plan([naming], present, ORIGIN), present)[1].clinic
    assert after == known.model_copy(update={"municipality": "Testbygda"})
    other = ORIGIN.model_copy(update={"source": DESK})
    assert plan([naming], present, other).is_empty, "it would be told as the register's"


def test_R2_what_is_older_than_what_was_said_already_is_refused() -> None:
    old = Origin(source=REGISTER, as_of=AS_OF - timedelta(days=1))
    planned = plan([person(11, hpr_number=901)], {1: OFFICE}, old)
    assert [row.reason for row in planned.rows] == [Reason.OLDER]


def _office(people: int) -> ClinicFile:
    told: dict[str, Any] = {"source": REGISTER, "as_of": AS_OF - timedelta(days=30)}
    return ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, name="Test A", **told),
        practitioners=tuple(
            Practitioner(her_id=n, name=f"Test {n}", **told) for n in range(100, 100 + people)
        ),
    )


@pytest.mark.parametrize(("people", "asks"), [(10, False), (11, True), (200, True)])
def test_R2_a_whole_file_without_the_practitioners_needs_a_person_to_agree(
    people: int, asks: bool
) -> None:
    office = ClinicEntry(her_id=1, facts=ClinicFacts(name="Test A"))
    origin = Origin(source=REGISTER, as_of=AS_OF, is_whole=True)
    made = plan([office], {1: _office(people)}, origin)
    assert (made.vanishing, made.leaving, made.working) == (0, people, people)
    assert made.needs_consent is asks


def test_R2_nothing_is_taken_from_a_file_older_than_the_last_whole_one() -> None:
    told = (
        ClinicEntry(her_id=1, facts=ClinicFacts(name="Test B")),
        PractitionerEntry(her_id=100, clinic=1, facts=PractitionerFacts(name="Test C")),
        ClinicEntry(her_id=2, facts=ClinicFacts(name="Test D")),
        PractitionerEntry(her_id=200, clinic=2, facts=PractitionerFacts(name="Test E")),
    )
    origin = Origin(source=REGISTER, as_of=AS_OF - timedelta(days=1), is_whole=True)
    made = plan(told, {1: _office(2)}, origin, known=AS_OF)
    assert made.is_empty
    assert {row.reason for row in made.rows} == {Reason.OLDER}
    assert not plan(told, {1: _office(2)}, origin, known=origin.as_of).is_empty


def test_an_update_may_not_remove_somebody_whom_records_are_about() -> None:
    takes_away = UpdateFromRegister(removed=(11,))
    assert takes_away.check(OFFICE, AS_OF) == ()
    offer = ServiceOffer(practitioner=11, service="ekontakt")
    offering = OFFICE.model_copy(update={"offers": (offer,)})
    assert takes_away.check(offering, AS_OF)
    with_offers = UpdateFromRegister(removed=(11,), offers=(OffersOf(practitioner=11),))
    assert with_offers.check(offering, AS_OF) == ()
    away = Absence.model_validate_json(
        '{"id": "00000000-0000-0000-0000-000000000001", "practitioner": 11,'
        ' "starts": "2026-12-01", "ends": "2026-12-02", "services": ["ekontakt"]}'
    )
    assert with_offers.check(OFFICE.model_copy(update={"absences": (away,)}), AS_OF)


def test_R5_an_agreement_says_more_than_a_newer_profile_and_nothing_against_a_newer_one() -> None:
    def told(days: int, *, is_agreement: bool) -> SetUpEntry:
        return SetUpEntry(
            her_id=11,
            as_of=AS_OF - timedelta(days=days),
            is_agreement=is_agreement,
            services=("ekontakt",),
            overview=Known.NO,
        )

    unknown = OFFICE.practitioners[0].model_copy(update={"set_up": SetUp.UNKNOWN})
    office = {1: OFFICE.model_copy(update={"practitioners": (unknown,)})}
    profiled = applied(plan([told(0, is_agreement=False)], office, ORIGIN), office)
    assert profiled[1].practitioner(11).set_up is SetUp.PROFILE
    [older] = plan([told(2, is_agreement=False)], profiled, ORIGIN).rows
    assert older.reason is Reason.OLDER
    agreed = applied(plan([told(1, is_agreement=True)], profiled, ORIGIN), profiled)
    assert agreed[1].practitioner(11).set_up is SetUp.AGREEMENT
    [older] = plan([told(2, is_agreement=True)], agreed, ORIGIN).rows
    assert older.reason is Reason.OLDER


def test_R5_a_profile_does_not_make_unknown_what_agreements_have_said() -> None:
    def told(*, is_agreement: bool, services: tuple[str, ...]) -> SetUpEntry:
        return SetUpEntry(
            her_id=11, as_of=AS_OF, is_agreement=is_agreement, services=services, overview=Known.NO
        )

    known = applied(
        plan([told(is_agreement=True, services=("ekontakt",))], {1: OFFICE}, ORIGIN), {1: OFFICE}
    )
    later = applied(plan([told(is_agreement=False, services=())], known, ORIGIN), known)
    assert later[1].practitioner(11).set_up is SetUp.AGREEMENT
    assert later[1].practitioner(11).practitioner_overview is Known.NO
    assert later[1].offers == (ServiceOffer(practitioner=11, service="ekontakt"),)
