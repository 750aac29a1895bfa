"""What a role may not do is said before anything is typed."""

from datetime import UTC, datetime

import pytest

from fravaertui.protocol.auth import Role
from fravaertui.session.permissions import refusal, unavailable
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS

NB = screen_words("nb")
WRITES = {
    *("absence.add", "absence.amend", "absence.extend", "absence.reopen", "absence.delete"),
    *("cover.add", "cover.amend", "cover.remove", "information", "information.amend"),
    "information.offers",
    *("form.save", "form.save_and_new", "list.save", "history.revert_list"),
    *("write.undo", "history.revert"),
    *("triage.take", "triage.snooze", "triage.intend", "triage.release", "triage.undo"),
    *("triage.first", "triage.second", "triage.third"),
}
FOR_SUPERVISORS = {"vendor.add", "vendor.amend", "import"}


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.VIEWER, WRITES | FOR_SUPERVISORS),
        (Role.AGENT, FOR_SUPERVISORS),
        (Role.SUPERVISOR, set()),
        (None, set()),  # nobody signs in
    ],
)
def test_what_a_role_may_not_do_is_refused_before_anything_is_typed(
    role: Role | None, refused: set[str]
) -> None:
    ids = {command.id for command in COMMANDS}
    assert ids >= WRITES | FOR_SUPERVISORS
    assert {one for one in ids if refusal(one, role, NB)} == refused


def test_who_is_signed_out_already_is_told_so_instead_of_being_signed_out_again() -> None:
    state = SessionState(NB, lambda: datetime(2026, 11, 22, tzinfo=UTC), {})
    assert not unavailable("sign.out", state)
    state.contact = Contact.SIGNED_OUT
    assert unavailable("sign.out", state) == "Du er ikke logget inn."
    assert not unavailable("absence.add", state), "what is typed is saved after signing in"
