"""One service in full, and the tariffs it could have."""

from datetime import date, datetime
from typing import cast

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import catalogue, reading
from rxapp.gateways.bss.embedded.errors import ServiceUnknown
from rxapp.gateways.bss.embedded.ordering import quoting, rules, terms
from rxapp.gateways.bss.embedded.ordering.tables import BssEquipment
from rxapp.gateways.bss.embedded.ordering.terms import CLOSED, Standing
from rxapp.gateways.bss.embedded.tables import BssCustomer, BssOffering, BssService, BssServiceOption
from rxapp.gateways.bss.ordering import (
    ChangeKind,
    Equipment,
    OptionOffer,
    PricePart,
    Scheduled,
    ServiceDetail,
    SuspensionTerms,
    TariffOffer,
    Why,
)


async def of(db: Db, numbers: list[str], service_id: str, today: date) -> ServiceDetail:
    """Everything about the service. Raises ServiceUnknown."""
    standing = await terms.standing(db, numbers, service_id)
    account, service = standing.account, standing.service
    shown = await reading.services(db, [account.number], today)
    customer = await db.get_one(BssCustomer, account.customer_id)
    names = await _names(db, standing)
    own = next((row for row in shown if row.id == str(service.id)), None)
    if own is None:
        raise ServiceUnknown
    return ServiceDetail(
        service=own,
        offering=catalogue.shaped(standing.offering, service.price_minor, account.region),
        region=account.region,
        parts=_parts(standing, names),
        options=tuple(await _options(db, standing, today)),
        equipment=tuple(await _equipment(db, service)),
        scheduled=tuple(_scheduled(standing, names)),
        suspension=await _suspension(db, standing, today),
        address=account.address,
        contract=customer.number,
        contract_since=customer.since,
        days_left=await _days_left(db, standing, today),
    )


async def tariffs(db: Db, standing: Standing, now: datetime, offset: int, limit: int) -> list[TariffOffer]:
    """Tariffs of the region, cheapest first, with what each would cost and what forbids it."""
    today, service = clock.day_of(now), standing.service
    change_rules = await terms.change_rules(db, service.kind)
    last = await terms.last_tariff_change(db, service.id)
    offers = []
    for offering in await catalogue.sold(db, service.kind, standing.account.region, offset, limit):
        way = rules.direction(service.price_minor, offering.price_minor)
        rule = change_rules.get(way, CLOSED)
        difference = offering.price_minor - service.price_minor
        charge = max(0, rules.prorated(difference, today, service.next_charge_on)) + rule.fee_minor
        block = quoting.tariff_block(standing, offering.id, last, rule.pause_days, today)
        now_block = quoting.when_block(rule.now, standing, at_once=True)
        later_block = quoting.when_block(rule.next_period, standing, at_once=False)
        offers.append(
            TariffOffer(
                offering=offering,
                direction=way,
                difference_minor=difference,
                fee_minor=rule.fee_minor,
                current=offering.id == service.offering_id,
                now=block or now_block or terms.short_of(charge, standing.spendable_minor),
                later=block or later_block,
            )
        )
    return offers


def _parts(standing: Standing, names: dict[str, BssOffering]) -> tuple[PricePart, ...]:
    """What the next charge is made of, with the changes that wait for it."""
    tariff, price = standing.offering, standing.service.price_minor
    ending = {order.offering_id for order in standing.scheduled if order.kind == "option_off"}
    for order in standing.scheduled:
        if order.kind == "tariff":
            tariff = names[order.offering_id]
            price += order.price_after_minor - order.price_before_minor
    options = [
        PricePart("option", names[key].name, names[key].names, minor)
        for key, minor in sorted(standing.options.items())
        if key not in ending
    ]
    fees = [
        PricePart("fee", names[order.offering_id].name, names[order.offering_id].names, order.fee_minor)
        for order in standing.scheduled
        if order.fee_minor
    ]
    whole = price + sum(part.amount_minor for part in (*options, *fees))
    discount = min(standing.service.discount_minor, whole)
    gift = [PricePart("discount", "", {}, -discount)] if discount else []
    return (PricePart("tariff", tariff.name, tariff.names, price), *options, *fees, *gift)


async def _options(db: Db, standing: Standing, today: date) -> list[OptionOffer]:
    kind, region = standing.service.kind, standing.account.region
    relations = await terms.relations(db, kind)
    ending = {order.offering_id for order in standing.scheduled if order.kind == "option_off"}
    rule = (await terms.change_rules(db, kind)).get("option_on", CLOSED)
    offers = []
    for offering in await catalogue.sold(db, kind, region, 0, catalogue.MAX_PAGE, "option"):
        on = offering.id in standing.options
        why: Why | None
        if on:
            why = quoting.option_off_block(standing, offering.id, relations)
        else:
            why = quoting.option_on_block(standing, offering.id, relations)
            why = why or quoting.when_block(rule.now, standing, at_once=True)
            charge = rules.prorated(offering.price_minor, today, standing.service.next_charge_on)
            why = why or terms.short_of(charge, standing.spendable_minor)
        ends = standing.service.next_charge_on if offering.id in ending else None
        offers.append(OptionOffer(offering, on, standing.options.get(offering.id, offering.price_minor), ends, why))
    return offers


async def _equipment(db: Db, service: BssService) -> list[Equipment]:
    mine = select(BssEquipment).where(BssEquipment.service_id == service.id).order_by(col(BssEquipment.serial))
    return [Equipment(row.name, row.serial, row.terms, row.names) for row in await db.exec(mine)]


def _scheduled(standing: Standing, names: dict[str, BssOffering]) -> list[Scheduled]:
    return [
        Scheduled(
            order_id=str(order.id),
            kind=cast(ChangeKind, order.kind),
            offering_id=order.offering_id,
            name=names[order.offering_id].name,
            names=names[order.offering_id].names,
            on=standing.service.next_charge_on,
            price_after_minor=order.price_after_minor,
        )
        for order in standing.scheduled
    ]


async def _suspension(db: Db, standing: Standing, today: date) -> SuspensionTerms | None:
    rule = await terms.suspension_rule(db, standing.service.kind)
    if rule is None:
        return None
    used = await terms.stopped_days(db, standing.service.id, today)
    free = max(0, rule.free_days_a_year - used)
    block = terms.blocked(standing.service, standing.account)
    until = standing.service.resume_on
    return SuspensionTerms(rule.min_days, rule.max_days, free, rule.price_minor_a_day, until, block)


async def _names(db: Db, standing: Standing) -> dict[str, BssOffering]:
    wanted = {*standing.options, *(order.offering_id for order in standing.scheduled)}
    rows = await db.exec(select(BssOffering).where(col(BssOffering.id).in_(wanted)))
    return {row.id: row for row in rows}


async def _days_left(db: Db, standing: Standing, today: date) -> int | None:
    """All working services of the purse spend from it."""
    account = standing.account
    mine = select(BssService).where(BssService.billing_account_id == account.id, BssService.stopped_for == "")
    services = (await db.exec(mine)).all()
    ids = [row.id for row in services]
    options = await db.exec(select(BssServiceOption).where(col(BssServiceOption.service_id).in_(ids)))
    extra = {row.id: 0 for row in services}
    for option in options:
        extra[option.service_id] += option.price_minor
    charges = [(row.next_charge_on, row.price_minor + extra[row.id], row.charge_day) for row in services]
    until = rules.lasts_until(account.balance_minor, account.credit_limit_minor, charges, today)
    return None if until is None else (until - today).days
