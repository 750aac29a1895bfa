"""The text of a list in the conversation: pasted or from a file, and kept as a draft."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Timer

from fravaertui.cli.commands.plain.dialogue import Dialogue, GoBack
from fravaertui.domain.safe_text import INVISIBLE, neutralise
from fravaertui.registers.source import FileRefused
from fravaertui.session.absence_list import ListWork
from fravaertui.session.drafts.absence_list import LONGEST_LIST, ListDraft
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.list_texts import shown, text_of_file
from fravaertui.session.settled_lists import SettledLists
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.register_refusals import refusal_sentence

END = "."
"""A line of its own that ends what is pasted."""

KEEP_WITHIN = 0.5
"""Seconds in which a pasted line reaches the disk."""

_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


class ListDrafts:
    """The lists that ended conversations and workbenches have left, and the one at work (W4)."""

    def __init__(self, store: DraftStore, now: Callable[[], datetime], agent: str) -> None:
        """Keep them in `store`, as those of the `agent`."""
        self._store = store
        self._now = now
        self.agent = agent
        self._timer: Timer | None = None
        self.failed: OSError | None = None
        """Why the list is not on disk, until that is told."""

    @property
    def settled(self) -> SettledLists:
        """What was settled of the lists that have been saved."""
        return SettledLists(self._store.folder)

    def waiting(self) -> list[StoredDraft]:
        """Return the lists that wait, the newest first."""
        found = self._store.orphaned(self.agent, self._now())
        return [stored for stored in found if isinstance(stored.draft, ListDraft)]

    def offer(self, talk: Dialogue) -> ListDraft | None:
        """Offer the lists that wait; return the one that is to be gone on with."""
        words = talk.words
        for stored in self.waiting():
            draft = stored.draft
            if not isinstance(draft, ListDraft):
                continue
            text = draft.text.strip()
            talk.say(
                words.plural(
                    "A list that was not saved: {clinic}, {n} line, «{first}».",
                    "A list that was not saved: {clinic}, {n} lines, «{first}».",
                    text.count("\n") + 1,
                    clinic=stored.clinic_name or words("no clinic"),
                    first=text.partition("\n")[0],
                )
            )
            if talk.agrees(words("Go on with it? yes or no: ")):
                if self._store.claim(stored.id):
                    return draft
                talk.say(words("Another session of yours has that draft now."))
        return None

    def keep(self, work: ListWork) -> None:
        """Put a list on disk as it is now, or take it away when it has been saved."""
        stored = work.stored_draft(self.agent, self._now())
        if stored is None:
            self._store.drop(work.answers.list_id)
            return
        try:
            self._store.save(stored)
        except OSError as error:
            self.failed = error

    def keep_soon(self, work: ListWork) -> None:
        """Put a list on disk in a moment, while more of it is pasted."""
        if self._timer is None or not self._timer.is_alive():
            self._timer = Timer(KEEP_WITHIN, self.keep, [work])
            self._timer.daemon = True
            self._timer.start()

    def discard(self, work: ListWork) -> None:
        """Take a list away from the disk."""
        self._store.drop(work.answers.list_id)

    def close(self) -> None:
        """Let the next session take up what waits."""
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        self._store.close()


def paste(talk: Dialogue, work: ListWork, drafts: ListDrafts) -> None:
    """Take the lines up to the one that ends them into the list; each is kept as it comes."""
    talk.say(talk.words("Paste the list. A line with only «.» ends it."))
    try:
        while (typed := talk.line()).strip() != END:
            _take(talk, work, f"{shown(typed)}\n")
            drafts.keep_soon(work)
    finally:
        _keep(talk, work, drafts)


def read_file(talk: Dialogue, work: ListWork, drafts: ListDrafts, name: str) -> None:
    """Take a file into the list. Raises GoBack when it can't be read, which is told."""
    words, path = talk.words, Path(name).expanduser()
    try:
        text = text_of_file(path)
    except OSError as error:
        why = os_error_phrase(error, words)
        talk.say(words("{file} can't be read: {why}.", file=path.name, why=why))
    except FileRefused as error:
        talk.say(refusal_sentence(error.refusal, words))
    else:
        _take(talk, work, text)
        _keep(talk, work, drafts)
        return
    raise GoBack


def _take(talk: Dialogue, work: ListWork, text: str) -> None:
    """Add text to the list. Raises GoBack when it has no room, which is told."""
    harmless = neutralise(text.translate(_WITHOUT_INVISIBLE), keep_newlines=True)
    if len(work.text) + len(harmless) > LONGEST_LIST:
        talk.say(talk.words("The list is too long: at most {n} characters.", n=LONGEST_LIST))
        raise GoBack
    work.text += harmless


def _keep(talk: Dialogue, work: ListWork, drafts: ListDrafts) -> None:
    drafts.keep(work)
    if drafts.failed:
        cause, drafts.failed = os_error_phrase(drafts.failed, talk.words), None
        talk.say(talk.words("What you type can't be kept as a draft: {cause}.", cause=cause))
