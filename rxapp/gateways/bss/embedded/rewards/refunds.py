"""Giving a payment back: the money by the ledger, its points as far as they are still there."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core.clock import now
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import feed, ledger, loyalty
from rxapp.gateways.bss.embedded.errors import AmountRefused, PaymentUnknown, RefundTooLarge
from rxapp.gateways.bss.embedded.operations import Receipt, once
from rxapp.gateways.bss.embedded.rewards.tables import BssRefund
from rxapp.gateways.bss.embedded.tables import (
    BssBillingAccount,
    BssLedgerTransaction,
    BssPointEntry,
    BssPosting,
)


async def refund_payment(
    db: Db, number: str, payment_key: str, amount_minor: int, key: str, at: datetime | None = None
) -> Receipt:
    """Give back so much of the payment, once a ``key``; all refunds together never exceed it (L7).

    Its points go in the same proportion, rounded up for the operator's sake only at the whole refund; what was spent
    of them meanwhile is forgiven, for points never fall below zero. Raises AmountRefused, PaymentUnknown for a payment
    that is not of this account, RefundTooLarge, AccountUnknown, KeyReused.
    """
    moment = at or now()
    if amount_minor <= 0:
        raise AmountRefused

    async def change(account: BssBillingAccount) -> None:
        paid = await _paid(db, account, payment_key)
        before = await _refunded(db, payment_key)
        if before + amount_minor > paid:
            raise RefundTooLarge
        points = await _points_back(db, account, payment_key, paid, before, amount_minor)
        await ledger.pay_out(db, account, amount_minor, key, moment)
        row = BssRefund(payment_key=payment_key, key=key, amount_minor=amount_minor, points=points, at=moment)
        db.add(row)
        if points:
            await loyalty.move(db, account.customer_id, -points, "refund", key, moment, lot_first=payment_key)
        feed.write(db, account, "payment_refunded", moment, amount_minor=amount_minor, points=points)
        await db.flush()

    request: dict[str, str | int] = {"payment": payment_key, "amount": amount_minor}
    return await once(db, "refund_payment", key, number, request, change, moment)


async def _paid(db: Db, account: BssBillingAccount, payment_key: str) -> int:
    found = (
        select(BssPosting.amount_minor)
        .join(BssLedgerTransaction, col(BssLedgerTransaction.id) == BssPosting.transaction_id)
        .where(BssLedgerTransaction.kind == "payment", BssLedgerTransaction.source_id == payment_key)
        .where(BssPosting.billing_account_id == account.id)
    )
    paid = (await db.exec(found)).first()
    if paid is None:
        raise PaymentUnknown
    return paid


async def _refunded(db: Db, payment_key: str) -> int:
    total = select(func.coalesce(func.sum(BssRefund.amount_minor), 0)).where(BssRefund.payment_key == payment_key)
    return int((await db.exec(total)).one())


async def _points_back(
    db: Db, account: BssBillingAccount, payment_key: str, paid: int, before: int, amount: int
) -> int:
    earned = select(BssPointEntry.points).where(BssPointEntry.kind == "payment", BssPointEntry.source_id == payment_key)
    points = (await db.exec(earned)).first() or 0
    taken = select(func.coalesce(func.sum(BssRefund.points), 0)).where(BssRefund.payment_key == payment_key)
    owed = points * (before + amount) // paid - int((await db.exec(taken)).one())
    member = await loyalty.member(db, account.customer_id)
    return max(0, min(owed, member.points if member else 0))
