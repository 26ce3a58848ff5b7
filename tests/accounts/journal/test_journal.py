"""The security journal (SEC-4): append-only, chained, its owner's alone."""

import asyncio
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rxapp.accounts.journal import queries, rules, service
from rxapp.accounts.principal import Principal
from rxapp.core import clock
from rxapp.core.db import Database
from tests.accounts.kit import HERE
from tests.services.tampering import tamper

ANNA, BORIS = uuid4(), uuid4()


async def write(database: Database, account_id: UUID, times: int = 1) -> None:
    for _ in range(times):
        async with database.writing() as db:
            await service.record(db, account_id, "signed_in", HERE, way="password")


async def flaw(database: Database, account_id: UUID = ANNA) -> int | None:
    async with database.reading() as db:
        return await service.first_flaw(db, account_id)


async def test_the_owner_reads_pages_newest_first_and_nobody_elses(database: Database) -> None:
    await write(database, ANNA, 25)
    await write(database, BORIS, 3)
    me = Principal(ANNA, uuid4())
    async with database.reading() as db:
        first = await queries.page(db, me)
        second = await queries.page(db, me, first.older_than)
    assert [entry.number for entry in first.entries + second.entries] == list(range(25, 0, -1))
    assert second.older_than == 0
    entry = first.entries[0]
    assert (entry.family, entry.system, entry.network) == ("Firefox", "Linux", "198.51.100.0/24")
    assert (entry.text, entry.details) == ("journal.signed_in", {"way": "password"})


async def test_no_entry_is_changed_or_deleted_within_a_year(database: Database) -> None:
    await write(database, ANNA, 2)
    for statement in ("UPDATE security_event SET kind = 'x'", "DELETE FROM security_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.writing() as db:
                await (await db.connection()).execute(text(statement))
    assert await flaw(database) is None


async def test_the_year_old_go_and_the_chain_of_the_rest_holds(database: Database) -> None:
    with time_machine.travel("2024-01-05T12:00:00+00:00"):
        await write(database, ANNA, 2)
        await write(database, BORIS)
    await write(database, ANNA, 2)
    async with database.writing() as db:
        assert await service.purge(db) == 3
    assert await flaw(database) is None
    assert await flaw(database, BORIS) is None
    await write(database, BORIS)
    assert await flaw(database, BORIS) is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE security_event SET kind = 'totp_on' WHERE number = 2", 2),
        ("UPDATE security_event SET network = '' WHERE number = 3", 3),
        ("DELETE FROM security_event WHERE number = 2", 2),
        ("DELETE FROM security_event WHERE number = 4", 4),
        ("UPDATE security_event SET entry_hash = 'x' WHERE number = 4", 4),
    ],
)
async def test_what_was_done_behind_the_products_back_is_found(database: Database, statement: str, number: int) -> None:
    await write(database, ANNA, 4)
    assert await flaw(database) is None
    await tamper(database, statement)
    assert await flaw(database) == number


async def test_entries_written_at_once_make_one_chain(database: Database) -> None:
    await asyncio.gather(*(write(database, ANNA) for _ in range(20)))
    assert await flaw(database) is None
    async with database.reading() as db:
        assert (await queries.page(db, Principal(ANNA, uuid4()))).entries[0].number == 20


async def test_an_entry_lives_and_dies_with_what_it_tells_of(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as db:
            await service.record(db, ANNA, "signed_in", HERE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.reading() as db:
        assert (await queries.page(db, Principal(ANNA, uuid4()))).entries == []


def test_a_hash_depends_on_every_part() -> None:
    now = clock.now()
    links = {
        rules.link("", 1, "signed_in", now, "a"),
        rules.link("x", 1, "signed_in", now, "a"),
        rules.link("", 2, "signed_in", now, "a"),
        rules.link("", 1, "totp_on", now, "a"),
        rules.link("", 1, "signed_in", now, "b"),
    }
    assert len(links) == 5
