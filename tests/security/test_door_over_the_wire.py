"""The event fuzzer in its first form: every registered handler, over a real socket, as a stranger."""

import asyncio
import json
import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import socketio
from reflex_base.registry import RegistrationContext

import rxapp.rxapp  # noqa: F401 - registers every State
from tests.e2e.server import Server

ROOT = "reflex___state____state"
ANNA = ("Анна", "654022198043", "+7 912 345-67-89")
WRONG = [{}, {"form": None}, {"form": {"a": [1]}}, {"checked": "x"}, {"value": {"a": 1}}, {"tab": 10**30}]


class Tab:
    """A socket as a browser would open it, and what came back."""

    def __init__(self, server: Server, cookies: dict[str, str], origin: str | None = None, token: str = "") -> None:
        self.server, self.cookies, self.token = server, cookies, token or str(uuid4())
        self.origin = origin or server.url
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard: list[object] = []

    async def __aenter__(self) -> "Tab":
        self.client.on("event", lambda data: self.heard.append(data), namespace="/_event")
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        await self.client.connect(
            f"{self.server.url}?token={self.token}",
            headers={"Origin": self.origin, "Cookie": jar},
            socketio_path="/_event",
            namespaces=["/_event"],
            transports=["websocket"],
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.disconnect()

    async def fire(self, name: str, payload: dict[str, object]) -> None:
        event = {"name": name, "payload": payload, "router_data": {"pathname": "/dashboard"}}
        await self.client.emit("event", event, namespace="/_event")

    async def settle(self) -> None:
        """Everything fired before has been answered once this framework event comes back."""
        before = len(self.heard)
        await self.fire(f"{ROOT}.hydrate", {})
        for _ in range(100):
            await asyncio.sleep(0.05)
            if len(self.heard) > before:
                return
        raise AssertionError("the server does not answer")


def browser_cookies(server: Server) -> dict[str, str]:
    return dict(httpx.get(f"{server.url}/sign-in").cookies)


def handlers() -> list[str]:
    return [name for name in RegistrationContext.get().event_handlers if "rxapp___" in name]


async def test_a_stranger_gets_nothing_private_from_any_handler(server: Server) -> None:
    cookies = browser_cookies(server)
    names = handlers()
    assert names
    for start in range(0, len(names), 4):
        async with Tab(server, cookies) as tab:
            for name in names[start : start + 4]:
                for payload in WRONG:
                    await tab.fire(name, payload)
            await tab.settle()
            answer = json.dumps(tab.heard, ensure_ascii=False)
            assert "Кузнецова" not in answer
            assert '"loaded_rx_state_": true' not in answer


async def signed_in(server: Server, name: str) -> dict[str, str]:
    """Cookies of a live session, got as a browser gets them: over the socket a ticket, for the ticket a cookie."""
    cookies = browser_cookies(server)
    submit = next(each for each in handlers() if each.endswith("sign_in_state.submit"))
    async with Tab(server, cookies) as tab:
        await tab.fire(submit, {"form": {"username": name, "password": "Sandbox-2026"}})
        for _ in range(100):
            if found := re.search(r'"ticket_rx_state_": "([\w-]{20,})"', json.dumps(tab.heard)):
                break
            await asyncio.sleep(0.05)
    assert found
    async with httpx.AsyncClient(cookies=cookies) as client:
        answer = await client.post(
            f"{server.url}/session/start", data={"ticket": found[1]}, headers={"Origin": server.url}
        )
        return {**cookies, **dict(answer.cookies)}


async def see(tab: Tab, words: str) -> str:
    for _ in range(100):
        if words in (answer := json.dumps(tab.heard, ensure_ascii=False)):
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words!r} never came")


async def test_a_stolen_state_token_opens_nothing(server: Server) -> None:
    victim, token = await signed_in(server, "anna"), str(uuid4())
    load = next(name for name in handlers() if name.endswith("dashboard_state.load"))
    async with Tab(server, victim, token=token) as tab:
        await tab.settle()
        await tab.fire(load, {})
        await see(tab, ANNA[0])
    thieves = [browser_cookies(server), await signed_in(server, "igor")]
    for thief in thieves:
        async with Tab(server, thief, token=token) as tab:
            await tab.settle()
            answer = json.dumps(tab.heard, ensure_ascii=False)
            assert not any(word in answer for word in ANNA)


async def test_another_subscriber_gets_nothing_of_anna_from_any_handler(server: Server) -> None:
    cookies = await signed_in(server, "igor")
    names = [name for name in handlers() if "operator_state" not in name and "inbox_state" not in name]
    for start in range(0, len(names), 4):
        async with Tab(server, cookies) as tab:
            for name in names[start : start + 4]:
                for payload in [*WRONG, {"form": {"account-number": ANNA[1], "region": "RU-NVS"}}]:
                    await tab.fire(name, payload)
            await tab.settle()
            answer = json.dumps(tab.heard, ensure_ascii=False)
            assert ANNA[0] not in answer
            assert ANNA[2] not in answer


async def test_after_sign_out_the_cookie_opens_nothing(server: Server) -> None:
    cookies = await signed_in(server, "anna")
    async with httpx.AsyncClient(cookies=cookies) as client:
        await client.post(f"{server.url}/session/end", headers={"Origin": server.url})
        answer = await client.get(f"{server.url}/dashboard")
    assert answer.status_code == 303
    load = next(name for name in handlers() if name.endswith("dashboard_state.load"))
    async with Tab(server, cookies) as tab:
        await tab.fire(load, {})
        await tab.settle()
        assert not any(word in json.dumps(tab.heard, ensure_ascii=False) for word in ANNA)


async def test_a_subscribers_event_sends_a_stranger_to_sign_in(server: Server) -> None:
    name = next(name for name in handlers() if name.endswith("dashboard_state.load"))
    async with Tab(server, browser_cookies(server)) as tab:
        await tab.fire(name, {})
        await tab.settle()
        assert "/sign-in" in json.dumps(tab.heard)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_a_foreign_page_cannot_open_the_socket(server: Server, origin: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with Tab(server, browser_cookies(server), origin):
            pass


async def test_a_socket_without_our_cookie_is_refused(server: Server) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with Tab(server, {}):
            pass


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in", 200), ("/registration", 200), ("/dashboard", 303), ("/no-such-page", 404), ("/healthz", 200)],
)
def test_headers_are_on_every_answer(server: Server, path: str, status: int) -> None:
    answer = httpx.get(f"{server.url}{path}")
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["referrer-policy"]
    assert answer.headers["cache-control"] in ("no-store", "no-cache")


def test_an_unknown_host_is_refused(server: Server) -> None:
    assert httpx.get(f"{server.url}/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_a_post_from_another_site_is_refused(server: Server) -> None:
    posted = httpx.post(f"{server.url}/session/end", headers={"Origin": "https://evil.example"})
    assert posted.status_code == 403


def test_no_log_line_holds_a_password_or_a_cookie(server: Server) -> None:
    cookies = browser_cookies(server)

    async def shout() -> None:
        async with Tab(server, cookies) as tab:
            await tab.fire(f"{ROOT}.no_such_state.submit", {"form": {"password": "canary-Pass-1"}})
            await tab.settle()

    asyncio.run(shout())
    written = Path(server.log).read_text()
    assert "canary-Pass-1" not in written
    assert not any(value in written for value in cookies.values())
