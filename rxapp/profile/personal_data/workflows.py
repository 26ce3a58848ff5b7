"""Recurring work: closed accounts are erased, whatever became of the process that closed them; later their consents."""

import logging

from rxapp.core.db import database
from rxapp.profile.personal_data import queries, service

log = logging.getLogger(__name__)


async def erase_closed() -> None:
    """Erase what closed accounts still hold; one that fails does not keep the others waiting."""
    async with database().reading() as db:
        waiting = await queries.unerased(db)
    for closed in waiting:
        try:
            await service.erase(database(), closed.account_id)
        except Exception:
            log.exception("erasure_failed account=%s", closed.account_id)


async def purge_consents() -> None:
    """Delete the consents of accounts closed so long ago that nobody can claim anything from them."""
    async with database().writing() as db:
        await service.purge_consents(db)
