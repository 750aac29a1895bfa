"""The vendor table: what is known of each EPJ vendor (rule S4)."""

from fravaertui.backend.etags import TaggedJson, tagged
from fravaertui.backend.problems import ProblemError, problem, stale_vendor
from fravaertui.backend.services.database import Database
from fravaertui.backend.store import events, vendors
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.domain.model import Vendor
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import VendorChanged
from fravaertui.protocol.vendors import VendorEntry, VendorTable, updated


class VendorService:
    """The vendors of one database; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """Serve the vendor table of a database."""
        self._database = database

    def table(self) -> TaggedJson:
        """Return the vendor table."""
        with self._database.reading() as connection:
            return tagged(VendorTable(vendors=tuple(vendors.listed(connection))))

    def write(self, agent: Agent, vendor: Vendor, version: int) -> VendorEntry:
        """Write a vendor's entry in place of the version seen; version 0 means a new vendor.

        Fields that are not set keep their values, and an entry that is already so is not written
        again. Raises ProblemError when the entry has another version, or does not exist.
        """
        with self._database.writing() as connection:
            advisory_lock(connection, f"vendor {vendor.code}")
            before = vendors.find(connection, vendor.code)
            if before and version:
                vendor = updated(before.vendor, vendor)
            if before and before.vendor == vendor:
                return before
            if before is None and version:
                detail = f"There is no vendor with the code {vendor.code}."
                raise ProblemError(problem("no-such-vendor", detail))
            if before and before.version != version:
                raise ProblemError(stale_vendor(before.version))
            entry = VendorEntry(version=version + 1, vendor=vendor)
            at = self._database.now(connection)
            vendors.write(connection, entry, Signature(agent.name, at))
            event = VendorChanged(vendor=vendor.code, agent=agent.name, at=at)
            events.append(connection, event, at)
        return entry
