"""Durable work of recovery."""

from rxapp.core.db import database
from rxapp.recovery import service


async def expire_recoveries() -> None:
    """Recoveries go with their flow and their link."""
    async with database().writing() as db:
        await service.expire(db)
