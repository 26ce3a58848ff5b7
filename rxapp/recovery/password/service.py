"""Set the new password and end what the old one opened (PW-8, PW-9)."""

import asyncio
from functools import partial
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.passwords import history
from rxapp.accounts.passwords import rules as password_rules
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.passwords.rules import PasswordRefused
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, limits
from rxapp.core.db import Database, Db
from rxapp.recovery import rules
from rxapp.recovery.queries import require_step
from rxapp.recovery.rules import StepSkipped
from rxapp.recovery.tables import Recovery


async def set_password(database: Database, browser: Browser, first: str, second: str) -> None:
    """The end of a recovery: new password, no session anywhere, old failures forgiven, every confirmed channel told.

    It signs nobody in, so a second factor is asked as ever (ASVS 6.4.3). Raises FormRefused for the two fields,
    PasswordRefused("password.used") for the whole form, StepSkipped, TooManyRequests, Busy.
    """
    async with database.reading() as db:
        row = await require_step(db, browser, rules.PASSWORD)
        account = await accounts.account_by_id(db, row.account_id) if row.account_id else None
    if account is None:
        raise StepSkipped
    await limits.hit_now(database, "recovery.password", str(row.id), rules.PASSWORDS)
    judge = partial(password_rules.new_password, user_name=account.user_name, fields=rules.FIELDS)
    plain = await asyncio.to_thread(judge, first, second)
    async with database.reading() as db:
        if await history.is_recent(db, account.id, plain):
            raise PasswordRefused("password.used")
    hashed = await passwords.hash_password(plain)
    async with database.writing() as db:
        await _spend(db, row.id, browser)
        # What somebody else proved before does not outlive this password.
        await db.exec(delete(Recovery).where(col(Recovery.account_id) == account.id))
        await history.replace(db, account.id, hashed)
        await sessions.end_all(db, account.id)
        await _forgive(db, account.id)
        await devices.forget_others(db, account.id, Browser(""))
        await journal.record(db, account.id, "recovered", browser)
        await notices.tell(db, account.id, "recovered", browser=browser)


async def _spend(db: Db, recovery_id: UUID, browser: Browser) -> None:
    """Of two submits at once one deletes the row; the other is too late."""
    mine = (
        col(Recovery.id) == recovery_id,
        col(Recovery.browser_hash) == browser.cookie_hash,
        col(Recovery.step) == rules.PASSWORD,
        col(Recovery.expires_at) > clock.now(),
    )
    if (await db.exec(delete(Recovery).where(*mine))).rowcount != 1:
        raise StepSkipped


async def _forgive(db: Db, account_id: UUID) -> None:
    for alias in await accounts.aliases_of(db, account_id):
        await passwords.record_success(db, f"{alias.kind}:{alias.key}")
