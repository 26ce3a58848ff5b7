"""The way back: who gets what, what it opens, what it ends."""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.identifier import identifier
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Account
from rxapp.core import bus, clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.events import SessionEnded
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.recovery import queries, rules, service
from rxapp.recovery.password import service as last_step
from rxapp.recovery.tables import Recovery
from rxapp.sign_in import service as sign_in
from tests.recovery.kit import (
    NEW,
    asked,
    cheap_hashes,
    code_outcome,
    newest_code,
    newest_link,
    password_outcome,
    proved,
    start,
    step,
)
from tests.services.people import EMAIL, HERE, NUMBER, PHONE, opened, other_than, outbox, sent, solved

OTHER = Browser("browser-b", "", "10.0.0.2")
NOBODY = ["+79990000001", "nobody@example.ru", "nobody", "000000000001"]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashes(monkeypatch)


@pytest.mark.parametrize("typed", [PHONE, "8 (903) 123-45-67", EMAIL, "VERA", NUMBER])
async def test_every_kind_of_name_leads_back(database: Database, typed: str) -> None:
    account_id = await opened(database, number=NUMBER)
    await start(database, typed)
    assert await step(database) == rules.CHANNEL
    await service.choose_way(database, HERE, "sms")
    assert await step(database) == rules.CODE
    assert await code_outcome(database, await newest_code(database)) == "proved"
    assert await step(database) == rules.PASSWORD
    assert await password_outcome(database) == "set"
    assert await step(database) == 0
    async with database.reading() as db:
        assert (await db.get_one(Account, account_id)).password_hash == f"hash of {NEW}"


@pytest.mark.parametrize("typed", NOBODY)
@pytest.mark.parametrize("way", ["sms", "email"])
async def test_a_name_nobody_has_goes_the_same_way_to_nowhere(database: Database, typed: str, way: str) -> None:
    await opened(database)
    await asked(database, typed, way)
    assert await sent(database) == []
    assert [message.channel for message in await outbox(database)] == ["none"]
    assert [await code_outcome(database, f"{n:06}") for n in range(6)] == ["code.wrong"] * 4 + ["code.spent"] * 2
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        await service.resend(database, HERE)
        async with database.reading() as db:
            assert await service.standing(db, HERE) == service.Standing(rules.CODE, way, 120)
    assert await password_outcome(database) == "recovery.step_skipped"


@pytest.mark.parametrize(
    ("confirmed", "way", "channel", "to"),
    [
        (("phone", "email"), "sms", "sms", PHONE),
        (("phone", "email"), "email", "email", EMAIL),
        (("phone",), "email", "sms", PHONE),
        (("email",), "sms", "email", EMAIL),
    ],
)
async def test_a_code_goes_to_a_confirmed_channel_only(
    database: Database, confirmed: tuple[str, ...], way: str, channel: str, to: str
) -> None:
    await opened(database, confirmed=confirmed)
    await asked(database, "vera", way)
    (message,) = await sent(database)
    assert (message.channel, message.to) == (channel, to)
    assert await code_outcome(database, await newest_code(database)) == "proved"


@pytest.mark.parametrize("typed", [PHONE, "+79990000001"])
async def test_a_wrong_captcha_says_the_same_for_every_name(database: Database, typed: str) -> None:
    await opened(database)
    right = await solved(database)
    for wrong in (Answer(right.id, other_than(right.text)), Answer("", ""), Answer("no id", right.text)):
        with pytest.raises(rules.RecoveryRefused) as refused:
            await service.start(database, HERE, identifier(typed, "phone"), wrong, "ru")
        assert (refused.value.code, refused.value.field) == ("recovery.wrong", "")
    assert await step(database) == 0
    with pytest.raises(rules.RecoveryRefused):
        await service.start(database, OTHER, identifier(typed, "phone"), right, "ru")


async def test_steps_cannot_be_skipped(database: Database) -> None:
    await opened(database)
    skipped = "recovery.step_skipped"
    assert await code_outcome(database, "123456") == skipped
    assert await password_outcome(database) == skipped
    with pytest.raises(rules.StepSkipped):
        await service.choose_way(database, HERE, "sms")
    await start(database, PHONE)
    assert await code_outcome(database, "123456") == skipped
    assert await password_outcome(database) == skipped
    await service.choose_way(database, HERE, "sms")
    assert await password_outcome(database) == skipped
    assert await code_outcome(database, await newest_code(database), OTHER) == skipped
    with pytest.raises(rules.WayUnknown):
        await service.choose_way(database, HERE, "pigeon")


async def test_each_step_has_fifteen_minutes(database: Database) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        await asked(database, PHONE)
        travel.shift(200)
        await service.enter_code(database, EmbeddedBss(database), HERE, await newest_code(database))
        travel.shift(899)
        assert await step(database) == rules.PASSWORD
        travel.shift(1)
        assert await password_outcome(database) == "recovery.step_skipped"


async def test_going_back_leads_to_the_choice_and_then_out(database: Database) -> None:
    await opened(database)
    await asked(database, PHONE, "email")
    link = await newest_link(database)
    await service.go_back(database, HERE)
    assert await step(database) == rules.CHANNEL
    with pytest.raises(rules.LinkSpent):
        await service.take_link(database, OTHER, link)
    await service.go_back(database, HERE)
    assert await step(database) == 0


async def test_the_letter_holds_a_code_and_a_link_that_opens_the_last_step_where_it_is_pressed(
    database: Database,
) -> None:
    await opened(database)
    await asked(database, PHONE, "email")
    link = await newest_link(database)
    async with database.reading() as db:
        assert await queries.by_link(db, sessions.secrets.digest(link)) is not None
    await service.take_link(database, OTHER, link)
    assert await step(database, OTHER) == rules.PASSWORD
    assert await step(database) == 0
    assert await code_outcome(database, await newest_code(database)) == "recovery.step_skipped"
    assert await password_outcome(database, who=OTHER) == "set"


async def test_a_link_lives_thirty_minutes_and_once(database: Database) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        await asked(database, PHONE, "email")
        link = await newest_link(database)
        travel.shift(1799)
        async with database.writing() as db:
            assert await service.expire(db) == 0
        await service.take_link(database, OTHER, link)
        with pytest.raises(rules.LinkSpent):
            await service.take_link(database, HERE, link)
        await asked(database, PHONE, "email")
        link = await newest_link(database)
        travel.shift(1800)
        with pytest.raises(rules.LinkSpent):
            await service.take_link(database, OTHER, link)
        async with database.writing() as db:
            assert await service.expire(db) == 2


async def test_a_link_needs_a_browser_and_displaces_what_it_did_before(database: Database) -> None:
    await opened(database)
    await asked(database, PHONE, "email")
    link = await newest_link(database)
    await start(database, "+79990000001", OTHER)
    for token, who in ((link, Browser("")), ("no such link", OTHER), ("", OTHER)):
        with pytest.raises(rules.LinkSpent):
            await service.take_link(database, who, token)
    await service.take_link(database, OTHER, link)
    async with database.reading() as db:
        assert len((await db.exec(select(Recovery))).all()) == 1


async def test_the_last_step_checks_both_fields_and_the_last_three_passwords(database: Database) -> None:
    await opened(database, password_hash="hash of Staryj-Parol-77")
    await proved(database, PHONE)
    assert await password_outcome(database, "short", NEW) == {
        "password-new": "password.too_short?min=8",
        "password-confirm": "password.not_same",
    }
    assert await password_outcome(database, "Vera-2026-x", "Vera-2026-x") == dict.fromkeys(
        rules.FIELDS, "password.has_user_name"
    )
    assert await password_outcome(database, "Staryj-Parol-77", "Staryj-Parol-77") == "password.used"
    assert await password_outcome(database, f" {NEW}", f"{NEW} ") == "set"
    assert await password_outcome(database) == "recovery.step_skipped"


async def test_a_new_password_ends_every_session_and_the_tabs_hear_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[SessionEnded] = []

    async def listen(event: SessionEnded) -> None:
        heard.append(event)

    monkeypatch.setattr(bus, "_listeners", {SessionEnded: [listen]})
    mine, other = await opened(database), await opened(database, "other", phone="+79031110000", email="o@example.ru")
    tokens = {}
    for account_id in (mine, mine, other):
        async with database.writing() as db:
            ticket = await sessions.issue_ticket(db, account_id, HERE, remembered=False)
            token, _ = await sessions.start_session(db, ticket, HERE)
            tokens[token] = account_id
    async with database.writing() as db:
        ticket = await sessions.issue_ticket(db, mine, HERE, remembered=False)
    await proved(database, PHONE)
    assert await password_outcome(database) == "set"
    async with database.writing() as db:
        with pytest.raises(sessions.TicketRefused):
            await sessions.start_session(db, ticket, HERE)
    async with database.reading() as db:
        alive = {t for t in tokens if await sessions.principal_of(db, sessions.secrets.digest(t))}
        assert {tokens[token] for token in alive} == {other}
    assert len(heard) == 2


async def test_every_confirmed_channel_is_told(database: Database) -> None:
    await opened(database)
    await proved(database, PHONE)
    before = len(await sent(database))
    assert await password_outcome(database) == "set"
    told = (await sent(database))[before:]
    assert {(message.channel, message.to) for message in told} == {("sms", PHONE), ("email", EMAIL)}
    assert all(NEW not in message.text for message in told)


async def test_recovery_opens_the_password_way_again_for_every_name(database: Database) -> None:
    await opened(database, number=NUMBER)
    keys = [f"phone:{PHONE}", f"email:{EMAIL}", "user_name:vera", f"account_number:{NUMBER}"]
    for key in keys:
        for _ in range(100):
            async with database.writing() as db:
                await passwords.record_failure(db, key, "")
    who = identifier(PHONE, "phone")
    with pytest.raises(TooManyRequests):
        await sign_in.sign_in(database, HERE, who, NEW, remembered=False)
    await proved(database, PHONE)
    assert await password_outcome(database) == "set"
    async with database.reading() as db:
        assert [await passwords.failures(db, key) for key in keys] == [0, 0, 0, 0]
    assert await sign_in.sign_in(database, HERE, who, NEW, remembered=False)


@pytest.mark.parametrize("typed", [PHONE, "vera", *NOBODY])
async def test_five_starts_an_hour_and_ten_a_day_for_one_name(database: Database, typed: str) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(2):
            for _ in range(5):
                await start(database, typed)
            with pytest.raises(TooManyRequests):
                await start(database, typed)
            travel.shift(3600)
        with pytest.raises(TooManyRequests):
            await start(database, typed)


async def test_what_the_phone_had_elsewhere_is_not_told_by_another_name(database: Database) -> None:
    """Else a stranger could join a phone and a user name: the limit of one would answer for the other."""
    await opened(database)
    for n in range(5):
        who = Browser(f"b{n}", "", f"10.{n}.0.1")
        await asked(database, PHONE, who=who)
        code = await newest_code(database)
        assert [await code_outcome(database, other_than(code), who) for _ in range(5)][-1] == "code.spent"
    before = len(await sent(database))
    for name in ("vera", "nobody"):
        await asked(database, name)
        assert [await code_outcome(database, "000000") for _ in range(6)] == ["code.wrong"] * 4 + ["code.spent"] * 2
    assert len(await sent(database)) == before


async def test_twenty_five_wrong_codes_a_day_for_one_number_by_whatever_names(database: Database) -> None:
    await opened(database, number=NUMBER)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n, name in enumerate((PHONE, EMAIL, "vera", NUMBER, PHONE)):
            who = Browser(f"b{n}", "", f"10.{n}.0.1")
            await asked(database, name, who=who)
            code = await newest_code(database)
            for _ in range(5):
                await code_outcome(database, other_than(code), who)
        travel.shift(3600)
        await asked(database, "vera")
        assert await code_outcome(database, await newest_code(database)) == "code.wrong"
        travel.shift(86_400 - 3600)
        await proved(database, "vera")


async def test_fifty_submits_of_one_right_code_prove_once(database: Database) -> None:
    await opened(database)
    await asked(database, PHONE)
    code = await newest_code(database)
    answers = await asyncio.gather(*(code_outcome(database, code) for _ in range(50)))
    assert answers.count("proved") == 1
    assert set(answers) <= {"proved", "code.expired", "code.spent", "recovery.step_skipped"}


async def test_of_two_new_passwords_at_once_one_is_set(database: Database) -> None:
    account_id = await opened(database)
    await proved(database, PHONE)
    answers = await asyncio.gather(*(password_outcome(database, f"{NEW}{n}", f"{NEW}{n}") for n in range(8)))
    assert sorted(map(str, answers)) == ["recovery.step_skipped"] * 7 + ["set"]
    async with database.reading() as db:
        kept = (await db.get_one(Account, account_id)).password_hash
    assert kept == f"hash of {NEW}{answers.index('set')}"


async def test_of_two_presses_of_one_link_one_opens(database: Database) -> None:
    await opened(database)
    await asked(database, PHONE, "email")
    link = await newest_link(database)
    presses = [service.take_link(database, Browser(f"b{n}"), link) for n in range(8)]
    answers = await asyncio.gather(*presses, return_exceptions=True)
    assert answers.count(None) == 1
    assert all(answer is None or isinstance(answer, rules.LinkSpent) for answer in answers)


async def test_a_new_password_ends_what_another_browser_had_proved(database: Database) -> None:
    await opened(database)
    await proved(database, PHONE, OTHER)
    await proved(database, "vera")
    assert await password_outcome(database) == "set"
    assert await password_outcome(database, "Drugoj-Parol-77", "Drugoj-Parol-77", OTHER) == "recovery.step_skipped"


async def test_ten_tries_at_the_last_step_and_no_more(database: Database) -> None:
    await opened(database)
    await proved(database, PHONE)
    for _ in range(10):
        assert await password_outcome(database, "short", "short") != "limit.too_many"
    assert await password_outcome(database) == "limit.too_many"


def test_the_browser_gets_the_lists_of_both_fields() -> None:
    assert list(rules.field_checks()) == ["password-new", "password-confirm"]
    assert last_step.rules.FIELDS == rules.FIELDS
