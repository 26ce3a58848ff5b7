"""One load of the dashboard asks a bounded number of questions, however many services there are (performance.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways.bss import BillingAccount
from rxapp.gateways.bss.embedded import operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.provisioning import NewService
from tests.personas import subscriber
from tests.pipeline import OpenTab

MOST = 22
KINDS = {"internet": "net-100", "tv": "tv-145", "mobile": "mob-30"}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    told: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    yield told
    event.remove(database.engine.sync_engine, "before_cursor_execute", hear)


async def household(database: Database, bss: EmbeddedBss, digit: str, services: int) -> tuple[BillingAccount, ...]:
    """So many services on accounts of their own, and twelve events."""
    numbers = [f"{digit}000000000{place:02}" for place in range(services)]
    kinds = list(KINDS) * services
    async with database.writing() as db:
        owner = await provisioning.open_customer(db, f"H-{digit}", "H", clock.today())
        for number, kind in zip(numbers, kinds, strict=False):
            account = await provisioning.open_account(db, owner, number, "RU-NVS")
            wanted = NewService(kind, KINDS[kind], "login", "secret")
            await provisioning.connect(db, account, wanted, clock.today() + timedelta(days=9))
    for place in range(12):
        async with bss.changing() as db:
            await operator.post_payment(db, numbers[place % services], 10_000, f"{digit}:{place}")
    return tuple(BillingAccount(number, "RU-NVS") for number in numbers)


@pytest.mark.parametrize("services", [4, 9])
async def test_a_load_asks_as_much_for_nine_services_as_for_four(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, services: int
) -> None:
    owns = await household(database, bss, "7", services)
    anna = await subscriber(database, "anna", owns=owns)
    tab = await open_tab(session=anna.session)
    await tab.fire(DashboardState.load)
    with statements(database) as told:
        await tab.fire(DashboardState.load)
    shown = tab.shown(DashboardState)
    assert (len(shown.services), len(shown.events)) == (services, 12)
    asked = [line for line in told if line.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= MOST, "\n\n".join(asked)
