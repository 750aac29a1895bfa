"""«Info til pasient»: the clinic's own text, its EPJ, and what was seen switched off there."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import EpjState, Known, SetUp
from fravaertui.session.state import SessionState, name_of
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import short_day
from fravaertui.texts.services import service_list
from fravaertui.texts.sources import origin_phrase, set_up_origin
from fravaertui.tui.panes.clinic_card import address_phrase
from fravaertui.tui.widgets.text_view import BLANK, Line, TextView, fit, line

_LABEL_WIDTH = 10


class InformationPane(TextView):
    """What the form of the same name changes, to be read."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id, focusable=True)
        self._state = state

    def show_information(self) -> None:
        """Show the text and the EPJ of the clinic, as far as it is there."""
        self.show(information_lines(self._state))


def information_lines(state: SessionState) -> list[Line]:
    """Return the clinic's text, its phone and vendor, and what was seen off with its age."""
    file, words = state.file, state.words
    if file is None:
        return []
    text = file.clinic.patient_information
    vendor = state.vendors.get(file.clinic.epj_vendor, file.clinic.epj_vendor)
    left = file.clinic.left_before(state.today)
    gone = words("not active after {day}", day=short_day(left)) if left else ""
    facts = (
        (words("Address"), address_phrase(file.clinic)),
        (words("Source"), origin_phrase(file.told(file.clinic))),
    )
    nothing = words("The surgery has written nothing to its patients.")
    return [
        line((words("What the surgery writes to its patients"), "strong")),
        line(text, indent=1) if text else line((nothing, "dim"), indent=1),
        BLANK,
        line((fit(words("Phone"), _LABEL_WIDTH), "dim"), file.clinic.phone, wrap=False),
        line((fit(words("EPJ"), _LABEL_WIDTH), "dim"), vendor or words("not known"), wrap=False),
        *(line((fit(label, _LABEL_WIDTH), "dim"), fact) for label, fact in facts if fact),
        *([line((gone, "warning"))] if gone else []),
        BLANK,
        *_seen_off(file, state),
        BLANK,
        line((words("{key} changes it.", key=state.keys["information.amend"]), "dim")),
        *_offered(file, state),
    ]


def _offered(file: ClinicFile, state: SessionState) -> Iterator[Line]:
    """Yield what the chosen practitioner offers and from where it is known, unless always so."""
    if state.practitioner is None or not file.has_practitioner(state.practitioner):
        return
    words, person = state.words, file.practitioner(state.practitioner)
    if not person.source and person.set_up is SetUp.DESK:
        return
    records = file.of(person.her_id)
    offered = records.offers_by_service
    if person.set_up is not SetUp.PROFILE:  # of a profile only the certificates may have ended
        offered = {s: o for s, o in offered.items() if not records.ended_before(s, state.today)}
    listed = service_list(list(offered), words)
    origin = set_up_origin(file.told(person), words)
    yield BLANK
    yield line((words("Services that {name} offers on Helsenorge", name=person.name), "strong"))
    profile_ended = records.profile_ended_before(state.today)
    if person.set_up is SetUp.UNKNOWN:
        listed = words("not known")
    elif profile_ended:
        said = words("the profile ended on {day}", day=short_day(profile_ended))
        listed = f"{words('not known')} · {said}"
    elif person.set_up is SetUp.PROFILE and listed:
        listed = words("perhaps {services}, no other", services=listed)
    ended = [records.ended_before(s, state.today) for s in records.services if s not in offered]
    if last := max((day for day in ended if day), default=None):
        said = words("the agreement ended on {day}", day=short_day(last))
        listed = f"{listed or words('none')} · {said}"
    yield line(listed or words("none"), (f" · {origin}" if origin else "", "dim"), indent=1, hang=2)
    if person.set_up is not SetUp.AGREEMENT:
        key = state.keys["information.offers"]
        yield line((words("{key} notes which they are.", key=key), "dim"))
    if not person.without_gp and person.holds_list is Known.UNKNOWN:
        unknown = words("Nobody has said whether {name} is a GP with a list.", name=person.name)
        yield line((unknown, "dim"))


def _seen_off(file: ClinicFile, state: SessionState) -> Iterator[Line]:
    """Yield what was last seen switched off, whose and when; the chosen practitioner's first."""
    words, whom = state.words, state.practitioner
    off = [seen for seen in file.epj_states if seen.switched_off]
    if not off:
        yield line((words("Nothing was seen switched off in the EPJ."), "dim"))
        return
    may_differ = words("It may have changed since.")
    yield line((words("Seen switched off in the EPJ"), "strong"), (f"  {may_differ}", "dim"))
    off.sort(key=lambda seen: (seen.practitioner != whom, *_stretch(seen), seen.service))
    for (practitioner, seen_on), alike in groupby(off, _stretch):
        services = service_list([seen.service for seen in alike], words)
        yield line(
            (name_of(practitioner, state), "strong"),
            f": {services} ",
            (_seen_phrase(seen_on, state.today, words), "warning"),
            indent=1,
            hang=2,
        )


def _stretch(seen: EpjState) -> tuple[int, date]:
    return seen.practitioner, seen.seen_on


def _seen_phrase(seen_on: date, today: date, words: Words) -> str:
    age = age_phrase(today - seen_on, words) if seen_on < today else words("today")
    return f"{words('seen off {day}', day=short_day(seen_on))} · {age}"
