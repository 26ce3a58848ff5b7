"""Random lives of an account against a plain model: nothing is lost, doubled or made from nothing."""

import asyncio
import tempfile
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import rxapp.accounts.tables
import rxapp.gateways.bss.embedded.tables  # noqa: F401
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BssRefused
from rxapp.gateways.bss.embedded import catalogue, ledger, loyalty, operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.gateways.bss.embedded.provisioning import NewService
from tests.services.lives import lives
from tests.services.schema import fresh

NUMBERS = ("300000000001", "300000000002")
keys = st.integers(0, 30).map(str)
numbers = st.sampled_from(NUMBERS)
amounts = st.integers(1, 100_000)


class Ledger(RuleBasedStateMachine):
    url = ""  # of the PostgreSQL to run on; empty: a SQLite file of its own

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.database = Database(self.url or f"sqlite:///{self.folder.name}/ledger.db")
        self.bss = EmbeddedBss(self.database)
        self.balance = dict.fromkeys(NUMBERS, 0)
        self.points = 0
        self.done: dict[tuple[str, str], tuple[str, int]] = {}
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _open(self) -> None:
        await fresh(self.database)
        async with self.database.writing() as db:
            await catalogue.load(db, [OfferingEntry("net", "internet", "Net", {"RU": 100})])
            await loyalty.set_rules(db, minor_per_point=10_000, thresholds={"standard": 0})
            owner = await provisioning.open_customer(db, "C", "C", clock.today())
            for number in NUMBERS:
                account = await provisioning.open_account(db, owner, number, "RU-NVS")
                await provisioning.connect(db, account, NewService("internet", "net", "l", "s"), clock.today())
        await self.bss.enrol(NUMBERS[0])

    def act(self, verb: Any, number: str, amount: int, key: str) -> bool:
        """Whether this was a new change; a repeat must be harmless and another request refused."""
        known = self.done.get((verb.__name__, key))

        async def attempt() -> str:
            try:
                async with self.bss.changing() as db:
                    await verb(db, number, amount, key)
            except BssRefused as refusal:
                return refusal.code
            return ""

        code = self.run(attempt())
        if known is not None:
            assert code == ("" if known == (number, amount) else "bss.key_reused")
            return False
        if verb is operator.add_points and self.points + amount < 0:
            assert code == "bss.points_insufficient"
            return False
        assert code == ""
        self.done[verb.__name__, key] = (number, amount)
        return True

    @rule(number=numbers, amount=amounts, key=keys)
    def pay(self, number: str, amount: int, key: str) -> None:
        if self.act(operator.post_payment, number, amount, key):
            self.balance[number] += amount
            self.points += amount // 10_000

    @rule(number=numbers, amount=amounts, key=keys)
    def charge(self, number: str, amount: int, key: str) -> None:
        if self.act(operator.charge, number, amount, key):
            self.balance[number] -= amount

    @rule(number=numbers, points=st.integers(-50, 50).filter(bool), key=keys)
    def move_points(self, number: str, points: int, key: str) -> None:
        if self.act(operator.add_points, number, points, key):
            self.points += points

    @invariant()
    def adds_up(self) -> None:
        async def look() -> tuple[list[str], dict[str, int], int]:
            async with self.database.reading() as db:
                found = await ledger.audit(db)
            balances = {row.account_number: row.balance_minor for row in await self.bss.balances(NUMBERS)}
            return found, balances, (await self.bss.loyalty(NUMBERS))[0].points

        assert self.run(look()) == ([], self.balance, self.points)
        assert self.points >= 0

    def teardown(self) -> None:
        self.run(self.database.dispose())
        self.runner.close()
        self.folder.cleanup()


class LedgerOnPostgres(Ledger):
    """The same lives on the other database."""


TestLedger = Ledger.TestCase
TestLedger.settings = lives(4, in_ci=8)


class TestLedgerOnPostgres(LedgerOnPostgres.TestCase):  # type: ignore[misc, name-defined]
    settings = lives(2, in_ci=8)

    @pytest.fixture(autouse=True)
    def _on_postgres(self, postgres_url: str) -> None:
        LedgerOnPostgres.url = postgres_url
