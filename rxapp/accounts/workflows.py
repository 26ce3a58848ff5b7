"""Housekeeping of accounts: what is spent, over or past its term goes, each kind in a transaction of its own."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.codes import budget
from rxapp.accounts.codes import service as codes
from rxapp.accounts.contacts import service as contacts
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.messages import service as messages
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.second_factor import service as second_factor
from rxapp.accounts.sessions import service as sessions
from rxapp.core import durable, limits
from rxapp.core.db import Db, database

HOUR, MINUTE = 3600.0, 60.0
PURGES: dict[str, Callable[[Db], Awaitable[int | None]]] = {
    "purge-limits": limits.purge,
    "purge-sign-in-failures": passwords.purge,
    "purge-sessions": sessions.purge,
    "purge-codes": codes.purge,
    "purge-code-budget": budget.purge,
    "purge-captchas": captchas.purge,
    "purge-contacts": contacts.purge,
    "purge-devices": devices.purge,
    "purge-journal": journal.purge,
    "purge-half-sign-ins": second_factor.purge,
    "purge-messages": messages.purge,
    "give-up-messages": messages.give_up,
}

log = logging.getLogger(__name__)


def register() -> None:
    """Let the leader keep house each hour; one purge that fails does not keep the others from running."""
    for name in PURGES:
        durable.register_job(name, HOUR, partial(purge, name))
    durable.register_job("expire-sessions", MINUTE, expire_sessions)


async def expire_sessions() -> None:
    """Tell the open tabs of sessions that died of age."""
    async with database().writing() as db:
        await sessions.expire(db)


async def purge(name: str) -> None:
    """Do one of ``PURGES`` now."""
    async with database().writing() as db:
        if gone := await PURGES[name](db):
            log.info("purged job=%s rows=%s", name, gone)
