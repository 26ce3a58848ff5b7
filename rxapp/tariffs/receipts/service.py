"""Writing receipts and their outcomes; checking the chain."""

from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import rules as devices
from rxapp.accounts.principal import Principal
from rxapp.core import clock
from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss.ordering import Quote
from rxapp.tariffs.receipts import rules
from rxapp.tariffs.receipts.tables import ChangeOutcome, ChangeReceipt, ReceiptHead


async def agree(
    db: Db,
    principal: Principal,
    browser: Browser,
    receipt_id: UUID,
    account_number: str,
    quote: Quote,
    words: list[str],
    locale: str,
) -> ChangeReceipt:
    """Write down what the person agreed to. The same id again is the same consent: nothing is added.

    Locks the head of the account's chain until the end of the transaction.
    """
    head = await _locked_head(db, principal.account_id)
    known = await db.get(ChangeReceipt, receipt_id)
    if known is not None and known.account_id == principal.account_id:
        return known
    seen, change = devices.describe(browser.user_agent), quote.change
    receipt = ChangeReceipt(
        id=receipt_id,
        account_id=principal.account_id,
        number=head.number + 1,
        account_number=account_number,
        service_id=quote.service_id,
        kind=change.kind,
        offering_id=change.offering_id,
        starts=change.when,
        days=change.days,
        order_id=change.order_id,
        fingerprint=quote.fingerprint,
        words="\n".join(words),
        locale=locale,
        price_before_minor=quote.price_before_minor,
        price_after_minor=quote.price_after_minor,
        charge_now_minor=quote.charge_now_minor,
        effective_on=quote.effective_on,
        at=clock.now(),
        family=seen.family,
        system=seen.system,
        network=devices.network(browser.ip),
        previous_hash=head.receipt_hash,
        receipt_hash="",
    )
    receipt.receipt_hash = rules.link(receipt)
    head.number, head.receipt_hash = receipt.number, receipt.receipt_hash
    db.add(receipt)
    db.add(head)
    await db.flush()
    return receipt


async def settle(db: Db, receipt_id: UUID, *, order_id: str = "", code: str = "") -> bool:
    """Write down what the operator said; the first word counts. False when it was said before."""
    insert = insert_of(db)
    row = ChangeOutcome(receipt_id=receipt_id, order_id=order_id, code=code, at=clock.now())
    fresh = insert(ChangeOutcome).values(**row.model_dump()).on_conflict_do_nothing()
    return (await db.exec(fresh.returning(col(ChangeOutcome.receipt_id)))).first() is not None


async def first_flaw(db: Db, account_id: UUID) -> int | None:
    """The number of the first receipt that was changed, forged or is missing; None when the chain holds."""
    mine = select(ChangeReceipt).where(ChangeReceipt.account_id == account_id).order_by(col(ChangeReceipt.number))
    number, previous = 0, ""
    for receipt in await db.exec(mine):
        number += 1
        if (receipt.number, receipt.previous_hash) != (number, previous) or receipt.receipt_hash != rules.link(receipt):
            return number
        previous = receipt.receipt_hash
    head = await db.get(ReceiptHead, account_id)
    return None if (number, previous) == ((head.number, head.receipt_hash) if head else (0, "")) else number + 1


async def _locked_head(db: Db, account_id: UUID) -> ReceiptHead:
    insert = insert_of(db)
    await db.exec(insert(ReceiptHead).values(account_id=account_id, number=0, receipt_hash="").on_conflict_do_nothing())
    found = select(ReceiptHead).where(ReceiptHead.account_id == account_id).with_for_update()
    return (await db.exec(found.execution_options(populate_existing=True))).one()
