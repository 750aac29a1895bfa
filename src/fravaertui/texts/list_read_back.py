"""The read-back of a whole list: one text to send to the office, in bokmål or nynorsk."""

from collections.abc import Iterator, Mapping
from datetime import date

from fravaertui.domain.absence_list import CHANGING, ListPlan, ListRow, RowStatus
from fravaertui.domain.absence_list.registered import (
    registered_absences,
    registered_substitutes,
)
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import canonical_services
from fravaertui.protocol.citizen_page import CitizenLanguage, ServiceCard
from fravaertui.texts.catalogue import Words, read_back_words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.read_back import contact_sentence, record_period, service_names

_TOLD = CHANGING | {RowStatus.UNCHANGED}


def list_read_back(
    plan: ListPlan, files: Mapping[int, ClinicFile], language: CitizenLanguage, today: date
) -> tuple[str, ...]:
    """Return what to send to the office about each row, with the citizen's exact sentences.

    Rows that change something are not saved yet, and it is said so. What of the list is not
    registered is named by name and line only.
    """
    say = read_back_words(language)
    told = [row for row in plan.rows if row.status in _TOLD and row.clinic in files]
    lines: list[str] = []
    for clinic in dict.fromkeys(row.clinic for row in told if row.clinic is not None):
        rows = [row for row in told if row.clinic == clinic]
        file = plan.files[clinic]
        pending = any(row.status in CHANGING for row in rows)
        name = file.clinic.name
        heading = say("list.pending", clinic=name) if pending else say("list.heading", clinic=name)
        lines += [heading, ""]
        for row in rows:
            lines += [*_row_lines(row, file, language, today, say), ""]
        if any(_is_conditional(row, file, today) for row in rows):
            lines.append(say("list.conditional"))
        lines += [say("reconstructed"), say("advice.absence"), contact_sentence(file, say), ""]
    lines += _others(plan, say)
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def _row_lines(
    row: ListRow, file: ClinicFile, language: CitizenLanguage, today: date, say: Words
) -> Iterator[str]:
    """Yield what is registered of a row: with days or services that the list doesn't have too."""
    if row.span is None:
        return
    name = say("list.everyone")
    if row.practitioner is not None and file.has_practitioner(row.practitioner):
        name = file.practitioner(row.practitioner).name
    closed: dict[str, list[str]] = {}
    for absence in registered_absences(file, row.practitioner, row.span, row.services or ()):
        closed.setdefault(record_period(absence, say), []).extend(absence.services)
    for days, codes in closed.items():
        services = service_names(canonical_services(tuple(codes)), say)
        yield say("list.absence", name=name, period=days, services=services)
    if row.covered and row.substitute:
        for cover in registered_substitutes(file, row.practitioner, row.span, row.substitute):
            yield say(
                "list.substitute",
                name=name,
                substitute=cover.name,
                period=record_period(cover, say),
                services=service_names(cover.services, say),
            )
    yield from _sentences(row, file, language, max(row.span.first, today), say)


def _sentences(
    row: ListRow, file: ClinicFile, language: CitizenLanguage, on: date, say: Words
) -> Iterator[str]:
    """Yield what citizens read on the first day, services that reopen together under one."""
    people = [row.practitioner] if row.practitioner else [p.her_id for p in file.practitioners][:1]
    cards = [
        service_card(service_view(file, person, code, on), language)
        for person in people
        for code in row.services or ()
    ]
    closed = [card for card in cards if card.met.state is State.CLOSED]
    for opens in dict.fromkeys(card.met.reopens_on for card in closed):
        one, *others = [card for card in closed if card.met.reopens_on == opens]
        yield _quoted(one, say)
        if others:
            yield say("list.likewise", services=service_names([c.code for c in others], say))


def _is_conditional(row: ListRow, file: ClinicFile, today: date) -> bool:
    """Tell whether it is not known that all of a row's services are offered."""
    on = max(row.span.first, today) if row.span else today
    people = [row.practitioner] if row.practitioner else [p.her_id for p in file.practitioners]
    return any(
        service_view(file, person, code, on).is_conditional
        for person in people
        for code in row.services or ()
    )


def _quoted(card: ServiceCard, say: Words) -> str:
    met = card.met
    marked = met.text if met.attested else say("state.reconstructed", sentence=met.text)
    return say("list.reads", sentence=marked)


def _others(plan: ListPlan, say: Words) -> list[str]:
    """Return which rows are not registered: by name and line, without what the list says of it."""
    named = [
        say("list.row", name=row.entry.written or "?", line=row.entry.line)
        for row in plan.rows
        if row.status not in _TOLD
    ]
    return [say("list.not_registered", rows=", ".join(named))] if named else []
