"""Taking back as one what was saved as one, at all its clinics (rule L4)."""

from uuid import UUID

from fravaertui.client import ClientError
from fravaertui.session.gateway import NO_CONTACT, Gateway
from fravaertui.session.state import SessionState
from fravaertui.tui.controllers.change_flow import ChangeBench, ChangeFlow
from fravaertui.tui.messages import AskBatchReversal
from fravaertui.tui.panes.batches import named_lines, revert_question, staying_lines
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker


class BatchReversals:
    """Asks about a batch with what becomes of each clinic, and takes it back."""

    def __init__(
        self, bench: ChangeBench, state: SessionState, gateway: Gateway, changes: ChangeFlow
    ) -> None:
        """Take back through `gateway`; `changes` takes back what is about one clinic alone."""
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._changes = changes

    @worker(group="reversal", of_clinic=True)
    async def ask(self, event: AskBatchReversal) -> None:
        """Ask whether to take a batch back; one of this clinic alone as any of its changes."""
        words = self._state.words
        self.host.keys.pause_keys("reversal")
        try:
            batch = await self._gateway.batch(event.batch)
            if batch.clinics == 1:
                self._changes.ask_reversal(event.version, event.title)
                return
            found = await self._gateway.revert_batch(event.batch, dry_run=True)
        except ClientError as error:
            self._failed(error)
            return
        finally:
            self.host.keys.resume_keys("reversal")
        lines = [*revert_question(found, words), *named_lines(found, words)]
        if all(clinic.refused for clinic in found.clinics):
            nothing = line((words("Nothing of it can be taken back."), "warning"))
            self.host.tell(nothing, *staying_lines(found, words))
            return
        title = words("Take the whole list back?")
        self.host.ask(title, lines, lambda: self._revert(event.batch))

    @worker(group="write", exclusive=False)
    async def _revert(self, batch: UUID) -> None:
        """Take a batch back, show what became of this clinic, and where it could not be done."""
        words, state = self._state.words, self._state
        self.host.tell(line((words("Taking back …"), "dim")))
        try:
            done = await self._gateway.revert_batch(batch)
            shown = state.file
            if shown:
                state.saved(shown, await self._gateway.clinic(shown.clinic.her_id))
        except ClientError as error:
            self._failed(error)
            return
        self.host.show()
        taken = words("The whole list is taken back.")
        self.host.tell(line((taken, "open")), *staying_lines(done, words))

    def _failed(self, error: ClientError) -> None:
        self.host.tell(line((error.sentence(self._state.words), "error")))
        if isinstance(error, NO_CONTACT):
            self.host.loader.contact_lost(error)
