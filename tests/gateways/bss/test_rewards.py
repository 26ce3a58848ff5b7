"""What every adapter must do with points and rewards; the embedded one is asked here."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss import KeyReused, ServiceUnknown
from rxapp.gateways.bss.embedded import ledger, operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.errors import PaymentUnknown, RefundTooLarge
from rxapp.gateways.bss.embedded.rewards.refunds import refund_payment
from rxapp.gateways.bss.embedded.rewards.tables import BssPointLot
from rxapp.gateways.bss.embedded.rules import months_after
from rxapp.gateways.bss.embedded.tables import BssLoyaltyMember, BssPointEntry
from rxapp.gateways.bss.ordering import Change, Why
from rxapp.gateways.bss.rewards import Redemption, RewardRefused, RewardUnknown
from tests.gateways.bss import ordering_terms, reward_terms

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"
MINE = [INTERNET, MOBILE]


@pytest.fixture
async def club(bss: EmbeddedBss, database: Database) -> AsyncIterator[EmbeddedBss]:
    """Anna is a member with no points yet."""
    await reward_terms.load(database)
    await bss.enrol(INTERNET)
    yield bss
    async with database.reading() as db:
        assert await ledger.audit(db) == []
        for member in (await db.exec(select(BssLoyaltyMember))).all():
            entries = await db.exec(select(BssPointEntry.points).where(BssPointEntry.customer_id == member.customer_id))
            lots = await db.exec(select(BssPointLot.left).where(BssPointLot.customer_id == member.customer_id))
            assert member.points == sum(entries) == sum(lots)


async def pay(bss: EmbeddedBss, rubles: int, number: str = INTERNET, key: str = "", at: datetime | None = None) -> str:
    key = key or str(uuid4())
    async with bss.changing() as db:
        await operator.post_payment(db, number, rubles * 100, key, at)
    return key


async def give(bss: EmbeddedBss, points: int, at: datetime | None = None) -> None:
    async with bss.changing() as db:
        await operator.add_points(db, INTERNET, points, str(uuid4()), at)


async def points(bss: EmbeddedBss) -> int:
    return (await bss.loyalty([INTERNET]))[0].points


async def service_id(bss: EmbeddedBss, number: str = INTERNET) -> str:
    return (await bss.services([number]))[0].id


async def redeem(bss: EmbeddedBss, reward: str, number: str = INTERNET, key: str = "") -> Redemption:
    return await bss.redeem(MINE, await service_id(bss, number), reward, key=key or str(uuid4()))


async def refusal(bss: EmbeddedBss, reward: str, number: str = INTERNET) -> Why:
    with pytest.raises(RewardRefused) as refused:
        await redeem(bss, reward, number)
    return refused.value.why


def after(**parts: float) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(**parts), tick=True)


async def test_a_higher_level_earns_at_a_higher_rate(club: EmbeddedBss) -> None:
    await pay(club, 1000)
    assert await points(club) == 10
    await give(club, 990)
    assert (await club.loyalty([INTERNET]))[0].level == "privilege"
    await pay(club, 1000)
    assert await points(club) == 1015
    await give(club, 2000)
    await pay(club, 1000)
    assert await points(club) == 3035


async def test_a_level_holds_for_a_year_and_then_counts_what_was_earned_lately(club: EmbeddedBss) -> None:
    await give(club, 1000)
    standing = (await club.loyalty([INTERNET]))[0]
    until = months_after(clock.today(), 12)
    assert (standing.level, standing.level_until, standing.next_level, standing.to_next) == (
        "privilege", until, "vip", 2000,
    )  # fmt: skip
    async with club.changing() as db:
        await operator.add_points(db, INTERNET, -1000, "spend")
    assert (await club.loyalty([INTERNET]))[0].level == "privilege"
    with time_machine.travel(clock.moment(until), tick=True):
        assert (await club.loyalty([INTERNET]))[0].level == "privilege"
    with time_machine.travel(clock.moment(until + timedelta(days=2)), tick=True):
        standing = (await club.loyalty([INTERNET]))[0]
        assert (standing.level, standing.level_until, standing.to_next) == ("standard", None, 1000)


async def test_points_expire_oldest_first_after_a_year_and_on_their_last_day_still_buy(club: EmbeddedBss) -> None:
    await give(club, 100, now() - timedelta(days=200))
    await give(club, 50)
    standing = (await club.loyalty([INTERNET]))[0]
    first = months_after(clock.day_of(now() - timedelta(days=200)), 12)
    assert (standing.expiring_points, standing.expiring_on) == (100, first)
    await redeem(club, "min", MOBILE)
    assert (await club.loyalty([INTERNET]))[0].expiring_points == 20
    assert await club.run_bonus(first) == 0
    assert await points(club) == 70
    assert await club.run_bonus(first + timedelta(days=1)) == 1
    assert await club.run_bonus(first + timedelta(days=1)) == 0
    assert await points(club) == 50
    assert (await club.point_history(MINE)).rows[0].kind in ("reward", "operator", "expiry")
    assert {row.kind for row in (await club.point_history(MINE)).rows} == {"operator", "reward", "expiry"}


async def test_birthday_and_years_of_loyalty_are_given_once_a_year_and_made_up_for(
    bss: EmbeddedBss, database: Database
) -> None:
    today = clock.today()
    yesterday, week = today - timedelta(days=1), today - timedelta(days=7)
    await reward_terms.load(database, since=months_after(week, -36), birth_date=months_after(yesterday, -12 * 30))
    with after(days=-10):
        await bss.enrol(INTERNET)
    assert await bss.run_bonus() == 2
    assert await bss.run_bonus() == 0
    assert await points(bss) == 100 + 3 * 50
    assert {(row.kind, row.points) for row in (await bss.point_history(MINE)).rows} == {
        ("birthday", 100),
        ("years", 150),
    }
    codes = {row.code for row in await bss.events([INTERNET])}
    assert {"points_birthday", "points_years"} <= codes


async def test_a_day_before_joining_gives_nothing(bss: EmbeddedBss, database: Database) -> None:
    yesterday = clock.today() - timedelta(days=1)
    await reward_terms.load(database, birth_date=months_after(yesterday, -12 * 30))
    await bss.enrol(INTERNET)
    assert await bss.run_bonus() == 0


async def test_who_was_born_on_the_29th_of_february_has_a_birthday_every_year(
    bss: EmbeddedBss, database: Database
) -> None:
    await reward_terms.load(database, birth_date=date(2000, 2, 29))
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=now().tzinfo)):
        await bss.enrol(INTERNET)
    assert await bss.run_bonus(date(2027, 2, 27)) == 0
    assert await bss.run_bonus(date(2027, 2, 28)) == 1
    assert await bss.run_bonus(date(2027, 3, 1)) == 0


async def test_the_jobs_run_twice_at_once_give_once(bss: EmbeddedBss, database: Database) -> None:
    await reward_terms.load(database, birth_date=months_after(clock.today(), -12 * 30))
    await bss.enrol(INTERNET)
    await asyncio.gather(bss.run_bonus(), bss.run_bonus())
    assert await points(bss) == 100


async def test_a_reward_of_minutes_is_there_at_once_and_for_this_month_only(
    club: EmbeddedBss, database: Database
) -> None:
    await ordering_terms.load(database)
    await give(club, 100)
    await redeem(club, "min", MOBILE)
    packages = {row.kind: row.total for row in (await club.services([MOBILE]))[0].allowances}
    assert packages["min"] == 660
    await pay(club, 1000, MOBILE)
    mine = await service_id(club, MOBILE)
    quote = await club.quote(MINE, mine, Change("option_on", "mob-gb"))
    await club.order(MINE, mine, Change("option_on", "mob-gb"), fingerprint=quote.fingerprint, key="o")
    assert {row.kind: row.total for row in (await club.services([MOBILE]))[0].allowances}["min"] == 660
    with after(days=3):
        await club.charge_due()
        assert {row.kind: row.total for row in (await club.services([MOBILE]))[0].allowances}["min"] == 600


async def test_a_discount_is_taken_off_the_coming_charges_until_it_is_used_up(club: EmbeddedBss) -> None:
    await pay(club, 2000)
    await give(club, 300)
    before = (await club.balances([INTERNET]))[0].balance_minor
    await redeem(club, "off")
    assert (await club.services([INTERNET]))[0].next_charge_minor == 0
    discount = (await club.service(MINE, await service_id(club))).parts[-1]
    assert (discount.kind, discount.amount_minor) == ("discount", -80_000)
    with after(days=20):
        await club.charge_due()
        assert (await club.balances([INTERNET]))[0].balance_minor == before
        assert (await club.services([INTERNET]))[0].next_charge_minor == 60_000
    with after(days=52):
        await club.charge_due()
        assert (await club.balances([INTERNET]))[0].balance_minor == before - 60_000


async def test_days_of_internet_move_the_next_charge(club: EmbeddedBss) -> None:
    due = (await club.services([INTERNET]))[0].next_charge_on
    assert due is not None
    await give(club, 300)
    await redeem(club, "days")
    assert (await club.services([INTERNET]))[0].next_charge_on == due + timedelta(days=3)


async def test_what_stands_in_the_way_of_a_reward_is_named(club: EmbeddedBss) -> None:
    offers = {offer.reward.id: offer for offer in await club.rewards(MINE)}
    assert list(offers) == ["film", "min", "off", "days"]
    assert offers["film"].why_not == Why("why.no_service_for_reward")
    assert offers["min"].why_not == Why("why.points", {"count": 80})
    await give(club, 500)
    assert (await club.rewards(MINE))[1].suits[0].number == "+79120000001"
    assert await refusal(club, "days", MOBILE) == Why("why.no_service_for_reward")
    await redeem(club, "off")
    month = months_after(clock.today().replace(day=1), 1)
    assert await refusal(club, "off", MOBILE) == Why("why.reward_taken", {"count": 1}, month)
    assert {offer.reward.id: offer.why_not for offer in await club.rewards(MINE)}["off"] is not None
    async with club.changing() as db:
        await operator.suspend(db, INTERNET, "stop")
    assert await refusal(club, "days") == Why("why.service_stands_still")


async def test_nobody_outside_of_the_programme_takes_anything(bss: EmbeddedBss, database: Database) -> None:
    await reward_terms.load(database)
    assert all(offer.why_not == Why("why.not_a_member") for offer in await bss.rewards(MINE))
    assert await refusal(bss, "off") == Why("why.not_a_member")
    assert (await bss.point_history(MINE)).rows == []


async def test_of_two_redemptions_at_once_with_points_for_one_exactly_one_wins(club: EmbeddedBss) -> None:
    await give(club, 80)
    answers = await asyncio.gather(
        redeem(club, "min", MOBILE, "a"), redeem(club, "min", MOBILE, "b"), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Redemption", "RewardRefused"]
    assert await points(club) == 0


async def test_the_same_key_redeems_once_and_answers_alike(club: EmbeddedBss) -> None:
    await give(club, 500)
    first, second = await redeem(club, "min", MOBILE, "k"), await redeem(club, "min", MOBILE, "k")
    assert (first, await points(club)) == (second, 420)
    with pytest.raises(KeyReused):
        await redeem(club, "off", MOBILE, "k")


async def test_another_persons_service_is_as_good_as_absent(club: EmbeddedBss) -> None:
    await give(club, 500)
    for bad in (await service_id(club, FOREIGN), "x", str(uuid4())):
        with pytest.raises(ServiceUnknown):
            await club.redeem(MINE, bad, "off", key="k")
    with pytest.raises(RewardUnknown):
        await redeem(club, "yacht")
    assert (await club.point_history([FOREIGN])).rows == []


async def test_a_refund_takes_the_points_of_its_payment_back_in_proportion(club: EmbeddedBss) -> None:
    payment = await pay(club, 1000)
    await give(club, 5)
    async with club.changing() as db:
        await refund_payment(db, INTERNET, payment, 50_000, "r1")
        await refund_payment(db, INTERNET, payment, 50_000, "r1")
    assert (await points(club), (await club.balances([INTERNET]))[0].balance_minor) == (10, 50_000)
    async with club.changing() as db:
        await refund_payment(db, INTERNET, payment, 50_000, "r2")
    assert (await points(club), (await club.balances([INTERNET]))[0].balance_minor) == (5, 0)
    with pytest.raises(RefundTooLarge):
        async with club.changing() as db:
            await refund_payment(db, INTERNET, payment, 1, "r3")


async def test_a_refund_never_takes_more_points_than_there_are(club: EmbeddedBss) -> None:
    payment = await pay(club, 10_000)
    await redeem(club, "min", MOBILE)
    async with club.changing() as db:
        await refund_payment(db, INTERNET, payment, 1_000_000, "r")
    assert await points(club) == 0


async def test_a_payment_of_another_account_is_not_refunded_here(club: EmbeddedBss) -> None:
    theirs = await pay(club, 100, FOREIGN)
    for key in (theirs, "absent"):
        with pytest.raises(PaymentUnknown):
            async with club.changing() as db:
                await refund_payment(db, INTERNET, key, 100, "r")


async def test_the_history_comes_in_pages_newest_first(club: EmbeddedBss) -> None:
    for place in range(5):
        await give(club, place + 1, now() - timedelta(hours=9 - place))
    first = await club.point_history(MINE, limit=3)
    rest = await club.point_history(MINE, offset=3, limit=3)
    assert ([row.points for row in first.rows], first.more) == ([5, 4, 3], True)
    assert ([row.points for row in rest.rows], rest.more) == ([2, 1], False)


async def test_lots_are_taken_in_the_order_they_expire(club: EmbeddedBss, database: Database) -> None:
    await give(club, 60, now() - timedelta(days=1))
    await give(club, 60, now() - timedelta(days=90))
    await redeem(club, "min", MOBILE)
    async with database.reading() as db:
        lots = (await db.exec(select(BssPointLot).order_by(col(BssPointLot.expires_on)))).all()
    assert [lot.left for lot in lots] == [0, 40]
