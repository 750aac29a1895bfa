"""The form of what is said about findings of one code, and what their sentences name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fravaertui.domain.changes import Change
from fravaertui.domain.citizen_view import ServiceView, State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding
from fravaertui.domain.model import Absence, Substitute
from fravaertui.protocol.citizen_page import CitizenLanguage
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words, msgid
from fravaertui.texts.citizen import quoted, service_card
from fravaertui.texts.dates import full_day, period_phrase
from fravaertui.texts.records import name_of
from fravaertui.texts.services import enumeration, service_list

Fix = tuple[Change, ...]


_MET_WITHOUT_A_SENTENCE = {
    State.OPEN: msgid("Citizens can use {services}"),
    State.NOT_SHOWN: msgid("Citizens don't find {services}"),
}
"""What citizens meet where their page says nothing, in our words."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A finding and its clinic, in the words that sentences about it need.

    `citizen` is the language that the citizen's page is quoted in.
    """

    finding: Finding
    file: ClinicFile
    words: Words
    citizen: CitizenLanguage = MAIN_LANGUAGE

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
        """Return what citizens meet on the day at the finding's services, as a clause.

        A finding about the whole clinic is met by anyone's patients; by nobody's in an empty
        clinic, where it is empty.
        """
        everyone = [p.her_id for p in self.file.practitioners]
        who = everyone if self.finding.practitioner is None else [self.finding.practitioner]
        records: list[Absence | Substitute] = [*self.absences, *self.substitutes]
        behind = [service for record in records for service in record.services]
        view = self.first_closed(who, self.finding.services or behind, day)
        if view is None:
            return ""
        if (quote := self.quoted(view)) and view.is_conditional:
            return self.words("If the service is offered, citizens read {quote}", quote=quote)
        if quote:
            return self.words("Citizens read {quote}", quote=quote)
        met = _MET_WITHOUT_A_SENTENCE[view.state]
        if view.is_conditional:
            met = msgid("If they are offered, citizens can use {services}")
        return self.words(met, services=self.named([view.service]))

    def with_met(self, day: date, sentence: str) -> str:
        """Return the sentence with what citizens meet on the day."""
        met = self.met(day)
        return self.words(sentence, met=met) if met else self.words("No citizen meets it.")

    def first_closed(
        self, who: Iterable[int], services: Sequence[str], day: date
    ) -> ServiceView | None:
        """Return the first closed of the services, else the first; None for no service."""
        views = [service_view(self.file, one, service, day) for one in who for service in services]
        return next((view for view in views if view.state is State.CLOSED), next(iter(views), None))

    def quoted(self, view: ServiceView) -> str:
        """Return what the citizen's page says there, in the citizen's language."""
        return quoted(service_card(view, self.citizen), self.words)


class Titles(NamedTuple):
    """What a finding is, as message ids: by its title, in a few words, and in one or two."""

    title: str
    row: str
    brief: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWords:
    """What is said about the findings of one code."""

    title: str
    """What kind of finding it is, as a message id."""
    row: str
    """The same in a few words that are understood alone, for a row of a small terminal."""
    brief: str
    """The same in a word or two, where even those have no room."""
    sentence: Callable[[Facts], str]
    """The finding with its facts."""
    consequence: Callable[[Facts, date], str]
    """What citizens meet because of it, from today on."""
    fix: Callable[[Facts, Fix], str] | None = None
    """What its fix does, when that is more than to remove or end one record."""
    titles_of: Callable[[Finding], Titles] | None = None
    """What one of them is, where the titles of all say less than is known of it."""

    def titles(self, finding: Finding | None) -> Titles:
        """Return what the finding is, or of what kind it is when only that is at hand."""
        if finding and self.titles_of:
            return self.titles_of(finding)
        return Titles(self.title, self.row, self.brief)


def services_taken_out(facts: Facts, _fix: Fix) -> str:
    """Return that the services are taken out of the absence."""
    return facts.words("Take {services} out of the absence", services=facts.services)
