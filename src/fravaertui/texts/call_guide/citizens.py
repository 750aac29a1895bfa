"""Calls about what citizens meet: closed, not shown, a wrong date; and citizens who call."""

from collections.abc import Iterator

from fravaertui.domain.calendar import ONE_DAY, closed_day
from fravaertui.domain.citizen_view import FactCode, ServiceView, State
from fravaertui.domain.findings import FindingCode
from fravaertui.texts.call_guide.case import Case, decisive, grouped
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.contacts import CHANGE_GP_PHONE, CITIZEN_HELP_PHONE, NHN_EMAIL, NHN_PHONE
from fravaertui.texts.trace import fact_sentence

_CURES = {
    FactCode.PRACTITIONER_NOT_ACTIVE: msgid(
        "Is it the right surgery? If so, the Address Register is to be put right: NHN, {phone}, "
        "{email}."
    ),
    FactCode.SERVICE_NOT_OFFERED: msgid(
        "The process is missing, or the agreement (CPA) has ended: the EPJ vendor first, then "
        "NHN, {phone}, {email}."
    ),
    FactCode.EPJ_SWITCHED_OFF: msgid("The surgery switches it on in its EPJ; the vendor helps."),
}
"""What takes away each cause of a service that is not shown."""


def closed(case: Case) -> Iterator[str]:
    """D: closed, though there is a substitute or the doctor is at work."""
    words = case.words
    shut = case.views(State.CLOSED)
    if not shut:
        yield words(
            "{name}: Nothing is closed {day}. What is not there at all is call E.",
            name=case.practitioner.name,
            day=case.day,
        )
        yield from case.others_closed()
        return
    for said, views in grouped(shut, lambda view: _facts(view, case)).items():
        yield case.about(views, said)
    covered = case.findings(FindingCode.ABSENCE_CLOSES_COVERED)
    yield from case.finding_lines(covered)
    if not covered:
        yield words(
            "Is the doctor at work? Then open again from today, or take the services out of the "
            "absence."
        )
    yield from case.pressing(
        msgid("{why} tells why; {reopen} opens again today, {amend} changes the services."),
        why="why",
        reopen="absence.reopen",
        amend="absence.amend",
    )
    yield _patience(case)


def not_shown(case: Case) -> Iterator[str]:
    """E: not there is not the same as closed; which step of the engine is the cause here."""
    words = case.words
    hidden = case.views(State.NOT_SHOWN)
    for said, views in grouped(hidden, lambda view: _facts(view, case)).items():
        yield case.about(views, said)
        yield words(_CURES[decisive(views[0]).code], phone=NHN_PHONE, email=NHN_EMAIL)
    if any(_booking_is_not_offered(view) for view in hidden):
        yield words(
            "Appointment booking: the surgery has either booking of free times or wishes for a "
            "time, never both."
        )
    doubtful = [view for view in case.views(*State) if view.is_conditional]
    if doubtful:
        yield case.about(doubtful, words("Whether it is offered is not known. Ask the surgery."))
    elif not hidden:
        yield words("Every service is shown {day}.", day=case.day)
    shut = case.views(State.CLOSED)
    if shut:
        services = case.named(shut)
        yield words("Closed and still shown: {services}. That is call D.", services=services)
    yield from case.pressing(
        msgid("{why} tells why; {information} notes what is seen in the EPJ."),
        why="why",
        information="information",
    )
    yield words(
        "On the citizen's side: on this doctor's list, with «Full tilgang»? Otherwise Veiledning "
        "Helsenorge, {phone}.",
        phone=CITIZEN_HELP_PHONE,
    )
    yield _patience(case)


def citizen(case: Case) -> Iterator[str]:
    """H: who helps citizens."""
    words = case.words
    yield words("Don't look up the citizen.")
    yield words("Urgent: legevakt 116 117. Emergency: 113.")
    yield words("Help with Helsenorge: {phone}.", phone=CITIZEN_HELP_PHONE)
    yield words("Another GP: {phone}.", phone=CHANGE_GP_PHONE)
    phone = case.file.clinic.phone.strip()
    if phone:
        yield words("The surgery's phone: {phone}.", phone=phone)


def wrong_date(case: Case) -> Iterator[str]:
    """J: the caller mostly compares the last day away with the day it opens."""
    words = case.words
    shut = case.views(State.CLOSED)
    if not shut:
        yield words(
            "{name}: Nothing is closed {day}. Ask which day the citizen looked.",
            name=case.practitioner.name,
            day=case.day,
        )
        yield from case.others_closed()
    for said, views in grouped(shut, lambda view: _reopening(view, case)).items():
        yield case.about(views, said)
    for day in sorted({view.reopens_on for view in shut if view.reopens_on}):
        if closed_day(day):
            yield words(
                "It opens {day}, when few work. It is not moved; tell the caller.",
                day=case.full(day),
            )
    for day in sorted({view.closes_again_on for view in shut if view.closes_again_on}):
        yield words("It closes again {day}.", day=case.full(day))
    if shut:
        yield words("If the date is wrong, change the absence: it is one change.")
        yield from case.pressing(
            msgid("{extend} goes to the last day; {copy} copies what citizens read."),
            extend="absence.extend",
            copy="read_back",
        )


def _facts(view: ServiceView, case: Case) -> str:
    """Return the facts that settled it, in the trace's own words."""
    return " ".join(fact_sentence(fact, case.words) for fact in view.trace if fact.decides)


def _booking_is_not_offered(view: ServiceView) -> bool:
    return view.service == "timebestilling" and decisive(view).code is FactCode.SERVICE_NOT_OFFERED


def _reopening(view: ServiceView, case: Case) -> str:
    """Return how the day it opens follows from the last day of the absence."""
    words = case.words
    last = max(fact.ends for fact in view.trace if fact.decides and fact.ends)
    opens = view.reopens_on or last + ONE_DAY
    facts = {"last": case.full(last), "opens": case.full(opens)}
    if opens == last + ONE_DAY:
        return words(
            "Last day away is {last}, so it opens {opens}. The day after is right.", **facts
        )
    return words("The absence ends {last}, but goes on in another. It opens {opens}.", **facts)


def _patience(case: Case) -> str:
    return case.words(
        "Just changed? It can take an hour before citizens see it; let them sign in again."
    )
