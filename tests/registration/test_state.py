"""The wizard as a browser drives it: what each step shows, keeps, refuses and never skips."""

from collections.abc import Mapping

import pytest
from sqlmodel import col, select

from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.tables import Account
from rxapp.core.db import Database
from rxapp.registration.state import RegistrationState as Wizard
from rxapp.registration.tables import RegistrationDraft
from tests.pipeline import OpenTab, Tab

PASSWORD = "Dlinny-Parol-77"
CREDENTIALS = {"username": "vera.m", "password": PASSWORD, "password-confirm": PASSWORD}
ABOUT = {
    "lastName": "Морозова", "firstName": "Вера", "middleName": "Игоревна", "birth-day": "29", "birth-month": "2",
    "birth-year": "1992", "region": "RU-NVS",
}  # fmt: skip
CONTACTS: dict[str, object] = {
    "email": "vera@example.ru", "phone": "8 903 123-45-67", "way": "sms", "agreement": True, "consent": True,
    "lang": "ru",
}  # fmt: skip


async def wizard(open_tab: OpenTab, cookie: str = "vera", upto: int = 1, **contacts: object) -> Tab:
    """A tab of this browser that has gone honestly to step ``upto``."""
    tab = await open_tab(browser_cookie=cookie)
    await tab.fire(Wizard.load)
    steps = [
        (Wizard.submit_credentials, {**CREDENTIALS, "username": f"{cookie}.m"}),
        (Wizard.submit_about, ABOUT),
        (Wizard.submit_contacts, {**CONTACTS, **contacts}),
    ]
    for handler, form in steps[: upto - 1]:
        await tab.fire(handler, form=form)
    shown = tab.shown(Wizard)
    assert (shown.step, shown.errors) == (upto, {})
    return tab


async def messages(database: Database) -> list[OutboxMessage]:
    async with database.reading() as db:
        return list((await db.exec(select(OutboxMessage).order_by(col(OutboxMessage.created_at)))).all())


async def sent_code(database: Database) -> str:
    return (await messages(database))[-1].text.rsplit("#", 1)[1]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_the_steps_follow_each_other_to_a_ticket(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    assert tab.shown(Wizard).sent_to == "+7 ••• •••-45-67"
    await tab.fire(Wizard.submit_code, form={"code": await sent_code(database)})
    shown = tab.shown(Wizard)
    assert shown.errors == {}
    assert len(shown.ticket) == 43
    async with database.reading() as db:
        assert [account.user_name for account in await db.exec(select(Account))] == ["vera.m"]


BAD_CREDENTIALS: list[tuple[Mapping[str, str], dict[str, str]]] = [
    ({"username": ""}, {"username": "registration.user_name_malformed"}),
    ({"username": "ab"}, {"username": "registration.user_name_malformed"}),
    ({"username": "вера"}, {"username": "registration.user_name_malformed"}),
    ({"password": "Ab1", "password-confirm": "Ab1"}, {"password": "password.too_short?min=8"}),
    ({"password": "dlinny-parol-77"}, {"password": "password.no_upper", "password-confirm": "password.not_same"}),
    ({"password-confirm": "other"}, {"password-confirm": "password.not_same"}),
    ({"password": "Vera.m-2026", "password-confirm": "Vera.m-2026"}, {"password": "password.has_user_name"}),
]


@pytest.mark.parametrize(("typed", "errors"), BAD_CREDENTIALS)
async def test_a_bad_first_step_is_told_field_by_field_and_stays(
    open_tab: OpenTab, typed: Mapping[str, str], errors: dict[str, str]
) -> None:
    tab = await wizard(open_tab)
    await tab.fire(Wizard.submit_credentials, form={**CREDENTIALS, **typed})
    shown = tab.shown(Wizard)
    assert (shown.step, shown.errors) == (1, errors)
    assert shown.user_name == {**CREDENTIALS, **typed}["username"]
    assert PASSWORD not in str(tab.told)


BAD_ABOUT: list[tuple[Mapping[str, str], dict[str, str]]] = [
    ({"lastName": "Ivanova"}, {"lastName": "person.name_malformed"}),
    ({"firstName": ""}, {"firstName": "person.name_malformed"}),
    ({"middleName": "X"}, {"middleName": "person.name_malformed"}),
    ({"birth-day": ""}, {"birth-day": "person.birth_date_missing"}),
    ({"birth-day": "31"}, {"birth-day": "person.birth_date_invalid"}),
    ({"birth-year": "2996"}, {"birth-day": "person.birth_date_future"}),
    ({"birth-year": "2024"}, {"birth-day": "person.birth_date_young?years=14"}),
    ({"region": "RU-XXX"}, {"region": "region.unknown"}),
    ({"region": "", "firstName": "1"}, {"region": "region.unknown", "firstName": "person.name_malformed"}),
]


@pytest.mark.parametrize(("typed", "errors"), BAD_ABOUT)
async def test_a_bad_second_step_is_told_field_by_field_and_stays(
    open_tab: OpenTab, typed: Mapping[str, str], errors: dict[str, str]
) -> None:
    tab = await wizard(open_tab, upto=2)
    await tab.fire(Wizard.submit_about, form={**ABOUT, **typed})
    shown = tab.shown(Wizard)
    assert (shown.step, shown.errors) == (2, errors)
    assert shown.last_name == {**ABOUT, **typed}["lastName"]


BAD_CONTACTS: list[tuple[Mapping[str, object], dict[str, str]]] = [
    ({"email": "nobody"}, {"email": "email.malformed"}),
    ({"phone": "123"}, {"phone": "phone.malformed"}),
    ({"phone": "+7 383 222-33-44"}, {"phone": "phone.not_mobile"}),
    ({"agreement": False}, {"agreement": "registration.agreement_needed"}),
    ({"consent": False}, {"consent": "registration.consent_needed"}),
    ({"way": "pigeon"}, {"way": "registration.way_unknown"}),
    ({"email": "", "phone": ""}, {"email": "email.malformed", "phone": "phone.malformed"}),
]


@pytest.mark.parametrize(("typed", "errors"), BAD_CONTACTS)
async def test_a_bad_third_step_is_told_field_by_field_and_sends_nothing(
    database: Database, open_tab: OpenTab, typed: Mapping[str, object], errors: dict[str, str]
) -> None:
    tab = await wizard(open_tab, upto=3)
    await tab.fire(Wizard.submit_contacts, form={**CONTACTS, **typed})
    shown = tab.shown(Wizard)
    assert (shown.step, shown.errors) == (3, errors)
    assert shown.phone == {**CONTACTS, **typed}["phone"]
    assert await messages(database) == []


async def test_the_name_is_checked_while_typing(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, "anna", upto=4)
    await tab.fire(Wizard.submit_code, form={"code": await sent_code(database)})
    other = await wizard(open_tab, "boris")
    await other.fire(Wizard.check_user_name, value="ANNA.M")
    assert other.shown(Wizard).errors == {"username": "registration.user_name_taken"}
    await other.fire(Wizard.check_user_name, value="boris.k")
    assert (other.shown(Wizard).errors, other.shown(Wizard).name_hint) == ({}, "registration.user_name_free")
    await other.fire(Wizard.submit_credentials, form={**CREDENTIALS, "username": "Anna.M"})
    assert other.shown(Wizard).errors == {"username": "registration.user_name_taken"}


async def test_a_late_check_of_the_name_leaves_what_was_said_of_the_password(open_tab: OpenTab) -> None:
    tab = await wizard(open_tab)
    await tab.fire(Wizard.submit_credentials, form={**CREDENTIALS, "password-confirm": "other"})
    await tab.fire(Wizard.check_user_name, value="vera.m")
    assert tab.shown(Wizard).errors == {"password-confirm": "password.not_same"}


async def test_back_keeps_what_was_typed_and_a_reload_keeps_the_step(open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    for step in (3, 2, 1):
        await tab.fire(Wizard.back)
        assert tab.shown(Wizard).step == step
    await tab.fire(Wizard.back)
    again = await wizard(open_tab)
    shown = again.shown(Wizard)
    assert (shown.step, shown.user_name, shown.last_name, shown.birth_day) == (1, "vera.m", "Морозова", "29")
    assert (shown.region, shown.email, shown.phone) == ("RU-NVS", "vera@example.ru", "+7 903 123-45-67")


@pytest.mark.parametrize("upto", [2, 3, 4])
async def test_a_reload_shows_the_step_the_draft_stands_at(open_tab: OpenTab, upto: int) -> None:
    first = await wizard(open_tab, upto=upto)
    again = await open_tab(browser_cookie="vera")
    await again.fire(Wizard.load)
    assert again.shown(Wizard).step == upto
    assert again.shown(Wizard).sent_to == first.shown(Wizard).sent_to


FORGED = [
    (1, Wizard.submit_about, ABOUT),
    (1, Wizard.submit_contacts, CONTACTS),
    (1, Wizard.submit_code, {"code": "123456"}),
    (2, Wizard.submit_contacts, CONTACTS),
    (2, Wizard.submit_credentials, CREDENTIALS),
    (3, Wizard.submit_about, ABOUT),
    (3, Wizard.submit_code, {"code": "123456"}),
    (4, Wizard.submit_contacts, {**CONTACTS, "phone": "+7 905 000-00-00"}),
]


@pytest.mark.parametrize(("stands_at", "handler", "form"), FORGED)
async def test_no_step_is_skipped_or_repeated_by_a_forged_event(
    database: Database, open_tab: OpenTab, stands_at: int, handler: object, form: dict[str, object]
) -> None:
    tab = await wizard(open_tab, upto=stands_at)
    before = len(await messages(database))
    await tab.fire(handler, form=form)
    shown = tab.shown(Wizard)
    assert (shown.step, shown.errors) == (stands_at, {"form": "registration.step_skipped"})
    assert (len(await messages(database)), shown.ticket) == (before, "")


async def test_a_browser_without_its_cookie_starts_nothing(database: Database, open_tab: OpenTab) -> None:
    tab = await open_tab(browser_cookie="")
    await tab.fire(Wizard.submit_credentials, form=CREDENTIALS)
    assert tab.shown(Wizard).errors == {"form": "registration.step_skipped"}
    async with database.reading() as db:
        assert (await db.exec(select(RegistrationDraft))).all() == []


async def test_a_step_from_another_browser_touches_nothing(database: Database, open_tab: OpenTab) -> None:
    mine = await wizard(open_tab, "vera", upto=4)
    code = await sent_code(database)
    thief = await open_tab(browser_cookie="thief")
    await thief.fire(Wizard.submit_code, form={"code": code})
    assert thief.shown(Wizard).errors == {"form": "registration.step_skipped"}
    assert "+7 •••" not in str(thief.told)
    await mine.fire(Wizard.submit_code, form={"code": code})
    assert mine.shown(Wizard).ticket
