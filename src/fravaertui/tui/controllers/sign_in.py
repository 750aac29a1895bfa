"""Who works here: signing in and out, and going on where it was left."""

from contextlib import suppress
from typing import Protocol

from textual.message import Message

from fravaertui.client import ClientError
from fravaertui.protocol.auth import Agent
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.agents import signed_out_sentence
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.change_flow import ChangeFlow
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker


class SignInAsked(Message):
    """The agent wants to sign in: the app lays the sign-in over everything else."""


class SignInBench(Bench, Protocol):
    """The workbench as far as signing in is concerned."""

    def agent_changed(self) -> None:
        """Another agent works here now."""

    def post_message(self, message: Message) -> bool:
        """Ask something of the app."""


class SignInFlow:
    """Knows who the agent is; the app lays the sign-in over the workbench."""

    host: SignInBench

    def __init__(
        self, bench: SignInBench, state: SessionState, gateway: Gateway, changes: ChangeFlow
    ) -> None:
        """Sign in at `gateway`; what `changes` could not save is sent again afterwards."""
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._changes = changes

    @worker(group="who")
    async def learn_who(self) -> None:
        """Learn who the backend takes the agent for, and what they may do."""
        with suppress(ClientError):
            agent = await self._gateway.who()
            if agent:
                self._is(agent)

    def _is(self, agent: Agent) -> None:
        if agent.name != self._state.agent:
            self._state.agent = agent.name
            self.host.agent_changed()
        self._state.role = agent.role
        self.host.show()

    def signed_in(self, agent: Agent) -> None:
        """Go on where it was left; what the same agent was saving is sent again (rule W4)."""
        pending, self._changes.unsigned = self._changes.unsigned, None
        same = agent.name == self._state.agent
        self._is(agent)
        self.host.tell()
        self.host.loader.make_contact()
        if pending and same and self.host.is_filling_in and not self.host.is_asking:
            self._changes.save(pending)

    def signed_out(self, message: str) -> None:
        """Say that the agent is not signed in, and how to; what is on screen stays."""
        self._state.contact = Contact.SIGNED_OUT
        how = self._state.words("{key} signs in.", key=self._state.keys["sign.in"])
        self.host.announce(line((message, "warning")), line((how, "dim")))
        self.host.show()

    def action_command_sign_in(self) -> None:
        """Sign in, also as another."""
        self.host.post_message(SignInAsked())

    def action_command_sign_out(self) -> None:
        """Ask whether to sign out, here and at the provider."""
        if self._state.role is None:
            self._sign_out()  # nobody is signed in, and that is what is told
            return
        words = self._state.words
        lines = [line(words("Until you sign in again nothing can be saved. Drafts are kept."))]
        self.host.ask(words("Sign out?"), lines, self._confirmed)

    def _confirmed(self) -> None:
        self._sign_out()

    @worker(group="sign-out")
    async def _sign_out(self) -> None:
        """Sign out, and say how that went."""
        words = self._state.words
        try:
            at_provider = await self._gateway.sign_out()
        except ClientError as error:
            self.host.tell(line((error.sentence(words), "error")))
            return
        if at_provider is None:
            self.host.tell(line((words("This backend needs no sign-in."), "dim")))
        else:
            self._state.role = None
            self.host.tell()
            self.signed_out(signed_out_sentence(at_provider, words))
