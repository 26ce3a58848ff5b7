"""Signing in as a browser does it: four kinds of name, one refusal, waiting, the ticket."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser, TicketRefused
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount
from rxapp.sign_in.state import SignInState as SignIn
from tests.personas import PASSWORD, subscriber
from tests.pipeline import OpenTab, Tab

OWNS = (BillingAccount("654022198043", "RU-NVS"),)


async def try_in(tab: Tab, name: str, password: str = PASSWORD, kind: str = "phone") -> dict[str, str]:
    form = {"username": name, "password": password, "remember": True, "tab": kind, "entry": "own"}
    await tab.fire(SignIn.submit, form=form)
    errors: dict[str, str] = tab.shown(SignIn).errors
    return errors


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("phone", "{phone}"),
        ("phone", "8 (912) 345-{last4}"),
        ("phone", "912345{last4}"),
        ("mail", "{email}"),
        ("mail", "ANNA@Example.ORG"),
        ("login", "anna"),
        ("login", "Anna"),
        ("ls", "654022198043"),
        ("ls", "6540 2219 8043"),
        ("login", "{email}"),
        ("phone", "654022198043"),
    ],
)
async def test_each_kind_of_name_gives_a_ticket_for_this_browser_alone(
    database: Database, open_tab: OpenTab, kind: str, typed: str
) -> None:
    anna = await subscriber(database, "anna", owns=OWNS)
    tab = await open_tab(browser_cookie="here")
    name = typed.format(phone=anna.phone, email=anna.email, last4=anna.phone[-4:])
    assert await try_in(tab, name, kind=kind) == {}
    ticket = tab.shown(SignIn).ticket
    async with database.writing() as db:
        with pytest.raises(TicketRefused):
            await sessions.start_session(db, ticket, Browser(secrets.digest("elsewhere")))
        cookie, remembered = await sessions.start_session(db, ticket, Browser(secrets.digest("here")))
        principal = await sessions.principal_of(db, secrets.digest(cookie))
    assert remembered
    assert principal is not None
    assert principal.account_id == anna.principal.account_id


@pytest.mark.parametrize("kind", ["phone", "mail", "login", "ls"])
async def test_wrong_names_and_wrong_passwords_are_refused_alike(
    database: Database, open_tab: OpenTab, kind: str
) -> None:
    anna = await subscriber(database, "anna", owns=OWNS)
    known = {"phone": anna.phone, "mail": anna.email, "login": "anna", "ls": OWNS[0].number}[kind]
    unknown = {"phone": "+79990000000", "mail": "no@example.org", "login": "nobody", "ls": "999999999999"}[kind]
    answers = []
    for name in (known, unknown):
        tab = await open_tab(browser_cookie=f"browser-{name}")
        await try_in(tab, name, "Wrong-Password-1", kind)
        shown = vars(tab.shown(SignIn))
        assert shown.pop("typed") == name
        answers.append(shown)
    assert answers[0] == answers[1]
    assert answers[0]["errors"] == {"form": "sign_in.wrong"}
    assert answers[0]["ticket"] == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("phone", "sign_in.phone_empty"),
        ("mail", "sign_in.mail_empty"),
        ("login", "sign_in.login_empty"),
        ("ls", "sign_in.ls_empty"),
    ],
)
async def test_an_empty_name_is_told_in_the_words_of_its_tab(open_tab: OpenTab, kind: str, code: str) -> None:
    tab = await open_tab()
    assert await try_in(tab, "  ", kind=kind) == {"username": code}


async def test_an_empty_password_is_told_beside_it_and_the_name_stays(open_tab: OpenTab) -> None:
    tab = await open_tab()
    assert await try_in(tab, "anna", "") == {"password": "sign_in.password_empty"}
    assert tab.shown(SignIn).typed == "anna"


async def test_guessing_has_to_wait_even_with_the_right_password(database: Database, open_tab: OpenTab) -> None:
    await subscriber(database, "anna")
    tab = await open_tab()
    for _ in range(5):
        assert await try_in(tab, "anna", "Wrong-Password-1") == {"form": "sign_in.wrong"}
    refused = await try_in(tab, "anna")
    assert refused["form"].startswith("sign_in.wait?seconds=")
    assert 0 < int(refused["form"].partition("=")[2]) <= 60
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert await try_in(tab, "anna") == {}
    assert tab.shown(SignIn).ticket


async def test_an_unknown_name_has_to_wait_as_a_known_one_does(database: Database, open_tab: OpenTab) -> None:
    tab = await open_tab()
    for _ in range(5):
        await try_in(tab, "nobody", "Wrong-Password-1")
    assert (await try_in(tab, "nobody"))["form"].startswith("sign_in.wait?seconds=")


async def test_the_password_never_comes_back_to_the_browser(database: Database, open_tab: OpenTab) -> None:
    await subscriber(database, "anna")
    tab = await open_tab()
    await try_in(tab, "anna")
    await try_in(tab, "anna", "Wrong-Password-1")
    assert PASSWORD not in str(tab.told)
    assert "Wrong-Password-1" not in str(tab.told)


async def test_a_tab_that_does_not_exist_is_taken_as_the_one_of_user_names(open_tab: OpenTab) -> None:
    assert await try_in(await open_tab(), "", kind="fax") == {"username": "sign_in.login_empty"}


async def test_a_fresh_page_has_no_ticket_of_an_earlier_try(database: Database, open_tab: OpenTab) -> None:
    await subscriber(database, "anna")
    tab = await open_tab()
    await try_in(tab, "anna")
    assert tab.shown(SignIn).ticket
    await tab.fire(SignIn.load)
    assert (tab.shown(SignIn).ticket, tab.shown(SignIn).errors) == ("", {})
