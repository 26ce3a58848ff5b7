"""States driven as a browser drives them, without one: Reflex's real event processor, our door, a real database.

    tab = await open_tab(browser_cookie="vera")
    await tab.fire(RegistrationState.submit_code, form={"code": "123456"})
    assert tab.shown(RegistrationState).errors == {"code": "code.wrong"}

What a tab shows is pieced together from what was sent to it, never read from the server's state. Everything that leans
on half-private interfaces of Reflex is in this file.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.event.processor.future import EventFuture
from reflex_base.utils.format import format_event_handler

import rxapp.rxapp as portal
from rxapp import gateways, wiring
from rxapp.accounts.doors.events import DoorState
from rxapp.accounts.live.service import feed
from rxapp.core import db as core_db
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.core.settings import settings
from rxapp.gateways import Gateways
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.sms.sandbox import SandboxSms

SUFFIX = "_rx_state_"
OpenTab = Callable[..., Awaitable["Tab"]]


@dataclass
class Tab:
    """One open page at ``path``, query included. ``browser_cookie`` and ``session`` are the raw cookies."""

    pipeline: "Pipeline"
    token: str
    browser_cookie: str
    session: str
    ip: str
    path: str = "/"
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    commands: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def fire(self, handler: Any, **arguments: Any) -> None:
        """What the person did, and everything that followed from it. A mapping is sent as a form sends it."""
        payload = {
            name: {"__reflex_form_data__": [[key, text] for key, text in value.items()]}
            if isinstance(value, dict)
            else value
            for name, value in arguments.items()
        }
        await self.pipeline.run(self, format_event_handler(handler), payload)

    def shown(self, state: type[rx.State]) -> Any:
        """The variables of a State as the browser has them."""
        sent = self.told.get(state.get_full_name(), {})
        return SimpleNamespace(**{name.removesuffix(SUFFIX): value for name, value in sent.items()})

    @property
    def sent_away_to(self) -> str:
        """Where a full page load was ordered to; empty while the tab may stay."""
        return str(self.told.get(DoorState.get_full_name(), {}).get(f"leave_to{SUFFIX}", ""))

    @property
    def redirected_to(self) -> str:
        """The last page the router was told to show."""
        return next((str(payload["path"]) for name, payload in reversed(self.commands) if name == "_redirect"), "")

    def router_data(self) -> dict[str, Any]:
        """The handshake as the socket's door passes it on: digests instead of cookies."""
        jar = f"pre={secrets.digest(self.browser_cookie)}" if self.browser_cookie else ""
        if self.session:
            jar = f"sid={secrets.digest(self.session)}; {jar}"
        headers = {"cookie": jar, "user-agent": "tests"}
        return {
            "pathname": self.path.partition("?")[0],
            "asPath": self.path,
            "token": self.token,
            "sid": self.token,
            "ip": self.ip,
            "headers": headers,
        }


class Pipeline:
    """The event processor with our middleware, and the tabs it answers to."""

    def __init__(self) -> None:
        self.tabs: dict[str, Tab] = {}
        self.pushed: list[EventFuture] = []
        self.failures: list[Exception] = []
        self.processor = BaseStateEventProcessor(middleware=portal.app, backend_exception_handler=self._failed)
        # Reflex asks the namespace for one thing only: emit_update.
        self.processor.configure(state_manager=StateManagerMemory(), event_namespace=self)  # type: ignore[arg-type]

    def _failed(self, error: Exception) -> None:
        self.failures.append(error)

    async def open_tab(self, browser_cookie: str = "browser", session: str = "", ip: str = "", path: str = "/") -> Tab:
        """A page just loaded: hydrated, nothing fired yet."""
        token = f"tab-{len(self.tabs)}"
        tab = self.tabs[token] = Tab(self, token, browser_cookie, session, ip, path)
        await self.run(tab, format_event_handler(State.event_handlers["hydrate"]), {})
        return tab

    async def run(self, tab: Tab, name: str, payload: dict[str, Any]) -> None:
        """One event from the browser until nothing of it runs any more. Raises what a handler failed with."""
        done = await self.processor.enqueue(tab.token, Event(name=name, payload=payload, router_data=tab.router_data()))
        await done.wait_all()
        await self.settle()

    async def enqueue(self, token: str, event: Event) -> None:
        """What the live feed asks of Reflex's app: fire an event in a tab."""
        self.pushed.append(await self.processor.enqueue(token, event))

    async def settle(self) -> None:
        """Wait for everything pushed to any tab."""
        while self.pushed:
            await self.pushed.pop().wait_all()
        if self.failures:
            raise self.failures.pop()

    def as_app(self) -> Any:
        """As much of Reflex's app as the live feed touches."""
        sockets = SimpleNamespace(token_to_socket=self.tabs)
        return SimpleNamespace(event_namespace=SimpleNamespace(_token_manager=sockets), event_processor=self)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """What would have gone over the socket."""
        tab = self.tabs[token]
        for state, values in update.delta.items():
            tab.told.setdefault(state, {}).update(values)
        tab.commands += [(event.name, event.payload) for event in update.events]


@pytest.fixture
async def pipeline(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pipeline]:
    """The whole product on the test's database, short of HTTP and the browser."""
    monkeypatch.setattr(settings(), "database_url", database.url)
    core_db.database.cache_clear()
    ours = core_db.database()
    monkeypatch.setattr(gateways, "_installed", [])
    gateways.install(Gateways(sms=SandboxSms(ours), email=SandboxEmail(ours), bss=EmbeddedBss(ours)))
    made = Pipeline()
    monkeypatch.setattr(feed, "_tabs", {})
    monkeypatch.setattr(feed, "_fire", wiring._fire(made.as_app()))
    monkeypatch.setattr(feed, "_leave", (DoorState.recheck,))
    async with made.processor:
        yield made
    await ours.dispose()
    core_db.database.cache_clear()


@pytest.fixture
def open_tab(pipeline: Pipeline) -> OpenTab:
    """``await open_tab(browser_cookie=..., session=...)``."""
    return pipeline.open_tab
