"""What happens to points by themselves: birthdays, years of loyalty, expiry. Each may be run for any day, and again."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import feed, loyalty, rules
from rxapp.gateways.bss.embedded.rewards.tables import BssPointLot
from rxapp.gateways.bss.embedded.tables import (
    BssBillingAccount,
    BssCustomer,
    BssLoyaltyMember,
    BssPointEntry,
)

# A run that was missed is made up for; older days are forgotten.
LOOK_BACK = timedelta(days=30)
AT = time(3, 0)


async def members(db: Db) -> list[UUID]:
    """Every customer in the programme."""
    return sorted(await db.exec(select(BssLoyaltyMember.customer_id)))


async def run(db: Db, customer_id: UUID, today: date) -> int:
    """The customer's birthday, years and expiry up to ``today``; returns how many movements it made."""
    account = await _purse(db, customer_id)
    if account is None:
        return 0
    made = 0
    for kind, source_id, points, day in await _gifts(db, customer_id, today):
        if await _is_new(db, kind, source_id):
            moment = _moment(day)
            await loyalty.move(db, customer_id, points, kind, source_id, moment)
            feed.write(db, account, f"points_{kind}", moment, points=points)
            made += 1
    made += await _expire(db, customer_id, account, today)
    if made:
        numbers = select(BssBillingAccount.number).where(BssBillingAccount.customer_id == customer_id)
        for number in await db.exec(numbers):
            feed.announce(db, number)
    return made


async def _gifts(db: Db, customer_id: UUID, today: date) -> list[tuple[str, str, int, date]]:
    """Kind, source, points and day of what this customer is given in the days looked back at."""
    customer = await db.get_one(BssCustomer, customer_id)
    member = await loyalty.member(db, customer_id)
    terms = await loyalty.bonus_terms(db)
    joined = clock.day_of(member.joined_at) if member else today
    gifts = []
    for day in _anniversaries(customer.birth_date, today):
        if day >= joined and terms.birthday_points:
            gifts.append(("birthday", f"birthday:{customer_id}:{day.year}", terms.birthday_points, day))
    for day in _anniversaries(customer.since, today):
        years = day.year - customer.since.year
        if day >= joined and years > 0 and terms.year_points:
            gifts.append(("years", f"years:{customer_id}:{day.year}", years * terms.year_points, day))
    return gifts


def _anniversaries(origin: date | None, today: date) -> Iterator[date]:
    """The days within reach on which ``origin`` comes round; the 29th of February does on the 28th in a common year."""
    if origin is None:
        return
    for year in (today.year - 1, today.year):
        day = rules.months_after(origin, 12 * (year - origin.year))
        if today - LOOK_BACK <= day <= today:
            yield day


async def _expire(db: Db, customer_id: UUID, account: BssBillingAccount, today: date) -> int:
    """Lots whose day has come lose what is left of them; on their last day they can still be spent."""
    due = select(BssPointLot).where(
        BssPointLot.customer_id == customer_id, BssPointLot.left > 0, col(BssPointLot.expires_on) < today
    )
    lots = (await db.exec(due.order_by(col(BssPointLot.expires_on), col(BssPointLot.id)))).all()
    for lot in lots:
        points, moment = lot.left, _moment(lot.expires_on + timedelta(days=1))
        await loyalty.move(db, customer_id, -points, "expiry", str(lot.id), moment, lot_first=lot.source_id)
        feed.write(db, account, "points_expired", moment, points=points)
    return len(lots)


async def _is_new(db: Db, kind: str, source_id: str) -> bool:
    known = select(BssPointEntry.id).where(BssPointEntry.kind == kind, BssPointEntry.source_id == source_id)
    return (await db.exec(known)).first() is None


async def _purse(db: Db, customer_id: UUID) -> BssBillingAccount | None:
    """The first account of the customer, locked: two runs at once wait for each other."""
    mine = select(BssBillingAccount).where(BssBillingAccount.customer_id == customer_id)
    return (await db.exec(mine.order_by(col(BssBillingAccount.number)).limit(1).with_for_update())).first()


def _moment(day: date) -> datetime:
    return clock.moment(day, AT)
