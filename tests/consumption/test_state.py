"""The page of usage, as a browser drives it."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest
import time_machine
from starlette.applications import Starlette

from rxapp import routes
from rxapp.accounts.journal import queries
from rxapp.consumption.state import UsageState
from rxapp.consumption.web import USAGE_ROUTES
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.http import cookies
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.usage import recording
from rxapp.step_up.state import StepUpState
from tests.gateways.bss.conftest import FOREIGN, MOBILE
from tests.personas import Person, subscriber
from tests.pipeline import OpenTab, Tab

PEER = "+79031234512"


@pytest.fixture
async def anna(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> Person:
    """Twenty-five calls and some traffic today."""
    person = await subscriber(database, "anna", owns=(BillingAccount(MOBILE, "RU-NVS"),))
    async with bss.changing() as db:
        for _ in range(25):
            await recording.record(db, MOBILE, "min", 2, str(uuid4()), peer=PEER)
        await recording.record(db, MOBILE, "gb", 512, str(uuid4()))
    return person


async def opened(open_tab: OpenTab, person: Person, service_id: str) -> Tab:
    tab = await open_tab(session=person.session, path=f"/service/usage?id={service_id}")
    await tab.fire(UsageState.load)
    return tab


async def sim(bss: EmbeddedBss) -> str:
    return (await bss.services([MOBILE]))[0].id


async def test_sums_chart_and_records_are_shown(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    shown = tab.shown(UsageState)
    assert [(total.kind, total.amount) for total in shown.totals] == [("gb", 0.5), ("min", 50)]
    assert (shown.kind, shown.points[-1].amount, len(shown.points)) == ("gb", 0.5, clock.today().day)
    await tab.fire(UsageState.choose_kind, kind="min")
    assert (len(tab.shown(UsageState).records), tab.shown(UsageState).more_records) == (20, True)
    await tab.fire(UsageState.more)
    assert (len(tab.shown(UsageState).records), tab.shown(UsageState).more_records) == (25, False)


def peers(tab: Tab) -> set[str]:
    return {record.peer for record in tab.shown(UsageState).records}


async def test_whom_one_called_is_hidden_until_the_person_asks(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    await tab.fire(UsageState.choose_kind, kind="min")
    assert peers(tab) == {"•••• 12"}
    assert PEER not in str(tab.told)
    await tab.fire(UsageState.reveal)
    assert peers(tab) == {PEER}
    assert 290 < tab.shown(UsageState).whole_for <= 300
    await tab.fire(UsageState.hide)
    await tab.fire(UsageState.choose_period, period="three")
    assert (peers(tab), tab.shown(UsageState).whole_for) == ({"•••• 12"}, 0)


async def opened_so_far(database: Database, person: Person) -> list[tuple[str, object]]:
    """What the journal's owner reads of it."""
    async with database.reading() as db:
        entries = (await queries.page(db, person.principal)).entries
    return [(entry.text, entry.details["number"]) for entry in entries if entry.kind == "call_details_opened"]


OPENED = ("journal.call_details_opened", "•••• 01")


async def test_the_journal_says_that_they_were_opened_once_each_time(
    anna: Person, bss: EmbeddedBss, database: Database, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    await tab.fire(UsageState.choose_kind, kind="min")
    assert await opened_so_far(database, anna) == []
    await tab.fire(UsageState.reveal)
    await tab.fire(UsageState.more)
    await tab.fire(UsageState.reveal)
    assert await opened_so_far(database, anna) == [OPENED]
    await tab.fire(UsageState.hide)
    await tab.fire(UsageState.more)
    assert await opened_so_far(database, anna) == [OPENED]
    for _ in range(13):
        await tab.fire(UsageState.reveal)
        await tab.fire(UsageState.hide)
    # No more: nobody buries the rest of the journal under it.
    assert await opened_so_far(database, anna) == [OPENED] * 12


async def test_a_silent_operator_neither_hides_an_opening_from_the_journal_nor_keeps_it_on_the_screen(
    anna: Person, bss: EmbeddedBss, database: Database, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    await tab.fire(UsageState.choose_period, period="three")
    await tab.fire(UsageState.choose_kind, kind="min")
    with patch.object(EmbeddedBss, "services", side_effect=BssUnavailable):
        await tab.fire(UsageState.reveal)
    assert (peers(tab), await opened_so_far(database, anna)) == ({"•••• 12"}, [])
    await tab.fire(UsageState.load)
    assert (peers(tab), await opened_so_far(database, anna)) == ({PEER}, [OPENED])
    with (
        patch.object(EmbeddedBss, "services", side_effect=BssUnavailable),
        time_machine.travel(clock.now() + timedelta(minutes=6), tick=False),
    ):
        await tab.fire(UsageState.more)
    assert (peers(tab), tab.shown(UsageState).stale) == (set(), True)
    await tab.fire(UsageState.hide)
    assert peers(tab) == {"•••• 12"}


async def test_the_journal_says_that_they_were_taken_as_a_file(
    anna: Person, bss: EmbeddedBss, database: Database, open_tab: OpenTab
) -> None:
    days = {"since": clock.today().isoformat(), "until": clock.today().isoformat()}
    asked = {"id": await sim(bss), "kind": "min", "lang": "ru", **days}
    transport = httpx.ASGITransport(app=Starlette(routes=USAGE_ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        client.cookies.set(cookies.session_cookie(), anna.session)
        hidden = await client.get(routes.USAGE_CSV, params=asked)
        assert (hidden.status_code, PEER in hidden.text) == (200, False)
        with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
            late = await client.get(routes.USAGE_CSV, params={**asked, "details": "1"})
        assert PEER not in late.text
        assert await opened_so_far(database, anna) == []
        whole = await client.get(routes.USAGE_CSV, params={**asked, "details": "1"})
    assert PEER in whole.text
    assert await opened_so_far(database, anna) == [OPENED]


async def test_whom_one_called_is_shown_only_after_a_fresh_proof(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        tab = await opened(open_tab, anna, await sim(bss))
        await tab.fire(UsageState.choose_period, period="three")
        await tab.fire(UsageState.choose_kind, kind="min")
        await tab.fire(UsageState.reveal)
        assert tab.shown(StepUpState).open
        assert peers(tab) == {"•••• 12"}
        assert PEER not in str(tab.told)
    await tab.fire(UsageState.reveal)
    assert peers(tab) == {PEER}


async def test_what_was_shown_is_hidden_by_whatever_is_done_once_the_proof_is_old(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    # Six minutes on it may be another month.
    await tab.fire(UsageState.choose_period, period="three")
    await tab.fire(UsageState.choose_kind, kind="min")
    await tab.fire(UsageState.reveal)
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        await tab.fire(UsageState.more)
    assert (peers(tab), tab.shown(UsageState).whole_for) == ({"•••• 12"}, 0)


async def test_another_persons_service_is_as_good_as_absent(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    for bad in ((await bss.services([FOREIGN]))[0].id, "x", ""):
        tab = await opened(open_tab, anna, bad)
        await tab.fire(UsageState.choose_period, period="three")
        shown = tab.shown(UsageState)
        assert (shown.missing, shown.records, shown.totals) == (True, [], [])


async def test_days_of_ones_own_keep_what_was_typed(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    await tab.fire(UsageState.choose_period, period="own")
    today = clock.today().isoformat()
    await tab.fire(UsageState.choose_days, form={"since": today, "until": "2020-01-01"})
    shown = tab.shown(UsageState)
    assert (shown.errors, shown.until) == ({"since": "consumption.days_reversed"}, "2020-01-01")
    await tab.fire(UsageState.choose_days, form={"since": today, "until": today})
    assert (tab.shown(UsageState).errors, len(tab.shown(UsageState).points)) == ({}, 1)


async def test_a_silent_operator_leaves_what_was_shown(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna, await sim(bss))
    with patch.object(EmbeddedBss, "usage_days", side_effect=BssUnavailable):
        await tab.fire(UsageState.load)
    assert (tab.shown(UsageState).stale, len(tab.shown(UsageState).totals)) == (True, 2)
