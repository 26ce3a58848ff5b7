"""Tickets, cookies, limits (SESS-1..3)."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from rxapp.accounts.service import NewAccount, open_account
from rxapp.accounts.sessions import service
from rxapp.accounts.sessions.service import Browser, TicketRefused
from rxapp.core import clock, secrets
from rxapp.core.db import Database

HERE = Browser("browser-a", "Firefox", "127.0.0.1")


async def someone(database: Database) -> UUID:
    new = NewAccount("anna", "hash", "Кузнецова", "Анна", "", None, "RU-NVS", "", "", frozenset(), "ru")
    async with database.writing() as db:
        return (await open_account(db, new)).id


async def signed_in(database: Database, *, remembered: bool = False) -> str:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, HERE, remembered=remembered)
    async with database.writing() as db:
        return (await service.start_session(db, ticket, HERE))[0]


async def alive(database: Database, token: str) -> bool:
    async with database.reading() as db:
        return await service.principal_of(db, secrets.digest(token)) is not None


async def test_a_ticket_opens_one_session(database: Database) -> None:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, HERE, remembered=False)
    async with database.writing() as db:
        await service.start_session(db, ticket, HERE)
    with pytest.raises(TicketRefused):
        async with database.writing() as db:
            await service.start_session(db, ticket, HERE)


async def test_a_ticket_is_worth_nothing_in_another_browser(database: Database) -> None:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, HERE, remembered=False)
    with pytest.raises(TicketRefused):
        async with database.writing() as db:
            await service.start_session(db, ticket, Browser("browser-b"))


async def test_a_late_ticket_is_refused(database: Database) -> None:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, HERE, remembered=False)
    with time_machine.travel(clock.now() + timedelta(seconds=31)), pytest.raises(TicketRefused):
        async with database.writing() as db:
            await service.start_session(db, ticket, HERE)


async def test_an_idle_session_dies_after_half_an_hour(database: Database) -> None:
    token = await signed_in(database)
    with time_machine.travel(clock.now() + timedelta(minutes=29)):
        assert await alive(database, token)
    with time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1)):
        assert not await alive(database, token)


async def test_use_keeps_a_session_until_its_absolute_limit(database: Database) -> None:
    token = await signed_in(database)
    start = clock.now()
    for half_hours in range(1, 47):
        with time_machine.travel(start + timedelta(minutes=29 * half_hours)):
            async with database.writing() as db:
                await service.touch(db, secrets.digest(token))
    with time_machine.travel(start + timedelta(minutes=29 * 46 + 20)):
        assert await alive(database, token)
    with time_machine.travel(start + timedelta(hours=24, seconds=1)):
        assert not await alive(database, token)


async def test_a_remembered_session_lives_longer_but_reduced(database: Database) -> None:
    token = await signed_in(database, remembered=True)
    with time_machine.travel(clock.now() + timedelta(days=13)):
        async with database.reading() as db:
            principal = await service.principal_of(db, secrets.digest(token))
        assert principal is not None
        assert principal.reduced


async def test_an_ended_session_is_dead_at_once(database: Database) -> None:
    token = await signed_in(database)
    async with database.writing() as db:
        await service.end_session(db, secrets.digest(token))
    assert not await alive(database, token)


async def test_the_database_holds_no_cookie(database: Database) -> None:
    token = await signed_in(database)
    async with database.reading() as db:
        connection = await db.connection()
        rows = (await connection.exec_driver_sql("SELECT * FROM session")).all()
    assert token not in str(rows)
