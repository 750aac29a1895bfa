"""The substitute's set-up in words: steps, verdict, the next thing to do, the ways out (S1 to S6).

What is to be said of a step is written to be read aloud to the caller.
"""

from collections.abc import Sequence

from fravaertui.domain.changes.resolutions import NotOffered, Way, WayOut, WhyNot
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Step, StepReport
from fravaertui.domain.substitute_setup import Readiness, SetUp, Solution, StepState, StepView
from fravaertui.domain.violations import Violation
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import contact_sentence
from fravaertui.texts.dates import short_day
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.services import enumeration, service_list
from fravaertui.texts.sources import overview_origin, set_up_origin
from fravaertui.texts.stand_ins import away_sentences

_KNOWN = {
    Known.YES: msgid("yes"),
    Known.NO: msgid("no"),
    Known.UNKNOWN: msgid("don't know"),
}
_STEPS = {
    Step.VENDOR_OFFERS: msgid("The EPJ vendor offers the solution"),
    Step.PRACTITIONER_OVERVIEW: msgid("Behandleroversikt is set up"),
    Step.OWN_PROCESSES: msgid("The processes last the whole period"),
    Step.REGISTERED_IN_EPJ: msgid("The substitute is registered in the EPJ"),
    Step.VENDOR_DEMANDS: msgid("The vendor's own demands are met"),
    Step.OWN_LIST: msgid("The substitute's own list is kept apart"),
    Step.NO_ABSENCE: msgid("No absence on what the substitute covers"),
    Step.CITIZEN_SEES: msgid("The citizen sees the substitute"),
}
_STATES = {
    StepState.OK: msgid("ok"),
    StepState.MISSING: msgid("missing"),
    StepState.UNKNOWN: msgid("unknown"),
    StepState.NOT_APPLICABLE: msgid("not applicable"),
}
_SAID = {
    (Step.VENDOR_OFFERS, StepState.OK): msgid(
        "Your EPJ vendor offers what the substitute is to use."
    ),
    (Step.VENDOR_OFFERS, StepState.MISSING): msgid(
        "Your EPJ vendor does not offer this, so the substitute can't meet citizens on Helsenorge. "
        "Ask the vendor what can be done."
    ),
    (Step.VENDOR_OFFERS, StepState.UNKNOWN): msgid(
        "Which EPJ do you use? Ask the vendor whether it offers substitutes on Helsenorge."
    ),
    (Step.PRACTITIONER_OVERVIEW, StepState.OK): msgid(
        "Behandleroversikt is set up for the doctor, so Helsenorge is told who the substitute is."
    ),
    (Step.PRACTITIONER_OVERVIEW, StepState.MISSING): msgid(
        "Behandleroversikt is not set up for the doctor. Ask the EPJ vendor to set it up."
    ),
    (Step.PRACTITIONER_OVERVIEW, StepState.UNKNOWN): msgid(
        "Ask the EPJ vendor whether behandleroversikt is set up for the doctor."
    ),
    (Step.PRACTITIONER_OVERVIEW, StepState.NOT_APPLICABLE): msgid(
        "Nobody holds the list, so behandleroversikt is not what decides."
    ),
    (Step.OWN_PROCESSES, StepState.OK): msgid(
        "The doctor's own agreements last the whole period, and the substitute uses them."
    ),
    (Step.OWN_PROCESSES, StepState.MISSING): msgid(
        "The substitute uses the doctor's own agreements, and they don't last the whole period. "
        "They must be renewed before they end."
    ),
    (Step.OWN_PROCESSES, StepState.UNKNOWN): msgid(
        "Has the doctor agreements (CPA) for what the substitute is to cover, for the whole "
        "period? The substitute uses them. The EPJ vendor can see it."
    ),
    (Step.REGISTERED_IN_EPJ, StepState.OK): msgid(
        "The substitute is registered in your EPJ, with dates and services."
    ),
    (Step.REGISTERED_IN_EPJ, StepState.MISSING): msgid(
        "Register the substitute in your EPJ, with dates and services: it is the EPJ that tells "
        "Helsenorge."
    ),
    (Step.REGISTERED_IN_EPJ, StepState.UNKNOWN): msgid(
        "Is the substitute registered in your EPJ, with dates and services?"
    ),
    (Step.VENDOR_DEMANDS, StepState.OK): msgid("What your EPJ vendor demands is in place."),
    (Step.VENDOR_DEMANDS, StepState.MISSING): msgid(
        "Your EPJ vendor demands more, for example that the substitute has a HER-id of their own. "
        "Ask the vendor for help."
    ),
    (Step.VENDOR_DEMANDS, StepState.UNKNOWN): msgid(
        "Ask the EPJ vendor whether it demands more, for example that the substitute has a HER-id "
        "of their own."
    ),
    (Step.VENDOR_DEMANDS, StepState.NOT_APPLICABLE): msgid("Your EPJ vendor demands nothing more."),
    (Step.OWN_LIST, StepState.OK): msgid(
        "The EPJ keeps the substitute's own patients and the doctor's apart."
    ),
    (Step.OWN_LIST, StepState.MISSING): msgid(
        "The EPJ does not keep the substitute's own patients and the doctor's apart. The EPJ "
        "vendor must mend it."
    ),
    (Step.OWN_LIST, StepState.UNKNOWN): msgid(
        "Has the substitute a list of their own? Then the EPJ must use the substitute's own "
        "processes for those patients only."
    ),
    (Step.OWN_LIST, StepState.NOT_APPLICABLE): msgid("The substitute has no list of their own."),
    (Step.NO_ABSENCE, StepState.OK): msgid(
        "No absence is registered on what the substitute covers."
    ),
    (Step.NO_ABSENCE, StepState.MISSING): msgid(
        "Absence is registered on what the substitute covers, and closes it. The absence must be "
        "changed."
    ),
    (Step.CITIZEN_SEES, StepState.OK): msgid(
        "Citizens see the services open, with the substitute's name."
    ),
    (Step.CITIZEN_SEES, StepState.UNKNOWN): msgid(
        "Citizens see the substitute where the doctor offers the services. Whether the doctor does "
        "is not known."
    ),
    (Step.CITIZEN_SEES, StepState.MISSING): msgid(
        "Citizens don't see the substitute at all the services."
    ),
}
_SAID_WITHOUT_GP = {
    (Step.OWN_PROCESSES, StepState.OK): msgid(
        "The substitute is a communication party with a HER-id of their own."
    ),
    (Step.OWN_PROCESSES, StepState.MISSING): msgid(
        "The substitute has no HER-id in the Address Register, and needs one on a list without "
        "a GP."
    ),
    (Step.OWN_PROCESSES, StepState.UNKNOWN): msgid(
        "Is the substitute in the Address Register, with a HER-id of their own? It is needed on a "
        "list without a GP."
    ),
}
_SOLUTIONS = {
    Solution.TEMPORARY_ABSENCE: msgid("temporary absence"),
    Solution.LIST_WITHOUT_GP: msgid("list without a GP"),
}
_REASONS = {
    Solution.TEMPORARY_ABSENCE: msgid(
        "{name} holds the list, so everything runs through that practitioner's processes. The "
        "substitute needs no set-up of their own in the Address Register."
    ),
    Solution.LIST_WITHOUT_GP: msgid(
        "Nobody holds the list, so the substitute must be a communication party. There must be "
        "exactly one substitute at a time."
    ),
}
_LIST_UNKNOWN = msgid(
    "Nobody has said whether {name} holds a list. If so, everything runs through that "
    "practitioner's processes, and the substitute needs no set-up of their own in the Address "
    "Register."
)
_VERDICTS = {
    Readiness.READY: msgid("ready"),
    Readiness.NOT_READY: msgid("not ready"),
    Readiness.CANT_TELL: msgid("can't tell"),
}
_WAYS = {
    Way.OPEN_SERVICE: msgid("Take the services out of the absence"),
    Way.END_COVER: msgid("End or shorten the substitute's cover"),
    Way.KEEP_CLOSED: msgid("Keep them closed all the same"),
}


_NOT_OFFERED = {
    (Way.OPEN_SERVICE, WhyNot.WHOLE_CLINIC): msgid(
        "The absence is the whole surgery's, so nothing can be taken out of it for one "
        "practitioner."
    ),
    (Way.OPEN_SERVICE, WhyNot.NOTHING_LEFT): msgid(
        "The substitute covers the whole absence, so nothing would be left of it without the "
        "services."
    ),
    (Way.END_COVER, WhyNot.NOTHING_LEFT): msgid(
        "The absence closes all that the substitute is to cover, so the cover can't be shortened."
    ),
}


def known_word(known: Known, words: Words) -> str:
    """Return what is known, as the answer to a question."""
    return words(_KNOWN[known])


def step_name(step: Step, words: Words) -> str:
    """Return what the step is called in the checklist."""
    return words(_STEPS[step])


def step_state_word(state: StepState, words: Words) -> str:
    """Return how it stands with a step, in a word."""
    return words(_STATES[state])


def step_sentence(view: StepView, solution: Solution, words: Words, vendor: str = "") -> str:
    """Return what to say to the caller about a step as it stands.

    `vendor` is the name of the clinic's EPJ vendor where it is known: then nobody is asked for it.
    """
    key = (view.step, view.state)
    if vendor and key == (Step.VENDOR_OFFERS, StepState.UNKNOWN):
        return words("Ask {vendor} whether it offers substitutes on Helsenorge.", vendor=vendor)
    if view.away:
        return " ".join(away_sentences(view.away, words))
    if view.ended_on:
        day = short_day(view.ended_on)
        if view.state is StepState.UNKNOWN:
            return words(
                "The profile (CPP) holds until {day} only. Fetch the one that is in force now.",
                day=day,
            )
        return words(
            "The agreement that the substitute is to use ended on {day}. It must be renewed.",
            day=day,
        )
    said = _SAID_WITHOUT_GP.get(key) if solution is Solution.LIST_WITHOUT_GP else None
    said = said or _SAID.get(key)
    if said:
        return words(said)
    step, state = step_name(view.step, words), step_state_word(view.state, words)
    return words("{step}: {state}.", step=step, state=state)


def reported_phrase(view: StepView, words: Words) -> str:
    """Return where a step's state is from (rule S3); empty when nobody knows."""
    if view.reported_on:
        return words("told {day}", day=short_day(view.reported_on))
    if view.said_by:
        is_overview = view.step is Step.PRACTITIONER_OVERVIEW
        origin = (overview_origin if is_overview else set_up_origin)(view.said_by, words)
        return words("from {register}", register=origin)
    return "" if view.state is StepState.UNKNOWN else words("seen in the data")


def of_another_sentence(report: StepReport, file: ClinicFile, words: Words) -> str:
    """Return what was reported of the vendor for another substitute, as something to ask about."""
    return words(
        "Told {day} for substitute {name}: {known}. Ask whether it is so here too.",
        day=short_day(report.seen_on),
        name=file.substitute(report.substitute).name,
        known=known_word(report.known, words),
    )


def solution_name(solution: Solution, words: Words) -> str:
    """Return what the solution is called."""
    return words(_SOLUTIONS[solution])


def solution_reason(solution: Solution, file: ClinicFile, practitioner: int, words: Words) -> str:
    """Return why it is this solution for the practitioner's list (rule S1)."""
    person = file.practitioner(practitioner)
    is_unsaid = solution is Solution.TEMPORARY_ABSENCE and person.holds_list is not Known.YES
    return words(_LIST_UNKNOWN if is_unsaid else _REASONS[solution], name=person.name)


def verdict_word(readiness: Readiness, words: Words) -> str:
    """Return the verdict in a word or two (rule S6)."""
    return words(_VERDICTS[readiness])


def verdict_sentence(ready: SetUp, words: Words, *, has_holes: bool = False) -> str:
    """Return the verdict with how many steps it hangs on.

    Where the absence `has_holes` that nobody covers, all is in place for some of its days only.
    """
    missing = sum(view.state is StepState.MISSING for view in ready.steps)
    unknown = sum(view.state is StepState.UNKNOWN for view in ready.steps)
    match ready.readiness:
        case Readiness.READY if has_holes:
            return words("Everything is in place for what the substitute covers.")
        case Readiness.READY:
            return words("Everything is in place.")
        case Readiness.NOT_READY if unknown:
            return words(
                "Missing: {missing}. Unknown: {unknown}.", missing=missing, unknown=unknown
            )
        case Readiness.NOT_READY:
            return words.plural("{n} step is missing.", "{n} steps are missing.", missing)
        case Readiness.CANT_TELL:
            return words.plural(
                "{n} step is unknown.",
                "{n} steps are unknown.",
                unknown,
            )


def next_step_sentence(ready: SetUp, file: ClinicFile, words: Words) -> str:
    """Return the step to take next, who does it and the contact; empty when all is in place."""
    view = ready.next_step
    if view is None:
        return ""
    if view.away:
        return " ".join(away_sentences(view.away, words))
    step = step_name(view.step, words)
    contact = contact_sentence(view.owner, file, words)
    if view.state is StepState.MISSING:
        return words("Missing: {step}. {contact}", step=step, contact=contact)
    if step[1:2].islower():
        step = step[:1].lower() + step[1:]
    return words("Find out whether {step}. {contact}", step=step, contact=contact)


def vendor_sentence(file: ClinicFile, words: Words) -> str:
    """Return what the vendor table has on the clinic's EPJ, with source and date (rule S4)."""
    vendor = file.vendor
    if vendor is None:
        return words("Which EPJ the surgery uses is not known.")
    if not vendor.source:
        return words("{vendor}: nothing is known of what it offers.", vendor=vendor.name)
    day = short_day(vendor.source_date) if vendor.source_date else words("no date")
    return words(
        "{vendor}. Source: {source}, {day}.", vendor=vendor.name, source=vendor.source, day=day
    )


def not_offered_sentence(missing: NotOffered, words: Words) -> str:
    """Return why a way out is not offered."""
    said = _NOT_OFFERED.get((missing.way, missing.because))
    if said:
        return words(said)
    way = way_phrase(missing.way, words)
    reason = violation_sentence(missing.refusal, words) if missing.refusal else ""
    return words("«{way}» can't be done here. {reason}", way=way, reason=reason).rstrip()


def way_sentence(way: WayOut, meetings: Sequence[Violation], words: Words) -> str:
    """Return what becomes of the substitutes whom the way leaves as they are; else nothing."""
    met = [(meeting.substitute, meeting) for meeting in meetings if meeting.substitute]
    names = enumeration(list(dict.fromkeys(substitute.name for substitute, _ in met)), words)
    if way.way is Way.KEEP_CLOSED:
        return words(
            "Substitute {names} stays, but citizens meet it closed. It becomes a finding.",
            names=names,
        )
    served = [
        service
        for substitute, meeting in met
        for service in meeting.services
        if service_view(way.after, substitute.practitioner, service, meeting.days[0]).state
        is State.SUBSTITUTE
    ]
    if not served:
        return ""
    services = service_list(list(dict.fromkeys(served)), words)
    return words("Open with substitute {names}: {services}.", names=names, services=services)


def way_phrase(way: Way, words: Words) -> str:
    """Return what a way out of rule A5 does."""
    return words(_WAYS[way])
