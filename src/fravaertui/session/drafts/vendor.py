"""The form of an EPJ vendor as typed, and what it comes to: no Textual in here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from fravaertui.domain.date_input import NotUnderstood, understand
from fravaertui.domain.model import Known, Vendor
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.protocol.vendors import VendorEntry, lacks_source
from fravaertui.session.clinic_search import fold
from fravaertui.session.drafts.base import FormProblem, Problem
from fravaertui.texts.dates import short_day

LONGEST_NAME = 200
LONGEST_SOURCE = 40
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class VendorDraft:
    """The form as typed; `entry` is what is changed, None for a new vendor."""

    new_id: UUID = field(default_factory=uuid4)
    """What the typing is kept under."""
    entry: VendorEntry | None = None
    name: str = ""
    offers_temporary_absence: Known = Known.UNKNOWN
    offers_list_without_gp: Known = Known.UNKNOWN
    demands_party: Known = Known.UNKNOWN
    source: str = ""
    source_date: str = ""
    form: Literal["vendor"] = "vendor"


@dataclass(frozen=True, slots=True)
class VendorReading:
    """What a draft comes to: the vendor, or the problems by field."""

    vendor: Vendor | None = None
    source_date: date | None = None
    problems: dict[str, Problem] = field(default_factory=dict)


def opened(entry: VendorEntry) -> VendorDraft:
    """Return the form as it is opened on what is known of a vendor."""
    vendor = entry.vendor
    return VendorDraft(
        entry=entry,
        name=vendor.name,
        offers_temporary_absence=vendor.offers_temporary_absence,
        offers_list_without_gp=vendor.offers_list_without_gp,
        demands_party=vendor.demands_party,
        source=vendor.source,
        source_date=short_day(vendor.source_date) if vendor.source_date else "",
    )


def read(draft: VendorDraft, taken: Collection[str], today: date) -> VendorReading:
    """Understand a draft; `taken` are the codes that other vendors have."""
    problems: dict[str, Problem] = {}
    name, source = draft.name.strip(), draft.source.strip()
    code = draft.entry.vendor.code if draft.entry else _code(name)
    if not code:
        problems["name"] = FormProblem("no_vendor_name")
    elif len(name) > LONGEST_NAME or first_unsafe(name):
        problems["name"] = FormProblem("name_unsafe")
    elif draft.entry is None and code in taken:
        problems["name"] = FormProblem("vendor_is_there")
    if len(source) > LONGEST_SOURCE or first_unsafe(source):
        problems["source"] = FormProblem("source_unsafe")
    day = _day(draft.source_date, today, problems)
    if problems:
        return VendorReading(source_date=day, problems=problems)
    vendor = Vendor(
        code=code,
        name=name,
        offers_temporary_absence=draft.offers_temporary_absence,
        offers_list_without_gp=draft.offers_list_without_gp,
        demands_party=draft.demands_party,
        source=source,
        source_date=day,
    )
    if lacks_source(vendor):
        return VendorReading(None, day, {"source": FormProblem("no_source")})
    return VendorReading(vendor, day)


def _code(name: str) -> str:
    """Return a new vendor's code, made from its name: the letters and digits that codes have."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    return "-".join(words)[:LONGEST_CODE]


def _day(typed: str, today: date, problems: dict[str, Problem]) -> date | None:
    if not typed.strip():
        return None
    understood = understand(typed, today)
    if isinstance(understood, NotUnderstood):
        problems["source_date"] = understood
        return None
    past = [reading.span for reading in understood.readings if reading.span.first <= today]
    if not past:
        problems["source_date"] = FormProblem("source_date_coming")
    return (past or [understood.readings[0].span])[0].first
