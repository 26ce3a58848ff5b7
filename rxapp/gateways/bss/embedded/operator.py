"""What the operator does to an account. Each verb is idempotent by ``key`` and takes part in the caller's transaction.

``at`` is when it happened (aware UTC); the present moment unless history is being entered.
"""

from datetime import datetime, timedelta

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import feed, ledger, loyalty, rules
from rxapp.gateways.bss.embedded.errors import (
    AllowanceExhausted,
    AllowanceUnknown,
    AmountRefused,
    DebtRemains,
    NoDebt,
    ServiceAmbiguous,
    ServiceUnknown,
)
from rxapp.gateways.bss.embedded.operations import Receipt, once
from rxapp.gateways.bss.embedded.tables import BssAllowance, BssBillingAccount, BssOffering, BssService


async def post_payment(db: Db, number: str, amount_minor: int, key: str, at: datetime | None = None) -> Receipt:
    """Put money on the account, accrue points, and resume what was stopped for debt once the balance is not negative.

    Raises AmountRefused, AccountUnknown, KeyReused.
    """
    moment = at or clock.now()
    _check(amount_minor)

    async def change(account: BssBillingAccount) -> None:
        await ledger.receive(db, account, amount_minor, key, moment)
        points = await loyalty.accrue(db, account.customer_id, amount_minor, key, moment)
        feed.write(db, account, "payment_posted", moment, amount_minor=amount_minor, points=points)
        if points:
            await _announce_customer(db, account)
        if account.balance_minor >= 0:
            for service in await _stopped_for_debt(db, account):
                await start(db, account, service, moment + timedelta(microseconds=1))

    return await once(db, "post_payment", key, number, {"amount": amount_minor}, change, moment)


async def charge(
    db: Db, number: str, amount_minor: int, key: str, service: str = "", at: datetime | None = None
) -> Receipt:
    """Take money for a service, or for the account as a whole when ``service`` (a kind or an id) is empty.

    Raises AmountRefused, AccountUnknown, ServiceUnknown, ServiceAmbiguous, KeyReused.
    """
    moment = at or clock.now()
    _check(amount_minor)

    async def change(account: BssBillingAccount) -> None:
        charged = await pick(db, account, service) if service else None
        await ledger.charge(db, account, amount_minor, key, moment)
        kind, tariff = (charged.kind, await _tariff(db, charged)) if charged else ("", "")
        feed.write(db, account, "charged", moment, amount_minor=amount_minor, kind=kind, tariff=tariff)

    return await once(db, "charge", key, number, {"amount": amount_minor, "service": service}, change, moment)


async def suspend(
    db: Db, number: str, key: str, service: str = "", reason: str = "operator", at: datetime | None = None
) -> Receipt:
    """Stop a service; ``reason`` is operator or debt. An already stopped one stays as it was.

    Raises NoDebt for the reason debt on a balance that is not negative, and as ``charge`` does.
    """
    moment = at or clock.now()

    async def change(account: BssBillingAccount) -> None:
        stopped = await pick(db, account, service)
        if reason == "debt" and account.balance_minor >= 0:
            raise NoDebt
        if not stopped.stopped_for:
            await stop(db, account, stopped, reason, moment)

    return await once(db, "suspend", key, number, {"service": service, "reason": reason}, change, moment)


async def resume(db: Db, number: str, key: str, service: str = "", at: datetime | None = None) -> Receipt:
    """Let a stopped service work again; a working one stays as it was.

    Raises DebtRemains when it was stopped for a debt not yet paid, and as ``charge`` does.
    """
    moment = at or clock.now()

    async def change(account: BssBillingAccount) -> None:
        stopped = await pick(db, account, service)
        if stopped.stopped_for == "debt" and account.balance_minor < 0:
            raise DebtRemains
        if stopped.stopped_for:
            await start(db, account, stopped, moment)

    return await once(db, "resume", key, number, {"service": service}, change, moment)


async def add_points(db: Db, number: str, points: int, key: str, at: datetime | None = None) -> Receipt:
    """Give points to the account's customer, or spend them when negative.

    Raises NotAMember, PointsInsufficient, AmountRefused for zero, AccountUnknown, KeyReused.
    """
    moment = at or clock.now()
    _check(abs(points))

    async def change(account: BssBillingAccount) -> None:
        await loyalty.move(db, account.customer_id, points, "operator", key, moment)
        feed.write(db, account, "points_added" if points > 0 else "points_spent", moment, points=abs(points))
        await _announce_customer(db, account)

    return await once(db, "add_points", key, number, {"points": points}, change, moment)


async def use_allowance(
    db: Db, number: str, allowance: str, amount: int, key: str, service: str = "", at: datetime | None = None
) -> Receipt:
    """Use up part of a package: megabytes of gb, pieces of min and sms.

    The feed tells only that a package runs out, and that it has: the bars show the rest.
    Raises AllowanceUnknown, AllowanceExhausted, and as ``charge`` does.
    """
    moment = at or clock.now()
    _check(amount)

    async def change(account: BssBillingAccount) -> None:
        used = await pick(db, account, service)
        package = await db.get(BssAllowance, (used.id, allowance), populate_existing=True)
        if package is None or allowance == "channels":
            raise AllowanceUnknown
        if package.used + amount > package.total:
            raise AllowanceExhausted
        before, package.used = package.used, package.used + amount
        db.add(package)
        if code := rules.crossed(before, package.used, package.total):
            feed.write(db, account, code, moment, kind=used.kind, tariff=await _tariff(db, used))

    request: dict[str, str | int] = {"allowance": allowance, "amount": amount, "service": service}
    return await once(db, "use_allowance", key, number, request, change, moment)


async def enrol(db: Db, number: str, key: str, at: datetime | None = None) -> Receipt:
    """Make the account's customer a member of the bonus programme; a member stays one. Raises AccountUnknown."""
    moment = at or clock.now()

    async def change(account: BssBillingAccount) -> None:
        if await loyalty.enrol(db, account.customer_id, moment):
            feed.write(db, account, "loyalty_joined", moment)
            await _announce_customer(db, account)

    return await once(db, "enrol", key, number, {}, change, moment)


async def stop(db: Db, account: BssBillingAccount, service: BssService, reason: str, at: datetime) -> None:
    """Stop one service of a locked account and write it into the feed."""
    service.stopped_for = reason
    db.add(service)
    feed.write(db, account, "service_suspended", at, kind=service.kind, tariff=await _tariff(db, service))


async def start(db: Db, account: BssBillingAccount, service: BssService, at: datetime) -> None:
    """Let a stopped service of a locked account work again.

    A stop of the subscriber's own choice moves the next charge by the days it stood still: they were paid for. Of
    other stops only the months that went by are not charged afterwards.
    """
    if service.stopped_on is not None:
        service.next_charge_on += max(timedelta(0), clock.day_of(at) - service.stopped_on)
        service.charge_day = service.next_charge_on.day
    elif service.next_charge_on <= clock.day_of(at):
        service.next_charge_on = rules.next_charge(clock.day_of(at), service.charge_day)
    service.stopped_for, service.stopped_on, service.resume_on = "", None, None
    db.add(service)
    feed.write(db, account, "service_resumed", at, kind=service.kind, tariff=await _tariff(db, service))


async def pick(db: Db, account: BssBillingAccount, service: str) -> BssService:
    """The account's service by id or kind, or its only one when ``service`` is empty.

    Raises ServiceUnknown when nothing fits, ServiceAmbiguous when several do.
    """
    rows = (await db.exec(select(BssService).where(BssService.billing_account_id == account.id))).all()
    fitting = [row for row in rows if service in ("", row.kind, str(row.id))]
    if not fitting:
        raise ServiceUnknown
    if len(fitting) > 1:
        raise ServiceAmbiguous
    return fitting[0]


async def _stopped_for_debt(db: Db, account: BssBillingAccount) -> list[BssService]:
    mine = select(BssService).where(BssService.billing_account_id == account.id, BssService.stopped_for == "debt")
    return list(await db.exec(mine.order_by(col(BssService.id))))


async def _announce_customer(db: Db, account: BssBillingAccount) -> None:
    # Points belong to the customer: tabs that show another purse of the same customer must hear too.
    numbers = select(BssBillingAccount.number).where(BssBillingAccount.customer_id == account.customer_id)
    for number in await db.exec(numbers):
        feed.announce(db, number)


async def _tariff(db: Db, service: BssService) -> str:
    return (await db.get_one(BssOffering, service.offering_id)).name


def _check(amount: int) -> None:
    if not 0 < amount <= rules.MAX_AMOUNT_MINOR:
        raise AmountRefused
