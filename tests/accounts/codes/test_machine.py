"""One-time codes against a small model: request, resend, verify, expire, cross-purpose, cross-session (T-OTP)."""

import asyncio
import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from rxapp import tables
from rxapp.accounts.codes import service
from rxapp.accounts.codes.service import Flow
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from tests.services.lives import many
from tests.services.people import other_than

EXAMPLES, STEPS, LEAST = many(95, 15), 50, many(10_000, 1_500)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
# Two browsers at one number, one more purpose at that number, another number, and an owner inside.
FLOWS = [
    Flow(UUID(int=1), "sign_in", "+79030000001", "browser-a"),
    Flow(UUID(int=2), "sign_in", "+79030000001", "browser-b"),
    Flow(UUID(int=3), "recovery", "+79030000001", "browser-a"),
    Flow(UUID(int=4), "sign_in", "+79030000002", "browser-a"),
    Flow(UUID(int=5), "step_up", "+79030000001", "browser-a"),
]
OUTCOMES = {
    "wait",
    "sent",
    "limit.too_many",
    "code.resends_spent",
    "code.wrong",
    "code.spent",
    "code.expired",
    "code.too_many_guesses",
    "right",
}
WAITS = (60, 120, 300)
LIFE, FLOW_LIFE, ATTEMPTS, GUESSES, DAY = 300, 900, 5, 25, 86_400


@dataclass
class Code:
    started: int
    sent_at: int = 0
    expires: int = 0
    sent: int = 0
    attempts: int = 0
    used: bool = False
    code: str = ""


@dataclass
class Model:
    """What must happen. Times are seconds since the start."""

    codes: dict[UUID, Code] = field(default_factory=dict)
    guesses: dict[tuple[bool, str], list[int]] = field(default_factory=dict)

    def request(self, flow: Flow, now: int) -> str:
        code = self.codes.get(flow.id)
        if code is None or now - code.started >= FLOW_LIFE:
            code = self.codes[flow.id] = Code(started=now)
        elif code.sent > len(WAITS):
            return "code.resends_spent"
        elif now - code.sent_at < WAITS[code.sent - 1]:
            return "limit.too_many"
        code.sent, code.sent_at, code.expires, code.attempts, code.used = code.sent + 1, now, now + LIFE, 0, False
        for other in FLOWS:
            same = (other.purpose, other.destination) == (flow.purpose, flow.destination)
            if same and other.id != flow.id and other.id in self.codes:
                self.codes[other.id].expires = min(self.codes[other.id].expires, now)
        return "sent"

    def verify(self, flow: Flow, entered: str, now: int, own: Flow) -> str:
        code = self.codes.get(flow.id)
        if code is None or flow != own or code.used or now >= code.expires or code.attempts >= ATTEMPTS:
            return "code.spent" if code and not code.used and code.attempts >= ATTEMPTS else "code.expired"
        recent = self.guesses.setdefault((flow.purpose == "step_up", flow.destination), [])
        recent[:] = [at for at in recent if at > now - DAY]
        if len(recent) >= GUESSES:
            return "code.too_many_guesses"
        code.attempts += 1
        if entered == code.code:
            code.used = True
            return "right"
        recent.append(now)
        return "code.spent" if code.attempts >= ATTEMPTS else "code.wrong"


class Codes(RuleBasedStateMachine):
    """Each rule does one thing to both; they must answer alike."""

    database: Database
    loop: asyncio.AbstractEventLoop
    seen: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.model, self.now = Model(), 0
        self.clock = time_machine.travel(NOW, tick=False)
        self.traveller = self.clock.start()
        self.run(self.clean())

    def run(self, work: object) -> object:
        return self.loop.run_until_complete(work)  # type: ignore[arg-type]

    async def clean(self) -> None:
        async with self.database.writing() as db:
            for table in ("confirmation_code", "code_guessing", "rate_counter"):
                await db.exec(text(f"DELETE FROM {table}"))

    async def request(self, flow: Flow) -> tuple[str, str]:
        try:
            async with self.database.writing() as db:
                return "sent", await service.issue(db, flow)
        except DomainError as refused:
            return refused.code, ""

    async def verify(self, flow: Flow, entered: str) -> str:
        try:
            async with self.database.writing() as db:
                await service.count_attempt(db, flow)
            async with self.database.writing() as db:
                await service.redeem(db, flow, entered)
        except DomainError as refused:
            return refused.code
        return "right"

    @rule(flow=st.sampled_from(FLOWS))
    def ask(self, flow: Flow) -> None:
        expected = self.model.request(flow, self.now)
        answer, code = self.run(self.request(flow))  # type: ignore[misc]
        assert answer == expected
        self.seen[answer] += 1
        if code:
            self.model.codes[flow.id].code = code

    @rule(seconds=st.sampled_from([1, 59, 60, 61, 120, 299, 300, 600, 900, 43_200]))
    def wait(self, seconds: int) -> None:
        self.seen["wait"] += 1
        self.now += seconds
        self.traveller.shift(timedelta(seconds=seconds))

    def enter(self, flow: Flow, entered: str, own: Flow) -> None:
        expected = self.model.verify(flow, entered, self.now, own)
        assert self.run(self.verify(flow, entered)) == expected
        self.seen[expected] += 1

    @precondition(lambda self: self.model.codes)
    @rule(flow=st.sampled_from(FLOWS), other=st.sampled_from(FLOWS))
    def enter_the_code_of(self, flow: Flow, other: Flow) -> None:
        issued = self.model.codes.get(other.id)
        self.enter(flow, issued.code if issued else "000000", flow)

    @rule(flow=st.sampled_from(FLOWS), times=st.integers(1, 6))
    def enter_wrong_codes(self, flow: Flow, times: int) -> None:
        issued = self.model.codes.get(flow.id)
        for _ in range(times):
            self.enter(flow, other_than(issued.code) if issued else "000000", flow)

    @rule(flow=st.sampled_from(FLOWS))
    def ask_to_the_end(self, flow: Flow) -> None:
        for seconds in (*WAITS, 1):
            self.ask(flow)
            self.wait(seconds)
        self.ask(flow)

    @rule(flow=st.sampled_from(FLOWS))
    def ask_and_enter(self, flow: Flow) -> None:
        self.ask(flow)
        self.enter_the_code_of(flow, flow)

    @rule(flow=st.sampled_from(FLOWS), rare=st.integers(0, 9))
    def guess_all_morning(self, flow: Flow, rare: int) -> None:
        for _ in range(0 if rare else 6):
            self.wait(FLOW_LIFE)
            self.ask(flow)
            self.enter_wrong_codes(flow, ATTEMPTS)

    @precondition(lambda self: self.model.codes)
    @rule(flow=st.sampled_from(FLOWS), what=st.sampled_from(["purpose", "destination", "browser_hash"]))
    def enter_the_right_code_as_something_else(self, flow: Flow, what: str) -> None:
        issued = self.model.codes.get(flow.id)
        self.enter(replace(flow, **{what: "another"}), issued.code if issued else "000000", flow)

    def teardown(self) -> None:
        self.clock.stop()


@pytest.fixture
def _machine() -> object:
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shm if os.access(shm, os.W_OK) else None) as home:
        Codes.loop = asyncio.new_event_loop()
        Codes.database = Database(f"sqlite:///{home}/codes.db")

        async def create() -> None:
            async with Codes.database.engine.begin() as connection:
                await connection.run_sync(tables.metadata.create_all)

        Codes.loop.run_until_complete(create())
        yield
        Codes.loop.run_until_complete(Codes.database.dispose())
        Codes.loop.close()


@pytest.mark.usefixtures("_machine")
def test_codes_behave_as_the_model_says() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Codes,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert Codes.seen.total() >= LEAST
    assert set(Codes.seen) == OUTCOMES
