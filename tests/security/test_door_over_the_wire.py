"""The socket's door from outside: whose page, whose cookie, whose token."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import socketio

from tests.e2e.server import Server
from tests.security.wire import ROOT, Tab, browser_cookies, handler, sign_out, signed_in

ANNA = ("Анна", "654022198043", "+7 912 345-67-89")


async def test_a_stolen_state_token_opens_nothing(server: Server) -> None:
    victim, token = await signed_in(server, "anna"), str(uuid4())
    async with Tab(server, victim, token=token) as tab:
        await tab.fire(handler("dashboard_state.load"), {})
        await tab.see(ANNA[0])
    thieves = [browser_cookies(server), await signed_in(server, "igor")]
    for thief in thieves:
        async with Tab(server, thief, token=token) as tab:
            await tab.fire(f"{ROOT}.hydrate", {})
            await tab.settle()
            assert not any(word in tab.answer for word in ANNA)


async def test_after_sign_out_the_cookie_opens_nothing(server: Server) -> None:
    cookies = await signed_in(server, "anna")
    await sign_out(server, cookies)
    async with httpx.AsyncClient(cookies=cookies) as client:
        assert (await client.get(f"{server.url}/dashboard")).status_code == 303
    async with Tab(server, cookies) as tab:
        await tab.fire(handler("dashboard_state.load"), {})
        await tab.settle()
        assert not any(word in tab.answer for word in ANNA)


async def test_a_subscribers_event_sends_a_stranger_to_sign_in(server: Server) -> None:
    async with Tab(server, browser_cookies(server)) as tab:
        await tab.fire(handler("dashboard_state.load"), {})
        await tab.settle()
        assert "/sign-in" in tab.answer


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_a_foreign_page_cannot_open_the_socket(server: Server, origin: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with Tab(server, browser_cookies(server), origin):
            pass


async def test_a_socket_without_our_cookie_is_refused(server: Server) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with Tab(server, {}):
            pass


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
