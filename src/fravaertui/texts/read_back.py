"""The read-back: what an agent says and sends to the caller, in bokmål or nynorsk.

Sentences of closed services are the citizen page's own, and marked where we have reconstructed them
(rule C4). Of the others the page has no sentence, and what the citizen meets is said in ours.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from fravaertui.domain.citizen_view import CitizenView, FactCode, State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.stand_ins import AwayStandIn, away_stand_ins
from fravaertui.protocol.citizen_page import CitizenLanguage, ServiceCard
from fravaertui.texts.catalogue import Words, read_back_words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.contacts import NHN_EMAIL, NHN_PHONE
from fravaertui.texts.dates import full_day

_Record = Absence | Substitute
R = TypeVar("R", Absence, Substitute)


def read_back(
    file: ClinicFile,
    practitioner: int,
    on: date,
    language: CitizenLanguage,
    offices: Sequence[str] = (),
    saved: str = "",
) -> tuple[str, ...]:
    """Return what to read back about a practitioner's list on a day, line by line.

    In English and North Sami only the citizen's sentences are translated; the agent's own are
    then bokmål. `offices` are the person's other clinics, and `saved` is what was just saved,
    said first. Raises KeyError when the practitioner is not at the clinic.
    """
    say = read_back_words(language)
    person = file.practitioner(practitioner)
    name, left = person.name, person.left_before(on)
    view = citizen_view(file, practitioner, on)
    services = [service_card(service, language) for service in view.services]
    absences = _from_day_on(file.absences_of(practitioner), on)
    covers = _from_day_on(file.of(practitioner).substitutes, on)
    return (
        *([saved] if saved else []),
        say("heading", name=name, clinic=file.clinic.name, day=full_day(on, say.language)),
        *([say("conditional", name=name)] if any(s.conditional for s in services) else []),
        *([say("left", name=name, day=full_day(left, say.language))] if left else []),
        *(_service_line(service, say) for service in services),
        *([say("reconstructed")] if any(map(_is_reconstructed, services)) else []),
        *(_record_line(record, say) for record in absences),
        *(said for cover in covers for said in _cover_lines(file, cover, on, say)),
        *([say("elsewhere", name=name, offices=", ".join(offices))] if offices else []),
        *_advice(view, absences, covers, say),
        contact_sentence(file, say),
    )


def _from_day_on(records: Iterable[R], on: date) -> list[R]:
    """Return the records of the day, and all that begin after it: what is read back is whole."""
    return sorted((r for r in records if r.ends is None or r.ends >= on), key=_begins)


def _begins(record: _Record) -> tuple[date, str]:
    return (record.starts, str(record.id))


def _service_line(card: ServiceCard, say: Words) -> str:
    """Return the page's own sentence of a closed service; of any other what is met, in ours."""
    service, met = service_names([card.code], say), card.met
    match met.state:
        case State.CLOSED:
            marked = say("state.reconstructed", sentence=met.text)
            return marked if _is_reconstructed(card) else met.text
        case State.SUBSTITUTE if card.conditional:
            return say("state.substitute_registered", service=service, name=met.substitute or "")
        case State.OPEN if card.conditional:
            return say("state.not_closed", service=service)
        case State.SUBSTITUTE:
            return say("state.substitute", service=service, name=met.substitute or "")
        case State.NOT_SHOWN:
            return say("state.not_shown", service=service)
        case State.OPEN:
            return say("state.open", service=service)


def _is_reconstructed(card: ServiceCard) -> bool:
    """Tell whether the page's sentence is said, in words that may not be Helsenorge's."""
    return card.met.state is State.CLOSED and not card.met.attested


def _record_line(record: _Record, say: Words) -> str:
    period = record_period(record, say)
    services = service_names(record.services, say)
    if isinstance(record, Substitute):
        return say("substitute", name=record.name, period=period, services=services)
    if record.practitioner is None:
        return say("absence.clinic", period=period, services=services)
    return say("absence", period=period, services=services)


def _cover_lines(file: ClinicFile, cover: Substitute, on: date, say: Words) -> Iterator[str]:
    """Yield a substitute, and when the substitute is away as well (F06)."""
    yield _record_line(cover, say)
    for away in away_stand_ins(file, cover, on):
        name, period = away.practitioner.name, record_period(away, say)
        if away.by_name:
            yield say("substitute.namesake_away", name=name, period=period)
        else:
            yield say("substitute.away", name=name, period=period)


def record_period(record: _Record | AwayStandIn, say: Words) -> str:
    """Return the days of a record, whose end may be open."""
    first = full_day(record.starts, say.language)
    if record.ends is None:
        return say("period.open", first=first)
    if record.ends == record.starts:
        return first
    return say("period", first=first, last=full_day(record.ends, say.language))


def service_names(codes: Iterable[str], say: Words) -> str:
    """Return services by name, unknown ones by their code."""
    known = (code if f"service.{code}" not in say else say(f"service.{code}") for code in codes)
    return ", ".join(known)


def _advice(
    view: CitizenView, absences: Sequence[_Record], covers: Sequence[_Record], say: Words
) -> Iterator[str]:
    """Yield what the clinic must do in its EPJ; advice and never a demand (rule A7)."""
    if absences:
        yield say("advice.absence")
    if covers:
        yield say("advice.substitute")
    off = [
        service.service
        for service in view.services
        if any(f.decides and f.code is FactCode.EPJ_SWITCHED_OFF for f in service.trace)
    ]
    if off:
        yield say("advice.switched_off", services=service_names(off, say))


def contact_sentence(file: ClinicFile, say: Words) -> str:
    """Return whom to ask about the EPJ, and about the rest."""
    vendor = file.vendor.name if file.vendor else say("vendor")
    return say("contact", vendor=vendor, phone=NHN_PHONE, email=NHN_EMAIL)
