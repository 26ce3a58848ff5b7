"""Mail (facts: section 2; oauth.mail.ru): Basic only, the token in the query, errors on HTTP 200."""

from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.gateways.identity import AttemptSecrets, Identity, ProviderName, parsing, transport
from rxapp.gateways.identity.oauth import OAuthProvider

DOMAINS = frozenset({"mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru", "xmail.ru", "vk.com"})


class MailRu(OAuthProvider):
    """Mail, for applications registered before 2025-07-01; later ones come through VK ID (``vk.MailThroughVk``)."""

    name: ProviderName = "mail"
    client_authentication = "client_secret_basic"

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        return {"prompt_force": "1"} if ask_again else {}

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        async with transport.leg("profile"):
            # A Bearer header is not read there: the answer would be error 2.
            query = {"access_token": token["access_token"]}
            said = transport.answer(
                await client.request("GET", self.profile_address, params=query, withhold_token=True), "profile"
            )
            email = parsing.email(said.get("email"))
            return parsing.identity(self.name, said, said.get("id"), email, parsing.hosted(email, DOMAINS))
