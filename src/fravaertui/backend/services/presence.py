"""Which clinic each terminal has open, so that agents see who else is there."""

from datetime import timedelta
from uuid import UUID

from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.services.database import Database
from fravaertui.backend.store import events, idempotency, presence
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import advisory_lock, writing
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import PresenceChanged, PresenceReport

EVENT_LIFETIME = timedelta(hours=2)
"""How long events are stored for listeners that come back; later ones have to read everything."""

SILENT = timedelta(seconds=150)
"""A terminal reports every minute where it is; after two missed reports it counts as gone."""


class PresenceService:
    """The terminals that have a clinic open; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """Store the terminals' reports in a database."""
        self._database = database

    def report(
        self, agent: Agent, terminal: UUID, report: PresenceReport
    ) -> PresenceChanged | None:
        """Remember which clinic a terminal has open, and return who else has it open.

        None when it has none open. Raises ProblemError when there is no such clinic.
        """
        clinic = report.clinic
        with writing(self._database.engine) as connection:
            advisory_lock(connection, "presence")
            at = self._database.now(connection)
            if clinic is not None and not presence.is_clinic(connection, clinic):
                detail = f"There is no clinic with HER-id {clinic}."
                raise ProblemError(problem("no-such-clinic", detail))
            signature = Signature(agent.name, at)
            changed = presence.record(connection, report, terminal, signature)
            for each in changed:
                events.append(connection, presence.at(connection, each), at)
            here = presence.at(connection, clinic) if clinic is not None else None
        if changed:  # most reports only repeat the one before
            self._database.after_write()
        return here

    def sweep(self) -> None:
        """Remove terminals that went silent, old events, and old answers."""
        with self._database.reading() as connection:
            at = self._database.now(connection)
            silent, old = at - SILENT, at - EVENT_LIFETIME
            if not (
                presence.any_silent(connection, silent)
                or events.any_old(connection, old)
                or idempotency.any_old(connection, at)
            ):
                return
        with self._database.writing() as connection:
            advisory_lock(connection, "presence")
            for clinic in presence.drop_silent(connection, silent):
                events.append(connection, presence.at(connection, clinic), at)
            events.remove_old(connection, old)
            idempotency.remove_old(connection, at)
