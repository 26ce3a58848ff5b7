"""The journey that ``make demo-test`` shows and records: from a stranger to a subscriber whose dashboard moves."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.server import Server


def test_a_stranger_becomes_a_subscriber(
    page: Page, server: Server, sandbox: Sandbox, inbox: Inbox, operator: Operator
) -> None:
    contract = sandbox.persona().with_service("internet", linked=False, rubles=120).create().service("internet")
    vera = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(vera)
    wizard.enter_code(inbox.code_for(vera.phone))
    expect(page).to_have_url(re.compile("/dashboard"))
    dashboard = DashboardPage(page, server).greets(vera.first_name)
    dashboard.link_another_service().link(contract)
    dashboard.shows_service("internet").shows_total(120)
    operator.receives_payment(contract, rubles=500)
    dashboard.shows_total(620)
    operator.suspends(contract)
    dashboard.shows_service("internet", "suspended")
    operator.resumes(contract)
    dashboard.shows_service("internet", "active").sign_out()
