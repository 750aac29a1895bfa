"""The citizen's page as it is sent, in the citizen's language (rules C4 and C5)."""

from typing import Literal, get_args

from fravaertui.domain.citizen_view import State
from fravaertui.domain.fields import AnyDay, Day, HerId, Name, Phone, ServiceCode, Value
from fravaertui.protocol.directory import DirectoryPractitioner

CitizenLanguage = Literal["nb", "nn", "en", "se"]

CITIZEN_LANGUAGES: tuple[CitizenLanguage, ...] = get_args(CitizenLanguage)


class PageClinic(Value):
    """The clinic as the citizen's page names it."""

    her_id: HerId
    name: Name
    phone: Phone = ""


class ServiceCard(Value):
    """One service on the page: what it is called, and what the citizen meets there.

    `text` is what the page says of it beside name and description: nothing where it is just open,
    or not on the page at all. `attested` means that the text is Helsenorge's own sentence, not our
    reconstruction. `conditional` means that all of it holds only if the practitioner offers the
    service on Helsenorge, which nobody has said; the citizen's page does not say so.
    """

    code: ServiceCode
    name: str
    description: str
    state: State
    reopens_on: AnyDay | None = None
    text: str
    attested: bool = False
    conditional: bool = False
    substitute: str | None = None


class CitizenPage(Value):
    """What a citizen on the practitioner's list sees on a day, ready to be shown."""

    practitioner: DirectoryPractitioner
    clinic: PageClinic
    on: Day
    language: CitizenLanguage
    title: str
    information_heading: str
    information: str
    services_heading: str
    emergency: str
    services: tuple[ServiceCard, ...]
