"""Saving a list as one batch (rule L3): the question, how far it is, and what came of it."""

from collections.abc import Sequence
from typing import Protocol

from fravaertui.client import ClientError, VersionConflict
from fravaertui.domain.absence_list import ListPlan
from fravaertui.protocol.auth import Role
from fravaertui.protocol.batches import ClinicOutcome, ClinicState
from fravaertui.session.absence_list import Attempt, ListWork
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.texts.agents import role_needed
from fravaertui.tui.controllers.bench import KeyGate
from fravaertui.tui.controllers.list_settling import ListDesk
from fravaertui.tui.panes.absence_list_result import question_lines, refused_line, saved_line
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import worker


class SavingDesk(ListDesk, Protocol):
    """The screen of the list, as far as saving is concerned."""

    @property
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""

    async def read_now(self) -> None:
        """Read the list as it is typed now."""

    async def fetch_again(self, clinics: Sequence[int]) -> None:
        """Fetch clinics, and hold the list against them as they are now."""

    def saved(self, attempt: Attempt, outcomes: Sequence[ClinicOutcome]) -> None:
        """The list is no draft any more, or as much of it as was saved."""

    def read(self, title: str, lines: Sequence[Line]) -> None:
        """Lay something to read over the screen."""


class ListSaving:
    """Asks about the whole list, and saves what was asked about."""

    def __init__(
        self, desk: SavingDesk, state: SessionState, list_work: ListWork, gateway: Gateway
    ) -> None:
        """Save the list at work through `gateway`."""
        self.host = desk
        self._state = state
        self._list_work = list_work
        self._gateway = gateway
        self.saving = False

    @worker(group="list-ask")
    async def action_command_list_save(self) -> None:
        """Ask whether to save the list, or say what stands in the way."""
        if self.saving:
            return
        await self.host.read_now()
        plan = self._list_work.plan
        if plan is None or not self._may(plan):
            return
        attempt = self._list_work.attempt()
        words = self._state.words
        title = words.plural(
            "Save {n} row of the list?", "Save {n} rows of the list?", len(plan.changing)
        )
        lines = question_lines(attempt, self._list_work.files, self._state)
        self.host.ask(title, lines, lambda: self._send(attempt))

    def _may(self, plan: ListPlan) -> bool:
        """Tell whether the list can be saved as it is, and say so when it can't."""
        words, keys = self._state.words, self._state.keys
        message = ""
        if plan.open:
            message = words.plural(
                "{n} row is asked about. Enter answers, {key} leaves it out.",
                "{n} rows are asked about. Enter answers, {key} leaves one out.",
                len(plan.open),
                key=keys["list.leave_out"],
            )
            self.host.go_to(plan.open[0].id)
        elif not plan.rows:
            message = words("There is nothing to save: no absence is read from the text.")
        elif not plan.changing:
            message = words("There is nothing to save: all of it is registered, or left out.")
        elif len({row.clinic for row in plan.changing}) > 1 and not self._is_supervisor:
            message = role_needed(Role.SUPERVISOR, words)
        if message:
            self.host.tell(line((message, "warning")))
        return not message

    @property
    def _is_supervisor(self) -> bool:
        role = self._state.role
        return role is None or role.includes(Role.SUPERVISOR)

    @worker(group="list-save", exclusive=False)
    async def _send(self, attempt: Attempt) -> None:
        """Send what was asked about, and nothing else."""
        words = self._state.words
        self.saving = True
        self.host.keys.pause_keys("save")
        self.host.tell(line((words("Saving …"), "dim")))
        try:
            outcomes = await self._gateway.save_batch(
                attempt.batch, attempt.rows, progress=self._progress
            )
        except ClientError as error:
            self.host.keys.discard_keys("save")
            kept = words(
                "The list is kept; {key} tries again, and nothing is saved twice.",
                key=self._state.keys["list.save"],
            )
            sentence = error.sentence(words)
            self.host.tell(line((sentence, "error")), line((kept, "dim")))
            return
        finally:
            self.saving = False
            self.host.keys.resume_keys("save")
        self.host.saved(attempt, outcomes)
        await self.host.fetch_again(attempt.clinics)
        self._tell(attempt, outcomes)

    def _progress(self, done: Sequence[ClinicOutcome], total: int) -> None:
        if total > 1:
            words = self._state.words
            message = words("{done} of {total} clinics saved", done=len(done), total=total)
            self.host.tell(line((message, "accent")))

    def _tell(self, attempt: Attempt, outcomes: Sequence[ClinicOutcome]) -> None:
        """Say what became of each clinic: a few in the note, more of them to be read."""
        state = self._state
        lines = [saved_line(attempt, outcomes, state)] if _any_saved(outcomes) else []
        refused = [o for o in outcomes if o.state is ClinicState.REFUSED]
        for outcome in refused:
            error = self._gateway.why_refused(outcome)
            moved = isinstance(error, VersionConflict)
            why = error.sentence(state.words) if error and not moved else ""
            by = error.changed_by if isinstance(error, VersionConflict) else None
            lines.append(refused_line(self._name(outcome.clinic), why, by, state))
        if len(refused) > MOST_IN_NOTE:
            self.host.read(state.words("What became of the list"), lines)
        self.host.tell(*lines[: MOST_IN_NOTE + 1])

    def _name(self, clinic: int) -> str:
        return self._list_work.files[clinic].clinic.name


MOST_IN_NOTE = 3
"""Clinics that the note says something of."""


def _any_saved(outcomes: Sequence[ClinicOutcome]) -> bool:
    return any(outcome.state is not ClinicState.REFUSED for outcome in outcomes)
