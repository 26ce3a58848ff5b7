"""Linking a mobile number by the code that came to it, as a browser does it."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.linked_services.state import LinkState
from tests.gateways.bss.conftest import MOBILE
from tests.linked_services.kit import ANNAS_SIM, RIGHT, code_sent, link_tab, linked
from tests.personas import Person, session_of
from tests.pipeline import OpenTab, Tab
from tests.services.operator import change_sim
from tests.services.people import other_than

ELSEWHERE = "+79990000001"


async def test_a_mobile_number_is_proved_by_a_code_sent_to_it(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": "8 912 000-00-01"})
    shown = tab.shown(LinkState)
    assert (shown.step, shown.code_shown, shown.errors) == ("code", "+7 912 000-00-01", {})
    code = await code_sent(database, ANNAS_SIM)
    await tab.fire(LinkState.submit_code, form={"code": "000000" if code != "000000" else "000001"})
    assert tab.shown(LinkState).errors == {"code": "code.wrong"}
    await tab.fire(LinkState.load)
    assert tab.shown(LinkState).step == "code"
    await tab.fire(LinkState.submit_code, form={"code": code})
    assert (tab.shown(LinkState).step, tab.shown(LinkState).found_kinds) == ("confirm", ["mobile"])
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert await linked(database, person) == [BillingAccount(MOBILE, "RU-NVS")]


async def test_a_number_the_operator_does_not_know_sees_the_same_and_gets_nothing(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    known, unknown = await link_tab(database, open_tab, "anna"), await link_tab(database, open_tab, "boris")
    for (_, tab), number in ((known, ANNAS_SIM), (unknown, ELSEWHERE)):
        await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": number})
    seen = [vars(tab.shown(LinkState)) for _, tab in (known, unknown)]
    for told in seen:
        told.pop("phone"), told.pop("code_shown"), told.pop("resend_in")
    assert seen[0] == seen[1]
    async with database.reading() as db:
        boxes = (await db.exec(select(OutboxMessage).where(OutboxMessage.purpose == "link_service"))).all()
    assert {(box.channel, box.to) for box in boxes} == {("sms", ANNAS_SIM), ("none", "")}
    _, tab = unknown
    for code in ("000000", "111111"):
        await tab.fire(LinkState.submit_code, form={"code": code})
        assert tab.shown(LinkState).errors == {"code": "code.wrong"}
    assert tab.shown(LinkState).step == "code"


@pytest.mark.parametrize(
    ("typed", "error"), [("", "phone.malformed"), ("12", "phone.malformed"), ("+73832223344", "phone.not_mobile")]
)
async def test_a_bad_mobile_number_is_told_at_its_field(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, typed: str, error: str
) -> None:
    _, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": typed})
    assert (tab.shown(LinkState).step, tab.shown(LinkState).errors) == ("claim", {"mobile-number": error})


async def test_nothing_is_confirmed_that_was_not_proved(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert tab.shown(LinkState).errors == {"form": "linked_services.nothing_proved"}
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": ANNAS_SIM})
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert await linked(database, person) == []
    await tab.fire(LinkState.submit, form=RIGHT)
    await tab.fire(LinkState.back)
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert (await linked(database, person), tab.shown(LinkState).step) == ([], "claim")


async def test_another_code_waits_its_time_and_the_former_one_dies(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    _, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": ANNAS_SIM})
    old = await code_sent(database, ANNAS_SIM)
    await tab.fire(LinkState.resend)
    assert tab.shown(LinkState).errors["form"].startswith("limit.too_many?seconds=")
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        await tab.fire(LinkState.resend)
        new = await code_sent(database, ANNAS_SIM)
        if new != old:
            await tab.fire(LinkState.submit_code, form={"code": old})
            assert tab.shown(LinkState).errors == {"code": "code.wrong"}
        await tab.fire(LinkState.submit_code, form={"code": new})
        assert tab.shown(LinkState).step == "confirm"


async def test_going_back_does_not_start_the_timer_of_a_number_over(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    _, tab = await link_tab(database, open_tab)
    form = {"kind": "mobile", "mobile-number": ANNAS_SIM}
    await tab.fire(LinkState.submit, form=form)
    await tab.fire(LinkState.back)
    await tab.fire(LinkState.submit, form=form)
    assert tab.shown(LinkState).errors["form"].startswith("limit.too_many?seconds=")


async def test_the_last_code_of_a_flow_lives_as_long_as_every_other(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    _, tab = await link_tab(database, open_tab)
    begun = clock.now()
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": ANNAS_SIM})
    for after in (61, 182, 483):
        with time_machine.travel(begun + timedelta(seconds=after), tick=False):
            await tab.fire(LinkState.resend)
            code = await code_sent(database, ANNAS_SIM)
    with time_machine.travel(begun + timedelta(seconds=770), tick=False):
        await tab.fire(LinkState.submit_code, form={"code": code})
        assert tab.shown(LinkState).step == "confirm"


async def asked_for_code(database: Database, open_tab: OpenTab) -> tuple[Person, Tab, str]:
    person, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": ANNAS_SIM})
    return person, tab, await code_sent(database, ANNAS_SIM)


async def test_a_code_read_from_a_changed_sim_links_nothing_for_three_days(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab, code = await asked_for_code(database, open_tab)
    changed = await change_sim(database, ANNAS_SIM)
    await tab.fire(LinkState.submit_code, form={"code": code})
    shown = tab.shown(LinkState)
    assert (shown.step, shown.errors) == ("claim", {"mobile-number": "linked_services.sim_young"})
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    await tab.fire(LinkState.load)
    assert (await linked(database, person), tab.shown(LinkState).step) == ([], "claim")
    with time_machine.travel(changed + timedelta(hours=72, seconds=1), tick=False):
        later = await open_tab(session=await session_of(database, person.principal))
        await later.fire(LinkState.submit, form={"kind": "mobile", "mobile-number": ANNAS_SIM})
        await later.fire(LinkState.submit_code, form={"code": await code_sent(database, ANNAS_SIM)})
        assert later.shown(LinkState).step == "confirm"


async def test_the_operator_is_asked_of_the_sim_after_a_right_code_only(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    _, tab, code = await asked_for_code(database, open_tab)
    with patch.object(EmbeddedBss, "sim_changed_at", return_value=None) as asked:
        await tab.fire(LinkState.submit_code, form={"code": other_than(code)})
        assert (tab.shown(LinkState).errors, asked.await_count) == ({"code": "code.wrong"}, 0)
        await tab.fire(LinkState.submit_code, form={"code": code})
        assert tab.shown(LinkState).step == "confirm"
    asked.assert_awaited_once_with(ANNAS_SIM)


async def test_while_the_operator_is_silent_a_right_code_proves_nothing_and_says_why(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab, code = await asked_for_code(database, open_tab)
    with patch.object(EmbeddedBss, "sim_changed_at", side_effect=BssUnavailable):
        await tab.fire(LinkState.submit_code, form={"code": code})
    assert (tab.shown(LinkState).step, tab.shown(LinkState).errors) == ("code", {"form": "bss.unavailable"})
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert await linked(database, person) == []
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        await tab.fire(LinkState.resend)
        await tab.fire(LinkState.submit_code, form={"code": await code_sent(database, ANNAS_SIM)})
        assert tab.shown(LinkState).step == "confirm"
