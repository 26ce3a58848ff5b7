"""Proving again who one is (SESS-4)."""

from datetime import timedelta

import pyotp
import pytest
import time_machine

from rxapp.accounts.codes.service import CodeExpired, CodeWrong
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.sessions import freshness
from rxapp.accounts.step_up import service
from rxapp.accounts.step_up.service import StepUpRefused, WayClosed
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from tests.accounts.kit import HERE, PASSWORD, at_once, enter, exchange, kinds, outbox, principal, someone


async def stale(database: Database) -> tuple[str, Principal]:
    cookie = await enter(database, await someone(database), proved=False)
    return cookie, await principal(database, cookie)


async def fresh_after(database: Database, cookie: str, ticket: str) -> bool:
    me = await principal(database, await exchange(database, ticket, cookie))
    async with database.reading() as db:
        return await freshness.is_fresh(db, me)


async def sent(database: Database, me: Principal, channel: service.Channel) -> str:
    await service.send_code(database, EmbeddedBss(database), me, HERE, channel)
    words = (await outbox(database, "step_up"))[-1].text
    return next(word.strip("#.") for word in words.split() if word.strip("#.").isdigit() and len(word.strip("#.")) == 6)


async def test_the_password_steps_up(database: Database) -> None:
    cookie, me = await stale(database)
    ticket = await service.by_password(database, me, HERE, PASSWORD)
    assert await fresh_after(database, cookie, ticket)
    assert (await kinds(database, me.account_id))[-1] == "stepped_up"


async def test_wrong_passwords_wait_but_do_not_shut_the_front_door(database: Database) -> None:
    _, me = await stale(database)
    for _ in range(5):
        with pytest.raises(StepUpRefused):
            await service.by_password(database, me, HERE, "Wrong-Password-1")
    with pytest.raises(TooManyRequests):
        await service.by_password(database, me, HERE, PASSWORD)
    async with database.writing() as db:
        await passwords.before_attempt(db, "user_name:anna", "")


@pytest.mark.parametrize("channel", ["sms", "email"])
async def test_a_code_to_a_confirmed_channel_steps_up(database: Database, channel: service.Channel) -> None:
    cookie, me = await stale(database)
    code = await sent(database, me, channel)
    ticket = await service.by_code(database, EmbeddedBss(database), me, HERE, channel, code)
    assert await fresh_after(database, cookie, ticket)
    with pytest.raises(CodeExpired):
        await service.by_code(database, EmbeddedBss(database), me, HERE, channel, code)


async def test_a_code_of_one_channel_or_session_is_worth_nothing_in_another(database: Database) -> None:
    _, me = await stale(database)
    other = await principal(database, await enter(database, me.account_id, proved=False))
    code = await sent(database, me, "sms")
    with pytest.raises(CodeExpired):
        await service.by_code(database, EmbeddedBss(database), me, HERE, "email", code)
    with pytest.raises(CodeExpired):
        await service.by_code(database, EmbeddedBss(database), other, HERE, "sms", code)


async def test_of_fifty_submits_of_one_code_one_steps_up(database: Database) -> None:
    _, me = await stale(database)
    code = await sent(database, me, "sms")
    won, lost = await at_once(
        *(service.by_code(database, EmbeddedBss(database), me, HERE, "sms", code) for _ in range(50))
    )
    assert len(won) == 1
    assert set(lost) <= {"code.expired", "code.spent"}


async def test_an_unconfirmed_or_missing_channel_proves_nothing(database: Database) -> None:
    account_id = await someone(database, phone="", email="anna@example.ru")
    me = await principal(database, await enter(database, account_id))
    async with database.reading() as db:
        ways = await service.ways(db, me)
    assert (ways.sms, ways.email) == ("", "a•••@example.ru")
    with pytest.raises(WayClosed):
        await sent(database, me, "sms")


async def test_where_the_second_factor_is_on_only_it_counts(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    me = await principal(database, cookie)
    async with database.writing() as db:
        await setting_up.begin(db, me)
    async with database.reading() as db:
        totp = pyotp.TOTP((await setting_up.key(db, me)).letters.replace("-", ""))
    await setting_up.confirm(database, me, HERE, totp.at(clock.now()))
    with pytest.raises(WayClosed):
        await service.by_password(database, me, HERE, PASSWORD)
    with pytest.raises(WayClosed):
        await sent(database, me, "sms")
    with time_machine.travel(clock.now() + timedelta(seconds=360)):
        async with database.reading() as db:
            assert not await freshness.is_fresh(db, me)
        ticket = await service.by_totp(database, me, HERE, totp.at(clock.now()))
        assert await fresh_after(database, cookie, ticket)


async def test_a_wrong_code_steps_nothing_up(database: Database) -> None:
    cookie, me = await stale(database)
    code = await sent(database, me, "sms")
    with pytest.raises(CodeWrong):
        await service.by_code(database, EmbeddedBss(database), me, HERE, "sms", f"{(int(code) + 1) % 10**6:06}")
    assert await principal(database, cookie) == me
