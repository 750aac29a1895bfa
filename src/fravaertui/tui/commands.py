"""Every command once: its id, keys and words.

Bindings, the key bar, the command palette, the help screen and the user guide are all made
from this list, and the settings file remaps keys by id. No key depends on Alt, or is one that
tmux or screen takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from textual.screen import Screen

from fravaertui.texts.catalogue import msgid
from fravaertui.tui.key_names import is_sign, key_name
from fravaertui.tui.places import NOWHERE, Place
from fravaertui.tui.textual_overrides.bindings import bind_keys

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing an agent can do.

    `label` is the key bar's word and `help` the sentence of palette and help screen, both
    message ids, as is `also`: other words that the palette finds it by. `bar` is False for what
    need not be seen all the time, and `unlisted` are the places whose bar has no room for it.
    """

    id: str
    keys: str
    label: str
    help: str
    place: Place = Place.ABSENCES
    bar: bool = True
    unlisted: Place = NOWHERE
    also: str = ""

    @property
    def handler(self) -> str:
        """The action, of the pane or the screen that knows how, which this command runs."""
        return "command_" + self.id.replace(".", "_")

    @property
    def shown_key(self) -> str:
        """The first key as printed on a keyboard."""
        return key_name(self.keys.split(",")[0])

    @property
    def shown_key_when_typing(self) -> str:
        """The first key that is not a letter or sign, which a field would take."""
        keys = self.keys.split(",")
        return key_name(next((key for key in keys if not is_sign(key)), keys[0]))


COMMANDS = (
    Command(
        "clinic.find",
        "slash,ctrl+f",
        msgid("find"),
        msgid("Find a clinic or a practitioner"),
        Place.TABS | Place.PAST | Place.OPENED,
        unlisted=Place.PAST | Place.OPENED,
    ),
    Command("find.leave", "escape", "", msgid("Go one step back"), Place.TABS, bar=False),
    Command("absence.add", "n", msgid("new"), msgid("Add absence")),
    Command("absence.amend", "e", msgid("change"), msgid("Change the chosen absence")),
    Command("absence.extend", "f", msgid("extend"), msgid("Extend or shorten the chosen absence")),
    Command(
        "absence.reopen",
        "a",
        msgid("reopen"),
        msgid("Reopen today: end the chosen absence yesterday"),
    ),
    Command("absence.delete", "d,delete", msgid("delete"), msgid("Delete the chosen absence")),
    Command(
        "absence.elsewhere",
        "o",
        "",
        msgid("Open the same absence, unsaved, at the person's other clinic"),
        bar=False,
    ),
    Command("cover.add", "n", msgid("new one"), msgid("Set a substitute"), Place.SUBSTITUTES),
    Command(
        "cover.amend",
        "e",
        msgid("change"),
        msgid("Change the chosen substitute"),
        Place.SUBSTITUTES,
    ),
    Command(
        "cover.remove",
        "d,delete",
        msgid("delete"),
        msgid("End or remove the cover"),
        Place.SUBSTITUTES,
    ),
    Command(
        "cover.steps",
        "v",
        msgid("steps"),
        msgid("Go to the steps of the set-up"),
        Place.SUBSTITUTES,
    ),
    Command(
        "cover.help",
        "o",
        msgid("about"),
        msgid("What the substitute solution is and what it needs"),
        Place.SUBSTITUTES,
    ),
    Command(
        "covers",
        "v",
        msgid("substitutes"),
        msgid("Substitutes and their set-up"),
        Place.CLINIC & ~Place.SUBSTITUTES,
    ),
    Command(
        "information.amend",
        "e,enter",
        msgid("change"),
        msgid("Change the clinic's text and its EPJ"),
        Place.INFORMATION,
    ),
    Command(
        "information.offers",
        "o",
        msgid("services"),
        msgid("Note the services that the practitioner offers"),
        Place.INFORMATION,
    ),
    Command("history.revert", "u", msgid("undo"), msgid("Undo the chosen change"), Place.HISTORY),
    Command(
        "history.revert_list",
        "U",
        "",
        msgid("Take back the list that the chosen change was made by, at all its clinics"),
        Place.HISTORY,
        bar=False,
    ),
    Command(
        "history.known",
        "d",
        msgid("as known then"),
        msgid("See what was known after the chosen change"),
        Place.HISTORY,
    ),
    Command("known.close", "escape,q", msgid("back to now"), msgid("Back to now"), Place.PAST),
    Command(
        "triage", "t", msgid("triage"), msgid("Findings of all clinics as a queue"), Place.TABS
    ),
    Command(
        "guide", "g", msgid("guide"), msgid("Guides for typical calls"), Place.CLINIC, bar=False
    ),
    Command(
        "information",
        "m",
        msgid("information"),
        msgid("The clinic's text and its EPJ"),
        Place.CLINIC,
        bar=False,
    ),
    Command(
        "drafts", "ctrl+o", "", msgid("Take up a draft that was not saved"), Place.TABS, bar=False
    ),
    Command(
        "vendors",
        "L",
        msgid("vendors"),
        msgid("The EPJ vendors and what is known of them"),
        Place.TABS,
        bar=False,
    ),
    Command(
        "import",
        "K",
        msgid("import"),
        msgid("Import clinics from register files"),
        Place.TABS,
        bar=False,
    ),
    Command(
        "list",
        "i",
        msgid("list"),
        msgid("Read a list of absences: pasted, typed or from a file"),
        Place.TABS,
        bar=False,
    ),
    Command(
        "findings", "x", msgid("findings"), msgid("Go to the findings of this clinic"), Place.CLINIC
    ),
    Command(
        "write.undo",
        "u",
        msgid("undo"),
        msgid("Undo the last thing you saved"),
        Place.ABSENCES | Place.SUBSTITUTES | Place.INFORMATION | Place.FINDINGS,
    ),
    Command(
        "history", "H", msgid("history"), msgid("What has happened to the clinic"), Place.CLINIC
    ),
    Command(
        "tab.next", "right_square_bracket", "", msgid("Go to the next tab"), Place.CLINIC, bar=False
    ),
    Command(
        "tab.previous",
        "left_square_bracket",
        "",
        msgid("Go to the tab before"),
        Place.CLINIC,
        bar=False,
    ),
    Command(
        "absence.ended",
        "h",
        msgid("ended"),
        msgid("Show or hide ended absences"),
        Place.OVERVIEW,
        bar=False,
    ),
    Command(
        "calendar",
        "c",
        "",
        msgid("Walk through the days in the calendar with the arrow keys"),
        Place.OVERVIEW,
        bar=False,
    ),
    Command(
        "practitioner.next",
        "b",
        msgid("practitioner"),
        msgid("See the next practitioner"),
        Place.VIEWS,
        bar=False,
    ),
    Command(
        "practitioner.previous",
        "B",
        "",
        msgid("See the previous practitioner"),
        Place.VIEWS,
        bar=False,
    ),
    Command(
        "date.choose",
        "p",
        msgid("date"),
        msgid("See what the citizen sees on another date"),
        Place.VIEWS,
    ),
    Command("date.back", "minus", "", msgid("One day back"), Place.VIEWS, bar=False),
    Command("date.on", "plus", "", msgid("One day on"), Place.VIEWS, bar=False),
    Command("date.today", "0", "", msgid("Back to today"), Place.VIEWS, bar=False),
    Command(
        "language.next",
        "s",
        msgid("language"),
        msgid("See the citizen's page in the next language"),
        Place.VIEWS,
        bar=False,
    ),
    Command("why", "w", msgid("why"), msgid("Why does the citizen see this?"), Place.BROWSING),
    Command(
        "read_back",
        "y",
        msgid("copy"),
        msgid("Copy what to read back to the caller"),
        Place.BROWSING,
    ),
    Command(
        "pane.clinics", "1", "", msgid("Go to the clinics"), Place.TABS | Place.READING, bar=False
    ),
    Command(
        "pane.absences",
        "2",
        "",
        msgid("Go to the absences"),
        Place.TODAY | Place.BROWSING,
        bar=False,
    ),
    Command(
        "pane.citizen",
        "3",
        "",
        msgid("Go to what the citizen sees"),
        Place.TODAY | Place.BROWSING,
        bar=False,
    ),
    Command(
        "pane.narrower",
        "less_than_sign",
        "",
        msgid("Make the pane at the side narrower"),
        Place.TODAY | Place.VIEWS,
        bar=False,
    ),
    Command(
        "pane.wider",
        "greater_than_sign",
        "",
        msgid("Make the pane at the side wider"),
        Place.TODAY | Place.VIEWS,
        bar=False,
    ),
    Command(
        "start.hide",
        "exclamation_mark",
        "",
        msgid("Show or hide how to get started"),
        Place.TODAY,
        bar=False,
    ),
    Command("reload", "r,f5", "", msgid("Fetch the clinic again"), Place.TABS, bar=False),
    Command(
        "theme.next",
        "ctrl+t",
        "",
        msgid("Switch between dark, light and monochrome"),
        Place.TABS,
        bar=False,
        also=msgid("theme colours mono"),
    ),
    Command(
        "screen.language",
        "S",
        "",
        msgid("Switch the program's language: bokmål, nynorsk, English"),
        Place.TABS | Place.TRIAGE,
        bar=False,
    ),
    Command("form.save", "ctrl+s,f2", msgid("save"), msgid("Save"), Place.FORM),
    Command(
        "form.save_and_new",
        "ctrl+n",
        msgid("save and new"),
        msgid("Save, and open an empty form with the same services and case"),
        Place.FORM,
    ),
    Command("form.cancel", "escape", msgid("cancel"), msgid("Leave the form"), Place.FORM),
    Command(
        "form.other",
        "ctrl+g",
        msgid("change the other"),
        msgid("Change the absence that stands in the way instead"),
        Place.FORM,
        bar=False,
    ),
    Command("answer.yes", "J", msgid("yes, do it"), msgid("Yes, do it"), Place.QUESTION),
    Command(
        "answer.no",
        "escape,left",
        msgid("no"),
        msgid("No, go back"),
        Place.QUESTION,
    ),
    Command("way.first", "1", msgid("first"), msgid("Take the first way out"), Place.WAYS),
    Command("way.second", "2", msgid("second"), msgid("Take the second way out"), Place.WAYS),
    Command("way.third", "3", msgid("third"), msgid("Take the third way out"), Place.WAYS),
    Command("ways.leave", "escape,left", msgid("back"), msgid("Back"), Place.WAYS),
    Command("triage.take", "a", msgid("take"), msgid("Take the finding: I do it"), Place.TRIAGE),
    Command(
        "triage.snooze", "z", msgid("put off"), msgid("Put the finding off to a day"), Place.TRIAGE
    ),
    Command(
        "triage.intend", "i", msgid("meant so"), msgid("Say that it is meant so"), Place.TRIAGE
    ),
    Command("triage.undo", "u", msgid("undo"), msgid("Undo what you last said"), Place.TRIAGE),
    Command(
        "triage.first", "1", "", msgid("Mend the finding the first way"), Place.TRIAGE, bar=False
    ),
    Command(
        "triage.second", "2", "", msgid("Mend the finding the second way"), Place.TRIAGE, bar=False
    ),
    Command(
        "triage.third", "3", "", msgid("Mend the finding the third way"), Place.TRIAGE, bar=False
    ),
    Command(
        "triage.release", "s", msgid("release"), msgid("Take back what was said"), Place.TRIAGE
    ),
    Command(
        "triage.views", "v", msgid("views"), msgid("Choose a view: saved filters"), Place.TRIAGE
    ),
    Command(
        "triage.day",
        "p",
        msgid("date"),
        msgid("Look ahead: what will be wrong on a coming day"),
        Place.TRIAGE,
    ),
    Command("triage.code", "c", msgid("kind"), msgid("Narrow to a kind"), Place.TRIAGE),
    Command(
        "triage.municipality",
        "o",
        msgid("municipality"),
        msgid("Narrow to a municipality"),
        Place.TRIAGE,
    ),
    Command("triage.vendor", "l", msgid("EPJ"), msgid("Narrow to an EPJ vendor"), Place.TRIAGE),
    Command(
        "triage.severity", "g", msgid("severity"), msgid("Narrow to next severity"), Place.TRIAGE
    ),
    Command("triage.mine", "m", msgid("mine"), msgid("Narrow to what I have taken"), Place.TRIAGE),
    Command(
        "triage.all", "h", msgid("put away"), msgid("Show what was put away too"), Place.TRIAGE
    ),
    Command("triage.everything", "x", msgid("all"), msgid("Show all that waits"), Place.TRIAGE),
    Command(
        "triage.save_view",
        "n",
        "",
        msgid("Save the filters in force as a view"),
        Place.TRIAGE,
        bar=False,
    ),
    Command(
        "triage.forget_view", "d", "", msgid("Forget the view in force"), Place.TRIAGE, bar=False
    ),
    Command("triage.reload", "r,f5", "", msgid("Fetch the queue again"), Place.TRIAGE, bar=False),
    Command("triage.close", "escape,q,t,left", msgid("back"), msgid("Back"), Place.TRIAGE),
    Command(
        "draft.throw",
        "ctrl+d,delete",
        msgid("throw away"),
        msgid("Throw the draft away"),
        Place.DRAFTS,
    ),
    Command(
        "drafts.close", "escape,left", msgid("later"), msgid("Leave it for later"), Place.DRAFTS
    ),
    Command("vendor.add", "n", msgid("new one"), msgid("Add an EPJ vendor"), Place.VENDORS),
    Command("vendor.amend", "e", msgid("change"), msgid("Change the chosen vendor"), Place.VENDORS),
    Command(
        "vendors.reload", "r,f5", "", msgid("Fetch the vendors again"), Place.VENDORS, bar=False
    ),
    Command("import.apply", "ctrl+s", msgid("apply"), msgid("Apply the plan"), Place.IMPORT),
    Command("import.files", "f", msgid("files"), msgid("Choose the files to read"), Place.IMPORT),
    Command(
        "import.revert",
        "u",
        msgid("take back"),
        msgid("Take the import back, at all its clinics"),
        Place.IMPORT,
    ),
    Command(
        "import.whole",
        "w",
        "",
        msgid("The files are the whole register: who is missing is not active any more"),
        Place.IMPORT,
        bar=False,
    ),
    Command("import.new", "1", "", msgid("Show what is new"), Place.IMPORT, bar=False),
    Command("import.changed", "2", "", msgid("Show what is changed"), Place.IMPORT, bar=False),
    Command(
        "import.deactivated", "3", "", msgid("Show who stops being active"), Place.IMPORT, bar=False
    ),
    Command("import.same", "4", "", msgid("Show what stays as it is"), Place.IMPORT, bar=False),
    Command("import.refused", "5", "", msgid("Show what is refused"), Place.IMPORT, bar=False),
    Command("import.questions", "6", "", msgid("Show what is to settle"), Place.IMPORT, bar=False),
    Command("import.close", "escape,q,left", msgid("back"), msgid("Back"), Place.IMPORT),
    Command("list.save", "ctrl+s,f2", msgid("save"), msgid("Save the list"), Place.LISTING),
    Command("list.next", "n", msgid("next question"), msgid("Go to the next question"), Place.LIST),
    Command(
        "list.leave_out",
        "x,delete",
        msgid("leave out"),
        msgid("Leave the row out, or take it in again"),
        Place.LIST,
    ),
    Command(
        "list.services",
        "t",
        msgid("services"),
        msgid("Choose the services of the whole list"),
        Place.LIST,
    ),
    Command(
        "list.case",
        "c",
        msgid("case"),
        msgid("Type the case that the list is for"),
        Place.LIST,
        bar=False,
    ),
    Command("list.correct", "e", msgid("change"), msgid("Correct the chosen row"), Place.LIST),
    Command(
        "list.read_back",
        "y",
        msgid("copy"),
        msgid("Copy what to send to the office"),
        Place.LIST,
    ),
    Command(
        "list.file",
        "f,f3",
        msgid("file"),
        msgid("Read the list from a file"),
        Place.LISTING,
        unlisted=Place.LIST,
    ),
    Command(
        "list.clinics",
        "l,f4",
        msgid("clinics"),
        msgid("Choose the clinics that the list is about"),
        Place.LISTING,
        bar=False,
    ),
    Command(
        "list.language",
        "s",
        "",
        msgid("See the citizen's sentences in the next language"),
        Place.LIST,
        bar=False,
    ),
    Command(
        "list.passed_over",
        "o",
        "",
        msgid("Show what of the text was passed over"),
        Place.LIST,
        bar=False,
    ),
    Command("list.throw", "ctrl+d", "", msgid("Throw the list away"), Place.LIST, bar=False),
    Command("list.close", "escape,q", msgid("back"), msgid("Back"), Place.LISTING),
    Command("vendors.close", "escape,q,left", msgid("back"), msgid("Back"), Place.VENDORS),
    Command(
        "report",
        "f12",
        "",
        msgid("Copy what a report of a fault needs"),
        Place.WORKING,
        bar=False,
    ),
    Command("sign.in", "I", "", msgid("Sign in"), Place.TABS, bar=False),
    Command("sign.out", "O", "", msgid("Sign out"), Place.TABS, bar=False),
    Command(
        "sign.copy_address",
        "y",
        msgid("copy the address"),
        msgid("Copy the address to sign in at"),
        Place.SIGN_IN,
    ),
    Command(
        "sign.copy_code",
        "c",
        msgid("copy the code"),
        msgid("Copy the code to give there"),
        Place.SIGN_IN,
    ),
    Command("sign.again", "enter,r", msgid("new code"), msgid("Ask for a new code"), Place.SIGN_IN),
    Command("sign.cancel", "escape,q", msgid("cancel"), msgid("Leave the sign-in"), Place.SIGN_IN),
    Command("palette.close", "escape", msgid("back"), msgid("Back"), Place.CHOOSING),
    Command("date.cancel", "escape", msgid("back"), msgid("Back"), Place.PROMPT),
    Command("read.close", "escape,q,left", msgid("back"), msgid("Back"), Place.READING),
    Command(
        "palette",
        "ctrl+p,colon",
        msgid("commands"),
        msgid("All commands"),
        Place.WORKING,
        bar=False,
    ),
    Command("redraw", "ctrl+l", "", msgid("Draw the screen anew"), Place.WORKING, bar=False),
    Command("quit", "q,ctrl+q", msgid("quit"), msgid("Quit"), Place.TABS),
    Command("help", "question_mark,f1", msgid("help"), msgid("Help"), Place.WORKING),
)


WAYS_OUT = ("way.first", "way.second", "way.third")
"""The commands that take the ways out, in their order; there may be fewer ways."""

FIND_HINTS = (("Enter", msgid("choose")), ("↓", msgid("hits")))
"""The search field's own keys, as the key bar says them."""

FIND_COMMANDS = {
    "find.leave": msgid("back"),
    "palette": msgid("commands"),
    "quit": msgid("quit"),
}
"""What the key bar says besides while letters go to the search field."""


def key_names(commands: Iterable[Command]) -> dict[str, str]:
    """Return, by command, the key that sentences on the screen name.

    In a form only a key that no field takes will do. A command that has lost its keys is found in
    the palette.
    """
    shown = {
        c.id: c.shown_key_when_typing if c.place is Place.FORM else c.shown_key for c in commands
    }
    return {name: key or shown["palette"] or key_name("ctrl+p") for name, key in shown.items()}


def bind(screen: Screen[R], commands: Iterable[Command]) -> None:
    """Give a screen the keys of these commands."""
    for command in commands:
        if command.keys:
            bind_keys(screen, command.keys, f"command('{command.id}')", command.help)


def by_id(command_id: str) -> Command:
    """Return the command with an id. Raises KeyError."""
    return _BY_ID[command_id]


_BY_ID = {command.id: command for command in COMMANDS}
