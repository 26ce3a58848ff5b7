"""The code flow as the five providers share it; each one's own spelling is in its own file."""

from collections.abc import Mapping
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.core.identity_settings import IdentityApp
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    Identity,
    ProviderDown,
    ProviderFault,
    ProviderName,
    transport,
)

LONGEST_PARAMETER = 2048


def _read(response: httpx2.Response) -> httpx2.Response:
    """Judge the token answer before Authlib does: it takes any JSON, and trips over what is none."""
    said = transport.answer(response, "token")
    if not isinstance(said.get("expires_in", 0), int | str | None):
        raise ProviderDown("token_unreadable")
    return response


class OAuthProvider:
    """One provider. A subclass sets the class attributes and reads the profile."""

    name: ProviderName
    client_authentication = "client_secret_post"
    pkce = True

    def __init__(self, app: IdentityApp, *, ca_bundle: str = "") -> None:
        self.app, self._ca_bundle = app, ca_bundle

    async def authorization_url(self, secrets: AttemptSecrets, redirect_uri: str, *, ask_again: bool) -> str:
        """Where the browser goes first."""
        async with self.client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                await self.authorize_address(),
                state=secrets.state,
                code_verifier=secrets.verifier if self.pkce else None,
                **self.authorize_parameters(secrets, ask_again=ask_again),
            )
        return str(url)

    def read_callback(self, query: Mapping[str, str]) -> Callback:
        """The callback's parameters. Raises ProviderFault for an overlong one."""
        if any(len(value) > LONGEST_PARAMETER for value in query.values()):
            raise ProviderFault("callback_too_long")
        return Callback(
            state=query.get("state", ""),
            code=query.get("code", ""),
            error=query.get("error", "")[:200],
            description=query.get("error_description", "")[:200],
            device_id=query.get("device_id", ""),
            issuer=query.get("iss", ""),
        )

    async def identity(self, callback: Callback, secrets: AttemptSecrets, redirect_uri: str) -> Identity:
        """Exchange the code, once, and read the profile. The tokens go with this call."""
        if callback.error or not callback.code:
            raise ProviderFault("callback_without_code")
        async with self.client(redirect_uri) as client:
            token = await self.token(client, callback, secrets)
            return await self.profile(client, token, secrets)

    async def token(self, client: AsyncOAuth2Client, callback: Callback, secrets: AttemptSecrets) -> dict[str, Any]:
        """The token answer, an access token in it."""
        async with transport.leg("token"):
            found = dict(
                await client.fetch_token(
                    await self.token_address(),
                    grant_type="authorization_code",
                    code=callback.code,
                    **({"code_verifier": secrets.verifier} if self.pkce else {}),
                    **self.token_parameters(callback),
                )
            )
            if not isinstance(found.get("access_token"), str) or not found["access_token"]:
                raise ProviderFault("token_missing")
            return found

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        """Who this is."""
        raise NotImplementedError

    def client(self, redirect_uri: str) -> AsyncOAuth2Client:
        """An OAuth client for one attempt."""
        secret = getattr(self.app, "client_secret", None)
        client = AsyncOAuth2Client(
            self.app.client_id,
            secret.get_secret_value() if secret else None,
            token_endpoint_auth_method=self.client_authentication,
            scope=self.app.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256" if self.pkce else None,
            **transport.options(self._ca_bundle),
        )
        client.register_compliance_hook("access_token_response", _read)
        return client

    async def authorize_address(self) -> str:
        return str(self.app.endpoints()["authorize_url"])

    async def token_address(self) -> str:
        return str(self.app.endpoints()["token_url"])

    @property
    def profile_address(self) -> str:
        return str(self.app.endpoints()["profile_url"])

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        """What this provider takes beside the parameters of RFC 6749."""
        return {}

    def token_parameters(self, callback: Callback) -> dict[str, str]:
        """What this provider's token call takes beside them."""
        return {}
