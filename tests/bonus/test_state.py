"""The bonus page and the window of a reward, as a browser drives them."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine

from rxapp.bonus.state import BonusState
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded import operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.step_up.state import StepUpState
from tests.gateways.bss import reward_terms
from tests.gateways.bss.conftest import FOREIGN, INTERNET, MOBILE
from tests.personas import Person, session_of, subscriber
from tests.pipeline import OpenTab, Tab

ANNAS = (BillingAccount(INTERNET, "RU-NVS"), BillingAccount(MOBILE, "RU-NVS"))


@pytest.fixture
async def anna(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> Person:
    """A member with 500 points."""
    await reward_terms.load(database)
    person = await subscriber(database, "anna", owns=ANNAS)
    await give(bss, 500)
    return person


async def give(bss: EmbeddedBss, points: int) -> None:
    async with bss.changing() as db:
        await operator.add_points(db, INTERNET, points, str(uuid4()))


async def opened(open_tab: OpenTab, person: Person) -> Tab:
    tab = await open_tab(session=person.session)
    await tab.fire(BonusState.load)
    return tab


async def test_points_rewards_and_reasons_are_shown(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    shown = tab.shown(BonusState)
    assert (shown.standing.member, shown.standing.points, shown.standing.expiring_points) == (True, 500, 500)
    offers = {offer.id: offer for offer in shown.offers}
    assert (offers["film"].why, offers["min"].why) == ("why.no_service_for_reward", "")
    assert [(line.points, line.text) for line in shown.lines] == [(500, "bonus.by_operator")]


async def test_a_reward_is_taken_once_however_often_it_is_pressed_and_every_tab_shows_it(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna)
    start = await open_tab(session=anna.session)
    await start.fire(DashboardState.load)
    await tab.fire(BonusState.take)
    await tab.fire(BonusState.choose, reward_id="min")
    assert tab.shown(BonusState).step == "agree"
    await tab.fire(BonusState.take)
    await tab.fire(BonusState.take)
    assert (tab.shown(BonusState).step, tab.shown(BonusState).standing.points) == ("done", 420)
    assert start.shown(DashboardState).points == 420
    mobile = next(card for card in start.shown(DashboardState).services if card.kind == "mobile")
    assert {bar.kind: bar.total for bar in mobile.bars}["min"] == 660
    assert tab.shown(BonusState).lines[0].text == "bonus.by_reward"


async def test_a_lost_answer_is_asked_for_again_by_the_same_window(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(BonusState.choose, reward_id="min")
    taken = EmbeddedBss.redeem

    async def deaf(*args: object, **named: object) -> None:
        await taken(*args, **named)  # type: ignore[arg-type]
        raise BssUnavailable

    with patch.object(EmbeddedBss, "redeem", deaf):
        await tab.fire(BonusState.take)
    assert (tab.shown(BonusState).step, tab.shown(BonusState).error) == ("agree", "bss.unavailable")
    await tab.fire(BonusState.take)
    assert (tab.shown(BonusState).step, tab.shown(BonusState).standing.points) == ("done", 420)


async def test_points_spent_meanwhile_are_told_in_the_window(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(BonusState.choose, reward_id="days")
    await give(bss, -450)
    await tab.fire(BonusState.take)
    shown = tab.shown(BonusState)
    assert (shown.step, shown.error, shown.why_count) == ("refused", "why.points", 250)


async def test_a_remembered_session_is_asked_who_it_is_and_spends_nothing(
    anna: Person, open_tab: OpenTab, database: Database
) -> None:
    looking = replace(anna, session=await session_of(database, anna.principal, remembered=True))
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        tab = await opened(open_tab, looking)
        await tab.fire(BonusState.choose, reward_id="days")
        await tab.fire(BonusState.take)
    assert tab.shown(StepUpState).open
    assert (tab.shown(BonusState).step, tab.shown(BonusState).chosen) == ("", None)
    assert tab.shown(BonusState).standing.points == 500


@pytest.mark.parametrize("reward", ["film", "yacht", ""])
async def test_a_reward_that_cannot_be_taken_opens_no_window(
    anna: Person, bss: EmbeddedBss, open_tab: OpenTab, reward: str
) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(BonusState.choose, reward_id=reward)
    await tab.fire(BonusState.take)
    assert tab.shown(BonusState).step == ""
    assert tab.shown(BonusState).standing.points == 500


async def test_another_persons_service_cannot_be_chosen(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(BonusState.choose, reward_id="off")
    mine = tab.shown(BonusState).service_id
    await tab.fire(BonusState.choose_service, service_id=(await bss.services([FOREIGN]))[0].id)
    assert tab.shown(BonusState).service_id == mine
    other = next(suit.id for suit in tab.shown(BonusState).chosen.suits if suit.id != mine)
    await tab.fire(BonusState.choose_service, service_id=other)
    assert tab.shown(BonusState).service_id == other


async def test_without_a_linked_account_there_is_nothing_to_join(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    boris = await subscriber(database, "boris", "Борис")
    tab = await opened(open_tab, boris)
    await tab.fire(BonusState.join)
    shown = tab.shown(BonusState)
    assert (shown.linked, shown.standing.member, shown.error) == (0, False, "bonus.nothing_linked")


async def test_a_silent_operator_leaves_what_was_shown(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    with patch.object(EmbeddedBss, "loyalty", side_effect=BssUnavailable):
        await tab.fire(BonusState.load)
    assert (tab.shown(BonusState).stale, tab.shown(BonusState).standing.points) == (True, 500)


async def test_more_of_the_history_comes_when_asked_for(anna: Person, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    for _ in range(11):
        await give(bss, 1)
    tab = await opened(open_tab, anna)
    assert (len(tab.shown(BonusState).lines), tab.shown(BonusState).more_lines) == (10, True)
    await tab.fire(BonusState.more)
    assert (len(tab.shown(BonusState).lines), tab.shown(BonusState).more_lines) == (12, False)
