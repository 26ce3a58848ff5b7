"""The verbs of the port."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.gateways.bss.embedded import loyalty, operator
from rxapp.gateways.bss.embedded.operations import once
from rxapp.gateways.bss.embedded.ordering import terms
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.embedded.rewards import catalogue, jobs, redeeming
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssPointEntry
from rxapp.gateways.bss.rewards import Movement, Redemption, RewardOffer
from rxapp.gateways.bss.values import Loyalty, Page

MAX_PAGE = 100


class Rewards(Part):
    """The bonus programme: points earned, spent, expired; what they buy."""

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """One entry a customer: points are never counted twice for two accounts of one person."""
        async with self.reading() as db:
            return await loyalty.of_accounts(db, list(numbers), clock.today())

    async def enrol(self, number: str) -> None:
        """Join the bonus programme. Raises AccountUnknown."""
        async with self.changing() as db:
            await operator.enrol(db, number, f"enrol:{number}")

    async def point_history(self, numbers: Sequence[str], *, offset: int = 0, limit: int = 20) -> Page[Movement]:
        """Movements of the points of these accounts' customers, newest first; at most 100 a page."""
        size = min(max(0, limit), MAX_PAGE - 1)
        mine = select(BssBillingAccount.customer_id).where(col(BssBillingAccount.number).in_(numbers))
        found = (
            select(BssPointEntry)
            .where(col(BssPointEntry.customer_id).in_(mine))
            .order_by(col(BssPointEntry.at).desc(), col(BssPointEntry.id))
            .offset(max(0, offset))
            .limit(size + 1)
        )
        async with self.reading() as db:
            rows = [Movement(str(row.id), row.at, row.points, row.kind) for row in await db.exec(found)]
        return Page(rows[:size], len(rows) > size)

    async def rewards(self, numbers: Sequence[str]) -> list[RewardOffer]:
        """The catalogue for these accounts, cheapest first."""
        async with self.reading() as db:
            return await catalogue.offers(db, list(numbers), clock.today())

    async def redeem(self, numbers: Sequence[str], service_id: str, reward_id: str, *, key: str) -> Redemption:
        """Take a reward, once a key. Raises ServiceUnknown, RewardUnknown, RewardRefused, KeyReused."""
        moment = clock.now()
        async with self.changing() as db:
            number = (await terms.standing(db, list(numbers), service_id)).account.number

            async def take(_account: BssBillingAccount) -> None:
                standing = await terms.standing(db, [number], service_id)
                await redeeming.take(db, standing, reward_id, key, moment)

            request: dict[str, str | int] = {"service": service_id, "reward": reward_id}
            await once(db, "redeem", key, number, request, take, moment)
            return await redeeming.by_key(db, key)

    async def run_bonus(self, today: date | None = None) -> int:
        """Birthdays, years of loyalty, expiry up to the day, one transaction a customer; safe to repeat."""
        day = today or clock.today()
        async with self.reading() as db:
            customers = await jobs.members(db)
        made = 0
        for customer_id in customers:
            async with self.changing() as db:
                made += await jobs.run(db, customer_id, day)
        return made
