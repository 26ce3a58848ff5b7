"""Starting over, part by part or altogether."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import SQLModel, col, select

import rxapp.tables
from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.tables import Account
from rxapp.core import bus, limits
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.core.limits import Rate
from rxapp.events import SessionEnded
from rxapp.gateways import inbox
from rxapp.gateways.bss.embedded import ledger
from rxapp.gateways.bss.embedded.tables import BssPosting
from rxapp.sandbox import demo
from rxapp.sandbox.operator import demo as operator_demo
from rxapp.sandbox.reset import rules
from tests.sandbox.api.conftest import Door

ONCE = Rate(1, 3600)


@pytest.fixture
async def anna(operator: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The demo is Anna alone, with one month of history."""
    tariffs, people = operator_demo._read()
    monkeypatch.setattr(operator_demo, "_read", lambda: (tariffs, [{**people[0], "months": 1}]))
    await demo.prepare(operator)
    return people[0]["user_name"]


async def names(database: Database) -> set[str]:
    async with database.reading() as db:
        return set(await db.exec(select(Account.user_name)))


async def still_guarded(database: Database, row: object, words: str) -> None:
    with pytest.raises(Exception, match=words):
        async with database.writing() as db:
            await db.delete(row)


async def fill(door: Door, operator: Database) -> str:
    made = await door.make(services=[{"kind": "tv", "balance_minor": 100}], points=3)
    await door.post(f"accounts/{made['id']}/sessions", json={})
    await door.make(state="unconfirmed")
    await limits.hit_now(operator, "test", "key", ONCE)
    await inbox.put(operator, "sms", "k", "+79030000001", "", "#111111")
    await door.post("clock", json={"shift_seconds": 60})
    return str(made["id"])


async def test_all_parts_leave_the_demo_people_and_their_money(door: Door, operator: Database, anna: str) -> None:
    await fill(door, operator)
    done = (await door.post("reset", json={})).json()
    assert await names(operator) == {anna}
    assert done["deleted"]["session"] == done["deleted"]["registration_draft"] == 1
    assert (await door.get("inbox")).json()["messages"] == []
    assert (await door.get("clock")).json()["shift_seconds"] == 0
    await limits.hit_now(operator, "test", "key", ONCE)
    async with operator.reading() as db:
        assert await ledger.audit(db) == []
        assert (await db.exec(select(BssPosting))).first() is not None


async def test_one_part_leaves_the_others(door: Door, operator: Database, anna: str) -> None:
    await fill(door, operator)
    await door.post("reset", json={"parts": ["limits"]})
    await limits.hit_now(operator, "test", "key", ONCE)
    assert len(await names(operator)) == 2
    assert (await door.get("clock")).json()["shift_seconds"] == 60
    assert (await door.get("inbox")).json()["code"] == "111111"
    await door.post("reset", json={"parts": ["clock", "inbox"]})
    assert (await door.get("clock")).json()["shift_seconds"] == 0
    with pytest.raises(TooManyRequests):
        await limits.hit_now(operator, "test", "key", ONCE)


async def test_telling_the_demo_anew_forgets_everything_else(door: Door, operator: Database, anna: str) -> None:
    await fill(door, operator)
    before = (await door.get("accounts", params={"user_name": anna})).json()["accounts"][0]
    answers = await asyncio.gather(*(door.post("reset", json={"reseed": True}) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await names(operator) == {anna}
    after = (await door.get("accounts", params={"user_name": anna})).json()["accounts"][0]
    assert after["id"] != before["id"]
    assert [row["balance_minor"] for row in after["services"]] == [row["balance_minor"] for row in before["services"]]
    async with operator.reading() as db:
        assert await ledger.audit(db) == []
        posting = (await db.exec(select(BssPosting))).first()
    await still_guarded(operator, posting, "append-only")


async def test_an_account_goes_with_all_that_is_its_own(door: Door, operator: Database, anna: str) -> None:
    made = await fill(door, operator)
    ended: list[SessionEnded] = []

    async def heard(event: SessionEnded) -> None:
        ended.append(event)

    bus.subscribe(SessionEnded, heard)
    assert (await door.post(f"accounts/{made}/delete", json={})).status_code == 204
    assert (await door.post(f"accounts/{made}/delete", json={})).status_code == 404
    assert await names(operator) == {anna}
    assert len(ended) == 1
    async with operator.writing() as db:
        assert (await db.exec(select(SecurityEvent).where(col(SecurityEvent.account_id) == UUID(made)))).first() is None
        await journal.record(db, UUID(made), "signed_in", Browser(""))
    async with operator.reading() as db:
        entry = (await db.exec(select(SecurityEvent))).first()
    await still_guarded(operator, entry, "append-only")


def test_every_table_has_its_part() -> None:
    assert rxapp.tables.metadata is SQLModel.metadata
    placed: dict[str, set[str]] = {}
    for table in SQLModel.metadata.sorted_tables:
        placed.setdefault(rules.part_of(table), set()).add(table.name)
    assert placed["limits"] == rules.LIMITS
    assert placed["inbox"] == rules.INBOX
    assert placed["clock"] == rules.CLOCK
    assert {"confirmation_code", "registration_draft"} <= placed["codes"]
    assert {"account", "session", "sign_in_alias", "consent", "service_link", "sign_in_ticket"} <= placed["people"]
    assert all(name.startswith("bss_") for name in placed["operator"])
