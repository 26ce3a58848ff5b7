"""Password sign-in: throttled, uniform, ending in a ticket for this browser."""

from rxapp.accounts import queries as accounts
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.sign_in.rules import Identifier


class SignInRefused(DomainError):
    """Wrong name or wrong password: nobody learns which (security.md 2.3)."""

    code = "sign_in.wrong"


async def sign_in(database: Database, browser: Browser, who: Identifier, password: str, *, remembered: bool) -> str:
    """A one-time ticket for this browser. It opens its own transactions: a failure must be counted, not rolled back.

    Raises SignInRefused, TooManyRequests (PW-9), Busy when the hashing queue is full (PW-3).
    """
    key = f"{who.kind}:{who.key}"
    async with database.writing() as db:
        await passwords.before_attempt(db, key, browser.ip)
    async with database.reading() as db:
        account = await accounts.account_by_alias(db, who.kind, who.key)
    if account is None:
        await passwords.verify_nothing(password)
        right = False
    else:
        right = await passwords.verify(account.password_hash, password)
    async with database.writing() as db:
        if account is None or not right:
            await passwords.record_failure(db, key, browser.ip)
            ticket = ""
        else:
            await passwords.record_success(db, key)
            ticket = await sessions.issue_ticket(db, account.id, browser, remembered=remembered)
    if not ticket:
        raise SignInRefused
    return ticket
