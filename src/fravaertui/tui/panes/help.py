"""What is read in the middle pane: why the citizen sees this, and help."""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from fravaertui.domain.citizen_view import Fact, FactCode, citizen_view
from fravaertui.domain.model import Practitioner
from fravaertui.domain.view_changes import Seen
from fravaertui.session.state import SessionState
from fravaertui.texts.call_guide import CALLS, call_guide, call_title
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.records import registered_phrase
from fravaertui.texts.services import service_list
from fravaertui.texts.sources import origin_phrase, set_up_origin
from fravaertui.texts.substitute_help import substitute_help
from fravaertui.texts.summary import seen_word
from fravaertui.texts.trace import fact_sentence
from fravaertui.tui.commands import Command
from fravaertui.tui.key_names import key_name
from fravaertui.tui.panes.absence_rows import source_phrase
from fravaertui.tui.panes.citizen import day_phrase, known_lines
from fravaertui.tui.places import Place
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import appearance_of
from fravaertui.tui.widgets.text_view import BLANK, Line, line

KEY_WIDTH = 10
_HEADINGS = {
    Place.ABSENCES: msgid("In the workbench"),
    Place.FORM: msgid("In a form"),
    Place.QUESTION: msgid("When asked"),
    Place.READING: msgid("When reading"),
    Place.SUBSTITUTES: msgid("Among the substitutes"),
    Place.WAYS: msgid("At the ways out"),
    Place.INFORMATION: msgid("At the clinic's text"),
    Place.HISTORY: msgid("In the history"),
    Place.PAST: msgid("When looking at the past"),
    Place.TRIAGE: msgid("In the triage"),
    Place.SIGN_IN: msgid("When signing in"),
    Place.DRAFTS: msgid("Among the drafts"),
    Place.VENDORS: msgid("Among the EPJ vendors"),
    Place.IMPORT: msgid("When importing"),
    Place.LIST: msgid("In a list of absences"),
    Place.TODAY: msgid("While no clinic is open"),
}
_LOCAL_KEYS = (
    ("↑ ↓ / k j", msgid("Move in a list")),
    ("Enter", msgid("Choose; in a form, the next field")),
    ("Tab", msgid("The next field or pane; Shift+Tab the one before")),
    ("Space", msgid("Tick a service; step to the next practitioner")),
    ("a", msgid("Among the services: tick all or none")),
)


def why_lines(state: SessionState) -> list[Line]:
    """Return, the facts that decided, in order, services that share them together (rule C1)."""
    words = state.words
    if state.shown is None or state.practitioner is None:
        return []
    view = citizen_view(state.pending or state.shown, state.practitioner, state.day)
    name = state.shown.practitioner(state.practitioner).name
    lines = [
        *known_lines(state),
        line((name, "strong"), ("  " + day_phrase(state.day, state.today, words), "accent")),
        BLANK,
    ]
    alike: dict[tuple[Seen, tuple[Fact, ...]], list[str]] = {}
    for service in view.services:
        alike.setdefault((Seen.of(service), service.trace), []).append(service.service)
    for (met, trace), services in alike.items():
        word = (seen_word(met, words).upper(), appearance_of(met.state).look)
        names = service_list(services, words)
        lines.append(line((names[:1].upper() + names[1:], "strong"), "  ", word))
        for number, fact in enumerate(trace, start=1):
            mark = "→" if fact.decides else " "
            look: Look = "plain" if fact.decides else "dim"
            text = f"{mark} {number}. {fact_sentence(fact, words)}"
            lines.append(line((text, look), indent=2, hang=5))
            lines += [line((origin, "dim"), indent=7) for origin in _origin(fact, state)]
        lines.append(BLANK)
    return lines


def _origin(fact: Fact, state: SessionState) -> list[str]:
    """Return where a record comes from: from outside, or who registered it and when."""
    words, file = state.words, state.shown
    record = fact.record
    if file is None:
        return []
    if not isinstance(record, UUID):
        said = _register(fact, file.told(file.practitioner(record)), words)
        return [said] if said else []
    absence = next((a for a in file.absences if a.id == record), None)
    parts = [source_phrase(absence, words).removeprefix(" · ")] if absence else []
    made = state.registered.get(record)
    if made:
        parts.append(registered_phrase(made, words))
    return [", ".join(part for part in parts if part)] if any(parts) else []


def _register(fact: Fact, person: Practitioner, words: Words) -> str:
    """Return which register said so, and when, of a fact about the practitioner."""
    match fact.code:
        case FactCode.PRACTITIONER_ACTIVE | FactCode.PRACTITIONER_NOT_ACTIVE:
            return origin_phrase(person)
        case FactCode.SERVICE_OFFERED | FactCode.SERVICE_NOT_OFFERED | FactCode.OFFER_UNKNOWN:
            return set_up_origin(person, words)
    return ""


def guide_lines(state: SessionState) -> list[Line]:
    """Return the path of each typical call, with what the tool already knows filled in.

    First stands what calls there are, by the letter that leads to each.
    """
    words, file, practitioner = state.words, state.file, state.practitioner
    if file is None or practitioner is None:
        return []
    to_calls = words("{first} to {last} go to the call.", first=CALLS[0][0], last=CALLS[-1][0])
    keys = words(
        "{back} leads to the absences, where the keys work.", back=state.keys["find.leave"]
    )
    index = [line((f"{call} ", "strong"), call_title(call, words), indent=2) for call, _ in CALLS]
    lines = [line((f"{to_calls} {keys}", "dim")), BLANK, *index, BLANK]
    offices = state.also_at(practitioner) if state.index else None
    for call, _ in CALLS:
        lines.append(line((f"{call}. {call_title(call, words)}", "accent")))
        steps = call_guide(
            call, file, practitioner, state.day, state.today, words, offices, state.keys
        )
        lines += [line(f"{n}. {step}", indent=2, hang=3) for n, step in enumerate(steps, start=1)]
        lines.append(BLANK)
    return lines


def call_line(letter: str, lines: Sequence[Line]) -> int | None:
    """Return where in the guides the call with this letter begins; None when none does."""
    title = f"{letter.upper()}. "
    starts = (n for n, each in enumerate(lines) if each.parts and each.parts[0][1] == "accent")
    return next((n for n in starts if lines[n].parts[0][0].startswith(title)), None)


def substitute_help_lines(words: Words) -> list[Line]:
    """Return the help about substitutes (seed 000)."""
    return list(chain.from_iterable(substitute_help_chapters(words)))[:-1]


def substitute_help_chapters(words: Words) -> Iterator[list[Line]]:
    """Yield the help about substitutes chapter by chapter, a blank line after each."""
    for heading, paragraphs in substitute_help(words):
        said = [line(f"· {paragraph}", indent=2, hang=2) for paragraph in paragraphs]
        yield [line((heading, "accent")), *said, BLANK]


def help_lines(commands: Sequence[Command], words: Words) -> list[Line]:
    """Return every key and what it does, from the same declarations as everything else."""
    lines = [
        line((words("fravaertui registers GPs' absence and shows what citizens see."), "plain")),
        BLANK,
    ]
    listed: set[str] = set()
    for place, heading in _HEADINGS.items():
        rows = [c for c in commands if place in c.place and c.id not in listed]
        if rows:
            lines.append(line((words(heading), "accent")))
        for command in rows:
            listed.add(command.id)
            keys = " ".join(key_name(key) for key in command.keys.split(",")) or "–"
            lines.append(_key_line(keys, words(command.help)))
    lines.append(line((words("Everywhere"), "accent")))
    lines += [_key_line(keys, words(text)) for keys, text in _LOCAL_KEYS]
    return lines


def _key_line(keys: str, text: str) -> Line:
    return line((f"{keys:<{KEY_WIDTH}}", "strong"), text, indent=2, hang=KEY_WIDTH)
