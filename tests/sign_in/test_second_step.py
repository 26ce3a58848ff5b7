"""Signing in by password where there is a second factor, and what the journal says of failures."""

from uuid import UUID

import pyotp
import pytest
from sqlmodel import select

from rxapp.accounts.identifier import Identifier
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.second_factor import service as second_factor
from rxapp.accounts.second_factor import setting_up
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.sign_in import service
from rxapp.sign_in.service import SignInRefused
from tests.accounts.kit import HERE, PASSWORD, THERE, enter, exchange, kinds, principal, someone, who

ANNA = Identifier("user_name", "anna")


async def with_factor(database: Database, account_id: UUID) -> pyotp.TOTP:
    me = await principal(database, await enter(database, account_id))
    async with database.writing() as db:
        await setting_up.begin(db, me)
    async with database.reading() as db:
        totp = pyotp.TOTP((await setting_up.key(db, me)).letters.replace("-", ""))
    earlier = int(clock.now().timestamp()) - 30
    await setting_up.confirm(database, me, HERE, totp.at(earlier))
    return totp


async def test_without_a_second_factor_the_password_gives_the_ticket(database: Database) -> None:
    await someone(database)
    admission = await service.sign_in(database, THERE, ANNA, PASSWORD, remembered=False)
    assert admission.ticket
    assert not admission.second_step


async def test_with_one_the_password_gives_the_second_step_only(database: Database) -> None:
    totp = await with_factor(database, await someone(database))
    admission = await service.sign_in(database, THERE, ANNA, PASSWORD, remembered=True)
    assert (admission.ticket, admission.second_step) == ("", True)
    async with database.reading() as db:
        assert await second_factor.is_waiting(db, THERE)
    ticket = await second_factor.pass_second_step(database, THERE, totp.at(clock.now()))
    assert await who(database, await exchange(database, ticket, "", THERE)) is not None


async def test_a_wrong_password_opens_no_second_step(database: Database) -> None:
    await with_factor(database, await someone(database))
    with pytest.raises(SignInRefused):
        await service.sign_in(database, THERE, ANNA, "Wrong-Password-1", remembered=False)
    async with database.reading() as db:
        assert not await second_factor.is_waiting(db, THERE)


async def test_failures_are_written_down_for_the_owner_and_as_much_for_nobody(database: Database) -> None:
    account_id = await someone(database)
    for name in (ANNA, Identifier("user_name", "nobody-at-all")):
        with pytest.raises(SignInRefused):
            await service.sign_in(database, THERE, name, "Wrong-Password-1", remembered=False)
    assert await kinds(database, account_id) == ["sign_in_failed"]
    async with database.reading() as db:
        assert len((await db.exec(select(SecurityEvent))).all()) == 2
