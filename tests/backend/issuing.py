"""An issuer of access tokens: its keys, served over HTTP as a provider does, and what it signs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Literal

from joserfc import jwt
from joserfc.jwk import ECKey, KeyParameters, OctKey, OKPKey, RSAKey

from fravaertui.backend.auth.access_tokens import SignIn
from fravaertui.protocol.auth import Role
from tests.backend.records import AGENT, NOW

Key = ECKey | OctKey | OKPKey | RSAKey

AUDIENCE = "https://fravaer.test/api"
DISCOVERY = "/.well-known/openid-configuration"


def new_key(kid: str, kind: str = "EC", use: Literal["sig", "enc"] = "sig") -> Key:
    """A signing key."""
    named: KeyParameters = {"kid": kid, "use": use}
    match kind:
        case "RSA":
            return RSAKey.generate_key(2048, named)
        case "OKP":
            return OKPKey.generate_key("Ed25519", named)
        case _:
            return ECKey.generate_key("P-256", named)


@dataclass
class Issuing:
    """An issuer at an address; `keys` are those it has just now, `asked` what was fetched."""

    url: str = ""
    key: Key = field(default_factory=lambda: new_key("first"))
    keys: list[Key] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    away: bool = False
    discovery: dict[str, Any] = field(default_factory=dict)

    @property
    def rules(self) -> SignIn:
        """What a server is set up with to take its tokens."""
        roles = {role.value: role for role in Role} | {"desk-lead": Role.SUPERVISOR}
        return SignIn(self.url, AUDIENCE, "terminal", agent_claim="name", roles=roles)

    def token(
        self,
        *roles: str,
        key: Key | None = None,
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """An access token that holds, but for what is given otherwise; None leaves a claim out."""
        signing = key or self.key
        said = {"alg": "ES256", "typ": "at+jwt", "kid": signing.kid} | (header or {})
        seconds = int(NOW.timestamp())
        usual = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "a-subject",
            "client_id": "terminal",
            "name": AGENT,
            "roles": list(roles) or ["supervisor"],
            "iat": seconds,
            "exp": seconds + 300,
        }
        told = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(
            {name: value for name, value in said.items() if value is not None},
            told,
            signing,
            algorithms=[said["alg"]],
        )

    def answer(self, path: str) -> bytes | None:
        """What is at an address; None is nothing."""
        self.asked.append(path)
        if self.away:
            return None
        if path == DISCOVERY:
            usual = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
            return json.dumps(usual | self.discovery).encode()
        keys = [key.as_dict(private=False) for key in self.keys or [self.key]]
        return json.dumps({"keys": keys}).encode()


@contextmanager
def issuing() -> Iterator[Issuing]:
    """Serve an issuer on this machine."""
    issuer = Issuing()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = issuer.answer(self.path)
            self.send_response(503 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
