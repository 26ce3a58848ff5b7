"""A changed SIM: recovery by SMS is refused in words, by letter it passes; nothing is linked by SMS (OTP-11)."""

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import BrowserContext, Page, expect

from rxapp.i18n.texts import text
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import LinkPage
from tests.e2e.pages.recovery import RecoveryPage
from tests.e2e.server import Server

Make = Callable[[str], Persona]


def test_the_sms_is_refused_and_the_letter_passes(
    page: Page, server: Server, sandbox: Sandbox, persona: Make, inbox: Inbox, operator: Operator
) -> None:
    vera = persona("vera").create()
    operator.changes_sim(vera.phone)
    recovery = RecoveryPage(page, server, sandbox).open().ask_for(vera.phone).by("sms")
    recovery.enter_code_of_a_young_sim(inbox.code_for(vera.phone))
    # A reload, or the address anew, leads no further.
    page.reload()
    expect(page.locator("#send-letter")).to_be_visible()
    expect(page.locator("#app-code")).to_have_count(0)
    recovery.asks_for_a_letter().enter_code(inbox.code_for(vera.email))
    form = recovery.set_password("Novyj-Parol-2027")
    form.sign_in(replace(vera, password="Novyj-Parol-2027"))


def test_who_has_no_other_way_reads_what_to_do(
    page: Page, server: Server, sandbox: Sandbox, persona: Make, inbox: Inbox, operator: Operator
) -> None:
    igor = persona("igor").without("email").create()
    operator.changes_sim(igor.phone)
    recovery = RecoveryPage(page, server, sandbox).open().ask_for(igor.phone).by("sms")
    recovery.enter_code_of_a_young_sim(inbox.code_for(igor.phone))
    expect(page.locator("#no-other-way")).to_contain_text("8 800")
    expect(page.locator("#send-letter")).to_have_count(0)


def test_a_contract_is_not_linked_by_what_came_to_a_new_sim(
    context: BrowserContext, server: Server, sandbox: Sandbox, persona: Make, inbox: Inbox, operator: Operator
) -> None:
    olga, vera = persona("olga").with_service("mobile", linked=False).create(), persona("vera").create()
    number = olga.service("mobile").number
    sandbox.sign_in(vera, context)
    page = context.new_page()
    form = LinkPage(page, server).open().ask_code(number)
    operator.changes_sim(number)
    form.enter_code(inbox.code_for(number))
    expect(page.locator("#mobile-number-error")).to_have_text(text("ru", "linked_services.sim_young"))
    expect(page.locator("#mobile-number")).to_have_value(number)
