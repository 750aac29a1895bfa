"""The fields that registers fill in, and their values, in words."""

from collections.abc import Iterator
from datetime import date

from fravaertui.domain.model import Known, Practitioner, ServiceOffer, SetUp
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_day
from fravaertui.texts.services import service_name

_FIELDS = {
    "name": msgid("Name"),
    "organisation_number": msgid("Organisation number"),
    "phone": msgid("Telephone"),
    "street": msgid("Address"),
    "postal_code": msgid("Postal code"),
    "postal_place": msgid("Postal place"),
    "municipality_code": msgid("Municipality number"),
    "municipality": msgid("Municipality"),
    "starts": msgid("First day"),
    "ends": msgid("Last day"),
    "hpr_number": msgid("HPR number"),
    "without_gp": msgid("List without a GP"),
    "holds_list": msgid("Holds a list"),
    "set_up": msgid("Services known from"),
    "set_up_as_of": msgid("Services as of"),
    "practitioner_overview": msgid("Behandleroversikt"),
    "withdrawn": msgid("Taken out again"),
    "source": msgid("Source"),
    "as_of": msgid("As of"),
}
_VALUES: dict[tuple[str, str], str] = {
    ("set_up", SetUp.UNKNOWN): msgid("nobody"),
    ("set_up", SetUp.DESK): msgid("the desk"),
    ("set_up", SetUp.PROFILE): msgid("the profile, without an agreement"),
    ("set_up", SetUp.AGREEMENT): msgid("agreements"),
    **{
        (field, known): said
        for field in ("practitioner_overview", "holds_list")
        for known, said in (
            (Known.YES, msgid("yes")),
            (Known.NO, msgid("no")),
            (Known.UNKNOWN, msgid("unknown")),
        )
    },
}
"""Values that are codes."""

_DAYS = frozenset({"starts", "ends", "set_up_as_of", "as_of"})

NOTHING = "–"


def field_name(field: str, words: Words) -> str:
    """Return what a field is called; an unknown one is shown as it is."""
    return words(_FIELDS[field]) if field in _FIELDS else field


def field_value(field: str, value: object, words: Words) -> str:
    """Return a field's value as it is written, without quotes."""
    coded = _VALUES.get((field, str(value)))
    if coded:
        return words(coded)
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, str) and value and field in _DAYS:
        value = date.fromisoformat(value)  # as it has come from a backend
    if isinstance(value, date):
        return short_day(value)
    return NOTHING if value in (None, "") else str(value)


def practitioner_phrase(record: Practitioner, words: Words) -> str:
    """Return a practitioner with all that is known."""
    said = (
        f"{field_name(field, words)}: {field_value(field, value, words)}"
        for field, value in _facts(record)
        if value not in (None, "", False) and (field, value) != ("holds_list", Known.YES)
    )
    return " · ".join((record.name, *said))


def practitioner_change(before: Practitioner, after: Practitioner, words: Words) -> str:
    """Return a practitioner with each field that is another, from what to what."""
    was = dict(_facts(before))
    changes = [
        f"{field_name(field, words)}: {field_value(field, was[field], words)} → "
        f"{field_value(field, value, words)}"
        for field, value in (("name", after.name), *_facts(after))
        if was.setdefault(field, before.name) != value
    ]
    return f"{after.name}: {', '.join(changes)}"


def offer_phrase(offer: ServiceOffer, whose: str, words: Words) -> str:
    """Return a service with the days on which it is offered, where they have bounds."""
    starts = words("from {starts}", starts=short_day(offer.starts)) if offer.starts else ""
    ends = words("until {ends}", ends=short_day(offer.ends)) if offer.ends else ""
    days = " ".join(filter(None, (starts, ends)))
    return ", ".join(filter(None, (whose, service_name(offer.service, words), days)))


def _facts(record: Practitioner) -> Iterator[tuple[str, object]]:
    """Yield the fields besides the name, and besides the HER-id, which never changes."""
    for field in _FIELDS:
        if field != "name" and field in type(record).model_fields:
            yield field, getattr(record, field)
