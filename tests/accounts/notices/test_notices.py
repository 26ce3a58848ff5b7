"""Who is told of what (PW-8), and what people chose."""

import asyncio

import pytest

from rxapp.accounts.browser import Browser
from rxapp.accounts.notices import rules, service
from rxapp.accounts.notices.rules import ChoiceUnknown
from rxapp.accounts.service import claim_alias
from rxapp.core.db import Database
from rxapp.i18n.catalogue import LOCALES
from rxapp.i18n.texts import text
from tests.accounts.kit import HERE, enter, outbox, principal, someone


async def test_security_goes_to_every_confirmed_channel_whatever_was_chosen(database: Database) -> None:
    account_id = await someone(database)
    me = await principal(database, await enter(database, account_id))
    async with database.writing() as db:
        await claim_alias(db, account_id, "phone", "+79050000001", confirmed=True, address="+79050000001")
        await claim_alias(db, account_id, "phone", "+79050000002", confirmed=False, address="+79050000002")
        for event in rules.CHOSEN:
            for channel in rules.CHANNELS:
                await service.choose(db, me, event, channel, wanted=False)
        assert await service.tell(db, account_id, "password_changed", browser=HERE) == 3
    told = await outbox(database)
    assert {row.to for row in told} == {"+79031234567", "+79050000001", "Anna@example.ru"}
    letter = next(row for row in told if row.channel == "email")
    assert "Firefox, Linux" in letter.text
    assert "198.51.100.0/24" in letter.text
    assert "{" not in letter.text + letter.subject


async def test_security_cannot_be_switched_off(database: Database) -> None:
    me = await principal(database, await enter(database, await someone(database)))
    for event, channel in (("password_changed", "sms"), ("payments", "pigeon"), ("", "")):
        with pytest.raises(ChoiceUnknown):
            async with database.writing() as db:
                await service.choose(db, me, event, channel, wanted=False)


async def test_a_choice_is_kept_for_its_event_channel_and_owner(database: Database) -> None:
    me = await principal(database, await enter(database, await someone(database)))
    other = await principal(database, await enter(database, await someone(database, "boris", phone="", email="")))
    async with database.writing() as db:
        await service.choose(db, me, "payments", "sms", wanted=False)
        await service.choose(db, me, "bills", "sms", wanted=True)
    async with database.reading() as db:
        mine = {(c.event, c.channel): c.wanted for c in await service.choices(db, me)}
        theirs = {(c.event, c.channel): c.wanted for c in await service.choices(db, other)}
    assert mine == theirs | {("payments", "sms"): False, ("bills", "sms"): True}
    assert not theirs["news", "sms"]
    assert not theirs["news", "email"]


async def test_two_clicks_at_once_are_one_choice(database: Database) -> None:
    me = await principal(database, await enter(database, await someone(database)))

    async def click() -> None:
        async with database.writing() as db:
            await service.choose(db, me, "bills", "sms", wanted=True)

    await asyncio.gather(*(click() for _ in range(10)))
    async with database.reading() as db:
        assert next(c.wanted for c in await service.choices(db, me) if (c.event, c.channel) == ("bills", "sms"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "words",
    [
        "sign_in_new_device",
        "password_changed",
        "recovered",
        "contact_confirmed",
        "contact_removed",
        "main_contact_changed",
        "second_factor_on",
        "second_factor_off",
        "recovery_code_used",
        "contact_claimed",
    ],
)
def test_every_notice_has_all_its_words(locale: str, words: str) -> None:
    values = {**service._circumstances(Browser("", "", ""), locale), "contact": "a•••@example.ru", "left": "3"}
    for shape in ("sms", "letter", "subject"):
        said = text(locale, f"notices.{shape}_{words}", **values)
        assert said != f"notices.{shape}_{words}"
        assert "{" not in said
        assert "contact" not in words or "{contact}" not in said
