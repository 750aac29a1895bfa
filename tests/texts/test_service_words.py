"""Services, states and statuses in words."""

import pytest

from fravaertui.domain.absences import Status
from fravaertui.domain.citizen_view import State
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.services import service_list, service_name, state_word, status_word

NB, EN = screen_words("nb"), screen_words("en")


def test_services_have_the_names_agents_know() -> None:
    names = ["Timebestilling", "Reseptfornyelse", "E-konsultasjon", "Kontakt legekontoret"]
    assert [service_name(code, NB) for code in STANDARD_SERVICES] == names
    assert len({service_name(code, EN) for code in STANDARD_SERVICES}) == len(names)


@pytest.mark.parametrize("code", ["influensavaksine", "name.timebestilling", "x-{0}"])
def test_an_unknown_service_is_shown_by_its_code(code: str) -> None:
    assert service_name(code, NB) == code


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), ""),
        (("ekonsultasjon",), "E-konsultasjon"),
        (("timebestilling", "ekonsultasjon"), "Timebestilling og E-konsultasjon"),
        (STANDARD_SERVICES[:3], "Timebestilling, Reseptfornyelse og E-konsultasjon"),
        (STANDARD_SERVICES, "alle fire tjenester"),
        (
            (*STANDARD_SERVICES, "vaksine"),
            "Timebestilling, Reseptfornyelse, E-konsultasjon, Kontakt legekontoret og vaksine",
        ),
        (("vaksine", "video", "prove", "attest"), "vaksine, video, prove og attest"),
    ],
)
def test_a_list_of_services_is_one_phrase(codes: tuple[str, ...], said: str) -> None:
    assert service_list(codes, NB) == said


def test_every_state_and_status_has_its_own_word() -> None:
    """Rule A9: told in words, not only by colour."""
    assert [state_word(state, NB) for state in State] == [
        "åpen",
        "åpen, vikar",
        "stengt",
        "vises ikke",
    ]
    assert [status_word(status, NB) for status in Status] == ["pågår", "planlagt", "avsluttet"]
    assert [status_word(status, EN) for status in Status] == ["running", "planned", "ended"]
    assert len({state_word(state, EN) for state in State}) == len(State)
