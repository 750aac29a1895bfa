"""What an agent's session knows and shows, apart from how.

`SessionState` is changed by the workbench screen and read by the panes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from uuid import UUID

from fravaertui.domain.absences import is_registered, overview
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.findings import Finding, findings
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.domain.summary import ChangeSummary, summary
from fravaertui.domain.violations import Made
from fravaertui.protocol.auth import Role
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenLanguage
from fravaertui.protocol.events import Present
from fravaertui.protocol.history import HistoryPage
from fravaertui.session.clinic_search import Hit, Index
from fravaertui.texts import records
from fravaertui.texts.catalogue import Words
from fravaertui.texts.elsewhere import office_phrases


class Contact(Enum):
    """How it stands with the backend."""

    CONNECTING = auto()
    CONNECTED = auto()
    LOST = auto()
    SIGNED_OUT = auto()


class Loading(Enum):
    """How it stands with the clinic on screen. Four different screens, never mixed up (W3)."""

    NO_CLINIC = auto()
    UNDER_WAY = auto()
    READY = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class PastClinic:
    """A clinic as it was known at a moment in the past."""

    at: datetime
    file: ClinicFile


@dataclass
class SessionState:
    """Everything the panes show."""

    words: Words
    now: Callable[[], datetime]
    keys: Mapping[str, str]
    """The key of each command, as the agent's settings have it and sentences name it."""
    agent: str = ""
    role: Role | None = None
    """What the agent may do; None where nobody signs in, and all may do everything."""
    about: Callable[[], Sequence[str]] = tuple
    """Versions, settings and places, for the report of a fault."""
    errors: Callable[[], Sequence[str]] = tuple
    """What went wrong last in this session, the latest first."""
    contact: Contact = Contact.CONNECTING
    loading: Loading = Loading.NO_CLINIC
    failure: str = ""
    index: Index | None = None
    recent: tuple[int, ...] = ()
    requested: int | None = None
    """The clinic last asked for, on screen or still being fetched."""
    file: ClinicFile | None = None
    fetched_at: datetime | None = None
    """When what is on screen was last known to be so."""
    fetched: dict[int, datetime] = field(default_factory=dict)
    """The same of every clinic opened in this session."""
    others: tuple[Present, ...] = ()
    """Who else has the clinic open."""
    practitioner: int | None = None
    chosen_day: date | None = None
    citizen_language: CitizenLanguage = CITIZEN_LANGUAGES[0]
    with_ended: bool = False
    pending: ClinicFile | None = None
    summary: ChangeSummary | None = None
    """What the change that is being made comes to."""
    pending_day: date | None = None
    written: int | None = None
    """The version that the agent's last save made."""
    last_saved: ChangeSummary | None = None
    """What that came to."""
    last_case: str = ""
    """The case it was for."""
    elsewhere: dict[int, ClinicFile] = field(default_factory=dict)
    """Other clinics of whoever is chosen, as they are now (rule A13)."""
    history: HistoryPage | None = None
    """What has happened to the clinic, as far back as it has been fetched."""
    registered: dict[UUID, Made] = field(default_factory=dict)
    """Who registered absences and substitutes of the clinic and when, as far as is fetched."""
    known: PastClinic | None = None
    """What is looked at instead of the clinic as it is now."""
    vendors: dict[str, str] = field(default_factory=dict)
    """The EPJ vendors of the vendor table: code to name."""
    _findings: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None

    @property
    def today(self) -> date:
        """The calendar date in Norway (rule D2)."""
        return oslo_today(self.now())

    @property
    def as_of(self) -> date:
        """The day that what is on screen belongs to: today, unless the past is looked at."""
        return oslo_today(self.known.at) if self.known else self.today

    @property
    def day(self) -> date:
        """The day the citizen pane shows: that of a change being made, else the chosen one."""
        return self.pending_day or self.chosen_day or self.as_of

    @property
    def shown(self) -> ClinicFile | None:
        """The clinic as it is now, or as it was known then."""
        return self.known.file if self.known else self.file

    def preview(self, after: ClinicFile) -> None:
        """Show the clinic as it would become: the first day, and someone, that differs there."""
        if self.file is None:
            return
        self.pending, self.summary = after, summary(self.file, after, self.today)
        self.pending_day = self.summary.first or self.pending_day
        self.practitioner = self.summary.to_show(self.practitioner)

    def end_preview(self) -> None:
        """Show the clinic as it is."""
        self.pending = self.summary = self.pending_day = None

    def saved(self, before: ClinicFile, after: ClinicFile) -> ChangeSummary:
        """Show what was saved: the first day, and someone, that differs by it."""
        self.open(after)
        told = summary(before, after, self.today)
        if told.first:
            self.chosen_day = told.first if told.first > self.today else None
        self.practitioner = told.to_show(self.practitioner)
        self.written, self.last_saved = after.version, told
        return told

    def offices(self, practitioner: int | None) -> tuple[Hit, ...]:
        """Return the same person at other clinics, as the directory knows them (rule A13)."""
        return self.index.elsewhere(practitioner) if self.index and practitioner else ()

    def also_at(
        self, practitioner: int | None, first: date | None = None, last: date | None = None
    ) -> tuple[str, ...]:
        """Return those clinics in words, with how it stands there where that is known.

        On the days of what is being said or done, from `first` to `last`; without them on the
        day that is shown.
        """
        offices = [
            (hit.clinic, hit.practitioner.her_id)
            for hit in self.offices(practitioner)
            if hit.practitioner
        ]
        first = first or self.day
        days = (first, last or first)
        files = {} if self.known else self.elsewhere  # how it was there then is not fetched
        return office_phrases(offices, files, days, self.today, self.words)

    def offices_without(self, absence: Absence) -> tuple[Hit, ...]:
        """Return the person's other clinics where the same absence is not known to be."""
        return tuple(
            hit
            for hit in self.offices(absence.practitioner)
            if not (
                hit.practitioner
                and (file := self.elsewhere.get(hit.clinic.her_id))
                and file.has_practitioner(hit.practitioner.her_id)
                and is_registered(absence, file, hit.practitioner.her_id)
            )
        )

    def case_of(self, absence: UUID) -> str:
        """Return the case of an absence that was just saved; nothing of an older one."""
        just = {change.what for change in self.last_saved.records} if self.last_saved else set()
        return self.last_case if ("absences", absence) in just else ""

    def absences(self) -> tuple[Absence, ...]:
        """The rows of the overview."""
        return overview(self.shown, self.as_of, with_ended=self.with_ended) if self.shown else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What about the clinic to act on; worked out anew only for another file or day."""
        if self.file is None or self.known:
            return ()
        known = (self.file, self.today)
        if self._findings is None or self._findings[0] != known:
            self._findings = (known, findings(self.file, self.today))
        return self._findings[1]

    def begin_loading(self, her_id: int) -> None:
        """A clinic is being fetched; one that is on screen stays there until it has come."""
        self.requested = her_id
        if self.file is None or self.file.clinic.her_id != her_id:
            self.file = None
            self.others = ()
            self.practitioner = None
            self.written = self.last_saved = None
            self.history = None
            self.registered = {}
            self.chosen_day = None
            self.citizen_language = CITIZEN_LANGUAGES[0]
            self.loading = Loading.UNDER_WAY

    def failed(self, sentence: str) -> None:
        """The clinic could not be fetched: say so unless an older copy of it is on screen."""
        self.failure = sentence
        if self.file is None:
            self.loading = Loading.FAILED

    def open(
        self, file: ClinicFile, practitioner: int | None = None, at: datetime | None = None
    ) -> None:
        """Show a clinic, with a practitioner chosen: the one asked for, or one still there.

        `at` is when it was so, if it is not from just now.
        """
        same_clinic = self.file is not None and self.file.clinic.her_id == file.clinic.her_id
        self.file = file
        self.true_at(at or self.now())
        self.loading = Loading.READY
        her_ids = [p.her_id for p in file.practitioners]
        wanted = practitioner or (self.practitioner if same_clinic else None)
        if wanted in her_ids:
            self.practitioner = wanted
        else:
            self.practitioner = self._first_with_something(her_ids)

    def true_at(self, at: datetime) -> None:
        """What is on screen is known to have been so at a moment."""
        self.fetched_at = at
        if self.file:
            self.fetched[self.file.clinic.her_id] = at

    def _first_with_something(self, her_ids: list[int]) -> int | None:
        """The practitioner of the top row, else the first at the clinic."""
        for absence in self.absences():
            if absence.practitioner in her_ids:
                return absence.practitioner
        return her_ids[0] if her_ids else None

    def step_practitioner(self, by: int) -> None:
        """Choose the practitioner that many places on, round and round."""
        if self.file and self.file.practitioners:
            her_ids = [p.her_id for p in self.file.practitioners]
            at = her_ids.index(self.practitioner) if self.practitioner in her_ids else 0
            self.practitioner = her_ids[(at + by) % len(her_ids)]

    def next_language(self) -> None:
        """Show the citizen's page in the next language, round and round."""
        at = CITIZEN_LANGUAGES.index(self.citizen_language)
        self.citizen_language = CITIZEN_LANGUAGES[(at + 1) % len(CITIZEN_LANGUAGES)]


def name_of(practitioner: int | None, state: SessionState) -> str:
    """Return who it is about, at the clinic that is shown: by name, or the whole clinic."""
    return records.name_of(practitioner, state.shown, state.words)
