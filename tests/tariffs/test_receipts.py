"""Receipts go when the law's term is over, and no sooner; the chain of the rest holds."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from rxapp.accounts.principal import Principal
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.ordering import Change, Quote
from rxapp.tariffs.receipts import service
from rxapp.tariffs.receipts.tables import KEPT_DAYS, ChangeOutcome, ChangeReceipt
from tests.accounts.kit import HERE, someone

SEVEN_YEARS = timedelta(days=7 * 365)
QUOTE = Quote(
    Change("option_on", "net-wifi"), "s", "Wi-Fi", {}, 100, 200, 50, 0, date(2026, 3, 1), None, None, fingerprint="f"
)


@pytest.fixture
async def anna(database: Database) -> Principal:
    return Principal(await someone(database), uuid4())


async def agreed(database: Database, who: Principal, *, answered: bool = True) -> UUID:
    receipt_id = uuid4()
    async with database.writing() as db:
        await service.agree(db, who, HERE, receipt_id, "100000000001", QUOTE, ["Wi-Fi"], "ru")
    if answered:
        async with database.writing() as db:
            await service.settle(db, receipt_id, order_id="1")
    return receipt_id


async def purged(database: Database) -> int:
    async with database.writing() as db:
        return await service.purge(db)


async def left(database: Database) -> tuple[list[int], int]:
    """Numbers of the receipts, and how many outcomes."""
    async with database.reading() as db:
        numbers = (await db.exec(select(ChangeReceipt.number).order_by(col(ChangeReceipt.number)))).all()
        return list(numbers), len((await db.exec(select(ChangeOutcome))).all())


async def flaw(database: Database, who: Principal) -> int | None:
    async with database.reading() as db:
        return await service.first_flaw(db, who.account_id)


async def test_what_is_over_goes_with_its_outcomes_and_the_chain_goes_on(database: Database, anna: Principal) -> None:
    with time_machine.travel(clock.now() - SEVEN_YEARS):
        await agreed(database, anna)
        await agreed(database, anna, answered=False)
    await agreed(database, anna)
    assert await purged(database) == 2
    assert (await left(database), await flaw(database, anna)) == (([3], 1), None)
    assert await purged(database) == 0
    await agreed(database, anna)
    assert (await left(database), await flaw(database, anna)) == (([3, 4], 2), None)


async def test_when_all_are_over_the_next_one_follows_the_last(database: Database, anna: Principal) -> None:
    with time_machine.travel(clock.now() - SEVEN_YEARS):
        await agreed(database, anna)
    assert (await purged(database), await flaw(database, anna)) == (1, None)
    await agreed(database, anna)
    assert (await left(database), await flaw(database, anna)) == (([2], 1), None)


async def test_a_receipt_stays_while_its_answer_or_one_before_it_is_kept(database: Database, anna: Principal) -> None:
    with time_machine.travel(clock.now() - SEVEN_YEARS):
        await agreed(database, anna)
        late = await agreed(database, anna, answered=False)
        await agreed(database, anna)
    async with database.writing() as db:
        await service.settle(db, late, code="bss.offer_changed")
    assert await purged(database) == 1
    assert (await left(database), await flaw(database, anna)) == (([2, 3], 2), None)


async def test_a_receipt_missing_at_the_beginning_is_noticed(database: Database, anna: Principal) -> None:
    with time_machine.travel(clock.now() - SEVEN_YEARS):
        for _ in range(3):
            await agreed(database, anna)
    async with database.writing() as db:
        ids = select(ChangeReceipt.id).where(ChangeReceipt.number == 1)
        await db.exec(delete(ChangeOutcome).where(col(ChangeOutcome.receipt_id).in_(ids)))
        await db.exec(delete(ChangeReceipt).where(col(ChangeReceipt.number) == 1))
    assert await flaw(database, anna) == 1


async def test_the_database_lets_nothing_go_before_its_term(database: Database, anna: Principal) -> None:
    with time_machine.travel(clock.now() - timedelta(days=KEPT_DAYS - 1)):
        await agreed(database, anna)
    assert await purged(database) == 0
    for table in (ChangeOutcome, ChangeReceipt):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.writing() as db:
                await db.exec(delete(table))


async def test_a_clock_set_ahead_makes_nothing_old(
    database: Database, anna: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agreed(database, anna)
    monkeypatch.setattr(clock, "_ahead", SEVEN_YEARS)
    assert await purged(database) == 0
    assert (await left(database))[0] == [1]
