"""Reading register files into a plan: which files, how far it is, and what is settled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from textual.worker import Worker

from fravaertui.client import ClientError
from fravaertui.domain.directory.plan import Mark, PlanRow
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.session.gateway import Gateway
from fravaertui.session.importing import make_plan, settle_plan
from fravaertui.session.state import SessionState
from fravaertui.texts.registers import candidate_phrase, question_place
from fravaertui.tui.panes.directory_import import plan_remarks, unreadable_sentence
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import WorkerHost, worker

ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read: which files, whether they are all there is, and whom a person chose."""

    files: Sequence[Path] = ()
    is_whole: bool = False
    settled: frozenset[int] = frozenset()

    def settling(self, row: PlanRow, right: Sequence[int]) -> "Wanted":
        """Return the same, with a question answered otherwise than before."""
        about = {candidate.her_id for candidate in row.candidates}
        return replace(self, settled=(self.settled - about) | frozenset(right))


class ImportDesk(WorkerHost, Protocol):
    """The screen of an import, as far as its files are concerned."""

    @property
    def plan(self) -> ImportPlan | None:
        """The plan that is shown."""

    @property
    def is_busy(self) -> bool:
        """Whether files are being read, or a plan is being applied."""

    def take_plan(self, plan: ImportPlan | None) -> None:
        """Show another plan, or earlier imports where there is none."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""

    def choose(
        self, title: str, hint: str, options: Sequence[Option], then: Callable[[str], object]
    ) -> None:
        """Let the agent choose one of the options."""


class ImportReading:
    """Has files read into a plan, and asks who is right where the plan can't say."""

    def __init__(self, desk: ImportDesk, state: SessionState, gateway: Gateway) -> None:
        """Show on the `desk` what comes of it."""
        self.host = desk
        self._state = state
        self._gateway = gateway
        self._shown = Wanted()
        """What the plan that is shown was made of."""
        self._wanted = Wanted()
        """What is being read, or was read last."""
        self._worker: Worker[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Tell whether files are being read."""
        return self._worker is not None and not self._worker.is_finished

    def read(self, files: Sequence[Path]) -> None:
        """Read files; what was settled about others is forgotten."""
        self.host.take_plan(None)
        self._shown = Wanted()
        self._begin(Wanted(files))

    def cancel(self) -> None:
        """Stop reading; the plan that was there stays."""
        if self._worker:
            self._worker.cancel()
            self._wanted = self._shown
            message = self._state.words("The reading was cancelled. Nothing was changed.")
            self.host.tell(line((message, "warning")))

    def action_command_import_whole(self) -> None:
        """Plan anew, now that the files hold all that there is."""
        plan, words = self.host.plan, self._state.words
        if self.host.is_busy:
            return
        if plan is None:
            self.host.tell(line((words("Read files first."), "warning")))
        elif plan.batch or plan.origin.is_whole:
            self.host.tell(line((words("There is nothing to do."), "dim")))
        else:
            self._begin(replace(self._wanted, is_whole=True))

    def _begin(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._worker = self._make(wanted)

    @worker(group="import")
    async def _make(self, wanted: Wanted) -> None:
        """Have the files read, and show what they would change."""
        words = self._state.words
        try:
            plan = await self._settled(wanted) or await self._made(wanted)
        except OSError as error:
            named = Path(str(error.filename or wanted.files[0]))
            self._failed(unreadable_sentence(named, error, words))
        except ClientError as error:
            self._failed(error.sentence(words))
        else:
            self._shown = wanted
            self.host.take_plan(plan)
            self.host.tell(*planned_lines(plan, self._state))

    async def _settled(self, wanted: Wanted) -> ImportPlan | None:
        """Return the plan that is shown with its questions answered, if that is all it is."""
        shown = self.host.plan
        if shown is None or replace(self._shown, settled=wanted.settled) != wanted:
            return None
        self._say(self._state.words("Holding the files against the directory …"))
        return await settle_plan(await self._gateway.imports(), shown, wanted.settled)

    async def _made(self, wanted: Wanted) -> ImportPlan:
        self._say(self._state.words("Reading the files …"))
        return await make_plan(
            await self._gateway.imports(),
            wanted.files,
            is_whole=wanted.is_whole,
            settled=wanted.settled,
            sent=self._sent,
            read=self._read,
        )

    def _failed(self, sentence: str) -> None:
        self._wanted = self._shown
        self.host.tell(line((sentence, "error")))

    def _sent(self, sent: int, total: int) -> None:
        if sent < total:
            self._say(self._state.words("{n} % sent", n=100 * sent // total))

    def _read(self, read: int, total: int) -> None:
        words = self._state.words
        if read < total:
            self._say(words("{n} % read", n=100 * read // total))
        else:
            self._say(words("Holding the files against the directory …"))

    def _say(self, progress: str) -> None:
        words, key = self._state.words, self._state.keys["import.close"]
        cancel = words("{key} cancels, and nothing is changed", key=key)
        self.host.tell(line((progress, "accent"), (f" · {cancel}", "dim")))

    # Questions

    def settle(self, row: PlanRow) -> None:
        """Ask who is right of those that a question is about, or whether all of them are."""
        words = self._state.words
        right = self._wanted.settled
        options = [
            Option(
                str(one.her_id), candidate_phrase(one, words), "✓" if one.her_id in right else ""
            )
            for one in row.candidates
        ]
        options.append(Option(ALL, words("All of them, as the files say")))
        title = words("Who is right? {question}", question=question_place(row, words))

        def take(key: str) -> None:
            everyone = [candidate.her_id for candidate in row.candidates]
            chosen = everyone if key == ALL else [int(key)]
            self._begin(self._wanted.settling(row, chosen))

        self.host.choose(title, words("type to narrow"), options, take)


def planned_lines(plan: ImportPlan, state: SessionState) -> list[Line]:
    """Return what is to be known of a plan, and what can be done with it."""
    words, keys = state.words, state.keys
    lines = plan_remarks(plan, keys["import.whole"], keys["import.refused"], words)
    questions = plan.count(Mark.QUESTION)
    if questions:
        key = keys["import.questions"]
        lines.append(
            line(
                (
                    words.plural(
                        "{n} question is open, and whom it is about is left out: {key}, Enter",
                        "{n} questions are open, and whom they are about is left out: {key}, Enter",
                        questions,
                        key=key,
                    ),
                    "warning",
                )
            )
        )
    if plan.clinics:
        text = words("Nothing is changed yet: {key} applies the plan.", key=keys["import.apply"])
        lines.append(line((text, "accent")))
    elif plan.renews:
        text = words(
            "Nothing changes for anyone: {key} notes the later day.", key=keys["import.apply"]
        )
        lines.append(line((text, "open")))
    elif not questions and not plan.count(Mark.REFUSED):
        lines.append(line((words("There is nothing to do."), "open")))
    return lines
