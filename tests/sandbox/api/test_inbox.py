"""Reading what was sent, and waiting for what will be."""

import asyncio
import time
from urllib.parse import quote

from rxapp.core.db import Database
from rxapp.gateways import inbox
from rxapp.sandbox.inbox.rules import code_in
from tests.sandbox.api.conftest import Door

ANNA = "+79030000001"


async def sms(database: Database, key: str, text: str, to: str = ANNA) -> None:
    await inbox.put(database, "sms", key, to, "", text)


async def test_the_newest_code_and_link_stand_beside_the_messages(door: Door, operator: Database) -> None:
    await sms(operator, "a", "Код 111111\n@localhost #111111")
    await sms(operator, "b", "Код 222222\n@localhost #222222")
    await sms(operator, "c", "Вход с нового устройства")
    await inbox.put(operator, "email", "d", "a@example.org", "Письмо", "Ссылка http://localhost/x?y=1 и всё")
    every = (await door.get("inbox")).json()
    assert [message["code"] for message in every["messages"]] == [None, None, "222222", "111111"]
    assert (every["code"], every["link"]) == ("222222", "http://localhost/x?y=1")
    assert (await door.get("inbox", params={"channel": "email"})).json()["code"] is None
    assert len((await door.get("inbox", params={"to": ANNA, "has": "code"})).json()["messages"]) == 2
    assert len((await door.get("inbox", params={"to": ANNA, "limit": 1})).json()["messages"]) == 1


async def test_a_phone_is_found_in_any_spelling(door: Door, operator: Database) -> None:
    await sms(operator, "a", "x #333333")
    for spelling in (ANNA, quote(ANNA), "89030000001", "8 (903) 000-00-01"):
        answer = await door.get(f"inbox?to={spelling}")
        assert answer.json()["code"] == "333333", spelling


async def test_since_is_by_the_inbox_clock(door: Door, operator: Database) -> None:
    await sms(operator, "a", "#111111")
    now = (await door.get("inbox")).json()["now"]
    assert (await door.get("inbox", params={"since": now})).json()["messages"] == []
    await sms(operator, "b", "#222222")
    assert (await door.get("inbox", params={"since": now})).json()["code"] == "222222"


async def test_waiting_ends_with_the_message_not_with_the_time(door: Door, operator: Database) -> None:
    begun = time.monotonic()
    waiting = asyncio.create_task(door.get("inbox", params={"to": ANNA, "has": "code", "wait": 20}))
    await sms(operator, "a", "no code here")
    await sms(operator, "b", "#444444")
    assert (await waiting).json()["code"] == "444444"
    assert time.monotonic() - begun < 10


async def test_waiting_in_vain_ends_in_time(door: Door) -> None:
    begun = time.monotonic()
    answer = await door.get("inbox", params={"wait": 0.3})
    assert answer.json()["messages"] == []
    assert 0.3 <= time.monotonic() - begun < 5


async def test_a_query_that_means_nothing_is_refused(door: Door) -> None:
    for query in ({"channel": "pigeon"}, {"wait": 999}, {"since": "yesterday"}, {"frm": "x"}, {"to": "\x00"}):
        assert (await door.get("inbox", params=query)).status_code == 400, query


async def test_a_message_stays_the_newest_when_the_clock_goes_back(door: Door, operator: Database) -> None:
    await door.post("clock", json={"shift_seconds": 86_400})
    await sms(operator, "a", "#111111")
    await door.post("clock", json={"shift_seconds": 0})
    await sms(operator, "b", "#222222")
    assert (await door.get("inbox")).json()["code"] == "222222"


def test_a_code_is_six_digits_that_stand_alone() -> None:
    assert code_in("Счёт 654022198043, код 123456.") == "123456"
    assert code_in("@localhost #012345") == "012345"
    assert code_in("654022198043 и 12345") is None
