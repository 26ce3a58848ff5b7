"""The verbs of the port."""

from collections.abc import Sequence

from rxapp.core import clock
from rxapp.gateways.bss.embedded.operations import once
from rxapp.gateways.bss.embedded.ordering import carrying, detail, quoting, terms
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.embedded.tables import BssBillingAccount
from rxapp.gateways.bss.ordering import Change, OfferChanged, Order, Quote, ServiceDetail, TariffOffer
from rxapp.gateways.bss.values import Page

MAX_PAGE = 100


class Ordering(Part):
    """What a subscriber changes by themselves: tariff, options, a voluntary stop."""

    async def service(self, numbers: Sequence[str], service_id: str) -> ServiceDetail:
        """One service in full. Raises ServiceUnknown."""
        async with self.reading() as db:
            return await detail.of(db, list(numbers), service_id, clock.today())

    async def tariff_offers(
        self, numbers: Sequence[str], service_id: str, *, offset: int = 0, limit: int = 20
    ) -> Page[TariffOffer]:
        """Tariffs this service could have, cheapest first; at most 100 a page. Raises ServiceUnknown."""
        size = min(max(0, limit), MAX_PAGE - 1)
        async with self.reading() as db:
            standing = await terms.standing(db, list(numbers), service_id)
            found = await detail.tariffs(db, standing, clock.now(), offset, size + 1)
        return Page(found[:size], len(found) > size)

    async def quote(self, numbers: Sequence[str], service_id: str, change: Change) -> Quote:
        """What the change would do. Raises ServiceUnknown, ChangeRefused, OfferingUnknown."""
        async with self.reading() as db:
            return await quoting.quote(db, await terms.standing(db, list(numbers), service_id), change, clock.now())

    async def order(
        self, numbers: Sequence[str], service_id: str, change: Change, *, fingerprint: str, key: str
    ) -> Order:
        """Do it once a key. Raises ServiceUnknown, OfferChanged, ChangeRefused, OfferingUnknown, KeyReused."""
        moment = clock.now()
        async with self.changing() as db:
            number = (await terms.standing(db, list(numbers), service_id)).account.number

            async def carry(_account: BssBillingAccount) -> None:
                # Read again now that the account is locked: what was read before may be a moment old.
                standing = await terms.standing(db, [number], service_id)
                quote = await quoting.quote(db, standing, change, moment)
                if quote.fingerprint != fingerprint:
                    raise OfferChanged
                await carrying.carry_out(db, standing, quote, key, moment)

            request: dict[str, str | int] = {"service": service_id, "fingerprint": fingerprint}
            await once(db, "order", key, number, request, carry, moment)
            return await carrying.by_key(db, key)

    async def orders(self, numbers: Sequence[str], service_id: str, *, offset: int = 0, limit: int = 20) -> Page[Order]:
        """Orders of this service, newest first; at most 100 a page. Raises ServiceUnknown."""
        size = min(max(0, limit), MAX_PAGE - 1)
        async with self.reading() as db:
            standing = await terms.standing(db, list(numbers), service_id)
            found = await carrying.orders(db, standing.service.id, max(0, offset), size + 1)
        return Page(found[:size], len(found) > size)
