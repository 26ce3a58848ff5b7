"""Whoever can write to the database alone cannot make the ledger tell another story (L10), nor an older one (L9)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import ledger, operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from tests.gateways.bss.conftest import FOREIGN, INTERNET
from tests.services.tampering import unguarded

OF_ACCOUNT = f"(SELECT id FROM bss_billing_account WHERE number = '{INTERNET}')"
LAST = (
    "SELECT posting_id FROM bss_ledger_link WHERE number = "
    f"(SELECT max(number) FROM bss_ledger_link WHERE billing_account_id = {OF_ACCOUNT}) "
    f"AND billing_account_id = {OF_ACCOUNT}"
)
FORGERIES = {
    "an amount": [
        f"UPDATE bss_posting SET amount_minor = -amount_minor WHERE transaction_id IN "
        f"(SELECT transaction_id FROM bss_posting WHERE id IN ({LAST}))",
        "UPDATE bss_billing_account SET balance_minor = balance_minor + 2000 WHERE number = '{INTERNET}'",
    ],
    "a reason": ["UPDATE bss_ledger_transaction SET kind = 'payment' WHERE kind = 'charge'"],
    "its link": [f"UPDATE bss_ledger_link SET link_hash = 'x' WHERE posting_id IN ({LAST})"],
    "no link": [f"DELETE FROM bss_ledger_link WHERE posting_id IN ({LAST})"],
    "its place": [f"UPDATE bss_ledger_link SET number = number + 7 WHERE posting_id IN ({LAST})"],
    "the head": [f"UPDATE bss_billing_account SET chain_hash = '' WHERE number = '{INTERNET}'"],
    "the length": [f"UPDATE bss_billing_account SET entries = 2 WHERE number = '{INTERNET}'"],
}


@pytest.fixture
async def told(bss: EmbeddedBss) -> EmbeddedBss:
    """Three movements of one account, one of another."""
    async with bss.changing() as db:
        await operator.post_payment(db, INTERNET, 50_000, "p1")
        await operator.charge(db, INTERNET, 1_000, "c1")
        await operator.charge(db, INTERNET, 1_000, "c2")
        await operator.post_payment(db, FOREIGN, 70_000, "p2")
    return bss


async def found(database: Database) -> list[str]:
    async with database.reading() as db:
        return await ledger.audit(db)


async def test_a_ledger_nobody_touched_holds(told: EmbeddedBss, database: Database) -> None:
    assert await found(database) == []


@pytest.mark.parametrize("forged", FORGERIES)
async def test_whatever_is_forged_is_found_and_in_that_account_alone(
    told: EmbeddedBss, database: Database, forged: str
) -> None:
    async with unguarded(database) as connection:
        for line in FORGERIES[forged]:
            assert (await connection.execute(text(line.replace("{INTERNET}", INTERNET)))).rowcount
    assert await found(database) == [f"chain {INTERNET}"]


async def test_what_is_taken_out_with_all_that_speaks_of_it_is_found(told: EmbeddedBss, database: Database) -> None:
    async with unguarded(database) as connection:
        (posting,) = (await connection.execute(text(LAST))).scalars().all()
        (gone,) = (
            (await connection.execute(text("SELECT transaction_id FROM bss_posting WHERE id = :id"), {"id": posting}))
            .scalars()
            .all()
        )
        await connection.execute(text("DELETE FROM bss_ledger_link WHERE posting_id = :id"), {"id": posting})
        await connection.execute(text("DELETE FROM bss_posting WHERE transaction_id = :id"), {"id": gone})
        await connection.execute(text("DELETE FROM bss_ledger_transaction WHERE id = :id"), {"id": gone})
        restored = f"UPDATE bss_billing_account SET balance_minor = balance_minor + 1000 WHERE number = '{INTERNET}'"
        await connection.execute(text(restored))
    assert await found(database) == [f"chain {INTERNET}"]


async def test_links_are_never_changed_or_deleted(told: EmbeddedBss, database: Database) -> None:
    for verb in ("UPDATE bss_ledger_link SET number = 9", "DELETE FROM bss_ledger_link"):
        with pytest.raises(Exception, match="append-only"):
            async with database.writing() as db:
                await (await db.connection()).execute(text(verb))


async def test_money_that_moved_before_its_contract_is_found(told: EmbeddedBss, database: Database) -> None:
    async with told.changing() as db:
        await operator.post_payment(db, FOREIGN, 100, "early", clock.now() - timedelta(days=20_000))
    assert await found(database) == [f"early {FOREIGN}"]
