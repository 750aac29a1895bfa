"""The vendor table as it is given: what is known of each EPJ vendor, with its version (S4)."""

from fravaertui.domain.model import Value, Vendor, Version


class VendorEntry(Value):
    """What is known of a vendor, and which version of it this is."""

    version: Version
    vendor: Vendor


class VendorTable(Value):
    """Every vendor that something is known of, by name."""

    vendors: tuple[VendorEntry, ...] = ()
