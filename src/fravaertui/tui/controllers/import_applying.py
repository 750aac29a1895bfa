"""Applying the plan of an import, and taking an import back."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from fravaertui.client import ClientError
from fravaertui.protocol.batches import CONFIRMED
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.session.gateway import Gateway
from fravaertui.session.importing import apply_plan
from fravaertui.session.state import SessionState
from fravaertui.texts.registers import applied_lines, consent_sentence, written_phrase
from fravaertui.tui.controllers.import_reading import ImportDesk
from fravaertui.tui.panes.batches import revert_question, staying_lines
from fravaertui.tui.panes.directory_import import apply_question
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import worker


def is_to_apply(plan: ImportPlan) -> bool:
    """Tell whether there is something in a plan to apply, and it is not applied yet."""
    return not plan.batch and bool(plan.clinics or plan.renews)


class ApplyDesk(ImportDesk, Protocol):
    """The screen of an import, as far as what is applied is concerned."""

    @property
    def chosen_batch(self) -> UUID | None:
        """The import that is shown, or the earlier one under the cursor."""

    def ask(
        self,
        title: str,
        lines: Sequence[Line],
        on_yes: Callable[[], object],
        on_no: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask before something is done; no is the default, and leads back."""


class ImportApplying:
    """Applies the plan that is shown, and takes back what was applied."""

    def __init__(self, desk: ApplyDesk, state: SessionState, gateway: Gateway) -> None:
        """Ask on the `desk`."""
        self.host = desk
        self._state = state
        self._gateway = gateway
        self.is_under_way = False
        """Whether a plan is being applied."""

    def action_command_import_apply(self) -> None:
        """Ask before the plan is applied."""
        plan, words = self.host.plan, self._state.words
        if self.host.is_busy:
            return
        if plan is None:
            self.host.tell(line((words("Read files first."), "warning")))
        elif not is_to_apply(plan):
            self.host.tell(line((words("There is nothing to do."), "dim")))
        elif plan.needs_consent:
            many = [line((consent_sentence(plan, words), "warning"))]
            self.host.ask(words("Really deactivate so many?"), many, self._ask_to_apply)
        else:
            self._ask_to_apply()

    def _ask_to_apply(self) -> None:
        plan, words = self.host.plan, self._state.words
        if plan is not None:
            self.host.ask(words("Apply the plan?"), apply_question(plan, words), self._apply)

    @worker(group="apply")
    async def _apply(self) -> None:
        """Apply the plan, and show how far it is; leaving the screen cancels it."""
        plan, words = self.host.plan, self._state.words
        if plan is None:
            return
        self.is_under_way = True
        self._applied(0, plan.clinics)
        try:
            imports = await self._gateway.imports()
            batch = await apply_plan(
                imports, plan.id, consent=plan.needs_consent, progress=self._applied
            )
        except ClientError as error:
            self._tell_error(error)
        else:
            self.host.take_plan(plan.model_copy(update={"batch": batch.id}))
            confirmed = batch.counts.get(CONFIRMED, 0)
            done = " ".join(applied_lines(batch.clinics, plan.new_clinics, confirmed, words))
            key = self._state.keys["import.revert"]
            self.host.tell(
                line((f"{words('Done.')} {done}", "open")),
                line((words("{key} takes it back.", key=key), "dim")),
            )
        finally:
            self.is_under_way = False

    def _applied(self, done: int, total: int) -> None:
        words, key = self._state.words, self._state.keys["import.close"]
        progress = written_phrase(done, total, words)
        cancel = words("{key} cancels, and nothing is changed", key=key)
        self.host.tell(line((progress, "accent"), (f" · {cancel}", "dim")))

    @worker(group="cancel")
    async def cancel(self) -> None:
        """Stop what is being applied; its own answer says what came of it."""
        plan = self.host.plan
        if plan is None:
            return
        self.host.tell(line((self._state.words("Cancelling …"), "dim")))
        try:
            await (await self._gateway.imports()).cancel(plan.id)
        except ClientError as error:
            self._tell_error(error)

    def action_command_import_revert(self) -> None:
        """See what taking the import back would do, and ask."""
        if self.host.is_busy:
            return
        batch = self.host.chosen_batch
        if batch is None:
            message = self._state.words("There is no import to take back here.")
            self.host.tell(line((message, "warning")))
        else:
            self._preview_revert(batch)

    @worker(group="revert")
    async def _preview_revert(self, batch: UUID) -> None:
        """Ask whether to take a batch back, with what that does."""
        words = self._state.words
        self.host.tell(line((words("Looking at what can be taken back …"), "dim")))
        try:
            reversal = await self._gateway.revert_batch(batch, dry_run=True)
        except ClientError as error:
            self._tell_error(error)
            return
        lines = revert_question(reversal, words)
        if reversal.is_nothing:
            nothing = line((words("Nothing of it can be taken back."), "warning"))
            self.host.tell(nothing, *lines[1:])
            return
        self.host.ask(words("Take the import back?"), lines, lambda: self._revert(batch))

    @worker(group="revert")
    async def _revert(self, batch: UUID) -> None:
        """Take a batch back, and say where that could not be done."""
        words = self._state.words
        self.host.tell(line((words("Taking back …"), "dim")))
        try:
            reversal = await self._gateway.revert_batch(batch)
        except ClientError as error:
            self._tell_error(error)
            return
        self.host.take_plan(None)
        back = line((words("The import is taken back."), "open"))
        self.host.tell(back, *staying_lines(reversal, words))

    def _tell_error(self, error: ClientError) -> None:
        self.host.tell(line((error.sentence(self._state.words), "error")))
