"""The environment variables that the HTTP library obeys: proxies, certificates, a key log.

The library reads them itself and fails in its own ways. Here we find out which variable is
unusable, so that the error can name it.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from fravaertui.client.errors import Unusable
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.urls import redacted
from fravaertui.texts.catalogue import Words, msgid

_PROXY_SCHEMES = ("http", "https")
_A_PROXY = msgid("the address of an HTTP proxy, such as http://host:8080 (SOCKS can't be used)")
_EXPECTED = {
    "ALL_PROXY": _A_PROXY,
    "HTTP_PROXY": _A_PROXY,
    "HTTPS_PROXY": _A_PROXY,
    "NO_PROXY": msgid("names of machines with commas between"),
    "SSL_CERT_FILE": msgid("a file of certificates in PEM"),
    "SSL_CERT_DIR": msgid("a folder of certificates"),
    "SSLKEYLOGFILE": msgid("a file that can be written"),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that is set; `shown` is its value without secrets."""

    name: str
    shown: str
    usable: bool

    def is_obeyed(self, *, secure: bool) -> bool:
        """Tell whether it affects connections over TLS (`secure`), or those without."""
        if self.name == "SSL_CERT_DIR" and os.environ.get("SSL_CERT_FILE"):
            return False  # the library then ignores the folder
        return secure or not self.name.startswith("SSL")

    def remark(self, words: Words) -> str:
        """Return what is wrong with it, in the language of the screen; empty when nothing is."""
        if self.usable:
            return ""
        return words("can't be used: it must be {expected}", expected=self.expected(words))

    def expected(self, words: Words) -> str:
        """Return what its value must be, in the language of the screen."""
        return words(_EXPECTED[self.name.upper()])


class UnusableVariable(Unusable):
    """A variable of the environment keeps every backend out of reach."""

    def __init__(self, where: str, variable: Variable) -> None:
        """`where` is what was called, for the screen."""
        super().__init__(where, variable.name)
        self.variable = variable

    def sentence(self, words: Words) -> str:
        """Return which variable it is and what to do, in the language of the screen."""
        return words(
            "The environment's {variable} can't be used: it must be {expected}. Correct it or "
            "remove it, and start again.",
            variable=self.variable.name,
            expected=self.variable.expected(words),
        )


def variables(environ: Mapping[str, str] = os.environ) -> tuple[Variable, ...]:
    """Return those variables of the HTTP library that are set."""
    found = []
    for name in sorted(environ):
        check = _CHECKS.get(name.upper())
        # The proxies' names may be in lower case, the others not.
        if check and environ[name] and (name.isupper() or name.upper().endswith("_PROXY")):
            shown = neutralise(redacted(_with_scheme(environ[name], name)))
            found.append(Variable(name, shown, _is_usable(check, environ[name])))
    return tuple(found)


def find_unusable(*, secure: bool) -> Variable | None:
    """Return an unusable variable that prevents contact; None when there is none.

    `secure` says whether the connection is over TLS, which alone needs certificates.
    """
    unusable = (variable for variable in variables() if not variable.usable)
    return next((one for one in unusable if one.is_obeyed(secure=secure)), None)


def _with_scheme(value: str, name: str) -> str:
    """Return a proxy with the scheme that the library assumes."""
    is_proxy = _EXPECTED[name.upper()] is _A_PROXY
    return f"http://{value}" if is_proxy and "://" not in value else value


def _is_usable(check: Callable[[str], object], value: str) -> bool:
    import httpx

    try:
        check(value)
    except (httpx.InvalidURL, ImportError, OSError, ValueError):
        return False
    return True


def _proxy(value: str) -> None:
    import httpx

    url = httpx.Proxy(_with_scheme(value, "ALL_PROXY")).url
    if url.scheme not in _PROXY_SCHEMES:
        raise ValueError("not a proxy that speaks HTTP")
    url.host.encode("idna")


def _exceptions(value: str) -> None:
    import httpx

    for machine in value.split(","):
        name = machine.strip()
        with suppress(ValueError):
            ip_address(name.partition("/")[0])
            continue
        httpx.URL(name if "://" in name else f"all://*{name}")


def _certificates(value: str) -> None:
    import ssl

    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(value)


def _folder(value: str) -> None:
    if not Path(value).is_dir():
        raise NotADirectoryError(value)


def _key_log(value: str) -> None:
    import ssl

    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = value


_CHECKS: dict[str, Callable[[str], None]] = {
    "ALL_PROXY": _proxy,
    "HTTP_PROXY": _proxy,
    "HTTPS_PROXY": _proxy,
    "NO_PROXY": _exceptions,
    "SSL_CERT_FILE": _certificates,
    "SSL_CERT_DIR": _folder,
    "SSLKEYLOGFILE": _key_log,
}
