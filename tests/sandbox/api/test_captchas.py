"""Reading a captcha as a tester does."""

from rxapp.accounts.browser import Browser
from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer
from rxapp.core import secrets
from rxapp.core.db import Database
from tests.sandbox.api.conftest import Door


async def test_what_is_told_solves_the_captcha_and_spends_no_try(door: Door, operator: Database) -> None:
    browser = Browser(secrets.digest(secrets.token()))
    async with operator.writing() as db:
        shown = await captchas.show(db, browser)
    told = [(await door.get(f"captchas/{shown}")).json() for _ in range(5)]
    assert told == [{"id": str(shown), "answer": told[0]["answer"]}] * 5
    async with operator.writing() as db:
        assert await captchas.solve(db, browser, Answer(str(shown), told[0]["answer"]))


async def test_a_captcha_nobody_was_shown_is_not_told(door: Door) -> None:
    for unknown in ("00000000-0000-4000-8000-000000000000", "no-id"):
        answer = await door.get(f"captchas/{unknown}")
        assert (answer.status_code, answer.json()["error"]) == (404, "sandbox.captcha_missing")
