"""Receipts as their owner reads them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.principal import Principal
from rxapp.core.db import Db
from rxapp.tariffs.receipts import rules
from rxapp.tariffs.receipts.rules import Receipt
from rxapp.tariffs.receipts.tables import ChangeOutcome, ChangeReceipt


async def of_service(db: Db, principal: Principal, service_id: str, limit: int) -> tuple[list[Receipt], bool]:
    """The principal's receipts about this service, newest first, and whether there are more."""
    mine = (
        select(ChangeReceipt, ChangeOutcome)
        .outerjoin(ChangeOutcome, col(ChangeOutcome.receipt_id) == ChangeReceipt.id)
        .where(ChangeReceipt.account_id == principal.account_id, ChangeReceipt.service_id == service_id)
        .order_by(col(ChangeReceipt.number).desc())
    )
    rows = list(await db.exec(mine.limit(limit + 1)))
    return [_shaped(receipt, outcome) for receipt, outcome in rows[:limit]], len(rows) > limit


async def one(db: Db, principal: Principal, receipt_id: UUID) -> tuple[ChangeReceipt, ChangeOutcome | None] | None:
    """One of the principal's own receipts; None for an absent one and for somebody else's."""
    receipt = await db.get(ChangeReceipt, receipt_id)
    if receipt is None or receipt.account_id != principal.account_id:
        return None
    return receipt, await db.get(ChangeOutcome, receipt_id)


async def unanswered(db: Db, before: datetime, limit: int) -> list[ChangeReceipt]:
    """Receipts of before that moment whose order has no answer yet, oldest first."""
    waiting = (
        select(ChangeReceipt)
        .outerjoin(ChangeOutcome, col(ChangeOutcome.receipt_id) == ChangeReceipt.id)
        .where(col(ChangeOutcome.receipt_id).is_(None), col(ChangeReceipt.at) <= before)
        .order_by(col(ChangeReceipt.at), col(ChangeReceipt.id))
    )
    return list(await db.exec(waiting.limit(limit)))


def status(outcome: ChangeOutcome | None) -> str:
    """sent, done or refused."""
    if outcome is None:
        return "sent"
    return "refused" if outcome.code else "done"


def _shaped(receipt: ChangeReceipt, outcome: ChangeOutcome | None) -> Receipt:
    return Receipt(
        id=str(receipt.id),
        number=receipt.number,
        kind=receipt.kind,
        kind_text=rules.KIND_TEXTS[receipt.kind],
        words=receipt.words.split("\n"),
        at=receipt.at.isoformat(),
        status=status(outcome),
        why=rules.why(receipt, outcome),
        order_id=outcome.order_id if outcome else "",
        charge_now_minor=receipt.charge_now_minor,
    )
