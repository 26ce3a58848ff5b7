"""How much one address, one socket and one tab may do (SESS-8, SESS-9; T-DOS in small)."""

import asyncio
import dataclasses
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import pytest
import socketio
from reflex.app import EventNamespace
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor

from rxapp.accounts.doors import queue, reports
from rxapp.accounts.doors.pace import MOST_EVENTS_A_SECOND, AddressLimits
from rxapp.accounts.live.sockets import SESSION_OVER, Line
from rxapp.core.http import addresses
from rxapp.core.settings import Settings
from tests.e2e.server import Server, running
from tests.security.wire import Tab, browser_cookies, handler

HOME, NEIGHBOUR = "95.165.10.1", "95.165.10.2"


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Believes one proxy, which the tests play; two sockets an address, one new a second."""
    how = {"TRUSTED_PROXY_HOPS": "1", "SOCKETS_PER_ADDRESS": "2", "NEW_SOCKETS_PER_SECOND": "1"}
    with running(tmp_path_factory.mktemp("limits"), **how) as started:
        yield started


def tab(server: Server, address: str) -> Tab:
    """A visitor from this address, who claims another one before the proxy adds the true one."""
    return Tab(server, browser_cookies(server), **{"X-Forwarded-For": f"10.0.0.1, {address}"})


async def opens(server: Server, address: str) -> bool:
    try:
        async with tab(server, address):
            return True
    except socketio.exceptions.ConnectionError:
        return False


async def test_an_address_has_so_many_sockets_and_its_neighbour_is_not_hurt(behind_a_proxy: Server) -> None:
    async with AsyncExitStack() as stack:
        held = [await stack.enter_async_context(tab(behind_a_proxy, HOME)) for _ in range(2)]
        assert not await opens(behind_a_proxy, HOME)
        assert await opens(behind_a_proxy, NEIGHBOUR)
        await held[0].settle()
    for _ in range(50):
        if await opens(behind_a_proxy, HOME):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("a closed socket is still counted")


async def test_an_address_opens_no_more_than_its_rate(behind_a_proxy: Server) -> None:
    tried = [await opens(behind_a_proxy, "95.165.10.3") for _ in range(14)]
    assert tried.count(True) <= 10
    assert not tried[-1]
    assert "address_limit" in behind_a_proxy.log.read_text()


async def test_the_sandbox_counts_nobody_of_a_private_network(behind_a_proxy: Server) -> None:
    assert all([await opens(behind_a_proxy, "172.17.0.1") for _ in range(12)])


def limits(**how: Any) -> AddressLimits:
    return AddressLimits(**{"most_open": 50, "new_a_second": 5, "exempt": lambda _: False, **how})


def test_fifty_at_once_and_then_five_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    door = limits()
    assert [door.admits("a") for _ in range(51)] == [True] * 50 + [False]
    assert door.admits("b")
    for _ in range(100):
        at[0] += 0.2
        door.admits("a")
    admitted = 0
    for _ in range(1000):
        at[0] += 0.01
        admitted += door.admits("a")
    assert admitted <= 51


def test_addresses_that_went_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    door = limits()
    for number in range(1000):
        at[0] += 1
        assert door.admits(str(number))
        with door.held(str(number)):
            assert door.open[str(number)] == 1
    assert len(door.tried) < 20
    assert not door.open


@pytest.mark.parametrize(
    ("hops", "forwarded", "found"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "x", "9.9.9.9"),
    ],
)
def test_only_our_own_proxies_are_believed(
    monkeypatch: pytest.MonkeyPatch, hops: int, forwarded: str, found: str
) -> None:
    chosen = Settings(trusted_proxy_hops=hops, _env_file=None)
    monkeypatch.setattr(addresses, "settings", lambda: chosen)
    scope = {"type": "http", "client": ("9.9.9.9", 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert addresses.client_address(scope) == found


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("95.165.10.1", "95.165.10.1"),
        ("2a02:6b8:1:2:aaaa::1", "2a02:6b8:1:2::"),
        ("2a02:6b8:1:2:bbbb::2", "2a02:6b8:1:2::"),
        ("::ffff:95.165.10.1", "95.165.10.1"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_subscribers_whole_network_counts_as_one(address: str, counted: str) -> None:
    assert addresses.household(address) == counted


async def test_a_socket_that_talks_too_fast_is_ended(server: Server) -> None:
    async with Tab(server, browser_cookies(server)) as fast:
        for _ in range(MOST_EVENTS_A_SECOND + 5):
            if fast.client.connected:
                await fast.fire(handler("sign_in_state.load"), {})
        await asyncio.wait_for(fast.closed.wait(), 5)
    async with Tab(server, browser_cookies(server)) as other:
        await other.settle()


@pytest.mark.parametrize("size", [70_000, 1_100_000])
async def test_a_socket_that_sends_too_much_at_once_is_ended(server: Server, size: int) -> None:
    async with Tab(server, browser_cookies(server)) as loud:
        await loud.fire(handler("registration_state.check_user_name"), {"value": "x" * size})
        await asyncio.wait_for(loud.closed.wait(), 5)


async def test_a_tab_has_fifty_events_waiting_and_no_more() -> None:
    taken: list[Any] = []

    async def take(_sid: str, data: Any) -> None:
        waiting["token"].append(data)
        taken.append(data)

    waiting: dict[str, deque[Any]] = {"token": deque()}
    namespace = SimpleNamespace(sid_to_token={"sid": "token", "other": "free"}, on_event=take)
    processor = SimpleNamespace(_token_queues=waiting, _pending_hydrates={}, _superseded={}, _futures={})
    app = cast(Any, SimpleNamespace(event_namespace=namespace, event_processor=processor))
    queue.bound(app)
    for number in range(80):
        await namespace.on_event("sid", number)
    assert len(taken) == 50
    waiting["token"].popleft()
    await namespace.on_event("sid", "again")
    await namespace.on_event("other", "not hurt")
    assert taken[50:] == ["again", "not hurt"]


async def test_a_line_that_is_cut_ends_on_both_sides() -> None:
    sent: list[Any] = []
    inbox: asyncio.Queue[Any] = asyncio.Queue()

    async def send(message: Any) -> None:
        sent.append(message)

    line = Line(inbox.get, send)
    await inbox.put({"type": "websocket.receive", "text": "hello"})
    assert (await line.receive())["text"] == "hello"
    asyncio.get_running_loop().call_later(0.01, line.cut, SESSION_OVER)
    assert await line.receive() == {"type": "websocket.disconnect", "code": SESSION_OVER}
    assert sent == [{"type": "websocket.close", "code": SESSION_OVER}]


def test_reports_of_browsers_are_few_and_short(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    with caplog.at_level("WARNING"):
        for _ in range(100):
            reports.front_end_failed(Exception("x" * 9_000))
        assert len(caplog.records) == reports.MOST_A_MINUTE
        assert all(len(record.getMessage()) < 300 for record in caplog.records)
        at[0] += 61
        reports.front_end_failed(Exception("x"))
        assert len(caplog.records) == reports.MOST_A_MINUTE + 1


def test_the_inner_parts_of_reflex_that_this_stands_on_are_there() -> None:
    """Reflex is pinned; an upgrade that renames them must not silently switch the limit off."""
    fields = {field.name for field in dataclasses.fields(BaseStateEventProcessor)}
    assert {"_token_queues", "_superseded", "_futures"} <= fields
    assert isinstance(BaseStateEventProcessor._pending_hydrates, cached_property)
    assert callable(EventNamespace.on_event)
