"""Agents at work for days: absences, substitutes, EPJ reports and undo, against a simple model.

The model is what `oracle` and `cover_oracle` allow, as sets of services and days. It decides each
change by itself, and what the citizen then sees; the file must follow (C3, A5, W2).
"""

from datetime import date, timedelta
from typing import TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fravaertui.domain.changes import Change, ReportEpjState, evaluate, inverse
from fravaertui.domain.citizen_view import service_view
from fravaertui.domain.clinic_file import ClinicFile
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import clinic_changes, cover_changes, full_scenes
from tests.domain.strategies import HERE, SERVICES, changes, examples, window

Meeting: TypeAlias = frozenset[tuple[int, str, date]]


class Desk(RuleBasedStateMachine):
    """A clinic, the agents who change it, and the model of both."""

    @initialize(scene=full_scenes(most=1))
    def open(self, scene: tuple[date, ClinicFile]) -> None:
        self.today, self.file = scene
        self.start = self.file
        self.history: list[tuple[date, tuple[Change, ...], ClinicFile]] = []
        self.number = 0
        self.knowingly: Meeting = cover_oracle.meeting(self.file, self.today)
        self.off = {(s.practitioner, s.service) for s in self.file.epj_states if s.switched_off}
        self.seen = {(s.practitioner, s.service): s.seen_on for s in self.file.epj_states}
        self._look_up()

    def _look_up(self) -> None:
        """What the model knows of records, as the file has them."""
        self.absences = oracle.ledger(self.file)
        self.covers = cover_oracle.covers(self.file, self.today)

    @rule(data=st.data())
    def change_an_absence(self, data: st.DataObject) -> None:
        self.number += 1
        change = data.draw(changes(self.file, self.today, self.number))
        served = {
            p: frozenset[tuple[str, date]]().union(
                *(c.served for c in self.covers.values() if c.practitioner == p)
            )
            for p in HERE
        }
        expected = oracle.decide(change, self.absences, served, self.today)
        if self._made(change, allowed=expected is not None) and expected is not None:
            self.absences = expected

    @rule(data=st.data())
    def change_a_substitute(self, data: st.DataObject) -> None:
        self.number += 1
        change = data.draw(cover_changes(self.file, self.today, self.number))
        expected = cover_oracle.decide_cover(change, self.file, self.today)
        if self._made(change, allowed=expected is not None) and expected is not None:
            self.covers = dict(expected)

    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        change = data.draw(clinic_changes(self.today))
        if not isinstance(change, ReportEpjState):
            self._made(change, allowed=True)
            return
        seen = {(change.practitioner, service) for service in change.services}
        newer = any(self.seen.get(one, change.seen_on) > change.seen_on for one in seen)
        possible = change.practitioner in HERE and change.seen_on <= self.today and not newer
        if self._made(change, allowed=possible):
            self.seen |= dict.fromkeys(seen, change.seen_on)
            self.off = self.off | seen if change.switched_off else self.off - seen

    def _made(self, change: Change, *, allowed: bool) -> bool:
        outcome = evaluate([change], self.file, self.today)
        assert outcome.allowed == allowed, (change, outcome.violations)
        if allowed:
            self._keep((change,), outcome.file)
            if "closed_knowingly" in change.confirmed:
                self.knowingly = cover_oracle.meeting(self.file, self.today)
        else:
            assert outcome.file == self.file
        return allowed

    def _keep(self, made: tuple[Change, ...], after: ClinicFile) -> None:
        self.history.append((self.today, made, self.file))
        self.file = after
        self.knowingly &= cover_oracle.meeting(after, self.today)

    @rule(count=st.integers(1, 3))
    def days_pass(self, count: int) -> None:
        known = cover_oracle.horizon(self.today)
        self.today += timedelta(days=count)
        for key, cover in self.covers.items():
            onwards = {service for service, day in cover.served if day == known}
            later = oracle.pairs(onwards, known, cover_oracle.horizon(self.today))
            self.covers[key] = cover_oracle.Cover(
                cover.practitioner, cover.name, cover.served | later
            )

    @precondition(lambda self: self.history and self.history[-1][0] == self.today)
    @rule()
    def take_the_last_change_back(self) -> None:
        _, made, before = self.history[-1]
        undo = inverse(made, before, self.today)
        outcome = evaluate(undo, self.file, self.today)
        assert outcome.violations == ()
        for practitioner in HERE:
            for day in (d for d in window(self.today) if d >= self.today):
                for service in SERVICES:
                    was = oracle.look(before, practitioner, service, day)
                    assert oracle.look(outcome.file, practitioner, service, day) == was
        meant = self.knowingly | cover_oracle.meeting(before, self.today)
        self._keep(undo, outcome.file)
        self.knowingly = meant & cover_oracle.meeting(self.file, self.today)
        self.off = {(s.practitioner, s.service) for s in self.file.epj_states if s.switched_off}
        self.seen = {(s.practitioner, s.service): s.seen_on for s in self.file.epj_states}
        self._look_up()

    def _expected(self, practitioner: int, service: str, day: date) -> oracle.Look:
        """What the citizen meets, by the six steps and the model's records."""
        person = self.start.practitioner(practitioner)
        offered = oracle.nobody_said(self.start, practitioner, service, day) or any(
            oracle.in_period(offer.starts, offer.ends, day)
            for offer in self.start.offers
            if (offer.practitioner, offer.service) == (practitioner, service)
        )
        if not (oracle.in_period(person.starts, person.ends, day) and offered):
            return oracle.Look("not_shown")
        closed = frozenset[tuple[str, date]]().union(
            *(e.closed for e in self.absences.values() if e.owner in (None, practitioner))
        )
        if (service, day) in closed:
            return oracle.Look("closed", oracle.reopening(closed, service, day))
        if (practitioner, service) in self.off:
            return oracle.Look("not_shown")
        names = frozenset(
            c.name
            for c in self.covers.values()
            if c.practitioner == practitioner and (service, day) in c.served
        )
        return oracle.Look("substitute" if names else "open", substitutes=names)

    @invariant()
    def the_citizen_sees_what_the_model_says(self) -> None:
        for practitioner in HERE:
            for service in SERVICES:
                for day in window(self.today, before=2, after=6):
                    seen = service_view(self.file, practitioner, service, day)
                    expected = self._expected(practitioner, service, day)
                    assert (seen.state, seen.reopens_on) == (expected.state, expected.reopens_on)
                    assert seen.substitute is None or seen.substitute in expected.substitutes

    @invariant()
    def what_is_covered_is_closed_only_knowingly(self) -> None:
        assert cover_oracle.meeting(self.file, self.today) <= self.knowingly

    @invariant()
    def the_file_holds_what_was_accepted(self) -> None:
        assert oracle.ledger(self.file) == self.absences
        assert cover_oracle.covers(self.file, self.today) == self.covers

    def teardown(self) -> None:
        """History replays to the same file (W2)."""
        if not hasattr(self, "file"):
            return
        file = self.start
        for day, made, before in self.history:
            assert file == before
            file = evaluate(made, file, day).file
        assert file == self.file


TestDesk = Desk.TestCase
TestDesk.settings = settings(examples(40), stateful_step_count=15)
