"""Describing a change before and after it is saved (rules A5, A7, A12)."""

from collections.abc import Sequence
from datetime import date

from fravaertui.cli.commands.plain.dialogue import Dialogue
from fravaertui.domain.changes import Change, ChangeRequest
from fravaertui.domain.changes.resolutions import ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import holes_about
from fravaertui.domain.substitute_setup import set_up
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words
from fravaertui.texts.stand_ins import away_sentences
from fravaertui.texts.substitutes import (
    next_step_sentence,
    not_offered_sentence,
    verdict_sentence,
    way_phrase,
    way_sentence,
)
from fravaertui.texts.summary import (
    hole_sentences,
    meeting_sentence,
    planned_changes,
    reminder,
    saved_sentence,
    summary_text,
)


def change_lines(before: ClinicFile, after: ClinicFile, today: date, words: Words) -> list[str]:
    """Return what is changed, what citizens see before and after, and from when they do."""
    difference = summary(before, after, today)
    lines = [
        *planned_changes(difference, after, words),
        summary_text(difference, after, MAIN_LANGUAGE, words),
    ]
    return [*lines, meeting_sentence(difference, after, words)] if difference.shifts else lines


def choose_way_out(
    talk: Dialogue,
    changes: Sequence[Change],
    meetings: Sequence[Violation],
    file: ClinicFile,
    today: date,
) -> tuple[Change, ...]:
    """Return the changes of the way out that the agent chooses after seeing the effect of each."""
    talk.say_problems(meetings)
    ways, options = ways_out(changes, meetings, file, today), []
    for way in ways.offered:
        lines = [
            way_phrase(way.way, talk.words),
            *change_lines(file, way.after, today, talk.words),
            way_sentence(way, meetings, talk.words),
        ]
        options.append(("\n".join(filter(None, lines)), way))
    for missing in ways.not_offered:
        talk.say(not_offered_sentence(missing, talk.words))
    return talk.choose(talk.words("Which way out?"), options).changes


def say_saved(
    talk: Dialogue, request: ChangeRequest, before: ClinicFile, after: ClinicFile, today: date
) -> None:
    """Print what was done, what stays open with nobody there, and what to remember."""
    words, difference = talk.words, summary(before, after, today)
    talk.say(saved_sentence(difference, after, words))
    talk.say(*hole_sentences(difference.holes_after, after, words))
    talk.say(*away_sentences(difference.away, words))
    if request.reverts is None and request.absences:
        talk.say(reminder(request.absences[-1], after, words))
    for substitute in request.new_substitutes:
        cover = after.substitute(substitute)
        ready, found = set_up(after, cover, today), holes_about(after, cover, today)
        talk.say(verdict_sentence(ready, words, has_holes=bool(found)))
        if ready.next_step:
            talk.say(next_step_sentence(ready, after, words))
