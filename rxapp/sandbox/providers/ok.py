"""Pretend OK (facts, section 4): three keys, a signed profile call, a code of two minutes, errors on HTTP 200."""

import hashlib
import json
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import apps, rules
from rxapp.sandbox.providers.calls import Call, Site, route
from rxapp.sandbox.web import NO_STORE

OK: ProviderName = "ok"
UNSIGNED = ("sig", "access_token", "session_key")


def routes(site: Site) -> list[BaseRoute]:
    """Token and the one method of the REST interface."""
    return [
        route(site, OK, "api.ok.ru/oauth/token.do", "token", token, ("POST",)),
        route(site, OK, "api.ok.ru/fb.do", "profile", fb, ("GET", "POST")),
    ]


async def token(call: Call) -> Response:
    """JSON under a wrong content type, a text for a number."""
    if (call["client_id"], call["client_secret"]) != (apps.client_id(OK), apps.client_secret(OK)):
        return _script({"error": "invalid_client", "error_description": "client_secret is incorrect"})
    grant = await call.code()
    if grant is None or call["redirect_uri"] != json.loads(grant.asked).get("redirect_uri"):
        return _script({"error": "invalid_request", "error_description": "Expired code"})
    access = await call.token_for(grant)
    return _script({"token_type": "session", "refresh_token": "sandbox", "access_token": access, "expires_in": "1800"})


async def fb(call: Call) -> Response:
    """``users.getCurrentUser``, if the signature is right."""
    if call["application_key"] != apps.public_key(OK):
        return _error(101, "PARAM_API_KEY : No application key")
    access = call["access_token"]
    grant = await call.holder(access)
    if grant is None:
        return _error(103, "PARAM_SESSION_KEY : Invalid session key")
    if "expired_session" in call.knobs:
        return _error(102, "PARAM_SESSION_EXPIRED : Session expired")
    base = "".join(f"{name}={call[name]}" for name in sorted(call.sent) if name not in UNSIGNED)
    if call["sig"] != _md5(base + _md5(access + apps.client_secret(OK))) or "bad_signature" in call.knobs:
        return _error(104, "PARAM_SIGNATURE : Invalid signature")
    if call["method"] != "users.getCurrentUser" or call["format"] != "json":
        return _error(3, "METHOD : Method does not exist")
    if "no_rights" in call.knobs and {"email", "birthday"} & set(call["fields"].split(",")):
        return _error(10, "PERMISSION_DENIED : Application has no permission to perform this operation")
    who, scope = rules.persona(OK, grant.subject), json.loads(grant.asked).get("scope", "").split(";")
    year, month, day = who.born
    hidden = not year or "hidden_year" in call.knobs
    said: dict[str, Any] = {
        "uid": who.subject,
        "birthday": f"{month:02d}-{day:02d}" if hidden else f"{year:04d}-{month:02d}-{day:02d}",
        "first_name": who.given,
        "last_name": who.family,
        "name": f"{who.given} {who.family}",
        "has_email": bool(who.email),
    }
    if "GET_EMAIL" in scope and who.email and "grants_email" in call.knobs:
        said["email"] = who.email
    asked = set(call["fields"].split(","))
    return JSONResponse({name: value for name, value in said.items() if name in asked})


def _script(body: dict[str, str]) -> Response:
    return Response(json.dumps(body), media_type="text/javascript;charset=utf-8", headers=NO_STORE)


def _error(number: int, words: str) -> Response:
    return JSONResponse({"error_code": number, "error_msg": words, "error_data": None})


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
