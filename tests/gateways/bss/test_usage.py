"""What every adapter must do with usage; the embedded one is asked here."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import KeyReused, ServiceUnknown
from rxapp.gateways.bss.embedded import ledger, operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.errors import AmountRefused, UsageUnknown
from rxapp.gateways.bss.embedded.usage import recording
from rxapp.gateways.bss.usage import UsageDay

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"
MINE = [INTERNET, MOBILE]
RATES = [
    {"service_kind": "mobile", "kind": "min", "minor_per_piece": 250},
    {"service_kind": "mobile", "kind": "gb", "minor_per_piece": 20},
]


@pytest.fixture
async def meter(bss: EmbeddedBss, database: Database) -> EmbeddedBss:
    async with database.writing() as db:
        await recording.set_rates(db, RATES)
    return bss


async def use(bss: EmbeddedBss, kind: str, amount: int, at: datetime | None = None, **more: str) -> None:
    async with bss.changing() as db:
        await recording.record(db, MOBILE, kind, amount, more.pop("key", str(uuid4())), at=at, **more)


async def sim(bss: EmbeddedBss) -> str:
    return (await bss.services([MOBILE]))[0].id


def noon(back: int) -> datetime:
    return clock.moment(clock.today() - timedelta(days=back), time(12))


async def balance(bss: EmbeddedBss) -> int:
    return (await bss.balances([MOBILE]))[0].balance_minor


async def test_days_are_summed_by_kind_within_their_bounds(meter: EmbeddedBss) -> None:
    today = clock.today()
    for back, kind, amount in ((0, "min", 3), (0, "min", 4), (0, "gb", 100), (2, "min", 5), (9, "min", 6)):
        await use(meter, kind, amount, noon(back))
    days = await meter.usage_days(MINE, await sim(meter), since=today - timedelta(days=2), until=today)
    assert days == [
        UsageDay(today - timedelta(days=2), "min", 5, 0),
        UsageDay(today, "gb", 100, 0),
        UsageDay(today, "min", 7, 0),
    ]


async def test_records_come_newest_first_in_pages_of_one_kind_or_all(meter: EmbeddedBss) -> None:
    for back in range(4):
        await use(meter, "min", back + 1, noon(back), peer=f"+7900000000{back}")
    await use(meter, "sms", 1, noon(0))
    today = clock.today()
    span = {"since": today - timedelta(days=30), "until": today}
    first = await meter.usage_records(MINE, await sim(meter), **span, kind="min", limit=3)  # type: ignore[arg-type]
    rest = await meter.usage_records(MINE, await sim(meter), **span, kind="min", offset=3, limit=3)  # type: ignore[arg-type]
    assert ([row.amount for row in first.rows], first.more) == ([1, 2, 3], True)
    assert ([row.peer for row in rest.rows], rest.more) == (["+79000000003"], False)
    assert len((await meter.usage_records(MINE, await sim(meter), **span)).rows) == 5  # type: ignore[arg-type]


async def test_what_is_beyond_the_package_is_charged_by_the_rate_and_the_rest_is_not(
    meter: EmbeddedBss, database: Database
) -> None:
    await use(meter, "min", 590)
    await use(meter, "min", 15)
    assert await balance(meter) == -5 * 250
    packages = {row.kind: (row.used, row.total) for row in (await meter.services([MOBILE]))[0].allowances}
    assert packages["min"] == (600, 600)
    codes = [row.code for row in await meter.events([MOBILE])]
    assert {"usage_charged", "allowance_spent", "allowance_ending"} == set(codes)
    async with database.reading() as db:
        assert await ledger.audit(db) == []


async def test_a_package_tells_once_that_it_ends_and_once_that_it_is_spent(meter: EmbeddedBss) -> None:
    for amount in (479, 1, 1, 118, 1, 1):
        await use(meter, "min", amount)
    codes = [row.code for row in await meter.events([MOBILE])]
    assert (codes.count("allowance_ending"), codes.count("allowance_spent")) == (1, 1)
    await use(meter, "gb", 40 * 1024)
    codes = [row.code for row in await meter.events([MOBILE])]
    assert (codes.count("allowance_ending"), codes.count("allowance_spent")) == (1, 2)


async def test_what_comes_in_takes_nothing_and_what_has_no_rate_costs_nothing(meter: EmbeddedBss) -> None:
    await use(meter, "min", 5_000, flow="in")
    await use(meter, "sms", 5_000)
    assert await balance(meter) == 0
    assert {row.kind: row.used for row in (await meter.services([MOBILE]))[0].allowances}["min"] == 0


async def test_the_same_key_counts_once(meter: EmbeddedBss) -> None:
    await use(meter, "min", 5, key="k")
    await use(meter, "min", 5, key="k")
    with pytest.raises(KeyReused):
        await use(meter, "min", 6, key="k")
    assert {row.kind: row.used for row in (await meter.services([MOBILE]))[0].allowances}["min"] == 5


@pytest.mark.parametrize(("kind", "amount", "flow"), [("mb", 1, "out"), ("min", 1, "up")])
async def test_another_kind_or_way_is_unknown(meter: EmbeddedBss, kind: str, amount: int, flow: str) -> None:
    with pytest.raises(UsageUnknown):
        await use(meter, kind, amount, flow=flow)


@pytest.mark.parametrize("amount", [0, -1, 10**9])
async def test_an_amount_has_its_bounds(meter: EmbeddedBss, amount: int) -> None:
    with pytest.raises(AmountRefused):
        await use(meter, "min", amount)


async def test_another_persons_usage_is_as_good_as_absent(meter: EmbeddedBss) -> None:
    theirs = (await meter.services([FOREIGN]))[0].id
    span = {"since": clock.today(), "until": clock.today()}
    for bad in (theirs, "x", str(uuid4())):
        for asked in (meter.usage_days(MINE, bad, **span), meter.usage_records(MINE, bad, **span)):  # type: ignore[arg-type]
            with pytest.raises(ServiceUnknown):
                await asked


async def test_at_most_a_year_is_told(meter: EmbeddedBss) -> None:
    await use(meter, "min", 1, noon(0))
    await use(meter, "min", 1, noon(400))
    days = await meter.usage_days(MINE, await sim(meter), since=date(2000, 1, 1), until=clock.today())
    assert len(days) == 1


async def test_days_the_wrong_way_round_hold_nothing(meter: EmbeddedBss) -> None:
    await use(meter, "min", 1, noon(0))
    span = {"since": clock.today(), "until": clock.today() - timedelta(days=1)}
    assert await meter.usage_days(MINE, await sim(meter), **span) == []
    assert (await meter.usage_records(MINE, await sim(meter), **span)).rows == []  # type: ignore[arg-type]


async def test_a_film_from_a_reward_is_taken_before_money(meter: EmbeddedBss) -> None:
    async with meter.changing() as db:
        await operator.use_allowance(db, MOBILE, "min", 1, "u")
    await use(meter, "rentals", 1)
    assert await balance(meter) == 0
