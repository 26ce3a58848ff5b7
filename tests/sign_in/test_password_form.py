"""What the password form asks beside the password: a captcha after failures, no care for blanks at the ends."""

import pytest

from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.identifier import identifier
from rxapp.accounts.passwords import service as passwords
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.sign_in import service
from tests.services.people import HERE, PHONE, opened, other_than, solved

PASSWORD = "Dlinny-Parol-77"


async def outcome(database: Database, typed: str, password: str, captcha: Answer | None = None) -> str:
    who = identifier(typed, "login")
    try:
        given = await service.sign_in(database, HERE, who, password, remembered=False, captcha=captcha)
    except DomainError as refused:
        return refused.code
    return "ticket" if given else ""


@pytest.fixture
def _asking(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = service.settings().model_copy(update={"captcha_on_sign_in": True})
    monkeypatch.setattr(service, "settings", lambda: asking)


@pytest.mark.usefixtures("_asking")
@pytest.mark.parametrize("typed", [PHONE, "nobody"])
async def test_after_three_failures_a_captcha_is_needed_for_any_name(database: Database, typed: str) -> None:
    await opened(database, password_hash=await passwords.hash_password(PASSWORD))
    for _ in range(3):
        assert await outcome(database, typed, "wrong") == "sign_in.wrong"
    assert await outcome(database, typed, PASSWORD) == "sign_in.captcha_needed"
    answer = await solved(database)
    wrong = Answer(answer.id, other_than(answer.text))
    assert await outcome(database, typed, PASSWORD, wrong) == "sign_in.captcha_wrong"
    expected = "ticket" if typed == PHONE else "sign_in.wrong"
    assert await outcome(database, typed, PASSWORD, answer) == expected
    async with database.reading() as db:
        assert await service.captcha_needed(db, identifier(typed, "login")) is (typed != PHONE)


async def test_the_sandbox_does_not_ask_for_one(database: Database) -> None:
    for _ in range(4):
        assert await outcome(database, "nobody", "wrong") == "sign_in.wrong"


@pytest.mark.parametrize("typed", [f" {PASSWORD}", f"{PASSWORD}  ", f"\t{PASSWORD}\t"])
async def test_blanks_at_the_ends_do_not_keep_out(database: Database, typed: str) -> None:
    await opened(database, password_hash=await passwords.hash_password(PASSWORD))
    assert await outcome(database, PHONE, typed) == "ticket"
    assert await outcome(database, PHONE, f"{PASSWORD[:6]} {PASSWORD[6:]}") == "sign_in.wrong"


async def test_a_password_with_blanks_of_its_own_still_opens_as_it_was_set(database: Database) -> None:
    await opened(database, password_hash=await passwords.hash_password(f" {PASSWORD} "))
    assert await outcome(database, PHONE, f" {PASSWORD} ") == "ticket"
    assert await outcome(database, PHONE, PASSWORD) == "sign_in.wrong"


@pytest.mark.parametrize(("typed", "checks"), [("wrong", 1), (" wrong ", 2)])
async def test_a_name_nobody_has_costs_as_many_checks(
    database: Database, monkeypatch: pytest.MonkeyPatch, typed: str, checks: int
) -> None:
    await opened(database, password_hash=await passwords.hash_password(PASSWORD))
    made: list[str] = []
    monkeypatch.setattr(passwords, "_verify", lambda stored, password: made.append(stored) is not None)
    for name in (PHONE, "nobody"):
        made.clear()
        assert await outcome(database, name, typed) == "sign_in.wrong"
        assert len(made) == checks
