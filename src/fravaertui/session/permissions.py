"""Which commands a role may not use: said before anything is typed, not after.

The backend decides, and refuses whoever comes another way; this is for the agent's sake.
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
"""Ids of commands, by the least role that may use them; the others are for everyone."""


def refusal(command_id: str, role: Role | None, words: Words) -> str:
    """Return why the role may not use the command; empty when it may."""
    for needed, commands in NEEDED.items():
        if command_id in commands and role and not role.includes(needed):
            return role_needed(needed, words)
    return ""
