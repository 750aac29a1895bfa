"""«Legg til fravær»: the form for adding and changing absences."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from rich.cells import cell_len

from fravaertui.domain.absences import reopenings
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence
from fravaertui.domain.view_changes import Effect, Seen, clinic_effects
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.base import Draft, Problem, Reading
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import day_ahead
from fravaertui.texts.readings import stay_phrase
from fravaertui.texts.summary import seen_word
from fravaertui.tui.forms.fields import (
    CASE_REFERENCE,
    MONTHS,
    SERVICES,
    FieldSpec,
    Kind,
    MonthsField,
)
from fravaertui.tui.forms.record import SerialForm
from fravaertui.tui.widgets.calendar import HEIGHT as CALENDAR_HEIGHT
from fravaertui.tui.widgets.calendar import MONTH_HEIGHT, MOST_ROWS
from fravaertui.tui.widgets.service_states import turned_parts
from fravaertui.tui.widgets.text_view import Row

ONE_ROW = CALENDAR_HEIGHT + 2
"""What one row of months takes: a line, the calendar, a blank one."""
ANOTHER_ROW = MONTH_HEIGHT + 1
MONTHS_ROWS = ONE_ROW + 2
"""What the months need: also room for a longer note above them.

So what is said of the first day moves nothing below it.
"""


class AbsenceForm(SerialForm):
    """Practitioner or the whole clinic, dates as doctors say them, services, case."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            "practitioner", Kind.CHOICE, msgid("Practitioner"), msgid("type a name, or «whole»")
        ),
        FieldSpec(
            "starts",
            Kind.DAY,
            msgid("From and including"),
            msgid("12.6, week 28, w28-30, 12.6-8.7"),
        ),
        FieldSpec(
            "ends", Kind.DAY, msgid("To and including"), msgid("8.7, week 30, 2 weeks, back 9.7")
        ),
        MONTHS,
        SERVICES,
        CASE_REFERENCE,
    )
    DRAFT = AbsenceDraft
    SERVICES_QUESTION = msgid("Which services does the absence affect?")
    IS_FOR_ALL = True

    draft: AbsenceDraft

    def fill(self, draft: Draft) -> None:
        """Show what a draft holds, with the months chosen by its days alone."""
        self.query_one(MonthsField).calendar.forget()
        super().fill(draft)

    def amend(self, absence: Absence, *, focus: str) -> None:
        """Start the form with an absence's values, at one of the fields."""
        self.begin(AbsenceDraft.amending(absence), focus=focus)

    def begin(self, draft: AbsenceDraft, *, focus: str) -> None:
        """Start the form with a draft, at one of the fields."""
        self.fill(draft)
        self.go_to(focus)

    def problem_text(self, problem: Problem) -> str:
        """Return what is wrong with a field, and which key leads to what stands in the way."""
        sentence, words = super().problem_text(problem), self._state.words
        if not isinstance(problem, Violation) or problem.code != "overlap":
            return sentence
        other, key = problem.absence, self._state.keys["form.other"]
        if other and self.draft.adds_services_to(other, self.reading):
            return words(
                "{sentence} {key} adds the services to that one.", sentence=sentence, key=key
            )
        return words("{sentence} {key} changes that one.", sentence=sentence, key=key)

    _effects_read: tuple[Reading, tuple[Effect, ...]] | None = None
    """The days on which what the form means turns a service into something else, of a reading."""

    def _effects(self, file: ClinicFile) -> tuple[Effect, ...]:
        if self._effects_read is None or self._effects_read[0] is not self.reading:
            after, today = self.reading.after, self._state.today
            found = clinic_effects(file, after, today) if after else ()
            self._effects_read = (self.reading, found)
        return self._effects_read[1]

    def service_note(self, file: ClinicFile, code: str) -> Row:
        """What the citizen meets on the first day, and what instead once it is saved.

        Where that day stays as it is, what another day turns to, and from when. Of a whole clinic,
        at how many of its practitioners.
        """
        whom, after, words = self.draft.practitioner, self.reading.after, self._state.words
        if after is None and self.draft.amends:
            return []
        day = max(self.reading.starts or self._state.today, self._state.today)
        people = [p.her_id for p in file.practitioners] if whom is None else [whom]
        on, turned = _turned([e for e in self._effects(file) if e.after.service == code], day)
        if turned:
            counted = words("{n} of {all}", n=len(turned), all=len(people))
            at: Row = [(f"{counted}: ", "dim")] if whom is None else []
            since = words("from {day}", day=day_ahead(on, day))
            from_day: Row = [(f" {since}", "plain")] if on != day else []
            return [*at, *turned_parts(turned, words), *from_day]
        before = [Seen.of(service_view(file, one, code, day)) for one in people]
        if len({(seen.state, seen.conditional) for seen in before}) > 1:
            return []
        met = seen_word(before[0], words)
        if before[0].state is not State.OPEN:
            return [(words("{state} already", state=met), "dim")]
        return [(met.upper(), "open")] if after else []

    def show_preview(self) -> None:
        """Show the months as the citizen's page is now: of the same practitioner and day."""
        self.show_months()

    def show_months(self) -> None:
        """Show the months of the typed days, each day as the form would make it."""
        state, reading = self._state, self.reading
        months = self.query_one(MonthsField)
        months.tell(self._span_text())
        file, whom = state.pending or state.file, state.practitioner
        if state.unfound:
            months.calendar.clear()
        elif file and whom and file.has_practitioner(whom):
            states = partial(state.days.states, file, whom)
            first, last = reading.starts, reading.ends
            months.calendar.show_days(
                states,
                self._marked(),
                state.today,
                self.scrollable_content_region.width,
                about=(first, max(first, last or first)) if first else None,
                rows=months.rows,
                stays=first is None and bool(self.draft.starts.strip()),
            )

    @property
    def has_months(self) -> bool:
        """Whether the months are shown, which say it over them."""
        return self.has_class("-with-months")

    def on_mount(self) -> None:
        """Fit the months to each layout, as notes and readings come and go."""
        laid_out = self.screen.screen_layout_refresh_signal
        laid_out.subscribe(self, lambda _: self._fit_months(), immediate=True)

    def on_resize(self) -> None:
        """Show as many months as there is room for now."""
        self.show_months()

    def _fit_months(self) -> None:
        """Show the months only where all fields and buttons are in sight with them.

        What they take now is asked of the same layout as where the form ends: it may be older than
        what has been decided since.
        """
        if not self.display:
            return
        months, form_ends = (
            self.query_one(MonthsField),
            self.query_one(".buttons").virtual_region.bottom,
        )
        if not form_ends:
            return  # not laid out yet
        taken = months.virtual_region.height
        with_one_row = form_ends + (ONE_ROW - taken if taken else MONTHS_ROWS)
        fitting = (self.size.height - with_one_row) // ANOTHER_ROW + 1
        rows = max(min(fitting, MOST_ROWS), 1)
        if rows != months.rows:
            months.grow(rows)
            self.show_months()
        if self.has_months is not (fitting > 0):
            self.set_class(fitting > 0, "-with-months")
            self.show_notes()

    def _marked(self) -> tuple[date, date]:
        """Return the first and the last day to mark.

        While what is typed can't be registered all of its days are, so that what stands in its
        way is seen; then only the one that the citizen's page is about.
        """
        first, last = self.reading.starts, self.reading.ends
        if first and last and first <= last and self._state.pending is None:
            return first, last
        return self._state.day, self._state.day

    def _span_text(self) -> str:
        """Return what the typed days come to."""
        first, last, after = self.reading.starts, self.reading.ends, self.reading.after
        if first is None or last is None or last < first:
            return ""
        amended = self.draft.amends.id if self.draft.amends else None
        made = [a for a in after.absences if a.id in (self.draft.new_id, amended)] if after else []
        opens = reopenings(after, max(made, key=lambda a: a.ends)) if after and made else {}
        words = self._state.words
        whole = stay_phrase(first, last, opens, words)
        fits = cell_len(whole) <= self.scrollable_content_region.width
        return whole if fits else stay_phrase(first, last, opens, words, brief=True)


def _turned(effects: Sequence[Effect], day: date) -> tuple[date, list[tuple[Seen, Seen]]]:
    """Return what becomes another state on a day, before and after, or else on the next such day.

    With the day: the given one if anything does so there, also when it has begun before.
    """
    changed = [e for e in effects if e.before.state is not e.after.state]
    met = [e for e in changed if e.on <= day and (e.ends is None or day <= e.ends)]
    if not met and changed:
        day = min((e.on for e in changed), key=lambda on: (on < day, on))
        met = [e for e in changed if e.on == day]
    return day, [(Seen.of(e.before), Seen.of(e.after)) for e in met]
