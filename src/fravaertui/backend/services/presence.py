"""What agents who work at the same time know of each other, without HTTP: events and presence."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from fravaertui.backend.api.problems import ProblemError, problem
from fravaertui.backend.store import events, presence
from fravaertui.backend.store.clock import Time
from fravaertui.backend.store.events import Stored
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import reading, take_turn, writing
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import PresenceChanged, PresenceReport

KEPT = timedelta(hours=2)
"""How long events are kept for those who come back; after that everything is read anew."""

SILENT = timedelta(seconds=150)
"""A terminal says every minute where it is; after two times missed it is taken to be gone."""


class Together:
    """Events and presence on a database; safe to use from several threads at once."""

    def __init__(self, engine: Engine, time: Time, told: Callable[[], None]) -> None:
        """Work on the engine; `time` is the clock, `told` is called when an event is written."""
        self._engine = engine
        self._time = time
        self._told = told

    def newest(self) -> int:
        """Return the number of the latest event."""
        with reading(self._engine) as connection:
            return events.newest(connection)

    def following(self, number: int) -> list[Stored]:
        """Return the events after a number; so many at a time."""
        with reading(self._engine) as connection:
            return events.following(connection, number)

    def missed(self, number: int, until: int) -> list[Stored] | None:
        """Return the events after a number up to another; None when that can't be done whole."""
        with reading(self._engine) as connection:
            return events.missed(connection, number, until)

    def report(self, agent: Agent, terminal: UUID, said: PresenceReport) -> PresenceChanged | None:
        """Remember which clinic a terminal has open, and return who else has it open.

        None when it has none open. Raises ProblemError when there is no such clinic.
        """
        with writing(self._engine) as connection:
            take_turn(connection, "presence")
            at = self._time(connection)
            if said.clinic is not None and not presence.is_clinic(connection, said.clinic):
                detail = f"There is no clinic with HER-id {said.clinic}."
                raise ProblemError(problem("no-such-clinic", detail))
            clinics = presence.note(connection, said, terminal, Signature(agent.name, at))
            for clinic in clinics:
                events.append(connection, presence.at(connection, clinic), at)
            here = presence.at(connection, said.clinic) if said.clinic is not None else None
        if clinics:
            self._told()
        return here

    def sweep(self) -> None:
        """Take terminals that went silent to be gone, and forget old events."""
        with reading(self._engine) as connection:
            at = self._time(connection)
            silent, old = at - SILENT, at - KEPT
            if not (presence.any_silent(connection, silent) or events.any_old(connection, old)):
                return
        with writing(self._engine) as connection:
            take_turn(connection, "presence")
            for clinic in presence.drop_silent(connection, silent):
                events.append(connection, presence.at(connection, clinic), at)
            events.forget(connection, old)
