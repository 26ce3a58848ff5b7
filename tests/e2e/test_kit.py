"""The kit does what docs/e2e.md says: people in any state, the operator's hand, the inbox, the clock."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, expect

from tests.e2e.kit import recording
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Person, Persona
from tests.e2e.kit.plugin import PHONE
from tests.e2e.kit.recording import recorded
from tests.e2e.kit.sandbox import MINUTE, Sandbox, SandboxRefused
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.recovery import RecoveryPage
from tests.e2e.pages.registration import RegistrationPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server, attached

ROOT = Path(__file__).parents[2]

Make = Callable[[str], Persona]
Inside = Callable[[Person], DashboardPage]


def test_somebody_made_a_moment_ago_signs_in_and_sees_what_is_theirs(page: Page, server: Server, persona: Make) -> None:
    anna = persona("anna").with_service("internet", rubles=1250).with_service("tv").with_points(1500).create()
    dashboard = SignInPage(page, server).open().sign_in(anna, by="phone")
    dashboard.greets("Анна").shows_total(1250).shows_service("tv").shows_points(1500)
    dashboard.sign_out()
    SignInPage(page, server).open().try_in(anna.user_name, "Wrong-Password-1")
    SignInPage(page, server).refuses()


def test_a_debt_is_shown_and_goes_with_a_payment(persona: Make, inside: Inside, operator: Operator) -> None:
    boris = persona("boris").in_debt("internet", rubles=300).create()
    dashboard = inside(boris).shows_service("internet", "suspended").shows_total(-300)
    operator.receives_payment(boris.service("internet"), rubles=800)
    dashboard.shows_service("internet", "active").shows_total(500)


def test_a_contract_that_waits_is_linked_and_a_wrong_password_is_not(persona: Make, inside: Inside) -> None:
    vera = persona("vera").with_service("internet", linked=False, rubles=77).create()
    form = inside(vera).link_another_service()
    form.prove(vera.service("internet"), password="wrong")
    form.refuses()
    form.link(vera.service("internet"))
    inside(vera).shows_service("internet").shows_total(77)


def test_an_unconfirmed_registration_goes_on_in_another_browser_and_another_hour(
    page: Page, server: Server, sandbox: Sandbox, persona: Make, inbox: Inbox
) -> None:
    nina = persona("nina").unconfirmed().create()
    first = inbox.code_for(nina.phone)
    sandbox.take_up(nina, page.context)
    page.goto(f"{server.url}/registration")
    expect(page.locator("#rt-code-0")).to_be_visible()
    expect(page.locator("#code-resend")).to_be_hidden()
    try:
        sandbox.clock.advance(5 * MINUTE)
        page.reload()
        page.locator("#code-resend").click()
        second = inbox.code_for(nina.phone)
        assert [first, second] == [message["code"] for message in reversed(inbox.messages(nina.phone))]
        # The countdown under a moved clock is that of the second code: two minutes, not five more.
        expect(page.get_by_role("timer")).to_contain_text(re.compile(r"\b1[12]\d\b"))
        RegistrationPage(page, server).enter_code(second)
        expect(page).to_have_url(re.compile("/dashboard"))
    finally:
        sandbox.clock.reset()


def test_a_forgotten_password_is_replaced(
    page: Page, server: Server, sandbox: Sandbox, persona: Make, inbox: Inbox
) -> None:
    vera = persona("vera").create()
    recovery = RecoveryPage(page, server, sandbox).open()
    recovery.ask_for(vera.phone, captcha="12345")
    recovery.refuses()
    recovery.ask_for(vera.phone).by("email").enter_code(inbox.code_for(vera.email))
    form = recovery.set_password("Novyj-Parol-2027")
    form.try_in(vera.user_name, vera.password)
    form.refuses()
    form.sign_in(replace(vera, password="Novyj-Parol-2027"))


def test_people_go_one_by_one_or_all_but_the_demo(
    sandbox: Sandbox, persona: Make, visitor: Callable[..., BrowserContext], server: Server
) -> None:
    igor = persona("igor").create()
    context = visitor()
    sandbox.sign_in(igor, context)
    dashboard = DashboardPage(context.new_page(), server).open()
    sandbox.forget(igor)
    expect(dashboard.page).to_have_url(re.compile("/sign-in"), timeout=3_000)
    olga = persona("olga").create()
    sandbox.reset("people")
    with pytest.raises(AssertionError):
        sandbox.person(olga.user_name)
    assert sandbox.person("anna").service("internet").linked


def test_a_refusal_names_the_field(persona: Make) -> None:
    with pytest.raises(SandboxRefused) as refused:
        persona("anna").but(phone="12").create()
    assert (refused.value.status, refused.value.fields) == (400, {"phone": "phone.malformed"})


def test_a_recording_leaves_a_trace_and_a_video(browser: Browser, server: Server, tmp_path: Path) -> None:
    with recorded(browser, tmp_path / "journey", viewport=PHONE) as context:
        page = context.new_page()
        SignInPage(page, server).open().try_in("anna")
        expect(page).to_have_url(re.compile("/dashboard"))
    names = {path.name for path in (tmp_path / "journey").iterdir()}
    assert names in ({"trace.zip", "video.webm"}, {"trace.zip", "video.webp"})
    with ZipFile(tmp_path / "journey" / "trace.zip") as trace:
        assert any(name.endswith(".trace") for name in trace.namelist())
    if "video.webp" in names:
        with Image.open(tmp_path / "journey" / "video.webp") as film:
            assert film.n_frames >= 1


def test_a_page_that_cannot_be_filmed_yet_is_filmed_once_it_has_something_to_show(
    browser: Browser, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = CDPSession.send, []

    def send(session: CDPSession, method: str, params: Any = None) -> Any:
        if method == "Page.startScreencast":
            tried.append(method)
            if len(tried) == 1:
                raise Error("Not attached to an active page")
        return real(session, method, params)

    monkeypatch.setattr(CDPSession, "send", send)
    monkeypatch.setattr(recording, "has_ffmpeg", lambda _browser: False)
    with recorded(browser, tmp_path / "journey", viewport=PHONE) as context:
        SignInPage(context.new_page(), server).open()
    assert len(tried) == 2
    assert (tmp_path / "journey" / "video.webp").stat().st_size


def test_a_running_server_is_tested_without_importing_the_product(server: Server) -> None:
    imports = (
        "import sys, tests.e2e.kit.plugin; print([m for m in sys.modules if m.split('.')[0] in ('rxapp', 'reflex')])"
    )
    ran = subprocess.run([sys.executable, "-c", imports], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert attached(f"{server.url}/") == Server(server.url)
