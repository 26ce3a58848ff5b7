"""Taking a reward: the points go and the service changes, in one transaction on a locked account."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import feed, loyalty
from rxapp.gateways.bss.embedded.ordering.terms import Standing
from rxapp.gateways.bss.embedded.rewards import catalogue
from rxapp.gateways.bss.embedded.rewards.tables import BssRedemption, BssReward
from rxapp.gateways.bss.embedded.tables import BssAllowance, BssService
from rxapp.gateways.bss.ordering import Why
from rxapp.gateways.bss.rewards import Redemption, RewardRefused, RewardUnknown


def redemption_id(key: str) -> UUID:
    """The id of the redemption that has this idempotency key."""
    return uuid5(NAMESPACE_OID, f"redemption:{key}")


async def take(db: Db, standing: Standing, reward_id: str, key: str, now: datetime) -> None:
    """Spend the points and give the reward. The caller holds the account's lock and the key.

    Raises RewardUnknown, RewardRefused.
    """
    reward, customer = await db.get(BssReward, reward_id), standing.account.customer_id
    if reward is None:
        raise RewardUnknown
    member = await loyalty.member(db, customer)
    fits = standing.service if standing.service.kind in reward.kinds else None
    taken = await catalogue.taken_this_month(db, customer, reward.id, clock.day_of(now))
    if why := catalogue.block(reward, member, fits, taken, clock.day_of(now)):
        raise RewardRefused(why)
    made = redemption_id(key)
    await loyalty.move(db, customer, -reward.points, "reward", str(made), now)
    await _give(db, standing.service, reward)
    db.add(
        BssRedemption(
            id=made,
            customer_id=customer,
            service_id=standing.service.id,
            reward_id=reward.id,
            points=reward.points,
            at=now,
        )
    )
    feed.write(
        db,
        standing.account,
        "reward_taken",
        now,
        points=reward.points,
        kind=standing.service.kind,
        tariff=reward.name,
    )
    await db.flush()


async def by_key(db: Db, key: str) -> Redemption:
    """The redemption this key made."""
    row = await db.get_one(BssRedemption, redemption_id(key))
    return Redemption(str(row.id), row.reward_id, str(row.service_id), row.points, row.at)


async def _give(db: Db, service: BssService, reward: BssReward) -> None:
    if reward.effect == "days":
        service.next_charge_on += timedelta(days=reward.amount)
        service.charge_day = service.next_charge_on.day
    elif reward.effect == "discount":
        service.discount_minor += reward.amount
    elif reward.effect == "allowance":
        package = await db.get(BssAllowance, (service.id, reward.allowance), populate_existing=True)
        package = package or BssAllowance(service_id=service.id, kind=reward.allowance, used=0, total=0)
        package.total, package.extra = package.total + reward.amount, package.extra + reward.amount
        db.add(package)
    else:
        raise RewardRefused(Why("why.no_service_for_reward"))
    db.add(service)
    await db.flush()
