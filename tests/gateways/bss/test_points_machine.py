"""Random lives of a customer's points against a model of lots: nothing lost, doubled, negative or out of order."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BssRefused
from rxapp.gateways.bss.embedded import catalogue, ledger, operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.rewards.refunds import refund_payment
from rxapp.gateways.bss.embedded.rewards.tables import BssPointLot
from rxapp.gateways.bss.embedded.rules import months_after
from tests.gateways.bss import reward_terms
from tests.services.lives import lives
from tests.services.schema import fresh

NUMBER = "300000000001"


class Points(RuleBasedStateMachine):
    url = ""  # of the PostgreSQL to run on; empty: a SQLite file of its own

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.database = Database(self.url or f"sqlite:///{self.folder.name}/points.db")
        self.bss = EmbeddedBss(self.database)
        self.keys = 0
        self.lots: list[list[Any]] = []  # [expires_on, order, left, source]
        self.payments: dict[str, list[int]] = {}  # key: [paid, refunded, earned, taken back]
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _open(self) -> None:
        await fresh(self.database)
        async with self.database.writing() as db:
            await catalogue.load(db, [OfferingEntry("net", "internet", "Net", {"RU": 100})])
            owner = await provisioning.open_customer(db, "C-1", "C", clock.today())
            account = await provisioning.open_account(db, owner, NUMBER, "RU-NVS")
            first = clock.today() + timedelta(days=3000)
            await provisioning.connect(db, account, NewService("internet", "net", "l", "s"), first)
        await reward_terms.load(self.database)
        await self.bss.enrol(NUMBER)
        self.service_id = (await self.bss.services([NUMBER]))[0].id

    def key(self) -> str:
        self.keys += 1
        return f"k{self.keys}"

    def points(self) -> int:
        return sum(lot[2] for lot in self.lots)

    def put(self, points: int, source: str) -> None:
        if points:
            self.lots.append([months_after(clock.today(), 12), self.keys, points, source])

    def take(self, points: int, first: str = "") -> None:
        for lot in sorted(self.lots, key=lambda lot: (lot[3] != first, lot[0], lot[1])):
            taken = min(points, lot[2])
            lot[2], points = lot[2] - taken, points - taken

    async def _do(self, verb: Any, *arguments: Any) -> str:
        try:
            async with self.bss.changing() as db:
                await verb(db, *arguments)
        except BssRefused as refused:
            return refused.code
        return ""

    @rule(rubles=st.integers(1, 90_000))
    def pay(self, rubles: int) -> None:
        key, before = self.key(), self.run(self.bss.loyalty([NUMBER]))[0]
        for _ in range(2):
            assert self.run(self._do(operator.post_payment, NUMBER, rubles * 100, key)) == ""
        earned = rubles * reward_terms.PERCENTS[before.level] // 10_000
        self.payments[key] = [rubles * 100, 0, earned, 0]
        self.put(earned, key)

    @rule(place=st.integers(0, 5), share=st.integers(1, 120))
    def refund(self, place: int, share: int) -> None:
        if place >= len(self.payments):
            return
        payment = list(self.payments)[place]
        paid, refunded, earned, taken = self.payments[payment]
        amount, key = max(1, paid * share // 100), self.key()
        code = self.run(self._do(refund_payment, NUMBER, payment, amount, key))
        if refunded + amount > paid:
            assert code == "bss.refund_too_large"
            return
        assert code == ""
        owed = min(earned * (refunded + amount) // paid - taken, self.points())
        self.payments[payment] = [paid, refunded + amount, earned, taken + owed]
        self.take(owed, payment)

    @rule(points=st.integers(-300, 300).filter(bool))
    def hand(self, points: int) -> None:
        key = self.key()
        code = self.run(self._do(operator.add_points, NUMBER, points, key))
        assert code == ("bss.points_insufficient" if self.points() + points < 0 else "")
        if code:
            return
        if points > 0:
            self.put(points, key)
        else:
            self.take(-points)

    @rule(reward=st.sampled_from(["off", "days", "film"]))
    def redeem(self, reward: str) -> None:
        key = self.key()

        async def twice() -> str:
            try:
                for _ in range(2):
                    await self.bss.redeem([NUMBER], self.service_id, reward, key=key)
            except BssRefused as refused:
                return refused.code
            return ""

        code, price = self.run(twice()), {"off": 200, "days": 300}.get(reward, 0)
        assert code in ("", "why.points", "why.reward_taken", "why.no_service_for_reward")
        assert (code == "why.points") <= (self.points() < price)
        if not code:
            self.take(price)

    @rule(days=st.integers(1, 120))
    def wait(self, days: int) -> None:
        clock.set_ahead(clock.ahead() + timedelta(days=days))
        today: date = clock.today()
        self.run(self.bss.run_bonus())
        assert self.run(self.bss.run_bonus()) == 0
        for lot in self.lots:
            lot[2] = lot[2] if lot[0] >= today else 0
        years = self.run(self.bss.point_history([NUMBER], limit=99)).rows
        for one in years:
            if one.kind == "years" and one.id not in {lot[3] for lot in self.lots}:
                self.lots.append([months_after(clock.day_of(one.at), 12), self.keys, one.points, one.id])

    @invariant()
    def adds_up(self) -> None:
        async def look() -> tuple[list[str], int, list[tuple[Any, int]]]:
            async with self.database.reading() as db:
                found = await ledger.audit(db)
                lots = (await db.exec(select(BssPointLot).order_by(col(BssPointLot.expires_on)))).all()
            return (
                found,
                (await self.bss.loyalty([NUMBER]))[0].points,
                sorted((lot.expires_on, lot.left) for lot in lots if lot.left),
            )

        flaws, points, lots = self.run(look())
        assert flaws == []
        assert points == self.points() >= 0
        assert lots == sorted((lot[0], lot[2]) for lot in self.lots if lot[2])

    def teardown(self) -> None:
        clock.set_ahead(timedelta())
        self.run(self.database.dispose())
        self.runner.close()
        self.folder.cleanup()


class PointsOnPostgres(Points):
    """The same lives on the other database."""


TestPoints = Points.TestCase
TestPoints.settings = lives(5, in_ci=20)


class TestPointsOnPostgres(PointsOnPostgres.TestCase):  # type: ignore[misc, name-defined]
    settings = lives(3, in_ci=20)

    @pytest.fixture(autouse=True)
    def _on_postgres(self, postgres_url: str) -> None:
        PointsOnPostgres.url = postgres_url
