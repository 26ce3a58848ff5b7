"""Pretend Google (facts, section 5): discovery, keys that rotate, a signed id_token with everything in it."""

import base64
import hashlib
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from rxapp import routes as addresses
from rxapp.core import clock
from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import apps, rules, service
from rxapp.sandbox.providers.calls import Call, Site, is_proved, refused, route

GOOGLE: ProviderName = "google"
SCOPES = {
    "email": "https://www.googleapis.com/auth/userinfo.email",
    "profile": "https://www.googleapis.com/auth/userinfo.profile",
}


def routes(site: Site) -> list[BaseRoute]:
    """Discovery, keys, token, revocation, userinfo."""
    at = "accounts.google.com"
    return [
        route(site, GOOGLE, f"{at}/.well-known/openid-configuration", "discovery", discovery, ("GET",)),
        route(site, GOOGLE, f"{at}/certs", "keys", certs, ("GET",)),
        route(site, GOOGLE, f"{at}/token", "token", token, ("POST",)),
        route(site, GOOGLE, f"{at}/revoke", "revoke", revoke, ("POST",)),
        route(site, GOOGLE, f"{at}/userinfo", "profile", userinfo, ("GET", "POST")),
    ]


def issuer(site: Site) -> str:
    """What it calls itself."""
    return site.origin + apps.GOOGLE


async def discovery(call: Call) -> Response:
    """The browser's address is public, the others are for our server."""
    at = call.site.loopback + apps.GOOGLE
    return JSONResponse(
        {
            "issuer": issuer(call.site),
            "authorization_endpoint": f"{call.site.origin}{addresses.SANDBOX_IDENTITY}/{rules.HOSTS[GOOGLE][0]}",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "revocation_endpoint": f"{at}/revoke",
            "jwks_uri": f"{at}/certs",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


async def certs(call: Call) -> Response:
    """The key in force."""
    key = await service.signing_key(call.site.database)
    return JSONResponse({"keys": [key.as_dict(private=False)]})


async def token(call: Call) -> Response:
    """Secret and PKCE both."""
    client = call.basic or (call["client_id"], call["client_secret"])
    if client != (apps.client_id(GOOGLE), apps.client_secret(GOOGLE)):
        return refused("invalid_client", "Unauthorized", 401)
    grant = await call.code()
    if grant is None:
        return refused("invalid_grant", "Malformed auth code.")
    if not is_proved(grant, call["code_verifier"]):
        return refused("invalid_grant", "Missing code verifier.")
    asked = json.loads(grant.asked)
    if call["redirect_uri"] != asked.get("redirect_uri"):
        return refused("redirect_uri_mismatch")
    access = await call.token_for(grant)
    answer: dict[str, Any] = {
        "access_token": access,
        "expires_in": 3599,
        "scope": " ".join(SCOPES.get(one, one) for one in asked.get("scope", "").split()),
        "token_type": "Bearer",
    }
    if "no_id_token" not in call.knobs:
        answer["id_token"] = await _signed(call, _claims(call, grant.subject, access, asked))
    return JSONResponse(answer)


async def revoke(call: Call) -> Response:
    """RFC 7009 but for the refusal of a token nobody knows."""
    if await call.spend("access", call["token"]) is None:
        return refused("invalid_token", "Token expired or revoked")
    return JSONResponse({})


async def userinfo(call: Call) -> Response:
    """The same person, by Bearer."""
    scheme, _, value = call.authorization.partition(" ")
    grant = await call.holder(value) if scheme == "Bearer" else None
    if grant is None:
        return refused("invalid_request", "Invalid Credentials", 401)
    return JSONResponse(_person(call, grant.subject, json.loads(grant.asked).get("scope", "")))


def _person(call: Call, subject: str, scope: str) -> dict[str, Any]:
    who = rules.persona(GOOGLE, subject)
    said: dict[str, Any] = {"sub": who.subject}
    if "email" in scope and who.email and "no_email" not in call.knobs:
        said |= {"email": who.email, "email_verified": "unverified_email" not in call.knobs}
        if "foreign_email" in call.knobs:
            said["email"] = who.email.partition("@")[0] + "@example.com"
    if "profile" in scope:
        said |= {"name": f"{who.given} {who.family}", "given_name": who.given, "family_name": who.family}
    return said


def _claims(call: Call, subject: str, access: str, asked: dict[str, str]) -> dict[str, Any]:
    ours, now, knobs = apps.client_id(GOOGLE), int(clock.real().timestamp()), call.knobs
    half = hashlib.sha256(access.encode()).digest()[:16]
    claims: dict[str, Any] = {
        "iss": issuer(call.site),
        "aud": ours,
        "azp": ours,
        "iat": now,
        "exp": now + 3600,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        **({"nonce": asked["nonce"]} if asked.get("nonce") else {}),
        **_person(call, subject, asked.get("scope", "")),
    }
    changes: dict[str, dict[str, Any]] = {
        "bad_nonce": {"nonce": "another"},
        # The authorized party stays ours: a check of it alone would let this through.
        "bad_aud": {"aud": "someone-else"},
        "bad_azp": {"azp": "someone-else"},
        "bad_issuer": {"iss": "https://evil.example"},
        "short_issuer": {"iss": "accounts.google.com"},
        "expired_token": {"iat": now - 7200, "exp": now - 3600},
        "bad_at_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    }
    for name, change in changes.items():
        if name in knobs:
            claims |= change
    return claims


async def _signed(call: Call, claims: dict[str, Any]) -> str:
    key = await service.signing_key(call.site.database)
    if "alg_none" in call.knobs:
        return f"{_part({'alg': 'none'})}.{_part(claims)}."
    if "bad_signature" in call.knobs:
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, claims, RSAKey.generate_key(2048))
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
