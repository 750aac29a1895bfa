"""What reading a list gives (rule L1): entries, and what was passed over, with the characters."""

from dataclasses import dataclass
from enum import StrEnum

from fravaertui.domain.date_input.values import DateReading, NotUnderstood, Span


@dataclass(frozen=True, slots=True)
class Extent:
    """Characters of the list's text, from `start` to before `stop`."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        """Return the characters."""
        return text[self.start : self.stop]


class Kind(StrEnum):
    """What an entry tells."""

    ABSENCE = "absence"
    SUBSTITUTE = "substitute"
    """Somebody is away and a substitute is named: the substitute's services are asked for."""
    SUBSTITUTE_ELSEWHERE = "substitute_elsewhere"
    """A colleague or another office takes what is urgent: no substitute on Helsenorge."""
    LEAVING = "leaving"
    """Somebody leaves the office: no absence, and nothing to register here."""


class Doubt(StrEnum):
    """What has to be asked about an entry; each has words in the catalogue."""

    SEVERAL_PEOPLE = "several_people"
    """The name fits several practitioners."""
    NOBODY = "nobody"
    """The name fits nobody at the clinic."""
    TRAINING_DOCTOR = "training_doctor"
    """As NOBODY; a doctor in training has no list as a rule."""
    WRITER = "writer"
    """Whoever wrote it: «jeg», "I"."""
    INITIALS = "initials"
    """Letters that a practitioner's name begins with."""
    EVERYONE = "everyone"
    """«alle legene»: the whole clinic, or somebody."""
    NAME_OR_WORD = "name_or_word"
    """The name is an ordinary word too."""
    WHICH_CLINIC = "which_clinic"
    """A whole clinic, and several may be meant."""

    READINGS = "readings"
    """The days can be understood in several ways, or in one that has to be confirmed."""
    NO_DAYS = "no_days"
    """The days are not understood; the entry's `problem` says why."""
    TURNED = "turned"
    """The last day comes before the first: the other way round is proposed."""
    FEAST = "feast"
    """A holiday season, for which days are proposed."""
    START_UNSAID = "start_unsaid"
    END_UNSAID = "end_unsaid"
    COUNTED = "counted"
    """The last day is counted from a length."""
    WHOLE_MONTH = "whole_month"
    RELATIVE = "relative"
    """The days depend on when the list was written."""
    BACK_DISAGREES = "back_disagrees"
    """The day of return is not the day after the last."""
    MARKED = "marked"
    """Marks in the columns of weeks."""
    WEEKS_UNSAID = "weeks_unsaid"
    """Numbers without the word for weeks."""
    TWO_DAYS = "two_days"
    """Two days side by side: from one to the other, or just those two."""
    PAIRING = "pairing"
    """Which days are whose is not plain."""
    PARTLY = "partly"
    """«periodevis», «delvis»."""
    UNREAD_WORDS = "unread_words"
    """Words beside the name and the days that may turn the meaning."""
    NOT_SAID_AWAY = "not_said_away"
    """Nothing says that it is absence; asked once for the whole list."""
    CONTRADICTS = "contradicts"
    """The list says other days of the same person too, or takes something back."""
    OLDER = "older"
    """It stands in an older message that is quoted below a newer one."""
    OTHER_YEAR = "other_year"
    """The list names a year in which the days would be others."""

    PAST = "past"
    """The days are over."""
    UNLIKELY = "unlikely"
    """Longer than a year, or far ahead (rule A6): has to be confirmed."""
    REFUSED = "refused"
    """It may not be registered so; the row's violations say why."""

    SERVICES = "services"
    """The list doesn't say which; asked once for the whole list."""
    COVERED = "covered"
    """Which services the substitute covers."""
    SERVICES_HINTED = "services_hinted"
    """The text above the list suggests the services."""
    COLLEAGUE = "colleague"
    """The substitute is a practitioner of the clinic."""
    OWN_SUBSTITUTE = "own_substitute"
    """The substitute has the name of who is away (rule S5)."""
    SUBSTITUTE_UNNAMED = "substitute_unnamed"
    """There is a substitute, and no name."""


ABOUT_WHO = frozenset(
    {
        Doubt.SEVERAL_PEOPLE,
        Doubt.NOBODY,
        Doubt.TRAINING_DOCTOR,
        Doubt.WRITER,
        Doubt.INITIALS,
        Doubt.EVERYONE,
        Doubt.NAME_OR_WORD,
        Doubt.WHICH_CLINIC,
    }
)
ABOUT_SERVICES = frozenset(
    {
        Doubt.SERVICES,
        Doubt.COVERED,
        Doubt.SERVICES_HINTED,
        Doubt.COLLEAGUE,
        Doubt.OWN_SUBSTITUTE,
        Doubt.SUBSTITUTE_UNNAMED,
    }
)
ABOUT_WHEN = frozenset(Doubt) - ABOUT_WHO - ABOUT_SERVICES


class Reason(StrEnum):
    """Why a part of a list gives no entry; each has words in the catalogue."""

    PROSE = "prose"
    MAIL = "mail"
    """A header of an e-mail, a greeting or a signature."""
    HEADING = "heading"
    NO_DAYS = "no_days"
    """Absence of somebody, without a day."""
    NO_NAME = "no_name"
    """Days, and nobody who is away."""
    NOT_ABSENCE = "not_absence"
    """A practitioner and days, but nothing says absence."""
    AT_WORK = "at_work"
    RECURRING = "recurring"
    """«hver fredag», «partallsuker»."""
    REDUCED = "reduced"
    """Reduced operation or opening hours: no absence."""
    LEAVING = "leaving"
    """Somebody who is not at the clinic leaves or begins."""
    COVER = "cover"
    """Colleagues stand in for one another: no substitute on Helsenorge."""
    TOO_LONG = "too_long"
    """A line too long to be of a list."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A part of the text that gives no entry, and why."""

    extent: Extent
    reason: Reason
    unread: int = 0
    """How many of it name a practitioner or the office, with days, and are not understood."""


@dataclass(frozen=True, slots=True)
class Person:
    """A practitioner whom a name may mean."""

    clinic: int
    her_id: int
    name: str
    hpr_number: int | None = None


@dataclass(frozen=True, slots=True)
class SubstituteSaid:
    """A substitute as the list names one; `name` is empty when it doesn't.

    `colleagues` are the practitioners of the clinic whom the name fits. `phone` is said of another
    office.
    """

    name: str
    extent: Extent | None = None
    colleagues: tuple[Person, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, or a whole clinic, and one period, as the list says it.

    `id` stays the same while the words it came from do. `line` counts from 1. `written` is the
    name as it stands in the list. `person` is whom it means when that is certain; else
    `candidates` are to choose from. `span` is certain days, `readings` what they may be, the
    likeliest first. `services` are None where the list doesn't say; `services_hint` is a
    suggestion of the text around. `case` is a reference that a table gives.
    """

    id: str
    kind: Kind
    line: int
    extent: Extent
    written: str = ""
    name_extent: Extent | None = None
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    whole_clinic: bool = False
    clinic: int | None = None
    period_extent: Extent | None = None
    span: Span | None = None
    readings: tuple[DateReading, ...] = ()
    problem: NotUnderstood | None = None
    services: tuple[str, ...] | None = None
    services_extent: Extent | None = None
    substitute: SubstituteSaid | None = None
    doubts: tuple[Doubt, ...] = ()
    unread: tuple[Extent, ...] = ()
    case: str = ""

    @property
    def proposal(self) -> Span | None:
        """The days to propose: those that are certain, else the likeliest."""
        return self.span or (self.readings[0].span if self.readings else None)


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list says: its entries and what was passed over, each in the order of the text."""

    text: str
    entries: tuple[Entry, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def unread(self) -> int:
        """How many parts name somebody here with days, and are not understood."""
        return sum(part.unread for part in self.passed_over)
