"""What is said about findings about absences: F03, F04, F10, F12, F13, F14."""

from datetime import date

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.fields import service_order
from fravaertui.domain.findings import FindingCode
from fravaertui.domain.holes import Hole, holes
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import period_phrase
from fravaertui.texts.findings.base import Facts, FindingWords, services_taken_out
from fravaertui.texts.services import enumeration
from fravaertui.texts.sources import origin_phrase, set_up_origin, source_name, with_origin


def _not_offered(facts: Facts) -> str:
    """Return F03; of one practitioner's also from what it is known."""
    words, practitioner = facts.words, facts.finding.practitioner
    said = words(
        "{who}: Nobody away offers {services} {period}, so the absence does nothing there.",
        who=facts.who,
        services=facts.services,
        period=facts.period,
    )
    if practitioner is None:
        return said
    person = facts.file.practitioner(practitioner)
    return with_origin(said, set_up_origin(facts.file.told(person), words), words)


def _no_difference(facts: Facts, today: date) -> str:
    return facts.with_met(
        facts.first_day(today), msgid("{met}, both with the absence and without it.")
    )


def _without_effect(facts: Facts) -> str:
    """Return F04; also why, when it is about someone who is not there on the days."""
    words, who, period = facts.words, facts.who, facts.period
    practitioner, last = facts.finding.practitioner, facts.finding.days[1]
    party = facts.file.practitioner(practitioner) if practitioner else facts.file.clinic
    if party.ends and party.ends < last:
        said = words(
            msgid(
                "{who}: Active at the surgery only until {until}, so the absence {period} changes "
                "nothing now."
            )
            if practitioner
            else msgid(
                "{who}: Active only until {until}, so the absence {period} changes nothing now."
            ),
            who=who,
            until=facts.full(party.ends),
            period=period,
        )
        return with_origin(said, origin_phrase(facts.file.told(party)), words)
    if practitioner and party.starts and party.starts > last:
        said = words(
            "{who}: Active at the surgery only from {since}, so the absence {period} changes "
            "nothing.",
            who=who,
            since=facts.full(party.starts),
            period=period,
        )
        return with_origin(said, origin_phrase(facts.file.told(party)), words)
    return words(
        "{who}: The absence {period} changes nothing for citizens.", who=who, period=period
    )


def _opens_briefly(facts: Facts) -> str:
    """Return F10; what is open is not known where nobody has said what is offered."""
    records = facts.file.of(facts.finding.practitioner or 0)
    first, _ = facts.finding.days
    if any(records.offer_is_unknown(service, first) for service in facts.finding.services):
        return facts.words(
            "{who}: Between two absences {services} would be open {period} if offered, only on "
            "days few work.",
            who=facts.who,
            services=facts.services,
            period=facts.period,
        )
    return facts.words(
        "{who}: Between two absences citizens can use {services} {period}, only on days few work.",
        who=facts.who,
        services=facts.services,
        period=facts.period,
    )


def _closes_again(facts: Facts, _today: date) -> str:
    first, last = facts.finding.days
    return facts.words(
        "{met} – but it closes again {day}.",
        met=facts.met(first - ONE_DAY),
        day=facts.full(last + ONE_DAY),
    )


def _holes(facts: Facts) -> list[Hole]:
    """Return the holes that an F12 is about, the first day first."""
    finding, file = facts.finding, facts.file
    who = [p.her_id for p in file.practitioners if finding.practitioner in (None, p.her_id)]
    found = [
        hole
        for absence in facts.absences
        for her_id in who
        for hole in holes(file, her_id, absence.starts, absence.ends)
        if set(hole.services) & set(finding.services)
    ]
    return sorted(found, key=lambda hole: (hole.starts, hole.ends))


def _open_meanwhile(facts: Facts) -> str:
    """Return F12: which services are open when; for several practitioners the days in all."""
    words, finding, behind = facts.words, facts.finding, _holes(facts)
    spans = [(hole.services, hole.starts, hole.ends) for hole in behind]
    if finding.practitioner is None or not behind:
        spans = [(finding.services, finding.days[0], finding.days[-1])]
    phrases = [
        f"{facts.named(services)} {period_phrase(starts, ends, words)}"
        for services, starts, ends in spans
    ]
    spoken = enumeration(phrases, words)
    if finding.practitioner is not None:
        return words(
            "{who}: Open without a substitute while away: {holes}.", who=facts.who, holes=spoken
        )
    return words(
        "{who}: Open without a substitute while the surgery is away, at {n} of {all} "
        "practitioners: {holes}.",
        who=facts.who,
        n=len({hole.practitioner for hole in behind}),
        all=len(facts.file.practitioners),
        holes=spoken,
    )


def _left_open(facts: Facts, today: date) -> str:
    """Return what is met in the first hole that is not past, and from when if that is later."""
    words, finding = facts.words, facts.finding
    hole = next((hole for hole in _holes(facts) if hole.ends >= today), None)
    if hole is None:
        return words("No citizen meets it.")
    who = words("the surgery") if finding.practitioner is None else facts.who
    services = facts.named(hole.services)
    if hole.starts <= today:
        return words("Citizens can use {services} – but {who} is away.", services=services, who=who)
    day = facts.full(hole.starts)
    return words(
        "From {day} citizens can use {services} – but {who} is away then.",
        day=day,
        services=services,
        who=who,
    )


def _practitioner_leaves(facts: Facts) -> bool:
    """Tell whether an F13 is about the practitioner's own time and not an agreement's."""
    person = facts.file.practitioner(facts.finding.practitioner or 0)
    return person.ends == facts.finding.days[0]


def _agreements_ending(facts: Facts) -> tuple[str, ...]:
    """Return the services whose agreement ends on the first day of an F13."""
    finding = facts.finding
    covered = [s for substitute in facts.substitutes for s in substitute.services]
    ending = {
        o.service
        for o in facts.file.offers
        if (o.practitioner, o.ends) == (finding.practitioner, finding.days[0])
        and (not covered or o.service in covered)
    }
    return tuple(sorted(ending, key=service_order))


def _ends_before(facts: Facts) -> str:
    """Return F13: what ends, and what goes on after that."""
    person = facts.file.told(facts.file.practitioner(facts.finding.practitioner or 0))
    if _practitioner_leaves(facts):
        said = facts.words(
            "{who}: Active at the surgery only until {day}, but {lasts}.",
            who=facts.who,
            day=facts.day,
            lasts=_lasts(facts),
        )
        return with_origin(said, origin_phrase(person), facts.words)
    said = facts.words(
        "{who}: The agreement for {services} ends {day}, but {lasts}.",
        who=facts.who,
        services=facts.named(_agreements_ending(facts)),
        day=facts.day,
        lasts=_lasts(facts),
    )
    return with_origin(said, set_up_origin(person, facts.words), facts.words)


def _lasts(facts: Facts) -> str:
    """Return what goes on after the period or the agreement has ended."""
    words = facts.words
    if facts.absences:
        ends = facts.absences[0].ends
        if ends == facts.finding.days[0]:
            return words("citizens are told that it opens again the day after")
        return words("the absence lasts until {day}", day=facts.full(ends))
    substitute = facts.substitutes[0]
    if substitute.ends is None:
        return words("substitute {name} has no end", name=substitute.name)
    day = facts.full(substitute.ends)
    return words("substitute {name} stays until {day}", name=substitute.name, day=day)


def _disappears(facts: Facts, _today: date) -> str:
    """Return what is gone the day after; all services when the practitioner's own time ends."""
    records, after = facts.file.of(facts.finding.practitioner or 0), facts.finding.days[0] + ONE_DAY
    leaves, day = _practitioner_leaves(facts), facts.full(after)
    services = records.services if leaves else _agreements_ending(facts)
    if any(records.offer_is_unknown(service, after) for service in services):
        return facts.words("From {day} citizens find none of the services.", day=day)
    return facts.words(
        "Gone for citizens from {day}: {services}.", day=day, services=facts.named(services)
    )


def _several_sources(facts: Facts) -> str:
    sources = dict.fromkeys(source_name(a.source, facts.words) for a in facts.absences)
    return facts.words(
        "{who}: Registered both from {sources}: {services} {period}.",
        who=facts.who,
        sources=enumeration(list(sources), facts.words),
        services=facts.services,
        period=facts.period,
    )


ABSENCE_WORDS = {
    FindingCode.NOT_OFFERED: FindingWords(
        title=msgid("Absence on a service that is not offered"),
        row=msgid("not offered here"),
        brief=msgid("not offered"),
        sentence=_not_offered,
        consequence=_no_difference,
        fix=services_taken_out,
    ),
    FindingCode.SHADOWED: FindingWords(
        title=msgid("Absence without effect"),
        row=msgid("changes nothing"),
        brief=msgid("no effect"),
        sentence=_without_effect,
        consequence=_no_difference,
    ),
    FindingCode.SHORT_OPENING: FindingWords(
        title=msgid("Short opening between two absences"),
        row=msgid("opens briefly"),
        brief=msgid("short opening"),
        sentence=_opens_briefly,
        consequence=_closes_again,
        fix=lambda facts, _fix: facts.words(
            "Extend the absence to {day}", day=facts.full(facts.finding.days[-1])
        ),
    ),
    FindingCode.SOME_SERVICES: FindingWords(
        title=msgid("Services left open"),
        row=msgid("open without sub"),
        brief=msgid("left open"),
        sentence=_open_meanwhile,
        consequence=_left_open,
        fix=lambda facts, _fix: facts.words(
            "Add {services} to the absence", services=facts.services
        ),
    ),
    FindingCode.PERIOD_ENDS: FindingWords(
        title=msgid("Agreement or period ends before time"),
        row=msgid("ends too early"),
        brief=msgid("ends early"),
        sentence=_ends_before,
        consequence=_disappears,
    ),
    FindingCode.OTHER_SOURCE: FindingWords(
        title=msgid("Registered from several sources"),
        row=msgid("from two sources"),
        brief=msgid("several sources"),
        sentence=_several_sources,
        consequence=lambda facts, today: facts.with_met(
            facts.first_day(today), msgid("{met}: to them it is one closure.")
        ),
    ),
}
