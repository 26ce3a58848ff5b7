"""What the operator does: once, told after the commit, and refused in words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from rxapp.core import bus, clock
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.events import BillingAccountChanged
from rxapp.gateways.bss.embedded import errors, ledger, operator, rules
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.tables import BssPosting

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    numbers: list[str] = []

    async def listen(event: BillingAccountChanged) -> None:
        numbers.append(event.account_number)

    monkeypatch.setattr(bus, "_listeners", {BillingAccountChanged: [listen]})
    return numbers


async def test_a_repeated_payment_credits_once_and_gets_the_first_answer(bss: EmbeddedBss, heard: list[str]) -> None:
    async with bss.changing() as db:
        first = await operator.post_payment(db, INTERNET, 50_000, "k1")
        assert heard == []
    async with bss.changing() as db:
        await operator.charge(db, INTERNET, 1_000, "k1")
    async with bss.changing() as db:
        again = await operator.post_payment(db, INTERNET, 50_000, "k1")
    assert first == again
    assert (await bss.balances([INTERNET]))[0].balance_minor == 49_000
    assert heard == [INTERNET, INTERNET]


@pytest.mark.parametrize(("number", "amount"), [(INTERNET, 50_001), (MOBILE, 50_000)])
async def test_a_used_key_with_another_request_is_refused(bss: EmbeddedBss, number: str, amount: int) -> None:
    async with bss.changing() as db:
        await operator.post_payment(db, INTERNET, 50_000, "k1")
    with pytest.raises(errors.KeyReused):
        async with bss.changing() as db:
            await operator.post_payment(db, number, amount, "k1")


async def test_a_refused_change_leaves_nothing_and_its_key_free(bss: EmbeddedBss, heard: list[str]) -> None:
    with pytest.raises(errors.NotAMember):
        async with bss.changing() as db:
            await operator.add_points(db, INTERNET, 10, "k1")
    assert heard == []
    await bss.enrol(INTERNET)
    async with bss.changing() as db:
        assert (await operator.add_points(db, INTERNET, 10, "k1")).points == 10
    assert set(heard) == {INTERNET, MOBILE}


async def test_a_payment_resumes_what_debt_stopped_only_when_the_debt_is_covered(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.charge(db, MOBILE, 30_000, "c")
        await operator.suspend(db, MOBILE, "s", reason="debt")
    with pytest.raises(errors.DebtRemains):
        async with bss.changing() as db:
            await operator.resume(db, MOBILE, "r")
    async with bss.changing() as db:
        await operator.post_payment(db, MOBILE, 29_999, "p1")
    assert (await bss.services([MOBILE]))[0].status == "suspended"
    async with bss.changing() as db:
        await operator.post_payment(db, MOBILE, 1, "p2")
    assert (await bss.services([MOBILE]))[0].status == "charge_soon"
    assert (await bss.events([MOBILE]))[0].code == "service_resumed"


async def test_a_payment_does_not_resume_what_the_operator_stopped(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.suspend(db, MOBILE, "s")
        await operator.post_payment(db, MOBILE, 100_000, "p")
    assert (await bss.services([MOBILE]))[0].status == "suspended"


async def test_no_service_is_stopped_for_a_debt_that_is_not_there(bss: EmbeddedBss) -> None:
    with pytest.raises(errors.NoDebt):
        async with bss.changing() as db:
            await operator.suspend(db, MOBILE, "s", reason="debt")


async def test_payments_earn_points_for_members_only(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.post_payment(db, INTERNET, 50_000, "before")
    await bss.enrol(INTERNET)
    async with bss.changing() as db:
        receipt = await operator.post_payment(db, INTERNET, 59_999, "after")
    assert receipt.points == 5
    assert (await bss.events([INTERNET]))[0].points == 5


async def test_points_cannot_be_overspent_and_spending_keeps_the_level(bss: EmbeddedBss) -> None:
    await bss.enrol(INTERNET)
    async with bss.changing() as db:
        await operator.add_points(db, INTERNET, 1000, "a")
        await operator.add_points(db, INTERNET, -900, "b")
    with pytest.raises(errors.PointsInsufficient):
        async with bss.changing() as db:
            await operator.add_points(db, INTERNET, -101, "c")
    (entry,) = await bss.loyalty([INTERNET])
    assert (entry.points, entry.level) == (100, "privilege")


async def test_a_package_is_used_to_its_end_and_no_further(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.use_allowance(db, MOBILE, "gb", 15 * 1024, "a")
        await operator.use_allowance(db, MOBILE, "min", 480, "b")
        await operator.use_allowance(db, MOBILE, "min", 120, "c")
    assert [(a.used, a.total) for a in (await bss.services([MOBILE]))[0].allowances] == [(15, 30), (600, 600)]
    codes = [event.code for event in await bss.events([MOBILE])]
    assert sorted(codes) == ["allowance_ending", "allowance_spent"]
    for refusal, kind in ((errors.AllowanceExhausted, "min"), (errors.AllowanceUnknown, "sms")):
        with pytest.raises(refusal):
            async with bss.changing() as db:
                await operator.use_allowance(db, MOBILE, kind, 1, "d")


@pytest.mark.parametrize(
    ("number", "service", "refusal"),
    [
        (FOREIGN, "", errors.ServiceAmbiguous),
        (FOREIGN, "mobile", errors.ServiceUnknown),
        ("999999999999", "", errors.AccountUnknown),
    ],
)
async def test_a_service_must_be_named_well(
    bss: EmbeddedBss, number: str, service: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        async with bss.changing() as db:
            await operator.suspend(db, number, "s", service)


@pytest.mark.parametrize("amount", [0, -1, rules.MAX_AMOUNT_MINOR + 1])
async def test_impossible_amounts_are_refused(bss: EmbeddedBss, amount: int) -> None:
    for verb in (operator.post_payment, operator.charge):
        with pytest.raises(errors.AmountRefused):
            async with bss.changing() as db:
                await verb(db, INTERNET, amount, "k")


async def test_the_monthly_run_charges_each_month_once_renews_packages_and_stops_debtors(bss: EmbeddedBss) -> None:
    async with bss.changing() as db:
        await operator.post_payment(db, MOBILE, 60_000, "p")
        await operator.use_allowance(db, MOBILE, "min", 10, "u")
    later = clock.today() + timedelta(days=40)
    assert await bss.charge_due(later) >= 3
    assert await bss.charge_due(later) == 0
    (mobile,) = await bss.services([MOBILE])
    assert (mobile.status, mobile.balance_minor, mobile.allowances[1].used) == ("suspended", -30_000, 0)


async def test_an_unbalanced_movement_is_not_written(bss: EmbeddedBss) -> None:
    with pytest.raises(ledger.LedgerUnbalanced):
        async with bss.changing() as db:
            await ledger.record(db, "odd", "1", now(), [ledger.Leg("cash", 5), ledger.Leg("revenue", -4)])


@pytest.mark.parametrize("table", ["bss_posting", "bss_ledger_transaction", "bss_point_entry"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
async def test_the_database_refuses_to_change_the_ledger(
    bss: EmbeddedBss, database: Database, table: str, verb: str
) -> None:
    await bss.enrol(INTERNET)
    async with bss.changing() as db:
        await operator.post_payment(db, INTERNET, 50_000, "p")
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.writing() as db:
            await (await db.connection()).execute(text(verb.format(table)))
    async with database.reading() as db:
        assert len((await db.exec(select(BssPosting))).all()) == 2


async def test_the_audit_finds_a_forged_balance(bss: EmbeddedBss, database: Database) -> None:
    async with database.writing() as db:
        await (await db.connection()).execute(
            text(f"UPDATE bss_billing_account SET balance_minor = 1 WHERE number = '{INTERNET}'")
        )
    async with database.reading() as db:
        assert await ledger.audit(db) == [f"account {INTERNET}"]


@pytest.mark.parametrize(
    ("day", "charge_day", "expected"),
    [
        (date(2026, 1, 31), 31, date(2026, 2, 28)),
        (date(2027, 1, 31), 30, date(2027, 2, 28)),
        (date(2028, 1, 31), 31, date(2028, 2, 29)),
        (date(2026, 12, 15), 15, date(2027, 1, 15)),
    ],
)
def test_a_short_month_charges_on_its_last_day(day: date, charge_day: int, expected: date) -> None:
    assert rules.month_after(day, charge_day) == expected
