"""The pretend providers' addresses: where a browser is asked, and what our server calls."""

from collections.abc import Awaitable, Callable
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from rxapp import routes
from rxapp.core import secrets
from rxapp.gateways.identity import PROVIDERS, ProviderName
from rxapp.i18n.visitor import visitor_locale
from rxapp.sandbox.providers import apps, google, mail, ok, rules, service, vk, yandex
from rxapp.sandbox.providers.calls import Site
from rxapp.ui.plain import plain_page

CONSENT = f"{routes.SANDBOX_IDENTITY}/consent"
LONGEST_QUERY = 4000
NO_STORE = {"Cache-Control": "no-store"}


def identity_routes(site: Site) -> list[BaseRoute]:
    """Everything of the five."""
    asking = [one for provider in PROVIDERS for one in _pages(site, provider)]
    consent = Route(CONSENT, _consent(site), methods=["POST"])
    calls = [one for module in (yandex, mail, vk, ok, google) for one in module.routes(site)]
    return [*asking, consent, *calls]


def _pages(site: Site, provider: ProviderName) -> list[BaseRoute]:
    first, page = (f"{routes.SANDBOX_IDENTITY}/{path}" for path in rules.HOSTS[provider])

    async def authorize(request: Request) -> Response:
        async with site.database.writing() as db:
            await service.note(db, provider, "authorize", dict(request.query_params))
        if wrong := _refusal(site, provider, dict(request.query_params)):
            return _page(request, provider, 400, wrong=wrong)
        # Real providers send the browser on to a page of theirs, the address it came by along with it.
        to = urlencode([*request.query_params.multi_items(), ("retpath", f"https://{rules.HOSTS[provider][0]}")])
        return RedirectResponse(f"{page}?{to}", 302, NO_STORE)

    async def ask(request: Request) -> Response:
        asked = dict(request.query_params)
        if wrong := _refusal(site, provider, asked):
            return _page(request, provider, 400, wrong=wrong)
        async with site.database.reading() as db:
            knobs = await service.knobs(db, provider)
        if "deny" in knobs or knobs.get(service.APPROVE):
            return await _answer(site, provider, asked, "" if "deny" in knobs else knobs[service.APPROVE])
        return _page(request, provider, 200, query=request.url.query, people=rules.personas(provider))

    return [Route(first, authorize, methods=["GET"]), Route(page, ask, methods=["GET"])]


def _consent(site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def consent(request: Request) -> Response:
        form = await request.form()
        if form.get("provider") not in get_args(ProviderName):
            return Response(status_code=404)
        provider = cast(ProviderName, form["provider"])
        query = str(form.get("query", ""))[:LONGEST_QUERY]
        asked = dict(parse_qsl(query))
        if wrong := _refusal(site, provider, asked):
            return _page(request, provider, 400, wrong=wrong)
        subject = str(form.get("other", "")).strip() or str(form.get("person", ""))
        denied = "deny" in form
        if not denied and not (subject.isascii() and subject.isdigit() and len(subject) <= 20):
            return _page(request, provider, 422, query=query, people=rules.personas(provider), bad_id=True)
        return await _answer(site, provider, asked, "" if denied else subject)

    return consent


async def _answer(site: Site, provider: ProviderName, asked: dict[str, str], subject: str) -> Response:
    """Back to the application: with a code for this person, or, for nobody, with a refusal."""
    back = {"state": asked.get("state", "")}
    if not subject:
        sent = {"error": "access_denied", "error_description": "The user denied the request", **back}
        return _go(asked["redirect_uri"], sent)
    device = secrets.token() if provider == "vk" else ""
    async with site.database.writing() as db:
        code = await service.issue(db, provider, "code", subject, asked, device_id=device)
        knobs = await service.knobs(db, provider)
    match provider:
        case "vk":
            return _go(asked["redirect_uri"], vk.callback_of(asked, code, device, knobs))
        case "google":
            named = "https://evil.example" if "bad_callback_issuer" in knobs else google.issuer(site)
            return _go(asked["redirect_uri"], {"code": code, **back, "iss": named})
        case _:
            return _go(asked["redirect_uri"], {"code": code, **back})


def _refusal(site: Site, provider: ProviderName, asked: dict[str, str]) -> str:
    """Why nobody is asked anything and nobody is sent back; empty when the request is right."""
    if asked.get("client_id") != apps.client_id(provider):
        return "unknown client_id"
    if asked.get("redirect_uri") != site.origin + routes.social_callback(provider):
        return "redirect_uri is not registered"
    if asked.get("response_type") != "code":
        return "response_type must be code"
    return vk.refusal_of_request(asked) if provider == "vk" else ""


def _page(request: Request, provider: ProviderName, status: int, **values: Any) -> Response:
    locale = visitor_locale(request.cookies.get("lang", ""), request.headers.get("accept-language", ""))
    shown: dict[str, Any] = {"wrong": "", "query": "", "people": [], "bad_id": False, **values}
    theme = request.cookies.get("theme", "")
    return plain_page("sandbox_consent.html", locale, status, theme=theme, provider=provider, action=CONSENT, **shown)


def _go(to: str, sent: dict[str, str]) -> Response:
    return RedirectResponse(f"{to}?{urlencode(sent)}", 303, NO_STORE)
