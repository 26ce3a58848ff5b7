"""The plain routes that set cookies: sign-in, renewal, sign-out, and the secrets of the second factor."""

from collections.abc import AsyncIterator

import httpx
import pyotp
import pytest
from starlette.applications import Starlette

from rxapp import routes
from rxapp.accounts.browser import Browser
from rxapp.accounts.live.service import feed
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.second_factor import web as factor_web
from rxapp.accounts.second_factor.web import SECOND_FACTOR_ROUTES
from rxapp.accounts.sessions import freshness, service
from rxapp.accounts.sessions import web as session_web
from rxapp.accounts.sessions.web import SESSION_ROUTES
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from tests.accounts.kit import kinds, outbox, principal, someone, who

# What the cookie jar of the client calls "localhost".
DOMAIN = "localhost.local"


@pytest.fixture
async def client(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(session_web, "database", lambda: database)
    monkeypatch.setattr(factor_web, "database", lambda: database)
    app = Starlette(routes=[*SESSION_ROUTES, *SECOND_FACTOR_ROUTES])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as made:
        made.cookies.set("pre", "anonymous", domain=DOMAIN)
        yield made


def browser(client: httpx.AsyncClient) -> Browser:
    device = client.cookies.get("dev")
    return Browser(secrets.digest(client.cookies["pre"]), device_hash=secrets.digest(device) if device else "")


async def sign_in(client: httpx.AsyncClient, database: Database, name: str = "anna") -> str:
    """The session cookie of a person who is signed in for the first time."""
    account_id = await someone(database, name)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, browser(client), remembered=False)
    await client.post(routes.SESSION_START, data={"ticket": ticket})
    return client.cookies["sid"]


async def step_up(client: httpx.AsyncClient, database: Database) -> str:
    me = await principal(database, client.cookies["sid"])
    async with database.writing() as db:
        return await freshness.stepped_up(db, me, browser(client))


async def test_a_sign_in_sets_three_cookies_no_script_can_read(client: httpx.AsyncClient, database: Database) -> None:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, browser(client), remembered=False)
    answer = await client.post(routes.SESSION_START, data={"ticket": ticket, "next": "https://evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, routes.DASHBOARD)
    set_cookies = answer.headers.get_list("set-cookie")
    assert sorted(cookie.split("=")[0] for cookie in set_cookies) == ["dev", "pre", "sid"]
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in set_cookies)
    assert len({cookie.split(";")[0].split("=")[1] for cookie in set_cookies}) == 3


SERVICE = "5b0b2d2e-3c0f-4f9e-9a43-000000000000"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        (routes.BONUS, routes.BONUS),
        (routes.service(SERVICE), routes.service(SERVICE)),
        (routes.service_tariffs(SERVICE), routes.service_tariffs(SERVICE)),
        (routes.service_usage(SERVICE), routes.service_usage(SERVICE)),
        (f"//evil.example/service?id={SERVICE}", routes.DASHBOARD),
        (f"{routes.service(SERVICE)}&next=x", routes.DASHBOARD),
        (f"{routes.service(SERVICE)}\r\nSet-Cookie: a=b", routes.DASHBOARD),
        (f"{routes.SERVICE}?id=%2e%2e", routes.DASHBOARD),
        (f"{routes.DASHBOARD}?id={SERVICE}", routes.DASHBOARD),
    ],
)
async def test_a_proof_leads_back_to_the_page_that_asked_and_to_no_other_place(
    client: httpx.AsyncClient, database: Database, asked: str, led_to: str
) -> None:
    account_id = await someone(database)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, browser(client), remembered=False)
    answer = await client.post(routes.SESSION_START, data={"ticket": ticket, "next": asked})
    assert answer.headers["location"] == led_to


async def test_the_same_browser_is_known_at_its_next_sign_in(client: httpx.AsyncClient, database: Database) -> None:
    await sign_in(client, database)
    account_id = (await principal(database, client.cookies["sid"])).account_id
    device = client.cookies["dev"]
    await client.post(routes.SESSION_END)
    async with database.writing() as db:
        ticket = await service.issue_ticket(db, account_id, browser(client), remembered=False)
    await client.post(routes.SESSION_START, data={"ticket": ticket})
    assert await outbox(database) == []
    assert client.cookies["dev"] != device
    assert await kinds(database, account_id) == ["signed_in", "new_device", "signed_out", "signed_in"]


async def test_a_renewal_changes_every_cookie_and_sends_the_other_tabs_away(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    async def hear(session_id: object, cookie: str) -> None:
        told.append((session_id, cookie))

    monkeypatch.setattr(feed, "cookie_replaced", hear)
    old = await sign_in(client, database)
    before = await principal(database, old)
    cookies = dict(client.cookies)
    answer = await client.post(
        routes.SESSION_START, data={"ticket": await step_up(client, database), "next": routes.PROFILE}
    )
    assert answer.headers["location"] == routes.PROFILE
    assert all(client.cookies[name] != cookies[name] for name in ("sid", "pre", "dev"))
    assert await who(database, old) is None
    assert (await principal(database, client.cookies["sid"])).session_id == before.session_id
    assert told == [(before.session_id, secrets.digest(old))]


async def test_a_refused_ticket_sets_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await sign_in(client, database)
    ticket = await step_up(client, database)
    client.cookies.set("pre", "another-browser", domain=DOMAIN)
    cookies = dict(client.cookies)
    answer = await client.post(routes.SESSION_START, data={"ticket": ticket})
    assert answer.headers["location"] == routes.SIGN_IN
    assert "set-cookie" not in answer.headers
    assert await who(database, cookies["sid"]) is not None


async def test_the_secret_is_shown_to_its_owner_while_it_is_set_up(
    client: httpx.AsyncClient, database: Database
) -> None:
    assert (await client.get(routes.SECOND_FACTOR_PICTURE)).status_code == 404
    await sign_in(client, database)
    me = await principal(database, client.cookies["sid"])
    assert (await client.get(routes.SECOND_FACTOR_PICTURE)).status_code == 404
    async with database.writing() as db:
        await setting_up.begin(db, me)
    picture, page = await client.get(routes.SECOND_FACTOR_PICTURE), await client.get(routes.SECOND_FACTOR_KEY)
    assert picture.headers["content-type"] == "image/svg+xml"
    assert {answer.headers["cache-control"] for answer in (picture, page)} == {"no-store"}
    async with database.reading() as db:
        letters = (await setting_up.key(db, me)).letters
    assert letters in page.text
    await setting_up.confirm(database, me, browser(client), pyotp.TOTP(letters.replace("-", "")).at(clock.now()))
    assert (await client.get(routes.SECOND_FACTOR_PICTURE)).status_code == 404
    assert (await client.get(routes.SECOND_FACTOR_KEY)).headers["location"] == routes.PROFILE


async def test_recovery_codes_come_by_post_once(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.post(routes.RECOVERY_CODES)).headers["location"] == routes.SIGN_IN
    await sign_in(client, database)
    me = await principal(database, client.cookies["sid"])
    assert (await client.post(routes.RECOVERY_CODES)).headers["location"] == routes.PROFILE
    async with database.writing() as db:
        await setting_up.begin(db, me)
    async with database.reading() as db:
        secret = (await setting_up.key(db, me)).letters.replace("-", "")
    await setting_up.confirm(database, me, browser(client), pyotp.TOTP(secret).at(clock.now()))
    assert (await client.get(routes.RECOVERY_CODES)).status_code == 405
    first, second = await client.post(routes.RECOVERY_CODES), await client.post(routes.RECOVERY_CODES)
    assert first.text.count("<li>") == 10
    assert first.text != second.text
    assert first.headers["cache-control"] == "no-store"
