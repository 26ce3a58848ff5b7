"""Pretend Yandex ID (facts, section 1)."""

import json
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from rxapp.sandbox.providers import apps, rules
from rxapp.sandbox.providers.calls import Call, Site, is_proved, refused, route


def routes(site: Site) -> list[BaseRoute]:
    """Token, revocation and profile."""
    return [
        route(site, "yandex", "oauth.yandex.ru/token", "token", token, ("POST",)),
        route(site, "yandex", "oauth.yandex.ru/revoke_token", "revoke", revoke, ("POST",)),
        route(site, "yandex", "login.yandex.ru/info", "profile", info, ("GET",)),
    ]


async def token(call: Call) -> Response:
    """Basic, or the pair in the body."""
    client = call.basic or (call["client_id"], call["client_secret"])
    if client != _client() or "invalid_client" in call.knobs:
        return refused("invalid_client", "Client not found")
    if call["grant_type"] != "authorization_code":
        return refused("unsupported_grant_type")
    grant = await call.code()
    if grant is None:
        return refused("invalid_grant", "Code has expired")
    if not is_proved(grant, call["code_verifier"]):
        return refused("invalid_grant", "Invalid code verifier")
    answer: dict[str, Any] = {
        "access_token": await call.token_for(grant),
        "expires_in": 31_536_000,
        "refresh_token": "1:sandbox",
        "token_type": "bearer",
    }
    return JSONResponse(answer)


async def revoke(call: Call) -> Response:
    """The field is named access_token; only tokens given to a device can be withdrawn, and we name none."""
    if (call.basic or (call["client_id"], call["client_secret"])) != _client():
        return refused("invalid_client", "Client not found")
    return refused("unsupported_token_type")


def _client() -> tuple[str, str]:
    return apps.client_id("yandex"), apps.client_secret("yandex")


async def info(call: Call) -> Response:
    """Strict: the header's scheme is OAuth, as it is documented."""
    scheme, _, value = call.authorization.partition(" ")
    grant = await call.holder(value) if scheme == "OAuth" else None
    if grant is None:
        return Response(status_code=401)
    who, scope = rules.persona("yandex", grant.subject), json.loads(grant.asked).get("scope", "")
    email = "" if "no_email" in call.knobs else who.email
    if email and "foreign_email" in call.knobs:
        email = email.partition("@")[0] + "@example.com"
    said: dict[str, Any] = {
        "id": who.subject,
        "login": who.latin[0].lower(),
        "client_id": apps.client_id("yandex"),
        "psuid": f"1.{who.subject}.sandbox",
    }
    if "login:info" in scope:
        said |= {"first_name": who.given, "last_name": who.family, "display_name": who.given, "sex": None}
    if "login:email" in scope:
        said |= {"default_email": email, "emails": [email] if email else []}
    if "login:birthday" in scope:
        year, month, day = who.born
        said["birthday"] = "" if "no_birthday" in call.knobs else f"{year:04d}-{month:02d}-{day:02d}"
    if "login:default_phone" in scope and who.phone and "no_phone" not in call.knobs:
        said["default_phone"] = {"id": 12345678, "number": who.phone}
    return JSONResponse(said)
