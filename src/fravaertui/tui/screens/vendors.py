"""The EPJ vendors: what is known of each, where from, and what nobody knows yet (rule S4)."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from fravaertui.client import ClientError, VersionConflict
from fravaertui.domain.model import Known, Vendor
from fravaertui.protocol.events import VendorChanged
from fravaertui.protocol.vendors import VendorEntry, vendor_names
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_day
from fravaertui.texts.substitutes import known_word
from fravaertui.tui.commands import Command
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.live_updates import BackendEvent
from fravaertui.tui.forms.base import Form
from fravaertui.tui.forms.vendor import VendorForm
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, fit, line
from fravaertui.tui.workers import worker

NAME_WIDTH = 24
WIDTH = 17
_HEADINGS = {
    "offers_temporary_absence": msgid("Temporary absence"),
    "offers_list_without_gp": msgid("List without a GP"),
    "demands_party": msgid("Demands HER-id"),
}
_LOOK_OF_KNOWN: dict[Known, Look] = {
    Known.YES: "open",
    Known.NO: "plain",
    Known.UNKNOWN: "warning",
}


class VendorScreen(CommandScreen[None]):
    """The table, and a form for one of its entries."""

    AUTO_FOCUS: ClassVar[str | None] = "#vendors"
    drafts: DraftAutosave

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        commands: Sequence[Command],
        store: DraftStore,
        resumed: VendorDraft | None = None,
    ) -> None:
        """Open the table over the workbench's dealings with the backend.

        `resumed` is what was typed in the form before and not saved, to go on with.
        """
        super().__init__(state, commands)
        self._gateway = gateway
        self.drafts = DraftAutosave(self, state, store, self._draft)
        self._resumed = resumed
        self._entries: tuple[VendorEntry, ...] = ()
        self.form = VendorForm(state, id="vendor-form")
        self.form.display = False

    def compose(self) -> ComposeResult:
        """The table, and the form that takes its place."""
        yield TextView(id="header")
        yield TextView(id="vendors-title", classes="title")
        with Vertical(id="table"):
            yield TextView(id="vendors-heading")
            yield RecordList(id="vendors")
        yield self.form
        yield Note()
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Fetch the table once the screen is there."""
        self.call_after_refresh(self.fetch)

    def on_resize(self) -> None:
        """Show what there is for the new width."""
        self.show_header()
        self.show_keys()
        self.show()

    @property
    def records(self) -> RecordList:
        """The list of vendors."""
        return self.query_one("#vendors", RecordList)

    def show(self) -> None:
        """Show the table, and what stands above it."""
        words = self.state.words
        title = words("EPJ vendors: what is known, and where from")
        self.view("vendors-title").show([line(f"  {title}", wrap=False)])
        self.view("vendors-heading").show([_heading(words)])
        self.records.show_records([_record(entry.vendor, words) for entry in self._entries])

    @on(BackendEvent)
    def _heard(self, event: BackendEvent) -> None:
        """Show what another has learnt, unless a form is open: its save tells of it."""
        if isinstance(event.event, VendorChanged) and not self.is_filling_in:
            self.renew()

    @worker(group="news")
    async def renew(self) -> None:
        """Show the table as it is now, and leave alone what was said last."""
        try:
            self._entries = await self._gateway.vendors()
        except ClientError as error:
            self.log(str(error))  # the workbench says that contact is lost
        else:
            self.show()

    @worker(group="vendors")
    async def fetch(self, message: str = "", at: str = "") -> None:
        """Fetch the table, and put the cursor on a vendor."""
        if not self._entries:
            self.tell(line((self.state.words("Fetching the vendors …"), "dim")))
        try:
            self._entries = await self._gateway.vendors()
        except ClientError as error:
            self.tell(line((error.sentence(self.state.words), "error")))
            return
        self.state.vendors = vendor_names(self._entries)
        self.tell(*([line((message, "open"))] if message else []))
        self.show()
        self.records.select(at)
        typed, self._resumed = self._resumed, None
        if typed:
            self._open(typed.entry)
            self.form.take_up(typed)
            message = self.state.words("The draft is open again.")
            self.tell(line((message, "accent")))

    @on(Form.Changed)
    def _form_changed(self) -> None:
        self.drafts.save_soon()

    def _draft(self) -> StoredDraft | None:
        """Return what is typed in the open form, if there is anything to keep."""
        if not self.is_filling_in or self.form.is_untouched:
            return None
        draft = self.form.draft
        return StoredDraft(
            kept_at=self.state.now(),
            agent=self.state.agent,
            clinic=0,
            clinic_name="",
            version=0,
            draft=draft,
        )

    def action_command_vendors_close(self) -> None:
        """Go back to the workbench."""
        self.dismiss(None)

    def action_command_vendors_reload(self) -> None:
        """Fetch the table again."""
        self.fetch()

    def action_command_vendor_add(self) -> None:
        """Open an empty form."""
        self._open(None)

    @on(RecordList.Chosen, "#vendors")
    def action_command_vendor_amend(self) -> None:
        """Open the form with the chosen vendor."""
        chosen = self._entry(self.records.key)
        if chosen and self.may("vendor.amend"):  # Enter comes here without being a command
            self._open(chosen)

    def _entry(self, code: str | None) -> VendorEntry | None:
        return next((e for e in self._entries if e.vendor.code == code), None)

    def _open(self, entry: VendorEntry | None) -> None:
        self.tell()
        self._show_form(is_open=True)
        self.form.start(entry, {e.vendor.code for e in self._entries})

    @property
    def is_filling_in(self) -> bool:
        """Tell whether the form is open, perhaps under something that is read or asked."""
        return bool(self.form.display)

    @property
    def place(self) -> Place:
        """What the agent does now."""
        return Place.FORM if self.is_filling_in else Place.VENDORS

    @property
    def places(self) -> Place:
        """The table, which a form may have taken the place of."""
        return Place.VENDORS

    def _show_form(self, *, is_open: bool) -> None:
        """Let the form, or the table, have the screen."""
        self.form.display = is_open
        self.query_one("#table").display = not is_open
        self.show_keys()

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_header()

    def leave_form(self) -> None:
        """Leave the form by the key that works everywhere, unless something is being asked."""
        if self.is_filling_in and not self.dialogs:
            self.action_command_form_cancel()

    @on(Form.Cancel)
    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        if self.form.is_untouched:
            self._close_form()
            return
        words = self.state.words
        lines = [line(words("What is typed in the form will be thrown away."))]
        self.ask(words("Leave the form?"), lines, self._close_form)

    def _close_form(self) -> None:
        self.drafts.discard(self.form.draft.new_id)
        self.tell()
        self._show_form(is_open=False)
        self.set_focus(self.records)

    @on(Form.Save)
    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        if not self.form.insist():
            return
        vendor, entry = self.form.reading.vendor, self.form.draft.entry
        if self.form.is_untouched:
            self.tell(line((self.state.words("Nothing is changed."), "dim")))
        elif vendor:
            self._save(vendor, entry.version if entry else 0)

    @worker(group="write")
    async def _save(self, vendor: Vendor, version: int) -> None:
        """Save; what was typed stays until it is known to be saved (rule W4)."""
        words = self.state.words
        self.app.pause_keys("save")
        self.tell(line((words("Saving …"), "dim")))
        try:
            await self._gateway.set_vendor(vendor, version)
        except VersionConflict:
            await self._show_newer(vendor.code)
        except ClientError as error:
            self.app.discard_keys("save")
            self.tell(line((error.sentence(words), "error")))
        else:
            self._close_form()
            self.fetch(words("Saved."), vendor.code)
        finally:
            self.app.resume_keys("save")

    async def _show_newer(self, code: str) -> None:
        """Say what stands there now; what was typed is kept, to be saved in place of that."""
        words = self.state.words
        self.app.discard_keys("save")
        try:
            self._entries = await self._gateway.vendors()
        except ClientError as error:
            self.tell(line((error.sentence(words), "error")))
            return
        newer = self._entry(code)
        if newer is None:
            return
        self.form.renew(newer)
        message = words("Someone else has changed this vendor. It now says:")
        again = words(
            "What you typed is kept; {key} saves it instead.", key=self.state.keys["form.save"]
        )
        self.tell(
            line((message, "warning")), *_record(newer.vendor, words).lines, line((again, "dim"))
        )


def _heading(words: Words) -> Line:
    columns = "".join(fit(words(heading), WIDTH) for heading in _HEADINGS.values())
    return line((f"  {fit(words('EPJ'), NAME_WIDTH)}{columns}", "dim"), wrap=False)


def _record(vendor: Vendor, words: Words) -> Record:
    """Return a vendor as two lines: what is known of it, and where from."""
    known: list[Known] = [getattr(vendor, name) for name in _HEADINGS]
    columns = [(fit(known_word(each, words), WIDTH), _LOOK_OF_KNOWN[each]) for each in known]
    day = short_day(vendor.source_date) if vendor.source_date else ""
    source = ", ".join(part for part in (vendor.source, day) if part)
    source_note = words("source: {source}", source=source) if source else words("no source")
    return Record(
        vendor.code,
        (
            line((f"  {fit(vendor.name, NAME_WIDTH)}", "strong"), *columns, wrap=False),
            line((f"    {source_note}", "dim"), wrap=False),
        ),
    )
