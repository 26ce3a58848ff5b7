"""The page of one service, the tariffs it could have, the window of a change."""

import re

from playwright.sync_api import Download, Locator, Page, expect

from tests.e2e.server import Server


class ServicePage:
    """Reached from the dashboard's card."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.change = ChangeWindow(page)

    def open(self, kind: str) -> "ServicePage":
        self.page.locator(f"article[data-service={kind}] .service-link").click()
        expect(self.page).to_have_url(re.compile(r"/service\?id="))
        expect(self.page.locator("#charge-parts li").first).to_be_visible()
        return self

    @property
    def parts(self) -> Locator:
        return self.page.locator("#charge-parts li")

    @property
    def receipts(self) -> Locator:
        return self.page.locator("#receipts li")

    def option(self, offering: str) -> Locator:
        return self.page.locator(f"[data-option={offering}]")

    def switch(self, offering: str) -> "ChangeWindow":
        self.option(offering).get_by_role("button").click()
        return self.change

    def stop_for(self, days: str) -> "ChangeWindow":
        self.page.fill("#days", days)
        self.page.click("#service-suspend")
        return self.change

    def resume(self) -> "ChangeWindow":
        self.page.click("#service-resume")
        return self.change

    def call_off(self) -> "ChangeWindow":
        self.page.locator(".change-cancel").first.click()
        return self.change

    def take_back(self) -> "ChangeWindow":
        self.page.locator(".change-undo").click()
        return self.change

    def download_newest(self) -> Download:
        with self.page.expect_download() as begun:
            self.receipts.first.get_by_role("link").click()
        return begun.value

    def tariffs(self) -> "TariffsPage":
        self.page.click("#change-tariff")
        expect(self.page.locator("#offers li").first).to_be_visible()
        return TariffsPage(self.page, self.server)


class TariffsPage:
    """Every tariff of the region."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def offer(self, offering: str) -> Locator:
        return self.page.locator(f"[data-offer={offering}]")

    def take_now(self, offering: str) -> "ChangeWindow":
        self.offer(offering).locator(".offer-now").click()
        return ChangeWindow(self.page)

    def take_later(self, offering: str) -> "ChangeWindow":
        self.offer(offering).locator(".offer-later").click()
        return ChangeWindow(self.page)

    def compare(self, *offerings: str) -> Locator:
        for offering in offerings:
            box = self.offer(offering).get_by_role("checkbox")
            box.click()
            expect(box).to_be_checked()
        return self.page.locator("#comparison")

    def back(self) -> ServicePage:
        self.page.locator("main a[href*='/service?id=']").first.click()
        expect(self.page.locator("#charge-parts li").first).to_be_visible()
        return ServicePage(self.page, self.server)


class ChangeWindow:
    """The exact words, and the ways on."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def says(self, *words: str) -> "ChangeWindow":
        for each in words:
            expect(self.page.locator("#change-words")).to_contain_text(each)
        return self

    def refuses(self, words: str) -> None:
        expect(self.page.locator("#change-refused")).to_contain_text(words)
        self.close()

    def press_agree(self) -> None:
        """Agree, whatever comes of it."""
        self.page.click("#change-confirm")

    def agree(self) -> None:
        self.press_agree()
        expect(self.page.locator("#change-outcome")).to_have_attribute("data-state", "ok")
        self.close()

    def close(self) -> None:
        self.page.click("#change-close")
        expect(self.page.locator("#change-window")).to_have_count(0)
