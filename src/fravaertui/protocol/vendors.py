"""The vendor table as it is sent: the facts on each EPJ vendor, and their version (rule S4)."""

from collections.abc import Iterable

from fravaertui.domain.fields import Value, Version
from fravaertui.domain.model import Known, Vendor


class VendorEntry(Value):
    """The facts on a vendor, and the number of their version."""

    version: Version
    vendor: Vendor


class VendorTable(Value):
    """Every known vendor, sorted by name."""

    vendors: tuple[VendorEntry, ...] = ()


def updated(before: Vendor, update: Vendor) -> Vendor:
    """Return the vendor with the fields that `update` sets; the others are as before.

    A client of an older release does not know the other fields.
    """
    return before.model_copy(
        update={name: getattr(update, name) for name in update.model_fields_set}
    )


def vendor_names(entries: Iterable[VendorEntry]) -> dict[str, str]:
    """Return the name of each vendor, by code."""
    return {entry.vendor.code: entry.vendor.name for entry in entries}


def lacks_source(vendor: Vendor) -> bool:
    """Tell whether facts are stated about the vendor without a source (rule S4)."""
    facts = (vendor.offers_temporary_absence, vendor.offers_list_without_gp, vendor.demands_party)
    return not vendor.source.strip() and any(fact is not Known.UNKNOWN for fact in facts)
