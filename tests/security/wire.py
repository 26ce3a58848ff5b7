"""A socket as a browser opens it, and the ways to get the cookies for it."""

import asyncio
import json
import re
from typing import Any
from uuid import uuid4

import aiohttp
import httpx
import socketio
from reflex_base.registry import RegistrationContext

import rxapp.rxapp  # noqa: F401 - registers every State
from tests.e2e.server import Server

ROOT = "reflex___state____state"
PASSWORD = "Sandbox-2026"
DEEP = "@deep@"
Cookies = dict[str, str]


class _Json:
    """Python's encoder cannot nest as deep as an attacker."""

    @staticmethod
    def dumps(value: Any, **how: Any) -> str:
        return json.dumps(value, **how).replace(f'"{DEEP}"', "[" * 20_000 + "]" * 20_000)

    loads = staticmethod(json.loads)


class Tab:
    """A socket as a browser would open it, and what came back."""

    def __init__(self, server: Server, cookies: Cookies, origin: str | None = None, token: str = "", **headers: str):
        self.server, self.cookies, self.token = server, cookies, token or str(uuid4())
        self.headers = {"Origin": origin or server.url, **headers}
        self.heard: list[object] = []
        self.closed = asyncio.Event()

    async def __aenter__(self) -> "Tab":
        # Our own HTTP session: the client leaves its own open when the handshake is refused.
        self.http = aiohttp.ClientSession()
        self.client = socketio.AsyncClient(reconnection=False, http_session=self.http, json=_Json)
        self.client.on("event", self.heard.append, namespace="/_event")
        self.client.on("disconnect", self.closed.set, namespace="/_event")
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            await self.client.connect(
                f"{self.server.url}?token={self.token}",
                headers={**self.headers, "Cookie": jar},
                socketio_path="/_event",
                namespaces=["/_event"],
                transports=["websocket"],
                # The client's own second is short beside a fuzzer; five are what a worker waits for one of its name.
                wait_timeout=4,
            )
        except BaseException:
            await self.http.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.disconnect()
        await self.http.close()

    async def fire(self, name: str, payload: dict[str, object]) -> None:
        event = {"name": name, "payload": payload, "router_data": {"pathname": "/dashboard"}}
        await self.client.emit("event", event, namespace="/_event")

    @property
    def answer(self) -> str:
        return json.dumps(self.heard, ensure_ascii=False)

    async def see(self, words: str, within: float = 10) -> str:
        """All that was heard, once ``words`` are among it."""
        for _ in range(int(within / 0.02)):
            if words in (answer := self.answer):
                return answer
            await asyncio.sleep(0.02)
        raise AssertionError(f"{words!r} never came")

    async def ticket(self) -> str:
        """The ticket an event has given."""
        for _ in range(500):
            if found := re.search(r'"ticket_rx_state_": "([\w-]{20,})"', self.answer):
                return found[1]
            await asyncio.sleep(0.02)
        raise AssertionError("no ticket came")

    async def settle(self) -> None:
        """Everything fired before has been answered: a tab's events run one after another, and this is the last."""
        mark = f"mark-{uuid4().hex}"
        await self.fire(handler("sign_in_state.submit"), {"form": {"username": mark, "password": ""}})
        await self.see(mark)


def browser_cookies(server: Server) -> Cookies:
    """A browser that has just come."""
    return dict(httpx.get(f"{server.url}/sign-in").cookies)


def handlers() -> list[str]:
    """The wire names of our own handlers, the hidden setters included."""
    return [name for name in RegistrationContext.get().event_handlers if "rxapp___" in name]


def handler(ending: str) -> str:
    """The wire name of one handler."""
    return next(name for name in handlers() if name.endswith(ending))


async def signed_in(server: Server, name: str) -> Cookies:
    """Cookies of a live session, got as a browser gets them: over the socket a ticket, for the ticket a cookie."""
    cookies = browser_cookies(server)
    async with Tab(server, cookies) as tab:
        await tab.fire(handler("sign_in_state.submit"), {"form": {"username": name, "password": PASSWORD}})
        ticket = await tab.ticket()
    return await exchanged(server, cookies, ticket)


async def stepped_up(server: Server, cookies: Cookies, tab: Tab) -> Cookies:
    """The cookies after the window that asks who it is was passed in this tab (SESS-3, SESS-4)."""
    await tab.fire(handler("step_up_state.ask"), {})
    await tab.fire(handler("step_up_state.submit"), {"form": {"proof": PASSWORD}})
    return await exchanged(server, cookies, await tab.ticket())


async def exchanged(server: Server, cookies: Cookies, ticket: str) -> Cookies:
    """A ticket posted as a page posts it."""
    async with httpx.AsyncClient(cookies=cookies) as client:
        answer = await client.post(
            f"{server.url}/session/start", data={"ticket": ticket}, headers={"Origin": server.url}
        )
        return {**cookies, **dict(answer.cookies)}


async def sign_out(server: Server, cookies: Cookies) -> None:
    async with httpx.AsyncClient(cookies=cookies) as client:
        answer = await client.post(f"{server.url}/session/end", headers={"Origin": server.url})
    assert answer.status_code == 303
