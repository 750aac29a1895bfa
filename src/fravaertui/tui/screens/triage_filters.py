"""What the queue is narrowed to: filters, views, and a coming day to look ahead to."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from fravaertui.client import ClientError
from fravaertui.domain.findings import Severity
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.protocol.work_queue import DAYS_AHEAD, FindingCounts, FindingSelection
from fravaertui.session.saved_views import LONGEST_NAME
from fravaertui.session.work_queue import EVERY_STATE
from fravaertui.texts.dates import full_day
from fravaertui.tui.commands import by_id
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.panes.work_queue import (
    ANYTHING,
    code_options,
    municipality_options,
    vendor_options,
    view_options,
)
from fravaertui.tui.screens.triage_list import QueueScreen
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import R, worker

Options = Callable[[FindingCounts], list[Option]]


class TriageFilters(QueueScreen[R]):
    """The commands for what to see of the queue; none of them changes anything (rule W6)."""

    def action_command_triage_views(self) -> None:
        """Choose a view: a named set of filters."""
        words = self.state.words
        title, hint = words("Choose a view: saved filters"), words("type to narrow")
        self.choose(title, hint, view_options(self.queue, words), self._use_view)

    def _use_view(self, number: str) -> None:
        view = self.queue.views(self.state.words)[int(number)]
        self._select(view.saved.selection_on(self.state.today))

    def action_command_triage_everything(self) -> None:
        """Show all that waits: no filter."""
        self._select(FindingSelection())

    def action_command_triage_code(self) -> None:
        """Choose the kind to narrow to."""
        self._choose("code", lambda counts: code_options(counts, self.state.words))

    def action_command_triage_municipality(self) -> None:
        """Choose the municipality to narrow to."""
        self._choose("municipality", lambda counts: municipality_options(counts, self.state.words))

    def action_command_triage_vendor(self) -> None:
        """Choose the EPJ vendor to narrow to."""
        self._choose("vendor", lambda counts: vendor_options(counts, self.state))

    @worker(group="choose")
    async def _choose(self, field: str, options: Options) -> None:
        """Offer the values of a field that there are findings of."""
        self.app.pause_keys("choices")
        try:
            counts = await self._gateway.finding_counts(self.queue.selection)
        except ClientError as error:
            self.app.discard_keys("choices")
            self.tell_error(error)
            return
        words = self.state.words
        title, hint = words(by_id(f"triage.{field}").help), words("type to narrow")
        choose = partial(self._filter_by_option, field)
        self.choose(title, hint, options(counts), choose)
        self.app.resume_keys("choices")

    def _filter_by_option(self, field: str, key: str) -> None:
        self._filter_by(**{field: _value(field, key)})

    def action_command_triage_severity(self) -> None:
        """Narrow to the next severity, then to all again."""
        every = (None, *Severity)
        now = next(iter(self.queue.selection.severity), None)
        following = every[(every.index(now) + 1) % len(every)]
        self._filter_by(severity=(following,) if following else ())

    def action_command_triage_mine(self) -> None:
        """Narrow to what I have taken, or not."""
        self._filter_by(mine=not self.queue.selection.mine)

    def action_command_triage_all(self) -> None:
        """Show what was put away too, or not."""
        everything = self.queue.selection.state == EVERY_STATE
        self._filter_by(state=FindingSelection().state if everything else EVERY_STATE)

    def action_command_triage_day(self) -> None:
        """Ask for a coming day: what will be wrong then and is not yet."""
        words = self.state.words
        self.ask_for(
            words("By"), words("week 28, +7; empty is today"), self._look_ahead, by_day=True
        )

    def _look_ahead(self, answered: Prompt.Answered) -> str:
        today, words, days = self.state.today, self.state.words, answered.days
        if not days:
            self._filter_by(on=None)
            return ""
        last = today + timedelta(days=DAYS_AHEAD)
        if not today <= days.first <= last:
            day = full_day(last, words.language)
            return words("Choose a day from today until {day}.", day=day)
        self._filter_by(on=days.first if days.first > today else None)
        return ""

    def action_command_triage_save_view(self) -> None:
        """Ask for a name to keep the filters in force under."""
        words = self.state.words
        hint = words("name of the view")
        self.ask_for(words("Save as"), hint, self._save_view, question="triage.save_view")

    def _save_view(self, answered: Prompt.Answered) -> str:
        words, name = self.state.words, answered.text
        if not name or len(name) > LONGEST_NAME or first_unsafe(name):
            return words("A name has from 1 to {n} characters.", n=LONGEST_NAME)
        self.queue.save_view(name, self.state.today)
        self.end_draft()
        self.show()
        message = words("Saved. {key} opens it.", key=self.state.keys["triage.views"])
        self.tell(line((message, "open")))
        return ""

    def action_command_triage_forget_view(self) -> None:
        """Forget the view in force, if it is an own one."""
        words = self.state.words
        view = self.queue.view(words, self.state.today)
        if view is None or not view.is_own:
            self.tell(line((words("This is not one of your own views."), "warning")))
            return
        title = words("Forget the view «{name}»?", name=view.name)
        self.confirm(title, [], partial(self._forget, view.name))

    def _forget(self, name: str) -> None:
        self.queue.forget_view(name)
        self.show()
        message = self.state.words("The view «{name}» is forgotten.", name=name)
        self.tell(line((message, "open")))

    def _filter_by(self, **changed: object) -> None:
        self.queue.filter_by(**changed)
        self._select(self.queue.selection)

    def _select(self, selection: FindingSelection) -> None:
        self.queue.selection = selection
        self.queue.rows = ()
        self.fetch()


def _value(field: str, key: str) -> object:
    """Return what a field is narrowed to by the option of a key."""
    if field == "code":
        return () if key == ANYTHING else (key,)
    return None if key == ANYTHING else key
