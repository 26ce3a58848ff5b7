"""Housekeeping of social sign-in, run by the leader."""

from rxapp.core.db import database
from rxapp.social import waiting


async def purge() -> None:
    """Attempts and identities nobody came back for go."""
    async with database().writing() as db:
        await waiting.purge(db)
