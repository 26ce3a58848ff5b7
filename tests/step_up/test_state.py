"""The window that asks who it is, through the real event pipeline."""

import re

from rxapp.core.db import Database
from rxapp.step_up.state import StepUpState
from tests.personas import PASSWORD, subscriber
from tests.pipeline import OpenTab, open_tab, pipeline
from tests.registration.test_state_codes import messages

__all__ = ["open_tab", "pipeline"]


async def test_a_code_by_sms_proves_who_it_is(database: Database, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna")
    tab = await open_tab(session=anna.session)
    await tab.fire(StepUpState.ask)
    await tab.fire(StepUpState.send_code, channel="sms")
    assert tab.shown(StepUpState).sent_to.endswith(anna.phone[-2:])
    found = re.search(r"\b(\d{6})\b", (await messages(database))[-1].text)
    assert found
    await tab.fire(StepUpState.submit, form={"proof": f"{(int(found[1]) + 1) % 10**6:06}"})
    assert tab.shown(StepUpState).errors == {"proof": "code.wrong"}
    await tab.fire(StepUpState.submit, form={"proof": found[1]})
    assert tab.shown(StepUpState).ticket


async def test_a_channel_that_is_none_is_closed(database: Database, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna")
    tab = await open_tab(session=anna.session)
    await tab.fire(StepUpState.send_code, channel="pigeon")
    assert tab.shown(StepUpState).errors["proof"]
    assert not tab.shown(StepUpState).ticket


async def test_the_password_proves_it_and_a_wrong_one_does_not(database: Database, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna")
    tab = await open_tab(session=anna.session)
    await tab.fire(StepUpState.ask)
    await tab.fire(StepUpState.submit, form={"proof": "Wrong-Password-1"})
    assert tab.shown(StepUpState).errors == {"proof": "step_up.wrong_password"}
    await tab.fire(StepUpState.submit, form={"proof": PASSWORD})
    assert tab.shown(StepUpState).ticket
