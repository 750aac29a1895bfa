"""What other agents have done, and who else is here, in one line each."""

from collections.abc import Iterable, Mapping

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.records import difference
from fravaertui.domain.summary import record_changes
from fravaertui.protocol.events import Activity, ChangeOutline, ClinicChanged, Present
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.records import Names
from fravaertui.texts.summary import named_change
from fravaertui.tui.widgets.text_view import Line, line

MOST_DIFFERENCES = 3

_SENTENCES: Mapping[str, str] = {
    "add_absence": msgid("{agent} added an absence for {who} at {time}."),
    "amend_absence": msgid("{agent} changed an absence for {who} at {time}."),
    "end_absence": msgid("{agent} ended an absence for {who} at {time}."),
    "split_absence": msgid("{agent} divided an absence for {who} at {time}."),
    "delete_absence": msgid("{agent} deleted an absence for {who} at {time}."),
    "set_substitute": msgid("{agent} set a substitute for {who} at {time}."),
    "amend_substitute": msgid("{agent} changed a substitute for {who} at {time}."),
    "remove_substitute": msgid("{agent} removed a substitute for {who} at {time}."),
    "confirm_step": msgid("{agent} noted a step of the set-up for {who} at {time}."),
    "report_epj_state": msgid("{agent} noted what the EPJ has switched off for {who} at {time}."),
    "set_patient_information": msgid("{agent} changed the information to patients at {time}."),
    "update_from_register": msgid("{agent} updated the clinic from a register at {time}."),
    "set_offers": msgid("{agent} noted which services {who} offers at {time}."),
    "set_epj_vendor": msgid("{agent} noted which EPJ the clinic uses at {time}."),
}
_SOMETHING = msgid("{agent} changed something here at {time}.")


def news_line(event: ClinicChanged, state: SessionState) -> Line:
    """Return who did what and when; what else they did in the same go is only counted."""
    words, touched = state.words, event.touched
    time = event.at.astimezone(OSLO).strftime("%H:%M")
    first = touched[0] if touched else ChangeOutline(change="unknown", practitioner=None)
    sentence = words(
        _SENTENCES.get(first.change, _SOMETHING),
        agent=event.agent,
        who=_whom(first.practitioner, state),
        time=time,
    )
    more = len(touched) - 1
    if more > 0:
        sentence += " " + words.plural("And {n} change more.", "And {n} changes more.", more)
    return line((sentence, "accent"))


def others_phrase(others: Iterable[Present], words: Words) -> str:
    """Return who else has the clinic open; who edits is named first, and each agent once."""
    doing: dict[str, Activity] = {}
    for present in others:
        if doing.get(present.agent) is not Activity.EDITING:
            doing[present.agent] = present.doing
    editing = [agent for agent, does in doing.items() if does is Activity.EDITING]
    viewing = [agent for agent, does in doing.items() if does is Activity.VIEWING]
    return " · ".join(
        [
            *(words("{agent} is editing here", agent=agent) for agent in editing),
            *(words("{agent} is looking", agent=agent) for agent in viewing),
        ]
    )


def changed_lines(before: ClinicFile, newer: ClinicFile, state: SessionState) -> list[Line]:
    """Return what others made of the clinic meanwhile, from what to what."""
    words, changes = state.words, record_changes(difference(before, newer))
    names = Names(newer, words, changes)
    lines = [line(named_change(c, names, words)) for c in changes[:MOST_DIFFERENCES]]
    more = len(changes) - MOST_DIFFERENCES
    if more > 0:
        lines.append(line((words.plural("and {n} more", "and {n} more", more), "dim")))
    return lines


def _whom(practitioner: int | None, state: SessionState) -> str:
    if practitioner is None:
        return state.words("the whole clinic")
    if state.file and state.file.has_practitioner(practitioner):
        return state.file.practitioner(practitioner).name
    return state.words("someone unknown here (HER-id {n})", n=practitioner)
