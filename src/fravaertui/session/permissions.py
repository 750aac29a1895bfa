"""Which commands a role may not use, so that agents learn it before they type, not after.

The backend enforces roles by itself; this only saves the agent from typing in vain.
"""

from fravaertui.protocol.auth import Role
from fravaertui.texts.agents import role_needed
from fravaertui.texts.catalogue import Words

NEEDED = {
    Role.AGENT: frozenset(
        {
            *("absence.add", "absence.amend", "absence.extend", "absence.reopen"),
            *("absence.delete", "cover.add", "cover.amend", "cover.remove", "information"),
            *("write.undo", "history.revert", "form.save"),
            *("triage.take", "triage.snooze", "triage.intend", "triage.release"),
        }
    ),
    Role.SUPERVISOR: frozenset({"vendor.add", "vendor.amend"}),
}
"""Ids of commands by the lowest role that may use them; all others are for everyone."""


def refusal(command_id: str, role: Role | None, words: Words) -> str:
    """Return why the role may not use the command; empty when it may."""
    for needed, commands in NEEDED.items():
        if command_id in commands and role and not role.includes(needed):
            return role_needed(needed, words)
    return ""
