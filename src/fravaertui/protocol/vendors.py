"""The vendor table as it is given: what is known of each EPJ vendor, with its version (S4)."""

from collections.abc import Iterable

from fravaertui.domain.model import Known, Value, Vendor, Version


class VendorEntry(Value):
    """What is known of a vendor, and which version of it this is."""

    version: Version
    vendor: Vendor


class VendorTable(Value):
    """Every vendor that something is known of, by name."""

    vendors: tuple[VendorEntry, ...] = ()


def rewritten(before: Vendor, said: Vendor) -> Vendor:
    """Return a vendor as it is said to be, and as it was in the fields that nothing is said of.

    Whoever writes may be of an older release, and know nothing of those.
    """
    return before.model_copy(update={name: getattr(said, name) for name in said.model_fields_set})


def vendor_names(entries: Iterable[VendorEntry]) -> dict[str, str]:
    """Return what each vendor is called, by code."""
    return {entry.vendor.code: entry.vendor.name for entry in entries}


def lacks_source(vendor: Vendor) -> bool:
    """Tell whether something is said of the vendor that nothing is named for (rule S4)."""
    told = (vendor.offers_temporary_absence, vendor.offers_list_without_gp, vendor.demands_party)
    return not vendor.source.strip() and any(known is not Known.UNKNOWN for known in told)
