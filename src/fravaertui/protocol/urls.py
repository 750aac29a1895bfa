"""URLs: which are local, which may be sent secrets, and which contain some themselves.

Only `redacted` decides how much of a URL is shown.
"""

import re
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

_HOST = r"(?:[\w.-]*|\[[0-9a-fA-F:.]+\])(?::\d+)?"
_CERTAIN_URL = re.compile(
    rf"""
    (?P<scheme>[a-z][a-z0-9+.-]*)://
    (?:(?P<user>[^:@/?#]*)(?P<password>:[^@/?#]*)?@)?
    (?P<host>{_HOST}(?:,{_HOST})*)
    (?P<path>/[\w./~ +-]*)?
    (?:[?#][^@]*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""URLs in which it is certain where a secret would be; an @ elsewhere makes that uncertain."""

_USER_NAME = re.compile(r"[\w.~-]+")
_URL_IN_TEXT = re.compile(r"[a-z][a-z0-9+.-]*://[^\s«»\"']*[^\s«»\"'.,;:!?)]", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^@]*:[^@]*@|[?&](ssl)?password=", re.IGNORECASE)


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine itself, reached without any network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Tell whether secrets may be sent there: https, or http that does not leave this machine."""
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


def redacted(url: str) -> str:
    """Return a URL without what may be secret: the password, the query and the fragment.

    Only the scheme is left where it is uncertain which part is which.
    """
    if "://" not in url:
        return url
    parts = _CERTAIN_URL.fullmatch(url)
    if parts is None:
        return f"{url.partition('://')[0]}://…"
    scheme, user, host, path = parts["scheme"], parts["user"], parts["host"], parts["path"]
    credentials = ""
    if user is not None:
        # For a database it is a role; elsewhere it may be a token.
        is_role = scheme.startswith("postgresql") and _USER_NAME.fullmatch(user)
        credentials = f"{user if is_role else '…'}@"
    return f"{scheme}://{credentials}{host}{path or ''}"


def redacted_text(text: str) -> str:
    """Return a text with each URL in it redacted."""
    return _URL_IN_TEXT.sub(lambda match: redacted(match[0]), text)


def contains_password(url: str) -> bool:
    """Tell whether a URL contains a password, before its host or in its query."""
    return bool(_PASSWORD.search(unquote(url)))
