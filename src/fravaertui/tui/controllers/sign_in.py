"""Who works here: signing in and out, and going on where it was left."""

from contextlib import suppress

from textual.message import Message
from textual.worker import Worker

from fravaertui.client import ClientError
from fravaertui.protocol.auth import Agent
from fravaertui.session.state import Contact
from fravaertui.texts.agents import signed_out_sentence
from fravaertui.tui.commands import Mode
from fravaertui.tui.controllers.draft_autosave import Keeping
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import Line, line


class Signing(Keeping):
    """Knows who the agent is; the app lays the sign-in over the workbench."""

    class SignInAsked(Message):
        """The agent wants to sign in."""

    def make_contact(self) -> Worker[None]:
        """Fetch what is on screen again; the workbench knows how."""
        raise NotImplementedError

    @worker(group="who")
    async def learn_who(self) -> None:
        """Learn who the backend takes the agent for, and what they may do."""
        with suppress(ClientError):
            agent = await self.desk.who()
            if agent:
                self._is(agent)

    def _is(self, agent: Agent) -> None:
        if agent.name != self.state.agent:
            self.state.agent = agent.name
            self.call_after_refresh(self.offer_drafts)
        self.state.role = agent.role
        self.show()

    def signed_in(self, agent: Agent) -> None:
        """Go on where it was left; what the same agent was saving is sent again (rule W4)."""
        wish, self.unsigned = self.unsigned, None
        same = agent.name == self.state.agent
        self._is(agent)
        self.tell()
        self.make_contact()
        if wish and same and self.mode is Mode.FORM:
            self.save(wish)

    def announce(self, *news: Line) -> None:
        """Say something that came by itself, under what is said already."""
        raise NotImplementedError

    def signed_out(self, told: str) -> None:
        """Say that the agent is not signed in, and how to; what is on screen stays."""
        self.state.contact = Contact.SIGNED_OUT
        how = self.state.words("{key} signs in.", key=self.state.keys["sign.in"])
        self.announce(line((told, "warning")), line((how, "dim")))
        self.query_one(ClinicPane).refresh_hits()
        self.show()

    def action_command_sign_in(self) -> None:
        """Sign in, also as another."""
        self.post_message(self.SignInAsked())

    def action_command_sign_out(self) -> None:
        """Ask whether to sign out, here and at the provider."""
        if self.state.role is None:
            self.sign_out()  # nobody is signed in, and that is what is told
            return
        words = self.state.words
        lines = [line(words("Until you sign in again nothing can be saved. Drafts are kept."))]
        self.ask(words("Sign out?"), lines, self._sign_out_meant)

    def _sign_out_meant(self) -> None:
        self.action_command_answer_no()
        self.sign_out()

    @worker(group="sign-out")
    async def sign_out(self) -> None:
        """Sign out, and say how that went."""
        words = self.state.words
        try:
            at_provider = await self.desk.sign_out()
        except ClientError as error:
            self.tell(line((error.sentence(words), "error")))
            return
        if at_provider is None:
            self.tell(line((words("This backend needs no sign-in."), "dim")))
        else:
            self.state.role = None
            self.tell()
            self.signed_out(signed_out_sentence(at_provider, words))
