"""A changed SIM: an SMS alone makes no session fresh, so it changes no contact and no password (OTP-11)."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.accounts import queries as accounts
from rxapp.accounts.contacts import service as contacts
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import claim_alias
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.step_up import service
from rxapp.accounts.step_up.service import SimYoung
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.profile.password import service as passwords
from rxapp.sign_in.by_code import service as by_code
from tests.accounts.kit import HERE, PASSWORD, enter, exchange, outbox, principal, someone
from tests.services.operator import Counted, change_sim, silent

PHONE, MAIL = "+79031234567", "Anna@example.ru"
SMS: service.Channel = "sms"
LETTER: service.Channel = "email"


async def stale(database: Database, **contacts: str) -> tuple[str, Principal]:
    cookie = await enter(database, await someone(database, **contacts), proved=False)
    return cookie, await principal(database, cookie)


async def digits(database: Database, to: str) -> str:
    text = [row.text for row in await outbox(database) if row.to == to][-1]
    return next(
        word.strip("#.:") for word in text.split() if word.strip("#.:").isdigit() and len(word.strip("#.:")) == 6
    )


async def is_fresh(database: Database, me: Principal) -> bool:
    async with database.reading() as db:
        return await freshness.is_fresh(db, me)


async def signed_in(database: Database, typed: str, bss: EmbeddedBss | None = None) -> Principal:
    """Through the code form, to the session."""
    sent = await by_code.ask_code(database, HERE, typed, "ru")
    code = await digits(database, sent.shown if sent.kind == "phone" else MAIL)
    admission = await by_code.enter_code(database, bss or EmbeddedBss(database), HERE, code, remembered=False)
    async with database.writing() as db:
        cookie, _ = await sessions.start_session(db, admission.ticket, HERE)
    return await principal(database, cookie)


async def add_mail(database: Database, me: Principal, typed: str = "thief@example.ru") -> None:
    async with database.writing() as db:
        await contacts.add(db, me, HERE, "email", typed)


async def make_main(database: Database, me: Principal, typed: str) -> None:
    async with database.writing() as db:
        await claim_alias(db, me.account_id, "email", typed, confirmed=True, address=typed)
        row = await accounts.alias(db, "email", typed)
        assert row is not None
        await contacts.make_main(db, me, HERE, str(row.id))


async def test_an_sms_steps_nothing_up_the_password_and_a_letter_do(database: Database) -> None:
    cookie, me = await stale(database)
    await change_sim(database, PHONE)
    bss = EmbeddedBss(database)
    with pytest.raises(SimYoung):
        await service.send_code(database, bss, me, HERE, SMS)
    assert await outbox(database, "step_up") == []
    await service.send_code(database, bss, me, HERE, LETTER)
    ticket = await service.by_code(database, bss, me, HERE, LETTER, await digits(database, MAIL))
    me = await principal(database, await exchange(database, ticket, cookie))
    assert await is_fresh(database, me)
    assert await service.by_password(database, me, HERE, PASSWORD)


async def test_a_sim_changed_after_the_sending_is_too_young_for_the_code(database: Database) -> None:
    _, me = await stale(database)
    bss = EmbeddedBss(database)
    await service.send_code(database, bss, me, HERE, SMS)
    await change_sim(database, PHONE)
    with pytest.raises(SimYoung):
        await service.by_code(database, bss, me, HERE, SMS, await digits(database, PHONE))


async def test_after_three_days_the_sms_is_as_good_as_ever(database: Database) -> None:
    _, me = await stale(database)
    await change_sim(database, PHONE, clock.now() - timedelta(hours=72))
    bss = EmbeddedBss(database)
    await service.send_code(database, bss, me, HERE, SMS)
    assert await service.by_code(database, bss, me, HERE, SMS, await digits(database, PHONE))


async def test_a_sign_in_by_sms_from_a_young_sim_changes_no_email_and_no_password(database: Database) -> None:
    await someone(database)
    await change_sim(database, PHONE)
    me = await signed_in(database, PHONE)
    assert not await is_fresh(database, me)
    for work in (
        add_mail(database, me),
        make_main(database, me, "thief@example.ru"),
        passwords.change(database, me, HERE, PASSWORD, "Summer-Forest-52", "Summer-Forest-52"),
    ):
        with pytest.raises(StepUpNeeded):
            await work
    with pytest.raises(SimYoung):
        await service.send_code(database, EmbeddedBss(database), me, HERE, SMS)


async def test_the_same_sign_in_from_an_old_sim_or_by_letter_does(database: Database) -> None:
    await someone(database)
    me = await signed_in(database, PHONE)
    assert await is_fresh(database, me)
    await add_mail(database, me)
    await change_sim(database, PHONE)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        me = await signed_in(database, MAIL)
        await add_mail(database, me, "third@example.ru")
        await make_main(database, me, "second@example.ru")
    async with database.reading() as db:
        assert (await db.get_one(Account, me.account_id)).email == "second@example.ru"


@pytest.mark.parametrize("password", [PASSWORD, ""])
async def test_while_the_operator_is_silent_the_sms_is_enough_for_who_has_nothing_else(
    database: Database, password: str
) -> None:
    account_id = await someone(database, email="")
    if not password:
        async with database.writing() as db:
            (await db.get_one(Account, account_id)).password_hash = ""
    async with silent(database) as bss:
        me = await signed_in(database, PHONE, bss)
        assert await is_fresh(database, me) == (not password)
        with time_machine.travel(clock.now() + timedelta(minutes=10)):
            if password:
                with pytest.raises(SimYoung):
                    await service.send_code(database, bss, me, HERE, SMS)
            else:
                await service.send_code(database, bss, me, HERE, SMS)


async def test_the_operator_is_asked_of_a_right_code_only(database: Database) -> None:
    await someone(database)
    told: list[str] = []
    bss = Counted(database, told.append)
    await by_code.ask_code(database, HERE, PHONE, "ru")
    code = await digits(database, PHONE)
    with pytest.raises(by_code.CodeWrong):
        await by_code.enter_code(database, bss, HERE, f"{(int(code) + 1) % 10**6:06}", remembered=False)
    assert told == []
    await by_code.enter_code(database, bss, HERE, code, remembered=False)
    assert told == [PHONE]
