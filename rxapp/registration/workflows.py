"""Durable work of registration."""

import logging

from rxapp.core.db import database
from rxapp.registration import service

log = logging.getLogger(__name__)


async def expire_registrations() -> None:
    """Unconfirmed registrations and their personal data go after 24 hours, also those a dead process left (RG-2)."""
    async with database().writing() as db:
        if gone := await service.expire(db):
            log.info("registrations_expired count=%s", gone)
