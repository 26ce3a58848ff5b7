"""What the operator allows for a service, and what stands in the way today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss.embedded.errors import ServiceUnknown
from rxapp.gateways.bss.embedded.ordering.tables import (
    BssChangeRule,
    BssOfferingRelation,
    BssProductOrder,
    BssSuspensionRule,
)
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssOffering, BssService, BssServiceOption
from rxapp.gateways.bss.ordering import Why

CLOSED = BssChangeRule(kind="", change="", now=False, next_period=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A service with what its changes depend on; ``monthly_minor`` is the tariff with its options."""

    account: BssBillingAccount
    service: BssService
    offering: BssOffering
    options: dict[str, int]
    scheduled: list[BssProductOrder]

    @property
    def monthly_minor(self) -> int:
        """Kopecks a month."""
        return self.service.price_minor + sum(self.options.values())

    @property
    def spendable_minor(self) -> int:
        """What a charge may take at most: the balance and the credit limit."""
        return self.account.balance_minor + self.account.credit_limit_minor


async def set_rules(db: Db, changes: Iterable[Mapping[str, Any]], suspensions: Iterable[Mapping[str, Any]]) -> None:
    """Store the operator's rules, one row a mapping of column names; a rule that is there already is replaced."""
    for change in changes:
        await db.merge(BssChangeRule(**change))
    for suspension in suspensions:
        await db.merge(BssSuspensionRule(**suspension))


async def standing(db: Db, numbers: list[str], service_id: str) -> Standing:
    """The service, if it is of one of these accounts. Raises ServiceUnknown."""
    found = (
        select(BssService, BssBillingAccount, BssOffering)
        .join(BssBillingAccount, col(BssBillingAccount.id) == BssService.billing_account_id)
        .join(BssOffering, col(BssOffering.id) == BssService.offering_id)
        .where(BssService.id == as_id(service_id), col(BssBillingAccount.number).in_(numbers))
    )
    row = (await db.exec(found.execution_options(populate_existing=True))).first()
    if row is None:
        raise ServiceUnknown
    service, account, offering = row
    options = await db.exec(select(BssServiceOption).where(BssServiceOption.service_id == service.id))
    return Standing(
        account,
        service,
        offering,
        {option.offering_id: option.price_minor for option in options},
        await waiting(db, service.id),
    )


async def waiting(db: Db, service_id: UUID) -> list[BssProductOrder]:
    """Orders that wait for their day, in the order they were given."""
    mine = select(BssProductOrder).where(BssProductOrder.service_id == service_id)
    return list(await db.exec(mine.where(BssProductOrder.status == "scheduled").order_by(col(BssProductOrder.at))))


async def change_rules(db: Db, kind: str) -> dict[str, BssChangeRule]:
    """Rules of this service kind by direction; a direction without a rule is closed."""
    rows = await db.exec(select(BssChangeRule).where(BssChangeRule.kind == kind))
    return {row.change: row for row in rows}


async def suspension_rule(db: Db, kind: str) -> BssSuspensionRule | None:
    """The voluntary stop of this kind; None when there is none."""
    return await db.get(BssSuspensionRule, kind)


async def relations(db: Db, kind: str) -> list[BssOfferingRelation]:
    """Which options of this kind need or exclude which."""
    found = select(BssOfferingRelation).join(BssOffering, col(BssOffering.id) == BssOfferingRelation.offering_id)
    return list(await db.exec(found.where(BssOffering.kind == kind)))


async def stopped_days(db: Db, service_id: UUID, today: date) -> int:
    """Days of voluntary stops begun in this calendar year, a running one up to its end."""
    stops = select(BssProductOrder).where(
        BssProductOrder.service_id == service_id,
        BssProductOrder.kind == "suspend",
        col(BssProductOrder.effective_on) >= today.replace(month=1, day=1),
    )
    return sum((stop.ends_on - stop.effective_on).days for stop in await db.exec(stops) if stop.ends_on)


async def last_tariff_change(db: Db, service_id: UUID) -> date | None:
    """The day the tariff was last changed."""
    mine = select(func.max(BssProductOrder.effective_on)).where(
        BssProductOrder.service_id == service_id, BssProductOrder.kind == "tariff", BssProductOrder.status == "done"
    )
    return (await db.exec(mine)).one()


def blocked(service: BssService, account: BssBillingAccount) -> Why | None:
    """Why nothing at all may be changed now: the service stands still, or there is a debt."""
    if service.stopped_for == "own":
        return Why("why.paused", possible_on=service.resume_on)
    if service.stopped_for == "operator":
        return Why("why.stopped_by_operator")
    if account.balance_minor < 0:
        return Why("why.debt", {"amount_minor": -account.balance_minor})
    return Why("why.stopped_for_debt") if service.stopped_for else None


def short_of(charge_minor: int, spendable_minor: int) -> Why | None:
    """Why a charge at once is not possible: what the balance lacks."""
    lacking = charge_minor - spendable_minor
    return Why("why.money", {"amount_minor": lacking}) if charge_minor > 0 and lacking > 0 else None


def as_id(text: str) -> UUID | None:
    """The id behind its text; None, which no row has, for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
