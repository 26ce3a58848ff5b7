"""What the pretend providers share: reading a call, misbehaving on demand, answering."""

import asyncio
import base64
import binascii
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.core.db import Database
from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import rules, service
from rxapp.sandbox.providers.tables import SandboxGrant
from rxapp.sandbox.web import body_of


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pretend providers live: their database, the public origin, the address for calls of the server."""

    database: Database
    origin: str
    loopback: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of our server. ``sent`` is the form, and the query below it."""

    site: Site
    provider: ProviderName
    sent: dict[str, str]
    authorization: str
    knobs: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.sent.get(name, "")

    @property
    def basic(self) -> tuple[str, str] | None:
        """Id and secret of an ``Authorization: Basic``."""
        scheme, _, packed = self.authorization.partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return name, secret

    async def code(self) -> SandboxGrant | None:
        """The code that was sent, used up by it."""
        async with self.site.database.writing() as db:
            grant = await service.take(db, self.provider, "code", self["code"])
        return None if "invalid_grant" in self.knobs else grant

    async def token_for(self, grant: SandboxGrant, kind: str = "access") -> str:
        """A token of this kind for what the code granted; VK's keeps the device it was given to."""
        async with self.site.database.writing() as db:
            asked = json.loads(grant.asked)
            return await service.issue(db, self.provider, kind, grant.subject, asked, device_id=grant.device_id)

    async def spend(self, kind: str, value: str) -> SandboxGrant | None:
        """The token of this kind, used up or withdrawn."""
        async with self.site.database.writing() as db:
            return await service.take(db, self.provider, kind, value)

    async def holder(self, token: str) -> SandboxGrant | None:
        """Whose access token this is."""
        async with self.site.database.writing() as db:
            return await service.find(db, self.provider, "access", token)


Leg = Callable[[Call], Awaitable[Response]]


def route(site: Site, provider: ProviderName, path: str, name: str, leg: Leg, methods: tuple[str, ...]) -> Route:
    """One endpoint of a pretend provider."""

    async def endpoint(request: Request) -> Response:
        form = await _form(request)
        sent = {**dict(request.query_params), **form}
        authorization = request.headers.get("authorization", "")
        async with site.database.writing() as db:
            knobs = await service.knobs(db, provider)
            # Where a parameter came is part of some providers' manners.
            received = {**{f"?{key}": value for key, value in request.query_params.items()}, **form}
            await service.note(db, provider, name, {**received, "authorization": authorization})
        return await _misbehaving(knobs) or await leg(Call(site, provider, sent, authorization, knobs))

    return Route(f"{routes.SANDBOX_IDENTITY}/{path}", endpoint, methods=list(methods))


def is_proved(grant: SandboxGrant, verifier: str) -> bool:
    """PKCE (RFC 7636): the verifier of the challenge, or nothing where there was no challenge."""
    challenge = str(json.loads(grant.asked).get("code_challenge", ""))
    if not challenge:
        return not verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode() == challenge


def refused(word: str, description: str = "", status: int = 400) -> Response:
    """An error as RFC 6749 writes it."""
    body = {"error": word, **({"error_description": description} if description else {})}
    return JSONResponse(body, status)


async def _form(request: Request) -> dict[str, str]:
    body = await body_of(request)
    if not body or not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


async def _misbehaving(knobs: dict[str, str]) -> Response | None:
    if "slow" in knobs:
        await asyncio.sleep(rules.SLOW_SECONDS)
    if "down" in knobs:
        return Response("upstream failed", 500)
    if "not_json" in knobs:
        return Response("<html>maintenance</html>", media_type="text/html")
    if "huge" in knobs:
        return Response(b'"' + b"x" * rules.HUGE_BYTES + b'"', media_type="application/json")
    return None
