"""Making and applying the plan of an import: how far it is, and stopping it half-way."""

import asyncio
import shlex
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from fravaertui.client import ClientError
from fravaertui.client.errors import ImportRefused

if TYPE_CHECKING:
    from fravaertui.client.batches import BatchCalls
    from fravaertui.client.imports import Imports
    from fravaertui.domain.directory.plan import PlanRow
    from fravaertui.protocol.batches import Batch
    from fravaertui.protocol.directory_import import ImportPlan

SEEN_EVERY = 0.5
"""Seconds after which it is asked again how far it is."""

Progress = Callable[[int, int], object]
"""Gets how much of how much is done."""


async def make_plan(
    imports: "Imports",
    files: Sequence[Path],
    *,
    is_whole: bool,
    settled: Collection[int],
    sent: Progress,
    read: Progress,
) -> "ImportPlan":
    """Return what files would change; `sent` and `read` get how many bytes of how many are.

    When the task is cancelled, so is the reading. Raises what `Imports.plan` does.
    """
    reading = uuid4()
    making = asyncio.ensure_future(
        imports.plan(files, is_whole=is_whole, settled=settled, reading=reading, progress=sent)
    )
    try:
        while not (await asyncio.wait({making}, timeout=SEEN_EVERY))[0]:
            with suppress(ClientError):  # the answer itself says what is wrong
                found = await imports.reading(reading)
                if found.total:
                    read(found.done, found.total)
    except asyncio.CancelledError:
        with suppress(ClientError):
            await imports.cancel_reading(reading)
        making.cancel()
        raise
    return await making


async def settle_plan(
    imports: "Imports", plan: "ImportPlan", settled: Collection[int]
) -> "ImportPlan | None":
    """Return a plan of the same files with its questions answered so, without reading them again.

    None where what was read is not kept any more. Raises what `Imports.settle` does.
    """
    try:
        return await imports.settle(plan.id, settled)
    except ImportRefused as error:
        if error.code == ImportRefused.GONE:
            return None
        raise


async def apply_plan(
    imports: "Imports", plan: UUID, *, consent: bool, progress: Progress
) -> "Batch":
    """Do what a plan says; `progress` gets how many clinics of how many are done.

    When the task is cancelled, so is the apply, and its answer is waited for: either the whole plan
    is done or nothing. Raises what `Imports.apply` does.
    """
    applying = asyncio.ensure_future(imports.apply(plan, consent=consent))
    try:
        while not (await asyncio.wait({applying}, timeout=SEEN_EVERY))[0]:
            with suppress(ClientError):  # the apply itself says what is wrong
                found = await imports.find(plan)
                if found.progress:
                    progress(found.progress.done, found.progress.total)
    except asyncio.CancelledError:
        await imports.cancel(plan)
    return await applying


async def batch_of(batches: "BatchCalls", plan: UUID) -> "Batch | None":
    """Return what a plan has come to, also once its time is over; None if it is not applied."""
    try:
        return await batches.find(plan)
    except ImportRefused as error:
        if error.code == ImportRefused.NO_BATCH:
            return None
        raise


async def all_rows(imports: "Imports", plan: UUID) -> "tuple[PlanRow, ...]":
    """Return every row of a plan."""
    rows: tuple[PlanRow, ...] = ()
    after: int | None = 0
    while after is not None:
        page = await imports.rows(plan, after=after)
        rows += page.rows
        after = page.next if page.next is None or page.next > after else None
    return rows


def named_files(typed: str) -> list[Path]:
    """Return the files that are named, blanks between them; quotes and patterns as in a shell."""
    whole = Path(typed.strip()).expanduser()
    if typed.strip() and whole.is_file():
        return [whole]  # a name with blanks in it
    try:
        names = shlex.split(typed)
    except ValueError:
        names = [typed]
    found: list[Path] = []
    for name in names:
        path = Path(name).expanduser()
        is_pattern = any(sign in path.name for sign in "*?[")
        found += (sorted(path.parent.glob(path.name)) if is_pattern else []) or [path]
    return found
