"""Drafts: what is typed comes back, field by field, and meets the clinic as it is now (W4)."""

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any
from uuid import uuid4

import pytest

from fravaertui.domain.changes import SetEpjVendor
from fravaertui.domain.date_input import Span
from fravaertui.domain.model import Known
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.information import InformationDraft
from fravaertui.session.drafts.offers import OffersDraft
from fravaertui.session.drafts.rebase import Rebased, rebased
from fravaertui.session.drafts.storage import (
    LARGEST_FILE,
    AnyDraft,
    DraftStore,
    StoredDraft,
)
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.system import private_files
from fravaertui.system.private_files import try_lock
from fravaertui.tui.textual_overrides import key_queue as keys
from fravaertui.tui.widgets.form_fields import LONGEST_TYPED
from fravaertui.tui.widgets.text_box import LONGEST_TEXT
from tests.tui.conftest import AGENT, Backend, Opening
from tests.tui.driver import NARROW, WIDE, Clock

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
MANY_LOOKS = 20_000


def a_draft(**more: object) -> AbsenceDraft:
    return replace(AbsenceDraft(uuid4(), 99_000_101, starts="uke 28"), **more)  # type: ignore[arg-type]


def stored(draft: AnyDraft | None = None, *, agent: str = AGENT) -> StoredDraft:
    return StoredDraft(
        kept_at=NOW,
        agent=agent,
        clinic=99_000_100,
        clinic_name="DDFL Test",
        version=1,
        draft=draft or a_draft(),
    )


def ids(store: DraftStore, agent: str = AGENT) -> set[object]:
    return {found.id for found in store.orphaned(agent, NOW)}


@contextmanager
def another_session(folder: Path, draft: StoredDraft) -> Iterator["subprocess.Popen[str]"]:
    """Save a draft in another process, which lives until its input ends."""
    script = (
        "import sys; from pathlib import Path; from fravaertui.session.drafts.storage import *;"
        "draft = StoredDraft.model_validate_json(sys.argv[2]);"
        "store = DraftStore(Path(sys.argv[1])); store.save(draft);"
        "print('saved', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        (sys.executable, "-c", script, folder, draft.model_dump_json()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "saved\n"
        yield process
        process.kill()


def test_only_the_user_may_read_a_draft_and_it_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    store, draft = DraftStore(folder), stored()
    assert not folder.exists(), "nothing is made before something is typed"
    store.save(draft)
    [file] = folder.glob("*.json")
    was = file.stat().st_ino
    store.save(draft)
    assert file.stat().st_ino != was
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "draft",
    [
        a_draft(services=("timebestilling",), case_reference="123", ends="+14"),
        a_draft(
            starts="20.11",
            starts_choice=Span(date(2026, 11, 20), date(2026, 11, 20)),
            ends_choice=Span(date(2026, 11, 20), date(2026, 12, 10)),
        ),
        SubstituteDraft(uuid4(), 1, name="Per Vikar", hpr_number="12", own_list=Known.YES),
        InformationDraft(uuid4(), 1, text="Æøå\nto", seen_off=("timebestilling",)),
        OffersDraft(uuid4(), 1, services=("timebestilling",), case_reference="123"),
    ],
    ids=["absence", "choice", "cover", "information", "offers"],
)
def test_every_form_comes_back_as_it_was(tmp_path: Path, draft: AnyDraft) -> None:
    one = DraftStore(tmp_path)
    one.save(stored(draft))
    one.close()
    [back] = DraftStore(tmp_path).orphaned(AGENT, NOW)
    assert back.draft == draft


def test_a_living_sessions_draft_is_offered_to_no_other_and_a_dead_ones_is(tmp_path: Path) -> None:
    draft = stored()
    with another_session(tmp_path, draft) as process:
        store = DraftStore(tmp_path)
        assert ids(store) == set()
        assert not store.claim(draft.id)
        process.kill()
        process.wait()
        assert ids(store) == {draft.id}
        third = DraftStore(tmp_path)
        assert store.claim(draft.id)
        assert ids(third) == set()
        assert not third.claim(draft.id)
        assert ids(store) == {draft.id}
    store.drop(draft.id)
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_waits_to_be_written_is_offered_dropped_and_replaced_like_any(
    tmp_path: Path,
) -> None:
    store, first = DraftStore(tmp_path), stored()
    store.save_later(first)
    assert not list(tmp_path.iterdir())
    assert ids(store) == {first.id}, "it is written before anybody looks"
    newer = first.model_copy(update={"version": 9})
    store.save_later(first)
    store.save(newer)
    store.save_waiting()
    assert [one.version for one in store.orphaned(AGENT, NOW)] == [9]
    store.save_later(first)
    store.drop(first.id)
    store.save_waiting()
    assert ids(store) == set()
    store.save_later(first)
    store.close()
    assert ids(DraftStore(tmp_path)) == {first.id}, "nothing is lost on leaving"


def test_drafts_of_another_agent_are_not_offered(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.save(stored(agent="ola.nordmann"))
    assert ids(store) == set()
    assert len(ids(store, "ola.nordmann")) == 1


def test_what_is_damaged_is_passed_over_and_what_is_old_removed(tmp_path: Path) -> None:
    one = DraftStore(tmp_path)
    one.save(stored())
    one.close()
    (tmp_path / f"{'0' * 32}.{uuid4()}.json").write_text("{")
    half = tmp_path / f"{'1' * 32}.{uuid4()}.jsonhalf"
    half.touch()
    assert len(ids(DraftStore(tmp_path))) == 1
    assert half.exists()

    def left_alone_for(age: timedelta) -> set[object]:
        then = (NOW - age).timestamp()
        for file in tmp_path.iterdir():
            os.utime(file, (then, then))
        return ids(DraftStore(tmp_path))

    assert len(left_alone_for(timedelta(days=30))) == 1
    assert left_alone_for(timedelta(days=30, seconds=1)) == set()
    assert list(tmp_path.glob("*.json*")) == []


# On the screen


def on_disk(folder: Path) -> list[Path]:
    return list(folder.glob("*.json"))


def put_in_the_way(path: Path) -> None:
    """Let a file be where the folder should."""
    path.write_text("")


def test_W4_a_name_that_was_not_found_is_none_in_the_draft_either(tmp_path: Path) -> None:
    """Whom fewer letters found is not chosen by opening the draft again, and W5 holds for it."""
    draft = a_draft(not_found=(("practitioner", "bodil\x1b[2J"),))
    store = DraftStore(tmp_path)
    store.save(stored(draft))
    store.close()
    [back] = DraftStore(tmp_path).orphaned(AGENT, NOW)
    [(field, typed)] = back.of_clinic.not_found
    assert field == "practitioner"
    assert typed.startswith("bodil")
    assert first_unsafe(typed) is None


def test_W4_a_name_that_fitted_several_fits_nobody_in_the_draft_either(tmp_path: Path) -> None:
    """The first of them is not chosen by opening the draft again, and W5 holds for it."""
    draft = a_draft(several_found=(("practitioner", "test\x1b[2J", 2),))
    store = DraftStore(tmp_path)
    store.save(stored(draft))
    store.close()
    [back] = DraftStore(tmp_path).orphaned(AGENT, NOW)
    [(field, typed, n)] = back.of_clinic.several_found
    assert (field, n) == ("practitioner", 2)
    assert typed.startswith("test")
    assert first_unsafe(typed) is None


async def test_the_offer_of_a_draft_says_whom_it_is_about(opening: Opening) -> None:
    whom = {"b": "Bo Berg", "hele": "hele legekontoret", "bodil": "«bodil»"}
    for typed in whom:
        async with opening(clinic="ddfl") as agent:
            await agent.press("n")
            await agent.type(typed)
            await agent.fill("starts", "uke 28")
            agent.app.keep_draft()
    async with opening() as agent:
        for named in whom.values():
            assert f"Legg til fravær · DDFL Test · {named} · nå nettopp" in agent.words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the workbench of these tests keeps its drafts."""
    return tmp_path / "drafts"


async def cut_off(opening: Opening, *keys: str, typed: str = "uke 28") -> None:
    """Begin an absence for Bo Berg, and be cut off."""
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b", *keys)
        await agent.fill("starts", typed)
        await agent.go_to("services")
        await agent.press("a")
        agent.app.keep_draft()


async def test_what_was_typed_comes_back_field_by_field(opening: Opening) -> None:
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b")
        await agent.fill("starts", "uke 28")
        await agent.fill("ends", "uke 30")
        await agent.fill("case_reference", "4711")
        await agent.go_to("services")
        await agent.press("space", "down", "space")
        was = agent.app.screen.query_one("#form").typed  # type: ignore[attr-defined]
        agent.app.keep_draft()
    async with opening() as agent:
        assert "1 kladd er ikke lagret" in agent.words
        assert "Legg til fravær · DDFL Test · Bo Berg · nå nettopp" in agent.words
        assert "uke 28 – uke 30" in agent.words
        await agent.press("enter")
        assert agent.title == "Legg til fravær"
        assert agent.app.screen.query_one("#form").typed == was  # type: ignore[attr-defined]
        assert agent.note == (
            "Kladden er åpnet igjen. Virksomheten er ikke endret siden. "
            "Den kan lagres slik den står."
        )
        await agent.press("ctrl+s")
        assert any("Bo Berg 12.07.2027 01.08.2027" in row for row in agent.absences)
    async with opening() as agent:
        assert agent.title.startswith("I dag"), "saved: there is nothing to offer"


async def test_a_draft_is_on_disk_within_a_second_of_the_last_key(
    opening: Opening, folder: Path
) -> None:
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b")
        await agent.fill("starts", "uke 28")
        await agent.until(lambda: bool(on_disk(folder)))
        [file] = on_disk(folder)
        await agent.fill("starts", "uke 29")
        await agent.until(lambda: "uke 29" in file.read_text())
        await agent.press("escape", "J")
        assert not file.exists()


async def test_no_key_waits_while_a_draft_is_written(
    opening: Opening, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun, at_once = Event(), Event(), private_files.replace

    def write(path: Path, text: str) -> None:
        if path.parent == folder and current_thread() is not main_thread():
            begun.set()
            assert slow.wait(60)
        at_once(path, text)

    monkeypatch.setattr(private_files, "replace", write)
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b", "tab")
        agent.send(*"uke 2")
        await agent.until(begun.is_set)
        agent.send("8")
        await agent.until(lambda: "juli" in agent.field_note("starts"))
        assert agent.value("starts") == "uke 28"
        assert not on_disk(folder)
        slow.set()
        agent.app.keep_draft()
        [file] = on_disk(folder)
        assert "uke 28" in file.read_text(), "what is written last is the latest"
        await agent.settle()
        assert "uke 28" in file.read_text()


async def test_an_untouched_form_is_no_draft(opening: Opening, folder: Path) -> None:
    async with opening(clinic="ddfl") as agent:
        await agent.press("n")
        agent.app.keep_draft()
        assert not on_disk(folder)


async def test_later_leaves_the_draft_and_the_palette_finds_it_again(opening: Opening) -> None:
    await cut_off(opening)
    async with opening() as agent:
        await agent.press("escape")
        await agent.type("ddfl")
        await agent.press("enter", "ctrl+p")
        await agent.type("kladd")
        await agent.press("enter")
        assert "1 kladd er ikke lagret" in agent.words
        await agent.press("enter")
        assert agent.value("starts") == "uke 28"


@pytest.mark.parametrize("key", ["slash", "ctrl+f"])
async def test_the_keys_of_the_search_lead_from_the_waiting_drafts_to_it(
    opening: Opening, key: str
) -> None:
    await cut_off(opening)
    async with opening() as agent:
        assert "1 kladd er ikke lagret" in agent.words
        await agent.press(key)
        assert agent.focus == "find"
        await agent.type("ddfl")
        await agent.press("enter")
        assert "Fastlege Astrid Info" in agent.says("citizen")


async def test_a_draft_taken_up_is_there_at_once(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The widgets the key went through are gone with their screen: nobody waits for them."""
    await cut_off(opening)
    looks = count()
    async with opening() as agent:
        # A clock that only goes on when looked at so often that nobody else gets a turn.
        monkeypatch.setattr(keys, "monotonic", lambda: next(looks) // MANY_LOOKS * 3600.0)
        await agent.press("enter")
        assert agent.value("starts") == "uke 28"
        assert "uke 28" in agent.picture
        assert next(looks) < MANY_LOOKS, "it was not given up waiting for"


async def test_throwing_a_draft_away_is_asked_about(opening: Opening, folder: Path) -> None:
    await cut_off(opening)
    async with opening() as agent:
        await agent.press("ctrl+d")
        assert "innbyggerne ser ingen forskjell" in agent.words
        await agent.press("escape")
        assert on_disk(folder)
        await agent.press("delete", "J")
        assert not on_disk(folder)
        assert agent.title.startswith("I dag")
        await agent.press("escape", "ctrl+o")
        assert "Det er ingen kladder." in agent.words


async def test_a_draft_says_what_has_changed_and_what_that_does_to_it(
    opening: Opening, backend: Backend
) -> None:
    await cut_off(opening)
    async with backend.another_agent() as colleague:
        await colleague.add("Bo Berg", date(2027, 7, 12), date(2027, 7, 18))
    async with opening() as agent:
        await agent.press("enter")
        assert agent.value("starts") == "uke 28"
        assert "Virksomheten er endret siden. Den kan ikke lagres slik den står:" in agent.note
        await agent.press("escape")
        assert agent.title == "Gå ut av skjemaet?", "a draft taken up is not untouched"


async def test_a_draft_whose_record_is_gone_is_kept_and_told_of(
    opening: Opening, backend: Backend, folder: Path
) -> None:
    async with opening(clinic="ddfl") as agent:
        await agent.press("down", "e")
        assert agent.title == "Endre fravær"
        await agent.fill("ends", "+60")
        agent.app.keep_draft()
    async with backend.another_agent() as colleague:
        await colleague.delete("Bo Berg")
    async with opening() as agent:
        await agent.press("enter")
        assert agent.note == "Det denne kladden skulle endre, finnes ikke lenger."
        assert on_disk(folder)


async def test_a_draft_that_was_saved_after_all_is_not_saved_twice(
    opening: Opening, folder: Path
) -> None:
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b")
        await agent.fill("starts", "uke 28")
        await agent.go_to("services")
        await agent.press("a")
        agent.app.keep_draft()
        [file] = on_disk(folder)
        was = file.read_text()
        await agent.press("ctrl+s")
        assert not file.exists()
        file.write_text(was)  # as when the program is killed while the answer is on its way
    async with opening() as agent:
        await agent.press("enter")
        assert "ble lagret før programmet sluttet" in agent.note
        assert not on_disk(folder)


async def test_days_that_mean_another_day_now_are_told_of(opening: Opening, clock: Clock) -> None:
    await cut_off(opening, typed="i morgen")
    clock.at += timedelta(days=2)
    async with opening() as agent:
        assert "for 2 døgn siden" in agent.words
        await agent.press("enter")
        assert (
            "«i morgen» betydde mandag 23. november 2026 da du skrev det, "
            "og betyr onsdag 25. november 2026 nå." in agent.note
        )


async def test_what_was_not_touched_in_the_information_follows_the_clinic(
    backend: Backend,
) -> None:
    async with backend.another_agent() as colleague:
        file = await colleague.file()
    opened_before = InformationDraft.opened(file, 99_000_101)
    theirs = file.model_copy(
        update={"clinic": file.clinic.model_copy(update={"patient_information": "Ny tekst"})}
    )
    untouched = rebased(stored(replace(opened_before, vendor="another")).of_clinic, theirs)
    assert isinstance(untouched, Rebased)
    assert untouched.draft.text == "Ny tekst"  # type: ignore[union-attr]
    assert untouched.record_changed
    touched = rebased(stored(replace(opened_before, text="Min tekst")).of_clinic, theirs)
    assert isinstance(touched, Rebased)
    assert touched.draft.text == "Min tekst"  # type: ignore[union-attr]
    # Also while the form is open: another's text is not put back by who only sets the EPJ.
    open_form = replace(opened_before, vendor="another")
    assert open_form.read(theirs, NOW.date()).changes == (SetEpjVendor(vendor="another"),)


async def test_a_full_disk_is_told_of_and_stops_nothing(opening: Opening, folder: Path) -> None:
    put_in_the_way(folder)
    async with opening(clinic="ddfl") as agent:
        await agent.press("n", "b")
        await agent.fill("starts", "uke 28")
        await agent.until(lambda: "kan ikke tas vare på som kladd" in agent.note)
        await agent.settle()
        assert agent.value("starts") == "uke 28"


EVIL = "\x1b]52;c;aGVp\x07\u202e\n"


def test_the_largest_draft_that_a_form_can_hold_is_offered_again(tmp_path: Path) -> None:
    """Filled to the edge of every field, with the letters that take the most bytes."""
    typed = '"😀' * (LONGEST_TYPED // 2)
    text = '"😀' * (LONGEST_TEXT // 2)
    common: dict[str, Any] = {"starts": typed, "ends": typed, "case_reference": typed}
    largest: list[AnyDraft] = [
        a_draft(**common),
        replace(SubstituteDraft(uuid4(), 1, **common), name=typed, hpr_number=typed),
        replace(InformationDraft(uuid4(), 1, **common), text=text, seen_text=text[:200]),
    ]
    session = DraftStore(tmp_path)
    for draft in largest:
        session.save(stored(draft))
        session.close()
        assert {found.draft for found in DraftStore(tmp_path).orphaned(AGENT, NOW)} >= {draft}
    biggest = max(file.stat().st_size for file in tmp_path.glob("*.json"))
    assert biggest < LARGEST_FILE / 2


def test_a_draft_file_is_text_from_outside(tmp_path: Path) -> None:
    """What could command the terminal is a stand-in before any field has it (rule W5)."""
    session = DraftStore(tmp_path)
    session.save(stored(a_draft(starts=EVIL, case_reference=EVIL)))
    session.save(stored(InformationDraft(uuid4(), 1, text=EVIL, seen_text=EVIL)))
    session.close()
    found = [waiting.of_clinic for waiting in DraftStore(tmp_path).orphaned(AGENT, NOW)]
    assert len(found) == 2
    for draft in found:
        for text in (draft.starts, draft.case_reference, getattr(draft, "text", "")):
            assert first_unsafe(text, allow_newline=True) is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "\x00" * 10, "not a draft", "x" * (LARGEST_FILE + 1)],
    ids=["empty", "half", "noughts", "words", "large"],
)
async def test_a_draft_that_can_not_be_read_is_told(
    opening: Opening, tmp_path: Path, content: str
) -> None:
    folder = tmp_path / "drafts"
    folder.mkdir()
    damaged = folder / f"{'0' * 32}.{uuid4()}.json"
    damaged.write_text(content)
    async with opening(NARROW) as agent:
        assert "En kladd kan ikke leses" in agent.words
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("ctrl+o")
        assert "En kladd kan ikke leses" in agent.words
    assert damaged.exists()


async def test_an_odd_code_in_a_draft_file_ends_nothing(opening: Opening, tmp_path: Path) -> None:
    session = DraftStore(tmp_path / "drafts")
    session.save(stored(a_draft(services=("Å\x1b[2J",))))
    session.close()
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("ctrl+o")
        assert "En kladd kan ikke leses" in agent.words
        assert agent.is_open


def test_a_lock_that_was_removed_while_it_was_taken_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever let go of it took its file away too; another session locks a new one."""
    lock, real = tmp_path / "session.lock", fcntl.flock

    def let_go_just_before(handle: int, operation: int) -> None:
        lock.unlink()
        lock.touch()
        real(handle, operation)

    monkeypatch.setattr("fravaertui.system.private_files.fcntl.flock", let_go_just_before)
    assert try_lock(lock) is None
    monkeypatch.setattr("fravaertui.system.private_files.fcntl.flock", real)
    handle = try_lock(lock)
    assert handle is not None
    os.close(handle)
