"""The card and the window, as a browser drives them."""

from datetime import timedelta

import httpx
import pytest
import time_machine
from sqlmodel import select
from starlette.applications import Starlette

from rxapp import routes
from rxapp.accounts.doors.events import DoorState
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.service import ConsentGiven, _consent
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.http import cookies
from rxapp.dashboard.state import DashboardState
from rxapp.profile.personal_data.state import PersonalDataState as State
from rxapp.profile.personal_data.web import PERSONAL_DATA_ROUTES
from rxapp.profile.settings.state import SettingsState
from rxapp.profile.tables import ClosedAccount
from rxapp.sign_in.state import SignInState
from rxapp.step_up.state import StepUpState
from tests.personas import PASSWORD, Person, subscriber
from tests.pipeline import OpenTab, Pipeline, Tab

LATER = timedelta(minutes=6)


@pytest.fixture
async def anna(database: Database, open_tab: OpenTab) -> Person:
    return await subscriber(database, "anna")


async def opened(open_tab: OpenTab, person: Person) -> Tab:
    tab = await open_tab(session=person.session, path=routes.PROFILE)
    await tab.fire(State.load)
    return tab


async def closed(database: Database) -> int:
    async with database.reading() as db:
        return len((await db.exec(select(ClosedAccount))).all())


async def test_the_file_is_there_while_the_proof_is_fresh(anna: Person, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    assert 290 < tab.shown(State).fresh_for <= 300


@pytest.mark.parametrize("what", [State.ask_for_file, State.ask_to_close])
async def test_an_old_proof_opens_the_window_that_asks_who_it_is(anna: Person, open_tab: OpenTab, what: object) -> None:
    with time_machine.travel(clock.now() + LATER, tick=False):
        tab = await opened(open_tab, anna)
        await tab.fire(what)
        assert tab.shown(StepUpState).open
        assert (tab.shown(State).fresh_for, tab.shown(State).closing) == (0, False)


async def test_taking_back_the_consent_to_processing_leads_to_the_window(
    anna: Person, database: Database, open_tab: OpenTab
) -> None:
    given = ConsentGiven("personal_data", "2026-11", "0" * 64, "ru", clock.now(), "127.0.0.1")
    async with database.writing() as db:
        row = _consent(anna.principal.account_id, given)
        db.add(row)
        consent_id = str(row.id)
    tab = await opened(open_tab, anna)
    await tab.fire(SettingsState.withdraw, consent_id=consent_id)
    assert tab.shown(State).closing
    assert tab.shown(SettingsState).errors == {"consents": "profile.closing_needed"}
    with time_machine.travel(clock.now() + LATER, tick=False):
        await tab.fire(State.show_closing, open=False)
        await tab.fire(SettingsState.withdraw, consent_id=consent_id)
        assert (tab.shown(State).closing, tab.shown(StepUpState).open) == (False, True)


async def test_without_the_tick_nothing_happens(anna: Person, database: Database, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(State.ask_to_close)
    assert tab.shown(State).closing
    for form in ({}, {"sure": "off"}, {"sure": "true"}):
        await tab.fire(State.close, form=form)
        shown = tab.shown(State)
        assert (shown.closing, shown.errors, shown.closed) == (True, {"sure": "personal_data.not_confirmed"}, "")
    assert await closed(database) == 0


async def test_a_window_left_open_too_long_asks_again(anna: Person, database: Database, open_tab: OpenTab) -> None:
    tab = await opened(open_tab, anna)
    await tab.fire(State.ask_to_close)
    with time_machine.travel(clock.now() + LATER, tick=False):
        await tab.fire(State.close, form={"sure": "on"})
    assert tab.shown(StepUpState).open
    assert await closed(database) == 0


async def test_closing_sends_every_tab_away_and_says_nothing_new_at_the_sign_in(
    anna: Person, database: Database, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna)
    other = await open_tab(session=anna.session, path=routes.DASHBOARD)
    await other.fire(DashboardState.load)
    await tab.fire(State.ask_to_close)
    await tab.fire(State.close, form={"sure": "on"})
    assert tab.shown(State).closed == "closed"
    assert await closed(database) == 1
    assert other.sent_away_to == routes.SIGN_IN
    await tab.fire(State.load)
    assert tab.shown(DoorState).leave_to == routes.SIGN_IN
    stranger = await open_tab(browser_cookie="stranger")
    refusals = []
    for name in ("anna", "nobody-at-all"):
        form = {"username": name, "password": PASSWORD, "remember": False, "tab": "login", "entry": "own"}
        await stranger.fire(SignInState.submit, form=form)
        refusals.append((stranger.shown(SignInState).errors, stranger.shown(SignInState).ticket))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] != {}
    async with database.reading() as db:
        told = (await db.exec(select(OutboxMessage.to).where(OutboxMessage.purpose == "notice.account_closed"))).all()
    assert set(told) == {anna.phone, anna.email}


async def test_the_file_comes_by_its_own_route(anna: Person, database: Database, pipeline: Pipeline) -> None:
    transport = httpx.ASGITransport(app=Starlette(routes=PERSONAL_DATA_ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        stranger = await client.get(routes.PERSONAL_DATA)
        assert stranger.status_code == 404
        client.cookies.set(cookies.session_cookie(), anna.session)
        elsewhere = await client.get(routes.PERSONAL_DATA, headers={"Sec-Fetch-Site": "cross-site"})
        with time_machine.travel(clock.now() + LATER, tick=False):
            late = await client.get(routes.PERSONAL_DATA)
        assert (elsewhere.status_code, late.status_code) == (403, 403)
        for _ in range(5):
            answer = await client.get(routes.PERSONAL_DATA, headers={"Sec-Fetch-Site": "same-origin"})
            assert (answer.status_code, answer.content[:2]) == (200, b"PK")
        assert answer.headers["content-disposition"] == 'attachment; filename="personal-data.zip"'
        refused = await client.get(routes.PERSONAL_DATA)
        assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
        given = (stranger, elsewhere, late, answer, refused)
        assert {reply.headers["cache-control"] for reply in given} == {"no-store"}
