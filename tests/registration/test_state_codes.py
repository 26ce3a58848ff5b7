"""The code screen as a browser drives it: wrong, late and spent codes, asking again, and people who exist already."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.registration.state import RegistrationState as Wizard
from tests.pipeline import OpenTab, Tab
from tests.registration.test_state import messages, other_than, sent_code, wizard


async def enter(tab: Tab, code: str) -> dict[str, str]:
    await tab.fire(Wizard.submit_code, form={"code": code})
    errors: dict[str, str] = tab.shown(Wizard).errors
    return errors


async def test_a_wrong_code_is_told_and_the_right_one_still_works(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    right = await sent_code(database)
    for attempt, typed in enumerate([other_than(right), "", "12345", "abcdef"], start=1):
        assert await enter(tab, typed) == {"code": "code.wrong"}
        assert tab.shown(Wizard).attempts == attempt
    assert await enter(tab, right) == {}
    assert tab.shown(Wizard).ticket


async def test_a_late_code_is_refused(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    right = await sent_code(database)
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        assert await enter(tab, right) == {"code": "code.expired"}
    assert not tab.shown(Wizard).ticket


async def test_after_five_wrong_codes_only_a_new_one_helps(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    right = await sent_code(database)
    for _ in range(4):
        await enter(tab, other_than(right))
    assert await enter(tab, other_than(right)) == {"code": "code.spent"}
    assert await enter(tab, right) == {"code": "code.spent"}
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        await tab.fire(Wizard.resend)
        assert tab.shown(Wizard).errors == {}
        assert await enter(tab, await sent_code(database)) == {}
    assert tab.shown(Wizard).ticket


async def test_asking_again_too_early_is_refused_and_sends_nothing(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    assert 55 < tab.shown(Wizard).resend_at - clock.now().timestamp() <= 60
    await tab.fire(Wizard.resend)
    assert tab.shown(Wizard).errors["code"].startswith("limit.too_many?seconds=")
    assert len(await messages(database)) == 1


async def test_a_new_code_kills_the_former_one(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4)
    former = await sent_code(database)
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        await tab.fire(Wizard.resend)
        newest = await sent_code(database)
        assert await enter(tab, former if former != newest else other_than(newest)) == {"code": "code.wrong"}
        assert await enter(tab, newest) == {}


@pytest.mark.parametrize("way", ["sms", "email"])
async def test_a_registration_on_somebodys_phone_looks_like_any_other(
    database: Database, open_tab: OpenTab, way: str
) -> None:
    owner = await wizard(open_tab, "owner", upto=4)
    await enter(owner, await sent_code(database))
    honest = await wizard(open_tab, "honest", upto=4, way=way, phone="+79031234568", email="honest@example.ru")
    decoy = await wizard(open_tab, "decoy", upto=4, way=way, email="decoy@example.ru")
    differing = {"user_name", "email", "phone", "sent_to", "resend_at", "told_at"}
    one, two = vars(honest.shown(Wizard)), vars(decoy.shown(Wizard))
    assert {name for name in one if one[name] != two[name]} <= differing
    assert [message.purpose for message in await messages(database)][-1] == "registration.owner"
    assert await enter(decoy, "123456") == await enter(honest, "123456") == {"code": "code.wrong"}


async def test_by_letter_no_code_opens_the_account(database: Database, open_tab: OpenTab) -> None:
    tab = await wizard(open_tab, upto=4, way="email")
    assert tab.shown(Wizard).sent_to == "v•••@example.ru"
    assert "/registration/letter/" in (await messages(database))[-1].text
    assert await enter(tab, "123456") == {"code": "code.wrong"}
    assert not tab.shown(Wizard).ticket
