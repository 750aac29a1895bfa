"""The vendor table: the entries shipped with the program, and those written since (S4)."""

import json
import tomllib
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.tables import clinic, diagnosis
from fravaertui.backend.store.tables import vendor as written
from fravaertui.backend.store.unreadable import FAULTS, left_out
from fravaertui.domain.model import Vendor
from fravaertui.protocol.vendors import VendorEntry

_FACTS = [written.c[name] for name in Vendor.model_fields]
_NEWEST = select(written.c.code, func.max(written.c.version)).group_by(written.c.code)


@cache
def shipped() -> dict[str, VendorEntry]:
    """Return the shipped entries by code; each is its vendor's first version."""
    table = tomllib.loads(files(__package__).joinpath("vendors.toml").read_text("utf-8"))
    return {code: _shipped(code, facts) for code, facts in table.items()}


def _shipped(code: str, facts: dict[str, object]) -> VendorEntry:
    document = json.dumps({"code": code, **facts}, default=str)
    return VendorEntry(version=1, vendor=Vendor.model_validate_json(document))


def listed(connection: Connection) -> list[VendorEntry]:
    """Return every vendor's newest entry, sorted by name."""
    newest = select(written.c.version, *_FACTS).where(
        tuple_(written.c.code, written.c.version).in_(_NEWEST)
    )
    since = (_entry(*row) for row in connection.execute(newest).all())
    entries = shipped() | {entry.vendor.code: entry for entry in since if entry}
    return sorted(entries.values(), key=lambda entry: (entry.vendor.name, entry.vendor.code))


def find(connection: Connection, code: str) -> VendorEntry | None:
    """Return a vendor's newest entry; None for an unknown code."""
    if not code:
        return None
    newest = (
        select(written.c.version, *_FACTS)
        .where(written.c.code == code)
        .order_by(written.c.version.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return _entry(*row) if row else shipped().get(code)


def facts(connection: Connection, code: str) -> Vendor | None:
    """Return the facts on a vendor that are shown in a clinic's file."""
    entry = find(connection, code)
    return entry.vendor if entry else None


def write(connection: Connection, entry: VendorEntry, signature: Signature) -> None:
    """Add a version of a vendor's entry; the findings of its clinics become pending."""
    connection.execute(
        insert(written).values(
            **entry.vendor.model_dump(),
            version=entry.version,
            agent=signature.agent,
            at=signature.at,
        )
    )
    theirs = select(clinic.c.her_id).where(clinic.c.epj_vendor == entry.vendor.code)
    connection.execute(delete(diagnosis).where(diagnosis.c.clinic.in_(theirs)))


def _entry(version: int, *values: object) -> VendorEntry | None:
    """Return a written entry; None when it can't be read, as if nothing were known."""
    facts = dict(zip(Vendor.model_fields, values, strict=True))
    try:
        return VendorEntry(version=version, vendor=Vendor.model_validate(facts))
    except FAULTS:
        left_out("vendor version", version)
        return None
