"""What a report of a fault needs, as lines to copy into a ticket."""

from pathlib import Path

from fravaertui.domain.calendar import OSLO
from fravaertui.session.state import SessionState
from fravaertui.tui.panes.header_footer import contact_word


def report_lines(state: SessionState) -> list[str]:
    """Return versions, settings and their sources, the contact, and the last errors.

    The home folder, whose name may be the agent's, is `~`. Times are those of the agent's clock.
    """
    words, home = state.words, str(Path.home())
    contact, _ = contact_word(state)
    lines = [
        f"fravaertui, {state.now().astimezone(OSLO).isoformat(timespec='seconds')}, {contact}",
        words("Last errors"),
        *(f"  {error}" for error in state.errors() or (words("none in this session"),)),
        *state.about(),
    ]
    return [line.replace(home, "~") for line in lines]
