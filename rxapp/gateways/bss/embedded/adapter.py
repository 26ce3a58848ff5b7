"""The ``bss`` port over our own database.

It opens its own short transactions. Reading verbs take no write lock and may be called anywhere; ``enrol`` and the
operator's verbs write, so inside somebody's own writing transaction on SQLite they would wait for that very
transaction: call them before it or after its commit. Such a mistake ends in BssUnavailable after the busy timeout.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from sqlalchemy.exc import InterfaceError, OperationalError

from rxapp.core.clock import now
from rxapp.core.db import Database, Db
from rxapp.gateways.bss import (
    Balance,
    BillingAccount,
    BssUnavailable,
    FeedEvent,
    Loyalty,
    Offering,
    OwnershipNotProven,
    Service,
    ServiceKind,
)
from rxapp.gateways.bss.embedded import catalogue, charging, feed, loyalty, operator, reading, secrets

_MAX_FEED = 200


class EmbeddedBss:
    """BssGateway of the embedded billing. Each verb raises BssUnavailable when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prove_ownership(self, *, region: str, number: str, login: str, secret: str) -> BillingAccount:
        """The account these credentials open. An unknown one takes as long as a wrong secret (security.md 2.3)."""
        async with self._reading() as db:
            secret_hash = await reading.credentials(db, region, number, login)
        if not await secrets.fits(secret_hash, secret):
            raise OwnershipNotProven
        return BillingAccount(number=number, region=region)

    async def services(self, numbers: Sequence[str]) -> list[Service]:
        """Services of these accounts; unknown numbers have none."""
        async with self._reading() as db:
            return await reading.services(db, list(numbers), now().date())

    async def balances(self, numbers: Sequence[str]) -> list[Balance]:
        """One balance a known account."""
        async with self._reading() as db:
            return await reading.balances(db, list(numbers), now().date())

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """One entry a customer: points are never counted twice for two accounts of one person."""
        async with self._reading() as db:
            return await loyalty.of_accounts(db, list(numbers))

    async def enrol(self, number: str) -> None:
        """Join the bonus programme. Raises AccountUnknown."""
        async with self.changing() as db:
            await operator.enrol(db, number, f"enrol:{number}")

    async def events(self, numbers: Sequence[str], limit: int = 12) -> list[FeedEvent]:
        """The newest events, newest first; at most 200."""
        async with self._reading() as db:
            return await feed.newest(db, list(numbers), min(max(0, limit), _MAX_FEED))

    async def offerings(self, kind: ServiceKind, region: str, *, offset: int = 0, limit: int = 20) -> list[Offering]:
        """Tariffs sold for this service in this region, cheapest first; at most 100 a page."""
        async with self._reading() as db:
            return await catalogue.sold(db, kind, region, offset, limit)

    async def charge_due(self, today: date | None = None) -> int:
        """The monthly run, one transaction an account; returns how many charges it made. Safe to repeat."""
        day = today or now().date()
        async with self._reading() as db:
            numbers = await charging.due_accounts(db, day)
        count = 0
        for number in numbers:
            async with self.changing() as db:
                count += await charging.charge_due(db, number, day)
        return count

    async def numbers(self) -> list[str]:
        """Every account number, for the operator's console."""
        async with self._reading() as db:
            return await reading.account_numbers(db)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Db]:
        """A writing transaction for the verbs of ``operator``; the changes are announced after its commit."""
        try:
            async with self._database.writing() as db:
                yield db
        except (OperationalError, InterfaceError) as error:
            raise BssUnavailable from error

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Db]:
        try:
            async with self._database.reading() as db:
                yield db
        except (OperationalError, InterfaceError) as error:
            raise BssUnavailable from error
