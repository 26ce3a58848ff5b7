"""Named people, made through the services as everybody is."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from rxapp.accounts import service as accounts
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import NewAccount
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services import service as links

PASSWORD = "Dlinny-Parol-77"
BROWSER = "browser"


@dataclass(frozen=True)
class Person:
    """Who they are to the tests: a principal, and the cookie of a live session."""

    principal: Principal
    session: str
    phone: str
    email: str


@cache
def _hashed() -> str:
    return passwords._hash(PASSWORD)


async def subscriber(
    database: Database, name: str, first_name: str = "Анна", *, owns: tuple[BillingAccount, ...] = ()
) -> Person:
    """A confirmed account with its billing accounts linked, signed in."""
    number = sum(map(ord, name)) % 10_000
    phone, email = f"+7912345{number:04}", f"{name}@example.org"
    async with database.writing() as db:
        opened = await accounts.open_account(
            db,
            NewAccount(
                user_name=name,
                password_hash=_hashed(),
                last_name="Кузнецова",
                first_name=first_name,
                middle_name="",
                birth_date=date(1988, 3, 14),
                region="RU-NVS",
                email=email,
                phone=phone,
                confirmed=frozenset({"email", "phone"}),
                locale="ru",
            ),
        )
        principal = Principal(opened.id, opened.id)
        for account in owns:
            await links.link(db, principal, account, clock.now())
    return Person(principal, await session_of(database, principal), phone, email)


async def session_of(database: Database, principal: Principal, *, remembered: bool = False) -> str:
    """One more live session of an account: the raw cookie. A remembered one is reduced after half an hour (SESS-2)."""
    browser = Browser(secrets.digest(BROWSER))
    async with database.writing() as db:
        ticket = await sessions.issue_ticket(db, principal.account_id, browser, remembered=remembered)
        cookie, _ = await sessions.start_session(db, ticket, browser)
    return cookie
