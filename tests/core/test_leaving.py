"""The order of leaving (REL-1), without a server: what is refused, what is waited for, what comes last."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from rxapp.accounts.live.sockets import Line, OpenSockets
from rxapp.core.http import leaving as module
from rxapp.core.http.leaving import SERVICE_RESTART, Leaving, NothingNew


async def fine(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("fine")


class Slow:
    """A request that lasts as long as the test wants."""

    def __init__(self) -> None:
        self.came, self.may_go = asyncio.Event(), asyncio.Event()

    async def answer(self, _request: Request) -> PlainTextResponse:
        self.came.set()
        await self.may_go.wait()
        return PlainTextResponse("done")


def client(leaving: Leaving, slow: Slow | None = None) -> httpx.AsyncClient:
    routes = [Route(path, fine) for path in ("/", "/readyz", "/healthz")]
    app = Starlette(routes=[*routes, Route("/slow", slow.answer if slow else fine)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(NothingNew(app, leaving)), base_url="http://here")


def begin(leaving: Leaving) -> asyncio.Event:
    """Begun; the event is set when the server may go."""
    gone = asyncio.Event()
    leaving.begin(asyncio.get_running_loop(), gone.set)
    return gone


async def turns() -> None:
    """Everything that can happen by itself has happened."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_nothing_is_refused_before() -> None:
    async with client(Leaving()) as browser:
        assert [(await browser.get(path)).status_code for path in ("/", "/readyz", "/healthz")] == [200] * 3


async def test_from_the_signal_on_requests_are_sent_elsewhere_but_the_process_lives() -> None:
    leaving = Leaving()
    leaving.events_done = asyncio.Event().wait  # type: ignore[assignment]
    begin(leaving)
    async with client(leaving) as browser:
        ready, page, alive = [await browser.get(path) for path in ("/readyz", "/", "/healthz")]
    assert (ready.status_code, ready.json()) == (503, {"status": "stopping"})
    assert (page.status_code, page.headers["Retry-After"], page.headers["Connection"]) == (503, "1", "close")
    assert alive.status_code == 200


async def test_a_request_under_way_is_answered_before_the_server_may_go() -> None:
    leaving, slow = Leaving(), Slow()
    async with client(leaving, slow) as browser:
        asked = asyncio.create_task(browser.get("/slow"))
        await slow.came.wait()
        gone = begin(leaving)
        await turns()
        assert not gone.is_set()
        slow.may_go.set()
        answer = await asked
        await asyncio.wait_for(gone.wait(), 5)
    assert (answer.text, answer.headers["Connection"]) == ("done", "close")


async def test_events_end_first_then_sockets_then_the_server() -> None:
    leaving, order = Leaving(), []
    ended = asyncio.Event()

    async def events_done() -> None:
        await ended.wait()
        order.append("events")

    async def hang_up() -> None:
        order.append("sockets")

    leaving.stop_listening = lambda: order.append("deaf")
    leaving.events_done, leaving.hang_up = events_done, hang_up
    gone = begin(leaving)
    await turns()
    assert order == ["deaf"]
    ended.set()
    await asyncio.wait_for(gone.wait(), 5)
    assert order == ["deaf", "events", "sockets"]


async def test_a_second_signal_neither_hurries_nor_repeats() -> None:
    leaving, ended = Leaving(), asyncio.Event()
    leaving.events_done = ended.wait  # type: ignore[assignment]
    first, second = begin(leaving), begin(leaving)
    await turns()
    assert not first.is_set()
    ended.set()
    await asyncio.wait_for(first.wait(), 5)
    await turns()
    assert not second.is_set()


@pytest.mark.parametrize("fails", [False, True])
async def test_what_hangs_or_fails_holds_the_server_no_longer_than_its_time(
    monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.05)
    leaving, hung_up = Leaving(), asyncio.Event()

    async def events_done() -> None:
        if fails:
            raise RuntimeError
        await asyncio.Event().wait()

    async def hang_up() -> None:
        hung_up.set()

    leaving.events_done, leaving.hang_up = events_done, hang_up
    await asyncio.wait_for(begin(leaving).wait(), 5)
    assert hung_up.is_set()


async def test_no_new_socket() -> None:
    leaving = Leaving()
    leaving.events_done = asyncio.Event().wait  # type: ignore[assignment]
    begin(leaving)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def never(*_: object) -> None:
        pytest.fail("it was let in")

    await NothingNew(never, leaving)({"type": "websocket", "path": "/_event"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": SERVICE_RESTART}]


class Wire:
    """What a browser says and hears."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Message] = asyncio.Queue()
        self.heard: list[Message] = []

    async def send(self, message: Message) -> None:
        self.heard.append(message)


async def test_a_deaf_line_still_speaks_and_ends_with_the_code_of_a_restart() -> None:
    sockets, wire, passed_on = OpenSockets(), Wire(), []
    line = Line(wire.said.get, wire.send)

    async def behind() -> None:
        with sockets.held(None, "", line):
            while (message := await line.receive())["type"] != "websocket.disconnect":
                passed_on.append(message["text"])

    running = asyncio.create_task(behind())
    wire.said.put_nowait({"type": "websocket.receive", "text": "before"})
    await turns()
    sockets.stop_listening()
    wire.said.put_nowait({"type": "websocket.receive", "text": "after"})
    await turns()
    await line.send({"type": "websocket.send", "text": "the answer"})
    await asyncio.wait_for(sockets.hang_up_all(SERVICE_RESTART), 5)
    await asyncio.wait_for(running, 5)
    assert passed_on == ["before"]
    assert wire.heard == [
        {"type": "websocket.send", "text": "the answer"},
        {"type": "websocket.close", "code": SERVICE_RESTART},
    ]


async def test_a_deaf_line_hears_that_the_browser_has_gone() -> None:
    wire = Wire()
    line = Line(wire.said.get, wire.send)
    line.stop_listening()
    wire.said.put_nowait({"type": "websocket.disconnect", "code": 1001})
    assert (await asyncio.wait_for(line.receive(), 5))["type"] == "websocket.disconnect"


async def test_hanging_up_with_nobody_there_is_done_at_once() -> None:
    await asyncio.wait_for(OpenSockets().hang_up_all(SERVICE_RESTART), 1)
