"""Writing receipts and their outcomes; checking the chain."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import rules as devices
from rxapp.accounts.principal import Principal
from rxapp.core import clock
from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss.ordering import Quote
from rxapp.tariffs.receipts import rules
from rxapp.tariffs.receipts.tables import KEPT_DAYS, ChangeOutcome, ChangeReceipt, ReceiptHead


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


async def settle(db: Db, receipt_id: UUID, *, order_id: str = "", code: str = "", words: str = "") -> bool:
    """Write down what the operator said; the first word counts. False when it was said before.

    ``words`` tell the person why ``code`` refused the change.
    """
    insert = insert_of(db)
    row = ChangeOutcome(receipt_id=receipt_id, order_id=order_id, code=code, words=words, at=clock.now())
    fresh = insert(ChangeOutcome).values(**row.model_dump()).on_conflict_do_nothing()
    return (await db.exec(fresh.returning(col(ChangeOutcome.receipt_id)))).first() is not None


async def first_flaw(db: Db, account_id: UUID) -> int | None:
    """The number of the first receipt that was changed, forged or is missing; None when the chain holds.

    It begins where ``purge`` left off.
    """
    mine = select(ChangeReceipt).where(ChangeReceipt.account_id == account_id).order_by(col(ChangeReceipt.number))
    head = await db.get(ReceiptHead, account_id, populate_existing=True) or ReceiptHead(account_id=account_id)
    number, previous = head.purged_number, head.purged_hash
    for receipt in await db.exec(mine):
        number += 1
        if (receipt.number, receipt.previous_hash) != (number, previous) or receipt.receipt_hash != rules.link(receipt):
            return number
        previous = receipt.receipt_hash
    return None if (number, previous) == (head.number, head.receipt_hash) else number + 1


async def purge(db: Db) -> int:
    """Delete receipts whose term is over, which the database allows; returns how many. For a periodic job.

    The sandbox's clock may be ahead of the database's, so the machine's counts.
    """
    old = clock.real() - timedelta(days=KEPT_DAYS, hours=1)
    somebodys = select(ChangeReceipt.account_id).where(col(ChangeReceipt.at) < old).distinct()
    return sum([await _purge(db, account_id, old) for account_id in list(await db.exec(somebodys))])


async def _purge(db: Db, account_id: UUID, old: datetime) -> int:
    """Delete the account's receipts before the first that is still kept, or whose outcome is."""
    head = await _locked_head(db, account_id)
    kept = (
        select(func.min(ChangeReceipt.number))
        .outerjoin(ChangeOutcome, col(ChangeOutcome.receipt_id) == ChangeReceipt.id)
        .where(ChangeReceipt.account_id == account_id)
        .where((col(ChangeReceipt.at) >= old) | (col(ChangeOutcome.at) >= old))
    )
    first_kept = (await db.exec(kept)).one() or head.number + 1
    mine = (col(ChangeReceipt.account_id) == account_id, col(ChangeReceipt.number) < first_kept)
    newest = select(ChangeReceipt).where(*mine).order_by(col(ChangeReceipt.number).desc()).limit(1)
    if (last := (await db.exec(newest)).first()) is None:
        return 0
    head.purged_number, head.purged_hash = last.number, last.receipt_hash
    db.add(head)
    await db.flush()
    these = select(ChangeReceipt.id).where(*mine)
    await db.exec(delete(ChangeOutcome).where(col(ChangeOutcome.receipt_id).in_(these)))
    return (await db.exec(delete(ChangeReceipt).where(*mine))).rowcount


async def _locked_head(db: Db, account_id: UUID) -> ReceiptHead:
    insert = insert_of(db)
    await db.exec(insert(ReceiptHead).values(account_id=account_id, number=0, receipt_hash="").on_conflict_do_nothing())
    found = select(ReceiptHead).where(ReceiptHead.account_id == account_id).with_for_update()
    return (await db.exec(found.execution_options(populate_existing=True))).one()
