"""An OpenID provider's endpoints for a terminal: device grant, renewal, revocation.

RFC 8628, RFC 6749 and RFC 7009, at the addresses of its discovery document. No error contains a
secret, and the provider's texts are neutralised.
"""

from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fravaertui.client.auth.token_file import Secret
from fravaertui.client.errors import (
    InvalidProviderResponse,
    ProviderUnreachable,
    SignInFailed,
    Tamed,
    UnusableAddress,
)
from fravaertui.client.transport import (
    Endpoint,
    Request,
    Response,
    Timeouts,
    Transport,
    TransportError,
)
from fravaertui.protocol.auth import SignInTerms
from fravaertui.protocol.urls import is_private

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

_OK = 200
_TOO_MANY = 429
_FORM = {"content-type": "application/x-www-form-urlencoded"}
_Seconds = Annotated[float, Field(ge=0, le=10**9)]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


S = TypeVar("S", bound=_Said)


class _Discovery(_Said):
    issuer: str
    token_endpoint: str
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""


class DeviceCode(_Said):
    """The provider's device authorization response: where the agent signs in, and by when."""

    device_code: Secret = Field(repr=False)
    user_code: Annotated[Tamed, Field(min_length=1, max_length=64)]
    verification_uri: Annotated[Tamed, Field(min_length=1, max_length=300)]
    verification_uri_complete: Annotated[Tamed | None, Field(max_length=600)] = None
    expires_in: _Seconds
    interval: _Seconds = 5.0


class Granted(_Said):
    """The provider's token response."""

    access_token: Secret = Field(repr=False)
    token_type: str
    refresh_token: Secret | None = Field(default=None, repr=False)
    expires_in: _Seconds | None = None


class _Error(_Said):
    error: Tamed
    error_description: Tamed = ""


class GrantError(Exception):
    """The provider issues no tokens; `error` is a code of RFC 6749 or RFC 8628."""

    def __init__(self, error: str, description: str = "") -> None:
        """The arguments are the provider's own."""
        super().__init__(error)
        self.error = error
        self.description = description


class Provider:
    """One OpenID provider.

    Each method raises ProviderUnreachable, InvalidProviderResponse, Unusable or what it names.
    """

    def __init__(self, issuer: str, client_id: str, timeouts: Timeouts | None = None) -> None:
        """`client_id` is how fravaertui is registered with the provider.

        Raises UnusableAddress for an issuer that is invalid, or would get secrets unencrypted.
        """
        try:
            endpoint = Endpoint(issuer)
        except ValueError:
            raise UnusableAddress(issuer) from None
        if not is_private(issuer):
            raise UnusableAddress(issuer)
        self._issuer = issuer
        self._client_id = client_id
        self._transport = Transport(endpoint, timeouts or Timeouts())
        self._addresses: _Discovery | None = None

    async def device_code(self, terms: SignInTerms) -> DeviceCode:
        """Request a code that the agent can enter in a browser anywhere. Raises SignInFailed."""
        address = (await self._discovered()).device_authorization_endpoint
        parameters = {"scope": " ".join(terms.scopes)}
        if terms.resource:
            parameters["resource"] = terms.resource
        try:
            return await self._ask(address, parameters, DeviceCode)
        except GrantError as no:
            raise SignInFailed(no.description or no.error) from no

    async def poll(self, code: DeviceCode) -> Granted:
        """Return the tokens once the agent has signed in. Raises GrantError, also until then."""
        parameters = {"grant_type": DEVICE_GRANT, "device_code": code.device_code}
        return await self._ask((await self._discovered()).token_endpoint, parameters, Granted)

    async def renew(self, refresh_token: str) -> Granted:
        """Exchange a refresh token, which is then used up. Raises GrantError."""
        parameters = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self._ask((await self._discovered()).token_endpoint, parameters, Granted)

    async def revoke(self, token: str, hint: str) -> None:
        """Revoke a token; `hint` says which kind it is."""
        address = (await self._discovered()).revocation_endpoint
        if address:
            await self._post(address, {"token": token, "token_type_hint": hint})

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _discovered(self) -> _Discovery:
        if self._addresses is None:
            path = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            response = await self._send(Request("GET", path))
            found = self._parsed(response, _Discovery)
            if response.status != _OK or found.issuer != self._issuer:
                raise InvalidProviderResponse(
                    self._issuer, "not the discovery document of this issuer"
                )
            self._addresses = found
        return self._addresses

    async def _ask(self, address: str, parameters: Mapping[str, str], model: type[S]) -> S:
        response = await self._post(address, parameters)
        if response.status == _OK:
            return self._parsed(response, model)
        refusal = self._parsed(response, _Error)
        raise GrantError(refusal.error, refusal.error_description)

    async def _post(self, address: str, parameters: Mapping[str, str]) -> Response:
        # Of the issuer's scheme, which decides whether the transport verifies certificates.
        if not address:
            raise InvalidProviderResponse(self._issuer, "no address for this")
        if not is_private(address) or urlsplit(address).scheme != urlsplit(self._issuer).scheme:
            raise UnusableAddress(address)
        body = urlencode({"client_id": self._client_id, **parameters}).encode()
        return await self._send(Request("POST", address, headers=_FORM, body=body))

    async def _send(self, request: Request) -> Response:
        try:
            response = await self._transport.send(request)
        except TransportError as failure:
            raise ProviderUnreachable(self._issuer, str(failure)) from failure
        if response.status >= 500 or response.status == _TOO_MANY:
            raise ProviderUnreachable(self._issuer, f"status {response.status}")
        return response

    def _parsed(self, response: Response, model: type[S]) -> S:
        try:
            return model.model_validate_json(response.body)
        except ValidationError as error:
            cause = f"{error.error_count()} faults in what should be {model.__name__}"
            raise InvalidProviderResponse(self._issuer, cause) from None
