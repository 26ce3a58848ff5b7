"""Step-up, new ids, lists and ends of sessions (SESS-2..6)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts.sessions import ending, freshness, queries, service
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.sessions.service import Browser, TicketRefused
from rxapp.accounts.sessions.tables import Session
from rxapp.core import bus, clock, secrets
from rxapp.core.db import Database
from rxapp.events import SessionEnded
from tests.accounts.kit import (
    HERE,
    THERE,
    at_once,
    enter,
    exchange,
    kinds,
    outbox,
    principal,
    someone,
    who,
    with_device,
)


async def stepped_up(database: Database, cookie: str) -> str:
    me = await principal(database, cookie)
    async with database.writing() as db:
        return await freshness.stepped_up(db, me, HERE)


async def renewed(database: Database, cookie: str) -> str:
    me = await principal(database, cookie)
    async with database.writing() as db:
        return await freshness.renewed(db, me, HERE)


async def fresh(database: Database, cookie: str) -> bool:
    me = await principal(database, cookie)
    async with database.reading() as db:
        return await freshness.is_fresh(db, me)


async def test_a_step_up_kills_the_old_id_and_keeps_the_session(database: Database) -> None:
    old = await enter(database, await someone(database))
    before = await principal(database, old)
    new = await exchange(database, await stepped_up(database, old), old)
    assert await who(database, old) is None
    assert (await principal(database, new)).session_id == before.session_id


async def test_a_proof_is_fresh_for_five_minutes_and_signing_in_is_one(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    start = clock.now()
    with time_machine.travel(start + timedelta(seconds=298)):
        assert await fresh(database, cookie)
    with time_machine.travel(start + timedelta(seconds=301)):
        assert not await fresh(database, cookie)
        cookie = await exchange(database, await stepped_up(database, cookie), cookie)
        assert await fresh(database, cookie)


async def test_a_browser_spared_the_second_factor_has_proved_nothing(database: Database) -> None:
    cookie = await enter(database, await someone(database), proved=False)
    me = await principal(database, cookie)
    async with database.reading() as db:
        with pytest.raises(StepUpNeeded):
            await freshness.require_fresh(db, me)


async def test_a_renewal_works_only_in_the_session_it_is_for(database: Database) -> None:
    account_id = await someone(database)
    mine, other = await enter(database, account_id), await enter(database, account_id)
    ticket = await stepped_up(database, mine)
    with pytest.raises(TicketRefused):
        await exchange(database, ticket, other)
    assert await who(database, mine) is not None


async def test_a_renewal_ticket_works_once_also_in_a_race(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    ticket = await stepped_up(database, cookie)
    won, lost = await at_once(*(exchange(database, ticket, cookie) for _ in range(10)))
    assert len(won) == 1
    assert set(lost) == {"sign_in.ticket_refused"}


async def test_after_a_change_of_credentials_the_old_id_lives_for_the_exchange_only(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    start = clock.now()
    await renewed(database, cookie)
    assert await who(database, cookie) is not None
    with time_machine.travel(start + timedelta(seconds=31)):
        assert await who(database, cookie) is None


async def test_the_exchange_after_a_change_keeps_the_session_but_makes_it_no_fresher(database: Database) -> None:
    cookie = await enter(database, await someone(database), proved=False)
    new = await exchange(database, await renewed(database, cookie), cookie)
    with time_machine.travel(clock.now() + timedelta(seconds=40)):
        assert await who(database, new) is not None
        assert not await fresh(database, new)


async def test_a_sign_in_ends_the_session_the_browser_had(database: Database) -> None:
    account_id = await someone(database)
    old = await enter(database, account_id)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, HERE, remembered=False)
    new = await exchange(database, ticket, old)
    assert await who(database, old) is None
    assert await who(database, new) is not None


async def test_a_remembered_session_is_reduced_once_it_was_idle_until_it_steps_up(database: Database) -> None:
    cookie = await enter(database, await someone(database), remembered=True)
    start = clock.now()
    with time_machine.travel(start + timedelta(minutes=29)):
        assert not (await principal(database, cookie)).reduced
    with time_machine.travel(start + timedelta(minutes=31)):
        async with database.writing() as db:
            await service.touch(db, secrets.digest(cookie))
        me = await principal(database, cookie)
        assert me.reduced
        with pytest.raises(StepUpNeeded):
            freshness.require_full(me)
        cookie = await exchange(database, await stepped_up(database, cookie), cookie)
        freshness.require_full(await principal(database, cookie))


async def test_the_list_shows_live_sessions_and_marks_the_present_one(database: Database) -> None:
    account_id = await someone(database)
    await enter(database, account_id, THERE, remembered=True)
    cookie, ended = await enter(database, account_id), await enter(database, account_id)
    async with database.writing() as db:
        await service.end_session(db, secrets.digest(ended))
    me = await principal(database, cookie)
    async with database.reading() as db:
        shown = await queries.signed_in(db, me)
    assert [(s.family, s.system, s.network, s.remembered, s.current) for s in shown] == [
        ("Firefox", "Linux", "198.51.100.0/24", False, True),
        ("Chrome", "Windows", "203.0.113.0/24", True, False),
    ]


async def test_one_session_is_ended_by_its_owner_only(database: Database) -> None:
    account_id = await someone(database)
    cookie, other = await enter(database, account_id), await enter(database, account_id, THERE)
    stranger = await principal(database, await enter(database, await someone(database, "boris", phone="", email="")))
    me, theirs = await principal(database, cookie), await principal(database, other)
    refused = []
    for intruder, wanted in ((stranger, str(theirs.session_id)), (me, str(uuid4())), (me, "' OR 1=1 --")):
        with pytest.raises(ending.SessionUnknown) as caught:
            async with database.writing() as db:
                await ending.end_one(db, intruder, HERE, wanted)
        refused.append(caught.value.message)
    assert len(set(refused)) == 1
    assert await who(database, other) is not None
    async with database.writing() as db:
        await ending.end_one(db, me, HERE, str(theirs.session_id))
    assert await who(database, other) is None
    assert (await kinds(database, account_id))[-1] == "session_ended"


async def test_ending_sessions_needs_a_fresh_proof(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    me = await principal(database, cookie)
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        with pytest.raises(StepUpNeeded):
            async with database.writing() as db:
                await ending.end_one(db, me, HERE, str(me.session_id))
        with pytest.raises(StepUpNeeded):
            async with database.writing() as db:
                await ending.end_others(db, me, HERE)
    assert await who(database, cookie) is not None


async def test_ending_the_others_spares_this_one_and_tells_their_tabs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[SessionEnded] = []

    async def hear(event: SessionEnded) -> None:
        told.append(event)

    monkeypatch.setitem(bus._listeners, SessionEnded, [hear])
    account_id = await someone(database)
    others = [await enter(database, account_id, THERE) for _ in range(3)]
    cookie = await enter(database, account_id)
    gone = {(await principal(database, other)).session_id for other in others}
    me = await principal(database, cookie)
    async with database.writing() as db:
        assert await ending.end_others(db, me, HERE) == 3
    assert {event.session_id for event in told} == gone
    assert await who(database, cookie) is not None
    assert [await who(database, other) for other in others] == [None] * 3


async def test_an_eleventh_session_ends_the_oldest(database: Database) -> None:
    account_id = await someone(database)
    start = clock.now()
    cookies = []
    for minute in range(11):
        with time_machine.travel(start + timedelta(minutes=minute)):
            cookies.append(await enter(database, account_id))
    with time_machine.travel(start + timedelta(minutes=11)):
        assert [await who(database, cookie) is not None for cookie in cookies] == [False] + [True] * 10


async def test_a_new_device_is_told_and_a_known_one_is_not(database: Database) -> None:
    account_id = await someone(database)
    first = await enter(database, account_id)
    assert await outbox(database) == []
    again = await enter(database, account_id, with_device(HERE, first))
    assert await outbox(database) == []
    await enter(database, account_id, THERE)
    told = await outbox(database, "notice.sign_in_new_device")
    assert {(row.channel, row.to) for row in told} == {("sms", "+79031234567"), ("email", "Anna@example.ru")}
    assert all("Chrome, Windows" in row.text for row in told)
    assert await kinds(database, account_id) == ["signed_in", "new_device", "signed_in", "signed_in", "new_device"]
    # The secret is renewed with each session: a copy of the former one is a new device.
    await enter(database, account_id, with_device(Browser("thief"), first))
    assert len(await outbox(database, "notice.sign_in_new_device")) == 4
    assert with_device(HERE, again) != with_device(HERE, first)


async def test_a_device_is_forgotten_after_half_a_year(database: Database) -> None:
    account_id = await someone(database)
    first = await enter(database, account_id)
    with time_machine.travel(clock.now() + timedelta(days=181)):
        await enter(database, account_id, with_device(HERE, first))
        assert len(await outbox(database, "notice.sign_in_new_device")) == 2


async def test_old_sessions_and_tickets_are_purged(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    await stepped_up(database, cookie)
    with time_machine.travel(clock.now() + timedelta(days=61)):
        async with database.writing() as db:
            await service.purge(db)
        async with database.reading() as db:
            assert (await db.exec(select(Session))).all() == []
