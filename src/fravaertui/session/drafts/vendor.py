"""The form of an EPJ vendor as typed, and the vendor it describes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from fravaertui.domain.date_input import NotUnderstood, understand
from fravaertui.domain.model import Known, Vendor
from fravaertui.domain.names import fold
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.protocol.vendors import VendorEntry, lacks_source
from fravaertui.session.drafts.base import Draft, FormProblem, Problem, Reading
from fravaertui.texts.dates import short_day

LONGEST_NAME = 200
LONGEST_SOURCE = 40
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class VendorReading(Reading):
    """What a draft means: the vendor, while there are no problems."""

    vendor: Vendor | None = None
    source_date: date | None = None


@dataclass(frozen=True, slots=True)
class VendorDraft(Draft):
    """The form as typed; `entry` is the one being changed, None for a new vendor."""

    entry: VendorEntry | None = None
    name: str = ""
    offers_temporary_absence: Known = Known.UNKNOWN
    offers_list_without_gp: Known = Known.UNKNOWN
    demands_party: Known = Known.UNKNOWN
    source: str = ""
    source_date: str = ""
    form: Literal["vendor"] = "vendor"

    @classmethod
    def opened(cls, entry: VendorEntry) -> Self:
        """Return the draft of a form that has just been opened on a vendor's entry."""
        vendor = entry.vendor
        return cls(
            entry=entry,
            name=vendor.name,
            offers_temporary_absence=vendor.offers_temporary_absence,
            offers_list_without_gp=vendor.offers_list_without_gp,
            demands_party=vendor.demands_party,
            source=vendor.source,
            source_date=short_day(vendor.source_date) if vendor.source_date else "",
        )

    def read(self, taken: Collection[str], today: date) -> VendorReading:
        """Read the draft; `taken` are the codes of other vendors."""
        problems = self.choice_problems()
        name, source = self.name.strip(), self.source.strip()
        code = self.entry.vendor.code if self.entry else _code(name)
        if not code:
            problems["name"] = FormProblem("no_vendor_name")
        elif len(name) > LONGEST_NAME or first_unsafe(name):
            problems["name"] = FormProblem("name_unsafe")
        elif self.entry is None and code in taken:
            problems["name"] = FormProblem("vendor_is_there")
        if len(source) > LONGEST_SOURCE or first_unsafe(source):
            problems["source"] = FormProblem("source_unsafe")
        day = _day(self.source_date, today, problems)
        if problems:
            return VendorReading(source_date=day, problems=problems)
        vendor = Vendor(
            code=code,
            name=name,
            offers_temporary_absence=self.offers_temporary_absence,
            offers_list_without_gp=self.offers_list_without_gp,
            demands_party=self.demands_party,
            source=source,
            source_date=day,
        )
        if lacks_source(vendor):
            return VendorReading(source_date=day, problems={"source": FormProblem("no_source")})
        return VendorReading(vendor=vendor, source_date=day)


def _code(name: str) -> str:
    """Return a new vendor's code: the letters and digits of its name that a code may have."""
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
