"""The start page, and the page that links a service."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.kit.people import Service
from tests.e2e.server import Server


class DashboardPage:
    """What stands on it, and the frames its socket has heard."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.heard: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: self._hear(str(frame))))

    def _hear(self, frame: str) -> None:
        # 42 opens an event of socket.io; the rest is its heartbeat.
        if frame.startswith("42"):
            self.heard.append(frame)

    def told_of(self, state: str) -> list[str]:
        """The frames that changed something of this feature's state; what else a page reads may come later."""
        return [frame for frame in self.heard if f"{state}___state" in frame]

    def open(self) -> "DashboardPage":
        self.page.goto(f"{self.server.url}/dashboard")
        expect(self.total).to_be_visible()
        return self

    @property
    def total(self) -> Locator:
        return self.page.locator("#total-balance")

    def card(self, kind: str) -> Locator:
        return self.page.locator(f"article[data-service={kind}]")

    def account(self, kind: str) -> str:
        return self.card(kind).get_attribute("data-account") or ""

    def greets(self, first_name: str) -> "DashboardPage":
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(first_name)
        return self

    def shows_total(self, rubles: float) -> "DashboardPage":
        """In any language: only the digits count."""
        expect(self.total).to_have_text(_amount(rubles))
        return self

    def shows_service(self, kind: str, status: str = "active") -> "DashboardPage":
        """``active``, ``charge_soon`` or ``suspended``."""
        expect(self.card(kind)).to_have_attribute("data-status", status)
        return self

    def shows_points(self, points: int) -> "DashboardPage":
        expect(self.page.locator("#points")).to_have_text(re.compile(rf"^\D*{_grouped(points)}(\D|$)"))
        return self

    def link_another_service(self) -> "LinkPage":
        self.page.locator("#link-service").first.click()
        expect(self.page.locator("#link-submit")).to_be_visible()
        return LinkPage(self.page, self.server)

    def sign_out(self) -> None:
        self.page.locator(".ui-account").click()
        self.page.get_by_role("menuitem").last.click()
        expect(self.page).to_have_url(re.compile("/sign-in"))


class LinkPage:
    """Region, number, login and password of a service."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self) -> "LinkPage":
        self.page.goto(f"{self.server.url}/services/link")
        expect(self.page.locator("#link-submit")).to_be_visible()
        return self

    def choose_region(self, words: str) -> None:
        self.page.click("#region")
        self.page.locator("#region").press_sequentially(words, delay=10)
        self.page.get_by_role("option", name=re.compile(words, re.IGNORECASE)).first.click()

    def fill(self, number: str, login: str, password: str) -> None:
        self.page.fill("#account-number", number)
        self.page.fill("#service-login", login)
        self.page.fill("#service-password", password)

    def choose_kind(self, kind: str) -> "LinkPage":
        """internet, tv, phone or mobile."""
        choice = self.page.locator(f"#kind-{kind}")
        choice.click(force=True)
        expect(choice).to_be_checked()
        expect(self.page.locator("#mobile-number" if kind == "mobile" else "#account-number")).to_be_visible()
        return self

    def prove(self, service: Service, *, region: str = "Новосибирская", password: str = "") -> "LinkPage":
        """Fill the form for this contract and send it; a ``password`` of one's own may be the wrong one."""
        self.choose_kind(service.kind)
        self.page.fill("#region", "")
        self.choose_region(region)
        self.fill(service.account_number, service.login, password or service.password)
        self.page.click("#link-submit")
        return self

    def ask_code(self, number: str) -> "LinkPage":
        """A code to this mobile number."""
        self.choose_kind("mobile").page.fill("#mobile-number", number)
        self.page.click("#link-submit")
        expect(self.page.locator("#link-code-submit")).to_be_visible()
        return self

    def enter_code(self, code: str) -> "LinkPage":
        self.page.fill("#code", code)
        self.page.click("#link-code-submit")
        return self

    def confirm(self, name: str = "") -> None:
        """It is the right one; the dashboard follows."""
        self.page.fill("#link-name", name)
        self.page.click("#link-confirm")
        expect(self.page).to_have_url(re.compile("/dashboard"))

    def link(self, service: Service, *, region: str = "Новосибирская", name: str = "") -> None:
        """Prove it and confirm it."""
        self.prove(service, region=region).confirm(name)

    def refuses(self) -> None:
        expect(self.page.locator("#form-error")).not_to_be_empty()


class MyServicesPage:
    """What is linked: names, order, hiding, unlinking."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self) -> "MyServicesPage":
        self.page.goto(f"{self.server.url}/services")
        expect(self.page.locator("#linked-accounts li").first).to_be_visible()
        return self

    def account(self, service: Service) -> Locator:
        return self.page.locator(f"#linked-accounts [data-account='{service.account_number}']")

    def card(self, kind: str) -> Locator:
        return self.page.locator(f"#service-cards [data-card={kind}]")

    def call(self, service: Service, name: str) -> None:
        self.account(service).locator(".link-rename").click()
        self.page.fill("#link-name", name)
        self.page.click("#link-name-save")
        expect(self.account(service)).to_contain_text(name)

    def move_up(self, kind: str) -> None:
        cards = self.page.locator("#service-cards [data-card]")
        place = cards.evaluate_all("(cards, kind) => cards.findIndex(card => card.dataset.card === kind)", kind)
        self.card(kind).locator(".card-up").click()
        # Until then the next press may meet a card that is on its way.
        expect(cards.nth(place - 1)).to_have_attribute("data-card", kind)

    def hide(self, kind: str) -> None:
        box = self.card(kind).get_by_role("checkbox")
        box.click()
        expect(box).not_to_be_checked()

    def unlink(self, service: Service) -> None:
        self.account(service).locator(".link-unlink").click()
        self.page.click("#unlink-confirm")
        expect(self.account(service)).to_have_count(0)


def _grouped(number: int) -> str:
    """A number whose thousands may be set apart by anything."""
    return r"[^\d]?".join(str(number))


def _amount(rubles: float) -> re.Pattern[str]:
    minor = f"{abs(round(rubles * 100)):03}"
    sign = r"[-−]" if rubles < 0 else r"[^-−\d]*"
    return re.compile(rf"^{sign}\D*{_grouped(int(minor[:-2]))}([.,]{minor[-2:]}\D*|\D*)$")
