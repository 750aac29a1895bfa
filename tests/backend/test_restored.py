"""A database put back from a backup is another one: what was known of it before is not current."""

import pytest
from sqlalchemy import Engine

from fravaertui.backend.store import events
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.cli.main import main
from fravaertui.protocol.events import Reset
from tests.backend.records import CLINIC, NOW, absence, body, headers
from tests.backend.serving import asked

FILE = f"/clinics/{CLINIC}"


@pytest.mark.usefixtures("two_clinics")
async def test_W1_a_tag_from_before_a_restore_names_nothing(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with asked(database_url) as api:
        before = (await api.get(FILE)).headers["etag"]
        vendor = {"code": "nyjournal", "name": "Nyjournal"}
        new = await api.put("/vendors/nyjournal", json=vendor, headers={"If-None-Match": "*"})
    assert main(["migrate", "--restored", "--database", database_url]) == 0
    assert "sin egen" in capsys.readouterr().out
    async with asked(database_url) as api:
        again = await api.get(FILE, headers={"If-None-Match": before})
        assert again.status_code == 200
        sent = headers() | {"If-Match": before}
        refused = await api.post(f"{FILE}/changes", content=body(absence()), headers=sent)
        assert refused.json()["type"].endswith("stale-version")
        other = vendor | {"name": "Nyere journal"}
        sent = {"If-Match": new.headers["etag"]}
        refused = await api.put("/vendors/nyjournal", json=other, headers=sent)
        assert refused.json()["type"].endswith("stale-version")
        sent = headers() | {"If-Match": again.headers["etag"]}
        made = await api.post(f"{FILE}/changes", content=body(absence()), headers=sent)
        assert made.status_code == 200


def test_whoever_has_heard_what_was_lost_reads_everything_again(
    two_clinics: Engine, database_url: str
) -> None:
    with reading(two_clinics) as connection:
        heard = events.newest(connection) + 700
    assert main(["migrate", "--restored", "--database", database_url]) == 0
    with writing(two_clinics) as connection:
        events.append(connection, Reset(), NOW)
        newest = events.newest(connection)
        assert newest > heard
        assert events.missed(connection, heard, newest) is None
        assert len(events.missed(connection, newest - 1, newest) or ()) == 1
