"""The profile: names, address, language, password, consents (PW-8, PD-1)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts import queries as accounts
from rxapp.accounts.devices.tables import KnownDevice
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.passwords.rules import PasswordRefused
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import ConsentGiven, _consent
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.step_up.service import StepUpRefused
from rxapp.accounts.tables import Consent
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import FormRefused
from rxapp.profile import queries, rules, service
from rxapp.profile.consents import service as consents
from rxapp.profile.password import service as password
from tests.accounts.kit import (
    HERE,
    PASSWORD,
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

NEW = "Summer-Forest-52"
ADDRESS = {"region": "RU-NVS", "city": "Новосибирск", "street": "ул. Ленина", "house": "1/2", "flat": "15"}


async def inside(database: Database, name: str = "anna", **contacts: str) -> Principal:
    return await principal(database, await enter(database, await someone(database, name, **contacts)))


async def change(database: Database, me: Principal, old: str = PASSWORD, new: str = NEW, repeat: str = "") -> str:
    return await password.change(database, me, HERE, old, new, repeat or new)


async def is_password(database: Database, account_id: UUID, typed: str) -> bool:
    async with database.reading() as db:
        account = await accounts.account_by_id(db, account_id)
    assert account is not None
    return await passwords.verify(account.password_hash, typed)


def test_names_follow_the_rules_of_the_registration() -> None:
    form = {"lastName": " петрова-водкина ", "firstName": "Анна", "middleName": ""}
    about = rules.about(form, date(2026, 11, 25))
    assert (about.last_name, about.middle_name, about.birth_date) == ("Петрова-Водкина", "", None)
    with pytest.raises(FormRefused) as caught:
        rules.about({"lastName": "X", "firstName": "", "birth-day": "31"}, date(2026, 11, 25))
    assert set(caught.value.errors) == {"lastName", "firstName", "birth-day"}


def test_an_address_is_whole_or_absent() -> None:
    assert rules.address(dict.fromkeys(ADDRESS, "  ")) == rules.Address()
    assert rules.address(ADDRESS).street == "ул. Ленина"
    with pytest.raises(FormRefused) as caught:
        rules.address({"street": "<script>", "flat": "1" * 11, "region": "XX"})
    assert caught.value.errors == {
        "city": "profile.place_missing",
        "house": "profile.place_missing",
        "street": "profile.place_malformed",
        "flat": "profile.place_too_long?max=10",
        "region": "region.unknown",
    }


async def test_what_was_changed_is_shown(database: Database) -> None:
    me = await inside(database)
    async with database.writing() as db:
        await service.change_about(db, me, HERE, rules.About("Орлова", "Анна", "", date(1990, 2, 3)))
        await service.change_address(db, me, rules.address(ADDRESS))
        await service.choose_language(db, me, "hi")
        await service.choose_theme(db, me, "dark")
    async with database.reading() as db:
        shown = await queries.profile(db, me)
    assert (shown.last_name, shown.birth_date, shown.locale, shown.theme) == ("Орлова", "1990-02-03", "hi", "dark")
    assert (shown.address.city, shown.address.flat) == ("Новосибирск", "15")
    assert len(shown.contacts) == 2
    assert (await kinds(database, me.account_id))[-1] == "names_changed"
    async with database.writing() as db:
        await service.change_address(db, me, rules.Address())
    async with database.reading() as db:
        assert await queries.home_address(db, me) == rules.Address()


async def test_unknown_languages_and_themes_are_refused(database: Database) -> None:
    me = await inside(database)
    async with database.writing() as db:
        with pytest.raises(rules.LanguageUnknown):
            await service.choose_language(db, me, "fr")
        with pytest.raises(rules.ThemeUnknown):
            await service.choose_theme(db, me, "javascript:")


async def test_a_reduced_session_looks_and_does_not_touch(database: Database) -> None:
    me = replace(await inside(database), reduced=True)
    async with database.writing() as db:
        assert (await queries.profile(db, me)).reduced
        with pytest.raises(StepUpNeeded):
            await service.change_about(db, me, HERE, rules.About("Орлова", "Анна", "", None))
        with pytest.raises(StepUpNeeded):
            await service.change_address(db, me, rules.Address())
        with pytest.raises(StepUpNeeded):
            await consents.choose_notice(db, me, HERE, "bills", "sms", wanted=True)


async def test_a_new_password_ends_the_other_sessions_and_is_told(database: Database) -> None:
    account_id = await someone(database)
    other = await enter(database, account_id, THERE)
    cookie = await enter(database, account_id)
    me = await principal(database, cookie)
    new = await exchange(
        database, await password.change(database, me, with_device(HERE, cookie), PASSWORD, NEW, NEW), cookie
    )
    assert await is_password(database, account_id, NEW)
    assert [await who(database, old) for old in (other, cookie)] == [None, None]
    assert await who(database, new) is not None
    assert {row.channel for row in await outbox(database, "notice.password_changed")} == {"sms", "email"}
    assert (await kinds(database, account_id))[-2:] == ["session_ended", "password_changed"]
    async with database.reading() as db:
        assert len((await db.exec(select(KnownDevice))).all()) == 1


async def test_a_password_needs_the_old_one_a_fresh_proof_and_two_equal_spellings(
    database: Database,
) -> None:
    me = await inside(database)
    with pytest.raises(StepUpRefused) as wrong:
        await change(database, me, old="Wrong-Password-1")
    assert wrong.value.field == "oldPassword"
    with pytest.raises(FormRefused) as unequal:
        await change(database, me, repeat="Summer-Forest-53")
    assert unequal.value.errors == {"repeatPassword": "password.not_same"}
    with time_machine.travel(clock.now() + timedelta(seconds=301)), pytest.raises(StepUpNeeded):
        await change(database, me)
    assert await is_password(database, me.account_id, PASSWORD)


async def test_none_of_the_last_three_passwords_comes_back(database: Database) -> None:
    account_id = await someone(database)
    cookie = await enter(database, account_id)
    worn = [PASSWORD, NEW, "Autumn-River-63"]
    for old, new in zip(worn, worn[1:], strict=False):
        me = await principal(database, cookie)
        cookie = await exchange(database, await change(database, me, old, new), cookie)
    me = await principal(database, cookie)
    for used in worn:
        with pytest.raises(PasswordRefused) as caught:
            await change(database, me, worn[-1], used)
        assert (caught.value.code, caught.value.field) == ("password.used", "newPassword")


async def test_of_two_changes_at_once_one_holds(database: Database) -> None:
    me = await inside(database)
    won, lost = await at_once(change(database, me, new=NEW), change(database, me, new="Autumn-River-63"))
    assert (len(won), lost) == (1, ["step_up.wrong_password"])


async def consent(database: Database, me: Principal, document: str = "marketing") -> str:
    given = ConsentGiven(document, "2026-11", "0" * 64, "ru", clock.now(), "127.0.0.1")
    async with database.writing() as db:
        row = _consent(me.account_id, given)
        db.add(row)
        return str(row.id)


async def test_a_withdrawn_consent_stays_as_it_was_given(database: Database) -> None:
    me = await inside(database)
    given = await consent(database, me)
    async with database.reading() as db:
        before = (await db.exec(select(Consent))).one().model_dump()
    async with database.writing() as db:
        await consents.withdraw(db, me, HERE, given)
    async with database.reading() as db:
        assert (await db.exec(select(Consent))).one().model_dump() == before
        shown = await queries.consents(db, me)
    assert shown[0].withdrawn_at
    assert shown[0].text == "profile.consent_marketing"
    assert (await kinds(database, me.account_id))[-1] == "consent_withdrawn"


@pytest.mark.parametrize("document", ["agreement", "personal_data"])
async def test_what_the_account_stands_on_is_taken_back_by_closing_it(database: Database, document: str) -> None:
    me = await inside(database)
    given = await consent(database, me, document)
    with pytest.raises(rules.ClosingNeeded):
        async with database.writing() as db:
            await consents.withdraw(db, me, HERE, given)
    async with database.reading() as db:
        assert not (await queries.consents(db, me))[0].withdrawn_at


async def test_a_consent_is_withdrawn_once_and_by_its_owner(database: Database) -> None:
    me = await inside(database)
    stranger = await inside(database, "boris", phone="", email="")
    given = await consent(database, me)

    async def withdraw(who_: Principal, wanted: str) -> None:
        async with database.writing() as db:
            await consents.withdraw(db, who_, HERE, wanted)

    for wanted in (given, str(uuid4()), "none"):
        with pytest.raises(rules.ConsentUnknown):
            await withdraw(stranger, wanted)
    won, lost = await at_once(*(withdraw(me, given) for _ in range(5)))
    assert (len(won), lost) == (1, ["profile.consent_unknown"] * 4)


async def test_news_are_a_consent_of_their_own(database: Database) -> None:
    me = await inside(database)

    async def choose(channel: str, *, wanted: bool) -> None:
        async with database.writing() as db:
            await consents.choose_notice(db, me, HERE, "news", channel, wanted=wanted)

    async def standing() -> list[bool]:
        async with database.reading() as db:
            return [not each.withdrawn_at for each in await queries.consents(db, me)]

    await choose("sms", wanted=True)
    await choose("email", wanted=True)
    assert await standing() == [True]
    await choose("sms", wanted=False)
    assert await standing() == [True]
    await choose("email", wanted=False)
    assert await standing() == [False]
    await choose("sms", wanted=True)
    assert await standing() == [True, False]
    async with database.writing() as db:
        given = (await queries.consents(db, me))[0].id
        await consents.withdraw(db, me, HERE, given)
        switches = await consents.notices.choices(db, me)
    assert not any(each.wanted for each in switches if each.event == "news")
