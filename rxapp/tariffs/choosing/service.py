"""The tariffs a service could have."""

from collections.abc import Sequence

from rxapp.gateways.bss import BillingAccount, BssGateway
from rxapp.tariffs import service as services
from rxapp.tariffs.choosing import rules
from rxapp.tariffs.rules import ServiceView, view

PAGE = 50
MOST = 500


async def offers(
    bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str
) -> tuple[ServiceView, list[rules.Offer]]:
    """The service and every tariff of its region, cheapest first. Raises ServiceUnknown, BssUnavailable."""
    numbers = [account.number for account in accounts]
    detail = await services.detail(bss, accounts, service_id)
    found: list[rules.Offer] = []
    while len(found) < MOST:
        page = await bss.tariff_offers(numbers, service_id, offset=len(found), limit=PAGE)
        found += [rules.offer(one, detail.offering) for one in page.rows]
        if not page.more:
            break
    return view(detail), found
