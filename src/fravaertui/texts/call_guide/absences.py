"""Calls about absence: a holiday, another end, two surgeries, leaving, illness, all closed."""

from collections.abc import Iterator

from fravaertui.domain.absences import Status, status
from fravaertui.domain.citizen_view import State
from fravaertui.domain.findings import FindingCode
from fravaertui.texts.call_guide.case import Case
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import period_phrase
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.services import enumeration, service_list


def holiday(case: Case) -> Iterator[str]:
    """A: a holiday without a substitute."""
    words = case.words
    yield _right_surgery(case)
    yield from _registered(case)
    for substitute in case.coming_substitutes():
        yield words(
            "Substitute {name} covers {services} for {whom} {period}: no absence on those.",
            name=substitute.name,
            whom=case.practitioner.name,
            services=service_list(substitute.services, words),
            period=period_phrase(substitute.starts, substitute.ends, words),
        )
    yield words(
        "Ask which services close. With people at the desk, «Kontakt legekontoret» can stay open. "
        "Closing booking also stops booking for later."
    )
    yield words(
        "Ask for the last day away, not the first day back: citizens read that it opens the day "
        "after."
    )
    yield from _register(case)
    yield words(
        "Times already booked and open dialogues are looked after in the EPJ. The guide of "
        "24.06.2024 says that switching off there is not needed for now."
    )
    yield _portal(case)


def other_end(case: Case) -> Iterator[str]:
    """F: back earlier, or away longer."""
    words = case.words
    yield from _registered(case)
    for opens in sorted({v.reopens_on for v in case.views(State.CLOSED) if v.reopens_on}):
        yield words(
            "The citizens of {name} now read that it opens {day}.",
            name=case.practitioner.name,
            day=case.full(opens),
        )
    coming = case.coming_absences()
    if coming:
        yield words(
            "Change the absence's last day: it is one change, and citizens never see it open "
            "meanwhile."
        )
    if any(status(absence, case.today) is Status.RUNNING for absence in coming):
        yield words("An absence that has begun keeps its first day; past days are not changed.")
        yield from case.pressing(
            msgid("{extend} goes to the last day; {reopen} opens again today."),
            extend="absence.extend",
            reopen="absence.reopen",
        )
    elif coming:
        yield from case.pressing(msgid("{extend} goes to the last day."), extend="absence.extend")


def two_surgeries(case: Case) -> Iterator[str]:
    """I: the same doctor at two surgeries."""
    words = case.words
    yield words(
        "An absence is for one surgery. This is {clinic}; ask about both.",
        clinic=case.file.clinic.name,
    )
    number = case.practitioner.hpr_number
    if case.offices:
        yield also_sentence(case.offices, words)
    elif number and case.offices is not None:
        yield words("No other clinic has HPR number {number}.", number=str(number))
    elif number:
        yield words("Search for HPR number {number} to find the other one.", number=str(number))
    else:
        yield words("Search for {name} to find the other one.", name=case.practitioner.name)
    yield from _registered(case)
    yield words("Register one absence at each.")
    if case.offices:
        yield from case.pressing(
            msgid("{elsewhere} opens the chosen absence at the other one, unsaved."),
            elsewhere="absence.elsewhere",
        )
    else:
        yield from case.pressing(msgid("{find} searches."), find="clinic.find")


def leaving(case: Case) -> Iterator[str]:
    """K: the doctor leaves for good."""
    words = case.words
    practitioner = case.practitioner
    yield words("Leaving is not absence: don't register any.")
    if practitioner.ends:
        day = case.full(practitioner.ends)
        yield words("{name} is registered here until {day}.", name=practitioner.name, day=day)
    else:
        yield words(
            "{name} is registered here without an end. NHN ends it in the Address Register.",
            name=practitioner.name,
        )
    yield from case.finding_lines(case.findings(FindingCode.PERIOD_ENDS))
    yield words("The municipality reports the change of GP to Helfo.")
    yield words("If the list is left without a GP, go on with call G.")


def unknown_end(case: Case) -> Iterator[str]:
    """L: ill, and nobody knows for how long."""
    words = case.words
    yield words("Never write why the doctor is away.")
    yield from _registered(case)
    yield words(
        "Set a last day that is likely, and extend it when more is known. Citizens read the date "
        "as a promise."
    )
    yield from _register(case)
    yield from case.pressing(
        msgid("{extend} extends it when more is known."), extend="absence.extend"
    )
    yield words("Is the doctor to have a substitute? Then it is call B.")
    yield _portal(case)


def all_closed(case: Case) -> Iterator[str]:
    """M: everybody at the clinic is away."""
    words = case.words
    yield words(
        "Choose the whole clinic as practitioner: one absence is for all who are here ({n}), and "
        "for anyone who joins.",
        n=len(case.file.practitioners),
    )
    whole = [a for a in case.coming_absences() if a.practitioner is None]
    for absence in whole:
        yield case.absence_line(absence)
    if not whole:
        yield words("No absence is registered for the whole clinic.")
    names = dict.fromkeys(
        s.name for s in case.file.substitutes if s.ends is None or s.ends >= case.today
    )
    if names:
        yield words(
            "It also closes what substitutes cover here: {names}.",
            names=enumeration(list(names), words),
        )
    yield words("The practitioners' own absences can stand: the days count as one closure.")
    yield from case.pressing(
        msgid("{add}, and the name of the whole clinic stands first among the practitioners."),
        add="absence.add",
    )


def _right_surgery(case: Case) -> str:
    if case.offices:
        also = also_sentence(case.offices, case.words)
        here = case.words("This is {clinic}.", clinic=case.file.clinic.name)
        return f"{here} {also} " + case.words("An absence is needed at each.")
    return case.words(
        "Right surgery? This is {clinic}. A doctor at several needs an absence at each.",
        clinic=case.file.clinic.name,
    )


def _register(case: Case) -> Iterator[str]:
    yield from case.pressing(
        msgid(
            "{add} registers: practitioner, days, services. Read out what citizens will see, then "
            "{save}."
        ),
        add="absence.add",
        save="form.save",
    )


def _portal(case: Case) -> str:
    """Return where the doctor clicks, to be read out; the labels are the portal's (seed 002)."""
    return case.words(
        "If the doctor wants to do it in the portal: «Tilpass Helsenorge», «Velg virksomhet», "
        "«Fravær», «Legg til fravær», days and services, «Lagre»."
    )


def _registered(case: Case) -> Iterator[str]:
    """Yield the running and planned absences and whose they are, or that there are none."""
    coming = case.coming_absences()
    for absence in coming:
        yield case.absence_line(absence)
    if any(absence.practitioner is None for absence in coming):
        yield case.words.plural(
            "The absence is of the whole office: what is changed or opened in it, is so for "
            "anyone who joins too.",
            "The absence of the whole office is for all {n} here: what is changed or opened in it, "
            "is so for everyone.",
            len(case.file.practitioners),
        )
    if not coming:
        yield case.words(
            "No absence is registered for {name} from today on.", name=case.practitioner.name
        )
        yield from case.others_closed()
