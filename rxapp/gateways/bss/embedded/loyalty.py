"""Points: a ledger of their own, in whole points; a customer's balance never falls below zero (PAY-11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.errors import NotAMember, PointsInsufficient
from rxapp.gateways.bss.embedded.rewards.tables import BssBonusTerms, BssPointLot
from rxapp.gateways.bss.embedded.tables import (
    BssBillingAccount,
    BssLoyaltyLevel,
    BssLoyaltyMember,
    BssLoyaltyRule,
    BssPointEntry,
)
from rxapp.gateways.bss.values import Level, Loyalty

_DEFAULTS = BssBonusTerms()
Thresholds = list[tuple[int, Level]]


async def set_rules(
    db: Db,
    *,
    minor_per_point: int,
    thresholds: Mapping[Level, int],
    percents: Mapping[Level, int] | None = None,
    terms: Mapping[str, int] | None = None,
) -> None:
    """Store the programme: kopecks paid for a point, where levels begin, their percent of the rate, the other terms."""
    await db.merge(BssLoyaltyRule(source="payment", minor_per_point=minor_per_point))
    for level, threshold in thresholds.items():
        percent = (percents or {}).get(level, 100)
        await db.merge(BssLoyaltyLevel(level=level, threshold=threshold, percent=percent))
    await db.merge(BssBonusTerms(**(terms or {})))


async def enrol(db: Db, customer_id: UUID, at: datetime) -> bool:
    """Make the customer a member; False when they already were."""
    insert = insert_of(db)
    fresh = insert(BssLoyaltyMember).values(customer_id=customer_id, joined_at=at, points=0, earned=0, level="standard")
    done = await db.exec(fresh.on_conflict_do_nothing().returning(col(BssLoyaltyMember.customer_id)))
    return done.first() is not None


async def member(db: Db, customer_id: UUID) -> BssLoyaltyMember | None:
    """The customer's membership, locked for a change."""
    found = select(BssLoyaltyMember).where(BssLoyaltyMember.customer_id == customer_id).with_for_update()
    return (await db.exec(found.execution_options(populate_existing=True))).first()


async def move(
    db: Db, customer_id: UUID, points: int, kind: str, source_id: str, at: datetime, *, lot_first: str = ""
) -> None:
    """Add points as a lot of their own, or spend the oldest ones when negative; ``lot_first`` is taken before them.

    Raises NotAMember, and PointsInsufficient when there are fewer than would be spent.
    """
    row = await member(db, customer_id)
    if row is None:
        raise NotAMember
    if row.points + points < 0:
        raise PointsInsufficient
    row.points += points
    row.earned += max(points, 0)
    db.add(row)
    db.add(BssPointEntry(customer_id=customer_id, kind=kind, source_id=source_id, points=points, at=at))
    await db.flush()
    if points > 0:
        await _earn(db, row, points, source_id, at)
    else:
        await _spend(db, customer_id, -points, lot_first)


async def accrue(db: Db, customer_id: UUID, paid_minor: int, source_id: str, at: datetime) -> int:
    """Points for a payment by the rate of the customer's level, rounded down; 0 outside of the programme."""
    rule = await db.get(BssLoyaltyRule, "payment")
    row = await member(db, customer_id) if rule else None
    if rule is None or row is None:
        return 0
    level = await db.get(BssLoyaltyLevel, await level_now(db, row, clock.day_of(at)))
    points = paid_minor * (level.percent if level else 100) // (100 * rule.minor_per_point)
    if points > 0:
        await move(db, customer_id, points, "payment", source_id, at)
    return points


async def level_now(db: Db, row: BssLoyaltyMember, today: date) -> Level:
    """The level held, or reached anew by what was earned within the window; whichever is higher."""
    earned = (await earned_lately(db, [row.customer_id], today)).get(row.customer_id, 0)
    return rules.best_level(held(row, today), rules.level_of(earned, await thresholds(db))[0])


def held(row: BssLoyaltyMember, today: date) -> Level:
    """The level last reached, while it holds."""
    holds = row.level_until is not None and today <= row.level_until
    return cast(Level, row.level) if holds else "standard"


async def earned_lately(db: Db, customer_ids: list[UUID], today: date) -> dict[UUID, int]:
    """Points earned within the months of a level, by customer."""
    terms = await bonus_terms(db)
    since = clock.moment(rules.months_before(today, terms.level_months))
    found = (
        select(BssPointEntry.customer_id, func.sum(BssPointEntry.points))
        .where(col(BssPointEntry.customer_id).in_(customer_ids), BssPointEntry.points > 0, BssPointEntry.at >= since)
        .group_by(col(BssPointEntry.customer_id))
    )
    return {customer_id: int(points) for customer_id, points in await db.exec(found)}


async def bonus_terms(db: Db) -> BssBonusTerms:
    """The terms of the programme, the usual ones where the operator gave none."""
    return await db.get(BssBonusTerms, 1) or _DEFAULTS


async def thresholds(db: Db) -> Thresholds:
    """Where each level begins, in points, lowest first."""
    rows = await db.exec(select(BssLoyaltyLevel).order_by(col(BssLoyaltyLevel.threshold)))
    return [(row.threshold, cast(Level, row.level)) for row in rows]


async def of_accounts(db: Db, numbers: list[str], today: date) -> list[Loyalty]:
    """One entry for each customer behind the accounts: two purses of one customer share their points.

    ``account_number`` of an entry is the first of ``numbers`` that belongs to the customer.
    """
    found = (
        select(BssBillingAccount, BssLoyaltyMember)
        .outerjoin(BssLoyaltyMember, col(BssLoyaltyMember.customer_id) == BssBillingAccount.customer_id)
        .where(col(BssBillingAccount.number).in_(numbers))
    )
    rows = sorted(await db.exec(found), key=lambda row: numbers.index(row[0].number))
    customers = [account.customer_id for account, _ in rows]
    levels, lately = await thresholds(db), await earned_lately(db, customers, today)
    expiring = await _expiring(db, customers)
    owners: dict[UUID, Loyalty] = {}
    for account, joined in rows:
        # An outer join: the member is None for a customer outside of the programme.
        one = account.customer_id
        shaped = _shaped(account.number, joined, lately.get(one, 0), levels, expiring.get(one), today)
        owners.setdefault(one, shaped)
    return list(owners.values())


async def _earn(db: Db, row: BssLoyaltyMember, points: int, source_id: str, at: datetime) -> None:
    terms, today = await bonus_terms(db), clock.day_of(at)
    expires = rules.months_after(today, terms.lot_months)
    db.add(
        BssPointLot(
            customer_id=row.customer_id,
            source_id=source_id,
            earned_at=at,
            expires_on=expires,
            points=points,
            left=points,
        )
    )
    await db.flush()
    reached = await level_now(db, row, today)
    if reached != "standard" and reached != held(row, today):
        row.level, row.level_until = reached, rules.months_after(today, terms.level_months)
        db.add(row)
        await db.flush()


async def _spend(db: Db, customer_id: UUID, points: int, lot_first: str) -> None:
    mine = select(BssPointLot).where(BssPointLot.customer_id == customer_id, BssPointLot.left > 0)
    oldest = mine.order_by(col(BssPointLot.expires_on), col(BssPointLot.earned_at), col(BssPointLot.id))
    lots = sorted((await db.exec(oldest)).all(), key=lambda lot: lot.source_id != lot_first)
    for lot in lots:
        taken = min(lot.left, points)
        lot.left, points = lot.left - taken, points - taken
        db.add(lot)
    await db.flush()


async def _expiring(db: Db, customer_ids: list[UUID]) -> dict[UUID, tuple[date, int]]:
    """The next day on which points expire, and how many, by customer."""
    left = func.sum(BssPointLot.left)
    found = (
        select(BssPointLot.customer_id, col(BssPointLot.expires_on), left)
        .where(col(BssPointLot.customer_id).in_(customer_ids), BssPointLot.left > 0)
        .group_by(col(BssPointLot.customer_id), col(BssPointLot.expires_on))
        .order_by(col(BssPointLot.expires_on))
    )
    first: dict[UUID, tuple[date, int]] = {}
    for customer_id, day, points in await db.exec(found):
        first.setdefault(customer_id, (day, int(points)))
    return first


def _shaped(
    number: str,
    joined: BssLoyaltyMember | None,
    lately: int,
    levels: Thresholds,
    expiring: tuple[date, int] | None,
    today: date,
) -> Loyalty:
    reached, _, _, _ = rules.level_of(lately, levels)
    level = rules.best_level(held(joined, today) if joined else "standard", reached)
    following, to_go, share = rules.way_up(level, lately, levels)
    return Loyalty(
        account_number=number,
        member=joined is not None,
        points=joined.points if joined else 0,
        level=level,
        to_next=to_go,
        next_level=following,
        level_share=share,
        level_until=joined.level_until if joined and level != "standard" else None,
        expiring_points=expiring[1] if expiring else 0,
        expiring_on=expiring[0] if expiring else None,
    )
