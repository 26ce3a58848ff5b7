"""Registration on a real database: steps, codes, links, decoys, the day's limit."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts import queries as accounts
from rxapp.accounts.codes import service as codes
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.service import NewAccount, open_account
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Account, Consent
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.registration import rules, service
from rxapp.registration.tables import RegistrationDraft

ABOUT = rules.About("Морозова", "Вера", "", date(1992, 2, 29), "RU-NVS")
HERE = Browser("browser-a", "Firefox", "127.0.0.1")


def contacts(way: str = "sms", phone: str = "+79031234567", email: str = "vera@example.ru") -> rules.Contacts:
    return rules.Contacts(email, phone, way)


async def to_confirmation(database: Database, who: Browser, name: str, given: rules.Contacts) -> None:
    async with database.writing() as db:
        await service.take_credentials(db, who, name, "hash")
    async with database.writing() as db:
        await service.take_about(db, who, ABOUT)
    async with database.writing() as db:
        await service.take_contacts(db, who, given, "ru")


async def outbox(database: Database) -> list[OutboxMessage]:
    async with database.reading() as db:
        return list((await db.exec(select(OutboxMessage).order_by(OutboxMessage.created_at))).all())


async def sent_code(database: Database) -> str:
    return (await outbox(database))[-1].text.rsplit("#", 1)[1]


async def confirm(database: Database, who: Browser, code: str) -> None:
    async with database.writing() as db:
        draft = await service.require_step(db, who, rules.CONFIRMATION)
        await codes.count_attempt(db, service.flow_of(draft))
    async with database.writing() as db:
        await service.confirm_by_code(db, who, code)


async def test_the_right_code_opens_an_account_with_its_consents(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    await confirm(database, HERE, await sent_code(database))
    async with database.reading() as db:
        account = await accounts.account_by_alias(db, "phone", "+79031234567")
        assert account is not None
        assert account.phone_confirmed_at
        assert not account.email_confirmed_at
        given = (await db.exec(select(Consent))).all()
        assert {consent.document for consent in given} == {"agreement", "personal_data"}
        assert (await db.exec(select(RegistrationDraft))).all() == []


async def test_the_code_works_in_its_own_browser_only(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    with pytest.raises(service.StepSkipped):
        await confirm(database, Browser("browser-b"), await sent_code(database))


async def test_after_five_wrong_codes_the_right_one_is_refused(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    right = await sent_code(database)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(4):
        with pytest.raises(codes.CodeWrong):
            await confirm(database, HERE, wrong)
    with pytest.raises(codes.CodeSpent):
        await confirm(database, HERE, wrong)
    with pytest.raises(codes.CodeSpent):
        await confirm(database, HERE, right)


async def test_a_code_dies_after_five_minutes(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    code = await sent_code(database)
    with time_machine.travel(clock.now() + timedelta(seconds=301)), pytest.raises(codes.CodeExpired):
        await confirm(database, HERE, code)


async def test_a_resend_waits_and_kills_the_former_code(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    first = await sent_code(database)
    async with database.writing() as db:
        draft = await service.require_step(db, HERE, rules.CONFIRMATION)
        with pytest.raises(service.DomainError):
            await service.send_confirmation(db, draft)
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        async with database.writing() as db:
            await service.send_confirmation(db, await service.require_step(db, HERE, rules.CONFIRMATION))
        second = await sent_code(database)
        if first != second:
            with pytest.raises(codes.CodeWrong):
                await confirm(database, HERE, first)
        await confirm(database, HERE, second)


async def test_steps_cannot_be_skipped(database: Database) -> None:
    with pytest.raises(service.StepSkipped):
        async with database.writing() as db:
            await service.take_about(db, HERE, ABOUT)
    with pytest.raises(service.StepSkipped):
        async with database.writing() as db:
            await service.take_contacts(db, HERE, contacts(), "ru")


async def test_an_owner_is_told_and_the_stranger_learns_nothing(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts())
    await confirm(database, HERE, await sent_code(database))
    stranger = Browser("browser-b", "", "127.0.0.2")
    await to_confirmation(database, stranger, "mallory", contacts(email="other@example.ru"))
    told = (await outbox(database))[-1]
    assert told.purpose == "registration.owner"
    assert told.to == "+79031234567"
    with pytest.raises(codes.CodeWrong):
        await confirm(database, stranger, "000000")
    async with database.reading() as db:
        assert len((await db.exec(select(Account))).all()) == 1


@pytest.mark.parametrize(("way", "told"), [("sms", "+79031234567"), ("email", "vera@example.ru")])
async def test_the_owner_of_both_contacts_gets_one_message(database: Database, way: str, told: str) -> None:
    async with database.writing() as db:
        names = ("vera", "hash", "Морозова", "Вера", "", None, "RU-NVS", "vera@example.ru", "+79031234567")
        await open_account(db, NewAccount(*names, confirmed=frozenset({"email", "phone"}), locale="ru"))
    await to_confirmation(database, Browser("browser-b"), "mallory", contacts(way))
    assert [(message.purpose, message.to) for message in await outbox(database)] == [("registration.owner", told)]


@pytest.mark.parametrize("way", ["sms", "email"])
async def test_a_resend_is_the_same_work_with_an_owner_who_is_not_told_twice(database: Database, way: str) -> None:
    async with database.writing() as db:
        names = ("vera", "hash", "Морозова", "Вера", "", None, "RU-NVS", "vera@example.ru", "+79031234567")
        await open_account(db, NewAccount(*names, confirmed=frozenset({"email", "phone"}), locale="ru"))
    fresh = contacts(way, "+79035550000", "fresh@example.ru")
    for browser, name, given in (("owned", "mallory", contacts(way)), ("fresh", "boris", fresh)):
        await to_confirmation(database, Browser(browser), name, given)
    before = len(await outbox(database))
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        for browser in ("owned", "fresh"):
            async with database.writing() as db:
                draft = await service.require_step(db, Browser(browser), rules.CONFIRMATION)
                await service.send_confirmation(db, draft)
    told, sent = (await outbox(database))[before:]
    assert (told.channel, sent.channel) == ("none", way)


async def test_a_mailed_link_works_once(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts("email"))
    words = (await outbox(database))[-1].text
    token = words.split("/registration/letter/")[1].split()[0]
    async with database.writing() as db:
        await service.confirm_by_link(db, token)
    with pytest.raises(service.LinkSpent):
        async with database.writing() as db:
            await service.confirm_by_link(db, token)


async def test_an_unconfirmed_registration_goes_after_a_day(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts("email"))
    async with database.writing() as db:
        assert await service.expire(db) == 0
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        async with database.writing() as db:
            assert await service.expire(db) == 1


async def test_a_user_name_is_unique_without_regard_to_case(database: Database) -> None:
    await to_confirmation(database, HERE, "Vera", contacts())
    await confirm(database, HERE, await sent_code(database))
    with pytest.raises(service.UserNameTaken):
        async with database.writing() as db:
            await service.take_credentials(db, Browser("browser-b"), "vERA", "hash")


async def test_a_mistyped_phone_is_corrected_at_once_and_the_same_one_waits(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts(phone="+79031234568"))
    lost = await sent_code(database)
    async with database.writing() as db:
        assert await service.go_back(db, HERE) == rules.CONTACTS
    async with database.writing() as db:
        await service.take_contacts(db, HERE, contacts(), "ru")
    assert [message.to for message in await outbox(database)] == ["+79031234568", "+79031234567"]
    async with database.writing() as db:
        await service.go_back(db, HERE)
    with pytest.raises(TooManyRequests):
        async with database.writing() as db:
            await service.take_contacts(db, HERE, contacts(), "ru")
    async with database.writing() as db:
        draft = await service.start(db, HERE)
        draft.step = rules.CONFIRMATION
        db.add(draft)
    with pytest.raises(codes.CodeWrong):
        await confirm(database, HERE, lost)
    await confirm(database, HERE, await sent_code(database))


async def test_corrections_are_not_more_codes_than_a_flow_has(database: Database) -> None:
    await to_confirmation(database, HERE, "vera", contacts(phone="+79031234560"))
    for last in range(1, 4):
        async with database.writing() as db:
            await service.go_back(db, HERE)
        async with database.writing() as db:
            await service.take_contacts(db, HERE, contacts(phone=f"+7903123456{last}"), "ru")
    async with database.writing() as db:
        await service.go_back(db, HERE)
    with pytest.raises(codes.ResendsSpent):
        async with database.writing() as db:
            await service.take_contacts(db, HERE, contacts(phone="+79031234565"), "ru")
