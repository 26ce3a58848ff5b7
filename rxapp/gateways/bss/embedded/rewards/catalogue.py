"""The rewards: loading them, offering them, and what stands in the way of each."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.rewards.tables import BssRedemption, BssReward
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssLoyaltyMember, BssService
from rxapp.gateways.bss.ordering import Why
from rxapp.gateways.bss.rewards import Effect, Reward, RewardOffer, Suited
from rxapp.gateways.bss.values import ServiceKind


async def load(db: Db, entries: Iterable[Mapping[str, Any]]) -> None:
    """Bring the catalogue to these rows; what is not listed stays."""
    for entry in entries:
        await db.merge(BssReward(**entry))


async def offers(db: Db, numbers: list[str], today: date) -> list[RewardOffer]:
    """Each reward with the services it suits and what stands in its way."""
    found = (
        select(BssService, BssBillingAccount)
        .join(BssBillingAccount, col(BssBillingAccount.id) == BssService.billing_account_id)
        .where(col(BssBillingAccount.number).in_(numbers))
    )
    services = [(service, account) for service, account in await db.exec(found)]
    customers = list({account.customer_id for _, account in services})
    members = await _members(db, customers)
    taken = await _taken_this_month(db, customers, today)
    rewards = await db.exec(select(BssReward).order_by(col(BssReward.points), col(BssReward.id)))
    return [_offer(reward, services, members, taken, today) for reward in rewards]


def block(
    reward: BssReward, member: BssLoyaltyMember | None, service: BssService | None, taken: int, today: date
) -> Why | None:
    """Why this customer cannot take the reward for this service now."""
    if member is None:
        return Why("why.not_a_member")
    if service is None:
        return Why("why.no_service_for_reward")
    if service.stopped_for:
        return Why("why.service_stands_still")
    if taken >= reward.a_month:
        return Why("why.reward_taken", {"count": reward.a_month}, rules.months_after(today.replace(day=1), 1))
    if member.points < reward.points:
        return Why("why.points", {"count": reward.points - member.points})
    return None


async def taken_this_month(db: Db, customer_id: UUID, reward_id: str, today: date) -> int:
    """How often the customer took the reward in this calendar month."""
    return (await _taken_this_month(db, [customer_id], today)).get((customer_id, reward_id), 0)


def shaped(row: BssReward) -> Reward:
    """The row as the port tells it."""
    return Reward(row.id, row.name, row.names, row.points, cast(Effect, row.effect), row.amount, row.allowance)


def _offer(
    reward: BssReward,
    services: list[tuple[BssService, BssBillingAccount]],
    members: dict[UUID, BssLoyaltyMember],
    taken: dict[tuple[UUID, str], int],
    today: date,
) -> RewardOffer:
    fitting = [pair for pair in services if pair[0].kind in reward.kinds]
    if not members:
        return RewardOffer(shaped(reward), (), Why("why.not_a_member"))
    reasons: list[Why | None] = []
    suits: list[Suited] = []
    for service, account in fitting:
        one = account.customer_id
        why = block(reward, members.get(one), service, taken.get((one, reward.id), 0), today)
        reasons.append(why)
        if why is None:
            kind = cast(ServiceKind, service.kind)
            suits.append(Suited(str(service.id), kind, service.msisdn or account.number))
    if suits:
        return RewardOffer(shaped(reward), tuple(suits))
    return RewardOffer(shaped(reward), (), reasons[0] if reasons else Why("why.no_service_for_reward"))


async def _members(db: Db, customers: list[UUID]) -> dict[UUID, BssLoyaltyMember]:
    rows = await db.exec(select(BssLoyaltyMember).where(col(BssLoyaltyMember.customer_id).in_(customers)))
    return {row.customer_id: row for row in rows}


async def _taken_this_month(db: Db, customers: list[UUID], today: date) -> dict[tuple[UUID, str], int]:
    since = clock.moment(today.replace(day=1))
    found = (
        select(BssRedemption.customer_id, BssRedemption.reward_id, func.count())
        .where(col(BssRedemption.customer_id).in_(customers), BssRedemption.at >= since)
        .group_by(col(BssRedemption.customer_id), col(BssRedemption.reward_id))
    )
    return {(customer_id, reward_id): int(times) for customer_id, reward_id, times in await db.exec(found)}
