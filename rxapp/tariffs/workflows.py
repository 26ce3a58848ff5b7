"""Recurring work: orders whose answer was lost in a crash or a silence are sent again."""

from rxapp.core.db import database
from rxapp.gateways import gateways
from rxapp.tariffs.change import service


async def resend_orders() -> None:
    """Order again, under the same key, what was agreed to and not answered."""
    await service.resend(database(), gateways().bss)
