"""The pretend providers over real HTTP on loopback, and a browser that walks through their pages."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from rxapp import routes
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.core.settings import settings
from rxapp.gateways.identity import AttemptSecrets, Callback, Identity, IdentityProvider, ProviderName
from rxapp.gateways.identity.build import adapters
from rxapp.sandbox.providers import service
from rxapp.sandbox.providers.apps import with_pretenders
from rxapp.sandbox.providers.calls import Site
from rxapp.sandbox.providers.rules import CallShown, CallsQuery, WantedKnobs
from rxapp.sandbox.providers.web import identity_routes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served(make: Callable[[str], Sequence[BaseRoute]]) -> AsyncIterator[str]:
    """Routes on loopback, for the length of the block; gives their base address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    server = Server(Starlette(routes=list(make(base))), port=port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.01)
    try:
        yield base
    finally:
        server.stop()
        await serving


@dataclass
class Pretenders:
    """The five, their adapters, and one browser."""

    base: str
    database: Database
    adapters: dict[ProviderName, IdentityProvider]
    secrets: AttemptSecrets = field(
        default_factory=lambda: AttemptSecrets(secrets.token(), secrets.token(), secrets.token())
    )

    def redirect_uri(self, provider: ProviderName) -> str:
        return self.base + routes.social_callback(provider)

    async def knobs(self, provider: ProviderName, *names: str, rotate_key: bool = False) -> None:
        wanted = WantedKnobs(provider=provider, knobs=list(names), rotate_key=rotate_key)
        await service.set_knobs(self.database, wanted)

    async def calls(self, provider: ProviderName, leg: str) -> list[CallShown]:
        shown = await service.calls(self.database, CallsQuery(provider=provider))
        return [call for call in shown.calls if call.leg == leg]

    async def authorize(
        self, provider: ProviderName, person: str = "1000034426", *, allow: bool = True, ask_again: bool = False
    ) -> Callback:
        """Off to the provider, through its page, back with what the address says."""
        uri = self.redirect_uri(provider)
        url = await self.adapters[provider].authorization_url(self.secrets, uri, ask_again=ask_again)
        return self.adapters[provider].read_callback(await walk(url, uri, person, allow=allow))

    async def identity(self, provider: ProviderName, callback: Callback) -> Identity:
        return await self.adapters[provider].identity(callback, self.secrets, self.redirect_uri(provider))

    async def sign_in(self, provider: ProviderName, person: str = "1000034426") -> Identity:
        return await self.identity(provider, await self.authorize(provider, person))


async def walk(url: str, redirect_uri: str, person: str, *, allow: bool = True) -> dict[str, str]:
    """What a browser does at a pretend provider: the page, the choice, the address it is sent back to."""
    async with httpx.AsyncClient() as browser:
        page = await browser.get(url, follow_redirects=True)
        assert page.status_code == 200, page.text
        form = {
            "provider": page.text.partition('name="provider" value="')[2].partition('"')[0],
            "query": page.url.query.decode(),
            "other": person,
            **({} if allow else {"deny": "1"}),
        }
        back = await browser.post(urljoin(str(page.url), f"{routes.SANDBOX_IDENTITY}/consent"), data=form)
    assert back.status_code == 303, back.text
    assert back.headers["location"].partition("?")[0] == redirect_uri
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


@pytest.fixture
async def pretenders(database: Database) -> AsyncIterator[Pretenders]:
    async with served(lambda base: identity_routes(Site(database, base, base))) as base:
        chosen = settings().model_copy(update={"public_url": base})
        yield Pretenders(base, database, adapters(with_pretenders(chosen, base)))
