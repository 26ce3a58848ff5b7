"""What a change would do, or which rule forbids it. Nothing is changed here."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import catalogue
from rxapp.gateways.bss.embedded.ordering import rules, terms
from rxapp.gateways.bss.embedded.ordering.tables import BssOfferingRelation, BssProductOrder
from rxapp.gateways.bss.embedded.ordering.terms import CLOSED, Standing
from rxapp.gateways.bss.embedded.tables import BssOffering
from rxapp.gateways.bss.ordering import Change, ChangeKind, ChangeRefused, Quote, Why

UNDOABLE = ("tariff", "option_on")


async def quote(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    """The exact terms of the change as of ``now``. Raises ChangeRefused, OfferingUnknown."""
    found = await _QUOTES[change.kind](db, standing, change, now)
    return replace(found, fingerprint=rules.fingerprint(found))


async def _tariff(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    today, service = clock.day_of(now), standing.service
    offering, price = await catalogue.priced(db, change.offering_id, service.kind, standing.account.region)
    way = rules.direction(service.price_minor, price)
    rule = (await terms.change_rules(db, service.kind)).get(way, CLOSED)
    last = await terms.last_tariff_change(db, service.id)
    at_once = change.when == "now"
    share = rules.prorated(price - service.price_minor, today, service.next_charge_on) if at_once else 0
    charge = max(0, share) + (rule.fee_minor if at_once else 0)
    _refuse(tariff_block(standing, offering.id, last, rule.pause_days, today))
    _refuse(when_block(rule.now if at_once else rule.next_period, standing, at_once=at_once))
    _refuse(terms.short_of(charge, standing.spendable_minor))
    after = standing.monthly_minor - service.price_minor + price
    drafted = _draft(standing, change, offering, after, today if at_once else service.next_charge_on)
    undo = now + timedelta(hours=rule.undo_hours) if at_once and rule.undo_hours else None
    return replace(drafted, charge_now_minor=charge, fee_minor=rule.fee_minor, undo_until=undo)


async def _option_on(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    service = standing.service
    option, price = await catalogue.priced(db, change.offering_id, service.kind, standing.account.region, "option")
    rule = (await terms.change_rules(db, service.kind)).get("option_on", CLOSED)
    charge = rules.prorated(price, clock.day_of(now), service.next_charge_on)
    _refuse(option_on_block(standing, option.id, await terms.relations(db, service.kind)))
    _refuse(when_block(rule.now, standing, at_once=True))
    _refuse(terms.short_of(charge, standing.spendable_minor))
    drafted = _draft(standing, replace(change, when="now"), option, standing.monthly_minor + price, clock.day_of(now))
    undo = now + timedelta(hours=rule.undo_hours) if rule.undo_hours else None
    return replace(drafted, charge_now_minor=charge, undo_until=undo)


async def _option_off(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    service = standing.service
    option, _ = await catalogue.priced(db, change.offering_id, service.kind, standing.account.region, "option")
    _refuse(option_off_block(standing, option.id, await terms.relations(db, service.kind)))
    after = standing.monthly_minor - standing.options[option.id]
    return _draft(standing, replace(change, when="next_period"), option, after, service.next_charge_on)


async def _suspend(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    today, service = clock.day_of(now), standing.service
    rule = await terms.suspension_rule(db, service.kind)
    _refuse(terms.blocked(service, standing.account))
    if rule is None:
        raise ChangeRefused(Why("why.no_suspension"))
    if not rule.min_days <= change.days <= rule.max_days:
        raise ChangeRefused(Why("why.days_out_of_range", {"least": rule.min_days, "most": rule.max_days}))
    free = max(0, rule.free_days_a_year - await terms.stopped_days(db, service.id, today))
    charge = rules.stop_price(change.days, free, rule.price_minor_a_day)
    _refuse(terms.short_of(charge, standing.spendable_minor))
    drafted = _draft(standing, change, standing.offering, 0, today)
    return replace(drafted, charge_now_minor=charge, ends_on=today + timedelta(days=change.days))


async def _resume(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    today, service = clock.day_of(now), standing.service
    if service.stopped_for != "own" or service.stopped_on is None:
        raise ChangeRefused(Why("why.not_paused"))
    rule = await terms.suspension_rule(db, service.kind)
    earliest = service.stopped_on + timedelta(days=rule.min_days if rule else 0)
    if today < earliest:
        raise ChangeRefused(Why("why.pause_too_short", {"days": rule.min_days if rule else 0}, earliest))
    back = await _unused_stop(db, standing, rule.price_minor_a_day if rule else 0, today)
    drafted = _draft(standing, change, standing.offering, standing.monthly_minor, today)
    return replace(drafted, price_before_minor=0, charge_now_minor=-back)


async def _cancel(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    order = next((row for row in standing.scheduled if str(row.id) == change.order_id), None)
    if order is None:
        raise ChangeRefused(Why("why.nothing_to_cancel"))
    offering = await db.get_one(BssOffering, order.offering_id)
    return _draft(standing, change, offering, standing.monthly_minor, clock.day_of(now))


async def _undo(db: Db, standing: Standing, change: Change, now: datetime) -> Quote:
    order = await newest(db, standing)
    if order is None or str(order.id) != change.order_id or order.kind not in UNDOABLE or order.status != "done":
        raise ChangeRefused(Why("why.undo_not_last"))
    over = order.undo_until is None or now >= order.undo_until
    if over or order.period_ends_on != standing.service.next_charge_on:
        raise ChangeRefused(Why("why.undo_over"))
    _refuse(terms.blocked(standing.service, standing.account))
    if order.kind == "option_on":
        _refuse(option_off_block(standing, order.offering_id, await terms.relations(db, standing.service.kind)))
    offering = await db.get_one(BssOffering, order.before_id or order.offering_id)
    drafted = _draft(standing, change, offering, order.price_before_minor, clock.day_of(now))
    return replace(drafted, charge_now_minor=-order.charged_minor)


async def newest(db: Db, standing: Standing) -> BssProductOrder | None:
    """The last order of the service."""
    mine = select(BssProductOrder).where(BssProductOrder.service_id == standing.service.id)
    return (await db.exec(mine.order_by(col(BssProductOrder.at).desc(), col(BssProductOrder.id)).limit(1))).first()


def tariff_block(standing: Standing, offering_id: str, last: date | None, pause_days: int, today: date) -> Why | None:
    """Why the tariff cannot be changed to this one on any day near: the service, the same tariff, an order, a pause."""
    if why := terms.blocked(standing.service, standing.account):
        return why
    if offering_id == standing.service.offering_id:
        return Why("why.already_this")
    if any(order.kind == "tariff" for order in standing.scheduled):
        return Why("why.change_waits", possible_on=standing.service.next_charge_on)
    free_again = last + timedelta(days=pause_days) if last and pause_days else today
    return Why("why.tariff_pause", {"days": pause_days}, free_again) if free_again > today else None


def when_block(allowed: bool, standing: Standing, *, at_once: bool) -> Why | None:
    """Why not at this time, when the rule knows only the other one."""
    if allowed:
        return None
    return Why("why.only_next_period", possible_on=standing.service.next_charge_on) if at_once else Why("why.only_now")


def option_on_block(standing: Standing, option_id: str, relations: list[BssOfferingRelation]) -> Why | None:
    """Why the option cannot be switched on: it is on, needs another, or another excludes it (either way round)."""
    if why := terms.blocked(standing.service, standing.account):
        return why
    if option_id in standing.options:
        return Why("why.option_is_on")
    for row in relations:
        if row.relation == "requires" and row.offering_id == option_id and row.other_id not in standing.options:
            return Why("why.requires", {"offering": row.other_id})
        pair = {row.offering_id: row.other_id, row.other_id: row.offering_id}
        if row.relation == "excludes" and option_id in pair and pair[option_id] in standing.options:
            return Why("why.excludes", {"offering": pair[option_id]})
    ending = {order.offering_id for order in standing.scheduled if order.kind == "option_off"}
    for row in relations:
        if row.relation == "requires" and row.offering_id == option_id and row.other_id in ending:
            return Why("why.requires", {"offering": row.other_id})
    return None


def option_off_block(standing: Standing, option_id: str, relations: list[BssOfferingRelation]) -> Why | None:
    """Why the option cannot be switched off: it is off, ends already, or another that stays needs it."""
    if why := terms.blocked(standing.service, standing.account):
        return why
    if option_id not in standing.options:
        return Why("why.option_is_off")
    ending = {order.offering_id for order in standing.scheduled if order.kind == "option_off"}
    if option_id in ending:
        return Why("why.option_ends", possible_on=standing.service.next_charge_on)
    staying = standing.options.keys() - ending
    for row in relations:
        if row.relation == "requires" and row.other_id == option_id and row.offering_id in staying:
            return Why("why.needed_by", {"offering": row.offering_id})
    return None


async def _unused_stop(db: Db, standing: Standing, price_minor_a_day: int, today: date) -> int:
    """What was paid for days of the stop that will not be, kopecks: the paid days are the last ones."""
    order = await newest_stop(db, standing)
    if order is None or order.ends_on is None:
        return 0
    return min(order.charged_minor, max(0, (order.ends_on - today).days) * price_minor_a_day)


async def newest_stop(db: Db, standing: Standing) -> BssProductOrder | None:
    """The order of the last voluntary stop."""
    mine = select(BssProductOrder).where(
        BssProductOrder.service_id == standing.service.id, BssProductOrder.kind == "suspend"
    )
    return (await db.exec(mine.order_by(col(BssProductOrder.at).desc()).limit(1))).first()


def _draft(standing: Standing, change: Change, offering: BssOffering, after_minor: int, on: date) -> Quote:
    return Quote(
        change=change,
        service_id=str(standing.service.id),
        name=offering.name,
        names=offering.names,
        price_before_minor=standing.monthly_minor,
        price_after_minor=after_minor,
        charge_now_minor=0,
        fee_minor=0,
        effective_on=on,
        ends_on=None,
        undo_until=None,
        fingerprint="",
    )


def _refuse(why: Why | None) -> None:
    if why is not None:
        raise ChangeRefused(why)


_Quoting = Callable[[Db, Standing, Change, datetime], Awaitable[Quote]]
_QUOTES: dict[ChangeKind, _Quoting] = {
    "tariff": _tariff,
    "option_on": _option_on,
    "option_off": _option_off,
    "suspend": _suspend,
    "resume": _resume,
    "cancel": _cancel,
    "undo": _undo,
}
