"""Linking a billing account as a browser does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.linked_services import service as links
from rxapp.linked_services.state import LinkState
from rxapp.step_up.state import StepUpState
from tests.gateways.bss.conftest import INTERNET, MOBILE
from tests.personas import Person, session_of, subscriber
from tests.pipeline import OpenTab, Tab

RIGHT = {
    "kind": "internet",
    "region": "RU-NVS",
    "account-number": INTERNET,
    "service-login": "anna",
    "service-password": "net-secret",
}


async def link_tab(database: Database, open_tab: OpenTab, name: str = "anna") -> tuple[Person, Tab]:
    person = await subscriber(database, name)
    tab = await open_tab(session=person.session)
    await tab.fire(LinkState.load)
    return person, tab


async def linked(database: Database, person: Person) -> list[BillingAccount]:
    async with database.reading() as db:
        return await links.linked_accounts(db, person.principal)


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


ELSEWHERE = "+79990000001"
ANNAS_SIM = "+79120000001"


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


async def code_sent(database: Database, to: str) -> str:
    async with database.reading() as db:
        newest = select(OutboxMessage).where(OutboxMessage.to == to).order_by(col(OutboxMessage.created_at).desc())
        found = re.search(r"#(\d{6})", (await db.exec(newest)).first().text)  # type: ignore[union-attr]
    assert found
    return found[1]
