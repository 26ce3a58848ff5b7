"""Workers keep the trees of the tabs whose sockets they hold."""

import asyncio
import time
from collections import Counter

import redis.asyncio as redis

from tests.e2e.server import Server
from tests.security.wire import Tab, handler, signed_in

ROOT = "*_reflex___state____state"
# What was still being written when the page had loaded gives a tree a term too, but not so often.
OFTEN = 4


async def test_an_open_tabs_tree_gets_its_term_anew(server: Server) -> None:
    store = redis.from_url(server.redis_url)
    cookies = await signed_in(server, "anna")
    before, renewed = {key async for key in store.scan_iter(ROOT)}, Counter[bytes]()
    async with Tab(server, cookies) as tab:
        await tab.fire(handler("dashboard_state.load"), {})
        await tab.settle()
        deadline = time.monotonic() + 60
        while not renewed or max(renewed.values()) < OFTEN:
            assert time.monotonic() < deadline, renewed
            for key in [key async for key in store.scan_iter(ROOT) if key not in before]:
                if await store.ttl(key) > 5:
                    renewed[key] += 1
                    await store.expire(key, 5)
            await asyncio.sleep(0.1)
    await store.aclose()
