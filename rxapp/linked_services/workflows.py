"""Recurring work: proofs nobody confirmed are forgotten."""

from rxapp.core.db import database
from rxapp.linked_services import service


async def purge_proofs() -> None:
    """Delete what was proved and not linked in time."""
    async with database().writing() as db:
        await service.purge(db)
