"""Web addresses: which are on this machine, and where secrets may be sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit


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
