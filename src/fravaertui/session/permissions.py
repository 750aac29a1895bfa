"""Which commands can't be used now, so that agents learn it before they type, not after.

The backend enforces roles by itself; this only saves the agent from typing in vain.
"""

from fravaertui.protocol.auth import Role
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.agents import role_needed
from fravaertui.texts.catalogue import Words

NEEDED = {
    Role.AGENT: frozenset(
        {
            *("absence.add", "absence.amend", "absence.extend", "absence.reopen"),
            *("absence.delete", "cover.add", "cover.amend", "cover.remove"),
            *("information", "information.amend", "information.offers"),
            *("write.undo", "history.revert", "form.save", "list.save"),
            "history.revert_list",
            "form.save_and_new",
            *("triage.take", "triage.snooze", "triage.intend", "triage.release", "triage.undo"),
            *("triage.first", "triage.second", "triage.third"),
        }
    ),
    Role.SUPERVISOR: frozenset({"vendor.add", "vendor.amend", "import"}),
}
"""Ids of commands by the lowest role that may use them; all others are for everyone."""

_FOR_SOMEBODY = frozenset(
    {
        *("absence.add", "absence.amend", "absence.extend"),
        *("covers", "cover.add", "cover.amend"),
        *("information", "information.amend", "information.offers"),
        *("why", "guide", "read_back"),
    }
)
"""Ids of the commands that need a practitioner at the clinic."""


def refusal(command_id: str, role: Role | None, words: Words) -> str:
    """Return why the role may not use the command; empty when it may."""
    for needed, commands in NEEDED.items():
        if command_id in commands and role and not role.includes(needed):
            return role_needed(needed, words)
    return ""


def unavailable(command_id: str, state: SessionState) -> str:
    """Return why the agent can't use the command now; empty when they can."""
    words, file = state.words, state.file
    if command_id in _FOR_SOMEBODY and file and not file.practitioners:
        return words("No practitioner is registered at this clinic.")
    refused = refusal(command_id, state.role, words)
    if refused:
        return refused
    if command_id == "write.undo" and state.written is None:
        return words(
            "You have saved nothing since you opened the clinic. {history} shows the history, "
            "and {undo} there undoes.",
            history=state.keys["history"],
            undo=state.keys["history.revert"],
        )
    if command_id == "sign.out" and state.contact is Contact.SIGNED_OUT:
        return words("You are not signed in.")
    return ""
