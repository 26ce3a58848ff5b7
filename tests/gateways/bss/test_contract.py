"""What every adapter of the port must do; the embedded one is asked here."""

from datetime import timedelta

import pytest

from rxapp.core import clock
from rxapp.core.clock import now
from rxapp.gateways.bss import BillingAccount, BssGateway, OwnershipNotProven
from rxapp.gateways.bss.embedded import operator, secrets
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"
RIGHT = {"kind": "internet", "region": "RU-NVS", "number": INTERNET, "login": "anna", "secret": "net-secret"}


async def test_the_right_credentials_open_the_account(bss: EmbeddedBss) -> None:
    port: BssGateway = bss
    assert await port.prove_ownership(**RIGHT) == BillingAccount(INTERNET, "RU-NVS")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tv"},
        {"kind": "mobile"},
        {"region": "RU-MOW"},
        {"number": "999999999999"},
        {"number": FOREIGN},
        {"login": "boris"},
        {"login": "ANNA"},
        {"secret": "net-secret "},
        {"secret": ""},
        {"number": FOREIGN, "region": "RU-MOW", "login": "anna"},
    ],
)
async def test_any_wrong_part_gets_one_and_the_same_refusal(bss: EmbeddedBss, wrong: dict[str, str]) -> None:
    with pytest.raises(OwnershipNotProven) as refusal:
        await bss.prove_ownership(**{**RIGHT, **wrong})
    assert (refusal.value.code, refusal.value.field, dict(refusal.value.params)) == ("bss.ownership_not_proven", "", {})


async def test_an_unknown_account_costs_one_hash_like_a_wrong_secret(
    bss: EmbeddedBss, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    verify = secrets._verify
    monkeypatch.setattr(secrets, "_verify", lambda stored, given: (checked.append(stored), verify(stored, given))[1])
    for wrong in ({"number": "999999999999"}, {"secret": "guess"}):
        with pytest.raises(OwnershipNotProven):
            await bss.prove_ownership(**{**RIGHT, **wrong})
    parameters = [stored.rsplit("$", 2)[0] for stored in checked]
    assert len(checked) == 2
    assert parameters[0] == parameters[1]


async def test_the_stand_in_secret_opens_nothing(bss: EmbeddedBss) -> None:
    with pytest.raises(OwnershipNotProven):
        await bss.prove_ownership(**{**RIGHT, "number": "999999999999", "secret": "nobody's service password"})


async def test_services_come_in_the_order_asked_with_tariff_options_and_packages(bss: EmbeddedBss) -> None:
    mobile, internet = await bss.services([MOBILE, INTERNET])
    assert (mobile.kind, mobile.number, mobile.status, mobile.tariff) == (
        "mobile", "+79120000001", "charge_soon", "Тридцать",
    )  # fmt: skip
    assert (mobile.tariff_names, internet.tariff_names) == ({"en": "Thirty"}, {})
    assert [(a.kind, a.used, a.total) for a in mobile.allowances] == [("gb", 0, 30), ("min", 0, 600)]
    assert (internet.status, internet.number, internet.next_charge_minor) == ("active", INTERNET, 80_000)


async def test_strangers_services_are_never_among_them(bss: EmbeddedBss) -> None:
    for answer in (bss.services, bss.balances, bss.loyalty, bss.events):
        assert {row.account_number for row in await answer([INTERNET])} <= {INTERNET}
        assert await answer([]) == []
        assert await answer(["999999999999"]) == []


async def test_what_is_due_is_what_the_next_charges_lack(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.post_payment(db, INTERNET, 30_000, "p1")
    (balance,) = await bss.balances([INTERNET])
    today = clock.today()
    assert (balance.balance_minor, balance.due_minor, balance.due_on) == (30_000, 50_000, today + timedelta(days=20))


async def test_a_debt_is_due_today(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.charge(db, MOBILE, 10_000, "c1")
    (balance,) = await bss.balances([MOBILE])
    assert (balance.balance_minor, balance.due_minor, balance.due_on) == (-10_000, 55_000, clock.today())


async def test_enrolling_twice_joins_once_and_both_purses_share_the_points(bss: EmbeddedBss) -> None:
    await bss.enrol(INTERNET)
    await bss.enrol(INTERNET)
    await bss.enrol(MOBILE)
    async with bss.changing() as db:
        await operator.add_points(db, MOBILE, 1500, "a1")
    (entry,) = await bss.loyalty([INTERNET, MOBILE])
    assert (entry.member, entry.points, entry.level, entry.next_level, entry.to_next) == (
        True, 1500, "privilege", "vip", 1500,
    )  # fmt: skip
    assert entry.level_share == 0.25
    assert [event.code for event in await bss.events([INTERNET, MOBILE])] == ["points_added", "loyalty_joined"]


async def test_offerings_are_priced_by_region_and_paged(bss: EmbeddedBss) -> None:
    novosibirsk = await bss.offerings("internet", "RU-NVS")
    assert [(row.id, row.price_minor) for row in novosibirsk] == [("net-100", 50_000), ("net-500", 65_000)]
    assert [(row.id, row.price_minor) for row in await bss.offerings("internet", "RU-MOW")] == [("net-100", 60_000)]
    assert await bss.offerings("internet", "RU-NVS", offset=1, limit=1) == novosibirsk[1:]
    assert await bss.offerings("phone", "RU-NVS") == []


async def test_the_feed_is_newest_first_and_cut_at_the_limit(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        for hour in range(5):
            await operator.post_payment(db, INTERNET, 100 + hour, f"p{hour}", now() - timedelta(hours=hour))
    feed = await bss.events([INTERNET], 3)
    assert [event.amount_minor for event in feed] == [100, 101, 102]
    assert feed[0].at.tzinfo is not None
