"""Sign-in by one-time code: who gets one, what it opens, and what a stranger sees."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts.codes import budget
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.tables import CodeGuessing
from rxapp.accounts.messages import workflows
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.sessions.tables import SignInTicket
from rxapp.core import clock
from rxapp.core.address import AddressMalformed
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, TooManyRequests
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.sign_in.by_code import service
from rxapp.sign_in.by_code.rules import NothingAsked
from tests.services.people import EMAIL, HERE, PHONE, code_in, opened, other_than, outbox, sent


def browser(number: int) -> Browser:
    """Each from an address of its own."""
    return Browser(f"browser-{number}", "", f"10.{number}.0.1")


async def outcome(database: Database, code: str, who: Browser = HERE) -> str:
    try:
        return (
            "ticket"
            if (await service.enter_code(database, EmbeddedBss(database), who, code, remembered=False)).ticket
            else ""
        )
    except DomainError as refused:
        return refused.code


@pytest.mark.parametrize(("typed", "kind", "shown"), [("8 903 123-45-67", "phone", PHONE), (EMAIL, "email", EMAIL)])
async def test_the_right_code_gives_a_ticket_for_this_browser(
    database: Database, typed: str, kind: str, shown: str
) -> None:
    account_id = await opened(database)
    assert await service.ask_code(database, HERE, typed, "ru") == service.Sent(kind, shown, 60)
    (message,) = await sent(database)
    assert message.to == shown
    ticket = (await service.enter_code(database, EmbeddedBss(database), HERE, code_in(message), remembered=True)).ticket
    async with database.writing() as db:
        token, remembered = await sessions.start_session(db, ticket, HERE)
    assert remembered
    async with database.reading() as db:
        principal = await sessions.principal_of(db, sessions.secrets.digest(token))
    assert principal is not None
    assert principal.account_id == account_id


async def test_the_sms_names_its_purpose_and_feeds_webotp(database: Database) -> None:
    await opened(database)
    await service.ask_code(database, HERE, PHONE, "ru")
    (message,) = await sent(database)
    code = code_in(message)
    assert message.text == f"Код {code} для входа в «Единый кабинет». Никому не сообщайте.\n@localhost #{code}"
    assert message.not_after is not None
    assert timedelta(seconds=290) < message.not_after - clock.now() <= timedelta(seconds=300)


@pytest.mark.parametrize(
    "typed", ["+79990000001", "nobody@example.ru", "+375291234567", "78005553535", "a@e_mail.ru", "unproved@example.ru"]
)
async def test_who_has_not_proved_the_address_sees_the_same_and_gets_nothing(database: Database, typed: str) -> None:
    await opened(database, email="unproved@example.ru", confirmed=("phone",))
    answer = await service.ask_code(database, HERE, typed, "ru")
    # A second may have passed since.
    assert answer.resend_in in (59, 60)
    assert await sent(database) == []
    assert [message.channel for message in await outbox(database)] == ["none"]
    assert [await outcome(database, f"{n:06}") for n in range(6)] == ["code.wrong"] * 4 + ["code.spent"] * 2
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert (await service.resend(database, HERE)).resend_in == 120


async def test_the_message_to_nobody_is_settled_without_a_gateway(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "database", lambda: database)
    await service.ask_code(database, HERE, "+79990000001", "ru")
    (message,) = await outbox(database)
    assert await workflows.try_to_send(str(message.id)) == ("sent", 0)


async def test_a_decoy_is_not_opened_even_by_its_own_code(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.secrets, "six_digits", lambda: "123456")
    await service.ask_code(database, HERE, "+79990000001", "ru")
    assert await outcome(database, "123456") == "code.wrong"


async def test_a_malformed_address_is_told_under_its_field(database: Database) -> None:
    with pytest.raises(AddressMalformed) as refused:
        await service.ask_code(database, HERE, "123", "ru")
    assert (refused.value.code, refused.value.field) == ("address.malformed", "address")


async def test_without_asking_there_is_nothing_to_enter(database: Database) -> None:
    assert await outcome(database, "123456") == "sign_in.code_not_asked"
    with pytest.raises(NothingAsked):
        await service.resend(database, HERE)
    with pytest.raises(NothingAsked):
        await service.ask_code(database, Browser(""), PHONE, "ru")


async def test_the_same_address_again_only_shows_the_code_page(database: Database) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        await service.ask_code(database, HERE, PHONE, "ru")
        travel.shift(20)
        assert (await service.ask_code(database, HERE, PHONE, "ru")).resend_in == 40
        async with database.reading() as db:
            assert await service.standing(db, HERE) == service.Sent("phone", PHONE, 40)
        (message,) = await sent(database)
        assert await outcome(database, code_in(message)) == "ticket"


async def test_a_code_serves_its_own_browser_once(database: Database) -> None:
    await opened(database)
    await service.ask_code(database, HERE, PHONE, "ru")
    code = code_in((await sent(database))[0])
    assert await outcome(database, code, browser(2)) == "sign_in.code_not_asked"
    assert await outcome(database, code) == "ticket"
    assert await outcome(database, code) == "sign_in.code_not_asked"


async def test_a_new_request_from_another_browser_kills_the_former_code(database: Database) -> None:
    await opened(database)
    await service.ask_code(database, HERE, PHONE, "ru")
    await service.ask_code(database, browser(2), PHONE, "ru")
    first, second = [code_in(message) for message in await sent(database)]
    assert await outcome(database, first) == "code.expired"
    assert await outcome(database, second, browser(2)) == "ticket"


async def test_a_late_code_and_a_late_flow_are_refused_in_the_contracts_words(database: Database) -> None:
    await opened(database)
    await service.ask_code(database, HERE, PHONE, "ru")
    code = code_in((await sent(database))[0])
    with time_machine.travel(clock.now() + timedelta(seconds=300)):
        assert await outcome(database, code) == "code.expired"
    with time_machine.travel(clock.now() + timedelta(seconds=900)):
        assert await outcome(database, code) == "sign_in.code_not_asked"


async def test_fifty_submits_of_one_right_code_give_one_ticket(database: Database) -> None:
    await opened(database)
    await service.ask_code(database, HERE, PHONE, "ru")
    code = code_in((await sent(database))[0])
    answers = await asyncio.gather(*(outcome(database, code) for _ in range(50)))
    assert answers.count("ticket") == 1
    assert set(answers) <= {"ticket", "code.expired", "code.spent", "sign_in.code_not_asked"}
    async with database.reading() as db:
        assert len((await db.exec(select(SignInTicket))).all()) == 1


@pytest.mark.parametrize("typed", [PHONE, "+79990000001"])
async def test_five_codes_an_hour_and_ten_a_day_for_one_number(database: Database, typed: str) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for round_ in range(2):
            for n in range(5):
                await service.ask_code(database, browser(10 * round_ + n), typed, "ru")
            with pytest.raises(TooManyRequests) as refused:
                await service.ask_code(database, browser(10 * round_ + 5), typed, "ru")
            hourly = ("limit.too_many", 3600)
            daily = ("code.too_many_sent", 86_400 - 3600)
            assert (refused.value.code, refused.value.retry_after) == (daily if round_ else hourly)
            travel.shift(3600)
        travel.shift(86_400 - 2 * 3600)
        await service.ask_code(database, browser(50), typed, "ru")


async def test_ten_codes_an_hour_for_one_address_and_five_for_one_browser(database: Database) -> None:
    def number(n: int) -> str:
        return f"+7999000{n:04}"

    with time_machine.travel(clock.now(), tick=False):
        for n in range(5):
            await service.ask_code(database, HERE, number(n), "ru")
        with pytest.raises(TooManyRequests):
            await service.ask_code(database, HERE, number(5), "ru")
        for n in range(5):
            await service.ask_code(database, replace(HERE, cookie_hash="other"), number(n + 6), "ru")
        with pytest.raises(TooManyRequests):
            await service.ask_code(database, replace(HERE, cookie_hash="third"), number(12), "ru")


async def test_fifty_codes_an_hour_for_one_network(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for n in range(50):
            await service.ask_code(database, Browser(f"b{n}", "", f"10.0.0.{n}"), f"+7999000{n:04}", "ru")
        with pytest.raises(TooManyRequests):
            await service.ask_code(database, Browser("late", "", "10.0.0.99"), "+79990000099", "ru")
        await service.ask_code(database, Browser("other", "", "10.0.1.1"), "+79990000099", "ru")


async def guess(database: Database, who: Browser, typed: str, times: int) -> list[str]:
    """Wrong codes, as many as there may be for one request."""
    await service.ask_code(database, who, typed, "ru")
    messages = await sent(database)
    wrong = other_than(code_in(messages[-1])) if messages else "000000"
    return [await outcome(database, wrong, who) for _ in range(times)]


@pytest.mark.parametrize("typed", [PHONE, "+79990000001"])
async def test_twenty_five_wrong_codes_a_day_and_not_one_more(database: Database, typed: str) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(5):
            assert await guess(database, browser(n), typed, 5) == ["code.wrong"] * 4 + ["code.spent"]
        travel.shift(3600)
        assert await guess(database, browser(6), typed, 1) == ["code.too_many_guesses"]
        if typed == PHONE:
            assert await outcome(database, code_in((await sent(database))[-1]), browser(6)) == "code.too_many_guesses"
        travel.shift(86_400 - 3600)
        assert await guess(database, browser(7), typed, 1) == ["code.wrong"]


async def test_a_right_code_is_no_wrong_guess(database: Database) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(4):
            await guess(database, browser(n), PHONE, 5)
        travel.shift(3600)
        for n in range(4, 8):
            travel.shift(1)
            await service.ask_code(database, browser(n), PHONE, "ru")
            assert await outcome(database, code_in((await sent(database))[-1]), browser(n)) == "ticket"
        assert (await guess(database, browser(9), PHONE, 5))[-1] == "code.spent"


@pytest.mark.parametrize("typed", [PHONE, "+79990000001"])
async def test_a_hundred_wrong_codes_in_a_row_close_this_way_until_a_right_one(database: Database, typed: str) -> None:
    await opened(database)
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(20):
            await guess(database, browser(n), typed, 5)
            travel.shift(86_400 if n % 5 == 4 else 0)
        with pytest.raises(budget.CodeWayClosed):
            await service.ask_code(database, browser(30), typed, "ru")
        async with database.writing() as db:
            await budget.uncount_guess(db, "contact", typed)
        await service.ask_code(database, browser(30), typed, "ru")
        async with database.reading() as db:
            assert (await db.exec(select(CodeGuessing))).all() == []


async def test_the_breaker_stops_new_people_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    few = budget.settings().model_copy(update={"codes_per_hour": 10})
    monkeypatch.setattr(budget, "settings", lambda: few)
    for n in range(12):
        await service.ask_code(database, browser(n), f"+7999000{n:04}", "ru")
    async with database.writing() as db:
        with pytest.raises(TooManyRequests):
            await budget.count_send(db, "+79990001000", "new", "", known=False)


async def test_unfinished_ones_are_deleted(database: Database) -> None:
    await service.ask_code(database, HERE, PHONE, "ru")
    async with database.writing() as db:
        assert await service.purge(db) == 0
    with time_machine.travel(clock.now() + timedelta(seconds=901)):
        async with database.writing() as db:
            assert await service.purge(db) == 1
