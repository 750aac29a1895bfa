"""What an agent's session knows and shows, independent of any screen.

The workbench and its controllers change the `SessionState`, and the panes read it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from uuid import UUID

from fravaertui.domain.absences import is_registered, overview
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, findings
from fravaertui.domain.model import Absence
from fravaertui.domain.summary import ChangeSummary, summary
from fravaertui.domain.violations import Made
from fravaertui.protocol.auth import Role
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenLanguage
from fravaertui.protocol.events import Present
from fravaertui.protocol.history import HistoryPage
from fravaertui.protocol.overview import Overview
from fravaertui.session.clinic_search import Hit, Index
from fravaertui.session.day_cache import DayCache
from fravaertui.texts import records
from fravaertui.texts.catalogue import Words
from fravaertui.texts.elsewhere import office_phrases


class Contact(Enum):
    """The state of the connection to the backend."""

    CONNECTING = auto()
    CONNECTED = auto()
    LOST = auto()
    SIGNED_OUT = auto()


class Loading(Enum):
    """The state of the clinic on screen. Four different screens, never mixed up (W3)."""

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
    """Versions, settings and paths, for the report of a fault."""
    errors: Callable[[], Sequence[str]] = tuple
    """The latest errors of this session, newest first."""
    contact: Contact = Contact.CONNECTING
    loading: Loading = Loading.NO_CLINIC
    failure: str = ""
    index: Index | None = None
    recent: tuple[int, ...] = ()
    requested: int | None = None
    """The clinic last asked for, on screen or still being fetched."""
    file: ClinicFile | None = None
    fetched_at: datetime | None = None
    """When the clinic on screen was last known to be as it is shown."""
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
    """The effect of the change that is being made."""
    pending_day: date | None = None
    unfound: str = ""
    """What is typed in the open form to choose a practitioner and is nobody's name."""
    written: int | None = None
    """The version that the agent's last save made."""
    own_writes: dict[int, tuple[int, str]] = field(default_factory=dict)
    """The version that the last save in this session made at each clinic, and who saved it."""
    last_saved: ChangeSummary | None = None
    """The effect of that save."""
    last_case: str = ""
    """The case reference of that save."""
    elsewhere: dict[int, ClinicFile] = field(default_factory=dict)
    """Other clinics of the chosen practitioner, as they are now (rule A13)."""
    history: HistoryPage | None = None
    """The clinic's history, as far back as it has been fetched."""
    registered: dict[UUID, Made] = field(default_factory=dict)
    """Who registered the clinic's absences and substitutes, and when, as far as fetched."""
    known: PastClinic | None = None
    """The past state that is shown instead of the current one."""
    overview: Overview | None = None
    """What is to be done today over all clinics, as far as it is known."""
    overview_at: datetime | None = None
    """When that was so."""
    overview_failure: str = ""
    """Why it could not be fetched the last time, in a sentence."""
    getting_started: bool = True
    """Whether the first things to try are shown while no clinic is open."""
    vendors: dict[str, str] = field(default_factory=dict)
    """The EPJ vendors of the vendor table: code to name."""
    days: DayCache = field(default_factory=DayCache)
    _findings: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None

    @property
    def today(self) -> date:
        """The calendar date in Norway (rule D2)."""
        return oslo_today(self.now())

    @property
    def as_of(self) -> date:
        """The day that the screen shows: today, unless a past state is shown."""
        return oslo_today(self.known.at) if self.known else self.today

    @property
    def day(self) -> date:
        """The day the citizen pane shows: that of the pending change, else the chosen one."""
        return self.pending_day or self.chosen_day or self.as_of

    @property
    def shown(self) -> ClinicFile | None:
        """The clinic as it is now, or the past state that is shown."""
        return self.known.file if self.known else self.file

    def shows(self, clinic: int) -> bool:
        """Tell whether a clinic is the one on screen, and has come."""
        return self.file is not None and self.file.clinic.her_id == clinic

    def preview(self, after: ClinicFile) -> None:
        """Show the clinic as it would become, at the first difference that citizens see."""
        if self.file is None:
            return
        self.pending, self.summary = after, summary(self.file, after, self.today)
        self.pending_day = self.summary.first or self.pending_day
        self.practitioner = self.summary.to_show(self.practitioner)

    def end_preview(self) -> None:
        """Show the clinic as it is now."""
        self.pending = self.summary = self.pending_day = None
        self.unfound = ""

    def saved(self, before: ClinicFile, after: ClinicFile) -> ChangeSummary:
        """Show what was saved, at the first difference that citizens see, and return its effect."""
        self.open(after)
        effect = summary(before, after, self.today)
        if effect.first:
            self.chosen_day = effect.first if effect.first > self.today else None
        self.practitioner = effect.to_show(self.practitioner)
        self.written, self.last_saved = after.version, effect
        self.own_writes[after.clinic.her_id] = (after.version, self.agent)
        return effect

    def offices(self, practitioner: int | None) -> tuple[Hit, ...]:
        """Return the same person at other clinics, as the directory knows them (rule A13)."""
        return self.index.elsewhere(practitioner) if self.index and practitioner else ()

    def also_at(
        self, practitioner: int | None, first: date | None = None, last: date | None = None
    ) -> tuple[str, ...]:
        """Describe those clinics, with the absences there where they are known.

        The days in question are `first` to `last`; without them, the day that is shown.
        """
        offices = [
            (hit.clinic, hit.practitioner.her_id)
            for hit in self.offices(practitioner)
            if hit.practitioner
        ]
        first = first or self.day
        days = (first, last or first)
        files = {} if self.known else self.elsewhere  # their past states are not fetched
        return office_phrases(offices, files, days, self.today, self.words)

    def offices_without(self, absence: Absence) -> tuple[Hit, ...]:
        """Return the person's other clinics, except where the same absence is registered too."""
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
        """Return the case reference of an absence that was just saved; empty for an older one."""
        just = {change.what for change in self.last_saved.records} if self.last_saved else set()
        return self.last_case if ("absences", absence) in just else ""

    def absences(self) -> tuple[Absence, ...]:
        """The rows of the overview."""
        return overview(self.shown, self.as_of, with_ended=self.with_ended) if self.shown else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The clinic's findings; computed again only for another file or day."""
        if self.file is None or self.known:
            return ()
        known = (self.file, self.today)
        if self._findings is None or self._findings[0] != known:
            self._findings = (known, findings(self.file, self.today))
        return self._findings[1]

    def begin_loading(self, her_id: int) -> None:
        """Note that a clinic is being fetched; the same clinic stays on screen meanwhile."""
        self.requested = her_id
        if self.file is None or self.file.clinic.her_id != her_id:
            self._forget_clinic()
            self.loading = Loading.UNDER_WAY

    def leave_clinic(self) -> None:
        """Go back to where no clinic is open."""
        self._forget_clinic()
        self.requested = self.known = None
        self.loading = Loading.NO_CLINIC

    def _forget_clinic(self) -> None:
        """Let what was chosen and fetched of a clinic be as at the start."""
        self.file = None
        self.others = ()
        self.practitioner = None
        self.written = self.last_saved = None
        self.history = None
        self.registered = {}
        self.chosen_day = None
        self.citizen_language = CITIZEN_LANGUAGES[0]

    def failed(self, sentence: str) -> None:
        """Note that the clinic could not be fetched; an older copy stays on screen."""
        self.failure = sentence
        if self.file is None:
            self.loading = Loading.FAILED

    def open(
        self, file: ClinicFile, practitioner: int | None = None, at: datetime | None = None
    ) -> None:
        """Show a clinic, and choose the practitioner given, or one who is still there.

        `at` is when the file was fetched, if not just now.
        """
        same_clinic = self.file is not None and self.file.clinic.her_id == file.clinic.her_id
        if not same_clinic and self.own_writes.get(file.clinic.her_id) == (
            file.version,
            self.agent,
        ):
            self.written = file.version  # her own, and nobody has saved anything since
        self.file = file
        self.true_at(at or self.now())
        self.loading = Loading.READY
        her_ids = [p.her_id for p in file.practitioners]
        preferred = practitioner or (self.practitioner if same_clinic else None)
        if preferred in her_ids:
            self.practitioner = preferred
        else:
            self.practitioner = self._first_with_something(her_ids)

    def true_at(self, at: datetime) -> None:
        """Note that the clinic on screen is known to have been as shown at a moment."""
        self.fetched_at = at
        if self.file:
            self.fetched[self.file.clinic.her_id] = at

    def _first_with_something(self, her_ids: list[int]) -> int | None:
        """Return the practitioner of the top row, else the first at the clinic."""
        for absence in self.absences():
            if absence.practitioner in her_ids:
                return absence.practitioner
        return her_ids[0] if her_ids else None

    def step_practitioner(self, by: int) -> None:
        """Choose the practitioner `by` places further on, wrapping around."""
        if self.file and self.file.practitioners:
            her_ids = [p.her_id for p in self.file.practitioners]
            at = her_ids.index(self.practitioner) if self.practitioner in her_ids else 0
            self.practitioner = her_ids[(at + by) % len(her_ids)]

    def next_language(self) -> None:
        """Show the citizen's page in the next language, wrapping around."""
        at = CITIZEN_LANGUAGES.index(self.citizen_language)
        self.citizen_language = CITIZEN_LANGUAGES[(at + 1) % len(CITIZEN_LANGUAGES)]


def name_of(practitioner: int | None, state: SessionState) -> str:
    """Return a practitioner's name at the clinic that is shown, or words for the whole clinic."""
    return records.name_of(practitioner, state.shown, state.words)
