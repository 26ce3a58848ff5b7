"""What every adapter must do with changes a subscriber asks for; the embedded one is asked here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss import BssGateway, KeyReused, OfferingUnknown, ServiceUnknown
from rxapp.gateways.bss.embedded import catalogue, ledger, operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.rules import months_before
from rxapp.gateways.bss.ordering import Change, ChangeRefused, OfferChanged, Order, Why
from tests.gateways.bss import ordering_terms

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"
MINE = [INTERNET, MOBILE]
UP = Change("tariff", "net-900")
DOWN = Change("tariff", "net-50", "next_period")
WIFI, MESH, ECO = (Change("option_on", f"net-{name}") for name in ("wifi", "mesh", "eco"))


@pytest.fixture
async def shop(bss: EmbeddedBss, database: Database) -> AsyncIterator[EmbeddedBss]:
    """Anna has 1 000 rubles on the internet account and 20 days to the next charge."""
    await ordering_terms.load(database)
    await pay(bss, INTERNET, 100_000)
    await pay(bss, MOBILE, 100_000)
    yield bss
    async with database.reading() as db:
        assert await ledger.audit(db) == []


async def pay(bss: EmbeddedBss, number: str, minor: int) -> None:
    async with bss.changing() as db:
        await operator.post_payment(db, number, minor, str(uuid4()))


async def service_id(bss: EmbeddedBss, number: str = INTERNET) -> str:
    return (await bss.services([number]))[0].id


async def balance(bss: EmbeddedBss, number: str = INTERNET) -> int:
    return (await bss.balances([number]))[0].balance_minor


async def do(bss: BssGateway, change: Change, number: str = INTERNET, key: str = "") -> Order:
    mine = (await bss.services([number]))[0].id
    quote = await bss.quote(MINE, mine, change)
    return await bss.order(MINE, mine, change, fingerprint=quote.fingerprint, key=key or str(uuid4()))


async def refusal(bss: BssGateway, change: Change, number: str = INTERNET) -> Why:
    with pytest.raises(ChangeRefused) as refused:
        await bss.quote(MINE, (await bss.services([number]))[0].id, change)
    return refused.value.why


def after(**parts: float) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(**parts), tick=True)


async def test_a_service_is_told_with_all_it_is_made_of(shop: EmbeddedBss) -> None:
    detail = await shop.service(MINE, await service_id(shop))
    assert [(part.kind, part.name, part.amount_minor) for part in detail.parts] == [
        ("tariff", "Пятьсот", 65_000),
        ("option", "Адрес", 15_000),
    ]
    assert sum(part.amount_minor for part in detail.parts) == detail.service.next_charge_minor
    assert {offer.offering.id: offer.on for offer in detail.options} == {
        "net-ip": True,
        "net-wifi": False,
        "net-mesh": False,
        "net-eco": False,
    }
    assert (detail.contract, detail.region, detail.days_left) == ("C-1", "RU-NVS", 51)
    assert detail.suspension is not None
    assert (detail.suspension.min_days, detail.suspension.free_days_left) == (5, 10)
    assert (await shop.service(MINE, await service_id(shop, MOBILE))).suspension is None


async def test_tariffs_of_the_region_say_what_they_would_cost_and_what_forbids_them(shop: EmbeddedBss) -> None:
    page = await shop.tariff_offers(MINE, await service_id(shop))
    offers = {offer.offering.id: offer for offer in page.rows}
    assert list(offers) == ["net-50", "net-100", "net-500", "net-900"]
    assert (offers["net-900"].difference_minor, offers["net-900"].direction, offers["net-900"].now) == (
        30_000,
        "up",
        None,
    )
    down = offers["net-50"]
    assert (down.direction, down.fee_minor, down.later) == ("down", 5_000, None)
    assert down.now is not None
    assert (down.now.code, down.now.possible_on) == ("why.only_next_period", clock.today() + timedelta(days=20))
    assert offers["net-500"].current
    assert not page.more


async def test_tariffs_come_in_pages(shop: EmbeddedBss) -> None:
    mine = await service_id(shop)
    first = await shop.tariff_offers(MINE, mine, limit=3)
    rest = await shop.tariff_offers(MINE, mine, offset=3, limit=3)
    assert ([len(first.rows), first.more], [len(rest.rows), rest.more]) == ([3, True], [1, False])


async def test_a_dearer_tariff_at_once_costs_the_difference_for_the_days_left(shop: EmbeddedBss) -> None:
    quote = await shop.quote(MINE, await service_id(shop), UP)
    whole = (clock.today() + timedelta(days=20) - months_before(clock.today() + timedelta(days=20), 1)).days
    assert quote.charge_now_minor == pytest.approx(30_000 * 20 / whole, abs=1)
    assert (quote.price_before_minor, quote.price_after_minor) == (80_000, 110_000)
    order = await do(shop, UP)
    assert (order.status, order.charged_minor) == ("done", quote.charge_now_minor)
    assert await balance(shop) == 100_000 - quote.charge_now_minor
    detail = await shop.service(MINE, await service_id(shop))
    assert (detail.offering.id, detail.service.next_charge_minor) == ("net-900", 110_000)


async def test_a_cheaper_tariff_waits_for_the_next_period_and_is_charged_then(shop: EmbeddedBss) -> None:
    order = await do(shop, DOWN)
    assert (order.status, order.charged_minor) == ("scheduled", 0)
    detail = await shop.service(MINE, await service_id(shop))
    assert (detail.offering.id, [row.offering_id for row in detail.scheduled]) == ("net-500", ["net-50"])
    assert [part.amount_minor for part in detail.parts] == [35_000, 15_000, 5_000]
    assert detail.service.next_charge_minor == 55_000
    assert (await shop.balances([INTERNET]))[0].due_minor == 0
    with after(days=20):
        await shop.charge_due()
        detail = await shop.service(MINE, await service_id(shop))
        assert (detail.offering.id, detail.scheduled) == ("net-50", ())
        assert await balance(shop) == 100_000 - 5_000 - 50_000


async def test_a_change_that_waits_can_be_cancelled_and_forbids_another(shop: EmbeddedBss) -> None:
    order = await do(shop, DOWN)
    assert (await refusal(shop, UP)).code == "why.change_waits"
    await do(shop, Change("cancel", order_id=order.id))
    assert (await refusal(shop, Change("cancel", order_id=order.id))).code == "why.nothing_to_cancel"
    with after(days=20):
        await shop.charge_due()
        assert (await shop.service(MINE, await service_id(shop))).offering.id == "net-500"
        assert await balance(shop) == 20_000


async def test_after_a_change_the_next_one_waits_as_long_as_the_operator_says(shop: EmbeddedBss) -> None:
    await do(shop, UP)
    why = await refusal(shop, DOWN)
    assert (why.code, why.possible_on) == ("why.tariff_pause", clock.today() + timedelta(days=30))


async def test_a_change_at_once_can_be_taken_back_for_a_day_with_all_its_money(shop: EmbeddedBss) -> None:
    order = await do(shop, UP)
    assert order.undo_until is not None
    await do(shop, Change("undo", order_id=order.id))
    detail = await shop.service(MINE, await service_id(shop))
    assert (detail.offering.id, detail.service.next_charge_minor) == ("net-500", 80_000)
    assert await balance(shop) == 100_000
    assert (await refusal(shop, Change("undo", order_id=order.id))).code == "why.undo_not_last"


async def test_after_its_time_or_after_another_change_nothing_is_taken_back(shop: EmbeddedBss) -> None:
    order = await do(shop, UP)
    with after(hours=24, minutes=1):
        assert (await refusal(shop, Change("undo", order_id=order.id))).code == "why.undo_over"
    await do(shop, WIFI)
    assert (await refusal(shop, Change("undo", order_id=order.id))).code == "why.undo_not_last"


async def test_a_change_of_a_period_charged_since_is_not_taken_back(shop: EmbeddedBss) -> None:
    with after(days=19, hours=20):
        order = await do(shop, UP)
    with after(days=20, hours=1):
        await shop.charge_due()
        assert (await refusal(shop, Change("undo", order_id=order.id))).code == "why.undo_over"


async def test_an_option_that_needs_another_comes_after_it_and_goes_before_it(shop: EmbeddedBss) -> None:
    assert await refusal(shop, MESH) == Why("why.requires", {"offering": "net-wifi"})
    await do(shop, WIFI)
    await do(shop, MESH)
    off = Change("option_off", "net-wifi")
    assert await refusal(shop, off) == Why("why.needed_by", {"offering": "net-mesh"})
    await do(shop, Change("option_off", "net-mesh"))
    await do(shop, off)
    assert (await refusal(shop, off)).code == "why.option_ends"
    with after(days=20):
        await pay(shop, INTERNET, 100_000)
        await shop.charge_due()
        detail = await shop.service(MINE, await service_id(shop))
        assert [offer.offering.id for offer in detail.options if offer.on] == ["net-ip"]
        assert detail.service.next_charge_minor == 80_000


async def test_an_option_is_not_switched_on_upon_one_that_is_about_to_end(shop: EmbeddedBss) -> None:
    await do(shop, WIFI)
    await do(shop, Change("option_off", "net-wifi"))
    assert await refusal(shop, MESH) == Why("why.requires", {"offering": "net-wifi"})


async def test_options_that_exclude_each_other_do_so_both_ways(shop: EmbeddedBss) -> None:
    assert await refusal(shop, ECO) == Why("why.excludes", {"offering": "net-ip"})
    await do(shop, Change("option_off", "net-ip"))
    with after(days=20):
        await shop.charge_due()
        await do(shop, ECO)
        assert await refusal(shop, Change("option_on", "net-ip")) == Why("why.excludes", {"offering": "net-eco"})


async def test_an_option_with_gigabytes_gives_them_at_once(shop: EmbeddedBss) -> None:
    await do(shop, Change("option_on", "mob-gb"), MOBILE)
    packages = {row.kind: row.total for row in (await shop.services([MOBILE]))[0].allowances}
    assert packages["gb"] == 40


async def test_a_smaller_package_never_loses_what_was_used(shop: EmbeddedBss) -> None:
    async with shop.changing() as db:
        await operator.use_allowance(db, MOBILE, "gb", 20 * 1024, "k")
    await do(shop, Change("tariff", "mob-5"), MOBILE)
    assert {row.kind: (row.used, row.total) for row in (await shop.services([MOBILE]))[0].allowances} == {
        "gb": (20.0, 20.0),
        "min": (0, 300),
    }
    with after(days=3):
        await shop.charge_due()
        assert {row.kind: row.total for row in (await shop.services([MOBILE]))[0].allowances} == {"gb": 5, "min": 300}


async def test_without_the_money_a_change_says_what_is_lacking(shop: EmbeddedBss) -> None:
    async with shop.changing() as db:
        await operator.charge(db, INTERNET, 99_000, "k")
    cost = (await shop.tariff_offers(MINE, await service_id(shop))).rows[-1].now
    assert cost is not None
    why = await refusal(shop, UP)
    assert (why.code, why) == ("why.money", cost)
    lacking = int(why.params["amount_minor"])
    await pay(shop, INTERNET, lacking - 1)
    assert (await refusal(shop, UP)).params == {"amount_minor": 1}
    await pay(shop, INTERNET, 1)
    await do(shop, UP)
    assert await balance(shop) == 0


async def test_a_debt_forbids_changes_and_says_how_large_it_is(shop: EmbeddedBss) -> None:
    async with shop.changing() as db:
        await operator.charge(db, INTERNET, 100_700, "k")
    for change in (UP, DOWN, WIFI, Change("option_off", "net-ip"), Change("suspend", days=7)):
        assert await refusal(shop, change) == Why("why.debt", {"amount_minor": 700})


async def test_a_voluntary_stop_costs_the_days_beyond_the_free_ones_and_moves_the_charge(shop: EmbeddedBss) -> None:
    due = (await shop.services([INTERNET]))[0].next_charge_on
    assert due is not None
    order = await do(shop, Change("suspend", days=15))
    assert (order.charged_minor, await balance(shop)) == (5_000, 95_000)
    stopped = (await shop.services([INTERNET]))[0]
    assert (stopped.status, stopped.stopped_for) == ("suspended", "own")
    assert stopped.resumes_on == clock.today() + timedelta(days=15)
    assert (await refusal(shop, UP)).code == "why.paused"
    with after(days=15):
        await shop.charge_due()
        again = (await shop.services([INTERNET]))[0]
        assert (again.status != "suspended", again.next_charge_on) == (True, due + timedelta(days=15))
        assert await balance(shop) == 95_000


async def test_a_stop_ended_early_gives_back_the_paid_days_and_counts_the_days_it_took(shop: EmbeddedBss) -> None:
    due = (await shop.services([INTERNET]))[0].next_charge_on
    assert due is not None
    await do(shop, Change("suspend", days=15))
    why = await refusal(shop, Change("resume"))
    assert (why.code, why.possible_on) == ("why.pause_too_short", clock.today() + timedelta(days=5))
    with after(days=8):
        await do(shop, Change("resume"))
        assert await balance(shop) == 100_000
        detail = await shop.service(MINE, await service_id(shop))
        assert detail.service.next_charge_on == due + timedelta(days=8)
        assert detail.suspension is not None
        assert detail.suspension.free_days_left == 2
        assert (await refusal(shop, Change("resume"))).code == "why.not_paused"


@pytest.mark.parametrize("days", [-1, 0, 4, 61, 10**9])
async def test_a_stop_is_as_long_as_the_operator_allows(shop: EmbeddedBss, days: int) -> None:
    why = await refusal(shop, Change("suspend", days=days))
    assert why == Why("why.days_out_of_range", {"least": 5, "most": 60})


async def test_a_kind_without_a_stop_says_so(shop: EmbeddedBss) -> None:
    assert (await refusal(shop, Change("suspend", days=7), MOBILE)).code == "why.no_suspension"


async def test_a_service_stopped_by_the_operator_waits_for_the_operator(shop: EmbeddedBss) -> None:
    async with shop.changing() as db:
        await operator.suspend(db, INTERNET, "k")
    assert (await refusal(shop, UP)).code == "why.stopped_by_operator"
    assert (await refusal(shop, Change("resume"))).code == "why.not_paused"


async def test_the_same_key_orders_once_and_answers_alike(shop: EmbeddedBss) -> None:
    mine = await service_id(shop)
    quote = await shop.quote(MINE, mine, UP)
    first = await shop.order(MINE, mine, UP, fingerprint=quote.fingerprint, key="k")
    second = await shop.order(MINE, mine, UP, fingerprint=quote.fingerprint, key="k")
    assert first == second
    assert await balance(shop) == 100_000 - quote.charge_now_minor
    with pytest.raises(KeyReused):
        await shop.order(MINE, mine, WIFI, fingerprint="another", key="k")
    assert [row.kind for row in (await shop.orders(MINE, mine)).rows] == ["tariff"]


async def test_terms_that_moved_since_the_consent_are_not_carried_out(shop: EmbeddedBss, database: Database) -> None:
    mine = await service_id(shop)
    quote = await shop.quote(MINE, mine, UP)
    dearer = replace(ordering_terms.OFFERINGS[1], prices={"RU-NVS": 96_000})
    async with database.writing() as db:
        await catalogue.load(db, [dearer])
    with pytest.raises(OfferChanged):
        await shop.order(MINE, mine, UP, fingerprint=quote.fingerprint, key="k")
    assert await balance(shop) == 100_000
    assert (await shop.orders(MINE, mine)).rows == []


async def test_a_price_agreed_to_holds_until_its_day(shop: EmbeddedBss, database: Database) -> None:
    await do(shop, DOWN)
    async with database.writing() as db:
        await catalogue.load(db, [replace(ordering_terms.OFFERINGS[0], prices={"RU-NVS": 99_000})])
    with after(days=20):
        await shop.charge_due()
        assert await balance(shop) == 100_000 - 5_000 - 50_000


async def test_two_orders_at_once_with_money_for_one_leave_one(shop: EmbeddedBss) -> None:
    async with shop.changing() as db:
        await operator.charge(db, INTERNET, 92_000, "k")
    mine = await service_id(shop)
    quote = await shop.quote(MINE, mine, WIFI)
    answers = await asyncio.gather(
        *(shop.order(MINE, mine, WIFI, fingerprint=quote.fingerprint, key=f"race-{n}") for n in range(4)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers].count(Order) == 1
    assert await balance(shop) == 8_000 - quote.charge_now_minor


@pytest.mark.parametrize("bad", ["", "x", "5b0b2d2e-3c0f-4f9e-9a43-000000000000", "0" * 32])
async def test_an_absent_service_is_unknown_to_every_verb(shop: EmbeddedBss, bad: str) -> None:
    await unknown_to_every_verb(shop, MINE, bad)


async def test_somebody_elses_service_is_as_good_as_absent(shop: EmbeddedBss) -> None:
    await unknown_to_every_verb(shop, MINE, await service_id(shop, FOREIGN))
    await unknown_to_every_verb(shop, [], await service_id(shop))


async def unknown_to_every_verb(port: BssGateway, numbers: list[str], bad: str) -> None:
    for asked in (
        port.service(numbers, bad),
        port.tariff_offers(numbers, bad),
        port.quote(numbers, bad, UP),
        port.order(numbers, bad, UP, fingerprint="", key="k"),
        port.orders(numbers, bad),
    ):
        with pytest.raises(ServiceUnknown):
            await asked


@pytest.mark.parametrize(
    "change",
    [
        Change("tariff", "net-far"),
        Change("tariff", "mob-30"),
        Change("tariff", "net-ip"),
        Change("option_on", "mob-gb"),
    ],
)
async def test_what_is_not_sold_here_for_this_service_is_unknown(shop: EmbeddedBss, change: Change) -> None:
    with pytest.raises(OfferingUnknown):
        await shop.quote(MINE, await service_id(shop), change)


async def test_each_change_is_told_in_the_feed(shop: EmbeddedBss) -> None:
    order = await do(shop, DOWN)
    await do(shop, Change("cancel", order_id=order.id))
    await do(shop, UP)
    codes = {row.code for row in await shop.events([INTERNET])}
    assert {"change_scheduled", "order_cancelled", "tariff_changed"} <= codes
