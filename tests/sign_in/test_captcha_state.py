"""The sign-in form shows a picture after failures, to a name somebody has and to a name nobody has alike."""

import pytest

from rxapp.accounts.captcha import service as captchas
from rxapp.core.db import Database
from rxapp.sign_in import service
from rxapp.sign_in.state import SignInState as SignIn
from tests.personas import PASSWORD, subscriber
from tests.pipeline import OpenTab, Tab


@pytest.fixture(autouse=True)
def asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = service.settings().model_copy(update={"captcha_on_sign_in": True})
    monkeypatch.setattr(service, "settings", lambda: asking)


async def try_in(tab: Tab, name: str, password: str, captcha: str = "") -> str:
    await tab.fire(SignIn.submit, form={"username": name, "password": password, "tab": "login", "captcha": captcha})
    return str(tab.shown(SignIn).errors.get("form", ""))


@pytest.mark.parametrize("name", ["anna", "nobody"])
async def test_after_three_failures_the_form_has_a_picture_and_takes_its_signs(
    database: Database, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await subscriber(database, "anna")
    monkeypatch.setattr(service.passwords, "before_attempt", _no_wait)
    tab = await open_tab(browser_cookie="here")
    for _ in range(2):
        assert await try_in(tab, name, "Wrong-Password-1") == "sign_in.wrong"
        assert tab.shown(SignIn).captcha.id == ""
    assert await try_in(tab, name, "Wrong-Password-1") == "sign_in.wrong"
    first = tab.shown(SignIn).captcha
    assert first.image == f"/captcha/{first.id}.png"
    assert await try_in(tab, name, PASSWORD, "000000") == "sign_in.captcha_wrong"
    second = tab.shown(SignIn).captcha
    assert second.id not in ("", first.id)
    right = captchas.sandbox_answer(captchas._parsed(second.id))
    assert await try_in(tab, name, PASSWORD, right) == ("" if name == "anna" else "sign_in.wrong")
    assert bool(tab.shown(SignIn).ticket) is (name == "anna")


async def test_a_reload_keeps_the_picture_and_another_browser_is_told_why_one_is_there(
    database: Database, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscriber(database, "anna")
    monkeypatch.setattr(service.passwords, "before_attempt", _no_wait)
    tab = await open_tab(browser_cookie="here")
    for _ in range(3):
        await try_in(tab, "anna", "Wrong-Password-1")
    await tab.fire(SignIn.load)
    assert tab.shown(SignIn).captcha.id
    other = await open_tab(browser_cookie="elsewhere")
    assert await try_in(other, "anna", PASSWORD) == "sign_in.captcha_needed"
    assert other.shown(SignIn).captcha.id


async def _no_wait(*_: object) -> None:
    """The picture is what is tested, not the pause between tries."""
