"""Yandex ID (facts: section 1; yandex.com/dev/id/doc): its own header scheme, birthdays with zeros, empty e-mails."""

from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.gateways.identity import AttemptSecrets, Identity, ProviderName, parsing, transport
from rxapp.gateways.identity.oauth import OAuthProvider

DOMAINS = frozenset({"yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "narod.ru"})


class YandexId(OAuthProvider):
    """Yandex."""

    name: ProviderName = "yandex"
    client_authentication = "client_secret_basic"

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        return {"force_confirm": "yes"} if ask_again else {}

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        async with transport.leg("profile"):
            # "Bearer" works today; "OAuth" is what Yandex documents.
            header = {"Authorization": f"OAuth {token['access_token']}"}
            said = transport.answer(
                await client.request(
                    "GET", self.profile_address, params={"format": "json"}, headers=header, withhold_token=True
                ),
                "profile",
            )
            email = parsing.email(said.get("default_email"))
            call = said.get("default_phone")
            number = parsing.number(call.get("number")) if isinstance(call, dict) else ""
            trust = parsing.hosted(email, DOMAINS)
            return parsing.identity(self.name, said, said.get("id"), email, trust, number)
