"""What was used: a chart with its table, whom one called behind a proof, files."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.service import ServicePage
from tests.e2e.server import Server

CALLED = "+79031234512"


@pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("hi", PHONE)], ids=["ru-1440", "hi-390"])
def test_a_call_moves_the_open_page_and_the_table_says_what_the_chart_shows(
    visitor: Callable[..., BrowserContext],
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    operator: Operator,
    tmp_path: Path,
    locale: str,
    size: ViewportSize,
) -> None:
    nina = persona("nina").with_service("mobile", tariff="mobile-15").create()
    context = visitor(locale, size)
    sandbox.sign_in(nina, context)
    page = ServicePage(DashboardPage(context.new_page(), server).open().page, server).open("mobile").page
    operator.counts(nina.service("mobile"), "min", 17, CALLED)
    page.click("#to-usage")
    minutes = page.locator("#usage-totals [data-kind=min]")
    expect(minutes).to_contain_text("17")
    operator.counts(nina.service("mobile"), "min", 6, "+79031234577")
    expect(minutes).to_contain_text("23")
    expect(page.locator("#usage-chart svg path").first).to_be_attached()
    page.click("#usage-as-table")
    expect(page.get_by_role("table").get_by_role("row").last).to_contain_text("23")
    expect(page.locator("#usage-records li")).to_have_count(2)
    for ending, begins in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF-")):
        assert downloaded(page, ending, tmp_path).startswith(begins)
    operator.counts(nina.service("mobile"), "gb", 300)
    page.locator("#usage-totals [data-kind=gb]").click()
    expect(page.locator("#usage-chart svg")).to_contain_text(re.compile(r"0,\d" if locale == "ru" else r"0\.\d"))


def test_whom_one_called_comes_when_asked_for_and_goes_again(
    visitor: Callable[..., BrowserContext],
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    operator: Operator,
    tmp_path: Path,
) -> None:
    nina = persona("nina").with_service("mobile", tariff="mobile-15").create()
    operator.counts(nina.service("mobile"), "min", 17, CALLED)
    context = visitor()
    sandbox.sign_in(nina, context)
    page = ServicePage(DashboardPage(context.new_page(), server).open().page, server).open("mobile").page
    page.click("#to-usage")
    records = page.locator("#usage-records")
    expect(records).to_contain_text("12")
    expect(records).not_to_contain_text(CALLED)
    assert CALLED.encode() not in downloaded(page, "csv", tmp_path)
    page.click("#usage-reveal")
    expect(records).to_contain_text(CALLED)
    assert CALLED.encode() in downloaded(page, "csv", tmp_path)
    page.click("#usage-hide")
    expect(records).not_to_contain_text(CALLED)
    page.goto(f"{server.url}/profile")
    # On the page, and twice as a file but once whole.
    lines = page.locator("[data-kind=call_details_opened]")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text(re.compile(r"•••• \d\d"))


def downloaded(page: Page, ending: str, tmp_path: Path) -> bytes:
    """The file behind its button."""
    with page.expect_download() as begun:
        page.click(f"#usage-{ending}")
    begun.value.save_as(tmp_path / ending)
    return (tmp_path / ending).read_bytes()
