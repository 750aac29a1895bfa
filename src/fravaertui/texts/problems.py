"""Why a change may not be made, or a date is not understood: one sentence each.

Each says what is wrong, where, and what to do about it (rules D3, D4, W7), short enough to
stand under a form field.
"""

from datetime import date

from fravaertui.domain.date_input import MONTHS, NotUnderstood
from fravaertui.domain.model import Source
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import full_day, moment_phrase, month_name, short_day
from fravaertui.texts.services import service_list
from fravaertui.texts.sources import source_name

_LONGEST_ECHO = 20
"""Characters of what was typed that are said back; all of it stands in the field anyway."""

_ENDS_BEFORE_STARTS = msgid(
    "The last day, {last}, is before the first, {first}. Correct one of the dates."
)

# Facts: the violation's days as `first` and `last`, its absence's as `starts` and `ends`, and the
# substitute's `name`. What is said differently at each field has the field after its code.
_VIOLATIONS = {
    "no_such_practitioner": msgid(
        "The practitioner is not at this clinic. Choose one from the list."
    ),
    "offers_by_agreement": msgid(
        "An agreement (CPA) of {first} says what the practitioner offers. Ask the EPJ vendor if it "
        "is wrong."
    ),
    "no_such_absence": msgid(
        "The absence is no longer there. Someone may have deleted it; look at the list."
    ),
    "absence_exists": msgid("This absence is already registered. Look at the list."),
    "ends_before_starts": _ENDS_BEFORE_STARTS,
    "past_only": msgid("The last day, {first}, is past. It must be {last} or later."),
    "overlap": msgid(
        "Already absent from {starts} to {ends} ({services}). Extend that, or choose other days."
    ),
    "overlap.outside": msgid(
        "Already absent from {starts} to {ends} ({services}), registered from {source}. Confirm "
        "to register this too: what either closes is closed."
    ),
    "overlap.unnamed": msgid(
        "Another absence on the same days has just been registered. Look at the list, then extend "
        "that absence or choose other days."
    ),
    "long_absence": msgid(
        "From {first} to {last} is longer than a year. Confirm if the year is right."
    ),
    "far_ahead": msgid("{first} is more than 18 months ahead. Confirm if the year is right."),
    "started_is_ended_not_deleted": msgid(
        "The absence began {first} and can't be deleted. End it instead."
    ),
    "not_started": msgid(
        "The absence has no past day: it begins {first}. Change it or delete it instead."
    ),
    "starts_in_past": msgid("The first day can't be moved into the past: {first} is the earliest."),
    "split_outside": msgid(
        "The absence can only be split on a day after {first} and not after {last}."
    ),
    "ending_is_later": msgid(
        "The absence already ends {first}. To extend it, change its last day instead."
    ),
    "past_is_read_only.ended": msgid(
        "The absence ended {ends} and can't be changed. Register a new one instead."
    ),
    "past_is_read_only.starts": msgid(
        "The absence has begun: its first day is still {first}. Only the end can be changed."
    ),
    "past_is_read_only.ends": msgid(
        "Past days can't be changed. The last day must be {first} or later."
    ),
    "past_is_read_only.services": msgid(
        "The services up to {first} can't be changed. End the absence then, and register a new one."
    ),
    "no_such_substitute": msgid(
        "The substitute is no longer there. Someone may have removed it; look at the list."
    ),
    "substitute_exists": msgid("This substitute is already registered. Look at the list."),
    "self_substitution": msgid(
        "The HPR number or HER-id is the practitioner's own. Nobody can be their own substitute."
    ),
    "substitute_of_same_name": msgid(
        "The substitute has the practitioner's own name. If it is somebody else, type their HPR "
        "number too."
    ),
    "cover_ends_before_starts": msgid(
        "The substitute ends {last}, before beginning {first}. Correct one of the dates."
    ),
    "cover_is_ended_not_removed": msgid(
        "The substitute began {first} and can't be removed. Change the last day instead."
    ),
    "cover_past.starts": msgid(
        "The substitute has begun: the first day is still {first}. Only the end can be changed."
    ),
    "cover_past.ends": msgid(
        "Past days can't be changed. The substitute's last day must be {first} or later."
    ),
    "cover_past.services": msgid(
        "What the substitute covered up to {first} can't be changed. Set the last day, and "
        "register the rest anew."
    ),
    "substitute_covers": msgid(
        "Absence closes {services} from {first} to {last}, which substitute {name} covers. "
        "Choose what to do."
    ),
    "step_is_seen": msgid("The tool sees this step for itself; it is not set by hand."),
    "seen_in_future": msgid(
        "It can't have been seen on {first}: that day is yet to come. Today is {last}."
    ),
    "seen_since": msgid("{services} was seen later, on {first}. What was seen last stands."),
    "told_since": msgid("That was told later, on {first}. What was told last stands."),
    "not_of_the_desk": msgid(
        "Only absences of the desk can be registered here; one from elsewhere can only be put "
        "back as it was."
    ),
    "no_such_entry": msgid("The clinic's history has no such change. Look at it again."),
    "reverted_already": msgid("{agent} undid this {moment}."),
    "changed_since": msgid("{agent} changed the same {moment}. Undo that first."),
    "practitioner_in_use": msgid(
        "Something is registered for a practitioner who came with this. Remove that first."
    ),
    "nothing_to_undo": msgid("Nothing of this is left to undo: it is past, or as it was before."),
    "not_the_reversal": msgid("This no longer undoes what was shown. Look again."),
}
_LATER = msgid("{sentence} {agent} saved that {moment}.")

_DATES = {
    "date_missing": msgid("Type a date, for example 12.6, week 28 or tomorrow."),
    "date_not_understood": msgid(
        "Can't read «{text}» as a date. Type for example 12.6, 12. juni or week 28."
    ),
    "date_out_of_range": msgid("The date must be in the years 1900 to 2199."),
    "ends_before_starts": _ENDS_BEFORE_STARTS,
    "us_order": msgid("The day comes before the month: type {month}.{day}, not {day}.{month}."),
    "wrong_weekday": msgid("The weekday doesn't match: that date is {on}."),
    "no_such_month": msgid("There is no month {month}. Type the day first, then the month."),
    "no_such_month_name": msgid("There is no month called «{month}». Type for example 12. juni."),
    "no_such_day": msgid("{month} {year} has no day {day}. Check the day and the month."),
    "no_such_day.ever": msgid("{month} has no day {day}. Check the day and the month."),
    "no_such_week": msgid("{year} has no week {week}. Check the week number."),
    "no_such_week.ever": msgid("There is no week {week}. Check the week number."),
    "week_and_year": msgid(
        "Week {week} and {number}? Type a year with four digits, and weeks with a dash."
    ),
    "no_days": msgid("It must be at least one day."),
    "no_end": msgid("Type a last day; it can be changed later."),
    "feast": msgid("Type the dates: holidays are not equally long everywhere."),
    "vague": msgid("That is no certain day. Ask for the date, and type that."),
    "several_spans": msgid("These are several periods: {spans}. Register each on its own."),
    "several_absences": msgid("These are several periods. Register each on its own."),
    "two_starts": msgid("A first day stands here too, another than {starts}. Type only the last."),
    "two_ends": msgid("With the first day it says to {ends}. Empty one of the fields."),
}

_NOT_ONE_DAY = frozenset({"ends_before_starts", "no_end", "several_spans", "several_absences"})
"""What is wrong with days from one to another, where only a day is asked for."""


def violation_sentence(violation: Violation, words: Words) -> str:
    """Return why the change may not be made and what to do instead."""
    facts = {"services": service_list(violation.services, words)}
    if violation.days:
        facts["first"] = full_day(violation.days[0], words.language)
        facts["last"] = full_day(violation.days[-1], words.language)
    if violation.absence:
        facts["starts"] = full_day(violation.absence.starts, words.language)
        facts["ends"] = full_day(violation.absence.ends, words.language)
        facts["source"] = source_name(violation.absence.source, words)
    if violation.substitute:
        facts["name"] = violation.substitute.name
    if violation.made:
        facts["agent"] = violation.made.agent
        facts["moment"] = moment_phrase(violation.made.at, words)
    sentence = words(_VIOLATIONS[_variant(violation)], **facts)
    if violation.made and violation.code not in ("reverted_already", "changed_since"):
        return words(_LATER, sentence=sentence, **facts)
    return sentence


def _variant(violation: Violation) -> str:
    """Return the key of the violation's sentence."""
    absence = violation.absence
    if violation.code == "overlap" and not absence:
        return "overlap.unnamed"  # the database guard knows that days overlap, not with what
    if violation.code == "overlap" and absence and absence.source is not Source.DESK:
        return "overlap.outside"
    if violation.code == "past_is_read_only" and absence and absence.ends < violation.days[0]:
        return "past_is_read_only.ended"
    at_field = f"{violation.code}.{violation.field}"
    return at_field if at_field in _VIOLATIONS else violation.code


def date_sentence(problem: NotUnderstood, words: Words) -> str:
    """Return why what was typed is not a date, and what can be typed."""
    facts = {name: _fact(name, value, words) for name, value in problem.facts.items()}
    if problem.spans:
        spans = (f"{short_day(span.first)}–{short_day(span.last)}" for span in problem.spans)
        facts["spans"] = ", ".join(spans)
    if problem.code == "ends_before_starts":
        facts = {"first": facts["starts"], "last": facts["ends"]}
    ever = f"{problem.code}.ever"
    is_ever = ever in _DATES and "year" not in facts
    return words(_DATES[ever if is_ever else problem.code], **facts)


def day_sentence(problem: NotUnderstood, words: Words) -> str:
    """Return why what was typed is not a day, where one is asked for and nothing is registered."""
    if problem.code in _NOT_ONE_DAY:
        return words("That is not one day. Type one, for example 12.6 or tomorrow.")
    return date_sentence(problem, words)


def _fact(name: str, value: str, words: Words) -> str:
    if name in ("starts", "ends", "on"):
        return full_day(date.fromisoformat(value), words.language)
    if name == "month" and value in MONTHS:
        return month_name(MONTHS.index(value) + 1, words.language)
    return value if len(value) <= _LONGEST_ECHO else f"{value[:_LONGEST_ECHO]}…"
