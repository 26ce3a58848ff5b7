"""A subscriber's order and the monthly run, in a process that dies where it is told to."""

import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from rxapp.accounts.browser import Browser
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.gateways.bss import BillingAccount
from rxapp.gateways.bss.embedded import catalogue, entitlement, ledger, operations, operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.ordering import carrying
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.tables import BssService
from rxapp.gateways.bss.ordering import Change
from rxapp.tariffs.change import service
from rxapp.tariffs.receipts import service as receipts
from tests.gateways.bss import ordering_terms
from tests.personas import subscriber

NUMBER = "300000000001"
MINE = [BillingAccount(NUMBER, "RU-NVS")]
DAYS = 20
POINTS: dict[str, tuple[Any, str, bool]] = {
    "before-agreeing": (receipts, "agree", False),
    "agreed-not-committed": (receipts, "agree", True),
    "before-asking": (service, "carry_out", False),
    "before-claiming": (operations, "_claimed", False),
    "claimed": (operations, "_claimed", True),
    "before-paying": (ledger, "charge", False),
    "paid": (ledger, "charge", True),
    "carried-out": (carrying, "carry_out", True),
    "before-settling": (receipts, "settle", False),
    "settled-not-committed": (receipts, "settle", True),
    "settled": (service, "carry_out", True),
}
MONTH_POINTS: dict[str, tuple[Any, str, bool]] = {
    "before-applying": (carrying, "apply_due", False),
    "applied": (carrying, "apply_due", True),
    "charged": (operator, "charge", True),
    "renewed": (entitlement, "renew", True),
}


def mortal(place: tuple[Any, str, bool]) -> None:
    """From now on the process dies before, or right after, this function."""
    module, name, after = place
    real: Callable[..., Awaitable[Any]] = getattr(module, name)

    async def dying(*args: Any, **named: Any) -> Any:
        if after:
            await real(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dying)


async def order(point: str) -> None:
    """Anna agrees to an option; her operator is there with its terms and her 1 000 rubles."""
    bss, anna = await _anna()
    mine = (await bss.services([NUMBER]))[0].id
    number, offer = await service.quote(bss, MINE, mine, Change("option_on", "net-wifi"))
    mortal(POINTS[point])
    async with database().writing() as db:
        receipt = await receipts.agree(db, anna, Browser("b"), UUID(int=7), number, offer, ["Words."], "ru")
    await service.carry_out(database(), bss, receipt)


async def resume_orders() -> None:
    """What a process that starts again does with orders that have no answer; twice, as two starts would."""
    service.ANSWER_WITHIN = timedelta()
    for _ in range(2):
        await service.resend(database(), EmbeddedBss(database()))


async def month(point: str) -> None:
    """A cheaper tariff waits for the next period; the run of that day dies."""
    bss, _ = await _anna()
    mine = (await bss.services([NUMBER]))[0].id
    change = Change("tariff", "net-50", "next_period")
    quote = await bss.quote([NUMBER], mine, change)
    await bss.order([NUMBER], mine, change, fingerprint=quote.fingerprint, key="down")
    mortal(MONTH_POINTS[point])
    await bss.charge_due(clock.today() + timedelta(days=DAYS))


async def month_again() -> None:
    """The run of the same day, twice."""
    for _ in range(2):
        await EmbeddedBss(database()).charge_due(clock.today() + timedelta(days=DAYS))


async def _anna() -> tuple[EmbeddedBss, Any]:
    bss = EmbeddedBss(database())
    async with database().writing() as db:
        await catalogue.load(db, [catalogue.OfferingEntry("net-500", "internet", "500", {"RU": 65_000})])
    await ordering_terms.load(database(), skip=("net-mesh", "net-eco"))
    async with database().writing() as db:
        owner = await provisioning.open_customer(db, "C", "C", clock.today())
        account = await provisioning.open_account(db, owner, NUMBER, "RU-NVS")
        first = clock.today() + timedelta(days=DAYS)
        await provisioning.connect(db, account, NewService("internet", "net-500", "l", "s"), first)
        await operator.post_payment(db, NUMBER, 100_000, "first")
    assert (await _services()) == 1
    anna = await subscriber(database(), "anna", owns=tuple(MINE))
    return bss, anna.principal


async def _services() -> int:
    async with database().reading() as db:
        return len((await db.exec(select(BssService))).all())
