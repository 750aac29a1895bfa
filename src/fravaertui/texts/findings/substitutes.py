"""What is said about findings about substitutes and what they need: F01, F05 to F08."""

from datetime import date

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import AmendAbsence
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import FindingCode
from fravaertui.domain.findings.substitutes import Unavailable, unavailable
from fravaertui.domain.model import Practitioner
from fravaertui.domain.stand_ins import namesakes
from fravaertui.domain.substitute_setup import StepState, solution_of
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.contacts import vendor_name
from fravaertui.texts.findings.base import Facts, FindingWords, Fix, Titles, services_taken_out
from fravaertui.texts.sources import origin_phrase, overview_origin, with_origin
from fravaertui.texts.substitutes import solution_name


def _opened(facts: Facts, fix: Fix) -> str:
    """Return how the absence makes room for the substitute: all of its days, or some."""
    match fix:
        case (AmendAbsence(absence_id=one) as change,) if (
            change.services == facts.file.absence(one).services
        ):
            return facts.words("Let the absence end {day}", day=facts.full(change.ends))
        case (_,):
            return services_taken_out(facts, fix)
        case _:
            return facts.words(
                "Take {services} out of the absence on the substitute's days",
                services=facts.services,
            )


def _substitute_away(facts: Facts) -> str:
    """Return F06: the cover ended, the substitute is absent, or is not active at the clinic."""
    words, who, names = facts.words, facts.who, facts.names
    if len(facts.finding.days) == 1:
        return words(
            "{who}: Substitute {names} is registered until {day}, and nobody after that.",
            who=who,
            names=names,
            day=facts.day,
        )
    if _namesakes(facts):
        return words(
            "{who}: {namesake}, who has the same name as the substitute, is away {period}. Is it "
            "the same person?",
            who=who,
            namesake=_namesakes(facts)[0].name,
            period=facts.period,
        )
    if facts.absences:
        return words(
            "{who}: Substitute {names} is away {period}.",
            who=who,
            names=names,
            period=facts.period,
        )
    said = words(
        "{who}: Substitute {names} is not active at the surgery for the whole period.",
        who=who,
        names=names,
    )
    number = facts.substitutes[0].hpr_number
    here = next((p for p in facts.file.practitioners if p.hpr_number == number), None)
    return with_origin(said, origin_phrase(facts.file.told(here)), words) if here else said


def _namesakes(facts: Facts) -> tuple[Practitioner, ...]:
    """Return who is away, if only the name says that it is the substitute."""
    found = namesakes(facts.file, facts.substitutes[0])
    return tuple(p for p in found if any(a.applies_to(p.her_id) for a in facts.absences))


def _nobody_there(facts: Facts, today: date) -> str:
    """Return from which day the substitute is away, and whether citizens see them all the same."""
    whose, services = facts.substitutes[0].practitioner, facts.finding.services
    first = facts.finding.days[0]
    day = first + ONE_DAY if len(facts.finding.days) == 1 else max(first, today)
    is_everything = set(services) == set(STANDARD_SERVICES)
    if _namesakes(facts):
        sentence = (
            msgid("If so, the substitute is not there for any of the four services from {day}.")
            if is_everything
            else msgid("If so, the substitute is not there for {services} from {day}.")
        )
    else:
        sentence = (
            msgid("From {day} the substitute is not there for any of the four services.")
            if is_everything
            else msgid("From {day} the substitute is not there for {services}.")
        )
    said = facts.words(sentence, day=facts.full(day), services=facts.services)
    seen = (service_view(facts.file, whose, s, day) for s in services)
    if any(view.state is State.SUBSTITUTE for view in seen):
        return f"{said} " + facts.words("Citizens see the substitute all the same.")
    return said


def _needs_solution(facts: Facts) -> str:
    solution = solution_of(facts.file, facts.substitutes[0].practitioner)
    sentence = (
        msgid(
            "{who}: Substitute {names} needs the solution «{solution}», which {vendor} does not "
            "offer."
        )
        if facts.finding.text == StepState.MISSING
        else msgid(
            "{who}: Substitute {names} needs the solution «{solution}». It is not known whether "
            "{vendor} offers it."
        )
    )
    return facts.words(
        sentence,
        who=facts.who,
        names=facts.names,
        solution=solution_name(solution, facts.words),
        vendor=vendor_name(facts.file, facts.words),
    )


def _needs_overview(facts: Facts) -> str:
    sentence = (
        msgid("{who}: Substitute {names} needs behandleroversikt, which is not set up.")
        if facts.finding.text == StepState.MISSING
        else msgid(
            "{who}: Substitute {names} needs behandleroversikt. It is not known whether it is set "
            "up."
        )
    )
    said = facts.words(sentence, who=facts.who, names=facts.names)
    person = facts.file.told(facts.file.practitioner(facts.substitutes[0].practitioner))
    return with_origin(said, overview_origin(person, facts.words), facts.words)


def _not_reached(facts: Facts, _today: date) -> str:
    return facts.words("Without it citizens don't reach the substitute on Helsenorge.")


_UNAVAILABLE = {
    Unavailable.ENDED: Titles(
        msgid("The substitute has finished, and nobody takes over"),
        msgid("sub has finished"),
        msgid("sub finished"),
    ),
    Unavailable.NOT_ACTIVE: Titles(
        msgid("The substitute is not active the whole time"),
        msgid("sub not active"),
        msgid("not active"),
    ),
    Unavailable.AWAY: Titles(
        msgid("The substitute is away"), msgid("sub is away"), msgid("substitute away")
    ),
    Unavailable.NAMESAKE: Titles(
        msgid("Is the substitute away? Somebody of that name is"),
        msgid("is sub away?"),
        msgid("sub away?"),
    ),
}
"""What a finding F06 is, by why the substitute is not there."""

SUBSTITUTE_WORDS = {
    FindingCode.ABSENCE_CLOSES_COVERED: FindingWords(
        title=msgid("Absence closes what the substitute covers"),
        row=msgid("sub is shut out"),
        brief=msgid("substitute shut"),
        sentence=lambda facts: facts.words(
            "{who}: Closed by absence {period}, though {names} covers: {services}.",
            who=facts.who,
            period=facts.period,
            names=facts.names,
            services=facts.services,
        ),
        consequence=lambda facts, today: facts.with_met(
            facts.first_day(today), msgid("{met} – though the substitute is there.")
        ),
        fix=_opened,
    ),
    FindingCode.SEVERAL_SUBSTITUTES: FindingWords(
        title=msgid("Several substitutes at once"),
        row=msgid("subs at one time"),
        brief=msgid("several subs"),
        sentence=lambda facts: facts.words(
            "{who}: {names} are substitutes at once {period}.",
            who=facts.who,
            names=facts.names,
            period=facts.period,
        ),
        consequence=lambda facts, _today: facts.words(
            "There must be exactly one: Helsenorge may find none of them, and the citizens then "
            "have no digital GP."
        ),
    ),
    FindingCode.SUBSTITUTE_AWAY: FindingWords(
        title=msgid("The substitute may not be there"),
        row=msgid("is sub away?"),
        brief=msgid("sub away?"),
        sentence=_substitute_away,
        consequence=_nobody_there,
        titles_of=lambda finding: _UNAVAILABLE[unavailable(finding)],
    ),
    FindingCode.VENDOR: FindingWords(
        title=msgid("Needs a substitute solution"),
        row=msgid("needs solution"),
        brief=msgid("solution?"),
        sentence=_needs_solution,
        consequence=_not_reached,
    ),
    FindingCode.NO_OVERVIEW: FindingWords(
        title=msgid("Needs behandleroversikt"),
        row=msgid("needs overview"),
        brief=msgid("overview?"),
        sentence=_needs_overview,
        consequence=_not_reached,
    ),
}
