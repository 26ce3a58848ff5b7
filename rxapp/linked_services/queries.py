"""Reads of links, by their owner."""

from uuid import UUID

from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services.tables import ServiceLink


async def links(db: Db, account_id: UUID) -> list[BillingAccount]:
    """The account's billing accounts, the first linked first."""
    mine = select(ServiceLink).where(ServiceLink.account_id == account_id)
    rows = await db.exec(mine.order_by(col(ServiceLink.linked_at), col(ServiceLink.account_number)))
    return [BillingAccount(number=row.account_number, region=row.region) for row in rows]


async def owners(db: Db, account_number: str) -> list[UUID]:
    """Portal accounts that show this billing account."""
    found = select(ServiceLink.account_id).where(ServiceLink.account_number == account_number)
    return list(await db.exec(found.order_by(col(ServiceLink.account_id))))
