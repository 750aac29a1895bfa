"""Addresses: which are on this machine, where secrets may be sent, and which hold one themselves.

`redacted` is the one place that decides how much of an address is shown.
"""

import re
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

_HOST = r"(?:[\w.-]*|\[[0-9a-fA-F:.]+\])(?::\d+)?"
_PLAIN_ADDRESS = re.compile(
    rf"""
    (?P<scheme>[a-z][a-z0-9+.-]*)://
    (?:(?P<user>[^:@/?#]*)(?P<password>:[^@/?#]*)?@)?
    (?P<host>{_HOST}(?:,{_HOST})*)
    (?P<path>/[\w./~ +-]*)?
    (?:[?#][^@]*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is certain about where a secret would stand; an @ elsewhere makes all of it doubtful."""

_USER_NAME = re.compile(r"[\w.~-]+")
_IN_TEXT = re.compile(r"[a-z][a-z0-9+.-]*://[^\s«»\"']*[^\s«»\"'.,;:!?)]", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^@]*:[^@]*@|[?&](ssl)?password=", re.IGNORECASE)


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine itself, where no network comes between."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Tell whether nobody can listen in: https, or http that does not leave this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # raises ValueError when it is not a port number
    except ValueError:
        return False
    if not url.isprintable() or " " in url or parts.username or parts.password:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))
    )


def redacted(address: str) -> str:
    """Return an address without what may be secret: the password, the options, the fragment.

    Of one where it is not certain which part is what, only the scheme is left.
    """
    if "://" not in address:
        return address
    parts = _PLAIN_ADDRESS.fullmatch(address)
    if parts is None:
        return f"{address.partition('://')[0]}://…"
    scheme, user, host, path = parts["scheme"], parts["user"], parts["host"], parts["path"]
    who = ""
    if user is not None:
        # To a database it is a role; elsewhere it may be a token.
        named = scheme.startswith("postgresql") and _USER_NAME.fullmatch(user)
        who = f"{user if named else '…'}@"
    return f"{scheme}://{who}{host}{path or ''}"


def redacted_text(text: str) -> str:
    """Return a text with each address in it redacted."""
    return _IN_TEXT.sub(lambda found: redacted(found[0]), text)


def holds_password(address: str) -> bool:
    """Tell whether a password stands in an address, before its host or among its options."""
    return bool(_PASSWORD.search(unquote(address)))
