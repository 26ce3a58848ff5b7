"""The monthly run: each working service pays for the coming month on its day."""

from datetime import date, time, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import entitlement, feed, operator, rules
from rxapp.gateways.bss.embedded.operations import locked
from rxapp.gateways.bss.embedded.ordering import carrying
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssService, BssServiceOption

CHARGE_TIME = time(3, 0)


async def due_accounts(db: Db, today: date) -> list[str]:
    """Numbers of the accounts with a charge due on or before ``today``, or a voluntary stop that ends."""
    charged = (col(BssService.stopped_for) == "") & (col(BssService.next_charge_on) <= today)
    due = (
        select(BssBillingAccount.number)
        .join(BssService)
        .where(charged | (col(BssService.resume_on) <= today))
        .distinct()
    )
    return sorted(await db.exec(due))


async def charge_due(db: Db, number: str, today: date) -> int:
    """Charge the account for every month begun up to ``today``, in order of the days; returns how many charges.

    A charge that takes the balance below the credit limit stops the service for debt. Running it again, or twice at
    once, charges nothing twice: a charge's key is its service and its day.
    """
    count = 0
    account = await locked(db, number)
    await _end_stops(db, account, today)
    while service := await _next(db, number, today):
        day = service.next_charge_on
        at = clock.moment(day, CHARGE_TIME)
        await carrying.apply_due(db, account, service, at)
        price = _discounted(service, await monthly_price(db, service))
        if price:
            await operator.charge(db, number, price, f"month:{service.id}:{day}", str(service.id), at)
        service.next_charge_on = rules.month_after(day, service.charge_day)
        db.add(service)
        await entitlement.renew(db, service)
        if account.balance_minor < -account.credit_limit_minor:
            await operator.stop(db, account, service, "debt", at + timedelta(minutes=1))
        await db.flush()
        count += 1
    return count


async def monthly_price(db: Db, service: BssService) -> int:
    """Kopecks a month for the tariff with its options."""
    options = select(func.sum(BssServiceOption.price_minor)).where(BssServiceOption.service_id == service.id)
    return service.price_minor + ((await db.exec(options)).one() or 0)


def _discounted(service: BssService, price: int) -> int:
    """The price less what a reward takes off it; what is left of the reward stays for the next charge."""
    taken = min(service.discount_minor, price)
    service.discount_minor -= taken
    return price - taken


async def _next(db: Db, number: str, today: date) -> BssService | None:
    due = (
        select(BssService)
        .join(BssBillingAccount)
        .where(BssBillingAccount.number == number, BssService.stopped_for == "", BssService.next_charge_on <= today)
        .order_by(col(BssService.next_charge_on), col(BssService.id))
        .limit(1)
        .with_for_update()
    )
    return (await db.exec(due)).first()


async def _end_stops(db: Db, account: BssBillingAccount, today: date) -> None:
    """Voluntary stops end by themselves on their day."""
    ended = select(BssService).where(
        BssService.billing_account_id == account.id, BssService.stopped_for == "own", col(BssService.resume_on) <= today
    )
    for service in (await db.exec(ended.order_by(col(BssService.id)))).all():
        ends = service.resume_on or today
        await operator.start(db, account, service, clock.moment(ends, CHARGE_TIME))
        feed.announce(db, account.number)
    await db.flush()
