"""What an account has, shaped for the port."""

from collections import defaultdict
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss import Allowance, Balance, Service, ServiceKind
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.ordering.tables import BssProductOrder
from rxapp.gateways.bss.embedded.tables import (
    BssAllowance,
    BssBillingAccount,
    BssOffering,
    BssService,
    BssServiceOption,
)

_ALLOWANCES = ("gb", "min", "sms", "rentals", "channels")


async def services(db: Db, numbers: list[str], today: date) -> list[Service]:
    """Services in the order of ``numbers``, then internet, tv, phone, mobile, then the number shown."""
    found = (
        select(BssService, BssBillingAccount, BssOffering)
        .join(BssBillingAccount, col(BssBillingAccount.id) == BssService.billing_account_id)
        .join(BssOffering, col(BssOffering.id) == BssService.offering_id)
        .where(col(BssBillingAccount.number).in_(numbers))
    )
    rows = list(await db.exec(found))
    ids = [row.id for row, _, _ in rows]
    packages, extras = await _packages(db, ids), await _beside_the_tariff(db, ids)
    shaped = [
        Service(
            id=str(row.id),
            kind=cast(ServiceKind, row.kind),
            account_number=account.number,
            number=row.msisdn or account.number,
            status=rules.status(row.stopped_for, row.next_charge_on, today),
            tariff=tariff.name,
            tariff_names=tariff.names,
            balance_minor=account.balance_minor,
            next_charge_minor=0 if row.stopped_for else max(0, row.price_minor + extras[row.id] - row.discount_minor),
            next_charge_on=None if row.stopped_for else row.next_charge_on,
            allowances=tuple(packages[row.id]),
            stopped_for=row.stopped_for,
            resumes_on=row.resume_on,
        )
        for row, account, tariff in rows
    ]
    return sorted(shaped, key=lambda s: (numbers.index(s.account_number), rules.KINDS.index(s.kind), s.number, s.id))


async def balances(db: Db, numbers: list[str], today: date) -> list[Balance]:
    """One balance for each known account, in the order of ``numbers``."""
    # Two narrow queries: whole services would cost as much again as the dashboard's cards, on every load.
    found = (
        select(
            BssBillingAccount.number,
            BssBillingAccount.balance_minor,
            BssService.id,
            BssService.stopped_for,
            BssService.next_charge_on,
            BssService.price_minor,
            BssService.discount_minor,
        )  # type: ignore[call-overload]
        .outerjoin(BssService, col(BssService.billing_account_id) == BssBillingAccount.id)
        .where(col(BssBillingAccount.number).in_(numbers))
    )
    rows = list(await db.exec(found))
    extras = await _beside_the_tariff(db, [row.id for row in rows if row.id])
    money: dict[str, int] = {}
    coming: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in rows:
        money[row.number] = row.balance_minor
        if row.id and not row.stopped_for and row.next_charge_on:
            price = max(0, row.price_minor + extras[row.id] - row.discount_minor)
            coming[row.number].append((row.next_charge_on, price))
    return [
        Balance(number, money[number], *rules.due(money[number], coming[number], today))
        for number in sorted(money, key=numbers.index)
    ]


async def account_numbers(db: Db) -> list[str]:
    """Every account number, for the operator's console."""
    return list(await db.exec(select(BssBillingAccount.number).order_by(col(BssBillingAccount.number))))


async def _packages(db: Db, service_ids: list[UUID]) -> dict[UUID, list[Allowance]]:
    found: dict[UUID, list[Allowance]] = defaultdict(list)
    rows = await db.exec(select(BssAllowance).where(col(BssAllowance.service_id).in_(service_ids)))
    for row in sorted(rows, key=lambda row: _ALLOWANCES.index(row.kind)):
        unit = rules.MB_PER_GB if row.kind == "gb" else 1
        found[row.service_id].append(Allowance(row.kind, round(row.used / unit, 2), row.total / unit))
    return found


async def _beside_the_tariff(db: Db, service_ids: list[UUID]) -> dict[UUID, int]:
    """What the next charge takes beside today's tariff: the options, and what was ordered to change from then on."""
    found: dict[UUID, int] = defaultdict(int)
    price = func.sum(BssServiceOption.price_minor)
    of_options = select(BssServiceOption.service_id, price).group_by(BssServiceOption.service_id)  # type: ignore[arg-type]
    change = func.sum(
        BssProductOrder.price_after_minor - BssProductOrder.price_before_minor + BssProductOrder.fee_minor
    )
    of_orders = (
        select(BssProductOrder.service_id, change)
        .where(BssProductOrder.status == "scheduled")
        .group_by(BssProductOrder.service_id)  # type: ignore[arg-type]
    )
    for rows in (
        await db.exec(of_options.where(col(BssServiceOption.service_id).in_(service_ids))),
        await db.exec(of_orders.where(col(BssProductOrder.service_id).in_(service_ids))),
    ):
        for service_id, minor in rows:
            found[service_id] += int(minor)
    return found
