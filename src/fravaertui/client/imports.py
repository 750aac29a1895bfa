"""The API's calls about imports and exports: what registers say of many clinics at once."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from fravaertui.client.calls import PATIENCE, Caller, get, with_body
from fravaertui.client.errors import Fault, ImportRefused, NotAllowed
from fravaertui.client.transport import API, Request

if TYPE_CHECKING:
    from fravaertui.domain.directory.plan import Mark
    from fravaertui.protocol.batches import Batch
    from fravaertui.protocol.directory import DirectoryFacts
    from fravaertui.protocol.directory_import import ImportPlan, PlanRows, Progress

_PLANS = "/directory/plans"
_READINGS = "/directory/readings"


class Imports:
    """The export, and plans of imports. Every method raises what those of `Client` do."""

    def __init__(self, caller: Caller) -> None:
        """Send through `caller`."""
        self._caller = caller

    async def export(self) -> "DirectoryFacts":
        """Return all that registers can say of every clinic: what an import is held against."""
        from fravaertui.protocol.directory import DirectoryFacts

        return await self._caller.fetch(get("/directory/facts"), DirectoryFacts)

    async def plan(
        self,
        files: Sequence[Path],
        *,
        is_whole: bool = False,
        settled: Collection[int] = (),
        reading: UUID | None = None,
        progress: Callable[[int, int], object] = lambda *_: None,
    ) -> "ImportPlan":
        """Upload register files, and return what they would change.

        `settled` are those whom questions have been answered with; by `reading` it can be asked how
        far it is. Who may not import learns it before anything is sent. `progress` gets how many
        bytes of how many have been sent. Raises ImportRefused for files that can't be used, and
        OSError for those that can't be read.
        """
        from fravaertui.client.upload import Upload
        from fravaertui.protocol.auth import Agent, Role
        from fravaertui.protocol.directory_import import ImportPlan
        from fravaertui.protocol.upload import LARGEST, MEDIA_TYPE

        upload = Upload(files, lambda sent: progress(sent, upload.size))
        if upload.size > LARGEST:
            raise ImportRefused(ImportRefused.TOO_LARGE, "")
        me = await self._caller.fetch(get("/me"), Agent)
        if not me.role.includes(Role.SUPERVISOR):
            raise NotAllowed(f"{me.name} has the role {me.role}")
        headers = {"content-type": MEDIA_TYPE, "content-length": str(upload.size)}
        query: dict[str, str | tuple[str, ...]] = {"whole": "true"} if is_whole else {}
        if settled:
            query["settle"] = tuple(str(her_id) for her_id in sorted(settled))
        if reading:
            query["reading"] = str(reading)
        sent = Request("POST", API + _PLANS, query, headers, upload, patience=PATIENCE)
        try:
            return await self._caller.fetch(sent, ImportPlan)
        except Fault as error:
            if error.code == ImportRefused.TOO_LARGE:
                raise ImportRefused(error.code, error.detail) from error
            raise

    async def settle(self, plan: UUID, settled: Collection[int]) -> "ImportPlan":
        """Return another plan of what was read for this one, with its questions answered so.

        Raises ImportRefused, with GONE when what was read is not kept any more.
        """
        from fravaertui.protocol.directory_import import ImportPlan, SettleRequest

        request = SettleRequest(settled=tuple(sorted(settled)))
        sent = with_body("POST", f"{_PLANS}/{plan}/settle", request, patience=PATIENCE)
        return await self._caller.fetch(sent, ImportPlan)

    async def reading(self, reading: UUID) -> "Progress":
        """Return how many bytes of how many have been read; none of none where it isn't known."""
        from fravaertui.protocol.directory_import import Progress

        return await self._caller.fetch(get(f"{_READINGS}/{reading}"), Progress)

    async def cancel_reading(self, reading: UUID) -> None:
        """Stop reading files; no plan comes of them."""
        sent = Request("POST", f"{API}{_READINGS}/{reading}/cancel")
        await self._caller.call(sent, lambda _: None)

    async def find(self, plan: UUID) -> "ImportPlan":
        """Return a plan, and how far it is while it is applied. Raises ImportRefused."""
        from fravaertui.protocol.directory_import import ImportPlan

        return await self._caller.fetch(get(f"{_PLANS}/{plan}"), ImportPlan)

    async def rows(self, plan: UUID, mark: "Mark | None" = None, after: int = 0) -> "PlanRows":
        """Return a page of a plan's rows, of all or of those with a mark. Raises ImportRefused."""
        from fravaertui.protocol.directory_import import MOST_ROWS, PlanRows

        query = {"after": str(after), "limit": str(MOST_ROWS)} | ({"mark": mark} if mark else {})
        return await self._caller.fetch(get(f"{_PLANS}/{plan}/rows", query), PlanRows)

    async def apply(self, plan: UUID, *, consent: bool) -> "Batch":
        """Do what a plan says, or nothing; a plan is applied once, however often it is asked for.

        Raises ImportRefused, and AnswerLost when it is not known whether it was applied.
        """
        from fravaertui.protocol.batches import Batch
        from fravaertui.protocol.directory_import import ApplyRequest

        path, request = f"{_PLANS}/{plan}/apply", ApplyRequest(consent=consent)
        sent = with_body("POST", path, request, writes=True, patience=PATIENCE)
        return await self._caller.fetch(sent, Batch)

    async def cancel(self, plan: UUID) -> None:
        """Stop applying a plan, or throw it away; what has been applied stays."""
        sent = Request("POST", f"{API}{_PLANS}/{plan}/cancel")
        await self._caller.call(sent, lambda _: None)
