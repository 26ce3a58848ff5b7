"""Pretend VK ID (facts, section 3): no secret, a device id, a state on the token call, errors on HTTP 200."""

import json
import re
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import apps, rules
from rxapp.sandbox.providers.calls import Call, Site, is_proved, refused, route
from rxapp.sandbox.providers.tables import SandboxGrant

VK: ProviderName = "vk"
STATE = re.compile(r"[A-Za-z0-9_-]{32,128}")


def routes(site: Site) -> list[BaseRoute]:
    """Token and profile; no GET is known at either."""
    return [
        route(site, VK, "id.vk.ru/oauth2/auth", "token", token, ("POST",)),
        route(site, VK, "id.vk.ru/oauth2/revoke", "revoke", revoke, ("POST",)),
        route(site, VK, "id.vk.ru/oauth2/logout", "logout", revoke, ("POST",)),
        route(site, VK, "id.vk.ru/oauth2/user_info", "profile", user_info, ("POST",)),
    ]


async def token(call: Call) -> Response:
    """The device must be the one that the callback named."""
    if call["client_secret"] or call.basic:
        return Response(status_code=404)
    if call["client_id"] != apps.client_id(VK):
        return refused("invalid_client", "client_id is incorrect", 200)
    if call["grant_type"] == "refresh_token":
        return await _refreshed(call)
    grant = await call.code()
    if grant is None:
        return refused("invalid_grant", "code is invalid or expired", 200)
    if not call["code_verifier"] or not is_proved(grant, call["code_verifier"]):
        return refused("invalid_request", "verifier is missing or invalid", 200)
    if call["device_id"] != grant.device_id:
        return refused("invalid_request", "device_id is missing or invalid", 200)
    if call["redirect_uri"] != json.loads(grant.asked).get("redirect_uri"):
        return refused("invalid_request", "redirect_uri is missing or invalid", 200)
    return await _tokens(call, grant)


async def _refreshed(call: Call) -> Response:
    """A refresh token works once, with the device it was given to."""
    grant = await call.spend("refresh", call["refresh_token"])
    if grant is None or grant.device_id != call["device_id"]:
        return refused("invalid_grant", "refresh_token is expired or invalid", 200)
    return await _tokens(call, grant)


async def _tokens(call: Call, grant: SandboxGrant) -> Response:
    return JSONResponse(
        {
            "refresh_token": await call.token_for(grant, "refresh"),
            "access_token": await call.token_for(grant),
            "id_token": "eyJ.masked.sandbox",
            "token_type": "Bearer",
            "expires_in": 3600,
            # A number here, a text in the profile.
            "user_id": int(grant.subject) + ("other_user" in call.knobs),
            "state": "another" if "other_state" in call.knobs else call["state"],
            "scope": json.loads(grant.asked).get("scope", "vkid.personal_info"),
        }
    )


async def revoke(call: Call) -> Response:
    """The token, and at ``revoke`` the person's consent, is withdrawn."""
    if call["client_id"] != apps.client_id(VK) or await call.spend("access", call["access_token"]) is None:
        return refused("invalid_token", "access_token is expired or invalid", 200)
    return JSONResponse({"response": 1})


async def user_info(call: Call) -> Response:
    """Fields by scope, all under ``user``."""
    if call["client_id"] != apps.client_id(VK):
        return refused("invalid_client", "client_id is incorrect", 200)
    grant = await call.holder(call["access_token"])
    if grant is None:
        return refused("invalid_token", "access_token is expired or invalid", 200)
    who, scope = rules.persona(VK, grant.subject), json.loads(grant.asked).get("scope", "").split()
    given, family = who.latin if "latin_names" in call.knobs else (who.given, who.family)
    year, month, day = who.born
    user: dict[str, Any] = {
        "user_id": who.subject,
        "first_name": given,
        "last_name": family,
        "sex": 0,
        "verified": True,
        "birthday": f"{day:02d}.{month:02d}" + (f".{year}" if year else ""),
    }
    if "email" in scope and who.email and "no_email" not in call.knobs:
        user["email"] = who.email
    if "phone" in scope and who.phone and "no_phone" not in call.knobs:
        user["phone"] = who.phone.removeprefix("+")
    return JSONResponse({"user": user})


def callback_of(asked: dict[str, str], code: str, device_id: str, knobs: dict[str, str]) -> dict[str, str]:
    """The callback's parameters, or all of them as one ``payload``."""
    shown = "other-device" if "wrong_device" in knobs else device_id
    sent = {"code": code, "state": asked.get("state", ""), "device_id": shown, "type": "code_v2", "expires_in": "600"}
    if "no_device" in knobs:
        del sent["device_id"]
    return {"payload": json.dumps(sent)} if "payload" in knobs else sent


def refusal_of_request(asked: dict[str, str]) -> str:
    """Why the authorize page shows an error; empty when it does not."""
    if not asked.get("code_challenge") or asked.get("code_challenge_method", "").lower() != "s256":
        return "Invalid code_challenge"
    state = asked.get("state", "")
    if len(state) < 32 or not STATE.fullmatch(state):
        return "Invalid state"
    return ""
