"""What a call is about, and the facts that several of the paths fill in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from fravaertui.domain.citizen_view import Fact, ServiceView, State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import practitioner_state
from fravaertui.domain.findings import Finding, FindingCode, findings, fix_of
from fravaertui.domain.model import Absence, Practitioner, Substitute
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import full_day, period_phrase
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.findings import finding_sentence, fix_sentence
from fravaertui.texts.services import enumeration, service_list

_MOST_OTHERS = 3
"""As many others who are closed are named."""


@dataclass(frozen=True, slots=True)
class Case:
    """The clinic, the practitioner and the day that the caller asks about."""

    file: ClinicFile
    practitioner: Practitioner
    on: date
    today: date
    words: Words
    offices: tuple[str, ...] | None = None
    """The person's other clinics; None when the directory is not at hand."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The key of each command as the agent has it; empty where there is none to press."""

    @property
    def day(self) -> str:
        """The day asked about, in full."""
        return full_day(self.on, self.words.language)

    def full(self, day: date) -> str:
        """Return a day in full."""
        return full_day(day, self.words.language)

    def about(self, views: list[ServiceView], said: str) -> str:
        """Return what is said of the practitioner's services, with whose and which before it."""
        return self.words(
            "{name}, {services}: {facts}",
            name=self.practitioner.name,
            services=self.named(views),
            facts=said,
        )

    def others_closed(self) -> Iterator[str]:
        """Yield who else is closed on the day, where the caller may mean somebody else."""
        words, people = self.words, []
        for other in self.file.practitioners:
            now = practitioner_state(self.file, other.her_id, self.on)
            if other.her_id != self.practitioner.her_id and now.closed:
                state = practitioner_phrase(now, self.on, words)
                people.append(words("{name} ({state})", name=other.name, state=state))
        if len(people) > _MOST_OTHERS:
            more = len(people) - _MOST_OTHERS
            people[_MOST_OTHERS:] = [words.plural("{n} more", "{n} more", more)]
        if people:
            yield words("Others closed here: {people}.", people=enumeration(people, words))

    def views(self, *states: State) -> list[ServiceView]:
        """Return the services that the citizen meets in one of the states, on the day."""
        view = citizen_view(self.file, self.practitioner.her_id, self.on)
        return [service for service in view.services if service.state in states]

    def named(self, views: list[ServiceView]) -> str:
        """Return the services' names as one phrase."""
        return service_list([view.service for view in views], self.words)

    def findings(self, *codes: FindingCode) -> list[Finding]:
        """Return today's findings of these kinds about the practitioner."""
        return [
            finding
            for finding in findings(self.file, self.today)
            if finding.code in codes and finding.practitioner == self.practitioner.her_id
        ]

    def coming_absences(self) -> list[Absence]:
        """Return the absences of the practitioner that run or are planned, by first day."""
        mine = self.file.absences_of(self.practitioner.her_id)
        return sorted((a for a in mine if a.ends >= self.today), key=lambda a: (a.starts, a.ends))

    def coming_substitutes(self) -> list[Substitute]:
        """Return the substitutes of the practitioner that serve now or later, by first day."""
        return sorted(
            (
                s
                for s in self.file.substitutes
                if s.practitioner == self.practitioner.her_id
                and (s.ends is None or s.ends >= self.today)
            ),
            key=lambda s: (s.starts, s.name),
        )

    def pressing(self, step: str, **commands: str) -> Iterator[str]:
        """Yield a step (a message id) that names the keys of some commands.

        Nothing where there are no keys to press.
        """
        if self.keys:
            yield self.words(step, **{name: self.keys[each] for name, each in commands.items()})

    def absence_line(self, absence: Absence) -> str:
        """Return an absence with whose it is, its days and its services."""
        days = period_phrase(absence.starts, absence.ends, self.words)
        services = service_list(absence.services, self.words)
        if absence.practitioner is None:
            return self.words(
                "Absence for the whole office {period}: {services}.", period=days, services=services
            )
        return self.words(
            "Absence for {name} {period}: {services}.",
            name=self.practitioner.name,
            period=days,
            services=services,
        )

    def finding_lines(self, found: list[Finding]) -> list[str]:
        """Return each finding, with what its fix does where there is one."""
        lines = []
        for finding in found:
            lines.append(finding_sentence(finding, self.file, self.words))
            fix = fix_of(finding, self.file, self.today)
            if fix:
                does = fix_sentence(finding, fix, self.file, self.words)
                lines.append(self.words("Suggestion: {fix}.", fix=does))
        return lines


def decisive(view: ServiceView) -> Fact:
    """Return the fact that settled what the citizen meets."""
    return next(fact for fact in view.trace if fact.decides)


def grouped(
    views: list[ServiceView], key: Callable[[ServiceView], str]
) -> dict[str, list[ServiceView]]:
    """Return the services that have the same said of them, together."""
    groups: dict[str, list[ServiceView]] = {}
    for view in views:
        groups.setdefault(key(view), []).append(view)
    return groups
