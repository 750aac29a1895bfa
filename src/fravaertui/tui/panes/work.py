"""The middle pane: one of its tabs, or a form over it, and what is said below them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast
from uuid import UUID

from textual import on
from textual.widget import Widget

from fravaertui.client import ClientError
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Severity
from fravaertui.session.drafts.storage import AnyDraft, StoredDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import Contact, Loading, SessionState, name_of
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import moment_phrase
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.information import InfoForm
from fravaertui.tui.forms.offers import OffersForm
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.forms.substitute import CoverForm
from fravaertui.tui.pane_widths import is_spacious
from fravaertui.tui.panes.absences import AbsencesPane
from fravaertui.tui.panes.clinic_findings import FindingsPane
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY
from fravaertui.tui.panes.history import HistoryPane
from fravaertui.tui.panes.information import InformationPane
from fravaertui.tui.panes.substitutes import SubstitutesPane
from fravaertui.tui.panes.today import TodayPane, updated_phrase
from fravaertui.tui.places import Place
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import Part, cells
from fravaertui.tui.widgets.titled_pane import Parts, TitledPane
from fravaertui.tui.workers import WorkerHost, worker

F = TypeVar("F", bound=RecordForm)

_TODAY = msgid("Today at the customer centre")
TABS = {
    Place.ABSENCES: msgid("Absences"),
    Place.SUBSTITUTES: msgid("Substitutes"),
    Place.INFORMATION: msgid("Information to patients"),
    Place.HISTORY: msgid("History"),
    Place.FINDINGS: msgid("Findings"),
}
"""The tabs of a clinic, with their names."""
_SHORT = {Place.INFORMATION: msgid("Info"), Place.HISTORY: msgid("Hist.")}
"""What those are called where the line has no room, the first one first."""
_LEFT_OUT = (Place.HISTORY, Place.INFORMATION, Place.SUBSTITUTES, Place.ABSENCES)
"""The tabs that a shorter line still is without, in turn; how many findings there are stays."""


class WorkPane(TitledPane):
    """Knows which tab and which form is shown, and what is done there."""

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        drafts: Callable[[], Sequence[StoredDraft]],
    ) -> None:
        """Make the tabs and the forms over the workbench's state; `drafts` are those that wait."""
        self._state = state
        self._gateway = gateway
        self._makers_of: ClinicFile | None = None
        """The file of which it was asked who registered what is in it."""
        self.today = TodayPane(state, drafts, id="today")
        self.absences = AbsencesPane(state, id="overview")
        self.substitutes = SubstitutesPane(state, id="covers")
        self.information = InformationPane(state, id="information")
        self.history = HistoryPane(state, gateway, id="clinic-history")
        self.findings = FindingsPane(state, id="clinic-findings")
        self._forms: tuple[RecordForm, ...] = (
            AbsenceForm(state, id="form"),
            CoverForm(state, id="cover-form"),
            InfoForm(state, id="info-form"),
            OffersForm(state, id="offers-form"),
        )
        self.form: RecordForm = self._forms[0]
        """The form that is open, or was open last."""
        self.form_is_open = False
        self._form_title = ""
        self._tab = Place.ABSENCES
        self._tabs: dict[Place, Widget] = {
            Place.TODAY: self.today,
            Place.ABSENCES: self.absences,
            Place.SUBSTITUTES: self.substitutes,
            Place.INFORMATION: self.information,
            Place.HISTORY: self.history,
            Place.FINDINGS: self.findings,
        }
        self.beside_title = ""
        """What stands beside the title: who else is here."""
        super().__init__("work", *self._tabs.values())

    async def add_forms(self) -> None:
        """Add the forms, half of the widgets there are, which the first frame does without.

        Who has left by then needs none.
        """
        if self.is_attached:
            await self.mount(*self._forms)

    @property
    def place(self) -> Place:
        """What the agent does in the middle pane."""
        if self.form_is_open:
            return Place.FORM
        if self._state.known:
            return Place.PAST
        if self._state.loading is Loading.NO_CLINIC:
            return Place.TODAY
        # Only the absences say that a clinic is under way or could not be fetched (rule W3).
        return self._tab if self._state.file else Place.ABSENCES

    @property
    def title(self) -> str:
        """What the middle pane shows."""
        words, known = self._state.words, self._state.known
        if self.form_is_open:
            return self._form_title
        if known:
            full, brief = (
                words(
                    "As it was known {moment}", moment=moment_phrase(known.at, words, short=short)
                )
                for short in (False, True)
            )
            return full if cells((full,)) <= self.edge_room else brief
        return words(_TODAY if self.place is Place.TODAY else TABS[self._tab])

    @property
    def shown(self) -> Widget:
        """The tab or the form that is shown."""
        return self.form if self.form_is_open else self._tabs.get(self.place, self.absences)

    @property
    def width(self) -> int:
        """Its columns; before it is laid out, those of a small terminal's."""
        return self.content_size.width or self.screen.size.width

    def form_of(self, kind: type[F]) -> F:
        """Return the form of a type."""
        return next(form for form in self._forms if isinstance(form, kind))

    def form_for(self, draft: AnyDraft) -> RecordForm:
        """Return the form that a draft was typed in."""
        return next(form for form in self._forms if form.typed.form == draft.form)

    def draft(self) -> StoredDraft | None:
        """Return what is typed in the open form, if there is anything to keep."""
        state, form = self._state, self.form
        if state.file is None or not self.form_is_open or form.is_untouched:
            return None
        whom = form.practitioner
        return StoredDraft(
            kept_at=state.now(),
            agent=state.agent,
            clinic=state.file.clinic.her_id,
            clinic_name=state.file.clinic.name,
            practitioner_name=name_of(whom, state) if whom is not None else "",
            version=state.file.version,
            starts=form.reading.starts,
            ends=form.reading.ends,
            draft=form.typed,
        )

    def go_to(self, tab: Place) -> None:
        """Show a tab, and give it the keys."""
        self._tab = tab
        self.switch()
        self.take_focus()

    def tab_beside(self, by: int) -> Place:
        """Return the tab of the clinic so many places further on, wrapping around."""
        tabs = list(TABS)
        return tabs[(tabs.index(self._tab) + by) % len(tabs)]

    def show_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the place."""
        self.form, self._form_title, self.form_is_open = form, title, True
        self.switch()

    def hide_form(self) -> None:
        """Go back to the tab."""
        self.form_is_open = False
        self.switch()
        self.take_focus()

    def switch(self) -> None:
        """Let what is shown have the place alone."""
        for pane in (*self._tabs.values(), *self._forms):
            pane.display = pane is self.shown

    def take_focus(self) -> None:
        """Give what is shown the keys."""
        if self.form_is_open:
            self.form.take_focus()
            return
        lists: dict[Place, Widget] = {
            Place.TODAY: self.today.records,
            Place.SUBSTITUTES: self.substitutes.substitutes,
            Place.INFORMATION: self.information,
            Place.HISTORY: self.history.entries,
            Place.FINDINGS: self.findings.findings,
        }
        self.screen.set_focus(lists.get(self.place, self.absences.absences))

    def show_lists(self, weeks: int) -> None:
        """Show the state in the tabs, with so many practitioners in the timeline."""
        if self.place is Place.TODAY:
            self.today.show()
            return
        self.absences.show(self.width, weeks=weeks)
        self.substitutes.show()
        match self.place:
            case Place.INFORMATION:
                self.information.show_information()
            case Place.HISTORY:
                self.history.show_entries(self.width)
            case Place.FINDINGS:
                self.findings.show()
        if self.place in Place.SUBSTITUTES | Place.FINDINGS:
            self._find_makers()

    def _find_makers(self) -> None:
        """Find out who registered what these tabs are about, where there is room to say it."""
        file, contact = self._state.file, self._state.contact
        is_new = file is not self._makers_of and contact is Contact.CONNECTED
        if file and is_new and is_spacious(self.content_size.height):
            self._makers_of = file
            self._fetch_makers(file.clinic.her_id)

    @worker(group="makers", of_clinic=True)
    async def _fetch_makers(self, her_id: int) -> None:
        try:
            self._state.registered = await self._gateway.registered(her_id)
        except ClientError as error:
            self.log(str(error))
            return
        self.substitutes.show()
        self.findings.show()

    @property
    def host(self) -> WorkerHost:
        """The screen that its workers belong to."""
        return cast(WorkerHost, self.screen)

    def on_resize(self) -> None:
        """Show as much of the tabs as there is room for now."""
        self.show_title()

    def on_mount(self) -> None:
        """Follow how far the lists are scrolled."""
        for listed in (*self._lists.values(), self.substitutes.steps):
            self.watch(listed, "scroll_y", self.show_title, init=False)

    @on(RecordList.Resized, "#absences, #substitutes, #steps, #finding-list")
    def _more_or_fewer_in_sight(self) -> None:
        self.show_title()

    @property
    def _lists(self) -> dict[Place, RecordList]:
        """The lists of which it is said how much is out of sight."""
        return {
            Place.ABSENCES: self.absences.absences,
            Place.SUBSTITUTES: self.substitutes.substitutes,
            Place.FINDINGS: self.findings.findings,
        }

    def _outside(self) -> str:
        """Say how much of the list lies below what is in sight, or above it; the steps first."""
        listed, steps, words = (
            self._lists.get(self.place),
            self.substitutes.steps,
            self._state.words,
        )
        if self.place is Place.SUBSTITUTES and steps.is_on_screen:
            if below := steps.records_below:
                return words.plural("{n} more step below", "{n} more steps below", below)
            if above := steps.records_above:
                return words.plural("{n} more step above", "{n} more steps above", above)
        if listed is None or not listed.is_on_screen:
            return ""
        above, below = listed.records_above, listed.records_below
        if above and below:
            return words("{above} above · {below} below", above=above, below=below)
        if below:
            return words.plural("{n} more below", "{n} more below", below)
        return words.plural("{n} more above", "{n} more above", above) if above else ""

    def show_title(self) -> None:
        """Show the tabs with their counts, or the title of the form, and who else is here.

        Beside that how much of the list is out of sight: it looks whole without that.
        """
        hint: Parts = ((self.beside_title, "warning"),) if self.beside_title else ()
        if outside := self._outside():
            hint = ((outside, "dim"), *((" · ", *hint) if hint else ()))
        if self.place is Place.TODAY:
            hint = (updated_phrase(self._state),)
        beside = ("   ", *hint) if hint and self.screen.has_class("-narrow") else ()
        alone = self.place in Place.FORM | Place.PAST | Place.TODAY
        shown = (self.title,) if alone else self._tab_parts(self.edge_room - cells(beside))
        self.show_in_edge(*shown, *beside, hint=hint)

    def _tab_parts(self, room: int) -> Parts:
        """Return the tabs, each with how many there are of what it shows, in so many cells."""
        state, words = self._state, self._state.words
        found = Counter(finding.severity for finding in state.findings)
        worst: Look = next((LOOK_OF_SEVERITY[one] for one in Severity if found[one]), "dim")
        counts = {
            Place.ABSENCES: len(state.absences()),
            Place.SUBSTITUTES: len(state.shown.substitutes) if state.shown else 0,
            Place.FINDINGS: found.total(),
        }
        shown: list[Part] = []
        for names in self._tab_names():
            shown = []
            for tab, name in names.items():
                chosen = tab is self._tab
                rest: Look = worst if tab is Place.FINDINGS else "dim"
                number = counts.get(tab, 0)
                counted = number or (tab is Place.FINDINGS and state.file)
                count = f" {number}" if counted else ""
                between = "  " if shown else ""
                shown += [between, (words(name), "tab" if chosen else rest), (count, rest)]
            if cells(shown) <= room:
                break
        return tuple(shown)

    def _tab_names(self) -> Iterator[dict[Place, str]]:
        """Yield the tabs with their names: whole, then shorter, then fewer of them."""
        names = dict(TABS)
        yield names
        for tab, short in _SHORT.items():
            names = names | {tab: short}
            yield names
        for tab in _LEFT_OUT:
            if tab is not self._tab:
                names = {other: name for other, name in names.items() if other is not tab}
                yield names

    async def recompose_forms(self) -> None:
        """Make the forms again, which have their labels from when they are made."""
        self.absences.calendar.words = self._state.words
        for form in self._forms:
            await form.recompose()

    def point_at_own(self) -> None:
        """Mark in the lists whom the rest of the screen is about, by a row of their own."""
        self.absences.point_at_chosen(own=True)
        self.substitutes.point_at(self._state.practitioner)

    def select_saved(self, absence: UUID | None, substitute: UUID | None) -> None:
        """Put the cursors on what was just saved."""
        if substitute:
            self.substitutes.substitutes.select(str(substitute))
        if absence:
            self.absences.mark(absence)
            if self.place is Place.ABSENCES:
                self.take_focus()
