"""One clock for two workers on PostgreSQL and Redis: who moved it sees everybody moved."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from rxapp.sandbox.operator.demo import user_names
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.sandbox import HOUR, MINUTE, Sandbox, SandboxRefused
from tests.e2e.server import Server

ASKED = 24


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    opened = Sandbox(server.url)
    opened.reset("limits", "clock")
    yield opened
    opened.reset("limits", "clock")
    opened.close()


def shift_seen(server: Server) -> int:
    """Over a connection of its own: any of the workers may take it."""
    answer = httpx.get(f"{server.url}/sandbox/api/clock", timeout=10, headers={"Connection": "close"})
    return int(answer.json()["shift_seconds"])


def test_no_worker_shows_the_former_time_once_the_move_is_answered(server: Server, sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        for wanted in (HOUR, 2 * HOUR, 3 * HOUR):
            sandbox.clock.advance(HOUR)
            assert set(pool.map(shift_seen, [server] * ASKED)) == {wanted}
        sandbox.clock.reset()
        assert set(pool.map(shift_seen, [server] * ASKED)) == {0}


def test_moves_at_once_all_count(server: Server, sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: sandbox.clock.advance(MINUTE), range(8)))
    assert shift_seen(server) == 8 * MINUTE


def test_messages_go_out_before_during_and_after_a_move(sandbox: Sandbox) -> None:
    inbox = Inbox(sandbox)
    for move in (lambda: None, lambda: sandbox.clock.advance(HOUR), sandbox.clock.reset):
        move()
        waiting = sandbox.persona("nina").unconfirmed().create()
        assert len(inbox.code_for(waiting.phone)) == 6


def test_two_requests_of_one_key_make_one_person(sandbox: Sandbox) -> None:
    def make(_: int) -> str:
        try:
            return str(sandbox.ask("POST", "accounts", {"idempotency_key": "scaled-1"})["id"])
        except SandboxRefused as refused:
            return f"{refused.status}"

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(make, range(4)))
    assert len(made - {"409"}) == 1
    assert make(0) in made


def test_resets_at_once_tell_the_demo_once(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: sandbox.reset(reseed=True), range(2)))
    assert sandbox.person("anna").service("internet").linked
    people = sandbox.ask("GET", "accounts", limit=100)["accounts"]
    assert sorted(person["user_name"] for person in people) == sorted(user_names())
