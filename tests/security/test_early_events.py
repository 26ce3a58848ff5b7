"""What comes before the page has loaded is kept until it has: the load would wipe its answer (`doors/queue.py`)."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from reflex.state import OnLoadInternalState, State
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from rxapp import wiring
from rxapp.accounts.doors import queue
from rxapp.core.db import Database
from rxapp.linked_services import service as links
from rxapp.linked_services.state import LinkState
from tests.personas import subscriber
from tests.pipeline import OpenTab, Pipeline, Tab, open_tab, pipeline

__all__ = ["open_tab", "pipeline"]

HYDRATE = format_event_handler(State.event_handlers["hydrate_and_load"])
LOAD = format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"])
PRESS = format_event_handler(LinkState.submit)
CHOOSE = format_event_handler(LinkState.choose_kind)
EMPTY = {"form": {"__reflex_form_data__": []}}


class Opening:
    """The linking page of one tab, whose load stands still in the middle until it may go on."""

    def __init__(self, pipeline: Pipeline, tab: Tab) -> None:
        self.pipeline, self.tab = pipeline, tab
        self.reached, self.may_go_on, self._proved = asyncio.Event(), asyncio.Event(), links.proved
        self._namespace = SimpleNamespace(sid_to_token={"sid": tab.token}, on_event=self._take)
        self._app = cast(Any, SimpleNamespace(event_namespace=self._namespace, event_processor=pipeline.processor))
        self._turns = queue.bound(self._app)

    async def begins(self, name: str = HYDRATE) -> None:
        await self.send(name)
        await self.reached.wait()

    async def send(self, name: object, payload: dict[str, Any] | None = None) -> None:
        """As the browser sends it, once it is in."""
        await self._namespace.on_event("sid", {"name": name, "payload": payload or {}})

    async def pressed(self, *events: tuple[str, dict[str, Any]]) -> list["asyncio.Task[None]"]:
        """Sent one after another, and waiting."""
        sent = [asyncio.create_task(self.send(*event)) for event in events]
        await asyncio.sleep(0)
        return sent

    async def done(self) -> None:
        """As a worker that leaves waits for it."""
        await wiring._events_done(self._app, self._turns)
        await self.pipeline.settle()

    async def proved(self, *about: Any) -> Any:
        self.reached.set()
        await self.may_go_on.wait()
        return await self._proved(*about)

    async def _take(self, _sid: str, data: Any) -> None:
        event = Event(name=data["name"], payload=data["payload"], router_data=self.tab.router_data())
        await self.pipeline.processor.enqueue(self.tab.token, event)


@pytest.fixture
async def page(pipeline: Pipeline, database: Database, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> Opening:
    anna = await subscriber(database, "anna")
    made = Opening(pipeline, await open_tab(session=anna.session, path="/services/link"))
    monkeypatch.setattr(links, "proved", made.proved)
    return made


@pytest.mark.parametrize("begins", [HYDRATE, LOAD], ids=["opened", "navigated"])
async def test_what_it_answers_stays(page: Opening, begins: str) -> None:
    await page.begins(begins)
    (press,) = await page.pressed((PRESS, EMPTY))
    assert not press.done()
    page.may_go_on.set()
    await press
    await page.done()
    assert page.tab.shown(LinkState).errors["region"] == "linked_services.region_missing"


async def test_presses_go_in_as_they_came(page: Opening) -> None:
    await page.begins()
    presses = await page.pressed(*[(CHOOSE, {"kind": kind}) for kind in ("tv", "mobile", "internet", "phone")])
    page.may_go_on.set()
    while any(page.pipeline.processor._superseded.values()):  # noqa: ASYNC110
        await asyncio.sleep(0)
    # The page has loaded; those that waited are not in yet.
    await page.send(CHOOSE, {"kind": "mobile"})
    await asyncio.gather(*presses)
    await page.done()
    assert page.tab.shown(LinkState).kind == "mobile"


async def test_at_most_fifty_wait_those_held_back_and_the_page_s_own_included(page: Opening) -> None:
    await page.begins()
    presses = await page.pressed(*[(PRESS, EMPTY)] * 80)
    # The load itself is two of the fifty.
    assert sum(not each.done() for each in presses) == queue.MOST_WAITING - 2
    for name in (HYDRATE, LOAD):
        await page.send(name)
    assert not page.pipeline.processor._queue.qsize()  # type: ignore[union-attr]
    page.may_go_on.set()
    await asyncio.gather(*presses)
    await page.done()


async def test_a_load_that_takes_too_long_holds_nobody_up(
    page: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(queue, "LOADING_SECONDS", 0.2)
    await page.begins()
    # Each waits from when it came: one after another they would take eight seconds.
    await asyncio.wait_for(asyncio.gather(*await page.pressed(*[(PRESS, EMPTY)] * 40)), 4)
    assert "event_not_held reason=slow_load" in caplog.text
    page.may_go_on.set()
    await page.done()


async def test_a_page_left_lets_go_of_what_waited(page: Opening) -> None:
    await page.begins()
    (press,) = await page.pressed((PRESS, EMPTY))
    page.pipeline.processor._on_disconnect(page.tab.token)
    await asyncio.wait_for(press, 2)
    await page.done()


async def test_a_worker_that_leaves_answers_what_it_held_back_first(page: Opening) -> None:
    await page.begins()
    presses = await page.pressed((PRESS, EMPTY))
    leaves = asyncio.create_task(page.done())
    await asyncio.sleep(0)
    page.may_go_on.set()
    await leaves
    assert all(press.done() for press in presses)
    assert page.tab.shown(LinkState).errors["region"] == "linked_services.region_missing"


@pytest.mark.parametrize("name", [[], {}, None, 7, ["x"]])
async def test_a_name_that_is_none_is_reflexs_to_refuse(page: Opening, name: object) -> None:
    taken: list[Any] = []
    page._namespace.on_event = lambda _sid, data: _note(taken, data)
    queue.bound(page._app)
    await page.send(name)
    assert taken == [{"name": name, "payload": {}}]


async def _note(taken: list[Any], data: Any) -> None:
    taken.append(data)
