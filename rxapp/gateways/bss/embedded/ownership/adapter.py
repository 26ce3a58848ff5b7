"""The verbs of the port."""

from rxapp.gateways.bss.embedded import reading, secrets
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.errors import OwnershipNotProven
from rxapp.gateways.bss.values import BillingAccount


class Ownership(Part):
    """Proving an account: the service's own login and password."""

    async def prove_ownership(self, *, region: str, number: str, login: str, secret: str) -> BillingAccount:
        """The account these credentials open. An unknown one takes as long as a wrong secret (security.md 2.3)."""
        async with self.reading() as db:
            secret_hash = await reading.credentials(db, region, number, login)
        if not await secrets.fits(secret_hash, secret):
            raise OwnershipNotProven
        return BillingAccount(number=number, region=region)
