"""The five providers in a browser: first time, again, link, unlink, deny; wide and narrow, in two languages."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.i18n.texts import text
from tests.e2e.kit.people import Persona
from tests.e2e.kit.plugin import PHONE, WIDE
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.registration import REGIONS, NewPerson, RegistrationPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.social import BUTTONS, SocialPage, somebody
from tests.e2e.server import Server
from tests.services.lives import LONG

Visit = Callable[..., BrowserContext]
Make = Callable[[str], Persona]
LOOKS = [("ru", WIDE), ("en", PHONE)]
LOOK_IDS = ["ru-1440", "en-390"]

CROSS = [
    pytest.param(provider, look, id=f"{provider}-{name}")
    for place, provider in enumerate(BUTTONS)
    for other, (look, name) in enumerate(zip(LOOKS, LOOK_IDS, strict=True))
    # Usually each provider in one of the looks, in turns; in CI the whole cross.
    if LONG or place % len(LOOKS) == other
]
every_way = pytest.mark.parametrize(("provider", "look"), CROSS)


def open_profile(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/profile")
    expect(page.locator("#device-list li").first).to_be_visible()
    return page


def register(page: Page, server: Server, locale: str) -> NewPerson:
    """The rest of the wizard with no password, for somebody who came through a provider."""
    wizard, person = RegistrationPage(page, server), NewPerson(region=REGIONS[locale])
    expect(page.locator("#social-waiting")).to_be_visible()
    expect(page.locator("#username")).not_to_have_value("")
    page.click("#next")
    expect(page.locator("#lastName")).not_to_have_value("")
    person.last_name = page.locator("#lastName").input_value()
    if not page.locator("#birth-year").input_value():
        page.select_option("#birth-day", "12")
        page.select_option("#birth-month", "3")
        page.select_option("#birth-year", "1987")
    wizard.choose_region(person.region)
    page.click("#next")
    expect(page.locator("#email")).to_be_visible()
    wizard.fill_contacts(person)
    wizard.enter_code(wizard.code(person))
    expect(page).to_have_url(re.compile("/dashboard"))
    return person


@every_way
def test_the_first_time_and_again(visitor: Visit, server: Server, look: tuple[str, object], provider: str) -> None:
    locale, size = look
    person = somebody()
    first = visitor(locale, size).new_page()
    way = SocialPage(first, server).go(provider).agree(person)
    way.clean()
    register(first, server, locale)
    expect(open_profile(first, server).locator(f"[data-provider={provider}]")).to_have_attribute("data-linked", "yes")
    again = visitor(locale, size).new_page()
    way = SocialPage(again, server).go(provider).agree(person)
    expect(again).to_have_url(re.compile("/dashboard"))
    way.clean()


@every_way
def test_no_leads_back_with_a_word(visitor: Visit, server: Server, look: tuple[str, object], provider: str) -> None:
    locale, size = look
    page = visitor(locale, size).new_page()
    SocialPage(page, server).go(provider).deny()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator("#social-note")).to_have_text(text(locale, "social.cancelled"))
    expect(page.locator("#kc-login")).to_be_visible()


@every_way
def test_link_and_unlink(
    visitor: Visit, server: Server, sandbox: Sandbox, persona: Make, look: tuple[str, object], provider: str
) -> None:
    locale, size = look
    anna = persona("anna").create()
    context = visitor(locale, size)
    page = context.new_page()
    SignInPage(page, server).open().sign_in(anna)
    open_profile(page, server).click(f"#link-{provider}")
    SocialPage(page, server).arrived(provider).agree(somebody())
    line = page.locator(f"[data-provider={provider}]")
    expect(line).to_have_attribute("data-linked", "yes")
    expect(page.locator("#journal [data-kind=identity_linked]")).to_be_visible()
    assert sandbox.ask("GET", "inbox", to=anna.phone, wait=10, limit=1)["messages"]
    page.click(f"#unlink-{provider}")
    expect(line).to_have_attribute("data-linked", "no")
    page.reload()
    expect(line).to_have_attribute("data-linked", "no")


def test_who_has_an_account_proves_it_and_is_linked(visitor: Visit, server: Server, persona: Make) -> None:
    anna, number = persona("anna").create(), somebody()
    page = visitor().new_page()
    SocialPage(page, server).go("vk").agree(number)
    page.click("#social-have-account")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator("#social-waiting")).to_contain_text("VK ID")
    page.fill("#username", anna.user_name)
    page.fill("#password", anna.password)
    page.click("#kc-login")
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(open_profile(page, server).locator("[data-provider=vk]")).to_have_attribute("data-linked", "yes")
    other = visitor().new_page()
    SocialPage(other, server).go("vk").agree(number)
    expect(other).to_have_url(re.compile("/dashboard"))


def test_not_me_takes_the_identity_away(page: Page, server: Server, persona: Make) -> None:
    anna = persona("anna").create()
    SocialPage(page, server).go("vk").agree(somebody())
    page.click("#social-have-account")
    page.click("#social-not-me")
    expect(page.locator("#social-waiting")).to_have_count(0)
    page.fill("#username", anna.user_name)
    page.fill("#password", anna.password)
    page.click("#kc-login")
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(open_profile(page, server).locator("[data-provider=vk]")).to_have_attribute("data-linked", "no")


def test_not_me_empties_the_wizard(page: Page, server: Server) -> None:
    SocialPage(page, server).go("yandex").agree(somebody())
    page.click("#next")
    expect(page.locator("#lastName")).not_to_have_value("")
    page.click("#social-not-me")
    expect(page.locator("#social-waiting")).to_have_count(0)
    expect(page.locator("#username")).to_have_value("")
    page.fill("#username", "somebodyelse")
    page.click("#next")
    expect(page.locator("#password-error")).not_to_be_empty()
    page.reload()
    expect(page.locator("#next")).to_be_visible()
    expect(page.locator("#lastName")).to_have_count(0)


@pytest.mark.parametrize("at", ["/sign-in", "/recovery", "/registration", "/registration/quick", "/auth"])
def test_an_identity_that_waits_for_a_proof_is_seen_wherever_one_can_come_in(
    page: Page, server: Server, at: str
) -> None:
    """Somebody left a browser: whoever sits before it next must be able to say that this is not them."""
    SocialPage(page, server).go("google").agree(somebody())
    page.click("#social-have-account")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.goto(server.url + at)
    expect(page.locator("#social-waiting")).to_be_visible()
    if at == "/sign-in":
        page.click("#back_to_otp_btn")
        expect(page.locator("#otp_get_code")).to_be_visible()
        expect(page.locator("#social-waiting")).to_be_visible()
    page.click("#social-not-me")
    expect(page.locator("#social-waiting")).to_have_count(0)


def test_a_stale_session_proves_itself_before_it_links(
    page: Page, context: BrowserContext, server: Server, sandbox: Sandbox, persona: Make
) -> None:
    anna = persona("anna").create()
    SignInPage(page, server).open().sign_in(anna)
    sandbox.clock.advance(6 * 60)
    try:
        open_profile(page, server).click("#link-ok")
        page.fill("[name=proof]", anna.password)
        page.click("#step-up-submit")
        expect(page.locator("[name=proof]")).to_have_count(0)
        page.click("#link-ok")
        SocialPage(page, server).arrived("ok").agree(somebody())
        expect(page.locator("[data-provider=ok]")).to_have_attribute("data-linked", "yes")
    finally:
        sandbox.clock.reset()


def test_somebody_without_a_password_sets_one(page: Page, server: Server) -> None:
    SocialPage(page, server).go("yandex").agree(somebody())
    register(page, server, "ru")
    open_profile(page, server).click("#password_change")
    expect(page.locator("#current_password")).to_have_count(0)
    page.fill("#new_password", "Dlinny-Parol-78")
    page.fill("#confirm_password", "Dlinny-Parol-78")
    page.click("#password_save")
    expect(page.locator("#journal [data-kind=password_changed]")).to_be_visible()
    page.click("#password_change")
    expect(page.locator("#current_password")).to_be_visible()


def test_a_provider_that_is_down_is_named_and_then_rests(page: Page, server: Server, sandbox: Sandbox) -> None:
    sandbox.ask("POST", "identity/knobs", {"provider": "mail", "knobs": ["down"]})
    try:
        for _ in range(5):
            SocialPage(page, server).go("mail").agree(somebody())
            expect(page.locator("#social-note")).to_have_text(text("ru", "social.silent"))
        expect(page.locator("#oidc_mail[data-resting]")).to_be_visible()
        SocialPage(page, server).go("ok").agree(somebody())
        expect(page.locator("#social-waiting")).to_be_visible()
    finally:
        sandbox.ask("POST", "identity/knobs", {"provider": "mail"})
    # After a rest it is asked again.
    sandbox.clock.advance(3 * 60)
    try:
        SocialPage(page, server).go("mail").agree(somebody())
        expect(page.locator("#social-waiting")).to_be_visible()
    finally:
        sandbox.clock.reset()


def test_the_back_button_does_no_harm(page: Page, server: Server) -> None:
    """The callback a second time: whoever is inside goes on, nobody is linked or signed in twice."""
    person = somebody()
    SocialPage(page, server).go("vk").agree(person)
    register(page, server, "ru")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if "/callback?" in request.url else None)
    # An open page that misses its session leaves by itself, which would cut the next navigation short.
    page.goto("about:blank")
    page.context.clear_cookies(name="sid")
    SocialPage(page, server).go("vk").agree(person)
    expect(page).to_have_url(re.compile("/dashboard"))
    page.goto(seen[0])
    expect(page).to_have_url(re.compile("/dashboard"))
    page.goto("about:blank")
    page.context.clear_cookies(name="sid")
    page.goto(seen[0])
    expect(page.locator("#social-note")).to_have_text(text("ru", "social.start_again"))


def attackers_callback(server: Server, person: str) -> str:
    """The address the attacker's own way would end at; they keep it for somebody else."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as attacker:
        attacker.get("/sign-in")
        asked = attacker.post("/social/vk/start")
        assert asked.status_code == 303
        page = attacker.get(asked.headers["location"], follow_redirects=True)
        form = {"provider": "vk", "query": page.url.query.decode(), "other": person}
        return attacker.post("/sandbox/id/consent", data=form).headers["location"]


def test_a_callback_of_another_browser_opens_nothing(page: Page, server: Server) -> None:
    person = somebody()
    SocialPage(page, server).go("vk").agree(person)
    register(page, server, "ru")
    page.context.clear_cookies(name="sid")
    page.goto(f"{server.url}/sign-in")
    page.goto(attackers_callback(server, person))
    expect(page.locator("#social-note")).to_have_text(text("ru", "social.start_again"))
    page.goto(f"{server.url}/dashboard")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_before_the_page_woke_and_in_a_new_tab_the_link_is_a_page_with_a_button(visitor: Visit, server: Server) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"{server.url}/sign-in")
    page.click("#oidc_ya")
    expect(page).to_have_url(f"{server.url}/social/yandex/start")
    page.click("#go")
    SocialPage(page, server).arrived("yandex").agree(somebody())
    expect(page).to_have_url(re.compile("/registration"))


def test_the_contract_leads_to_the_contracts_account_page(page: Page, server: Server) -> None:
    person = somebody()
    SocialPage(page, server).go("yandex").agree(person)
    register(page, server, "ru")
    page.context.clear_cookies()
    SocialPage(page, server).go("yandex", "/auth").agree(person)
    page.wait_for_url(re.compile(r"/account_b2c/page\?state="))


def test_a_no_leads_back_to_the_contracts_own_page(page: Page, server: Server) -> None:
    SocialPage(page, server).go("ok", "/auth").deny()
    expect(page).to_have_url(re.compile("/login-actions/authenticate"))
    expect(page.locator("#social-note")).to_have_text(text("ru", "social.cancelled"))


def test_answers_of_the_way_back_are_kept_by_nobody(server: Server) -> None:
    answer = httpx.get(f"{server.url}/social/vk/callback?code=secret&state=secret")
    assert answer.status_code == 303
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.headers["location"]
    for address in ("/social/unknown/start", "/social/unknown/callback"):
        assert httpx.get(server.url + address).status_code == 404
    foreign = httpx.post(f"{server.url}/social/vk/start", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert "secret" not in server.log.read_text()
