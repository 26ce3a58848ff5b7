"""Durable work of sign-in."""

from rxapp.core.db import database
from rxapp.sign_in.by_code import service as by_code


async def expire_sign_ins() -> None:
    """Sign-ins by code that nobody finished, with the addresses they hold, go when their flow has ended."""
    async with database().writing() as db:
        await by_code.purge(db)
