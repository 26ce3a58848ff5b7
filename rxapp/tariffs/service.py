"""Reading a service for its page. ``accounts`` are the principal's own: a service of another account does not exist."""

from collections.abc import Sequence
from datetime import datetime

from rxapp.gateways.bss import BillingAccount, BssGateway
from rxapp.gateways.bss.ordering import ServiceDetail
from rxapp.tariffs import rules


async def detail(bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str) -> ServiceDetail:
    """The operator's answer as it is. Raises ServiceUnknown, BssUnavailable."""
    return await bss.service([account.number for account in accounts], service_id)


async def view(bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str) -> rules.ServiceView:
    """The service as its page shows it. Raises ServiceUnknown, BssUnavailable."""
    return rules.view(await detail(bss, accounts, service_id))


async def undoable(bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str, now: datetime) -> str:
    """The id of the order that the operator would still take back; empty when there is none.

    Raises ServiceUnknown, BssUnavailable.
    """
    newest = (await bss.orders([account.number for account in accounts], service_id, limit=1)).rows
    return next((row.id for row in newest if row.undo_until is not None and now < row.undo_until), "")
