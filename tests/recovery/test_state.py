"""What the recovery page shows: one card after another, what was typed kept, the last one until the page is left."""

import pytest

from rxapp import routes
from rxapp.accounts.captcha import service as captchas
from rxapp.core.db import Database
from rxapp.recovery.state import RecoveryState as Recovery
from tests.personas import PASSWORD, Person, subscriber
from tests.pipeline import OpenTab, Tab
from tests.recovery.kit import NEW, newest_code
from tests.services.people import other_than


@pytest.fixture
async def anna(database: Database) -> Person:
    return await subscriber(database, "anna")


@pytest.fixture
async def tab(anna: Person, open_tab: OpenTab) -> Tab:
    opened = await open_tab(browser_cookie="here", path="/recovery")
    await opened.fire(Recovery.load)
    return opened


def answer(tab: Tab) -> str:
    return captchas.sandbox_answer(captchas._parsed(tab.shown(Recovery).captcha.id))


async def name(tab: Tab, typed: str, kind: str = "phone") -> None:
    form = {"username": typed, "tab": kind, "captcha": answer(tab), "lang": "ru"}
    await tab.fire(Recovery.submit_name, form=form)


async def to_code(tab: Tab, anna: Person, way: str = "sms") -> None:
    await name(tab, anna.phone)
    await tab.fire(Recovery.submit_channel, form={"channel": way})
    assert tab.shown(Recovery).view == "code"


async def to_password(database: Database, tab: Tab, anna: Person) -> None:
    await to_code(tab, anna)
    await tab.fire(Recovery.submit_code, form={"code": await newest_code(database)})
    assert tab.shown(Recovery).view == "password"


@pytest.mark.parametrize("entry", ["own", "contract"])
async def test_the_last_card_stays_until_the_page_is_left(
    database: Database, tab: Tab, anna: Person, entry: str
) -> None:
    await to_password(database, tab, anna)
    await tab.fire(Recovery.submit_password, form={"password-new": NEW, "password-confirm": NEW, "entry": entry})
    assert tab.redirected_to == (routes.SIGN_IN if entry == "own" else f"{routes.AUTHENTICATE}?execution=done")
    # The first card has a name's field of the same id as sign-in: what is typed there would go with this page.
    assert tab.shown(Recovery).view == "password"
    await tab.fire(Recovery.load)
    assert tab.shown(Recovery).view == "who"


@pytest.mark.parametrize("typed", ["anna@example.org", "nobody@example.org"])
async def test_every_name_goes_on_alike(tab: Tab, typed: str) -> None:
    await name(tab, typed, "mail")
    shown = tab.shown(Recovery)
    assert (shown.view, shown.errors) == ("choice", {})


async def test_a_wrong_picture_keeps_the_name_and_brings_another_picture(tab: Tab, anna: Person) -> None:
    first = tab.shown(Recovery).captcha.id
    await tab.fire(Recovery.submit_name, form={"username": anna.phone, "tab": "phone", "captcha": "000000"})
    shown = tab.shown(Recovery)
    assert (shown.view, shown.typed, shown.errors) == ("who", anna.phone, {"form": "recovery.wrong"})
    assert shown.captcha.id not in ("", first)


async def test_a_name_that_is_none_is_told_beside_its_field(tab: Tab) -> None:
    await name(tab, "  ")
    assert list(tab.shown(Recovery).errors) == ["username"]


async def test_a_wrong_code_is_told_and_the_right_one_goes_on(database: Database, tab: Tab, anna: Person) -> None:
    await to_code(tab, anna)
    right = await newest_code(database)
    await tab.fire(Recovery.submit_code, form={"code": other_than(right)})
    shown = tab.shown(Recovery)
    assert (shown.view, shown.errors, shown.attempt) == ("code", {"code": "code.wrong"}, 1)
    await tab.fire(Recovery.submit_code, form={"code": right})
    assert (tab.shown(Recovery).view, tab.shown(Recovery).errors) == ("password", {})


@pytest.mark.parametrize(
    ("first", "second", "errors"),
    [
        (
            "short",
            "short",
            {"password-new": "password.too_short?min=8", "password-confirm": "password.too_short?min=8"},
        ),
        (NEW, NEW + "x", {"password-confirm": "password.not_same"}),
        (PASSWORD, PASSWORD, {"form": "password.used"}),
    ],
)
async def test_a_password_that_will_not_do_is_told(
    database: Database, tab: Tab, anna: Person, first: str, second: str, errors: dict[str, str]
) -> None:
    await to_password(database, tab, anna)
    await tab.fire(Recovery.submit_password, form={"password-new": first, "password-confirm": second})
    shown = tab.shown(Recovery)
    assert (shown.view, shown.errors, tab.redirected_to) == ("password", errors, "")


async def test_a_forged_step_shows_where_the_recovery_stands(tab: Tab, anna: Person) -> None:
    await tab.fire(Recovery.submit_password, form={"password-new": NEW, "password-confirm": NEW})
    shown = tab.shown(Recovery)
    assert (shown.view, shown.errors) == ("who", {"form": "recovery.step_skipped"})
    assert tab.redirected_to == ""


async def test_back_leads_from_the_code_to_the_choice_and_out(tab: Tab, anna: Person) -> None:
    await to_code(tab, anna, "email")
    await tab.fire(Recovery.back)
    assert tab.shown(Recovery).view == "choice"
    await tab.fire(Recovery.back)
    assert tab.shown(Recovery).view == "who"


async def test_a_reload_shows_the_same_card_and_another_browser_its_own(
    tab: Tab, anna: Person, open_tab: OpenTab
) -> None:
    await to_code(tab, anna)
    again = await open_tab(browser_cookie="here", path="/recovery")
    other = await open_tab(browser_cookie="elsewhere", path="/recovery")
    for each in (again, other):
        await each.fire(Recovery.load)
    assert (again.shown(Recovery).view, other.shown(Recovery).view) == ("code", "who")
