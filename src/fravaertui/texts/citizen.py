"""The page a citizen sees, as text in the citizen's language (rules C4 and C5).

The clinic's information text is the clinic's own and is never translated.
"""

from datetime import date

from fravaertui.domain.citizen_view import CitizenView, ServiceView, State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Practitioner
from fravaertui.protocol.citizen_page import (
    CitizenLanguage,
    CitizenPage,
    Met,
    PageClinic,
    ServiceCard,
)
from fravaertui.protocol.directory import DirectoryPractitioner
from fravaertui.texts.catalogue import Words, citizen_words
from fravaertui.texts.dates import long_day

_ATTESTED = (("nb", "timebestilling"),)
"""Whose closing sentence is Helsenorge's own, word for word; all others are reconstructed."""


def citizen_page(
    file: ClinicFile, practitioner: int, on: date, language: CitizenLanguage
) -> CitizenPage:
    """Return the page of a practitioner's list on a day.

    Raises KeyError when the practitioner is not at the clinic.
    """
    return page_of(citizen_view(file, practitioner, on), file, language)


def page_of(view: CitizenView, file: ClinicFile, language: CitizenLanguage) -> CitizenPage:
    """Return the page that shows a view of this file, its services in the view's order."""
    record = file.practitioner(view.practitioner)
    citizen = citizen_words(language)
    clinic = file.clinic
    return CitizenPage(
        practitioner=DirectoryPractitioner(
            her_id=record.her_id, hpr_number=record.hpr_number, name=record.name
        ),
        clinic=PageClinic(her_id=clinic.her_id, name=clinic.name, phone=clinic.phone),
        on=view.on,
        language=language,
        title=_title(record, citizen),
        information_heading=citizen("information.heading"),
        information=clinic.patient_information,
        services_heading=citizen("services.heading"),
        emergency=_emergency(clinic.phone, citizen),
        services=tuple(service_card(service, language) for service in view.services),
    )


def _title(person: Practitioner, citizen: Words) -> str:
    """Call somebody a GP who is known to be one.

    A list without a GP is called that by the register, and has nobody to be a GP by name.
    """
    is_gp = not person.without_gp and person.holds_list is Known.YES
    return citizen("title", name=person.name) if is_gp else person.name


def service_card(view: ServiceView, language: CitizenLanguage) -> ServiceCard:
    """Return one service as the citizen meets it."""
    citizen = citizen_words(language)
    code = view.service
    known = f"name.{code}" in citizen
    met = Met(
        state=view.state,
        reopens_on=view.reopens_on,
        text=_text(view, citizen),
        attested=view.state is State.CLOSED and (language, code) in _ATTESTED,
        substitute=view.substitute,
    )
    name = citizen(f"name.{code}") if known else code
    description = citizen(f"description.{code}") if known else ""
    if view.is_conditional:
        return ServiceCard(
            code=code, name=name, description=description, state="unknown", if_offered=met
        )
    return ServiceCard(code=code, name=name, description=description, **dict(met))


def quoted(card: ServiceCard, words: Words) -> str:
    """Return the sentence on the page in quotes, marked where it is reconstructed (rule C4).

    `words` are the agent's. Empty where the page has no sentence.
    """
    met = card.met
    if not met.text:
        return ""
    return f"«{met.text}»" if met.attested else f"«{met.text}» {words('(reconstructed text)')}"


def _emergency(phone: str, citizen: Words) -> str:
    if phone.strip():
        return citizen("emergency.with_phone", phone=phone)
    return citizen("emergency.without_phone")


def _text(view: ServiceView, citizen: Words) -> str:
    match view.state:
        case State.OPEN | State.NOT_SHOWN:
            return ""
        case State.SUBSTITUTE:
            return citizen("substitute", name=view.substitute or "")
        case State.CLOSED:
            return _closed(view, citizen)


def _closed(view: ServiceView, citizen: Words) -> str:
    if view.reopens_on is None:
        raise ValueError(f"{view.service} is closed but reopens on no day")
    day = long_day(view.reopens_on, citizen.language)
    key = f"closed.{view.service}"
    if key in citizen:
        return citizen(key, day=day)
    return citizen("closed", service=view.service, day=day)
