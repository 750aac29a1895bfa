"""What becomes of a practitioner's set-up when profiles and agreements tell of it (rule R5)."""

from collections.abc import Iterator, Sequence
from datetime import date

from fravaertui.domain.directory.entries import SetUpEntry
from fravaertui.domain.directory.plan import FieldChange
from fravaertui.domain.fields import service_order
from fravaertui.domain.model import Known, Practitioner, ServiceOffer, SetUp

Offers = tuple[ServiceOffer, ...]


def set_up_after(
    person: Practitioner, offers: Offers, said: Sequence[SetUpEntry]
) -> tuple[Practitioner, Offers]:
    """Return the practitioner, and what they offer, after what was said.

    Agreements replace what is known of the services that they are about. A profile lists what the
    party has, and so what it can't offer; it only counts for the offers as long as nothing better
    is known, and behandleroversikt it tells in any case. One that is over says nothing of now.
    """
    agreements = [entry for entry in said if entry.is_agreement]
    profiles = [entry for entry in said if not entry.is_agreement]
    set_up = person.set_up
    if agreements:
        decided = {service for entry in agreements for service in entry.services}
        knew = set_up in (SetUp.DESK, SetUp.AGREEMENT)
        left = [offer for offer in offers if knew and offer.service not in decided]
        set_up, offers = SetUp.AGREEMENT, _in_order([*left, *_offers(agreements)])
    elif set_up in (SetUp.UNKNOWN, SetUp.PROFILE):
        offers = _in_order(_offers(profiles))
        is_over = not offers and all(entry.is_over for entry in profiles)
        set_up = SetUp.UNKNOWN if is_over else SetUp.PROFILE
    deciding = agreements if set_up is SetUp.AGREEMENT else said
    facts = {
        "set_up": set_up,
        "set_up_as_of": _day(deciding) if deciding else person.set_up_as_of,
        "practitioner_overview": _overview(person, agreements, profiles),
    }
    return person.model_copy(update=facts), offers


def is_outdated(person: Practitioner, said: Sequence[SetUpEntry]) -> bool:
    """Tell whether something later is known than what is said now.

    An agreement says more than a newer profile does.
    """
    known, as_of = person.set_up_as_of, _day(said)
    is_later = known is not None and as_of is not None and as_of < known
    return is_later and not _adds(person, said)


def is_undated(person: Practitioner, said: Sequence[SetUpEntry]) -> bool:
    """Tell whether nobody knows if what is said now is later than what is known."""
    is_known = person.set_up_as_of is not None
    return is_known and _day(said) is None and not _adds(person, said)


def _adds(person: Practitioner, said: Sequence[SetUpEntry]) -> bool:
    agrees = any(entry.is_agreement for entry in said)
    return person.set_up is not SetUp.AGREEMENT and agrees


def _day(said: Sequence[SetUpEntry]) -> date | None:
    """Return the latest day as of which it is said; None where none of it has one."""
    return max((entry.as_of for entry in said if entry.as_of), default=None)


def offer_changes(before: Offers, after: Offers) -> Iterator[FieldChange]:
    """Yield each service that is offered otherwise than before.

    It is told by its last day, with True for none and None for a service that is not there.
    """
    was, becomes = _last_days(before), _last_days(after)
    for service in sorted(was | becomes, key=service_order):
        if was.get(service) != becomes.get(service):
            name = f"{OFFER}{service}"
            yield FieldChange(field=name, before=was.get(service), after=becomes.get(service))


OFFER = "offer:"
"""What the name of such a change begins with; the service follows."""


def _offers(said: Sequence[SetUpEntry]) -> Iterator[ServiceOffer]:
    """Yield the offers; a period that would end before it begins has never been."""
    for entry in said:
        if entry.starts and entry.ends and entry.ends < entry.starts:
            continue
        for service in entry.services:
            yield ServiceOffer(
                practitioner=entry.her_id, service=service, starts=entry.starts, ends=entry.ends
            )


def _in_order(offers: Sequence[ServiceOffer] | Iterator[ServiceOffer]) -> Offers:
    def key(offer: ServiceOffer) -> tuple[object, ...]:
        days = (offer.starts or date.min, offer.ends or date.max)
        return (service_order(offer.service), *days)

    return tuple(sorted(set(offers), key=key))


def _overview(
    person: Practitioner, agreements: Sequence[SetUpEntry], profiles: Sequence[SetUpEntry]
) -> Known:
    """A profile lists all processes; an agreement only those that both sides use.

    A profile that can't tell leaves unknown what no agreement and no person has said.
    """
    if any(entry.overview is Known.YES for entry in (*agreements, *profiles)):
        return Known.YES
    if any(entry.overview is Known.NO for entry in profiles):
        return Known.NO
    is_profiles = person.set_up in (SetUp.UNKNOWN, SetUp.PROFILE)
    return Known.UNKNOWN if profiles and is_profiles else person.practitioner_overview


def _last_days(offers: Offers) -> dict[str, date | bool]:
    last: dict[str, date | bool] = {}
    for offer in offers:
        known = last.get(offer.service)
        if offer.ends is None or known is True:
            last[offer.service] = True
        else:
            last[offer.service] = max(offer.ends, known) if isinstance(known, date) else offer.ends
    return last
