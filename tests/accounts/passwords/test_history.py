"""The last three passwords cannot come back; the fourth may."""

from uuid import UUID

import pytest
from sqlmodel import select

from rxapp.accounts.passwords import history, service
from rxapp.accounts.passwords.rules import PasswordRefused
from rxapp.accounts.passwords.tables import FormerPassword
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Database


async def opened(database: Database, password: str) -> UUID:
    account = Account(
        user_name="anna",
        password_hash=await service.hash_password(password),
        last_name="Кузнецова",
        first_name="Анна",
        region="RU-MOW",
        created_at=clock.now(),
    )
    async with database.writing() as db:
        db.add(account)
    return account.id


async def change(database: Database, account_id: UUID, password: str) -> None:
    hashed = await service.hash_password(password)
    async with database.writing() as db:
        await history.replace(db, account_id, hashed)


async def recent(database: Database, account_id: UUID) -> set[str]:
    names = ["First-77a", "Second-77a", "Third-77a", "Fourth-77a", "Never-77a"]
    async with database.reading() as db:
        return {name for name in names if await history.is_recent(db, account_id, name)}


async def test_the_present_and_the_two_before_it_are_recent(database: Database) -> None:
    account_id = await opened(database, "First-77a")
    assert await recent(database, account_id) == {"First-77a"}
    await change(database, account_id, "Second-77a")
    await change(database, account_id, "Third-77a")
    assert await recent(database, account_id) == {"First-77a", "Second-77a", "Third-77a"}
    await change(database, account_id, "Fourth-77a")
    assert await recent(database, account_id) == {"Second-77a", "Third-77a", "Fourth-77a"}
    async with database.reading() as db:
        assert len((await db.exec(select(FormerPassword))).all()) == 2


async def test_a_recent_one_is_refused_by_name_of_the_field(database: Database) -> None:
    account_id = await opened(database, "First-77a")
    async with database.reading() as db:
        with pytest.raises(PasswordRefused) as refused:
            await history.refuse_recent(db, account_id, "First-77a")
        await history.refuse_recent(db, account_id, "Second-77a")
    assert (refused.value.code, refused.value.field) == ("password.used", "password")


async def test_the_history_of_another_account_does_not_count(database: Database) -> None:
    anna = await opened(database, "First-77a")
    await change(database, anna, "Second-77a")
    other = Account(
        user_name="vera", password_hash="", last_name="В", first_name="В", region="RU-MOW", created_at=clock.now()
    )
    async with database.writing() as db:
        db.add(other)
    await change(database, other.id, "Third-77a")
    assert await recent(database, anna) == {"First-77a", "Second-77a"}
