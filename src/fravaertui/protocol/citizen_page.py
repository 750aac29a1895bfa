"""The citizen's page as it is sent, in the citizen's language (rules C4 and C5)."""

from typing import Literal, Self, get_args

from pydantic import model_validator

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


class Met(Value):
    """What the citizen meets at a service.

    `text` is what the page says of it beside name and description: nothing where it is just open,
    or not on the page at all. `attested` means that the text is Helsenorge's own sentence, not our
    reconstruction.
    """

    state: State
    reopens_on: AnyDay | None = None
    text: str = ""
    attested: bool = False
    substitute: str | None = None


class ServiceCard(Value):
    """One service on the page: what it is called, and what the citizen meets there, as in `Met`.

    The state is unknown where nobody has said whether the practitioner offers the service on
    Helsenorge. Then nothing else is said of it here either: what holds if the service is offered
    stands in `if_offered`, so that who reads no further is told nothing that may be false.
    """

    code: ServiceCode
    name: str
    description: str
    state: State | Literal["unknown"]
    reopens_on: AnyDay | None = None
    text: str = ""
    attested: bool = False
    substitute: str | None = None
    if_offered: Met | None = None

    @model_validator(mode="after")
    def _check_what_is_unknown(self) -> Self:
        if (self.state == "unknown") is not self.conditional:
            raise ValueError("unknown without a condition, or a condition without being unknown")
        return self

    @property
    def conditional(self) -> bool:
        """Tell whether what is met holds only if the service is offered."""
        return self.if_offered is not None

    @property
    def met(self) -> Met:
        """What the citizen meets, which holds only if the service is offered if `conditional`."""
        return self.if_offered or Met(
            state=State(self.state),
            reopens_on=self.reopens_on,
            text=self.text,
            attested=self.attested,
            substitute=self.substitute,
        )


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
