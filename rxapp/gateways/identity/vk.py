"""VK ID (facts: section 3; id.vk.ru): PKCE and no secret, a device id, a state on the token call, errors on 200."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.httpx_client import AsyncOAuth2Client

from rxapp.core import secrets as core_secrets
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    EmailTrust,
    Identity,
    ProviderFault,
    ProviderName,
    parsing,
    transport,
)
from rxapp.gateways.identity.oauth import OAuthProvider


class VkId(OAuthProvider):
    """VK."""

    name: ProviderName = "vk"
    client_authentication = "none"

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        return {"prompt": "consent"} if ask_again else {}

    def read_callback(self, query: Mapping[str, str]) -> Callback:
        """Parameters, or all of them as one ``payload`` of JSON. Raises ProviderFault."""
        if "payload" in query and "code" not in query:
            try:
                packed = json.loads(query["payload"][:4096])
            except (ValueError, RecursionError):
                raise ProviderFault("callback_unreadable") from None
            if not isinstance(packed, dict):
                raise ProviderFault("callback_unreadable")
            query = {key: value for key, value in packed.items() if isinstance(value, str)}
        return super().read_callback(query)

    async def token(self, client: AsyncOAuth2Client, callback: Callback, secrets: AttemptSecrets) -> dict[str, Any]:
        if not callback.device_id:
            raise ProviderFault("callback_without_device")
        ours = core_secrets.token()
        async with transport.leg("token"):
            found = dict(
                await client.fetch_token(
                    await self.token_address(),
                    # Authlib keeps a ``state`` argument to itself.
                    body=urlencode({"state": ours}),
                    grant_type="authorization_code",
                    code=callback.code,
                    code_verifier=secrets.verifier,
                    device_id=callback.device_id,
                    client_id=self.app.client_id,
                )
            )
            if not isinstance(found.get("access_token"), str) or not found["access_token"]:
                raise ProviderFault("token_missing")
            if found.get("state") not in (None, "", ours):
                raise ProviderFault("token_state")
            return found

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        async with transport.leg("profile"):
            body = {"client_id": self.app.client_id, "access_token": token["access_token"]}
            # Without the language names may come in Latin letters.
            answered = await client.request(
                "POST", self.profile_address, data=body, headers={"Accept-Language": "ru"}, withhold_token=True
            )
            said = parsing.mapping(transport.answer(answered, "profile").get("user"))
            subject = parsing.subject(said.get("user_id"))
            if subject != parsing.subject(token.get("user_id")):
                raise ProviderFault("subjects_differ")
            email = parsing.email(said.get("email"))
            # "verified" is said of the account's holder, not of the mailbox.
            number = parsing.number(said.get("phone"))
            return parsing.identity("vk", said, subject, email, EmailTrust.UNVERIFIED, number)


class MailThroughVk(VkId):
    """Mail's button by VK ID: the subject is VK's, so it is the same identity as by VK's own button."""

    name: ProviderName = "mail"

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        return {"provider": "mail_ru", **super().authorize_parameters(secrets, ask_again=ask_again)}
