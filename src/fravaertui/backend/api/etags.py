"""Entity tags: telling a client that what it has is still what we would send (RFC 9110)."""

import re
from dataclasses import dataclass
from hashlib import sha256

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_VERSION = re.compile(r'"([1-9][0-9]{0,15})(?:-[0-9]{1,15})?"')


@dataclass(frozen=True, slots=True)
class Tagged:
    """A JSON document and its entity tag."""

    content: bytes
    tag: str


def tagged(content: bytes) -> Tagged:
    """Return the document with a tag of its bytes."""
    return Tagged(content, f'"{sha256(content).hexdigest()[:20]}"')


def version_tag(version: int, vendor_version: int = 1) -> str:
    """Return the tag of a clinic's file at a version.

    The file shows its vendor's entry, so a version of that other than the first is told too.
    """
    return f'"{version}"' if vendor_version == 1 else f'"{version}-{vendor_version}"'


def version_of(if_match: str | None) -> int | None:
    """Return the version that an If-Match header names, None when it names none."""
    named = _VERSION.fullmatch(if_match.strip()) if if_match else None
    return int(named[1]) if named else None


def is_known(tag: str, if_none_match: str | None) -> bool:
    """Tell whether an If-None-Match header says that the client has the document."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
