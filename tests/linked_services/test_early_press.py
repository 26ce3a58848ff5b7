"""A press before the page has loaded is kept until it has: the load would wipe its answer (`doors/queue.py`)."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from reflex.state import OnLoadInternalState, State
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from rxapp.accounts.doors import queue
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.linked_services import service as links
from rxapp.linked_services.state import LinkState
from tests.personas import subscriber
from tests.pipeline import OpenTab, Pipeline, Tab

HYDRATE = format_event_handler(State.event_handlers["hydrate_and_load"])
LOAD = format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"])
PRESS = format_event_handler(LinkState.submit)
EMPTY = {"form": {"__reflex_form_data__": []}}


class SlowLoad:
    """The linking page's load stands still in the middle until it is let on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.may_go_on, self.real = asyncio.Event(), asyncio.Event(), links.proved
        monkeypatch.setattr(links, "proved", self._slowly)

    async def _slowly(self, *about: Any) -> Any:
        self.reached.set()
        await self.may_go_on.wait()
        return await self.real(*about)


def door(pipeline: Pipeline, tab: Tab) -> Callable[..., Any]:
    """Reflex's intake with ours before it: what a browser sends goes in here."""

    async def intake(_sid: str, data: Any) -> None:
        event = Event(name=data["name"], payload=data.get("payload", {}), router_data=tab.router_data())
        await pipeline.processor.enqueue(tab.token, event)

    namespace = SimpleNamespace(sid_to_token={"sid": tab.token}, on_event=intake)
    queue.bound(SimpleNamespace(event_namespace=namespace, event_processor=pipeline.processor))  # type: ignore[arg-type]

    async def send(name: str, payload: dict[str, Any] | None = None) -> None:
        await namespace.on_event("sid", {"name": name, "payload": payload or {}})

    return send


@pytest.fixture
async def tab(bss: EmbeddedBss, database: Database, open_tab: OpenTab) -> Tab:
    anna = await subscriber(database, "anna")
    return await open_tab(session=anna.session, path="/services/link")


async def done(pipeline: Pipeline) -> None:
    await pipeline.processor.join()
    while running := list(pipeline.processor._tasks.values()):
        await asyncio.wait(running)
        await pipeline.processor.join()
    await pipeline.settle()


@pytest.mark.parametrize("begins", [HYDRATE, LOAD], ids=["opened", "navigated"])
async def test_what_it_answers_stays(
    pipeline: Pipeline, tab: Tab, monkeypatch: pytest.MonkeyPatch, begins: str
) -> None:
    load, send = SlowLoad(monkeypatch), door(pipeline, tab)
    await send(begins)
    await load.reached.wait()
    press = asyncio.create_task(send(PRESS, EMPTY))
    await asyncio.sleep(0)
    assert not press.done()
    load.may_go_on.set()
    await press
    await done(pipeline)
    assert tab.shown(LinkState).errors["region"] == "linked_services.region_missing"


async def test_presses_go_in_as_they_came(pipeline: Pipeline, tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    load, send = SlowLoad(monkeypatch), door(pipeline, tab)
    await send(HYDRATE)
    await load.reached.wait()
    choose = format_event_handler(LinkState.choose_kind)
    presses = [asyncio.create_task(send(choose, {"kind": kind})) for kind in ("tv", "mobile", "internet", "phone")]
    await asyncio.sleep(0)
    load.may_go_on.set()
    while any(pipeline.processor._superseded.values()):  # noqa: ASYNC110
        await asyncio.sleep(0)
    # The page has loaded; those that waited are not in yet.
    await send(choose, {"kind": "mobile"})
    await asyncio.gather(*presses)
    await done(pipeline)
    assert tab.shown(LinkState).kind == "mobile"


async def test_at_most_fifty_wait(pipeline: Pipeline, tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    load, send = SlowLoad(monkeypatch), door(pipeline, tab)
    await send(HYDRATE)
    await load.reached.wait()
    presses = [asyncio.create_task(send(PRESS, EMPTY)) for _ in range(80)]
    await asyncio.sleep(0)
    # The load itself is two of the fifty.
    assert sum(not each.done() for each in presses) == queue.MOST_WAITING - 2
    load.may_go_on.set()
    await asyncio.gather(*presses)
    await done(pipeline)


async def test_a_load_that_takes_too_long_holds_nobody_up(
    pipeline: Pipeline, tab: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(queue, "LOADING_SECONDS", 0.01)
    load, send = SlowLoad(monkeypatch), door(pipeline, tab)
    await send(HYDRATE)
    await load.reached.wait()
    await send(PRESS, EMPTY)
    assert "event_not_held reason=slow_load" in caplog.text
    load.may_go_on.set()
    await done(pipeline)


async def test_a_page_left_lets_go_of_what_waited(
    pipeline: Pipeline, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, send = SlowLoad(monkeypatch), door(pipeline, tab)
    await send(HYDRATE)
    await load.reached.wait()
    press = asyncio.create_task(send(PRESS, EMPTY))
    await asyncio.sleep(0)
    pipeline.processor._on_disconnect(tab.token)
    await asyncio.wait_for(press, 2)
    await done(pipeline)
