"""The short form: what it takes, what it opens, what it tells about owners."""

import asyncio
import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts import queries as accounts
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Account, Consent
from rxapp.core import clock, region
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.registration import service as wizard
from rxapp.registration.quick import rules, service
from tests.services.people import EMAIL, HERE, PHONE, code_in, opened, outbox, sent

FORM = {
    "firstName": " вера ",
    "lastName": "Мамин - Сибиряк",
    "region": "Новосибирская обл",
    "address": "8 903 123-45-67",
    "password": "  Dlinny-Parol-77 ",
    "password-confirm": "Dlinny-Parol-77",
}
OTHER = Browser("browser-b", "", "10.0.0.2")


@pytest.fixture
def _uniform(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = service.settings().model_copy(update={"reveal_existing": False})
    monkeypatch.setattr(service, "settings", lambda: hidden)


async def submit(database: Database, who: Browser = HERE, **changed: str) -> None:
    await service.submit(database, who, {**FORM, **changed}, "ru")


async def newest(database: Database) -> OutboxMessage:
    return (await sent(database))[-1]


async def outcome(database: Database, code: str, who: Browser = HERE) -> str:
    try:
        return "ticket" if await service.confirm(database, who, code) else ""
    except DomainError as refused:
        return refused.code


async def account(database: Database, kind: str, key: str) -> Account:
    async with database.reading() as db:
        found = await accounts.account_by_alias(db, kind, key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("address", "kind", "key", "shown"),
    [("8 903 123-45-67", "phone", PHONE, "+7 903 123-45-67"), ("Vera@Example.ru", "email", EMAIL, "Vera@example.ru")],
)
async def test_the_form_and_the_code_open_an_account(
    database: Database, address: str, kind: str, key: str, shown: str
) -> None:
    await submit(database, address=address)
    async with database.reading() as db:
        stands = await service.standing(db, HERE)
    assert stands == service.Standing(4, "Вера", "Мамин-Сибиряк", "RU-NVS", kind, shown, 60)
    ticket = await service.confirm(database, HERE, code_in(await newest(database)))
    async with database.writing() as db:
        assert await sessions.start_session(db, ticket, HERE)
    made = await account(database, kind, key)
    assert re.fullmatch(r"rtkid_[0-9]{13}", made.user_name)
    assert bool(made.phone_confirmed_at) == (kind == "phone")
    assert bool(made.email_confirmed_at) == (kind == "email")
    assert await passwords.verify(made.password_hash, "Dlinny-Parol-77")
    assert (await account(database, "user_name", made.user_name)).id == made.id
    async with database.reading() as db:
        assert [given.document for given in (await db.exec(select(Consent))).all()] == ["agreement"]
        assert await service.standing(db, HERE) is None


async def test_the_letter_also_holds_the_wizards_link(database: Database) -> None:
    await submit(database, address=EMAIL)
    token = (await newest(database)).text.split("/registration/letter/")[1].split()[0]
    async with database.writing() as db:
        await wizard.confirm_by_link(db, token)
    assert (await account(database, "email", EMAIL)).email_confirmed_at


async def test_an_empty_form_has_five_errors_in_the_order_of_the_form(database: Database) -> None:
    with pytest.raises(FormRefused) as refused:
        await service.submit(database, HERE, {}, "ru")
    assert list(refused.value.errors.items()) == [
        ("firstName", "person.name_malformed"),
        ("lastName", "person.name_malformed"),
        ("address", "address.malformed"),
        ("password", "password.too_short?min=8"),
        ("password-confirm", "password.too_short?min=8"),
    ]
    assert await outbox(database) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "RU-MOW"), ("Москва г", "RU-MOW"), ("RU-TA", "RU-TA"), ("татарстан респ", "RU-TA"), ("Altai Krai", "RU-ALT")],
)
def test_a_region_is_a_code_or_a_name_typed_in_full(typed: str, code: str) -> None:
    assert rules.quick({**FORM, "region": typed}).region == code


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        rules.quick({**FORM, "region": "Atlantis"})
    assert refused.value.errors == {"region": "region.unknown"}


def test_regions_are_spelled_as_the_contract_spells_them() -> None:
    short = {each.code: each.short for each in region.all_regions()}
    assert [short[code] for code in ("RU-MOW", "RU-SPE", "RU-ALT", "RU-NVS", "RU-TA", "RU-YEV", "RU-CHU", "RU-UD")] == [
        "Москва г",
        "Санкт-Петербург г",
        "Алтайский край",
        "Новосибирская обл",
        "Татарстан Респ",
        "Еврейская Аобл",
        "Чукотский АО",
        "Удмуртская Респ",
    ]
    assert len(set(short.values())) == len(short)


@pytest.mark.parametrize("address", [PHONE, EMAIL])
async def test_where_settings_reveal_it_an_owner_is_a_result_of_its_own(database: Database, address: str) -> None:
    await opened(database)
    with pytest.raises(rules.ExistingOwner) as refused:
        await submit(database, address=address)
    assert (refused.value.code, refused.value.field) == ("registration.existing_owner", "address")
    assert await outbox(database) == []
    async with database.reading() as db:
        assert await service.standing(db, HERE) is None


@pytest.mark.usefixtures("_uniform")
@pytest.mark.parametrize("address", [PHONE, EMAIL])
async def test_elsewhere_the_owner_is_told_and_the_stranger_sees_the_code_page(
    database: Database, address: str
) -> None:
    await opened(database)
    await submit(database, address=address)
    (told,) = await outbox(database)
    assert (told.purpose, told.to) == ("registration.owner", address)
    assert [await outcome(database, f"{n:06}") for n in range(6)] == ["code.wrong"] * 4 + ["code.spent"] * 2
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        await service.resend(database, HERE)
    assert [message.channel for message in await outbox(database)][1:] == ["none"]
    async with database.reading() as db:
        assert len((await db.exec(select(Account))).all()) == 1


async def test_an_unproved_owner_does_not_keep_the_real_one_out(database: Database) -> None:
    await opened(database, confirmed=("email",))
    await submit(database, address=PHONE)
    assert await outcome(database, code_in(await newest(database))) == "ticket"
    assert (await account(database, "phone", PHONE)).user_name.startswith("rtkid_")


@pytest.mark.parametrize("address", ["+375291234567", "78005553535", "a@e_mail.ru"])
async def test_what_no_message_can_reach_gets_none(database: Database, address: str) -> None:
    await submit(database, address=address)
    assert [message.channel for message in await outbox(database)] == ["none"]


async def test_going_back_keeps_the_form_and_sends_nothing_twice(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        await submit(database)
        await service.go_back(database, HERE)
        async with database.reading() as db:
            stands = await service.standing(db, HERE)
        assert stands is not None
        assert (stands.step, stands.first_name, stands.resend_in) == (rules.FORM, "Вера", 60)
        assert await outcome(database, code_in(await newest(database))) == "registration.step_skipped"
        travel.shift(10)
        await submit(database, password="Drugoj-Parol-77", **{"password-confirm": "Drugoj-Parol-77"})
        (message,) = await sent(database)
        assert await outcome(database, code_in(message)) == "ticket"
    made = await account(database, "phone", PHONE)
    assert await passwords.verify(made.password_hash, "Drugoj-Parol-77")


async def test_another_address_is_another_confirmation(database: Database) -> None:
    await submit(database)
    await service.go_back(database, HERE)
    await submit(database, address=EMAIL)
    first, second = [code_in(message) for message in await sent(database)]
    if first != second:
        assert await outcome(database, first) == "code.wrong"
    assert await outcome(database, second) == "ticket"


async def test_the_wizard_and_the_short_form_do_not_finish_each_other(database: Database) -> None:
    await submit(database)
    async with database.writing() as db:
        with pytest.raises(wizard.StepSkipped):
            await wizard.require_step(db, HERE, rules.CONFIRMATION)
        assert await wizard.go_back(db, HERE) == 1
    assert await outcome(database, code_in(await newest(database)), OTHER) == "registration.step_skipped"
    async with database.writing() as db:
        assert (await wizard.start(db, HERE)).kind == "full"
    assert await outcome(database, code_in(await newest(database))) == "registration.step_skipped"


async def test_fifty_submits_of_one_right_code_open_one_account(database: Database) -> None:
    await submit(database)
    code = code_in(await newest(database))
    answers = await asyncio.gather(*(outcome(database, code) for _ in range(50)))
    assert answers.count("ticket") == 1
    assert set(answers) <= {"ticket", "code.expired", "code.spent", "registration.step_skipped"}
    async with database.reading() as db:
        assert len((await db.exec(select(Account))).all()) == 1


async def test_two_browsers_that_confirm_one_phone_at_once_leave_one_owner(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(database)
    await submit(database, OTHER)
    first, second = [code_in(message) for message in await sent(database)]
    answers = await asyncio.gather(outcome(database, first), outcome(database, second, OTHER))
    assert answers == ["code.expired", "ticket"]


async def test_without_a_browser_cookie_nothing_is_kept(database: Database) -> None:
    with pytest.raises(wizard.StepSkipped):
        await submit(database, Browser(""))
