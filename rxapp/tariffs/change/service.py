"""From the quote to the operator's answer.

``offer = await quote(bss, accounts, ...)`` in no transaction; ``await receipts.agree(db, ...)`` in a writing one; then
``await carry_out(database, bss, receipt)`` in none: it orders under the receipt's id and writes the answer down.
"""

from collections.abc import Sequence
from datetime import timedelta

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount, BssGateway, BssRefused, BssUnavailable, ServiceUnknown
from rxapp.gateways.bss.ordering import Change, ChangeRefused, Quote, Why
from rxapp.tariffs.change import rules
from rxapp.tariffs.receipts import queries
from rxapp.tariffs.receipts import service as receipts
from rxapp.tariffs.receipts.tables import ChangeReceipt
from rxapp.tariffs.rules import names

ANSWER_WITHIN = timedelta(seconds=10)
AT_A_TIME = 50


async def quote(
    bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str, change: Change
) -> tuple[str, Quote]:
    """The billing account and what the change would do. ``accounts`` are the principal's own.

    Raises ServiceUnknown, ChangeRefused, OfferingUnknown, BssUnavailable.
    """
    numbers = [account.number for account in accounts]
    offer = await bss.quote(numbers, service_id, change)
    mine = next((row for row in await bss.services(numbers) if row.id == service_id), None)
    if mine is None:
        raise ServiceUnknown
    return mine.account_number, offer


async def carry_out(database: Database, bss: BssGateway, receipt: ChangeReceipt) -> BssRefused | None:
    """Order what the receipt says; returns the refusal, None when it is done, or raises BssUnavailable.

    Safe to repeat: the operator knows the receipt's id. Without an answer the receipt stays open, see ``resend``.
    """
    change = Change(receipt.kind, receipt.offering_id, receipt.starts, receipt.days, receipt.order_id)  # type: ignore[arg-type]
    order_id, refusal = "", None
    try:
        order = await bss.order(
            [receipt.account_number],
            receipt.service_id,
            change,
            fingerprint=receipt.fingerprint,
            key=str(receipt.id),
        )
        order_id = order.id
    except BssUnavailable:
        raise
    except BssRefused as refused:
        refusal = refused
    code = refusal.code if refusal else ""
    words = await _words(bss, receipt, refusal.why) if isinstance(refusal, ChangeRefused) else ""
    async with database.writing() as db:
        await receipts.settle(db, receipt.id, order_id=order_id, code=code, words=words)
    return refusal


async def _words(bss: BssGateway, receipt: ChangeReceipt, why: Why) -> str:
    """The rule in words of the receipt's language; empty when it speaks of an offering nobody tells the name of."""
    about, name = str(why.params.get("offering", "")), ""
    if about:
        try:
            options = (await bss.service([receipt.account_number], receipt.service_id)).options
        except (BssRefused, BssUnavailable):
            return ""
        named = {one.offering.id: names(one.offering.name, one.offering.names) for one in options}
        if about not in named:
            return ""
        name = named[about].get(receipt.locale, "")
    return rules.refusal(why, receipt.locale, clock.today(), name)


async def resend(database: Database, bss: BssGateway) -> int:
    """Order again what was agreed to and has no answer, for a recurring job; returns how many were answered.

    Terms that moved meanwhile are refused by the operator: nothing happens on other terms than those agreed to.
    """
    async with database.reading() as db:
        waiting = await queries.unanswered(db, clock.now() - ANSWER_WITHIN, AT_A_TIME)
    answered = 0
    for receipt in waiting:
        try:
            await carry_out(database, bss, receipt)
        except BssUnavailable:
            break
        answered += 1
    return answered
