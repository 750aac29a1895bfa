"""Saving a list as one in the conversation, and taking it back (rules L3, L4)."""

from collections.abc import Sequence
from uuid import UUID

from fravaertui.cli.commands.plain.dialogue import GoBack
from fravaertui.cli.commands.plain.list_desk import ListDesk
from fravaertui.client import ClientError, VersionConflict
from fravaertui.domain.absence_list import ListPlan, ListRow
from fravaertui.protocol.auth import Role
from fravaertui.protocol.batches import ClinicOutcome, ClinicState
from fravaertui.session.absence_list import Attempt
from fravaertui.session.drafts.base import Problem, read_case_reference
from fravaertui.texts.agents import role_needed
from fravaertui.texts.batches import reversal_sentences, staying_sentences
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.list_rows import refused_sentence

QUESTIONS, OMIT, SAVE = msgid("questions"), msgid("omit"), msgid("save")
REPLY, UNDO = msgid("reply"), msgid("undo")


class ListSaving:
    """Saves the list of a desk, and takes back what it saved."""

    def __init__(self, desk: ListDesk) -> None:
        """Nothing has been saved yet."""
        self._desk = desk
        self._talk = desk.talk
        self._words = desk.words
        self._work = desk.work
        self._case_is_asked = False
        self._saved: UUID | None = None
        """The batch that was saved last, until it is taken back."""
        self._rows: tuple[ListRow, ...] = ()
        """Its rows, as they were planned."""

    def take_case(self, rest: str) -> None:
        """Take a case reference for the whole list; empty takes it away."""
        self._case_is_asked = True
        words = self._words
        problems: dict[str, Problem] = {}
        typed = rest or self._talk.ask(words("Case, may be empty: "))
        read_case_reference(typed, problems)
        if problems:
            self._talk.say_problems(problems.values())
            raise GoBack
        self._desk.settle(self._work.answers.model_copy(update={"case": typed.strip() or None}))

    def save(self) -> None:
        """Say what citizens see before and after each row, ask, and save all of it as one."""
        talk, words, plan = self._talk, self._words, self._desk.read()
        self._check_saveable(plan)
        if self._work.answers.case is None and not self._case_is_asked:
            self.take_case("")
        attempt = self._work.attempt()
        for clinic in attempt.clinics:
            if len(attempt.clinics) > 1:
                talk.say(self._work.files[clinic].clinic.name)
            for row in attempt.plan.changing:
                if row.clinic == clinic:
                    talk.say(*self._desk.effect(row))
        talk.confirm(words("Save it? yes or no: "))
        try:
            outcomes = self._desk.runner.run(
                self._desk.gateway.save_batch(attempt.batch, attempt.rows, progress=self._progress)
            )
        except ClientError as error:
            kept = words(
                "The list is kept; {key} tries again, and nothing is saved twice.",
                key=words(SAVE),
            )
            talk.say(error.sentence(words), kept)
            return
        self._work.answered(attempt, outcomes)
        self._desk.drafts.keep(self._work)
        self._desk.fetch_again(attempt.clinics)
        self._tell(attempt, outcomes)

    def _check_saveable(self, plan: ListPlan) -> None:
        """Raise GoBack unless the list may be saved as it is, which is told."""
        words = self._words
        message = ""
        if plan.open:
            message = words.plural(
                "{n} row is asked about. {questions} answers, {omit} leaves it out.",
                "{n} rows are asked about. {questions} answers, {omit} leaves one out.",
                len(plan.open),
                questions=words(QUESTIONS),
                omit=words(OMIT),
            )
        elif not plan.rows:
            message = words("There is nothing to save: no absence is read from the text.")
        elif not plan.changing:
            message = words("There is nothing to save: all of it is registered, or left out.")
        elif len({row.clinic for row in plan.changing}) > 1 and not self._is_supervisor():
            message = role_needed(Role.SUPERVISOR, words)
        if message:
            self._talk.say(message)
            raise GoBack

    def _is_supervisor(self) -> bool:
        agent = self._desk.runner.run(self._desk.gateway.who())
        return agent is None or agent.role.includes(Role.SUPERVISOR)

    def _progress(self, done: Sequence[ClinicOutcome], total: int) -> None:
        if total > 1:
            words = self._words
            self._talk.say(words("{done} of {total} clinics saved", done=len(done), total=total))

    def _tell(self, attempt: Attempt, outcomes: Sequence[ClinicOutcome]) -> None:
        """Say what became of each clinic, and how it is taken back."""
        talk, words = self._talk, self._words
        saved = [o.clinic for o in outcomes if o.state is ClinicState.SAVED]
        count = sum(row.clinic in saved for row in attempt.rows)
        if saved:
            self._saved = attempt.batch
            self._rows = tuple(row for row in attempt.plan.changing if row.clinic in saved)
            talk.say(words.plural("Saved: {n} row.", "Saved: {n} rows.", count))
            talk.say(
                words(
                    "{read} says what to send to the office, {undo} takes all of it back.",
                    read=words(REPLY),
                    undo=words(UNDO),
                )
            )
        elif all(o.state is ClinicState.UNCHANGED for o in outcomes):
            talk.say(words("Nothing is changed: it was registered already."))
        for outcome in outcomes:
            if outcome.state is ClinicState.REFUSED:
                talk.say(self._refused(outcome))

    def _refused(self, outcome: ClinicOutcome) -> str:
        words, error = self._words, self._desk.gateway.why_refused(outcome)
        name = self._work.files[outcome.clinic].clinic.name
        if isinstance(error, VersionConflict):
            return refused_sentence(name, "", error.changed_by, words(SAVE), words)
        why = error.sentence(words) if error else ""
        return refused_sentence(name, why, None, words(SAVE), words)

    def undo(self) -> None:
        """Take back what was saved of the list, as one, after saying what that does (rule L4)."""
        talk, words, batch = self._talk, self._words, self._saved
        if batch is None:
            talk.say(words("Nothing of the list has been saved."))
            raise GoBack
        would = self._desk.runner.run(self._desk.gateway.revert_batch(batch, dry_run=True))
        back = {clinic.clinic for clinic in would.clinics if not clinic.refused}
        for row in reversed(self._rows):
            if row.clinic in back:
                talk.say(*self._desk.reversed_effect(row))
        talk.say(*reversal_sentences(would, words), *staying_sentences(would, words))
        if would.is_nothing:
            talk.say(words("Nothing of it can be taken back."))
            return
        talk.confirm(words("Take it back? yes or no: "))
        done = self._desk.runner.run(self._desk.gateway.revert_batch(batch))
        self._saved = None
        self._work.taken_back()
        self._desk.fetch_again([clinic.clinic for clinic in done.clinics])
        self._desk.drafts.keep(self._work)
        talk.say(words("It is taken back."), *staying_sentences(done, words))
