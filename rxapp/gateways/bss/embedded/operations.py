"""Each change happens once: the idempotency key is claimed, the account locked, the answer kept."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import col, select

from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss.embedded import feed, loyalty
from rxapp.gateways.bss.embedded.errors import AccountUnknown, KeyReused
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssOperation, BssService

Change = Callable[[BssBillingAccount], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the account stood right after a change. ``services`` maps a service id to active or suspended."""

    action: str
    account_number: str
    balance_minor: int
    points: int
    services: dict[str, str]


async def once(
    db: Db, kind: str, key: str, number: str, request: dict[str, str | int], change: Change, at: datetime
) -> Receipt:
    """Run ``change`` on the locked account, unless this key already did; then give the first answer again.

    A refused change rolls back with its transaction, so its key stays free. Locks are always taken in the order
    key, account, member.

    Raises KeyReused for the same key with another request, AccountUnknown.
    """
    fingerprint = hashlib.sha256(json.dumps({**request, "number": number}, sort_keys=True).encode()).hexdigest()
    if not await _claimed(db, kind, key, fingerprint, at):
        return await _answered(db, kind, key, fingerprint)
    account = await locked(db, number)
    await change(account)
    await db.flush()
    receipt = await _receipt(db, kind, account)
    operation = await db.get_one(BssOperation, (kind, key))
    operation.answer = json.dumps(asdict(receipt))
    db.add(operation)
    feed.announce(db, number)
    return receipt


async def locked(db: Db, number: str) -> BssBillingAccount:
    """The account, locked until the transaction ends. Raises AccountUnknown."""
    found = select(BssBillingAccount).where(BssBillingAccount.number == number).with_for_update()
    account = (await db.exec(found.execution_options(populate_existing=True))).first()
    if account is None:
        raise AccountUnknown
    return account


async def _claimed(db: Db, kind: str, key: str, fingerprint: str, at: datetime) -> bool:
    # On PostgreSQL a second claim of the same key waits here for the first one's commit.
    insert = insert_of(db)
    fresh = insert(BssOperation).values(kind=kind, key=key, request_hash=fingerprint, answer="", at=at)
    done = await db.exec(fresh.on_conflict_do_nothing().returning(col(BssOperation.key)))
    return done.first() is not None


async def _answered(db: Db, kind: str, key: str, fingerprint: str) -> Receipt:
    operation = await db.get_one(BssOperation, (kind, key))
    if operation.request_hash != fingerprint:
        raise KeyReused
    return Receipt(**json.loads(operation.answer))


async def _receipt(db: Db, kind: str, account: BssBillingAccount) -> Receipt:
    services = await db.exec(
        select(BssService).where(BssService.billing_account_id == account.id).order_by(col(BssService.id))
    )
    member = await loyalty.member(db, account.customer_id)
    states = {str(row.id): "suspended" if row.stopped_for else "active" for row in services}
    return Receipt(kind, account.number, account.balance_minor, member.points if member else 0, states)
