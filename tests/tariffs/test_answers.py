"""What becomes of an order: moved terms, refusals, silence, an answer lost; and the receipt that tells of it."""

import re
from datetime import date
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded import operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.ordering import Change, ChangeRefused, Why
from rxapp.i18n.catalogue import LOCALES, messages
from rxapp.i18n.texts import text
from rxapp.linked_services.tables import ServiceLink
from rxapp.tariffs.change import rules, service
from rxapp.tariffs.change.state import ChangeState
from rxapp.tariffs.receipts import queries
from rxapp.tariffs.receipts import rules as receipts_rules
from rxapp.tariffs.receipts import service as receipts
from rxapp.tariffs.state import ServiceState
from tests.gateways.bss.conftest import INTERNET
from tests.personas import Person
from tests.pipeline import OpenTab
from tests.services.tampering import tamper
from tests.tariffs.kit import ask, asked_for_a_router, internet, opened


async def test_terms_that_moved_while_the_window_was_open_are_told_and_nothing_is_done(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    async with shop.changing() as db:
        await operator.charge(db, INTERNET, 100_500, "elsewhere")
    await tab.fire(ChangeState.confirm)
    reason = tab.shown(ChangeState).reason
    assert (tab.shown(ChangeState).step, reason.text, reason.amount_minor) == ("refused", "why.debt", 500)
    (receipt,) = tab.shown(ServiceState).receipts
    assert (receipt.status, receipt.why) == ("refused", "Сначала погасите долг 5\xa0₽")


async def test_a_refused_receipt_names_the_option_its_rule_speaks_of(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    await tab.fire(ChangeState.confirm)
    await ask(tab, mine, "option_on", "net-mesh")
    (router,) = (await shop.orders([INTERNET], mine)).rows
    undo = Change("undo", order_id=router.id)
    quote = await shop.quote([INTERNET], mine, undo)
    await shop.order([INTERNET], mine, undo, fingerprint=quote.fingerprint, key="elsewhere")
    await tab.fire(ChangeState.confirm)
    receipt = tab.shown(ServiceState).receipts[0]
    assert (receipt.status, receipt.why) == ("refused", "Работает только вместе с опцией «Роутер»")
    async with database.reading() as db:
        found = await queries.one(db, anna.principal, UUID(receipt.id))
    assert found
    assert receipt.why in receipts_rules.document(found[0], receipt.status, receipts_rules.why(*found), "rxapp", "Анна")


async def test_a_name_that_the_operator_does_not_tell_leaves_the_receipt_without_words_of_the_rule(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    for why in (Why("why.requires", {"offering": "gone"}), Why("why.needed_by", {"offering": "net-ip"})):
        silent = patch.object(EmbeddedBss, "service", side_effect=BssUnavailable)
        with patch.object(EmbeddedBss, "order", side_effect=ChangeRefused(why)), silent:
            await tab.fire(ChangeState.confirm)
        assert (tab.shown(ChangeState).step, tab.shown(ChangeState).error) == ("refused", "bss.change_refused")
        await tab.fire(ServiceState.load)
        assert tab.shown(ServiceState).receipts[0].why == text("ru", "bss.change_refused")
        await ask(tab, mine, "option_on", "net-wifi")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", sorted(code for code in messages("ru") if code.startswith("why.")))
def test_every_rule_is_a_whole_sentence_in_every_language(locale: str, code: str) -> None:
    params: dict[str, str | int] = {"amount_minor": 500, "days": 30, "least": 5, "most": 60, "offering": "net-ip"}
    why = Why(code, params, date(2026, 12, 5))
    words = rules.refusal(why, locale, date(2026, 12, 1), "Wi-Fi")
    assert words
    assert not re.search(r"[{}]|why\.", words)


async def test_an_account_unlinked_while_the_window_was_open_is_no_longer_changed(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    async with database.writing() as db:
        for link in (await db.exec(select(ServiceLink).where(ServiceLink.account_number == INTERNET))).all():
            await db.delete(link)
    await tab.fire(ChangeState.confirm)
    assert tab.shown(ChangeState).step == "moved"
    assert (await shop.orders([INTERNET], mine)).rows == []


async def test_an_operator_that_falls_silent_gets_the_order_later_and_once(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    with patch.object(EmbeddedBss, "order", side_effect=BssUnavailable):
        await tab.fire(ChangeState.confirm)
        assert tab.shown(ChangeState).step == "sent"
        monkeypatch.setattr(service, "ANSWER_WITHIN", clock.now() - clock.now())
        assert await service.resend(database, gateways().bss) == 0
    await tab.fire(ServiceState.load)
    assert tab.shown(ServiceState).receipts[0].status == "sent"
    assert await service.resend(database, gateways().bss) == 1
    assert await service.resend(database, gateways().bss) == 0
    await tab.fire(ServiceState.load)
    assert tab.shown(ServiceState).receipts[0].status == "done"
    assert len((await shop.orders([INTERNET], mine)).rows) == 1


async def test_an_answer_lost_on_its_way_is_asked_for_again_and_nothing_is_paid_twice(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, tab = await asked_for_a_router(shop, open_tab, anna)
    carried = EmbeddedBss.order

    async def deaf(*args: object, **named: object) -> None:
        await carried(*args, **named)  # type: ignore[arg-type]
        raise BssUnavailable

    with patch.object(EmbeddedBss, "order", deaf):
        await tab.fire(ChangeState.confirm)
    balance = (await shop.balances([INTERNET]))[0].balance_minor
    monkeypatch.setattr(service, "ANSWER_WITHIN", clock.now() - clock.now())
    assert await service.resend(database, gateways().bss) == 1
    assert (await shop.balances([INTERNET]))[0].balance_minor == balance < 100_000
    await tab.fire(ServiceState.load)
    assert tab.shown(ServiceState).receipts[0].status == "done"


async def test_a_receipt_altered_behind_the_products_back_is_found(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    for option in ("net-wifi", "net-mesh"):
        await ask(tab, mine, "option_on", option)
        await tab.fire(ChangeState.confirm)
    with pytest.raises(DBAPIError):
        async with database.writing() as db:
            await db.exec(sql("UPDATE change_receipt SET charge_now_minor = 1"))  # type: ignore[call-overload]
    await tamper(database, "UPDATE change_receipt SET charge_now_minor = 1 WHERE number = 2")
    async with database.reading() as db:
        assert await receipts.first_flaw(db, anna.principal.account_id) == 2
