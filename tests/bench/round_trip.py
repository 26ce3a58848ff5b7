"""How long an event takes from a tab to its answer, over a real server. A measurement, not a test: pytest does not
collect it by itself.

    .venv/bin/python -m pytest -s tests/bench/round_trip.py                # embedded, then two workers
    .venv/bin/python -m pytest -s tests/bench/round_trip.py -k embedded

Each tab fires at a person's pace and waits for the answer, so the figures are those of a server with room to spare;
client and server share the machine. Push is timed from the operator's request to the changed total in each tab.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from uuid import uuid4

import httpx
import pytest
from reflex_base.registry import RegistrationContext

import rxapp.rxapp  # noqa: F401 - registers every State
from rxapp import build
from rxapp.accounts.doors.socket import MOST_SOCKETS
from tests.e2e.server import Server, running
from tests.security.wire import Tab, browser_cookies, signed_in

TABS = (1, 20, 100)
ROUNDS, PUSHES = 12, 3
ACCOUNT = "654022198043"
HYDRATE = "reflex___state____state.hydrate_and_load"
LATE = 10.0


class TimedTab(Tab):
    """A tab that knows when its last frame with a wanted word came."""

    wanted: str = ""

    async def __aenter__(self) -> "TimedTab":
        self.came = asyncio.Event()
        await super().__aenter__()
        self.client.on("event", self._hear, namespace="/_event")
        return self

    async def fire(self, name: str, payload: dict[str, object]) -> None:
        here = {"pathname": "/dashboard", "asPath": "/dashboard", "query": {}}
        event = {"name": name, "payload": payload, "router_data": here}
        await self.client.emit("event", event, namespace="/_event")

    def _hear(self, data: object) -> None:
        if self.wanted and self.wanted in json.dumps(data, ensure_ascii=False):
            self.at = time.perf_counter()
            self.came.set()

    def expect(self, word: str) -> None:
        self.came.clear()
        self.wanted = word

    async def timed(self, name: str, payload: dict[str, object], word: str) -> float:
        """Seconds from the event to the frame that holds ``word``; TimeoutError after ten."""
        self.expect(word)
        begun = time.perf_counter()
        await self.fire(name, payload)
        await asyncio.wait_for(self.came.wait(), LATE)
        return self.at - begun


@dataclass
class Result:
    """One line of the report: times in seconds, and what failed."""

    what: str
    tabs: int
    times: list[float] = field(default_factory=list)
    errors: int = 0

    def __str__(self) -> str:
        cuts = quantiles(self.times, n=100, method="inclusive") if len(self.times) > 1 else self.times * 99
        figures = f"p50 {cuts[49] * 1000:7.1f}  p99 {cuts[98] * 1000:7.1f} ms" if cuts else "no answer"
        return f"{self.what:<34} {self.tabs:>3} tabs  {figures}  n={len(self.times)} errors={self.errors}"

    async def add(self, work: Awaitable[float]) -> None:
        try:
            self.times.append(await work)
        except Exception as error:
            print("  error:", type(error).__name__, str(error)[:100])
            self.errors += 1


@pytest.fixture(scope="module", params=["embedded", "scaled"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not build.is_fresh():
        build.build()
    settings: dict[str, str] = {}
    if request.param == "scaled":
        settings = {
            "DATABASE_URL": request.getfixturevalue("postgres_url"),
            "REDIS_URL": request.getfixturevalue("redis_url"),
            "WORKERS": "2",
            "SECRET_KEY": "k" * 40,
        }
    with running(tmp_path_factory.mktemp("bench"), **settings) as started:
        print(f"\n== {request.param}")
        yield started


@pytest.mark.parametrize("tabs", TABS)
async def test_an_anonymous_event(served: Server, tabs: int) -> None:
    chosen, checked = Result("choose_tab (no database)", tabs), Result("check_user_name (one write)", tabs)
    async with opened(served, [browser_cookies(served) for _ in range(tabs)]) as everyone:

        async def play(tab: TimedTab) -> None:
            for number in range(ROUNDS):
                await pause(tabs)
                name = ("login", "mail")[number % 2]
                await chosen.add(tab.timed(full("sign_in_state.choose_tab"), {"tab": name}, f'"{name}"'))
                user, word = [("anna", "user_name_taken"), (f"free-{uuid4().hex[:8]}", "user_name_free")][number % 2]
                await checked.add(tab.timed(full("registration_state.check_user_name"), {"value": user}, word))

        await asyncio.gather(*map(play, everyone))
    print(chosen, checked, sep="\n")


@pytest.mark.parametrize("tabs", TABS)
async def test_the_dashboard_and_a_push(served: Server, tabs: int) -> None:
    document, shown = Result("GET /dashboard (the document)", tabs), Result("hydrate to the loaded dashboard", tabs)
    again, push = Result("dashboard_state.load again", tabs), Result("operator's payment to the total", tabs)
    sessions = [await signed_in(served, "anna") for _ in range(-(-tabs // MOST_SOCKETS))]
    jars = [sessions[place % len(sessions)] for place in range(tabs)]
    async with opened(served, jars) as everyone, httpx.AsyncClient(timeout=LATE) as client:

        async def play(tab: TimedTab) -> None:
            await pause(tabs)
            await document.add(got(client, tab))
            await shown.add(tab.timed(HYDRATE, {}, '"loaded_rx_state_": true'))
            for _ in range(ROUNDS):
                await pause(tabs)
                await again.add(tab.timed(full("dashboard_state.load"), {}, '"as_of_rx_state_"'))

        await asyncio.gather(*map(play, everyone))
        for _ in range(PUSHES):
            await pushed(client, served, everyone, push)
    print(document, shown, again, push, sep="\n")


async def pushed(client: httpx.AsyncClient, served: Server, everyone: Sequence[TimedTab], push: Result) -> None:
    for tab in everyone:
        tab.expect('"total_minor_rx_state_"')
    begun = time.perf_counter()
    body = {"account_number": ACCOUNT, "amount_minor": 100, "idempotency_key": uuid4().hex}
    answer = await client.post(f"{served.url}/sandbox/operator/post_payment", json=body)
    assert answer.status_code == 200, answer.text

    async def arrival(tab: TimedTab) -> float:
        await asyncio.wait_for(tab.came.wait(), LATE)
        return tab.at - begun

    await asyncio.gather(*(push.add(arrival(tab)) for tab in everyone))
    await asyncio.sleep(0.5)


async def got(client: httpx.AsyncClient, tab: TimedTab) -> float:
    jar = "; ".join(f"{name}={value}" for name, value in tab.cookies.items())
    begun = time.perf_counter()
    answer = await client.get(f"{tab.server.url}/dashboard", headers={"Cookie": jar})
    assert answer.status_code == 200
    return time.perf_counter() - begun


async def pause(tabs: int) -> None:
    """One tab asks some ten times a second, many of them once in a second or two each."""
    await asyncio.sleep(random.uniform(0.05, 0.1) if tabs == 1 else random.uniform(0.8, 1.6))


@asynccontextmanager
async def opened(served: Server, jars: Sequence[dict[str, str]]) -> AsyncIterator[list[TimedTab]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(TimedTab(served, jar)) for jar in jars]


def full(handler: str) -> str:
    return next(name for name in RegistrationContext.get().event_handlers if name.endswith(handler))
