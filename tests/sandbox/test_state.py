"""The sandbox's screens as a browser drives them: the inbox and the operator's console."""

import pytest

from rxapp.core.db import Database
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.sms import Sms
from rxapp.gateways.sms.sandbox import SandboxSms
from rxapp.sandbox.state import InboxState, OperatorState
from tests.gateways.bss.conftest import INTERNET, bss
from tests.pipeline import OpenTab, Tab, open_tab, pipeline

__all__ = ["bss", "open_tab", "pipeline"]


async def console(open_tab: OpenTab) -> Tab:
    tab = await open_tab()
    await tab.fire(OperatorState.load)
    return tab


def balance(tab: Tab) -> int:
    return next(row.balance_minor for row in tab.shown(OperatorState).accounts if row.number == INTERNET)


async def test_the_console_lists_accounts_and_each_action_shows(bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await console(open_tab)
    assert balance(tab) == 0
    await tab.fire(OperatorState.act, form={"action": "post_payment", "number": INTERNET, "amount": "500"})
    await tab.fire(OperatorState.act, form={"action": "charge", "number": INTERNET, "amount": "120"})
    shown = tab.shown(OperatorState)
    assert (balance(tab), shown.error, shown.done) == (38_000, "", 2)


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.5", "много", "٣٣"])
@pytest.mark.parametrize("action", ["post_payment", "add_points"])
async def test_an_amount_that_is_none_is_told_and_changes_nothing(
    bss: EmbeddedBss, open_tab: OpenTab, action: str, amount: str
) -> None:
    tab = await console(open_tab)
    await tab.fire(OperatorState.act, form={"action": action, "number": INTERNET, "amount": amount})
    shown = tab.shown(OperatorState)
    assert (shown.error, shown.done, balance(tab)) == ("sandbox.amount_wrong", 0, 0)


async def test_what_the_billing_refuses_is_told_in_its_words(bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await console(open_tab)
    await tab.fire(OperatorState.act, form={"action": "add_points", "number": INTERNET, "amount": "5"})
    assert tab.shown(OperatorState).error == "bss.not_a_member"
    await tab.fire(OperatorState.act, form={"action": "suspend", "number": "999999999999", "amount": ""})
    assert tab.shown(OperatorState).error == "bss.account_unknown"


async def test_the_inbox_shows_what_was_sent_newest_first(database: Database, open_tab: OpenTab) -> None:
    sms = SandboxSms(database)
    for key in ("a", "b"):
        await sms.send(Sms("+79030000001", f"text {key}", 60, key))
    tab = await open_tab()
    await tab.fire(InboxState.load)
    assert [message.text for message in tab.shown(InboxState).messages] == ["text b", "text a"]
