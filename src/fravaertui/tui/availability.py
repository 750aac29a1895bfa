"""Why a command is not available where the agent is, said of its key and in the palette."""

from fravaertui.session.permissions import unavailable
from fravaertui.session.state import Loading, SessionState
from fravaertui.texts.catalogue import msgid
from fravaertui.tui.commands import Command
from fravaertui.tui.places import Place

_TABS = (
    (Place.ABSENCES, msgid("Go to the absences first: {key}."), "pane.absences"),
    (Place.SUBSTITUTES, msgid("Go to the substitutes first: {key}."), "covers"),
    (Place.HISTORY, msgid("Go to the history first: {key}."), "history"),
    (Place.INFORMATION, msgid("Go to the tab with the clinic's text first: {key}."), "tab.next"),
    (Place.TODAY, msgid("Leave the clinic first: {key}."), "find.leave"),
)
"""How to get to the tab that a command belongs to, and by which command."""

_WITHOUT_CLINIC = {
    Loading.UNDER_WAY: msgid("The clinic is still being fetched."),
    Loading.FAILED: msgid("The clinic could not be fetched."),
}


def why_not(command: Command, here: Place, state: SessionState) -> str:
    """Return why a command can't be used here and now; empty when it can."""
    words, keys = state.words, state.keys
    elsewhere = here not in command.place
    if elsewhere and here in Place.TYPING:
        return words("Finish or leave what you are doing first.")
    if elsewhere and here is Place.PAST:
        return words("Go back to now first: {key}.", key=keys["known.close"])
    needs_clinic = command.place & Place.CLINIC and Place.TODAY not in command.place
    if needs_clinic and state.file is None:
        return words(_WITHOUT_CLINIC.get(state.loading, msgid("Choose a clinic first.")))
    for tab, sentence, way in _TABS if elsewhere else ():
        if tab in command.place:
            return words(sentence, key=keys[way])
    return unavailable(command.id, state)
