"""OK (facts: section 4; apiok.ru): three keys, rights separated by semicolons, a signed profile call, errors on 200."""

import hashlib
from collections.abc import Mapping
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.core.identity_settings import OkApp
from rxapp.gateways.identity import (
    AttemptSecrets,
    EmailTrust,
    Identity,
    ProviderFault,
    ProviderName,
    parsing,
    transport,
)
from rxapp.gateways.identity.oauth import OAuthProvider

FIELDS, FEWER = "uid,first_name,last_name,name,birthday,email", "uid,first_name,last_name,name"
# Errors 10 and 200: permission denied.
NOT_GRANTED = frozenset({"profile_refused_10", "profile_refused_200"})
_UNSIGNED = ("sig", "access_token", "session_key")


def session_secret(access_token: str, client_secret: str) -> str:
    """The secret that signs calls made with this token."""
    return _md5(access_token + client_secret)


def signature(parameters: Mapping[str, str], secret: str) -> str:
    """OK's md5 over the sorted parameters and the secret; the token itself is not signed."""
    signed = "".join(f"{key}={parameters[key]}" for key in sorted(parameters) if key not in _UNSIGNED)
    return _md5(signed + secret)


class Ok(OAuthProvider):
    """OK. It knows no PKCE: state and the client's secret guard the flow."""

    name: ProviderName = "ok"
    pkce = False
    app: OkApp

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        try:
            said = await self._ask(client, token["access_token"], FIELDS)
        except ProviderFault as refused:
            if refused.reason not in NOT_GRANTED:
                raise
            # A right was not given to the application: the name alone will do.
            said = await self._ask(client, token["access_token"], FEWER)
        email = parsing.email(said.get("email"))
        return parsing.identity(self.name, said, said.get("uid"), email, EmailTrust.UNVERIFIED)

    async def _ask(self, client: AsyncOAuth2Client, access: str, fields: str) -> dict[str, Any]:
        """The current user, by a signed call. By POST: the token stays out of addresses."""
        call = {
            "application_key": self.app.public_key,
            "fields": fields,
            "format": "json",
            "method": "users.getCurrentUser",
        }
        call["sig"] = signature(call, session_secret(access, self.app.client_secret.get_secret_value()))
        async with transport.leg("profile"):
            body = {**call, "access_token": access}
            return transport.answer(
                await client.request("POST", self.profile_address, data=body, withhold_token=True), "profile"
            )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
