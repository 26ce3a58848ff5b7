"""Recurring work: orders whose answer was lost in a crash or a silence are sent again; old receipts go."""

from rxapp.core.db import database
from rxapp.gateways import gateways
from rxapp.tariffs.change import service
from rxapp.tariffs.receipts import service as receipts


async def resend_orders() -> None:
    """Order again, under the same key, what was agreed to and not answered."""
    await service.resend(database(), gateways().bss)


async def purge_receipts() -> None:
    """Delete receipts that the law no longer asks to be kept."""
    async with database().writing() as db:
        await receipts.purge(db)
