"""Every screen for everybody: no serious finding of axe, no sideways scroll, in both themes; English in CI."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from rxapp.i18n.texts import text
from rxapp.ui.plain import error_page
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.recovery import RecoveryPage
from tests.e2e.pages.registration import REGIONS, NewPerson, RegistrationPage
from tests.e2e.pages.service import ServicePage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.social import SocialPage, somebody
from tests.e2e.server import Server
from tests.services.lives import LONG

WAYS = [("ru", "light", WIDE), ("hi", "dark", PHONE), ("en", "light", PHONE)]
WIDTHS = (360, 390, 768, 1280, 1920)
# A pop-up follows its button only after a moment.
NONE = ()
AXE = {"resultTypes": ["violations"]}
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


class Inspector:
    """Looks at one screen after another and tells everything it found at the end."""

    def __init__(self, page: Page, server: Server, locale: str) -> None:
        self.page, self.server, self.locale = page, server, locale
        self.found: list[str] = []

    def look(self, name: str, widths: tuple[int, ...] = WIDTHS, but: tuple[str, ...] = ()) -> None:
        violations = Axe().run(self.page, options=AXE).response["violations"]
        self.found += [
            f"{name}: {each['id']} {each['nodes'][0]['html']}"
            for each in violations
            if each["impact"] in ("serious", "critical") and each["id"] not in but
        ]
        if unfilled := re.search(r"\{\w+\}", self.page.locator("body").inner_text()):
            self.found.append(f"{name}: {unfilled[0]} is not filled in")
        size = self.page.viewport_size
        assert size
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            try:
                # A wide page takes a moment to become a narrow one.
                self.page.wait_for_function(f"!({SIDEWAYS})", timeout=2000)
            except PlaywrightTimeout:
                self.found.append(f"{name}: scrolls sideways at {width} px")
        self.page.set_viewport_size(size)
        expect(self.page.locator("html")).to_have_attribute("lang", self.locale)

    def visit(self, name: str, address: str, until: str) -> None:
        self.page.goto(f"{self.server.url}{address}")
        expect(self.page.locator(until).first).to_be_visible()
        self.look(name)


def looked_at(place: int) -> pytest.MarkDecorator:
    """In every way in CI; else in one of the first two, by turns."""
    ways = WAYS if LONG else [WAYS[place % 2]]
    ids = [f"{locale}-{theme}-{size['width']}" for locale, theme, size in ways]
    return pytest.mark.parametrize("inspector", ways, ids=ids, indirect=True)


@pytest.fixture
def inspector(
    request: pytest.FixtureRequest, visitor: Callable[..., BrowserContext], server: Server
) -> Iterator[Inspector]:
    locale, theme, size = request.param
    # axe is injected as an inline script, which our policy rightly forbids; a half-shown number has no contrast.
    context = visitor(locale, size, theme, bypass_csp=True, reduced_motion="reduce")
    context.add_cookies([{"name": "theme", "value": theme, "url": server.url}])
    made = Inspector(context.new_page(), server, locale)
    yield made
    assert "\n".join(made.found) == ""


@looked_at(0)
def test_the_path_by_sms(inspector: Inspector, server: Server) -> None:
    page, person = inspector.page, NewPerson(region=REGIONS[inspector.locale])
    wizard = RegistrationPage(page, server)
    SignInPage(page, server).open()
    inspector.look("sign-in")
    SignInPage(page, server).try_in("nobody", "Wrong-Password-1")
    expect(page.locator("#form-error-message")).not_to_be_empty()
    inspector.look("sign-in refused")
    wizard.open()
    page.click("#next")
    expect(page.locator("#username-error")).not_to_be_empty()
    inspector.look("step 1 refused")
    wizard.fill_credentials(person)
    page.click("#next")
    expect(page.locator("#region-error")).not_to_be_empty()
    inspector.look("step 2 refused")
    wizard.fill_about(person)
    inspector.look("step 3")
    wizard.fill_contacts(person)
    wizard.enter_code("000000")
    expect(page.locator("#code-error")).not_to_be_empty()
    inspector.look("code refused")
    wizard.enter_code(wizard.code(person))
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(page.get_by_text(text(inspector.locale, "dashboard.empty_title"))).to_be_visible()
    inspector.look("empty dashboard")


@looked_at(1)
def test_the_path_by_letter(inspector: Inspector, server: Server) -> None:
    page, person = inspector.page, NewPerson(region=REGIONS[inspector.locale])
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person, way="email")
    inspector.look("letter sent")
    page.goto(wizard.link(person))
    expect(page.get_by_role("heading", level=1)).to_have_text(text(inspector.locale, "plain.confirm_title"))
    inspector.look("mailed link")
    inspector.visit("expired link", "/registration/letter/unknown", "h1")


@looked_at(2)
def test_the_path_through_another_service(inspector: Inspector, server: Server) -> None:
    page = inspector.page
    way = SocialPage(page, server).go("yandex")
    inspector.look("consent of a pretend provider")
    way.deny()
    expect(page.locator("#social-note")).to_have_text(text(inspector.locale, "social.cancelled"))
    inspector.look("sign-in after a no")
    way.go("yandex").agree(somebody())
    expect(page.locator("#social-waiting")).to_be_visible()
    inspector.look("step 1 with an identity")
    page.click("#social-have-account")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator("#social-waiting")).to_be_visible()
    inspector.look("sign-in with an identity")
    inspector.visit("a way that begins without a script", "/social/ok/start", "#go")


@looked_at(3)
def test_an_sms_that_is_not_enough(
    inspector: Inspector,
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    inbox: Inbox,
    operator: Operator,
) -> None:
    vera = persona("vera").create()
    operator.changes_sim(vera.phone)
    recovery = RecoveryPage(inspector.page, server, sandbox).open().ask_for(vera.phone).by("sms")
    recovery.enter_code_of_a_young_sim(inbox.code_for(vera.phone))
    inspector.look("another way")


@looked_at(4)
def test_the_pages_inside(inspector: Inspector, server: Server) -> None:
    page = inspector.page
    SignInPage(page, server).come_in("elena")
    inspector.look("dashboard")
    page.locator(".ui-account").click()
    expect(page.get_by_role("menuitem").last).to_be_visible()
    inspector.look("menu", NONE)
    inspector.visit("profile", "/profile", "#device-list li")
    page.click("#close-account")
    expect(page.locator("#closing-keeps")).to_be_visible()
    page.click("#close-account-now")
    expect(page.locator("#sure-error")).not_to_be_empty()
    inspector.look("closing refused", NONE)
    page.goto(f"{server.url}/services/link")
    page.click("#link-submit")
    expect(page.locator("#region-error")).not_to_be_empty()
    inspector.look("linking refused")
    page.click("#region")
    expect(page.locator(".ui-pop__item").first).to_be_visible()
    # Base UI hides the page behind the open list from screen readers; the keyboard cannot get there without closing it.
    inspector.look("regions open", NONE, but=("aria-hidden-focus",))


@looked_at(5)
def test_the_pages_of_a_service(inspector: Inspector, server: Server) -> None:
    page = inspector.page
    SignInPage(page, server).come_in("elena")
    service = ServicePage(page, server).open("internet")
    inspector.look("service")
    service.switch("internet-antivirus")
    expect(page.locator("#change-window")).not_to_be_empty()
    inspector.look("window of a change", NONE)
    page.locator(".ui-dialog__close").click()
    expect(page.locator(".ui-dialog")).to_have_count(0)
    service.stop_for("1").refuses("")
    service.tariffs().compare("internet-100", "internet-1000")
    inspector.look("tariffs")
    page.goto(page.url.replace("/service/tariffs?", "/service/usage?"))
    # This month may have just begun.
    expect(page.locator("#usage-totals button, .ui-empty").first).to_be_visible()
    page.click("#period-three")
    expect(page.locator("#usage-totals button").first).to_be_visible()
    page.click("#usage-as-table")
    inspector.look("usage")
    inspector.visit("no service", "/service?id=x", ".ui-empty")
    inspector.visit("bonus", "/bonus", "#rewards li")
    inspector.visit("my services", "/services", "#service-cards li")
    page.locator(".link-rename").first.click()
    expect(page.locator("#link-name")).to_be_visible()
    inspector.look("renaming")
    page.locator(".link-unlink").first.click()
    expect(page.locator("#unlink-confirm")).to_be_visible()
    inspector.look("unlinking", NONE)


@looked_at(6)
def test_the_pages_for_anyone(inspector: Inspector, server: Server) -> None:
    inspector.visit("inbox", "/sandbox/inbox", "#refresh")
    inspector.visit("operator", "/sandbox/operator", "#act")
    inspector.visit("agreement", "/agreement", "h1")
    inspector.visit("consent", "/consent", "h1")
    inspector.visit("404", "/nothing/here", "h1")
    inspector.visit("short registration", "/registration/quick", "[name=register]")
    inspector.page.click("[name=register]")
    inspector.look("short registration refused")
    inspector.page.get_by_role("combobox").click()
    expect(inspector.page.get_by_role("option").first).to_be_visible()
    # The arrows in the field scroll the list; a stop of its own would drop the focus when the field is left.
    inspector.look("short registration, its regions open", NONE, but=("scrollable-region-focusable",))
    inspector.visit("recovery", "/recovery", ".rt-captcha__image")
    inspector.visit("contract's sign-in", "/auth", "#kc-login")
    inspector.page.click("#back_to_otp_btn")
    expect(inspector.page.locator("#otp_get_code")).to_be_visible()
    inspector.look("code")
    broken = error_page(503, inspector.locale, theme="")
    inspector.page.route("**/broken", lambda route: route.fulfill(body=bytes(broken.body), content_type="text/html"))
    inspector.visit("error", "/broken", "h1")
