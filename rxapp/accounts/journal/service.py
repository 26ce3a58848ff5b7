"""Write an entry; check the chain."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists
from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import rules as devices
from rxapp.accounts.journal import rules
from rxapp.accounts.journal.rules import Kind
from rxapp.accounts.journal.tables import JournalHead, SecurityEvent
from rxapp.core import clock
from rxapp.core.db import Db, insert_of


async def record(db: Db, account_id: UUID, kind: Kind, browser: Browser, **details: str | int) -> None:
    """Write down what happened, in the caller's transaction. ``details`` hold no secret and no unmasked contact.

    Locks the account's head of chain until the end of the transaction: call it after other rows of the account.
    """
    head = await _locked_head(db, account_id)
    now, seen = clock.now(), devices.describe(browser.user_agent)
    entry = SecurityEvent(
        account_id=account_id,
        number=head.number + 1,
        kind=kind,
        at=now,
        family=seen.family,
        system=seen.system,
        network=devices.network(browser.ip),
        details=rules.details_text(details),
        previous_hash=head.entry_hash,
        entry_hash="",
    )
    entry.entry_hash = _hash(entry)
    head.number, head.entry_hash = entry.number, entry.entry_hash
    db.add(entry)
    db.add(head)
    await db.flush()


async def first_flaw(db: Db, account_id: UUID) -> int | None:
    """The number of the first entry that was changed, forged or is missing; None when the chain holds.

    Entries older than a year may be gone from the beginning; a missing tail shows at the head.
    """
    mine = select(SecurityEvent).where(SecurityEvent.account_id == account_id)
    entries = (await db.exec(mine.order_by(col(SecurityEvent.number)))).all()
    before: SecurityEvent | None = None
    for entry in entries:
        follows = before is None or (entry.number, entry.previous_hash) == (before.number + 1, before.entry_hash)
        if not follows or entry.entry_hash != _hash(entry):
            return before.number + 1 if before and entry.number != before.number + 1 else entry.number
        before = entry
    head = await db.get(JournalHead, account_id)
    last = (before.number, before.entry_hash) if before else (0, "")
    if head is not None and before is not None and (head.number, head.entry_hash) != last:
        return last[0] + 1
    return 1 if head is None and before else None


async def purge(db: Db) -> int:
    """Delete entries older than a year, which the database allows; returns how many. For a periodic job.

    The sandbox's clock may be ahead of the database's, so the machine's counts.
    """
    old = clock.real() - timedelta(days=rules.KEPT_DAYS, hours=1)
    gone = (await db.exec(delete(SecurityEvent).where(col(SecurityEvent.at) < old))).rowcount
    kept = exists().where(col(SecurityEvent.account_id) == col(JournalHead.account_id))
    await db.exec(delete(JournalHead).where(~kept))
    return gone


def _hash(entry: SecurityEvent) -> str:
    rest = (str(entry.account_id), entry.family, entry.system, entry.network, entry.details)
    return rules.link(entry.previous_hash, entry.number, entry.kind, entry.at, *rest)


async def _locked_head(db: Db, account_id: UUID) -> JournalHead:
    # Two first entries at once must not collide: the loser of the insert waits for the winner's row.
    insert = insert_of(db)
    fresh = insert(JournalHead).values(account_id=account_id, number=0, entry_hash="")
    await db.exec(fresh.on_conflict_do_nothing(index_elements=["account_id"]))
    return await db.get_one(JournalHead, account_id, with_for_update=True, populate_existing=True)
