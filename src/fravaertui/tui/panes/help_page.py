"""The first page of the help: the keys of the place one is in, on one screen, then all the keys."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, zip_longest

from rich.cells import cell_len

from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.day_states import day_state_word
from fravaertui.tui.commands import Command
from fravaertui.tui.places import Place
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.text_view import Line, Row, fit, line

LEAST_COLUMN = 37
"""Cells that a key and what it does need at least."""

GAP = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Keys under a heading.

    Each entry is what has the keys, ids of commands or keys as they are printed, and a message id
    for what they do; without one it is what the command says of itself.
    """

    heading: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The keys of a place, by groups; `is_typing` where letters go to a field."""

    groups: tuple[Group, ...]
    is_typing: bool = False


_CITIZEN = Group(
    msgid("What the citizen sees"),
    (
        ("practitioner.next practitioner.previous", msgid("next, previous practitioner")),
        ("date.choose", msgid("another date")),
        ("date.back date.on date.today", msgid("a day back, a day on, today")),
        ("language.next", msgid("the citizen's language")),
        ("why", msgid("why the citizen sees this")),
        ("read_back", msgid("copy what to read back")),
    ),
)
_WALK = ("calendar", msgid("day by day in the calendar"))


_GO_TO = Group(
    msgid("Go to"),
    (
        ("clinic.find", msgid("search for a clinic")),
        ("tab.previous tab.next", msgid("the tab before, the next tab")),
        ("triage", msgid("triage: the findings of all")),
        ("guide", msgid("guides for typical calls")),
        ("find.leave", msgid("one step back")),
    ),
)
_PROGRAM = Group(
    msgid("The program"),
    (
        ("screen.language", msgid("the program's language")),
        ("theme.next", msgid("theme: dark, light, monochrome")),
        ("sign.in sign.out", msgid("sign in, sign out")),
        ("reload", msgid("fetch again")),
        ("quit", msgid("quit")),
    ),
)

SEARCH_PAGE = HelpPage(
    (
        Group(
            msgid("In the search"),
            (
                ("a-å 0-9", msgid("name, doctor, number, phone")),
                ("Enter", msgid("open the first hit")),
                ("↓ ↑", msgid("to the hits, and back")),
                ("find.leave", msgid("one step back")),
            ),
        ),
        Group(
            msgid("The program"),
            (
                ("drafts", msgid("drafts that were not saved")),
                ("theme.next", msgid("theme: dark, light, monochrome")),
                ("reload", msgid("fetch again")),
                ("report", msgid("what a report of a fault needs")),
                ("quit", msgid("quit")),
            ),
        ),
    ),
    is_typing=True,
)

_PAGES: Mapping[Place, HelpPage] = {
    Place.TODAY: HelpPage(
        (
            Group(
                msgid("Today at the customer centre"),
                (
                    ("↑ ↓ Enter", msgid("go to a line, open it")),
                    ("clinic.find", msgid("search for a clinic")),
                    ("triage", msgid("triage: the findings of all")),
                    ("drafts", msgid("drafts that were not saved")),
                    ("list", msgid("a list of absences")),
                    ("vendors", msgid("the EPJ vendors")),
                    ("import", msgid("import from register files")),
                    ("start.hide", msgid("«Get started», or not")),
                    ("find.leave", msgid("one step back")),
                ),
            ),
            _PROGRAM,
        )
    ),
    Place.ABSENCES: HelpPage(
        (
            Group(
                msgid("Absences"),
                (
                    ("absence.add", msgid("add an absence")),
                    ("list", msgid("a list of absences")),
                    ("absence.amend", msgid("change")),
                    ("absence.extend", msgid("extend or shorten")),
                    ("absence.reopen", msgid("open again today")),
                    ("absence.delete", msgid("delete")),
                    ("write.undo", msgid("undo the last save")),
                    ("absence.elsewhere", msgid("the same at the other office")),
                    ("absence.ended", msgid("show or hide ended ones")),
                    (
                        "covers information history findings",
                        msgid("substitutes, text, history, findings"),
                    ),
                ),
            ),
            Group(_CITIZEN.heading, (*_CITIZEN.entries, _WALK)),
            _GO_TO,
        )
    ),
    Place.SUBSTITUTES: HelpPage(
        (
            Group(
                msgid("Substitutes"),
                (
                    ("cover.add", msgid("set a substitute")),
                    ("cover.amend", msgid("change")),
                    ("cover.remove", msgid("end or remove")),
                    ("cover.steps", msgid("to the steps of the set-up")),
                    ("Enter", msgid("a step: ok, missing, unknown")),
                    ("cover.help", msgid("about the substitute solution")),
                    ("write.undo", msgid("undo the last save")),
                ),
            ),
            _CITIZEN,
            _GO_TO,
        )
    ),
    Place.HISTORY: HelpPage(
        (
            Group(
                msgid("History"),
                (
                    ("↑ ↓", msgid("from change to change")),
                    ("Enter", msgid("read the whole change")),
                    ("history.revert", msgid("undo the change")),
                    ("history.revert_list", msgid("take a whole list back")),
                    ("history.known", msgid("as it was known then")),
                ),
            ),
            _CITIZEN,
            _GO_TO,
        )
    ),
    Place.INFORMATION: HelpPage(
        (
            Group(
                msgid("Info to patients"),
                (
                    ("information.offers", msgid("note the services offered")),
                    ("write.undo", msgid("undo the last save")),
                ),
            ),
            _CITIZEN,
            _GO_TO,
        )
    ),
    Place.FINDINGS: HelpPage(
        (
            Group(
                msgid("Findings"),
                (
                    ("↑ ↓", msgid("from finding to finding")),
                    ("Enter", msgid("what it is, and mend it")),
                    ("write.undo", msgid("undo the last save")),
                ),
            ),
            _CITIZEN,
            _GO_TO,
        )
    ),
    Place.PAST: HelpPage(
        (
            Group(
                msgid("When looking at the past"),
                (
                    ("known.close", msgid("back to now")),
                    ("↑ ↓", msgid("from absence to absence")),
                    ("absence.ended", msgid("show or hide ended ones")),
                ),
            ),
            _CITIZEN,
        )
    ),
    Place.FORM: HelpPage(
        (
            Group(
                msgid("In a form"),
                (
                    ("Enter Tab", msgid("the next field")),
                    ("↑ ↓", msgid("between fields and answers")),
                    ("form.save", msgid("save")),
                    ("form.save_and_new", msgid("save, and a new one")),
                    ("form.other", msgid("change the other instead")),
                    ("form.cancel", msgid("leave the form")),
                ),
            ),
            Group(
                msgid("Practitioner and services"),
                (
                    ("← →", msgid("the practitioner before, after")),
                    ("[ ]", msgid("space: tick the service")),
                    ("a", msgid("all services, or none")),
                ),
            ),
            Group(
                msgid("Days, as they are said"),
                (
                    ("·", msgid("week 28, w28-30, all of July")),
                    ("·", msgid("12.6, 12.6-8.7, Friday, tomorrow")),
                    ("·", msgid("to: 14 days, +7, back 9.7")),
                ),
            ),
        ),
        is_typing=True,
    ),
    Place.LIST: HelpPage(
        (
            Group(
                msgid("The rows of the list"),
                (
                    ("↑ ↓", msgid("from row to row")),
                    ("Enter", msgid("answer what is asked")),
                    ("list.next", ""),
                    ("list.leave_out", msgid("leave out, take in again")),
                    ("list.correct", msgid("correct the row")),
                    ("list.services", msgid("the services of the list")),
                ),
            ),
            Group(
                msgid("The whole list"),
                (
                    ("list.save", msgid("save it as one")),
                    ("list.read_back", msgid("copy what to send")),
                    ("list.language", msgid("the citizen's language")),
                    ("list.passed_over", msgid("what was passed over")),
                    ("list.file", msgid("read it from a file")),
                    ("list.clinics", msgid("which clinics it is about")),
                    ("list.throw", ""),
                    ("Tab", msgid("the text, the rows, the citizen")),
                    ("list.close", msgid("back; the list is kept")),
                ),
            ),
        )
    ),
    Place.LIST_TEXT: HelpPage(
        (
            Group(
                msgid("The text of the list"),
                (
                    ("Tab", msgid("the text, the rows, the citizen")),
                    ("list.save", msgid("save it as one")),
                    ("list.file", msgid("read it from a file")),
                    ("list.clinics", msgid("which clinics it is about")),
                    ("list.close", msgid("back; the list is kept")),
                ),
            ),
        ),
        is_typing=True,
    ),
    Place.TRIAGE: HelpPage(
        (
            Group(
                msgid("The finding"),
                (
                    ("↑ ↓", msgid("from finding to finding")),
                    ("Enter", msgid("open the clinic at it")),
                    ("triage.take", ""),
                    ("triage.snooze", ""),
                    ("triage.intend", ""),
                    ("triage.release", ""),
                    ("triage.undo", msgid("undo the last thing said")),
                    (
                        "triage.first triage.second triage.third",
                        msgid("mend it one of these ways"),
                    ),
                ),
            ),
            Group(
                msgid("What the queue shows"),
                (
                    ("triage.code", ""),
                    ("triage.municipality", ""),
                    ("triage.vendor", ""),
                    ("triage.severity", ""),
                    ("triage.mine", ""),
                    ("triage.all", ""),
                    ("triage.everything", ""),
                    ("triage.day", msgid("look ahead to a day")),
                ),
            ),
            Group(
                msgid("Views: filters with names"),
                (
                    ("triage.views", msgid("choose")),
                    ("triage.save_view", msgid("save the filters as a view")),
                    ("triage.forget_view", msgid("forget it")),
                    ("triage.reload", msgid("fetch again")),
                    ("triage.close", msgid("one step back")),
                ),
            ),
        )
    ),
}


def help_page(place: Place) -> HelpPage:
    """Return the page of a place; one without a page of its own has its commands in one group."""
    return _PAGES.get(place, HelpPage((Group(msgid("Keys here"), ()),), place in Place.TYPING))


def help_page_lines(
    page: HelpPage, place: Place, commands: Sequence[Command], words: Words, width: int
) -> list[Line]:
    """Return a page in as many columns as there is room for, what the signs mean, and the way on.

    Commands of the place alone that the page does not name stand last in its first group.
    """
    by_id = {command.id: command for command in commands}
    named = {token for group in page.groups for keys, _ in group.entries for token in keys.split()}
    rest = tuple((c.id, "") for c in commands if c.place == place and c.id not in named)
    first, *others = page.groups
    columns = max((width + GAP) // (LEAST_COLUMN + GAP), 1)
    room = (width - (columns - 1) * GAP) // columns
    blocks = [
        _block(group, by_id, words, room, is_typing=page.is_typing)
        for group in (Group(first.heading, (*first.entries, *rest)), *others)
    ]
    rows = _side_by_side(blocks, columns, room)
    onward: list[tuple[str, Look]] = []
    for name, text in (("help", words("all keys")), ("palette", words("all commands"))):
        onward += [(by_id[name].shown_key, "key"), (f" {text}   ", "dim")]
    return [*rows, *_legend(words, width), line(*onward)]


def _side_by_side(blocks: Sequence[Sequence[Row]], columns: int, width: int) -> list[Line]:
    """Return the groups in order in so many columns, none of them divided, as low as can be."""
    count = min(columns, len(blocks))
    ways = [
        [_one_column(blocks[start:end]) for start, end in pairwise((0, *at, len(blocks)))]
        for at in combinations(range(1, len(blocks)), count - 1)
    ]
    best = min(ways, key=lambda way: max(map(len, way)))
    return [
        line(*(part for cell in cells for part in _filled(cell, width + GAP)), *last, wrap=False)
        for *cells, last in zip_longest(*best, fillvalue=list[tuple[str, Look]]())
    ]


def _one_column(blocks: Sequence[Sequence[Row]]) -> list[Row]:
    """Return groups under each other, with a blank row between them."""
    first, *others = blocks
    return [*first, *(row for block in others for row in [list[tuple[str, Look]](), *block])]


def _filled(row: Row, width: int) -> Row:
    used = sum(cell_len(text) for text, _ in row)
    return [*row, (" " * (width - used), "plain")]


def _legend(words: Words, width: int) -> list[Line]:
    """Return what each sign means, on as many rows as it takes."""
    rows: list[Row] = [[]]
    room = width
    for state, appearance in APPEARANCES.items():
        meaning = f" {day_state_word(state, words)}  "
        needed = cell_len(appearance.sign + meaning.rstrip())
        if needed > room:
            rows.append([])
            room = width
        rows[-1] += [appearance.signed, (meaning, "dim")]
        room -= cell_len(appearance.sign + meaning)
    return [line(*row) for row in rows]


def _block(
    group: Group, by_id: Mapping[str, Command], words: Words, width: int, *, is_typing: bool
) -> list[Row]:
    """Return a heading and its keys; what is too long for a row goes on under itself."""
    told: list[tuple[str, str]] = []
    for tokens, text in group.entries:
        meant = [_key(by_id.get(token, token), is_typing=is_typing) for token in tokens.split()]
        if keys := " ".join(key for key in meant if key):
            told.append((keys, words(text or by_id[tokens].help)))
    wide = max((cell_len(keys) for keys, _ in told), default=0) + 2
    rows: list[Row] = [[(words(group.heading), "accent")]]
    for keys, text in told:
        first, *more = textwrap.wrap(text, width - wide - 1) or [""]
        rows.append([(fit(f" {keys}", wide + 1), "strong"), (first, "plain")])
        rows += [[(" " * (wide + 1), "plain"), (part, "plain")] for part in more]
    return rows


def _key(of: Command | str, *, is_typing: bool) -> str:
    if isinstance(of, str):
        return of
    return of.shown_key_when_typing if is_typing else of.shown_key
