"""The rows of a list in lines: what each is, what citizens see of it, and what became of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from fravaertui.domain.absence_list import ListPlan, ListRow, RowStatus
from fravaertui.domain.absence_list.registered import registered_absences
from fravaertui.domain.citizen_view import service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input.values import Span
from fravaertui.domain.view_changes import Seen
from fravaertui.protocol.citizen_page import CitizenLanguage
from fravaertui.texts.absence_lists import reason_phrase, row_name, status_word
from fravaertui.texts.catalogue import Words
from fravaertui.texts.readings import span_phrase
from fravaertui.texts.services import service_list
from fravaertui.texts.summary import met_phrase

LONGEST_QUOTE = 60
"""Characters of what was passed over that are quoted of each part."""


def row_phrase(
    row: ListRow, files: Mapping[int, ClinicFile], words: Words, *, names_clinic: bool
) -> str:
    """Return all that is known of a row on one line: its state, whom, when and which services."""
    name = row_name(row, files, words)
    clinic = files.get(row.clinic) if row.clinic is not None else None
    parts = [f"{name}, {clinic.clinic.name}" if names_clinic and clinic else name]
    if row.span:
        parts.append(span_phrase(row.span, words))
    elif row.proposal:
        parts.append(words("Perhaps {days}", days=span_phrase(row.proposal, words)).lower())
    if row.services:
        parts.append(words("Closed: {services}", services=service_list(row.services, words)))
    if row.covered and row.substitute:
        covered = service_list(row.covered, words)
        parts.append(words("Substitute {name}: {services}", name=row.substitute, services=covered))
    status = status_word(row.status, words)
    mark = "" if status.endswith("?") else ":"
    return f"{status}{mark} {'. '.join(parts)}."


def read_from(row: ListRow, text: str, words: Words) -> str:
    """Return the line of the list that a row was read from, in quotes."""
    quote = " ".join(row.entry.extent.of(text).split())
    return words("Line {n}: «{text}»", n=row.entry.line, text=quote)


def registered_days(row: ListRow, words: Words) -> Iterator[str]:
    """Yield the days that are registered where an unchanged row has but some of them."""
    if row.status is not RowStatus.UNCHANGED or row.before is None or row.span is None:
        return
    there = registered_absences(row.before, row.practitioner, row.span, row.services or ())
    for days in dict.fromkeys(Span(absence.starts, absence.ends) for absence in there):
        if days != row.span:
            yield words("Registered: {days}.", days=span_phrase(days, words))


def unchanged_sentences(
    row: ListRow, language: CitizenLanguage, today: date, words: Words
) -> Iterator[str]:
    """Yield that a row is registered already, and what citizens read before and after alike."""
    yield words("This is registered already. The citizen sees no difference.")
    if row.before is None or row.span is None or not row.before.practitioners:
        return
    yield from registered_days(row, words)
    person = row.practitioner or row.before.practitioners[0].her_id
    on = max(row.span.first, today)
    alike: dict[Seen, list[str]] = {}
    for code in (*(row.services or ()), *(row.covered or ())):
        seen = Seen.of(service_view(row.before, person, code, on))
        alike.setdefault(seen, []).append(code)
    for seen, codes in alike.items():
        yield words(
            "Before and after, {services}: {sentence}",
            services=service_list(codes, words),
            sentence=met_phrase(codes[0], seen, language, words),
        )
        if len(codes) > 1 and seen.reopens_on:
            yield words("Each of the others likewise (reconstructed text).")


def passed_over(plan: ListPlan, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what of the text gives no row, cut short, and why."""
    for part in plan.reading.passed_over:
        text = " ".join(part.extent.of(plan.reading.text).split())
        cut = len(text) > LONGEST_QUOTE
        quote = f"{text[:LONGEST_QUOTE].rstrip()} …" if cut else text
        yield quote, reason_phrase(part.reason, words)


def refused_sentence(clinic: str, why: str, changed_by: str | None, save: str, words: Words) -> str:
    """Return why nothing was saved at a clinic, and what to do; `save` is what saves again."""
    if why:
        return words("{clinic}: nothing is saved there. {why}", clinic=clinic, why=why)
    if changed_by:
        return words(
            "{clinic}: nothing is saved there, because {name} changed it meanwhile. The list is "
            "read against it as it is now: look again, then {key}.",
            clinic=clinic,
            name=changed_by,
            key=save,
        )
    return words(
        "{clinic}: nothing is saved there, because it was changed meanwhile. The list is read "
        "against it as it is now: look again, then {key}.",
        clinic=clinic,
        key=save,
    )
