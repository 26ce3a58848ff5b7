"""Accounts, messages and captchas for service tests."""

from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.service import NewAccount, claim_alias, open_account
from rxapp.accounts.sessions.service import Browser
from rxapp.core.db import Database

HERE = Browser("browser-a", "Firefox", "127.0.0.1")
PHONE, EMAIL, NUMBER = "+79031234567", "vera@example.ru", "654022198043"


async def opened(
    database: Database,
    user_name: str = "vera",
    *,
    phone: str = PHONE,
    email: str = EMAIL,
    number: str = "",
    confirmed: tuple[str, ...] = ("phone", "email"),
    password_hash: str = "-",
) -> UUID:
    """An account with its names."""
    new = NewAccount(
        user_name=user_name,
        password_hash=password_hash,
        last_name="Морозова",
        first_name="Вера",
        middle_name="",
        birth_date=None,
        region="RU-NVS",
        email=email,
        phone=phone,
        confirmed=frozenset(confirmed),
        locale="ru",
    )
    async with database.writing() as db:
        account = await open_account(db, new)
        if number:
            await claim_alias(db, account.id, "account_number", number, confirmed=True)
        return account.id


async def outbox(database: Database) -> list[OutboxMessage]:
    """Everything posted, oldest first, what reaches nobody included. Of one moment, PostgreSQL tells in any order."""
    async with database.reading() as db:
        return list((await db.exec(select(OutboxMessage).order_by(col(OutboxMessage.created_at)))).all())


async def sent(database: Database) -> list[OutboxMessage]:
    """What goes to somebody."""
    return [message for message in await outbox(database) if message.channel != "none"]


def code_in(message: OutboxMessage) -> str:
    """The six digits of an SMS or a letter."""
    if message.channel == "sms":
        return message.text.rsplit("#", 1)[1]
    return message.text.split(": ", 1)[1][:6]


def other_than(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


async def solved(database: Database, browser: Browser = HERE) -> Answer:
    """A captcha of this browser with its right answer."""
    async with database.writing() as db:
        shown = await captchas.show(db, browser)
    return Answer(str(shown), captchas.sandbox_answer(shown))
