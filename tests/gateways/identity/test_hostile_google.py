"""Discovery, keys and id_tokens of any shape."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rxapp.core.identity_settings import GoogleApp, MailApp
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    Identity,
    IdentityError,
    ProviderFault,
)
from rxapp.gateways.identity.google import Google
from tests.gateways.identity.conftest import served

SECRETS = AttemptSecrets("s" * 43, "n" * 43, "v" * 43)
CALLBACK = Callback(state=SECRETS.state, code="code", device_id="device")
URI = "http://localhost:8000/social/x/callback"
TOKEN = {"access_token": "token", "token_type": "bearer", "expires_in": 3600, "user_id": 1}


class PretendGoogle:
    """Discovery, keys and tokens that a test puts together."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.discovery: dict[str, Any] = {}
        self.keys: Any = None
        self.id_token = ""
        self.issuer = "https://accounts.google.com"

    def routes(self, base: str) -> Sequence[BaseRoute]:
        async def discovery(_request: Request) -> Response:
            whole = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
            }
            return JSONResponse({**whole, **self.discovery})

        async def keys(_request: Request) -> Response:
            own = {"keys": [self.key.as_dict(private=False)]}
            return JSONResponse(own if self.keys is None else self.keys)

        async def token(_request: Request) -> Response:
            return JSONResponse({**TOKEN, "id_token": self.id_token})

        return [
            Route("/discovery", discovery),
            Route("/keys", keys),
            Route("/token", token, methods=["POST"]),
        ]

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": "id",
            "sub": "42",
            "nonce": SECRETS.nonce,
            "iat": now,
            "exp": now + 60,
            **changes,
        }

    def signed(self, **changes: Any) -> str:
        claims = {name: value for name, value in self.claims(**changes).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    async def identity(self, callback: Callback = CALLBACK) -> Identity:
        async with served(self.routes) as base:
            secret = MailApp(client_secret="secret").client_secret  # type: ignore[arg-type]
            app = GoogleApp(client_id="id", client_secret=secret, discovery_url=f"{base}/discovery")
            return await Google(app).identity(callback, SECRETS, URI)


async def test_google_may_spell_its_issuer_in_two_ways() -> None:
    google = PretendGoogle()
    for issuer in ("https://accounts.google.com", "accounts.google.com"):
        google.id_token = google.signed(iss=issuer)
        assert (await google.identity()).subject == "42"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["id", "other"]},
        {"aud": []},
        {"aud": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"nonce": None},
        {"nonce": ["n" * 43]},
        {"iss": ["https://accounts.google.com"]},
        {"exp": "tomorrow"},
        {"iat": 4_000_000_000},
        {"azp": "other"},
        {"sub": ""},
        {"sub": 42.5},
    ],
    ids=repr,
)
async def test_claims_that_do_not_hold(changes: dict[str, Any]) -> None:
    google = PretendGoogle()
    google.id_token = google.signed(**changes)
    with pytest.raises(ProviderFault):
        await google.identity()


def forged_with_public_key(google: PretendGoogle) -> str:
    """By hand: the library itself refuses to make such a thing."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    header = json.dumps({"alg": "HS256", "kid": "one"}).encode()
    signed = f"{part(header)}.{part(json.dumps(google.claims()).encode())}"
    mac = hmac.new(google.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{part(mac)}"


async def test_a_token_signed_with_what_everybody_knows_is_refused() -> None:
    """HS256 under the public key, a key inside of the token's own header (CVE-2026-27962), none at all."""
    google = PretendGoogle()
    mine = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": mine.as_dict(private=False)}
    forged = [
        forged_with_public_key(google),
        jwt.encode(header, google.claims(), mine),
        jwt.encode({**header, "kid": "one"}, google.claims(), mine),
        "a.b.c",
        "..",
        "no token",
    ]
    for google.id_token in forged:
        with pytest.raises(IdentityError):
            await google.identity()


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"jwks_uri": 7},
        {"error": "down"},
    ],
    ids=repr,
)
async def test_a_discovery_that_is_not_ours(discovery: dict[str, Any]) -> None:
    google = PretendGoogle()
    google.discovery, google.id_token = discovery, google.signed()
    with pytest.raises(IdentityError):
        await google.identity()


@pytest.mark.parametrize("keys", [[], {"keys": 7}, {"keys": []}, {"keys": [{"kty": "??"}]}, {}], ids=repr)
async def test_keys_of_any_shape(keys: Any) -> None:
    google = PretendGoogle()
    google.keys, google.id_token = keys, google.signed()
    with pytest.raises(IdentityError):
        await google.identity()


async def test_a_provider_that_agrees_with_itself_under_another_name_is_not_the_one_we_asked_for() -> None:
    """OpenID Connect Discovery 4.3: discovery and token both say evil.example."""
    google = PretendGoogle()
    google.issuer = "https://evil.example"
    google.id_token = google.signed()
    with pytest.raises(ProviderFault, match="discovery_issuer"):
        await google.identity()


async def test_a_callback_of_another_issuer_goes_no_further() -> None:
    google = PretendGoogle()
    google.id_token = google.signed()
    with pytest.raises(ProviderFault, match="callback_issuer"):
        await google.identity(Callback(state="s", code="c", issuer="https://evil.example"))
