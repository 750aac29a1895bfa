"""Writing down what a practitioner offers, where no register has said it (rules R1, R5)."""

from datetime import date

from fravaertui.domain.changes import SetOffers, evaluate, inverse
from fravaertui.domain.citizen_view import State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Clinic, Practitioner, ServiceOffer, SetUp

TODAY = date(2026, 11, 22)
BO = 11
TWO = SetOffers(practitioner=BO, services=("timebestilling", "ekontakt"))


def clinic(set_up: SetUp, *offers: ServiceOffer, as_of: date | None = None) -> ClinicFile:
    bo = Practitioner(her_id=BO, name="Bo Test", set_up=set_up, set_up_as_of=as_of)
    return ClinicFile(
        version=1, clinic=Clinic(her_id=1, name="Test"), practitioners=(bo,), offers=offers
    )


def met(file: ClinicFile) -> dict[str, tuple[State, bool]]:
    services = citizen_view(file, BO, TODAY).services
    return {view.service: (view.state, view.is_conditional) for view in services}


def test_what_is_said_is_offered_and_the_rest_is_not() -> None:
    before = clinic(SetUp.UNKNOWN)
    assert set(met(before).values()) == {(State.OPEN, True)}
    after = evaluate([TWO], before, TODAY).file
    assert met(after) == {
        service: (State.OPEN if service in TWO.services else State.NOT_SHOWN, False)
        for service in STANDARD_SERVICES
    }


def test_what_a_profile_lists_may_be_confirmed() -> None:
    listed = ServiceOffer(practitioner=BO, service="timebestilling", ends=date(2017, 2, 6))
    after = evaluate([TWO], clinic(SetUp.PROFILE, listed, as_of=TODAY), TODAY).file
    assert met(after)["timebestilling"] == (State.OPEN, False)
    assert after.practitioner(BO).set_up_as_of is None, "no register's word any more"


def test_a_period_that_the_desk_knows_stays() -> None:
    known = ServiceOffer(practitioner=BO, service="timebestilling", ends=date(2027, 1, 1))
    after = evaluate([TWO], clinic(SetUp.DESK, known), TODAY).file
    assert known in after.offers


def test_an_agreement_says_it_better() -> None:
    file = clinic(SetUp.AGREEMENT, as_of=date(2026, 11, 1))
    [violation] = evaluate([TWO], file, TODAY).violations
    assert (violation.code, violation.days) == ("offers_by_agreement", (date(2026, 11, 1),))


def test_W8_taking_it_back_leaves_what_was_known_before() -> None:
    before = clinic(SetUp.PROFILE, ServiceOffer(practitioner=BO, service="ekontakt"), as_of=TODAY)
    after = evaluate([TWO], before, TODAY).file
    undone = evaluate(inverse([TWO], before, TODAY), after, TODAY)
    assert undone.allowed
    assert undone.file == before
    [taken_back] = inverse([TWO], before, TODAY)
    assert taken_back.as_asked_for() == TWO, "nobody may ask for it but as a revert"


def test_A11_the_same_said_again_is_no_change() -> None:
    after = evaluate([TWO], clinic(SetUp.UNKNOWN), TODAY).file
    assert evaluate([TWO], after, TODAY).unchanged


def test_it_is_about_someone_at_the_clinic() -> None:
    other = SetOffers(practitioner=99, services=("ekontakt",))
    [violation] = evaluate([other], clinic(SetUp.UNKNOWN), TODAY).violations
    assert violation.code == "no_such_practitioner"
