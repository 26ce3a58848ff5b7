"""The operator's days in the embedded billing: usage, charges, a level's window, terms of a change, in any zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import ledger, operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.ordering import terms
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.usage import recording
from rxapp.gateways.bss.ordering import Change
from rxapp.gateways.bss.usage import UsageDay
from tests.services.zones import in_zone

NUMBER = "300000000001"
BEFORE_MIDNIGHT = datetime(2026, 2, 28, 20, 59, tzinfo=UTC)
AFTER = datetime(2026, 2, 28, 21, 1, tzinfo=UTC)
STOPS = {"kind": "mobile", "min_days": 5, "max_days": 60, "free_days_a_year": 60, "price_minor_a_day": 0}


async def contract(bss: EmbeddedBss, database: Database, charged: date) -> str:
    """A mobile contract whose next charge is on this day; the service's id."""
    async with database.writing() as db:
        owner = await provisioning.open_customer(db, "Z", "Z", charged - timedelta(days=30))
        purse = await provisioning.open_account(db, owner, NUMBER, "RU-NVS", 1_000_000)
        await provisioning.connect(db, purse, NewService("mobile", "mob-30", "z", "z-secret"), charged)
    return (await bss.services([NUMBER]))[0].id


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Moscow", {"2026-02-28": 1, "2026-03-01": 2}),
        ("UTC", {"2026-02-28": 3}),
        ("Asia/Kolkata", {"2026-03-01": 3}),
    ],
)
async def test_what_was_used_belongs_to_the_operators_day(
    bss: EmbeddedBss, database: Database, zone: str, days: dict[str, int]
) -> None:
    service = await contract(bss, database, date(2026, 3, 20))
    async with bss.changing() as db:
        await recording.record(db, NUMBER, "min", 1, "before", at=BEFORE_MIDNIGHT)
        await recording.record(db, NUMBER, "min", 2, "after", at=AFTER)
    with in_zone(zone):
        span = {"since": date(2026, 2, 27), "until": date(2026, 3, 2)}
        told = await bss.usage_days([NUMBER], service, **span)
        assert told == [UsageDay(date.fromisoformat(day), "min", amount, 0) for day, amount in days.items()]
        for day, amount in days.items():
            only = {"since": date.fromisoformat(day), "until": date.fromisoformat(day)}
            rows = (await bss.usage_records([NUMBER], service, **only)).rows
            assert sum(row.amount for row in rows) == amount


async def test_a_day_of_a_clock_change_keeps_its_records(bss: EmbeddedBss, database: Database) -> None:
    service = await contract(bss, database, date(2026, 4, 20))
    with in_zone("Europe/Berlin"):
        async with bss.changing() as db:
            for place, at in enumerate((clock.moment(date(2026, 3, day)) for day in (29, 30, 31)), start=1):
                await recording.record(db, NUMBER, "min", place, f"begins-{place}", at=at)
                last = at - timedelta(microseconds=1)
                await recording.record(db, NUMBER, "sms", place, f"ends-{place}", at=last)
        told = await bss.usage_days([NUMBER], service, since=date(2026, 3, 28), until=date(2026, 3, 31))
    amounts = {(row.day.day, row.kind): row.amount for row in told}
    assert amounts == {(29, "min"): 1, (30, "min"): 2, (31, "min"): 3, (28, "sms"): 1, (29, "sms"): 2, (30, "sms"): 3}


@pytest.mark.parametrize(("zone", "charges"), [("Europe/Moscow", 1), ("UTC", 0)])
async def test_a_month_is_charged_from_the_operators_midnight(
    bss: EmbeddedBss, database: Database, zone: str, charges: int
) -> None:
    await contract(bss, database, date(2026, 3, 1))
    with in_zone(zone):
        with time_machine.travel(BEFORE_MIDNIGHT):
            assert await bss.charge_due() == 0
        with time_machine.travel(AFTER):
            assert await bss.charge_due() == charges
    with in_zone("Europe/Moscow"):
        newest = await bss.events([NUMBER], limit=1)
        assert [clock.local(event.at).hour for event in newest] == [3] * charges
    async with database.reading() as db:
        assert await ledger.audit(db) == []


async def test_a_stop_counts_from_the_operators_day_to_the_charge_it_moves(
    bss: EmbeddedBss, database: Database
) -> None:
    service = await contract(bss, database, date(2026, 3, 29))
    async with bss.changing() as db:
        await terms.set_rules(db, [], [STOPS])
    change = Change("suspend", days=30)
    with in_zone("Europe/Moscow"), time_machine.travel(AFTER):
        quote = await bss.quote([NUMBER], service, change)
        await bss.order([NUMBER], service, change, fingerprint=quote.fingerprint, key="stop")
    assert (quote.effective_on, quote.ends_on) == (date(2026, 3, 1), date(2026, 3, 31))
    with in_zone("Europe/Moscow"):
        await bss.charge_due(date(2026, 3, 31))
    assert (await bss.services([NUMBER]))[0].next_charge_on == date(2026, 4, 28)


@pytest.mark.parametrize(("zone", "due"), [("Europe/Moscow", date(2026, 3, 1)), ("UTC", date(2026, 2, 28))])
async def test_a_debt_is_due_on_the_operators_day(bss: EmbeddedBss, database: Database, zone: str, due: date) -> None:
    await contract(bss, database, date(2026, 3, 29))
    async with bss.changing() as db:
        await operator.charge(db, NUMBER, 100, "debt")
    with in_zone(zone), time_machine.travel(AFTER):
        assert (await bss.balances([NUMBER]))[0].due_on == due
