"""The OpenID provider's signing keys, fetched when needed and cached while they are valid.

The only module of the backend that sends HTTP requests, and only when an issuer is set. The
provider may be down for a while: tokens signed with keys we know can still be verified.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from pydantic import BaseModel, ConfigDict, ValidationError

from fravaertui.backend.store.clock import Clock
from fravaertui.protocol.urls import is_private, is_this_machine

logger = logging.getLogger(__name__)

SigningKey = RSAKey | ECKey | OKPKey

FRESH = timedelta(hours=1)
"""How long keys are used before they are fetched again: a revoked key is gone after this."""

USABLE = timedelta(hours=24)
"""How long keys are used while the provider can't be reached."""

INTERVAL = timedelta(minutes=1)
"""Shortest time between two fetches, however many tokens name unknown keys."""

INTERVAL_AFTER_FAILURE = timedelta(seconds=5)

_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_LARGEST_RESPONSE = 2**20


class IssuerUnreachable(Exception):
    """The keys can't be fetched, so no token can be judged."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Discovery(_Document):
    issuer: str
    jwks_uri: str


class _KeySet(_Document):
    keys: list[dict[str, Any]]


class Issuer:
    """An OpenID provider's keys; for use in one event loop."""

    def __init__(self, url: str, now: Clock) -> None:
        """`url` is the issuer; its keys are fetched for the first token."""
        self._url = url
        self._now = now
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched = self._tried = datetime.min.replace(tzinfo=UTC)
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> SigningKey | None:
        """Return the key with that id, None when the provider has none.

        Raises IssuerUnreachable when the provider can't be reached.
        """
        known = self._keys.get(kid)
        if known is None or self._age > FRESH:
            fetching = self._fetch_soon()
            if known and self._age <= USABLE:
                return known
            if fetching:
                await asyncio.shield(fetching)
            if self._fetched < self._tried:
                raise IssuerUnreachable
        return self._keys.get(kid)

    @property
    def _age(self) -> timedelta:
        return self._now() - self._fetched

    def _fetch_soon(self) -> asyncio.Task[None] | None:
        """Return the fetch that is running, a new one, or None so soon after the last."""
        if self._fetching is None:
            interval = INTERVAL_AFTER_FAILURE if self._fetched < self._tried else INTERVAL
            if self._now() - self._tried < interval:
                return None
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        at = self._now()
        try:
            self._keys = await asyncio.to_thread(_keys_of, self._url)
            self._fetched = at
        except (
            *(httpx.HTTPError, httpx.InvalidURL, ValidationError, ValueError),
            *(OSError, ImportError),  # what the environment says of certificates and proxies
        ) as error:
            logger.warning("the sign-in provider's keys can't be fetched: %s", type(error).__name__)
        finally:
            self._tried = at
            self._fetching = None


def _keys_of(issuer: str) -> dict[str, SigningKey]:
    """Fetch the provider's keys by id; those that are not for signatures are left out."""
    trust_env = not is_this_machine(httpx.URL(issuer).host)
    with httpx.Client(timeout=_TIMEOUT, trust_env=trust_env) as http:
        document = _get(http, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        discovery = _Discovery.model_validate_json(document)
        if discovery.issuer != issuer:
            raise ValueError("the document names another issuer")
        key_set = _KeySet.model_validate_json(_get(http, discovery.jwks_uri))
    keys = (_signing_key(facts) for facts in key_set.keys)
    return {str(key.kid): key for key in keys if key and key.kid}


def _get(http: httpx.Client, url: str) -> bytes:
    if not is_private(url):
        raise ValueError("keys come over https only")
    with http.stream("GET", url) as response:
        response.raise_for_status()
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LARGEST_RESPONSE:
                raise ValueError("the response is too large")
    return bytes(body)


def _signing_key(facts: dict[str, Any]) -> SigningKey | None:
    try:
        key = import_key(facts)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, SigningKey) and facts.get("use", "sig") == "sig" else None
