"""Access tokens: who a bearer is, and their role (RFC 9068, `at+jwt`)."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from pydantic import ValidationError

from fravaertui.backend.auth.signing_keys import Issuer, IssuerUnreachable, SigningKey
from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.store.clock import Clock
from fravaertui.protocol.auth import Agent, Role, SignInTerms

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519")
"""Asymmetric only: whoever can verify a token must not be able to issue one."""

LEEWAY_SECONDS = 30
"""How far the provider's clock and ours may differ."""

_TYPES = ("at+jwt", "application/at+jwt")
_REGISTRY = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_LARGEST_TOKEN = 16 * 1024
_MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class SignIn:
    """Whose tokens are accepted, and how they are read.

    `agent_claim` is the claim with the name that the history shows, unique at the issuer.
    `roles_claim` is the claim with the roles, a list or words separated by spaces; dots lead to a
    nested claim. `roles` maps them to our roles, and no other name gives one; without it our own
    names do. `clients` are the client ids whose tokens are accepted (`client_id` in RFC 9068, `azp`
    in OpenID Connect); without any, every client's that the issuer gives our audience.
    """

    issuer: str
    audience: str
    client_id: str
    scopes: tuple[str, ...] = ("openid", "offline_access")
    agent_claim: str = "sub"
    roles_claim: str = "roles"
    roles: Mapping[str, Role] = field(default_factory=dict)
    clients: tuple[str, ...] = ()

    @property
    def terms(self) -> SignInTerms:
        """Return what terminals need to know to sign in."""
        return SignInTerms(
            issuer=self.issuer,
            client_id=self.client_id,
            scopes=self.scopes,
            # An audience that is an address is also what RFC 8707 calls a resource.
            resource=self.audience if "://" in self.audience else "",
        )


class BearerToken:
    """Authenticates by access token; each token is verified once and cached until it expires."""

    def __init__(self, rules: SignIn, now: Clock) -> None:
        """Accept tokens by these rules; the issuer's keys are fetched for the first token."""
        self._rules = rules
        self._now = now
        self._issuer = Issuer(rules.issuer, now)
        self._requirements = jwt.JWTClaimsRegistry(
            now=lambda: int(now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": rules.issuer},
            aud={"essential": True, "value": rules.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._known: OrderedDict[bytes, tuple[Agent, float]] = OrderedDict()

    async def authenticate(self, token: str | None) -> Agent:
        """Return the token's agent. Raises ProblemError when it is invalid or gives no role."""
        if not token:
            raise ProblemError(problem("not-signed-in", "Send an access token in Authorization."))
        if len(token) > _LARGEST_TOKEN:
            raise _invalid("it is too long")
        fingerprint = sha256(token.encode()).digest()
        agent, expires = self._known.get(fingerprint) or await self._verified(token)
        if expires + LEEWAY_SECONDS <= self._now().timestamp():
            self._known.pop(fingerprint, None)
            raise _invalid("it has expired")
        self._known[fingerprint] = (agent, expires)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return agent

    async def _verified(self, token: str) -> tuple[Agent, float]:
        claims = await self._claims(token)
        name = _inner(claims, self._rules.agent_claim)
        try:
            agent = Agent(name=name, role=Role.VIEWER)  # type: ignore[arg-type] # checked here
        except ValidationError:
            raise _invalid(f"its {self._rules.agent_claim} is no name") from None
        if agent.name != agent.name.strip():  # on a screen it could not be told from another
            raise _invalid(f"its {self._rules.agent_claim} has blanks around it")
        role = self._role(claims)
        if role is None:
            detail = f"{agent.name} has none of the roles that may work here."
            raise ProblemError(problem("not-allowed", detail))
        return agent.model_copy(update={"role": role}), claims["exp"]

    async def _claims(self, token: str) -> dict[str, Any]:
        """Return the token's claims, once the signature and the required claims are verified."""
        try:
            key = await self._key(jws.extract_compact(token.encode()).protected)
            claims = jwt.decode(token, key, registry=_REGISTRY).claims
            self._requirements.validate(claims)
        except IssuerUnreachable:
            detail = "The sign-in provider can't be asked just now. Nothing was changed; try again."
            raise ProblemError(problem("unavailable", detail)) from None
        except ExpiredTokenError:
            raise _invalid("it has expired") from None
        except (InvalidClaimError, MissingClaimError):
            raise _invalid("it is not the issuer's for this server") from None
        except (JoseError, ValueError, RecursionError):
            raise _invalid("it can't be verified") from None
        clients = self._rules.clients
        if clients and claims.get("client_id", claims.get("azp")) not in clients:
            raise _invalid("it was given to another program")
        return claims

    async def _key(self, header: Mapping[str, Any]) -> SigningKey:
        """Return the key that the header names; ValueError for a token of another kind."""
        kind, algorithm, kid = (header.get(name) for name in ("typ", "alg", "kid"))
        if str(kind).lower() not in _TYPES or algorithm not in ALGORITHMS or "crit" in header:
            raise ValueError("not an access token of ours")
        key = await self._issuer.key(kid) if isinstance(kid, str) else None
        if key is None:
            raise ValueError("signed with no key of the issuer")
        return key

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        """Return the highest of the roles in the token; None if none is known here."""
        given = _inner(claims, self._rules.roles_claim)
        names = given.split() if isinstance(given, str) else given
        if not isinstance(names, list):
            return None
        roles = self._rules.roles or {role.value: role for role in Role}
        known = [roles[name] for name in names if isinstance(name, str) and name in roles]
        return max(known, key=list(Role).index, default=None)


def _inner(claims: Mapping[str, Any], path: str) -> object:
    """Return the claim of that name, or the nested one that a path with dots leads to."""
    if path in claims:
        return claims[path]
    outer, dot, rest = path.partition(".")
    inner = claims.get(outer)
    return _inner(inner, rest) if dot and isinstance(inner, Mapping) else None


def _invalid(why: str) -> ProblemError:
    return ProblemError(problem("invalid-token", f"The access token does not hold: {why}."))
