"""What the first release wrote on disk is read by every later one (rule W4)."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fravaertui.session.drafts.storage import DraftStore

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ID = "00000000-0000-0000-0000-000000000007"
ONE_SERVICE = ["timebestilling"]
_COMMON = {
    "new_id": ID,
    "practitioner": 99000101,
    "starts": "01.12.2026",
    "ends": "+14",
    "services": ONE_SERVICE,
    "case_reference": "1",
    "confirmed": ["long_absence"],
    "starts_choice": None,
    "ends_choice": {"first": "2026-11-20", "last": "2026-12-10"},
    "ends_meant": "2026-12-15",
}
_ABSENCE = {
    "id": "00000000-0000-0000-0000-000000000001",
    "practitioner": 99000101,
    "starts": "2026-12-01",
    "ends": "2026-12-24",
    "services": ONE_SERVICE,
    "source": "desk",
}
_SUBSTITUTE = {
    "starts": "2026-12-01",
    "ends": None,
    "id": "00000000-0000-0000-0000-000000000002",
    "practitioner": 99000101,
    "name": "Per Vikar",
    "hpr_number": None,
    "her_id": None,
    "own_list": "unknown",
    "services": ONE_SERVICE,
}
_VENDOR = {
    "code": "x",
    "name": "X",
    "offers_temporary_absence": "unknown",
    "offers_list_without_gp": "unknown",
    "demands_party": "unknown",
    "source": "",
    "source_date": None,
}
WRITTEN: dict[str, dict[str, Any]] = {
    "absence": {**_COMMON, "amends": _ABSENCE, "form": "absence"},
    "cover": {
        **_COMMON,
        "name": "Per Vikar",
        "hpr_number": "12",
        "own_list": "yes",
        "amends": _SUBSTITUTE,
        "form": "cover",
    },
    "information": {
        **_COMMON,
        "text": "Æ\nb",
        "vendor": "",
        "seen_text": "Æ",
        "seen_vendor": "x",
        "seen_off": ONE_SERVICE,
        "form": "information",
    },
    "vendor": {
        "new_id": ID,
        "entry": {"version": 3, "vendor": _VENDOR},
        "name": "X",
        "offers_temporary_absence": "unknown",
        "offers_list_without_gp": "no",
        "demands_party": "yes",
        "source": "brev",
        "source_date": "1.6",
        "form": "vendor",
    },
    "queue": {
        "asked_by": "triage.snooze",
        "wanted": {
            "code": [],
            "severity": [],
            "state": ["new", "taken"],
            "municipality": None,
            "vendor": None,
            "clinic": None,
            "mine": False,
            "on": None,
        },
        "finding": "9/a",
        "text": "fre",
        "new_id": ID,
        "form": "queue",
    },
}


@pytest.mark.parametrize("form", WRITTEN)
def test_W4_a_draft_of_the_first_release_is_offered_again_whole(tmp_path: Path, form: str) -> None:
    whole = {
        "kept_at": "2026-11-22T10:00:00Z",
        "agent": "a",
        "clinic": 99000100,
        "clinic_name": "DDFL Test",
        "version": 1,
        "starts": "2026-12-01",
        "ends": None,
        "draft": WRITTEN[form],
    }
    (tmp_path / f"gone.{ID}.json").write_text(json.dumps(whole), encoding="utf-8")
    [found] = DraftStore(tmp_path).orphaned("a", NOW)
    assert found.id == UUID(ID)
    assert found.starts == date(2026, 12, 1)
    again = json.loads(found.model_dump_json())["draft"]
    names = {field.name for field in fields(found.draft)}
    assert names >= WRITTEN[form].keys()
    assert {name: again[name] for name in WRITTEN[form]} == WRITTEN[form]
