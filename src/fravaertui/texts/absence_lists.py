"""Lists of absences in words: what a row is, what is asked about it, what was passed over."""

from collections.abc import Mapping, Sequence

from fravaertui.domain.absence_list import (
    Doubt,
    Extent,
    ListRow,
    Reason,
    RowStatus,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input.values import DateReading
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.problems import date_sentence, violation_sentence
from fravaertui.texts.readings import span_phrase
from fravaertui.texts.services import service_list

_STATUSES = {
    RowStatus.NEW: msgid("new"),
    RowStatus.UNCHANGED: msgid("unchanged"),
    RowStatus.EXTENDS: msgid("extends"),
    RowStatus.OVERLAPS: msgid("overlaps"),
    RowStatus.MEETS_SUBSTITUTE: msgid("meets a substitute"),
    RowStatus.WHO: msgid("who?"),
    RowStatus.WHEN: msgid("when?"),
    RowStatus.SERVICES: msgid("which services?"),
    RowStatus.NOT_AN_ABSENCE: msgid("not an absence"),
    RowStatus.LEFT_OUT: msgid("left out"),
}

# Facts: `name` as the list has it, `candidates`, `days` as proposed, `either` the other readings,
# `said` the words of the period, `unread` the words not understood, `services`, `substitute`.
_QUESTIONS = {
    Doubt.SEVERAL_PEOPLE: msgid("Who is «{name}»: {candidates}?"),
    Doubt.NOBODY: msgid("«{name}» is nobody at the clinic. Choose who it is, or leave it out."),
    Doubt.TRAINING_DOCTOR: msgid(
        "«{name}» is nobody at the clinic. Doctors in training have no list as a rule. "
        "Leave it out?"
    ),
    Doubt.WRITER: msgid("Who wrote this? It says only «I»."),
    Doubt.INITIALS: msgid("Is «{name}» short for {candidates}?"),
    Doubt.EVERYONE: msgid("«{name}»: is it the whole clinic?"),
    Doubt.NAME_OR_WORD: msgid("Is «{name}» a name here: {candidates}?"),
    Doubt.WHICH_CLINIC: msgid("Which clinic is closed?"),
    Doubt.READINGS: msgid("«{said}»: is it {days}, or {either}?"),
    Doubt.NO_DAYS: msgid("Which days? {problem}"),
    Doubt.TURNED: msgid("«{said}» ends before it begins. Is it {days}?"),
    Doubt.FEAST: msgid("«{said}»: is it {days}?"),
    Doubt.START_UNSAID: msgid("The first day is not said. Is it {days}?"),
    Doubt.END_UNSAID: msgid("The last day is not said. Type the days."),
    Doubt.COUNTED: msgid("«{said}»: is it {days}?"),
    Doubt.WHOLE_MONTH: msgid("«{said}»: is it all of it, {days}?"),
    Doubt.RELATIVE: msgid("«{said}» depends on when it was written. Is it {days}?"),
    Doubt.BACK_DISAGREES: msgid(
        "The day of return does not follow the last day. Is it {days}, or {either}?"
    ),
    Doubt.MARKED: msgid("The weeks are marked in a table. Is «{name}» away {days}?"),
    Doubt.WEEKS_UNSAID: msgid("«{said}»: are those weeks, {days}?"),
    Doubt.TWO_DAYS: msgid("«{said}»: is it from the one to the other, {days}?"),
    Doubt.PAIRING: msgid("Whose days are these? Is «{name}» away {days}?"),
    Doubt.PARTLY: msgid("Closed only in parts of it. Is it all of {days}?"),
    Doubt.UNREAD_WORDS: msgid("It says «{unread}» too. Is it absence {days}?"),
    Doubt.NOT_SAID_AWAY: msgid("The list doesn't say that it is absence. Is it?"),
    Doubt.CONTRADICTS: msgid("The list says something else of «{name}» too. Is it {days}?"),
    Doubt.OLDER: msgid("It stands in an older message. Is it still {days}?"),
    Doubt.OTHER_YEAR: msgid("The list is of another year. Is it {days}?"),
    Doubt.PAST: msgid("The days are past: {days}. Another year?"),
    Doubt.UNLIKELY: msgid("{violation}"),
    Doubt.REFUSED: msgid("{violation}"),
    Doubt.SERVICES: msgid("Which services? The list doesn't say."),
    Doubt.COVERED: msgid(
        "Which services does substitute {substitute} cover? Only the others are to be closed."
    ),
    Doubt.SERVICES_HINTED: msgid("Only {services}? The text above the list suggests it."),
    Doubt.COLLEAGUE: msgid("{substitute} is a practitioner here. A substitute on Helsenorge too?"),
    Doubt.OWN_SUBSTITUTE: msgid(
        "{substitute} is away, and nobody is their own substitute. Who is it?"
    ),
    Doubt.SUBSTITUTE_UNNAMED: msgid("There is a substitute without a name. Who, or nobody?"),
}

_WITHOUT_DAYS = {
    Doubt.NO_DAYS: _QUESTIONS[Doubt.NO_DAYS],
    Doubt.UNREAD_WORDS: msgid("It says «{unread}» too. Which days, if it is absence?"),
}
"""What is asked where there are no days to propose."""
_WHICH_DAYS = msgid("Which days?")
_COVERED_UNNAMED = msgid(
    "Which services does the substitute cover? Only the others are to be closed."
)

_LEAVING = msgid(
    "Leaving is not absence: the municipality and Helfo change the registers. Nothing is "
    "registered here."
)
_ELSEWHERE = msgid(
    "{substitute} takes what is urgent. That is no substitute on Helsenorge; nothing is registered."
)

_ELSEWHERE_UNNAMED = msgid(
    "Another office takes what is urgent. That is no substitute on Helsenorge; nothing is "
    "registered."
)

_REASONS = {
    Reason.PROSE: msgid("names nobody and no days"),
    Reason.MAIL: msgid("belongs to the e-mail: header, greeting or signature"),
    Reason.HEADING: msgid("a heading"),
    Reason.NO_DAYS: msgid("absence without days"),
    Reason.NO_NAME: msgid("days without a name"),
    Reason.NOT_ABSENCE: msgid("a name and days, but nothing says absence"),
    Reason.AT_WORK: msgid("says who is at work"),
    Reason.RECURRING: msgid("every week or every other: not a period"),
    Reason.REDUCED: msgid("reduced operation is not absence"),
    Reason.LEAVING: msgid("somebody comes or goes: not absence"),
    Reason.COVER: msgid("colleagues stand in: no substitute on Helsenorge"),
    Reason.TOO_LONG: msgid("too long to be a line of a list"),
}


def status_word(status: RowStatus, words: Words) -> str:
    """Return what a row is, in a word or two."""
    return words(_STATUSES[status])


def row_name(row: ListRow, files: Mapping[int, ClinicFile], words: Words) -> str:
    """Return whom a row is about; as the list writes it while that is asked."""
    file = files.get(row.clinic) if row.clinic is not None else None
    if row.whole_clinic:
        return words("The whole clinic")
    if file and row.practitioner is not None and file.has_practitioner(row.practitioner):
        return file.practitioner(row.practitioner).name
    return f"«{row.entry.written}»" if row.entry.written else words("Nobody is named")


def reason_phrase(reason: Reason, words: Words) -> str:
    """Return why a part of the text was passed over."""
    return words(_REASONS[reason])


def row_questions(row: ListRow, text: str, words: Words) -> tuple[str, ...]:
    """Return what is asked about a row, or said of it; empty when nothing is."""
    if row.status is RowStatus.LEFT_OUT:
        return ()
    if row.status is RowStatus.NOT_AN_ABSENCE:
        name = row.entry.substitute.name if row.entry.substitute else ""
        sentence = _ELSEWHERE if row.entry.substitute else _LEAVING
        if sentence == _ELSEWHERE and not name:
            sentence = _ELSEWHERE_UNNAMED
        return (words(sentence, substitute=name),)
    if row.status in (RowStatus.OVERLAPS, RowStatus.MEETS_SUBSTITUTE):
        return tuple(violation_sentence(v, words) for v in row.violations)
    asked = (question_sentence(row, doubt, text, words) for doubt in row.questions)
    return tuple(dict.fromkeys(asked))


def question_sentence(row: ListRow, doubt: Doubt, text: str, words: Words) -> str:
    """Return one question about a row of the list with this text."""
    entry, either = row.entry, words(" or ")
    facts = {
        "name": entry.written,
        "candidates": either.join(person.name for person in row.candidates),
        "said": _of(entry.period_extent, text),
        "unread": " … ".join(extent.of(text) for extent in entry.unread),
        "days": _days(row.readings[:1], row, words),
        "either": either.join(span_phrase(r.span, words) for r in row.readings[1:]),
        "services": service_list(row.services or (), words),
        "substitute": row.substitute,
        "problem": date_sentence(row.problem, words) if row.problem else "",
        "violation": " ".join(violation_sentence(v, words) for v in row.violations),
    }
    if doubt is Doubt.SEVERAL_PEOPLE and not row.candidates:
        doubt = Doubt.NOBODY
    if doubt is Doubt.READINGS and not facts["either"]:
        doubt = Doubt.COUNTED
    sentence = _QUESTIONS[doubt]
    if doubt is Doubt.UNREAD_WORDS and not facts["unread"]:
        sentence = _QUESTIONS[Doubt.COUNTED if facts["said"] else Doubt.END_UNSAID]
    if "{days}" in sentence and not facts["days"]:
        is_read = doubt is Doubt.UNREAD_WORDS and not facts["unread"]
        sentence = _WHICH_DAYS if is_read else _WITHOUT_DAYS.get(doubt, _WHICH_DAYS)
    if doubt is Doubt.COVERED and not row.substitute.strip("?"):
        sentence = _COVERED_UNNAMED
    return words(sentence, **facts).strip()


def _days(readings: Sequence[DateReading], row: ListRow, words: Words) -> str:
    span = row.span or (readings[0].span if readings else None)
    return span_phrase(span, words) if span else ""


def _of(extent: Extent | None, text: str) -> str:
    return " ".join(extent.of(text).split()) if extent else ""
