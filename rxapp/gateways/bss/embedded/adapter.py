"""The ``bss`` port over our own database.

It opens its own short transactions. Reading verbs take no write lock and may be called anywhere; ``enrol`` and the
operator's verbs write, so inside somebody's own writing transaction on SQLite they would wait for that very
transaction: call them before it or after its commit. Such a mistake ends in BssUnavailable after the busy timeout.
"""

from collections.abc import Sequence
from datetime import date

from rxapp.core import clock
from rxapp.gateways.bss.embedded import catalogue, charging, feed, reading
from rxapp.gateways.bss.embedded.ordering.adapter import Ordering
from rxapp.gateways.bss.embedded.ownership.adapter import Ownership
from rxapp.gateways.bss.embedded.rewards.adapter import Rewards
from rxapp.gateways.bss.embedded.usage.adapter import Usage
from rxapp.gateways.bss.values import Balance, FeedEvent, Offering, Service, ServiceKind

_MAX_FEED = 200


class EmbeddedBss(Ownership, Ordering, Usage, Rewards):
    """BssGateway of the embedded billing. Each verb raises BssUnavailable when the database does not answer."""

    async def services(self, numbers: Sequence[str]) -> list[Service]:
        """Services of these accounts; unknown numbers have none."""
        async with self.reading() as db:
            return await reading.services(db, list(numbers), clock.today())

    async def balances(self, numbers: Sequence[str]) -> list[Balance]:
        """One balance a known account."""
        async with self.reading() as db:
            return await reading.balances(db, list(numbers), clock.today())

    async def events(self, numbers: Sequence[str], limit: int = 12) -> list[FeedEvent]:
        """The newest events, newest first; at most 200."""
        async with self.reading() as db:
            return await feed.newest(db, list(numbers), min(max(0, limit), _MAX_FEED))

    async def offerings(self, kind: ServiceKind, region: str, *, offset: int = 0, limit: int = 20) -> list[Offering]:
        """Tariffs sold for this service in this region, cheapest first; at most 100 a page."""
        async with self.reading() as db:
            return await catalogue.sold(db, kind, region, offset, limit)

    async def charge_due(self, today: date | None = None) -> int:
        """The monthly run, one transaction an account; returns how many charges it made. Safe to repeat."""
        day = today or clock.today()
        async with self.reading() as db:
            numbers = await charging.due_accounts(db, day)
        count = 0
        for number in numbers:
            async with self.changing() as db:
                count += await charging.charge_due(db, number, day)
        return count

    async def numbers(self) -> list[str]:
        """Every account number, for the operator's console."""
        async with self.reading() as db:
            return await reading.account_numbers(db)
