"""A person takes all their data along, closes the account, is a stranger, and may come anew (PD-4, PD-5)."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import MINUTE, Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server


@pytest.fixture
def let_proofs_age(sandbox: Sandbox) -> Iterator[Callable[[], None]]:
    """Six minutes pass; the server's clock is set right again after the test."""
    yield lambda: sandbox.clock.advance(6 * MINUTE)
    sandbox.clock.reset()


def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/profile")
    expect(page.locator("#device-list li").first).to_be_visible()
    return page


def prove(page: Page, password: str) -> None:
    """Pass the window that asks who it is; the page loads anew."""
    page.fill("#proof", password)
    page.click("#step-up-submit")


def taken(page: Page, folder: Path) -> dict[str, Any]:
    with page.expect_download() as begun:
        page.click("#personal-data-download")
    begun.value.save_as(folder / "data.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "data.zip").read_bytes())) as archive:
        assert archive.read("consents.csv").startswith(b"\xef\xbb\xbf")
        told: dict[str, Any] = json.loads(archive.read("data.json"))
    return told


@pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("hi", PHONE)], ids=["ru-1440", "hi-390"])
def test_everything_is_taken_along_the_account_closed_and_its_phone_free(
    visitor: Callable[..., BrowserContext],
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    inbox: Inbox,
    let_proofs_age: Callable[[], None],
    tmp_path: Path,
    locale: str,
    size: ViewportSize,
) -> None:
    vera = persona("vera").with_service("internet").create()
    here, there = visitor(locale, size), visitor(locale, size)
    for context in (here, there):
        sandbox.sign_in(vera, context)
    other = DashboardPage(there.new_page(), server).open().page
    let_proofs_age()
    page = opened(here.new_page(), server)
    page.click("#personal-data-ask")
    prove(page, vera.password)

    told = taken(page, tmp_path)
    assert told["account"][0]["last_name"] == vera.last_name
    assert vera.phone in {row["key"] for row in told["contacts_and_names"]}
    assert told["linked_services"][0]["account_number"] == vera.services[0].account_number

    assert told["operator_answered"]
    assert told["operator_balances"][0]["account_number"] == vera.services[0].account_number

    page.click("#close-account")
    expect(page.locator("#closing-erases li")).to_have_count(5)
    expect(page.locator("#closing-keeps li")).to_have_count(5)
    page.click("#close-account-now")
    expect(page.locator("#sure-error")).not_to_be_empty()
    page.locator("label[for=sure]").click(position={"x": 12, "y": 12})
    page.click("#close-account-now")
    for each in (page, other):
        expect(each).to_have_url(re.compile("/sign-in"))
    assert [cookie for cookie in here.cookies() if cookie.get("name", "").endswith("sid")] == []
    assert any(message["to"] == vera.email for message in inbox.messages(vera.email))

    if locale == "ru":
        SignInPage(page, server).open().choose_tab("login").try_in(vera.user_name, vera.password)
        SignInPage(page, server).refuses()
        again = NewPerson(user_name=vera.user_name, phone=vera.phone, email=vera.email)
        registration = RegistrationPage(page, server)
        registration.to_confirmation(again)
        registration.enter_code(inbox.code_for(vera.phone))
        expect(page).to_have_url(re.compile("/dashboard"))
