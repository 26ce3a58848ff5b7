"""The verbs of the port."""

from datetime import datetime

from rxapp.gateways.bss.embedded import secrets
from rxapp.gateways.bss.embedded.ownership import queries
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.errors import OwnershipNotProven
from rxapp.gateways.bss.values import BillingAccount, KnownAccount, ServiceKind


class Ownership(Part):
    """Proving an account: by the service's own login and password, or by its mobile number."""

    async def prove_ownership(
        self, *, kind: ServiceKind, region: str, number: str, login: str, secret: str
    ) -> BillingAccount:
        """The account these credentials open. An unknown one takes as long as a wrong secret (security.md 2.3)."""
        async with self.reading() as db:
            secret_hash = await queries.credentials(db, kind, region, number, login)
        if not await secrets.fits(secret_hash, secret):
            raise OwnershipNotProven
        return BillingAccount(number=number, region=region)

    async def account_of_number(self, phone: str) -> BillingAccount | None:
        """The account with this mobile number."""
        async with self.reading() as db:
            return await queries.of_mobile(db, phone)

    async def accounts_of_phone(self, phone: str) -> list[KnownAccount]:
        """Accounts of this phone and of customers it is a contact of, in the order of their numbers; at most 20."""
        async with self.reading() as db:
            return await queries.known_for(db, phone)

    async def sim_changed_at(self, phone: str) -> datetime | None:
        """When the number's SIM was last changed, as ``sims.change`` entered it."""
        async with self.reading() as db:
            return await queries.sim_changed_at(db, phone)
