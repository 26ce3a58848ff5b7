"""Pretend Mail (facts, section 2): Basic only, no token_type, every error on HTTP 200."""

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from rxapp import routes as addresses
from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import apps, rules
from rxapp.sandbox.providers.calls import Call, Site, is_proved, route

MAIL: ProviderName = "mail"


def routes(site: Site) -> list[BaseRoute]:
    """Token and profile."""
    return [
        route(site, MAIL, "oauth.mail.ru/token", "token", token, ("POST",)),
        route(site, MAIL, "oauth.mail.ru/userinfo", "profile", userinfo, ("GET",)),
    ]


async def token(call: Call) -> Response:
    """The pair in the body is not read."""
    if call.basic != (apps.client_id(MAIL), apps.client_secret(MAIL)):
        return _error(1, "invalid client")
    if call["grant_type"] != "authorization_code" or not call["code"]:
        return _error(2, "invalid request")
    grant = await call.code()
    if grant is None or call["redirect_uri"] != call.site.origin + addresses.social_callback(MAIL):
        return _error(6, "token not found")
    if not is_proved(grant, call["code_verifier"]):
        return _error(6, "token not found")
    return JSONResponse({"expires_in": 3600, "refresh_token": "sandbox", "access_token": await call.token_for(grant)})


async def userinfo(call: Call) -> Response:
    """A Bearer header is not read."""
    if not call["access_token"]:
        return _error(2, "invalid request", "missing request parameter: access_token")
    grant = await call.holder(call["access_token"])
    if grant is None or "token_not_found" in call.knobs:
        return _error(6, "token not found")
    who = rules.persona(MAIL, grant.subject)
    year, month, day = who.born
    said = {
        "id": who.subject,
        "client_id": apps.client_id(MAIL),
        "gender": "m",
        "name": f"{who.given} {who.family}",
        "nickname": who.given,
        "locale": "ru_RU",
        "first_name": who.given,
        "last_name": who.family,
        "email": who.email,
        "birthday": f"{day:02d}.{month:02d}.{year:04d}",
    }
    if "foreign_email" in call.knobs and who.email:
        said["email"] = who.email.partition("@")[0] + "@example.com"
    if "no_email" in call.knobs or not who.email:
        del said["email"]
    if "no_birthday" in call.knobs:
        del said["birthday"]
    return JSONResponse(said)


def _error(number: int, word: str, description: str = "") -> Response:
    return JSONResponse({"error": word, "error_code": number, "error_description": description or word})
