"""People and browsers for the tests of accounts, made through the services."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import select

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import NewAccount, open_account
from rxapp.accounts.sessions import service as sessions
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.core.errors import DomainError

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = Browser("browser-a", FIREFOX, "198.51.100.7")
THERE = Browser("browser-b", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36", "203.0.113.9")
PASSWORD = "Winter-Garden-41"


async def someone(
    database: Database, name: str = "anna", *, phone: str = "+79031234567", email: str = "Anna@example.ru"
) -> UUID:
    """A person with everything confirmed."""
    confirmed = frozenset(kind for kind, value in (("phone", phone), ("email", email)) if value)
    hashed = await passwords.hash_password(PASSWORD)
    new = NewAccount(name, hashed, "Кузнецова", "Анна", "", None, "RU-NVS", email, phone, confirmed, "ru")
    async with database.writing() as db:
        return (await open_account(db, new)).id


async def enter(
    database: Database, account_id: UUID, browser: Browser = HERE, *, remembered: bool = False, proved: bool = True
) -> str:
    """The cookie of a fresh session."""
    async with database.writing() as db:
        ticket = await sessions.issue_ticket(db, account_id, browser, remembered=remembered, proved=proved)
    async with database.writing() as db:
        return (await sessions.start_session(db, ticket, browser))[0]


async def exchange(database: Database, ticket: str, held: str, browser: Browser = HERE) -> str:
    """The new cookie for a ticket of a signed-in browser."""
    async with database.writing() as db:
        return (await sessions.start_session(db, ticket, browser, secrets.digest(held)))[0]


async def who(database: Database, cookie: str) -> Principal | None:
    async with database.reading() as db:
        return await sessions.principal_of(db, secrets.digest(cookie))


async def principal(database: Database, cookie: str) -> Principal:
    found = await who(database, cookie)
    assert found is not None
    return found


def with_device(browser: Browser, cookie: str) -> Browser:
    """The same browser once it holds the device cookie that came with this session."""
    return replace(browser, device_hash=secrets.digest(devices.token_for(cookie)))


async def outbox(database: Database, purpose: str = "") -> list[OutboxMessage]:
    async with database.reading() as db:
        rows = (await db.exec(select(OutboxMessage).order_by(OutboxMessage.created_at))).all()
    return [row for row in rows if not purpose or row.purpose == purpose]


async def kinds(database: Database, account_id: UUID) -> list[str]:
    """What the journal says, in order."""
    async with database.reading() as db:
        mine = select(SecurityEvent).where(SecurityEvent.account_id == account_id).order_by(SecurityEvent.number)
        return [row.kind for row in (await db.exec(mine)).all()]


async def at_once(*work: Coroutine[Any, Any, Any]) -> tuple[list[Any], list[str]]:
    """Run together: what the winners returned, the codes of what was refused. Anything else is a failure."""
    done = await asyncio.gather(*work, return_exceptions=True)
    strange = [each for each in done if isinstance(each, BaseException) and not isinstance(each, DomainError)]
    assert strange == []
    return [x for x in done if not isinstance(x, DomainError)], [x.code for x in done if isinstance(x, DomainError)]
