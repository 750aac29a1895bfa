"""The API's calls about batches: what was done at one clinic or many as one."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from fravaertui.client.calls import PATIENCE, Caller, get, with_body
from fravaertui.client.transport import API, Request

if TYPE_CHECKING:
    from fravaertui.client.errors import ClientError
    from fravaertui.protocol.batches import (
        Batch,
        Batches,
        BatchOutcome,
        BatchReversal,
        BatchRow,
        ClinicOutcome,
        Kind,
    )

ROWS_AT_ONCE = 50
"""Rows of a list after which no further clinic is sent in the same request, so that an agent sees
how far it is; a clinic's rows are never divided."""


class BatchCalls:
    """Batches: saved, looked at and taken back. Every method raises what those of `Client` do."""

    def __init__(self, caller: Caller, where: str) -> None:
        """Send through `caller`; `where` is what errors call the backend."""
        self._caller = caller
        self._where = where

    async def save(
        self, batch: UUID, rows: "Sequence[BatchRow]", *, dry_run: bool = False
    ) -> "BatchOutcome":
        """Save rows under a batch's id, all or nothing at each clinic; or return what that does.

        Sent again, they are answered the same. Raises NotAllowed for rows of several clinics when
        the agent is no supervisor, and AnswerLost when it is not known whether they were saved.
        """
        from fravaertui.protocol.batches import BatchOutcome, BatchRequest

        request = BatchRequest(id=batch, rows=tuple(rows))
        query = {"dry_run": "true"} if dry_run else {}
        sent = with_body("POST", "/batches", request, query=query, writes=not dry_run)
        return await self._caller.fetch(sent, BatchOutcome)

    async def save_all(
        self,
        batch: UUID,
        rows: "Sequence[BatchRow]",
        *,
        dry_run: bool = False,
        progress: "Callable[[Sequence[ClinicOutcome], int], object]" = lambda *_: None,
    ) -> "tuple[ClinicOutcome, ...]":
        """Save a list's rows, some clinics at a time; or return what that does.

        `progress` gets the clinics that have been answered so far, and how many there are.
        """
        total = len({row.clinic for row in rows})
        done: tuple[ClinicOutcome, ...] = ()
        for group in in_groups(rows):
            done += (await self.save(batch, group, dry_run=dry_run)).clinics
            progress(done, total)
        return done

    async def find(self, batch: UUID) -> "Batch":
        """Return what a batch was, who made it and at how many clinics.

        Raises ImportRefused when there is none.
        """
        from fravaertui.protocol.batches import Batch

        return await self._caller.fetch(get(f"/batches/{batch}"), Batch)

    async def latest(self, kind: "Kind | None" = None) -> "Batches":
        """Return the latest batches, of all kinds or of one, newest first."""
        from fravaertui.protocol.batches import Batches

        return await self._caller.fetch(get("/batches", {"kind": kind} if kind else {}), Batches)

    async def revert(self, batch: UUID, *, dry_run: bool) -> "BatchReversal":
        """Take a batch back where that can be done, or return what that would do."""
        from fravaertui.protocol.batches import BatchReversal

        query = {"dry_run": "true"} if dry_run else {}
        path = f"{API}/batches/{batch}/revert"
        sent = Request("POST", path, query, writes=not dry_run, patience=PATIENCE)
        return await self._caller.fetch(sent, BatchReversal)

    def why_refused(self, outcome: "ClinicOutcome") -> "ClientError | None":
        """Return why nothing was saved at a clinic, as the error of a single change's refusal."""
        from fravaertui.client.problem_responses import error_of

        return error_of(outcome.problem, self._where) if outcome.problem else None


def in_groups(rows: "Sequence[BatchRow]") -> "Iterator[tuple[BatchRow, ...]]":
    """Yield the rows in groups to be sent one after another, each clinic whole in one of them.

    Where there are several clinics there are so in the first group: whether the agent may save them
    is known before anything is saved.
    """
    clinics: dict[int, list[BatchRow]] = {}
    for row in rows:
        clinics.setdefault(row.clinic, []).append(row)
    group: list[BatchRow] = []
    for number, theirs in enumerate(clinics.values()):
        if group and number > 1 and len(group) + len(theirs) > ROWS_AT_ONCE:
            yield tuple(group)
            group = []
        group += theirs
    if group:
        yield tuple(group)
