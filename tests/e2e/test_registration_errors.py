"""Errors of one field leave the errors of the others alone."""

from playwright.sync_api import Page, expect

from tests.e2e.pages.registration import RegistrationPage
from tests.e2e.server import Server


def test_the_live_check_of_the_name_keeps_the_other_fields_errors(page: Page, server: Server) -> None:
    RegistrationPage(page, server).open()
    page.fill("#username", "a")
    page.fill("#password", "short")
    page.click("#next")
    expect(page.locator("#password-error")).not_to_be_empty()
    page.fill("#username", "a.name.nobody.has")
    expect(page.locator("#username-state")).not_to_be_empty()
    expect(page.locator("#username-error")).to_be_empty()
    expect(page.locator("#password-error")).not_to_be_empty()
