"""The form of what is said about findings of one code, and what their sentences name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.changes import Change
from fravaertui.domain.citizen_view import ServiceView, State, service_view
from fravaertui.domain.findings import Finding
from fravaertui.domain.model import Absence, ClinicFile, Substitute
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.dates import full_day, period_phrase
from fravaertui.texts.records import name_of
from fravaertui.texts.services import enumeration, service_list

Fix = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A finding and its clinic, in the words that sentences about it need."""

    finding: Finding
    file: ClinicFile
    words: Words

    @property
    def who(self) -> str:
        """The practitioner, or the whole clinic."""
        return name_of(self.finding.practitioner, self.file, self.words)

    @property
    def services(self) -> str:
        """The finding's services as one phrase."""
        return self.named(self.finding.services)

    @property
    def day(self) -> str:
        """The finding's first day in full."""
        return self.full(self.finding.days[0])

    @property
    def period(self) -> str:
        """From the finding's first day to its last."""
        return period_phrase(self.finding.days[0], self.finding.days[-1], self.words)

    @property
    def absences(self) -> list[Absence]:
        """The absences behind the finding."""
        return [a for a in self.file.absences if a.id in self.finding.records]

    @property
    def substitutes(self) -> list[Substitute]:
        """The substitutes behind the finding."""
        return [s for s in self.file.substitutes if s.id in self.finding.records]

    @property
    def names(self) -> str:
        """The substitutes behind the finding, by name."""
        return enumeration([s.name for s in self.substitutes], self.words)

    def full(self, day: date) -> str:
        """Return a day in full."""
        return full_day(day, self.words.language)

    def named(self, services: Sequence[str]) -> str:
        """Return services as one phrase."""
        return service_list(services, self.words)

    def first_day(self, today: date) -> date:
        """Return the first of the finding's days that is not past; today when all are."""
        return max(self.finding.days[0], today)

    def met(self, day: date) -> str:
        """Return what citizens read on the day at the finding's services.

        A finding about the whole clinic is met by anyone's patients; by nobody's in an empty
        clinic.
        """
        everyone = [p.her_id for p in self.file.practitioners]
        who = everyone if self.finding.practitioner is None else [self.finding.practitioner]
        records: list[Absence | Substitute] = [*self.absences, *self.substitutes]
        behind = [service for record in records for service in record.services]
        return self.shown(who, self.finding.services or behind, day)

    def shown(self, who: Iterable[int], services: Sequence[str], day: date) -> str:
        """Return the text at the first closed of the services, else at the first; may be empty."""
        views = [service_view(self.file, one, service, day) for one in who for service in services]
        closed = [view for view in views if view.state is State.CLOSED]
        return self.card((closed or views)[0]) if views else ""

    def card(self, view: ServiceView) -> str:
        """Return what the citizen reads there, in the agent's language where it has that."""
        own = self.words.language
        language = next((code for code in CITIZEN_LANGUAGES if code == own), MAIN_LANGUAGE)
        return service_card(view, language).text


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWords:
    """What is said about the findings of one code."""

    title: str
    """What kind of finding it is, as a message id."""
    sentence: Callable[[Facts], str]
    """The finding with its facts."""
    consequence: Callable[[Facts, date], str]
    """What citizens meet because of it, from today on."""
    fix: Callable[[Facts, Fix], str] | None = None
    """What its fix does, when that is more than to remove or end one record."""


def services_taken_out(facts: Facts, _fix: Fix) -> str:
    """Return that the services are taken out of the absence."""
    return facts.words("Take {services} out of the absence", services=facts.services)
