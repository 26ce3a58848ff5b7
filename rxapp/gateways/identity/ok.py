"""OK (facts: section 4; apiok.ru): three keys, rights separated by semicolons, a signed profile call, errors on 200."""

import hashlib
from collections.abc import Mapping
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.core.identity_settings import OkApp
from rxapp.gateways.identity import AttemptSecrets, EmailTrust, Identity, ProviderName, parsing, transport
from rxapp.gateways.identity.oauth import OAuthProvider

FIELDS = "uid,first_name,last_name,name,birthday,email"
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
        access, secret = token["access_token"], self.app.client_secret.get_secret_value()
        call = {
            "application_key": self.app.public_key,
            "fields": FIELDS,
            "format": "json",
            "method": "users.getCurrentUser",
        }
        call["sig"] = signature(call, session_secret(access, secret))
        async with transport.leg("profile"):
            # By POST: the token stays out of addresses.
            answered = await client.request(
                "POST", self.profile_address, data={**call, "access_token": access}, withhold_token=True
            )
            said = transport.answer(answered, "profile")
            email = parsing.email(said.get("email"))
            return Identity(
                provider=self.name,
                subject=parsing.subject(said.get("uid")),
                email=email,
                email_trust=EmailTrust.UNVERIFIED if email else EmailTrust.NONE,
                given_name=parsing.name(said.get("first_name")),
                family_name=parsing.name(said.get("last_name")),
                birth_date=parsing.birth_date(said.get("birthday")),
            )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
