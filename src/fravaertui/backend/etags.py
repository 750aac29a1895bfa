"""Entity tags: telling a client that its copy is still what we would send (RFC 9110)."""

import gzip
import re
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel

_ETAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_PACKING = 6
"""gzip's own choice: a harder one takes thrice the time for a hundredth less."""
_VERSION = re.compile(r'"([1-9][0-9]{0,15})(?:-[0-9]{1,15}){0,2}(?:\.([0-9a-z]{1,20}))?"')

OF_ANOTHER_DATABASE = -1
"""Stands for a version that nothing has here."""


@dataclass(frozen=True, slots=True)
class TaggedJson:
    """A JSON document and its entity tag, quotes included; perhaps packed too, by gzip."""

    content: bytes
    etag: str
    packed: bytes | None = None


def tagged(
    document: BaseModel, etag: str | None = None, *, to_be_packed: bool = False
) -> TaggedJson:
    """Return the document as JSON, with an etag made from its bytes if none is given."""
    content = document.model_dump_json().encode()
    packed = gzip.compress(content, _PACKING, mtime=0) if to_be_packed else None
    return TaggedJson(content, etag or f'"{sha256(content).hexdigest()[:20]}"', packed)


def version_etag(
    version: int, database: str, *, vendor_version: int = 1, confirmed: int = 0
) -> str:
    """Return the etag of a clinic's file at a version, in the database of that id.

    The file shows its vendor's entry, so that entry's version is part of it unless it is the first;
    and a number for what registers have said again is, where they have.
    """
    parts = [version]
    if vendor_version != 1 or confirmed:
        parts.append(vendor_version)
    if confirmed:
        parts.append(confirmed)
    return f'"{"-".join(map(str, parts))}.{database}"'


def version_in(if_match: str | None, database: str) -> int | None:
    """Return the version that an If-Match header names, None when it names none.

    `OF_ANOTHER_DATABASE` when it is of one with another id. A bare version is taken for one of
    ours: drafts know no more.
    """
    named = _VERSION.fullmatch(if_match.strip()) if if_match else None
    if named is None:
        return None
    return int(named[1]) if named[2] in (None, database) else OF_ANOTHER_DATABASE


def matches(etag: str, if_none_match: str | None) -> bool:
    """Tell whether an If-None-Match header says that the client has the document."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _ETAG.findall(if_none_match)
