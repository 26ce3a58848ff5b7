"""What is accepted, how it is kept, how guessing slows down."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.accounts.passwords import rules, service
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests


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
        ("Anna-Kuz-77x", "password.has_user_name"),
    ],
)
def test_the_first_reason_is_told(password: str, code: str) -> None:
    with pytest.raises(rules.PasswordRefused) as refused:
        rules.check(password, user_name="anna-kuz")
    assert refused.value.code == code


def test_a_good_password_is_accepted() -> None:
    rules.check("Dlinny-Parol-77", user_name="anna")


async def test_the_whole_password_counts() -> None:
    long = "Aa1" + "x" * 125
    stored = await service.hash_password(long)
    assert await service.verify(stored, long)
    assert not await service.verify(stored, long[:-1] + "y")
    assert long not in stored
    assert "m=19456,t=2,p=1" in stored


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
