"""The commands of the conversation: find, list, add, extend, substitute, remove, undo, citizen."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from fravaertui.cli.commands.citizen import page_text
from fravaertui.cli.commands.plain.changes import change_lines, choose_way_out, say_saved
from fravaertui.cli.commands.plain.clinics import Clinics
from fravaertui.cli.commands.plain.days import ask_day, ask_end, ask_period
from fravaertui.cli.commands.plain.dialogue import Dialogue, EndOfInput, GoBack, Line
from fravaertui.cli.commands.plain.list_desk import ListDesk
from fravaertui.cli.commands.plain.list_text import ListDrafts
from fravaertui.cli.commands.plain.lists import ListTalk
from fravaertui.cli.commands.plain.services import choose_services
from fravaertui.client import ClientError
from fravaertui.domain.absences import overview, status
from fravaertui.domain.changes import (
    Change,
    ChangeRequest,
    EndAbsence,
    Outcome,
    cover_removal,
    evaluate,
    removal,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.reverting import reversal
from fravaertui.session.absence_list import ListWork
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.base import ClinicDraft, Reading
from fravaertui.session.drafts.storage import DraftStore
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.session.gateway import ChangedMeanwhile, Gateway
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words, msgid
from fravaertui.texts.citizen import citizen_page
from fravaertui.texts.dates import period_phrase
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.history import entry_sentence
from fravaertui.texts.records import name_of
from fravaertui.texts.services import service_list, status_word

T = TypeVar("T")
D = TypeVar("D", bound=ClinicDraft)
Record = Absence | Substitute


class Conversation:
    """One agent's conversation with the backend, a line at a time."""

    def __init__(
        self,
        gateway: Gateway,
        today: Callable[[], date],
        line: Line,
        words: Words,
        store: DraftStore,
        agent: str,
    ) -> None:
        """Talk over `line`, and reach the backend by `gateway`; every command asks for `today`.

        Lists are kept in `store`, as those of `agent` where nobody has to sign in.
        """
        self._gateway = gateway
        self._today = today
        self._talk = Dialogue(line, words)
        self._words = words
        self._file: ClinicFile | None = None
        self._written: dict[int, int] = {}
        """The last version saved here, by clinic."""
        self._runner = asyncio.Runner()
        self._clinics = Clinics(self._talk, gateway, self._runner)
        self._drafts = ListDrafts(store, lambda: datetime.now(UTC), agent)

    def run(self) -> None:
        """Run commands until the agent stops, or the input ends."""
        self._talk.say(self._words("fravaertui in lines. Type help to hear what can be typed."))
        if self._drafts.waiting():
            told = self._words(
                "A list was not saved: type {many} to go on with it.", many=self._words(_MANY)
            )
            self._talk.say(told)
        with self._runner:
            try:
                while self._command():
                    pass
            except EndOfInput:
                pass
            finally:
                self._drafts.close()
                self._wait(self._gateway.close())

    def _command(self) -> bool:
        """Ask for a command and run it; False for the command to stop."""
        words = self._words
        found, rest = self._talk.command(_prompt(self._file), (*_COMMANDS, _STOP))
        if found is None:
            return True
        if found == _STOP:
            return False
        try:
            _COMMANDS[found](self, rest)
        except GoBack:
            self._talk.say(words("Nothing was changed."))
        except ClientError as error:
            self._talk.say(error.sentence(words))
        return True

    # The commands

    def _help(self, _rest: str) -> None:
        self._talk.say(*(self._words(text) for text in _HELP))

    def _find(self, rest: str) -> None:
        self._file = self._clinics.choose(rest)
        self._list("")

    def _list(self, _rest: str) -> None:
        file = self._clinic()
        texts = [self._record_text(record, file) for record in self._records(file)]
        if not texts:
            self._talk.say(self._words("No running or planned absence, and no substitute."))
        self._talk.say_numbered(texts)

    def _add(self, rest: str) -> None:
        file, today = self._clinic_with_people(), self._today()
        who = self._practitioner(file, rest, whole_clinic=True)
        reads = partial(AbsenceDraft.read, file=file, today=today)
        draft = ask_period(self._talk, AbsenceDraft(uuid4(), who), reads)
        everyone = [p.her_id for p in file.practitioners] if who is None else [who]
        codes = list(dict.fromkeys(code for one in everyone for code in file.services_of(one)))
        question = self._words("Which services does the absence affect?")
        draft = replace(draft, services=choose_services(self._talk, question, codes))
        self._save_draft(self._with_case(draft), reads)
        if also := self._also(who):
            self._talk.say(f"{also} {self._words('Register the same absence there too.')}")

    def _extend(self, rest: str) -> None:
        file, today = self._clinic(), self._today()
        record = self._record(file, rest)
        if isinstance(record, Absence):
            absence = AbsenceDraft.amending(record)
            reads = partial(AbsenceDraft.read, file=file, today=today)
            self._save_draft(self._with_case(ask_end(self._talk, absence, reads)), reads)
        else:
            cover = SubstituteDraft.amending(record)
            cover_reads = partial(SubstituteDraft.read, file=file, today=today)
            cover = ask_end(self._talk, cover, cover_reads, open_end=True)
            self._save_draft(self._with_case(cover), cover_reads)

    def _substitute(self, rest: str) -> None:
        talk, words = self._talk, self._words
        file, today = self._clinic_with_people(), self._today()
        who = self._practitioner(file, rest, whole_clinic=False)
        reads = partial(SubstituteDraft.read, file=file, today=today)
        draft = SubstituteDraft(uuid4(), who)
        while draft.name == "" or reads(draft).problems.get("name"):
            if draft.name:
                talk.say_problems([reads(draft).problems["name"]])
            draft = replace(draft, name=talk.require(words("The substitute's name: ")))
        draft = ask_period(talk, draft, reads, open_end=True)
        codes = list(file.services_of(who)) if who is not None else []
        question = words("Which services does the substitute cover?")
        draft = replace(draft, services=choose_services(self._talk, question, codes))
        self._save_draft(self._with_case(draft), reads)

    def _remove(self, rest: str) -> None:
        record = self._record(self._clinic(), rest)
        change: Change
        if isinstance(record, Absence):
            change = removal(record, self._today())
            if isinstance(change, EndAbsence):
                self._talk.say(
                    self._words(
                        "A started absence is ended, not deleted: its last day is yesterday."
                    )
                )
        else:
            change = cover_removal(record, self._today())
        self._save(ChangeRequest(changes=(change,)))

    def _undo(self, _rest: str) -> None:
        file, words = self._clinic(), self._words
        version = self._written.get(file.clinic.her_id)
        if version is None:
            self._talk.say(words("There is nothing to undo on this clinic."))
            return
        past = self._wait(self._gateway.past(file.clinic.her_id, version))
        self._file = past.file
        found = reversal(past.entries, past.file, self._today())
        self._talk.say(entry_sentence(past.entries[-1], past.file, words))
        request = ChangeRequest(changes=found.changes, reverts=version)
        self._save(request, found.outcome)

    def _many(self, rest: str) -> None:
        """Talk about a list of absences; what was saved of it can be undone like anything else."""
        who = self._wait(self._gateway.who())
        if who:
            self._drafts.agent = who.name
        draft = self._drafts.offer(self._talk)
        files = [self._clinics.fetch(clinic) for clinic in draft.clinics] if draft else []
        work = ListWork(draft or ListDraft(), files, self._drafts.settled)
        if self._file and draft is None:
            work.take_file(self._file)
        desk = ListDesk(self._talk, self._gateway, self._runner, self._drafts, self._today, work)
        try:
            ListTalk(desk, self._clinics).run(rest)
        finally:
            for clinic in work.saved_at:
                file = work.files[clinic]
                self._written[clinic] = file.version
                if self._file and self._file.clinic.her_id == clinic:
                    self._file = file

    def _citizen(self, rest: str) -> None:
        file = self._clinic_with_people()
        who = self._practitioner(file, whole_clinic=False)
        if who is not None:
            on = ask_day(self._talk, rest, self._today()) if rest else self._today()
            self._talk.say(page_text(citizen_page(file, who, on, MAIN_LANGUAGE), self._words))

    # Their parts

    def _save_draft(self, draft: ClinicDraft, reads: Callable[[Any], Reading]) -> None:
        """Save the changes of a draft, once its doubts are settled."""
        talk, file = self._talk, self._clinic()
        reading = reads(draft)
        if reading.problems:
            talk.say_problems(reading.problems.values())
            return
        meetings = tuple(d for d in reading.doubts if d.confirmation == "closed_knowingly")
        doubts = tuple(d for d in reading.doubts if d not in meetings)
        if doubts:
            talk.say_problems(doubts)
            talk.confirm(self._words("Is this right? yes or no: "))
            draft = draft.confirming(doubts)
            reading = reads(draft)
        changes = reading.changes
        if meetings:
            changes = choose_way_out(talk, changes, meetings, file, self._today())
        if changes:
            case = draft.case_reference or None
            self._save(ChangeRequest(changes=changes, case_reference=case))
        else:
            talk.say(self._words("Nothing is changed."))

    def _save(self, request: ChangeRequest, outcome: Outcome | None = None) -> None:
        """Show what citizens see before and after, ask, and save; repeat if others were first.

        `outcome` is that of the changes, if it is known already.
        """
        talk, words, file, today = self._talk, self._words, self._clinic(), self._today()
        outcome = outcome or evaluate(request.changes, file, today)
        if not outcome.allowed:
            talk.say_problems(outcome.violations)
            return
        if outcome.unchanged:
            talk.say(words("Nothing is changed."))
            return
        talk.say(*change_lines(file, outcome.file, today, words))
        talk.confirm(words("Save it? yes or no: "))
        try:
            saved = self._wait(self._gateway.save(request, file, today))
        except ChangedMeanwhile as changed:
            self._file = changed.newer
            talk.say(words("The clinic was changed meanwhile. This is how it is now:"))
            if request.reverts is None:
                self._save(request)
            else:
                self._undo("")
            return
        except ClientError as error:
            talk.say(error.sentence(words))
            talk.confirm(words("Try again? yes or no: "))
            self._save(request, outcome)
            return
        self._file = saved.after
        self._written[file.clinic.her_id] = saved.after.version
        say_saved(talk, request, saved.before, saved.after, today)

    def _with_case(self, draft: D) -> D:
        return replace(draft, case_reference=self._talk.ask(self._words("Case, may be empty: ")))

    def _practitioner(
        self, file: ClinicFile, answer: str = "", *, whole_clinic: bool
    ) -> int | None:
        """Return the practitioner chosen by number or name; None for the whole clinic."""
        names = [p.name for p in file.practitioners]
        options: list[tuple[str, int | None]] = [
            (f"{p.name} {self._also(p.her_id)}".rstrip(), p.her_id) for p in file.practitioners
        ]
        if whole_clinic:
            names.append(self._words("The whole clinic"))
            options.append((names[-1], None))
        rare = len(file.practitioners) if whole_clinic else None
        question = self._words("Which practitioner?")
        return self._talk.choose(question, options, answer, names=names, rare=rare)

    def _also(self, practitioner: int | None) -> str:
        """Return where else a practitioner works; absences there are not known (rule A13)."""
        return also_sentence(self._clinics.elsewhere(practitioner), self._words)

    def _record(self, file: ClinicFile, answer: str) -> Record:
        """Return the absence or substitute chosen by its number in the list."""
        options = [(self._record_text(one, file), one) for one in self._records(file)]
        if not options:
            self._list("")
            raise GoBack
        return self._talk.choose(self._words("Which one?"), options, answer)

    def _records(self, file: ClinicFile) -> list[Record]:
        """Return running and planned absences, and substitutes whose last day is not past."""
        today = self._today()
        covers = [s for s in file.substitutes if s.ends is None or s.ends >= today]
        covers.sort(key=lambda s: (s.starts, str(s.id)))
        return [*overview(file, today, with_ended=False), *covers]

    def _record_text(self, record: Record, file: ClinicFile) -> str:
        words = self._words
        who = name_of(record.practitioner, file, words)
        period = period_phrase(record.starts, record.ends, words)
        services = service_list(record.services, words)
        if isinstance(record, Substitute):
            return words(
                "Substitute {name} for {who} {period}, {services}",
                who=who,
                name=record.name,
                period=period,
                services=services,
            )
        state = status_word(status(record, self._today()), words)
        return words(
            "{who}: away {period}, {services} ({state})",
            who=who,
            period=period,
            services=services,
            state=state,
        )

    def _clinic(self) -> ClinicFile:
        if self._file is None:
            self._talk.say(self._words("Choose a clinic first."))
            raise GoBack
        return self._file

    def _clinic_with_people(self) -> ClinicFile:
        file = self._clinic()
        if not file.practitioners:
            self._talk.say(self._words("No practitioner is registered at this clinic."))
            raise GoBack
        return file

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)


def _prompt(file: ClinicFile | None) -> str:
    """Return the prompt for a command, with the clinic when one is chosen."""
    return f"{file.clinic.name}> " if file else "> "


_STOP, _MANY = msgid("stop"), msgid("many")
_COMMANDS: dict[str, Callable[[Conversation, str], None]] = {
    msgid("search"): Conversation._find,
    msgid("list"): Conversation._list,
    msgid("add"): Conversation._add,
    msgid("extend"): Conversation._extend,
    msgid("substitute"): Conversation._substitute,
    msgid("remove"): Conversation._remove,
    msgid("undo"): Conversation._undo,
    msgid("citizen"): Conversation._citizen,
    _MANY: Conversation._many,
    msgid("help"): Conversation._help,
}
"""The commands besides «stop», in the screen's language; the beginning of a word is enough."""

_HELP = (
    msgid("search NAME: find a clinic and choose it"),
    msgid("list: absences and substitutes of now and later at the clinic, with their numbers"),
    msgid("add NAME: register absence; without a name you are asked for whom"),
    msgid("extend NUMBER: give an absence or a substitute another last day"),
    msgid("substitute NAME: register a substitute for that practitioner"),
    msgid("remove NUMBER: delete an absence or a substitute, or end it if it has begun"),
    msgid("undo: take back what you saved last at the clinic"),
    msgid("many FILE: a list of absences; without a file you paste it"),
    msgid("citizen DATE: what the citizen sees; today without a date"),
    msgid("stop: leave the program"),
    msgid(
        "The beginning of a word will do. An empty answer goes back, or takes what is suggested."
    ),
)
