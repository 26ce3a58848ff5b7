"""Carrying a change out, on a locked account, in the caller's transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import cast
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import catalogue, entitlement, feed, ledger, operator
from rxapp.gateways.bss.embedded.ordering import quoting, terms
from rxapp.gateways.bss.embedded.ordering.tables import BssProductOrder
from rxapp.gateways.bss.embedded.ordering.terms import Standing
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssOffering, BssService, BssServiceOption
from rxapp.gateways.bss.ordering import ChangeKind, Order, OrderStatus, Quote

_HAPPENED = {
    "tariff": "tariff_changed",
    "option_on": "option_on",
    "option_off": "option_off",
    "cancel": "order_cancelled",
    "undo": "order_undone",
}


def order_id(key: str) -> UUID:
    """The id of the order that has this idempotency key."""
    return uuid5(NAMESPACE_OID, f"product-order:{key}")


async def carry_out(db: Db, standing: Standing, quote: Quote, key: str, now: datetime) -> None:
    """Take the order: at once, or to wait for the next period. The caller holds the account's lock and the key."""
    later = quote.change.when == "next_period" and quote.change.kind in ("tariff", "option_off")
    order = BssProductOrder(
        id=order_id(key),
        service_id=standing.service.id,
        kind=quote.change.kind,
        offering_id=_offering(standing, quote),
        before_id=standing.service.offering_id if quote.change.kind == "tariff" else "",
        status="scheduled" if later else "done",
        at=now,
        effective_on=quote.effective_on,
        period_ends_on=standing.service.next_charge_on,
        ends_on=quote.ends_on,
        charged_minor=quote.charge_now_minor,
        fee_minor=quote.fee_minor,
        price_before_minor=quote.price_before_minor,
        price_after_minor=quote.price_after_minor,
        undo_until=quote.undo_until,
    )
    await _pay(db, standing.account, quote.charge_now_minor, f"order:{order.id}", now)
    if later:
        _tell(db, standing, "change_scheduled", quote.name, now)
    else:
        await _DOING[quote.change.kind](db, standing, quote, now)
    db.add(order)
    await db.flush()


async def apply_due(db: Db, account: BssBillingAccount, service: BssService, at: datetime) -> None:
    """What was ordered from this period on takes effect, before the period is charged."""
    for order in await terms.waiting(db, service.id):
        standing = await terms.standing(db, [account.number], str(service.id))
        if order.kind == "tariff":
            difference = order.price_after_minor - order.price_before_minor
            await _set_tariff(db, service, order.offering_id, difference)
            await _pay(db, account, order.fee_minor, f"order-fee:{order.id}", at)
        elif order.offering_id in standing.options:
            await _drop_option(db, service, order.offering_id)
        order.status, order.effective_on = "done", clock.day_of(at)
        db.add(order)
        offering = await db.get_one(BssOffering, order.offering_id)
        _tell(db, standing, _HAPPENED[order.kind], offering.name, at)
    await db.flush()


async def orders(db: Db, service_id: UUID, offset: int, limit: int) -> list[Order]:
    """Orders of the service, newest first."""
    mine = select(BssProductOrder).where(BssProductOrder.service_id == service_id)
    newest = mine.order_by(col(BssProductOrder.at).desc(), col(BssProductOrder.id))
    return [shaped(row) for row in await db.exec(newest.offset(offset).limit(limit))]


async def by_key(db: Db, key: str) -> Order:
    """The order this key made."""
    return shaped(await db.get_one(BssProductOrder, order_id(key)))


def shaped(row: BssProductOrder) -> Order:
    """The row as the port tells it."""
    return Order(
        id=str(row.id),
        kind=cast(ChangeKind, row.kind),
        service_id=str(row.service_id),
        status=cast(OrderStatus, row.status),
        at=row.at,
        effective_on=row.effective_on,
        charged_minor=row.charged_minor,
        price_before_minor=row.price_before_minor,
        price_after_minor=row.price_after_minor,
        undo_until=row.undo_until if row.status == "done" else None,
    )


async def _tariff(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    difference = quote.price_after_minor - quote.price_before_minor
    await _set_tariff(db, standing.service, quote.change.offering_id, difference)
    await entitlement.grant(db, standing.service)
    _tell(db, standing, "tariff_changed", quote.name, now, quote.charge_now_minor)


async def _option_on(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    service = standing.service
    option, price = await catalogue.priced(
        db, quote.change.offering_id, service.kind, standing.account.region, "option"
    )
    db.add(BssServiceOption(service_id=service.id, offering_id=option.id, price_minor=price))
    await db.flush()
    await entitlement.grant(db, service)
    _tell(db, standing, "option_on", quote.name, now, quote.charge_now_minor)


async def _suspend(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    standing.service.stopped_on, standing.service.resume_on = clock.day_of(now), quote.ends_on
    await operator.stop(db, standing.account, standing.service, "own", now)


async def _resume(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    if (stop := await quoting.newest_stop(db, standing)) is not None:
        stop.ends_on = clock.day_of(now)
        db.add(stop)
    await operator.start(db, standing.account, standing.service, now)


async def _cancel(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    order = next(row for row in standing.scheduled if str(row.id) == quote.change.order_id)
    order.status = "cancelled"
    db.add(order)
    _tell(db, standing, "order_cancelled", quote.name, now)


async def _undo(db: Db, standing: Standing, quote: Quote, now: datetime) -> None:
    order = await db.get_one(BssProductOrder, UUID(quote.change.order_id))
    if order.kind == "tariff":
        difference = order.price_before_minor - order.price_after_minor
        await _set_tariff(db, standing.service, order.before_id, difference)
    else:
        await _drop_option(db, standing.service, order.offering_id)
    await entitlement.grant(db, standing.service)
    order.status = "undone"
    db.add(order)
    _tell(db, standing, "order_undone", quote.name, now, order.charged_minor)


async def _set_tariff(db: Db, service: BssService, offering_id: str, difference_minor: int) -> None:
    """At the price that was agreed to, whatever the catalogue says by now."""
    service.offering_id, service.price_minor = offering_id, service.price_minor + difference_minor
    db.add(service)
    await db.flush()


async def _drop_option(db: Db, service: BssService, offering_id: str) -> None:
    await db.delete(await db.get_one(BssServiceOption, (service.id, offering_id)))
    await db.flush()


async def _pay(db: Db, account: BssBillingAccount, minor: int, source_id: str, at: datetime) -> None:
    if minor > 0:
        await ledger.charge(db, account, minor, source_id, at)
    elif minor < 0:
        await ledger.give_back(db, account, -minor, source_id, at)


def _offering(standing: Standing, quote: Quote) -> str:
    if quote.change.kind in ("cancel", "undo"):
        return next((row.offering_id for row in standing.scheduled if str(row.id) == quote.change.order_id), "")
    return quote.change.offering_id or standing.service.offering_id


def _tell(db: Db, standing: Standing, code: str, name: str, at: datetime, amount_minor: int = 0) -> None:
    feed.write(db, standing.account, code, at, amount_minor=abs(amount_minor), kind=standing.service.kind, tariff=name)


_Doing = Callable[[Db, Standing, Quote, datetime], Awaitable[None]]
_DOING: dict[ChangeKind, _Doing] = {
    "tariff": _tariff,
    "option_on": _option_on,
    "suspend": _suspend,
    "resume": _resume,
    "cancel": _cancel,
    "undo": _undo,
}
