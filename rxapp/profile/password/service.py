"""Change the password."""

import asyncio
from functools import partial

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.passwords import history
from rxapp.accounts.passwords import rules as password_rules
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.ending import end_all_but
from rxapp.accounts.sessions.freshness import renewed, require_fresh
from rxapp.accounts.step_up import service as step_up
from rxapp.core.db import Database
from rxapp.core.errors import DomainError

OLD, NEW, REPEAT = "oldPassword", "newPassword", "repeatPassword"


async def change(database: Database, principal: Principal, browser: Browser, old: str, new: str, repeat: str) -> str:
    """Set the new password and end what the old one opened: every other session, every other known browser.

    Somebody who came with another service may have no old one (SO-2): then the fresh proof is enough.
    Gives a ticket for the new session id. It opens its own transactions: wrong old passwords must stay counted.
    Raises StepUpNeeded, StepUpRefused for ``oldPassword``, FormRefused for ``newPassword`` and ``repeatPassword``,
    PasswordRefused("password.used") for ``newPassword``, TooManyRequests, Busy.
    """
    async with database.reading() as db:
        await require_fresh(db, principal)
        account = await accounts.account_by_id(db, principal.account_id)
    user_name = account.user_name if account else ""
    judge = partial(password_rules.new_password, user_name=user_name, fields=(NEW, REPEAT))
    plain = await asyncio.to_thread(judge, new, repeat)
    stored = ""
    if account and account.password_hash:
        stored = await step_up.prove_password(database, principal, browser, old, field=OLD)
    async with database.reading() as db:
        if await history.is_recent(db, principal.account_id, plain):
            raise password_rules.PasswordRefused("password.used", field=NEW)
    hashed = await passwords.hash_password(plain)
    async with database.writing() as db:
        await require_fresh(db, principal)
        present = await accounts.locked_account(db, principal.account_id)
        if present.password_hash != stored:
            # Somebody changed it since it was proved: the old password is no longer the old password.
            raise DomainError("step_up.wrong_password", field=OLD)
        await history.replace(db, principal.account_id, hashed)
        await end_all_but(db, principal, browser)
        await devices.forget_others(db, principal.account_id, browser)
        await journal.record(db, principal.account_id, "password_changed", browser)
        await notices.tell(db, principal.account_id, "password_changed", browser=browser)
        return await renewed(db, principal, browser)
