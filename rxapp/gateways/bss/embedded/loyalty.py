"""Points: a ledger of their own, in whole points; a customer's balance never falls below zero."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss import Level, Loyalty
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.errors import NotAMember, PointsInsufficient
from rxapp.gateways.bss.embedded.tables import (
    BssBillingAccount,
    BssLoyaltyLevel,
    BssLoyaltyMember,
    BssLoyaltyRule,
    BssPointEntry,
)


async def set_rules(db: Db, *, minor_per_point: int, thresholds: dict[Level, int]) -> None:
    """Store the programme: kopecks paid for a point, and the earned points each level begins at."""
    await db.merge(BssLoyaltyRule(source="payment", minor_per_point=minor_per_point))
    for level, threshold in thresholds.items():
        await db.merge(BssLoyaltyLevel(level=level, threshold=threshold))


async def enrol(db: Db, customer_id: UUID, at: datetime) -> bool:
    """Make the customer a member; False when they already were."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    fresh = insert(BssLoyaltyMember).values(customer_id=customer_id, joined_at=at, points=0, earned=0)
    done = await db.exec(fresh.on_conflict_do_nothing().returning(col(BssLoyaltyMember.customer_id)))
    return done.first() is not None


async def member(db: Db, customer_id: UUID) -> BssLoyaltyMember | None:
    """The customer's membership, locked for a change."""
    found = select(BssLoyaltyMember).where(BssLoyaltyMember.customer_id == customer_id).with_for_update()
    return (await db.exec(found.execution_options(populate_existing=True))).first()


async def move(db: Db, customer_id: UUID, points: int, kind: str, source_id: str, at: datetime) -> None:
    """Add points, or spend them when negative.

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


async def accrue(db: Db, customer_id: UUID, paid_minor: int, source_id: str, at: datetime) -> int:
    """Points for a payment by the rule in force, rounded down; 0 for a customer outside of the programme."""
    rule = await db.get(BssLoyaltyRule, "payment")
    points = paid_minor // rule.minor_per_point if rule else 0
    if points == 0 or await member(db, customer_id) is None:
        return 0
    await move(db, customer_id, points, "payment", source_id, at)
    return points


async def of_accounts(db: Db, numbers: list[str]) -> list[Loyalty]:
    """One entry for each customer behind the accounts: two purses of one customer share their points.

    ``account_number`` of an entry is the first of ``numbers`` that belongs to the customer.
    """
    levels = await db.exec(select(BssLoyaltyLevel).order_by(col(BssLoyaltyLevel.threshold)))
    thresholds = [(row.threshold, cast(Level, row.level)) for row in levels]
    found = (
        select(BssBillingAccount, BssLoyaltyMember)
        .outerjoin(BssLoyaltyMember, col(BssLoyaltyMember.customer_id) == BssBillingAccount.customer_id)
        .where(col(BssBillingAccount.number).in_(numbers))
    )
    owners: dict[UUID, Loyalty] = {}
    rows = sorted(await db.exec(found), key=lambda row: numbers.index(row[0].number))
    for account, joined in rows:
        # An outer join: the member is None for a customer outside of the programme.
        owners.setdefault(account.customer_id, _shaped(account.number, joined, thresholds))
    return list(owners.values())


def _shaped(number: str, joined: BssLoyaltyMember | None, thresholds: list[tuple[int, Level]]) -> Loyalty:
    earned = joined.earned if joined else 0
    level, following, to_go, share = rules.level_of(earned, thresholds)
    return Loyalty(number, joined is not None, joined.points if joined else 0, level, to_go, following, share)
