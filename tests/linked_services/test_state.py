"""Linking a billing account as a browser does it."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.linked_services.state import LinkState
from rxapp.step_up.state import StepUpState
from tests.gateways.bss.conftest import INTERNET
from tests.linked_services.kit import RIGHT, link_tab, linked
from tests.personas import session_of
from tests.pipeline import OpenTab


async def test_the_right_credentials_link_the_account_and_show_the_dashboard(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={**RIGHT, "account-number": "1000 0000 0001"})
    shown = tab.shown(LinkState)
    assert (shown.step, shown.found_number, shown.found_kinds) == ("confirm", "1000 0000 0001", ["internet"])
    assert await linked(database, person) == []
    await tab.fire(LinkState.confirm, form={"link-name": "Дача"})
    assert (tab.redirected_to, tab.shown(LinkState).errors) == ("/dashboard", {})
    assert await linked(database, person) == [BillingAccount(INTERNET, "RU-NVS")]
    await tab.fire(DashboardState.load)
    assert [(card.account_number, card.name) for card in tab.shown(DashboardState).services] == [(INTERNET, "Дача")]
    await tab.fire(LinkState.load)
    assert (tab.shown(LinkState).number, tab.shown(LinkState).login) == ("", "")


async def test_another_open_tab_of_the_subscriber_shows_the_new_service_at_once(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    other = await open_tab(session=await session_of(database, person.principal))
    await other.fire(DashboardState.load)
    assert (other.shown(DashboardState).services, other.shown(DashboardState).member) == ([], False)
    await tab.fire(LinkState.submit, form=RIGHT)
    await tab.fire(LinkState.confirm, form={"link-name": ""})
    assert len(other.shown(DashboardState).services) == 1
    assert other.shown(DashboardState).member


async def test_an_old_sign_in_is_asked_who_it_is_before_and_after_typing(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    assert not tab.shown(StepUpState).open
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        await tab.fire(LinkState.load)
        assert tab.shown(StepUpState).open
        await tab.fire(StepUpState.show, open=False)
        await tab.fire(LinkState.submit, form=RIGHT)
        assert tab.shown(StepUpState).open
        assert tab.shown(LinkState).errors == {"form": "session.step_up_needed"}
        assert tab.shown(LinkState).number == INTERNET
    assert await linked(database, person) == []


BAD_FORMS = [
    ({"kind": "cable"}, {"kind": "linked_services.kind_missing"}),
    ({"region": ""}, {"region": "linked_services.region_missing"}),
    ({"account-number": "12"}, {"account-number": "linked_services.number_malformed"}),
    ({"account-number": "abcdefghijkl"}, {"account-number": "linked_services.number_malformed"}),
    ({"service-login": ""}, {"service-login": "linked_services.login_missing"}),
    ({"service-password": ""}, {"service-password": "linked_services.password_missing"}),
]


@pytest.mark.parametrize(("typed", "errors"), BAD_FORMS)
async def test_a_malformed_form_is_told_field_by_field_and_keeps_what_was_typed(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, typed: dict[str, str], errors: dict[str, str]
) -> None:
    person, tab = await link_tab(database, open_tab)
    form = {**RIGHT, **typed}
    await tab.fire(LinkState.submit, form=form)
    shown = tab.shown(LinkState)
    assert (shown.errors, tab.redirected_to) == (errors, "")
    typed_back = (shown.region, shown.number, shown.login)
    assert typed_back == (form["region"], form["account-number"], form["service-login"])
    assert await linked(database, person) == []


FOREIGN_FORMS = [
    {"kind": "tv"},
    {"kind": "phone"},
    {"service-password": "wrong"},
    {"service-login": "boris"},
    {"region": "RU-MOW"},
    {"account-number": "999999999999"},
    {"account-number": "200000000001", "region": "RU-MOW"},
]


@pytest.mark.parametrize("typed", FOREIGN_FORMS)
async def test_what_is_not_proved_is_refused_in_one_and_the_same_way(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, typed: dict[str, str]
) -> None:
    person, tab = await link_tab(database, open_tab)
    await tab.fire(LinkState.submit, form={**RIGHT, **typed})
    assert tab.shown(LinkState).errors == {"form": "bss.ownership_not_proven"}
    assert await linked(database, person) == []
    assert RIGHT["service-password"] not in str(tab.told)


async def test_guessing_the_service_password_has_to_wait(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    person, tab = await link_tab(database, open_tab)
    for _ in range(5):
        await tab.fire(LinkState.submit, form={**RIGHT, "service-password": "wrong"})
    await tab.fire(LinkState.submit, form=RIGHT)
    assert tab.shown(LinkState).errors["form"].startswith("limit.too_many?seconds=")
    assert await linked(database, person) == []


async def test_while_the_operator_is_down_the_form_says_so(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, tab = await link_tab(database, open_tab)

    async def down(**_: object) -> None:
        raise BssUnavailable

    monkeypatch.setattr(gateways().bss, "prove_ownership", down)
    await tab.fire(LinkState.submit, form=RIGHT)
    assert tab.shown(LinkState).errors == {"form": "bss.unavailable"}
    assert await linked(database, person) == []


async def test_a_stranger_links_nothing(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await open_tab()
    await tab.fire(LinkState.submit, form=RIGHT)
    assert tab.sent_away_to == "/sign-in"
    assert not tab.shown(LinkState).errors
