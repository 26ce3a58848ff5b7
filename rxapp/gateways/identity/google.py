"""Google (facts: section 5; OpenID Connect Core, RFC 9207): discovery, a signed id_token, every claim checked."""

import asyncio
import base64
import hashlib
import time
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from rxapp.core import secrets as core_secrets
from rxapp.core.identity_settings import GoogleApp
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    EmailTrust,
    Identity,
    ProviderDown,
    ProviderFault,
    ProviderName,
    parsing,
    transport,
)
from rxapp.gateways.identity.oauth import OAuthProvider

# Google's other spelling of itself in id_tokens.
SHORT = {"https://accounts.google.com": "accounts.google.com"}
ALGORITHMS = ["RS256", "ES256"]
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY, KEPT = 120, 3600.0
GMAIL = frozenset({"gmail.com", "googlemail.com"})


class Google(OAuthProvider):
    """Google, or any OpenID Connect provider at the same settings."""

    name: ProviderName = "google"
    app: GoogleApp

    def __init__(self, app: GoogleApp, *, ca_bundle: str = "") -> None:
        super().__init__(app, ca_bundle=ca_bundle)
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._lock = asyncio.Lock()

    async def authorize_address(self) -> str:
        return str((await self._description())["authorization_endpoint"])

    async def token_address(self) -> str:
        return str((await self._description())["token_endpoint"])

    def authorize_parameters(self, secrets: AttemptSecrets, *, ask_again: bool) -> dict[str, str]:
        return {"nonce": secrets.nonce, "prompt": "consent" if ask_again else "select_account"}

    async def identity(self, callback: Callback, secrets: AttemptSecrets, redirect_uri: str) -> Identity:
        # RFC 9207: a callback that names its issuer names the right one, or it is a mix-up.
        if callback.issuer and callback.issuer != (await self._description())["issuer"]:
            raise ProviderFault("callback_issuer")
        return await super().identity(callback, secrets, redirect_uri)

    async def profile(self, client: AsyncOAuth2Client, token: dict[str, Any], secrets: AttemptSecrets) -> Identity:
        signed = token.get("id_token")
        if not isinstance(signed, str) or not signed:
            raise ProviderFault("id_token_missing")
        claims = await self._claims(signed, token, secrets)
        email = parsing.email(claims.get("email"))
        return Identity(
            provider=self.name,
            subject=parsing.subject(claims.get("sub")),
            email=email,
            email_trust=_trust(email, claims),
            given_name=parsing.name(claims.get("given_name")),
            family_name=parsing.name(claims.get("family_name")),
            birth_date=parsing.birth_date(claims.get("birthdate")),
        )

    async def _claims(self, id_token: str, token: dict[str, Any], secrets: AttemptSecrets) -> dict[str, Any]:
        async with transport.leg("id_token"):
            try:
                found = jwt.decode(id_token, await self._key_set(), algorithms=ALGORITHMS)
            except (InvalidKeyIdError, ValueError):
                # A key we have not seen: fetched once more, in case the provider has just rotated.
                found = jwt.decode(id_token, await self._key_set(anew=True), algorithms=ALGORITHMS)
            issuer = (await self._description())["issuer"]
            registry = jwt.JWTClaimsRegistry(
                now=int(time.time()),
                leeway=LEEWAY,
                iss={"essential": True, "values": [issuer, SHORT.get(issuer, issuer)]},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True},
            )
            registry.validate(found.claims)
        claims: dict[str, Any] = found.claims
        self._require_ours(claims, token, secrets)
        return claims

    def _require_ours(self, claims: dict[str, Any], token: dict[str, Any], secrets: AttemptSecrets) -> None:
        """Audience, authorized party, nonce and the hash of the access token (OpenID Connect Core 3.1.3.7)."""
        audience = claims.get("aud")
        audiences = [audience] if isinstance(audience, str) else audience
        if not isinstance(audiences, list) or audiences != [self.app.client_id]:
            raise ProviderFault("id_token_aud")
        if claims.get("azp", self.app.client_id) != self.app.client_id:
            raise ProviderFault("id_token_azp")
        if not core_secrets.same(str(claims["nonce"]), secrets.nonce):
            raise ProviderFault("id_token_nonce")
        if "at_hash" in claims and claims["at_hash"] != _half(str(token["access_token"])):
            raise ProviderFault("id_token_at_hash")

    async def _description(self) -> dict[str, Any]:
        """The provider's metadata, an hour old at most."""
        async with self._lock:
            if self._described is None or time.monotonic() - self._described[0] > KEPT:
                found = await self._fetch(self.app.discovery, "discovery")
                # OpenID Connect Discovery 4.3: it must speak of the issuer we asked for.
                if found.get("issuer") != self.app.issuer:
                    raise ProviderFault("discovery_issuer")
                if not all(isinstance(found.get(one), str) for one in NEEDED):
                    raise ProviderDown("discovery_unreadable")
                self._described = (time.monotonic(), found)
            return self._described[1]

    async def _key_set(self, *, anew: bool = False) -> KeySet:
        address = str((await self._description())["jwks_uri"])
        async with self._lock:
            if anew or self._keys is None or time.monotonic() - self._keys[0] > KEPT:
                found = await self._fetch(address, "keys")
                self._keys = (time.monotonic(), _imported(found))
            return self._keys[1]

    async def _fetch(self, address: str, leg: str) -> dict[str, Any]:
        async with transport.leg(leg), httpx2.AsyncClient(**transport.options(self._ca_bundle)) as client:
            return transport.answer(await client.get(address), leg)


def _imported(found: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(found)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProviderDown("keys_unreadable") from None


def _trust(email: str, claims: dict[str, Any]) -> EmailTrust:
    """Google speaks with authority of its own mailboxes and of its customers' domains (``hd``) only."""
    if not email:
        return EmailTrust.NONE
    domain = email.rpartition("@")[2]
    owned = domain in GMAIL or claims.get("hd") == domain
    verified = claims.get("email_verified") is True and owned
    return EmailTrust.PROVIDER_VERIFIED if verified else EmailTrust.UNVERIFIED


def _half(access_token: str) -> str:
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
