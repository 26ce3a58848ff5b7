"""The end of a session: its sockets close, what its tabs showed is deleted (T-REVOKE: SESS-5, SESS-7)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import redis.asyncio as redis
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

from rxapp.accounts.frame.state import FrameState
from rxapp.accounts.live.trees import Trees
from tests.e2e.server import Server
from tests.security.wire import ROOT, Tab, handler, handlers, sign_out, signed_in, stepped_up

# Anna's page: her name and billing account.
PRIVATE = ("Кузнецова", "654022198043")
# Nobody else signs in as her, so what is found of her is of the one session.
ELENA = "Орлова"


async def test_every_socket_of_an_ended_session_is_closed_and_none_of_another(server: Server) -> None:
    cookies, other = await signed_in(server, "anna"), await signed_in(server, "anna")
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(Tab(server, cookies)) for _ in range(3)]
        stays = await stack.enter_async_context(Tab(server, other))
        # The last tab shows nothing and watches nothing; it must go too.
        for tab in [*tabs[:2], stays]:
            await tab.fire(handler("dashboard_state.load"), {})
            await tab.see(PRIVATE[1])
        await sign_out(server, cookies)
        started = time.monotonic()
        for tab in tabs:
            await asyncio.wait_for(tab.closed.wait(), 5)
        assert time.monotonic() - started < 2
        assert not stays.closed.is_set()
        await stays.settle()


async def test_after_the_sign_out_answer_no_handler_tells_the_open_tabs_anything(server: Server) -> None:
    cookies = await signed_in(server, "anna")
    names = [name for name in [*handlers(), f"{ROOT}.hydrate"] if "sandbox" not in name]
    async with Tab(server, cookies) as shown, Tab(server, cookies) as fresh:
        await shown.fire(handler("dashboard_state.load"), {})
        await shown.see(PRIVATE[1])
        await sign_out(server, cookies)
        shown.heard.clear()
        for tab in (shown, fresh):
            for name in names[:30]:
                if tab.client.connected:
                    await tab.fire(name, {})
        for tab in (shown, fresh):
            await asyncio.wait_for(tab.closed.wait(), 5)
            assert not any(word in tab.answer for word in PRIVATE)


async def test_a_renewed_cookie_cuts_the_tabs_of_the_old_one_and_not_the_page_that_brought_the_new(
    server: Server,
) -> None:
    old = await signed_in(server, "anna")
    async with Tab(server, old) as asked, Tab(server, old) as beside:
        new = await stepped_up(server, old, asked)
        assert new["sid"] != old["sid"]
        async with Tab(server, new) as page:
            await page.fire(handler("dashboard_state.load"), {})
            await page.see(PRIVATE[1])
            for tab in (asked, beside):
                await asyncio.wait_for(tab.closed.wait(), 5)
            # All that goes goes together: what is here now stays.
            await page.settle()
            assert not page.closed.is_set()


async def test_nothing_of_an_ended_session_stays_in_redis_or_on_disk(server: Server) -> None:
    cookies = await signed_in(server, "elena")
    token = str(uuid4())
    for each in (token, str(uuid4())):
        # A tab that is closed before the sign-out leaves its tree behind as well.
        async with Tab(server, cookies, token=each) as tab:
            await tab.fire(handler("frame_state.load"), {})
            await tab.see(ELENA)
    async with Tab(server, cookies, token=token) as tab:
        await tab.fire(handler("frame_state.load"), {})
        await tab.see(ELENA)
        if server.redis_url:
            await _until(lambda: _found(server), 10)
        await sign_out(server, cookies)
        await _until(lambda: _gone(server), 5)


async def _found(server: Server) -> bool:
    return bool(await _remains(server))


async def _gone(server: Server) -> bool:
    return not await _remains(server)


async def _remains(server: Server) -> list[str]:
    """Where a word of her is kept outside of the database."""
    places = _on_disk()
    if server.redis_url:
        store = redis.from_url(server.redis_url)
        async for key in store.scan_iter(count=1000):
            if await store.type(key) == b"string":
                places[key.decode()] = await store.get(key) or b""
        await store.aclose()
    return [place for place, kept in places.items() if ELENA.encode() in kept]


def _on_disk() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path(".states").rglob("*") if path.is_file()}


async def _until(holds: Callable[[], Awaitable[bool]], within: float) -> None:
    deadline = time.monotonic() + within
    while not await holds():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.1)


async def test_in_memory_the_trees_of_a_replaced_cookie_go_and_the_sessions_others_stay() -> None:
    manager, trees, session = StateManagerMemory(), Trees(), uuid4()
    trees.connect(manager)
    for cookie, ident in (("old", "one"), ("new", "two")):
        async with manager.modify_state(BaseStateToken(ident=ident, cls=FrameState)):
            await trees.note(session, cookie, ident)
    await trees.forget(session, "old")
    assert set(manager.states) == {"two"}


async def test_in_memory_the_trees_of_the_session_go_and_no_other() -> None:
    manager, trees, session, other = StateManagerMemory(), Trees(), uuid4(), uuid4()
    trees.connect(manager)
    for owner, ident in ((session, "one"), (session, "two"), (other, "three")):
        async with manager.modify_state(BaseStateToken(ident=ident, cls=FrameState)) as root:
            _frame(root).full_name = "Анна Кузнецова"
        await trees.note(owner, "cookie", ident)
    held = _frame(manager.states["one"])
    await trees.forget(session)
    assert set(manager.states) == {"three"}
    assert held.full_name == ""
    assert _frame(manager.states["three"]).full_name == "Анна Кузнецова"
    await manager.close()


def _frame(root: Any) -> Any:
    return root.get_substate(FrameState.get_full_name().split("."))
