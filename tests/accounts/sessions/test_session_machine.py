"""Random lives of an account's sessions, time travel included, against a small model (T-SESS)."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rxapp.accounts.service import NewAccount, open_account
from rxapp.accounts.sessions import ending, freshness, queries, service
from rxapp.accounts.sessions.service import TicketRefused
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from tests.accounts.kit import HERE, THERE, enter, exchange, principal, who
from tests.services.lives import many
from tests.services.schema import fresh

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = 60, 3600, 86_400
picks = st.integers(0, 30)


@dataclass
class Model:
    """What a session should be. Times are seconds since the start."""

    cookie: str
    remembered: bool
    created: int
    seen: int
    proved: int
    lapsed: bool = False
    ended: bool = False
    renew_by: int | None = None

    def alive(self, now: int) -> bool:
        idle, absolute = (14 * DAY, 30 * DAY) if self.remembered else (30 * MINUTE, DAY)
        waiting = self.renew_by is not None and now >= self.renew_by
        return not (self.ended or waiting or now - self.seen >= idle or now - self.created >= absolute)

    def reduced(self, now: int) -> bool:
        return self.remembered and (self.lapsed or now - self.seen >= 30 * MINUTE or now - self.proved >= DAY)

    def fresh(self, now: int) -> bool:
        return now - self.proved < 5 * MINUTE


class Sessions(RuleBasedStateMachine):
    def __init__(self, database: Database, runner: asyncio.Runner) -> None:
        super().__init__()
        self.database, self.runner = database, runner
        self.now = 0
        self.models: list[Model] = []
        self.dead: list[str] = []
        self.account_id = self.run(self._open())

    async def _open(self) -> Any:
        new = NewAccount(uuid4().hex[:20], "hash", "К", "А", "", None, "RU-NVS", "", "", frozenset(), "ru")
        async with self.database.writing() as db:
            return (await open_account(db, new)).id

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        with time_machine.travel(START + timedelta(seconds=self.now), tick=False):
            return self.runner.run(work)

    def alive(self) -> list[Model]:
        return [model for model in self.models if model.alive(self.now)]

    def pick(self, at: int) -> Model:
        living = self.alive()
        return living[at % len(living)]

    def someone_is_in(self) -> bool:
        return bool(self.alive())

    @rule(remembered=st.booleans(), elsewhere=st.booleans())
    def sign_in(self, remembered: bool, elsewhere: bool) -> None:
        browser = THERE if elsewhere else HERE
        cookie = self.run(enter(self.database, self.account_id, browser, remembered=remembered))
        # Two sessions of one second have no order; the model has none either.
        self.now += 1
        self.models.append(Model(cookie, remembered, self.now - 1, self.now - 1, self.now - 1))
        for oldest in self.alive()[:-10]:
            oldest.ended = True

    @rule(seconds=st.sampled_from([1, 29, 30, 31, 299, 300, 1799, 1800, HOUR, DAY, 13 * DAY, 20 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @precondition(someone_is_in)
    @rule(at=picks, idle=st.sampled_from([0, 61, 1799, 1800, 3 * HOUR, 2 * DAY]))
    def use(self, at: int, idle: int) -> None:
        """A page load, at once or by who comes back after a while."""
        model = self.pick(at)
        self.now += idle
        if not model.alive(self.now):
            return

        async def touch() -> None:
            async with self.database.writing() as db:
                await service.touch(db, secrets.digest(model.cookie))

        self.run(touch())
        if self.now - model.seen >= MINUTE:
            model.lapsed = model.lapsed or self.now - model.seen >= 30 * MINUTE
            model.seen = self.now

    @precondition(someone_is_in)
    @rule(at=picks, proof=st.booleans(), posted=st.booleans())
    def renew(self, at: int, proof: bool, posted: bool) -> None:
        """A step-up or a change of credentials, whose ticket the browser posts or not."""
        model = self.pick(at)

        async def ticket() -> str:
            me = await principal(self.database, model.cookie)
            async with self.database.writing() as db:
                make = freshness.stepped_up if proof else freshness.renewed
                return await make(db, me, HERE)

        given = self.run(ticket())
        if not posted:
            model.renew_by = model.renew_by if proof else self.now + 30
            return
        old, model.cookie = model.cookie, self.run(exchange(self.database, given, model.cookie))
        self.dead.append(old)
        model.seen, model.renew_by = self.now, None
        if proof:
            model.proved, model.lapsed = self.now, False

    @precondition(someone_is_in)
    @rule(at=picks, other=picks)
    def end_one(self, at: int, other: int) -> None:
        model, victim = self.pick(at), self.pick(other)

        async def end() -> str:
            me, wanted = await principal(self.database, model.cookie), await principal(self.database, victim.cookie)
            try:
                async with self.database.writing() as db:
                    await ending.end_one(db, me, HERE, str(wanted.session_id))
            except DomainError as refused:
                return refused.code
            return ""

        allowed = model.fresh(self.now)
        assert self.run(end()) == ("" if allowed else "session.step_up_needed")
        victim.ended = victim.ended or allowed

    @precondition(someone_is_in)
    @rule(at=picks)
    def sign_out(self, at: int) -> None:
        model = self.pick(at)

        async def leave() -> None:
            me = await principal(self.database, model.cookie)
            async with self.database.writing() as db:
                await ending.sign_out(db, me, HERE)

        self.run(leave())
        model.ended = True

    @precondition(someone_is_in)
    @rule(at=picks)
    def end_others(self, at: int) -> None:
        model = self.pick(at)

        async def end() -> None:
            me = await principal(self.database, model.cookie)
            async with self.database.writing() as db:
                await ending.end_all_but(db, me, HERE)

        self.run(end())
        for other in self.models:
            other.ended = other.ended or other is not model

    @precondition(lambda self: bool(self.dead))
    @rule(at=picks)
    def an_old_id_renews_nothing(self, at: int) -> None:
        model = self.models[-1]
        if not model.alive(self.now):
            return

        async def attempt() -> None:
            me = await principal(self.database, model.cookie)
            async with self.database.writing() as db:
                ticket = await freshness.stepped_up(db, me, HERE)
            with pytest.raises(TicketRefused):
                await exchange(self.database, ticket, self.dead[at % len(self.dead)])

        self.run(attempt())

    @invariant()
    def is_what_the_model_says(self) -> None:
        async def look() -> None:
            for model in self.models:
                me = await who(self.database, model.cookie)
                assert (me is not None) == model.alive(self.now)
                if me is None:
                    continue
                assert me.reduced == model.reduced(self.now)
                async with self.database.reading() as db:
                    assert await freshness.is_fresh(db, me) == model.fresh(self.now)
                    assert len(await queries.signed_in(db, me)) == len(self.alive()) <= 10
            for cookie in self.dead:
                assert await who(self.database, cookie) is None

        self.run(look())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_sessions_live_and_die_as_the_model_says(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/machine.db" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)

    with asyncio.Runner() as runner:
        runner.run(fresh(database))
        run_state_machine_as_test(
            lambda: Sessions(database, runner),
            settings=settings(
                max_examples=many(25, 6) if kind == "sqlite" else many(8, 3),
                stateful_step_count=25,
                deadline=None,
                database=None,
                # Shrinking replays hundreds of lives; the failing one is printed as it is.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        runner.run(database.dispose())
