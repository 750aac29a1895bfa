"""Calls about substitutes, and about lists without a GP."""

from collections.abc import Iterator

from fravaertui.domain.citizen_view import State
from fravaertui.domain.findings import FindingCode
from fravaertui.domain.holes import holes_about
from fravaertui.domain.model import Known
from fravaertui.domain.substitute_setup import set_up, solution_of
from fravaertui.domain.view_changes import Seen
from fravaertui.texts.call_guide.case import Case, grouped
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import period_phrase
from fravaertui.texts.substitutes import (
    next_step_sentence,
    solution_reason,
    verdict_sentence,
)
from fravaertui.texts.summary import hole_sentences, seen_word


def substitute(case: Case) -> Iterator[str]:
    """B: to have a substitute."""
    words, her_id = case.words, case.practitioner.her_id
    yield words("No absence on what the substitute covers: it would close it.")
    yield solution_reason(solution_of(case.file, her_id), case.file, her_id, words)
    coming = case.coming_substitutes()
    for one in coming:
        ready = set_up(case.file, one, case.today)
        period = period_phrase(one.starts, one.ends, words)
        found = holes_about(case.file, one, case.today)
        verdict = verdict_sentence(ready, words, has_holes=bool(found))
        yield words(
            "{name} for {whom} {period}: {verdict}",
            name=one.name,
            whom=case.practitioner.name,
            period=period,
            verdict=verdict,
        )
        yield from hole_sentences(found, case.file, words)
        next_step = next_step_sentence(ready, case.file, words)
        if next_step:
            yield next_step
    if not coming:
        yield words(
            "No substitute is registered for {name}. Register who, from when and for which "
            "services, and the tool says what is missing.",
            name=case.practitioner.name,
        )
    yield from case.finding_lines(case.findings(FindingCode.ABSENCE_CLOSES_COVERED))
    yield from _to_the_substitutes(case)
    yield words("Not being in Fastlegeregisteret is no fault in itself.")


def some_of_each(case: Case) -> Iterator[str]:
    """C: absence on some services, a substitute on the rest."""
    words = case.words
    yield words("Absence on what closes, the substitute on the rest; no service has both.")
    views = case.views(*State)
    for state, alike in grouped(views, lambda view: seen_word(Seen.of(view), words)).items():
        yield case.about(alike, words("{state} {day}.", state=state, day=case.day))
    both = case.findings(FindingCode.ABSENCE_CLOSES_COVERED)
    yield from case.finding_lines(both)
    if not both:
        yield words("From today on, no service has both.")
    yield from case.pressing(
        msgid("{add} registers the absence, {covers} and {cover} the substitute."),
        add="absence.add",
        covers="covers",
        cover="cover.add",
    )
    yield words("The surgery registers the substitute in its EPJ, with dates and services.")


def without_gp(case: Case) -> Iterator[str]:
    """G: nobody holds the list."""
    words = case.words
    parties = [p for p in case.file.practitioners if p.without_gp and p.covers(case.on)]
    if len(parties) == 1:
        yield words("«Fastlege, liste uten fast lege» is here once, as it must be.")
    else:
        yield words(
            "«Fastlege, liste uten fast lege» must be here exactly once, and is here {n} times. "
            "NHN mends it.",
            n=len(parties),
        )
    if case.practitioner.without_gp:
        yield from _serving(case)
    elif parties:
        sentence = (
            msgid("{name} holds a list: choose the one without a GP.")
            if case.practitioner.holds_list is Known.YES
            else msgid("{name} is another party: choose the list without a GP.")
        )
        yield words(sentence, name=case.practitioner.name)
        yield from case.pressing(
            msgid("{next} goes to the next practitioner."), next="practitioner.next"
        )
    yield from _to_the_substitutes(case)
    yield words("Expect fewer services than on other lists.")
    yield words("Errors in Fastlegeregisteret: the municipality reports them to Helfo.")


def _to_the_substitutes(case: Case) -> Iterator[str]:
    yield from case.pressing(
        msgid("{covers} shows the substitutes and what is missing; there {cover} sets a new one."),
        covers="covers",
        cover="cover.add",
    )


def _serving(case: Case) -> Iterator[str]:
    """Yield what citizens on the chosen list are sent to (domain notes, 3.1)."""
    words, practitioner = case.words, case.practitioner
    serving = [
        s.name
        for s in case.file.substitutes
        if s.practitioner == practitioner.her_id and s.covers(case.on)
    ]
    if len(serving) == 1:
        yield words("{name} is the only substitute {day}.", name=serving[0], day=case.day)
    elif not serving:
        yield words("No substitute is registered {day}.", day=case.day)
    yield from case.finding_lines(case.findings(FindingCode.SEVERAL_SUBSTITUTES))
