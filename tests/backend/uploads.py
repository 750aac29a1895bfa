"""Register files as a client uploads them, and the plan of an import by the API."""

from typing import Any

import httpx

from fravaertui.protocol.upload import END, MEDIA_TYPE, header, padding
from tests.registers.register_files import export, organisation, person

CLINIC, TESTINE = 99100001, 99100002
TAR = {"Content-Type": MEDIA_TYPE}


def archive(*files: bytes, name: str = "fil") -> bytes:
    """The files as one request body."""
    parts = (
        header(f"{name}-{n}.json", len(file), 1_717_200_000) + file + bytes(padding(len(file)))
        for n, file in enumerate(files, 1)
    )
    return b"".join(parts) + END


def small_export(**clinic: Any) -> bytes:
    """The register's export with one clinic and who works there."""
    return export(organisation(**clinic), person())


async def plan(api: httpx.AsyncClient, *files: bytes) -> dict[str, Any]:
    """The plan that the files make."""
    answer = await api.post("/directory/plans", content=archive(*files), headers=TAR)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def apply(
    api: httpx.AsyncClient, made: dict[str, Any], *, consent: bool = False
) -> httpx.Response:
    """What the API says to applying a plan."""
    return await api.post(f"/directory/plans/{made['id']}/apply", json={"consent": consent})


async def imported(api: httpx.AsyncClient, *files: bytes) -> str:
    """The batch that importing the files makes."""
    answer = await apply(api, await plan(api, *files))
    assert answer.status_code == 200, answer.text
    batch: str = answer.json()["id"]
    return batch
