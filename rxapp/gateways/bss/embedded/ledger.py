"""Money: double entry in kopecks. A plus on a billing account is the subscriber's money, a minus their debt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import chain
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssCustomer, BssLedgerTransaction, BssPosting

SUBSCRIBER = "subscriber"
CASH = "cash"
REVENUE = "revenue"


class LedgerUnbalanced(RuntimeError):
    """A movement whose sides do not sum to zero: a mistake in the program, nothing is written."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a movement: a book of the operator, or a billing account locked by the caller."""

    book: str
    amount_minor: int
    account: BssBillingAccount | None = None


async def record(db: Db, kind: str, source_id: str, at: datetime, legs: Sequence[Leg]) -> None:
    """Write one movement and bring the balances along; (kind, source_id) can be written once.

    Raises LedgerUnbalanced unless the legs sum to zero.
    """
    if len(legs) < 2 or sum(leg.amount_minor for leg in legs) != 0:
        raise LedgerUnbalanced(f"{kind} {source_id}")
    transaction = BssLedgerTransaction(kind=kind, source_id=source_id, at=at)
    db.add(transaction)
    await db.flush()
    for leg in legs:
        posting = _posting(transaction, leg)
        db.add(posting)
        if leg.account is not None:
            await db.flush()
            leg.account.balance_minor += leg.amount_minor
            db.add_all([leg.account, chain.follow(leg.account, transaction, posting)])
    await db.flush()


async def receive(db: Db, account: BssBillingAccount, amount_minor: int, source_id: str, at: datetime) -> None:
    """Money came in for the account."""
    legs = [Leg(SUBSCRIBER, amount_minor, account), Leg(CASH, -amount_minor)]
    await record(db, "payment", source_id, at, legs)


async def charge(db: Db, account: BssBillingAccount, amount_minor: int, source_id: str, at: datetime) -> None:
    """The account pays for what it was given; the balance may fall below zero."""
    legs = [Leg(SUBSCRIBER, -amount_minor, account), Leg(REVENUE, amount_minor)]
    await record(db, "charge", source_id, at, legs)


async def pay_out(db: Db, account: BssBillingAccount, amount_minor: int, source_id: str, at: datetime) -> None:
    """Money that came in goes back where it came from."""
    legs = [Leg(SUBSCRIBER, -amount_minor, account), Leg(CASH, amount_minor)]
    await record(db, "refund", source_id, at, legs)


async def give_back(db: Db, account: BssBillingAccount, amount_minor: int, source_id: str, at: datetime) -> None:
    """The account gets back what it paid for and was not given."""
    legs = [Leg(SUBSCRIBER, amount_minor, account), Leg(REVENUE, -amount_minor)]
    await record(db, "give_back", source_id, at, legs)


async def audit(db: Db) -> list[str]:
    """What does not add up, empty when all does: movements not zero, balances unlike their postings (L1, L3),
    money that moved before its contract began (L9), chains that do not hold (L10).
    """
    total = func.sum(BssPosting.amount_minor)
    crooked = select(BssPosting.transaction_id).group_by(col(BssPosting.transaction_id)).having(total != 0)
    found = [f"transaction {key}" for key in await db.exec(crooked)]
    posted = func.coalesce(total, 0)
    balances = (
        select(BssBillingAccount.number)
        .outerjoin(BssPosting, col(BssPosting.billing_account_id) == BssBillingAccount.id)
        .group_by(col(BssBillingAccount.id))
        .having(posted != BssBillingAccount.balance_minor)
    )
    found += [f"account {number}" for number in await db.exec(balances)]
    found += [f"early {number}" for number in await _before_their_contract(db)]
    return found + [f"chain {number}" for number in await chain.broken(db)]


async def _before_their_contract(db: Db) -> list[str]:
    first = (
        select(BssBillingAccount.number, col(BssCustomer.since), func.min(BssLedgerTransaction.at))
        .join(BssCustomer, col(BssCustomer.id) == BssBillingAccount.customer_id)
        .join(BssPosting, col(BssPosting.billing_account_id) == BssBillingAccount.id)
        .join(BssLedgerTransaction, col(BssLedgerTransaction.id) == BssPosting.transaction_id)
        .group_by(col(BssBillingAccount.number), col(BssCustomer.since))
    )
    return [number for number, since, at in await db.exec(first) if clock.day_of(at) < since]


def _posting(transaction: BssLedgerTransaction, leg: Leg) -> BssPosting:
    owner = leg.account.id if leg.account is not None else None
    return BssPosting(
        transaction_id=transaction.id, billing_account_id=owner, book=leg.book, amount_minor=leg.amount_minor
    )
