"""What is accepted, how it is kept, how guessing slows down."""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlmodel import select

from rxapp.accounts.passwords import rules, service
from rxapp.accounts.passwords.tables import SignInFailure
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.core.settings import Settings
from rxapp.i18n.catalogue import messages


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1", "password.too_short"),
        ("A1" + "b" * 127, "password.too_long"),
        ("Пароль123a", "password.not_latin"),
        ("abcdefg7x", "password.no_upper"),
        ("ABCDEFG7X", "password.no_lower"),
        ("Abcdefgxy", "password.no_digit"),
        ("Password1", "password.common"),
        ("Qwerty123", "password.common"),
        ("Gfhjkm123", "password.common"),
        ("12!Monkey", "password.common"),
        ("PASSWORd1", "password.common"),
        ("Anna-Kuz-77x", "password.has_user_name"),
        ("Aa1aA1Aa1aA1", "password.run"),
        ("Ab7-Ab7-Ab7-", "password.run"),
        ("Ijklmnopq0987", "password.run"),
        ("Vvvvvvvvvvvvvvvvv22222222", "password.run"),
    ],
)
def test_the_first_reason_is_told(password: str, code: str) -> None:
    with pytest.raises(rules.PasswordRefused) as refused:
        rules.check(password, user_name="anna-kuz")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password", ["Dlinny-Parol-77", "xK7mqPz2", "A" + "bc1 " * 3 + "Z", "Ab1" + "xyZq7-" * 20 + "kkkkk"]
)
def test_a_good_password_is_accepted(password: str) -> None:
    rules.check(password, user_name="anna")


def test_the_list_finds_its_first_its_last_and_no_other_word() -> None:
    data = rules.BLOCKLIST.read_bytes()
    entries = [data[at : at + rules.HASH_BYTES] for at in range(0, len(data), rules.HASH_BYTES)]
    assert entries == sorted(set(entries))
    assert rules.is_listed("qwertyuiop")
    assert not rules.is_listed("")
    assert not any(rules.is_listed(f"no such word {n}") for n in range(1000))


@given(st.text(max_size=140), st.text(max_size=32))
def test_any_text_is_either_accepted_or_refused_with_a_reason_people_can_read(password: str, user_name: str) -> None:
    assert reason(password, user_name) in {"", *messages("ru")}


def reason(password: str, user_name: str) -> str:
    try:
        rules.check(password, user_name=user_name)
    except rules.PasswordRefused as refused:
        return refused.code
    return ""


async def test_the_whole_password_counts() -> None:
    long = "Aa1" + "x" * 125
    stored = await service.hash_password(long)
    assert await service.verify(stored, long)
    assert not await service.verify(stored, long[:-1] + "y")
    assert long not in stored
    assert "m=19456,t=2,p=1" in stored


async def test_the_same_signs_from_two_systems_are_one_password() -> None:
    stored = await service.hash_password("Cafe\u0301-7x-77")
    assert await service.verify(stored, "Caf\u00e9-7x-77")
    assert not await service.verify(stored, "Cafe-7x-77")


async def test_a_hash_depends_on_the_servers_key(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = await service.hash_password("Dlinny-Parol-77")
    other = Settings(secret_key=SecretStr("another-key-another-key-another-key-1"))
    monkeypatch.setattr(service, "settings", lambda: other)
    assert not await service.verify(stored, "Dlinny-Parol-77")


@pytest.mark.parametrize("stored", ["", "k1", "k1$argon2id$broken", "plain"])
async def test_a_broken_record_opens_for_nobody(stored: str) -> None:
    assert not await service.verify(stored, "Dlinny-Parol-77")


async def test_a_name_nobody_has_costs_one_real_check(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = service._verify
    monkeypatch.setattr(service, "_verify", lambda stored, password: checked.append(stored) or real(stored, password))
    await service.verify_nothing("Dlinny-Parol-77")
    assert len(checked) == 1
    assert "m=19456,t=2,p=1" in checked[0]


async def test_a_full_queue_says_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_waiting", 50)
    with pytest.raises(service.Busy):
        await service.hash_password("Dlinny-Parol-77")


async def test_five_failures_are_free_and_then_the_wait_doubles(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(5):
            async with database.writing() as db:
                await service.before_attempt(db, "login:anna", "")
                await service.record_failure(db, "login:anna", "")
        with pytest.raises(TooManyRequests) as refused:
            async with database.writing() as db:
                await service.before_attempt(db, "login:anna", "")
        assert refused.value.retry_after == 60
        travel.shift(timedelta(seconds=61))
        async with database.writing() as db:
            await service.before_attempt(db, "login:anna", "")
    assert [service.wait_after(n) for n in (4, 5, 6, 9, 50, 100)] == [0, 60, 120, 900, 900, 43_200]


async def test_success_forgives(database: Database) -> None:
    for _ in range(4):
        async with database.writing() as db:
            await service.record_failure(db, "login:anna", "")
    async with database.writing() as db:
        await service.record_success(db, "login:anna")
    for _ in range(4):
        async with database.writing() as db:
            await service.record_failure(db, "login:anna", "")
            await service.before_attempt(db, "login:anna", "")


async def test_after_the_free_failures_only_one_attempt_runs_at_a_time(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(5):
            async with database.writing() as db:
                await service.record_failure(db, "login:anna", "")
        travel.shift(timedelta(seconds=60))
        async with database.writing() as db:
            await service.before_attempt(db, "login:anna", "")
        with pytest.raises(TooManyRequests) as refused:
            async with database.writing() as db:
                await service.before_attempt(db, "login:anna", "")
        assert refused.value.retry_after == 10
        assert refused.value.code == "sign_in.wait"


async def test_failures_at_the_same_moment_are_all_counted(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as db:
            await service.record_failure(db, "login:anna", "")

    await asyncio.gather(*(fail() for _ in range(6)))
    async with database.reading() as db:
        (row,) = (await db.exec(select(SignInFailure))).all()
    assert row.failures == 6
    assert "anna" not in row.who_hash


async def test_twelve_quiet_hours_forget_the_failures(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(7):
            async with database.writing() as db:
                await service.record_failure(db, "login:anna", "")
        travel.shift(timedelta(hours=12))
        async with database.writing() as db:
            await service.before_attempt(db, "login:anna", "")
            await service.record_failure(db, "login:anna", "")
        async with database.writing() as db:
            await service.before_attempt(db, "login:anna", "")
            assert await service.purge(db) == 0
        travel.shift(timedelta(hours=12))
        async with database.writing() as db:
            assert await service.purge(db) == 1


async def test_ten_failures_a_minute_stop_an_address_whatever_name_it_tries(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(11):
            async with database.writing() as db:
                await service.record_failure(db, f"login:{n}", "10.0.0.1")
        with pytest.raises(TooManyRequests) as refused:
            async with database.writing() as db:
                await service.before_attempt(db, "login:other", "10.0.0.1")
        assert (refused.value.code, refused.value.retry_after) == ("sign_in.wait", 60)
        async with database.writing() as db:
            await service.before_attempt(db, "login:other", "10.0.0.2")
        travel.shift(timedelta(seconds=60))
        async with database.writing() as db:
            await service.before_attempt(db, "login:other", "10.0.0.1")


async def test_thirty_tries_a_minute_stop_an_address(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for n in range(30):
            async with database.writing() as db:
                await service.before_attempt(db, f"login:{n}", "10.0.0.1")
        with pytest.raises(TooManyRequests) as refused:
            async with database.writing() as db:
                await service.before_attempt(db, "login:30", "10.0.0.1")
        assert refused.value.code == "sign_in.wait"
