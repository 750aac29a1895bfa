"""The effect of a change in words: before it is saved, when it is, and in the history (A12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from textwrap import shorten
from uuid import UUID

from fravaertui.domain.citizen_view import ServiceView, State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import Hole
from fravaertui.domain.model import Absence, ClinicFacts, StepReport, Substitute
from fravaertui.domain.summary import ChangeSummary, RecordChange, Shift
from fravaertui.domain.view_changes import Seen
from fravaertui.protocol.citizen_page import CitizenLanguage
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.citizen import quoted, service_card
from fravaertui.texts.dates import long_day, near_day, period_phrase, short_period
from fravaertui.texts.history import fact_name
from fravaertui.texts.records import Names, change_phrase, record_phrase
from fravaertui.texts.reopenings import each_opening, various_openings
from fravaertui.texts.services import service_list, state_word
from fravaertui.texts.stand_ins import away_sentences

BOTH = 2
MOST_FIRST_DAYS = 3
"""Days named one by one on which citizens begin to see a change."""

MOST_RECORDS = 3
"""Records named in the line after saving; the history names them all."""

LONGEST_QUOTE = 40
"""Characters of a text in the line after saving; the history has all of it."""

_SAVED, _ENDED, _DELETED, _NOTED = msgid("Saved"), msgid("Ended"), msgid("Deleted"), msgid("Noted")
_VERBS = (_SAVED, _ENDED, _DELETED, _NOTED)
_ADDED = msgid("{what} is added: {phrase}")
_PLANNED = {
    _ENDED: msgid("{what} is ended: {phrase}"),
    _DELETED: msgid("{what} is deleted: {phrase}"),
    _NOTED: msgid("{what} is noted: {phrase}"),
    _SAVED: msgid("{what} is changed: {phrase}"),
}
_FOUND_OUT = frozenset({"epj_states", "practitioners", "offers", *ClinicFacts.model_fields})
"""What is learned of how it is already, and changes nothing by being noted."""

_NOTED_PARTS = frozenset({"epj_states", "step_reports", "practitioners", "offers"})
_SEEN_IN_NO_PAGE = frozenset({"step_reports", "epj_vendor"})


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """Shifts described together: equal but for the days they reopen, which may be several."""

    starts: date
    ends: date | None
    practitioners: tuple[int, ...]
    services: tuple[str, ...]
    before: Seen
    after: Seen
    opened_on: tuple[date, ...]
    opens_on: tuple[date, ...]
    closes_again_on: tuple[date, ...]
    direct: bool


def shift_rows(shifts: Iterable[Shift], everyone: Sequence[int]) -> list[ShiftRow]:
    """Return the shifts in order: what the change itself does first, then by first day."""
    alike: dict[tuple[object, ...], list[Shift]] = {}
    for shift in shifts:
        states = [(s.state, s.substitute, s.conditional) for s in (shift.before, shift.after)]
        key = (shift.starts, shift.ends, shift.services, *states, shift.direct)
        alike.setdefault(key, []).append(shift)
    return sorted((_row(group, everyone) for group in alike.values()), key=lambda r: not r.direct)


def _row(group: list[Shift], everyone: Sequence[int]) -> ShiftRow:
    first, people = group[0], {p for shift in group for p in shift.practitioners}
    return ShiftRow(
        starts=first.starts,
        ends=first.ends,
        practitioners=tuple(p for p in everyone if p in people),
        services=first.services,
        before=first.before,
        after=first.after,
        opened_on=_days(shift.before.reopens_on for shift in group),
        opens_on=_days(shift.after.reopens_on for shift in group),
        closes_again_on=_days(shift.closes_again_on for shift in group),
        direct=first.direct,
    )


def _days(days: Iterable[date | None]) -> tuple[date, ...]:
    return tuple(sorted({day for day in days if day}))


def whom(practitioners: Sequence[int], everyone: Sequence[int], names: Names, words: Words) -> str:
    """Return whom it is about: a name, «alle 14 behandlerne», or «12 av 14 behandlere»."""
    if len(practitioners) == 1:
        return names.practitioner(practitioners[0])
    if len(practitioners) == len(everyone) == BOTH:
        return words("both practitioners")
    if len(practitioners) == len(everyone):
        return words("all {n} practitioners", n=len(everyone))
    return words("{n} of {all} practitioners", n=len(practitioners), all=len(everyone))


def share(practitioners: Sequence[int], everyone: Sequence[int], names: Names, words: Words) -> str:
    """Return whom it is about as a count, «14 av 14»; one alone by name."""
    if len(practitioners) == 1:
        return names.practitioner(practitioners[0])
    return words("{n} of {all}", n=len(practitioners), all=len(everyone))


def same_state_phrase(before: Seen, after: Seen, words: Words) -> str:
    """Return what differs where the state is the same: the date, or the name; else nothing."""
    if before.state is not after.state or before.conditional is not after.conditional:
        return ""
    if after.state is State.CLOSED:
        return words("closed, opens on another day")
    return words("open, another substitute")


def seen_word(seen: Seen, words: Words) -> str:
    """Return what the citizen notices at a service, in a word."""
    return state_word(seen.state, words, conditional=seen.conditional)


def met_phrase(service: str, seen: Seen, language: CitizenLanguage, words: Words) -> str:
    """Return what the citizen reads, in quotes; the state in a word where the page says nothing."""
    view = ServiceView(
        service=service,
        state=seen.state,
        reopens_on=seen.reopens_on,
        substitute=seen.substitute,
    )
    return quoted(service_card(view, language), words) or seen_word(seen, words)


def reopening_phrases(row: ShiftRow, language: CitizenLanguage, words: Words) -> tuple[str, str]:
    """Return what citizens read where it is closed, before and after; nothing where it is not.

    Where it reopens on several days no text suits everybody: the first and last are shown.
    """

    def phrase(seen: Seen, days: tuple[date, ...]) -> str:
        if len(days) > 1:
            written = partial(long_day, language=words.language)
            return words("reopens {day}", day=various_openings(days, written, words))
        return met_phrase(row.services[0], seen, language, words) if days else ""

    return phrase(row.before, row.opened_on), phrase(row.after, row.opens_on)


def saved_sentence(
    effect: ChangeSummary, file: ClinicFile, words: Words, *, undone: bool = False
) -> str:
    """Return what was done, for whom and which days, and from when the citizen meets it.

    `file` is the clinic as it became. What was `undone` is not said again.
    """
    if not effect.records:
        return words("Nothing is changed.")
    names = Names(file, words, effect.records)
    done: dict[str, list[str]] = {}
    records = _mentioned(effect)
    shown = records[:MOST_RECORDS]
    for change in shown:
        as_new = undone and isinstance(change.after, (Absence, Substitute))
        one = replace(change, before=None) if as_new else change
        phrase = _named(one, names, words, brief=True)
        done.setdefault(_verb(one, effect.today), []).append(phrase)
    ordered = sorted(done.items(), key=lambda one: _VERBS.index(one[0]))
    parts = [f"{words(verb)}: {'; '.join(phrases)}" for verb, phrases in ordered]
    more = len(records) - len(shown)
    if more:
        parts[-1] += " " + words.plural("and {n} more", "and {n} more", more)
    met = meeting_sentence(effect, file, words)
    return ". ".join(parts) + "." + (f" {met}" if met else "")


def named_change(change: RecordChange, names: Names, words: Words) -> str:
    """Return what became of one record: «Slettet: Bo Berg 14.12–27.12.2026, Time»."""
    verb = msgid("Changed")
    if change.after is None:
        verb = _DELETED
    elif not change.before:
        verb = msgid("New")
    return f"{words(verb)}: {_named(change, names, words)}"


def planned_changes(effect: ChangeSummary, file: ClinicFile, words: Words) -> list[str]:
    """Return each record that a question is about: «Vikar slettes: Per Vikar for Bo Berg …».

    They are named where citizens see no difference too, and so are substitutes who go on without
    the absence. `file` is the clinic as it would become.
    """
    names = Names(file, words, effect.records)
    left = [
        words("A substitute goes on all the same: {phrase}", phrase=record_phrase(c, names, words))
        for c in effect.covers_left
    ]
    planned = [
        words(
            _planned(change, effect.today),
            what=fact_name(change, words),
            phrase=change_phrase(change, names, words, planned=True),
        )
        for change in _mentioned(effect)
    ]
    return [*planned, *left]


def _mentioned(effect: ChangeSummary) -> list[RecordChange]:
    """Return the changes but for step reports that come or go with their substitute."""
    covers = {
        cover.id
        for change in effect.records
        for cover in (change.before, change.after)
        if isinstance(cover, Substitute) and not (change.before and change.after)
    }
    reports = ((c, c.before or c.after) for c in effect.records)
    return [c for c, r in reports if not (isinstance(r, StepReport) and r.substitute in covers)]


def meeting_sentence(effect: ChangeSummary, file: ClinicFile, words: Words) -> str:
    """Return from when citizens meet the change, and whose; nothing where they can't."""
    fields = {
        change.what[0] if change.what[0] != "clinic" else change.what[1]
        for change in effect.records
    }
    if fields <= _SEEN_IN_NO_PAGE:
        return ""
    first, names = effect.first, Names(file, words, effect.records)
    if first is None:
        return words("The citizen sees no difference.")
    if fields <= _FOUND_OUT and first <= effect.today:
        return words("The citizen sees it already.")
    met = _first_day_sentences(effect, names, words)
    return " ".join([*met, *_moved_sentences(effect, names, words), *_condition(effect, words)])


def _condition(effect: ChangeSummary, words: Words) -> list[str]:
    """Return that some of what changes is there for citizens only if it is offered."""
    if not any(shift.is_conditional for shift in effect.shifts):
        return []
    return [words("It holds for services that are offered: which they are is not known.")]


def _first_day_sentences(effect: ChangeSummary, names: Names, words: Words) -> list[str]:
    """Return from when citizens see it, for each day with those whose first day it is."""
    days = effect.first_days()
    sentences = []
    closing = {(s.starts, p) for s in effect.shifts if s.direct for p in s.practitioners}
    shifted = {(s.starts, p) for s in effect.shifts for p in s.practitioners} - closing
    for day, people in days[:MOST_FIRST_DAYS]:
        is_said = len(days) == 1 and _is_told_by_records(effect)
        whose = (
            "" if is_said else words(" of {whom}", whom=whom(people, effect.everyone, names, words))
        )
        if day <= effect.today:
            met = words("The citizen{whose} sees it today; it can take an hour.", whose=whose)
        else:
            from_day = near_day(day, effect.today, words.language)
            is_shifted = all((day, person) in shifted for person in people)
            sentence = (
                msgid("The citizen{whose} sees another day of reopening from {day}.")
                if people and is_shifted
                else msgid("The citizen{whose} sees it from {day}.")
            )
            met = words(sentence, whose=whose, day=from_day)
        sentences.append(met)
    later = tuple(p for _, people in days[MOST_FIRST_DAYS:] for p in people)
    if later:
        who = whom(later, effect.everyone, names, words)
        sentences.append(words("The citizen of {whom} sees it later.", whom=who))
    return sentences


def _is_told_by_records(effect: ChangeSummary) -> bool:
    """Tell whether the records that change say themselves whose citizens see it."""
    about = [
        getattr(r, "practitioner", 0) for c in effect.records for r in (c.before, c.after) if r
    ]
    return not effect.affected or (None not in about and len(effect.affected) == 1)


def _moved_sentences(effect: ChangeSummary, names: Names, words: Words) -> list[str]:
    """Tell of neighbouring closures that reopen on another day, before the first day."""
    sentences = []
    for day, moved in groupby(effect.moved, key=lambda shift: shift.starts):
        shifts = list(moved)
        people = {p for shift in shifts for p in shift.practitioners}
        found = [p for p in effect.everyone if p in people]
        opens = _moved_to(shifts, words)
        who = whom(found, effect.everyone, names, words)
        from_day = near_day(day, effect.today, words.language)
        sentences.append(
            words("Already today it says that {whom} opens {opens}.", whom=who, opens=opens)
            if day <= effect.today
            else words(
                "From {day} it says that {whom} opens {opens}.",
                day=from_day,
                whom=who,
                opens=opens,
            )
        )
    return sentences


def _moved_to(shifts: Sequence[Shift], words: Words) -> str:
    """Return when it opens then: which services on which day, if that is so of all of them."""
    written = partial(long_day, language=words.language)
    days: dict[date, dict[str, None]] = {}
    for shift in shifts:
        if shift.after.reopens_on:
            days.setdefault(shift.after.reopens_on, {}).update(dict.fromkeys(shift.services))
    together = {day: tuple(services) for day, services in days.items()}
    differ = len({code for codes in days.values() for code in codes})
    if len(days) > 1 and differ == sum(map(len, days.values())):
        return words("as follows: {days}", days=each_opening(together, written, words))
    return various_openings(tuple(days), written, words)


def hole_sentences(found: Sequence[Hole], file: ClinicFile, words: Words) -> list[str]:
    """Return what stays open with nobody there: «Forny resept er åpen 21.07–01.08 uten vikar»."""
    people: dict[Hole, list[int]] = {}
    for hole in found:
        people.setdefault(replace(hole, practitioner=0), []).append(hole.practitioner)
    names = Names(file, words)
    everyone = [p.her_id for p in file.practitioners]
    return [
        words.plural(
            "{services} is open {days} without a substitute ({whom}).",
            "{services} are open {days} without a substitute ({whom}).",
            len(hole.services),
            services=capital(service_list(hole.services, words)),
            days=short_period(hole.starts, hole.ends, words),
            whom=whom(whose, everyone, names, words),
        )
        for hole, whose in people.items()
    ]


def summary_text(
    effect: ChangeSummary, file: ClinicFile, language: CitizenLanguage, words: Words
) -> str:
    """Return the whole of what citizens see before and after, a line each, read from the top."""
    names = Names(file, words, effect.records)
    lines = []
    for row in shift_rows(effect.shifts, effect.everyone):
        who = whom(row.practitioners, effect.everyone, names, words)
        days = period_phrase(row.starts, row.ends, words)
        services = service_list(row.services, words)
        states = same_state_phrase(row.before, row.after, words) or words(
            "{before} before, {after} after",
            before=seen_word(row.before, words),
            after=seen_word(row.after, words),
        )
        lines.append(capital(f"{days}, {who}, {services}: {states}"))
        marks = (words("before: "), words("after: "))
        both = zip(marks, reopening_phrases(row, language, words), strict=True)
        lines += [mark + phrase for mark, phrase in both if phrase]
        if len(row.services) > 1 and len(row.opens_on) == 1:
            lines.append(words("Each of the others likewise (reconstructed text)."))
    if not effect.shifts:
        lines = [met] if (met := meeting_sentence(effect, file, words)) else []
    warnings = [
        *hole_sentences(effect.holes_after, file, words),
        *away_sentences(effect.away, words),
    ]
    return "\n".join([*lines, *warnings])


def _named(change: RecordChange, names: Names, words: Words, *, brief: bool = False) -> str:
    """Return the change with what it is of, where the record alone doesn't show that.

    `brief` gives only how a text begins, as it is now.
    """
    phrase = change_phrase(change, names, words)
    if brief and change.what == ("clinic", "patient_information") and change.after:
        phrase = f"«{shorten(str(change.after), LONGEST_QUOTE, placeholder=' …')}»"
    labels = {
        "substitutes": msgid("substitute {phrase}"),
        "epj_states": msgid("EPJ of {phrase}"),
        "step_reports": msgid("set-up of {phrase}"),
        "patient_information": msgid("information to patients: {phrase}"),
        "epj_vendor": msgid("EPJ vendor: {phrase}"),
    }
    part, field = change.what
    if part == "clinic" and field not in labels:
        return f"{fact_name(change, words)}: {phrase}"
    label = labels.get(str(field) if part == "clinic" else part)
    return words(label, phrase=phrase) if label else phrase


def _verb(change: RecordChange, today: date) -> str:
    before, after = change.before, change.after
    if change.what[0] == "offers" and after is None:
        return _DELETED
    if change.what[0] in _NOTED_PARTS or change.what == ("clinic", "epj_vendor"):
        return _NOTED
    if after is None:
        return _DELETED
    ends = [r.ends for r in (before, after) if isinstance(r, (Absence, Substitute))]
    both = len(ends) == len((before, after))
    if both and ends[1] and ends[1] < today and ends[0] != ends[1]:
        return _ENDED
    return _SAVED


def _planned(change: RecordChange, today: date) -> str:
    verb = _verb(change, today)
    return _ADDED if verb == _SAVED and not change.before else _PLANNED[verb]


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def reminder(absence: UUID, file: ClinicFile, words: Words) -> str:
    """Return the guide's advice after an absence is registered (rule A7).

    It is in short where nobody substitutes during the absence.
    """
    away = file.absence(absence)
    whose = (s for s in file.substitutes if away.practitioner in (None, s.practitioner))
    if not any(substitute.overlaps(away.starts, away.ends) for substitute in whose):
        return words(
            "Remember: a substitute is registered in the EPJ too. Nothing needs to be switched off "
            "there for now."
        )
    return words(
        "Remember: register the substitute in the EPJ for services that have one. What should "
        "not be available can be switched off in the EPJ, but need not be: The guide of "
        "24.06.2024 says that registering the absence is enough for now."
    )
