"""Random lives of a service: whatever is ordered, cancelled, undone and charged, the money adds up (L1-L6, L9-L11)."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
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
from rxapp.gateways.bss.embedded.ordering.tables import BssProductOrder
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.tables import BssEvent, BssLedgerTransaction, BssPosting
from rxapp.gateways.bss.ordering import Change, ServiceDetail
from tests.gateways.bss import ordering_terms
from tests.services.lives import lives
from tests.services.schema import fresh

NUMBER = "300000000001"
OPTIONS = ("net-ip", "net-wifi", "net-mesh", "net-eco")
TARIFFS = ("net-50", "net-100", "net-500", "net-900")


HAPPENED = {
    "tariff": "tariff_changed",
    "option_on": "option_on",
    "option_off": "option_off",
    "cancel": "order_cancelled",
    "undo": "order_undone",
}
TOLD = {"change_scheduled", *HAPPENED.values()}


class Orders(RuleBasedStateMachine):
    url = ""  # of the PostgreSQL to run on; empty: a SQLite file of its own

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.database = Database(self.url or f"sqlite:///{self.folder.name}/orders.db")
        self.bss = EmbeddedBss(self.database)
        self.keys = 0
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _open(self) -> None:
        await fresh(self.database)
        net = [OfferingEntry("net-100", "internet", "100", {"RU": 50_000})]
        net += [OfferingEntry("net-500", "internet", "500", {"RU": 65_000})]
        net += [OfferingEntry("net-ip", "internet", "IP", {"RU": 15_000}, role="option")]
        async with self.database.writing() as db:
            await catalogue.load(db, net)
        await ordering_terms.load(self.database)
        async with self.database.writing() as db:
            owner = await provisioning.open_customer(db, "C", "C", clock.today())
            account = await provisioning.open_account(db, owner, NUMBER, "RU-NVS")
            first = clock.today() + timedelta(days=20)
            await provisioning.connect(db, account, NewService("internet", "net-100", "l", "s"), first)
            await operator.post_payment(db, NUMBER, 300_000, "first")
        self.service_id = (await self.bss.services([NUMBER]))[0].id

    def balance(self) -> int:
        return int(self.run(self.bss.balances([NUMBER]))[0].balance_minor)

    def detail(self) -> ServiceDetail:
        found: ServiceDetail = self.run(self.bss.service([NUMBER], self.service_id))
        return found

    def order(self, change: Change) -> None:
        """Ask and do, twice under one key; a refusal changes nothing, and an order never makes a debt."""
        before, self.keys = self.balance(), self.keys + 1

        async def twice() -> int | None:
            try:
                quote = await self.bss.quote([NUMBER], self.service_id, change)
            except BssRefused:
                return None
            for _ in range(2):
                await self.bss.order(
                    [NUMBER], self.service_id, change, fingerprint=quote.fingerprint, key=f"k{self.keys}"
                )
            return quote.charge_now_minor

        charged = self.run(twice())
        assert self.balance() == before - (charged or 0)
        assert charged is None or charged <= 0 or self.balance() >= 0

    @rule(name=st.sampled_from(TARIFFS), when=st.sampled_from(["now", "next_period"]))
    def change_tariff(self, name: str, when: Any) -> None:
        self.order(Change("tariff", name, when))

    @rule(name=st.sampled_from(OPTIONS), on=st.booleans())
    def switch_option(self, name: str, on: bool) -> None:
        self.order(Change("option_on" if on else "option_off", name))

    @rule(days=st.integers(4, 61))
    def stop(self, days: int) -> None:
        self.order(Change("suspend", days=days))

    @rule()
    def resume(self) -> None:
        self.order(Change("resume"))

    @rule(kind=st.sampled_from(["cancel", "undo"]), place=st.integers(0, 3))
    def take_back(self, kind: Any, place: int) -> None:
        made = self.run(self.bss.orders([NUMBER], self.service_id)).rows
        if place < len(made):
            self.order(Change(kind, order_id=made[place].id))

    @rule(minor=st.integers(1, 150_000))
    def pay(self, minor: int) -> None:
        async def post() -> None:
            self.keys += 1
            async with self.bss.changing() as db:
                await operator.post_payment(db, NUMBER, minor, f"pay{self.keys}")

        self.run(post())

    @rule(days=st.integers(1, 25))
    def wait(self, days: int) -> None:
        """Time passes; the run of a day made twice is made once."""
        clock.set_ahead(clock.ahead() + timedelta(days=days))
        self.run(self.bss.charge_due())
        after = self.balance()
        assert self.run(self.bss.charge_due()) == 0
        assert self.balance() == after

    @invariant()
    def adds_up(self) -> None:
        async def audit() -> list[str]:
            async with self.database.reading() as db:
                return await ledger.audit(db)

        assert self.run(audit()) == []

    @invariant()
    def the_next_charge_is_the_sum_of_its_parts_and_comes_in_time(self) -> None:
        found = self.detail()
        due = found.service.next_charge_on
        assert due is None or due >= clock.today()
        parts = sum(part.amount_minor for part in found.parts)
        assert found.service.next_charge_minor == (0 if found.service.stopped_for else parts)
        assert all(row.used <= row.total for row in found.service.allowances)

    def each_order_moved_exactly_its_money(self) -> None:
        async def moved() -> list[tuple[int, int]]:
            async with self.database.reading() as db:
                orders = (await db.exec(select(BssProductOrder))).all()
                postings = (
                    select(BssLedgerTransaction.source_id, BssPosting.amount_minor)
                    .join(BssPosting, col(BssPosting.transaction_id) == BssLedgerTransaction.id)
                    .where(col(BssPosting.billing_account_id).is_not(None))
                )
                found = dict((await db.exec(postings)).all())
            return [(-found.get(f"order:{order.id}", 0), order.charged_minor) for order in orders]

        assert all(paid == charged for paid, charged in self.run(moved()))

    def each_change_was_told(self) -> None:
        """L11: whatever became of an order stands in the owner's feed, as often as it happened."""

        async def look() -> tuple[list[BssProductOrder], Counter[str]]:
            async with self.database.reading() as db:
                orders = (await db.exec(select(BssProductOrder))).all()
                codes = (await db.exec(select(BssEvent.code))).all()
            return list(orders), Counter(code for code in codes if code in TOLD)

        orders, told = self.run(look())
        due: Counter[str] = Counter()
        for order in orders:
            waited = order.status in ("scheduled", "cancelled") or order.effective_on > clock.day_of(order.at)
            due["change_scheduled"] += waited
            if order.kind in HAPPENED and (not waited or order.status in ("done", "undone")):
                due[HAPPENED[order.kind]] += 1
        assert told == +due

    def teardown(self) -> None:
        clock.set_ahead(timedelta())
        # At the end only: neither orders' amounts nor ledger rows nor lines of the feed ever change.
        self.each_order_moved_exactly_its_money()
        self.each_change_was_told()
        self.run(self.database.dispose())
        self.runner.close()
        self.folder.cleanup()


class OrdersOnPostgres(Orders):
    """The same lives on the other database."""


TestOrders = Orders.TestCase
TestOrders.settings = lives(6, in_ci=30)


class TestOrdersOnPostgres(OrdersOnPostgres.TestCase):  # type: ignore[misc, name-defined]
    settings = lives(3, in_ci=30)

    @pytest.fixture(autouse=True)
    def _on_postgres(self, postgres_url: str) -> None:
        OrdersOnPostgres.url = postgres_url
