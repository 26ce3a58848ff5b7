"""Workers keep the trees of the tabs whose sockets they hold."""

import asyncio

import redis.asyncio as redis

from tests.e2e.server import Server
from tests.security.wire import Tab, handler, signed_in

ROOT = "*_reflex___state____state"


async def test_an_open_tabs_tree_gets_its_term_anew(server: Server) -> None:
    store = redis.from_url(server.redis_url)
    cookies = await signed_in(server, "anna")
    before = {key async for key in store.scan_iter(ROOT)}
    async with Tab(server, cookies) as tab:
        await tab.fire(handler("dashboard_state.load"), {})
        await tab.settle()
        # A worker holds a tree for a while before it writes it.
        mine: set[bytes] = set()
        for _ in range(300):
            if mine := {key async for key in store.scan_iter(ROOT)} - before:
                break
            await asyncio.sleep(0.1)
        (key,) = mine
        # More than once: what was still being written gives a term too.
        for _ in range(3):
            await store.expire(key, 5)
            while (life := await store.ttl(key)) <= 5:
                assert life >= 0, "nobody kept it"
                await asyncio.sleep(0.1)
    await store.aclose()
