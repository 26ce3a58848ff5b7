"""Whose is what, by credentials and by phone."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import col, or_, select

from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.ownership.tables import BssSimChange
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssCustomer, BssService
from rxapp.gateways.bss.values import BillingAccount, KnownAccount

MOST = 20


async def credentials(db: Db, kind: str, region: str, number: str, login: str) -> str | None:
    """The password hash of the one service of this kind with this login on this account of this region."""
    found = (
        select(BssService.secret_hash)
        .join(BssBillingAccount)
        .where(BssBillingAccount.number == number, BssBillingAccount.region == region)
        .where(BssService.kind == kind, BssService.login == login)
    )
    return (await db.exec(found)).first()


async def of_mobile(db: Db, phone: str) -> BillingAccount | None:
    """The account with this mobile number."""
    found = (
        select(BssBillingAccount)
        .join(BssService)
        .where(BssService.kind == "mobile", BssService.msisdn == phone)
        .order_by(col(BssBillingAccount.number))
    )
    row = (await db.exec(found)).first()
    return BillingAccount(row.number, row.region) if row else None


async def known_for(db: Db, phone: str) -> list[KnownAccount]:
    """Accounts with this number, and those of customers who left it as their contact."""
    own = select(BssService.billing_account_id).where(BssService.msisdn == phone)
    contact = select(BssCustomer.id).where(BssCustomer.phone == phone)
    found = (
        select(BssBillingAccount, BssService.kind)
        .join(BssService, col(BssService.billing_account_id) == BssBillingAccount.id)
        .where(or_(col(BssBillingAccount.id).in_(own), col(BssBillingAccount.customer_id).in_(contact)))
        .order_by(col(BssBillingAccount.number))
    )
    kinds: dict[BillingAccount, set[str]] = defaultdict(set)
    for account, kind in await db.exec(found):
        kinds[BillingAccount(account.number, account.region)].add(kind)
    listed = [
        KnownAccount(account, tuple(kind for kind in rules.KINDS if kind in has)) for account, has in kinds.items()
    ]
    return listed[:MOST]


async def sim_changed_at(db: Db, phone: str) -> datetime | None:
    """The last change of this number's SIM."""
    return (await db.exec(select(BssSimChange.changed_at).where(BssSimChange.phone == phone))).first()
