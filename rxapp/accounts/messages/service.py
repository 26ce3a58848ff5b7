"""Leave a message for sending."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col

from rxapp.accounts.messages import rules, workflows
from rxapp.accounts.messages.rules import Channel
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock
from rxapp.core.db import Db, after_commit


async def post(
    db: Db,
    *,
    channel: Channel,
    to: str,
    text: str,
    subject: str = "",
    purpose: str,
    not_after: datetime | None = None,
    account_id: UUID | None = None,
) -> UUID:
    """Queue a message; it is sent once the transaction of ``db`` commits, never when it rolls back.

    ``not_after`` is when the message loses its sense (a code's expiry); without it sending is tried for a day.
    A term of 15 minutes at most makes it urgent: it overtakes all others. Returns the message's id, which is also its
    idempotency key at the gateway.
    """
    now = clock.now()
    row = OutboxMessage(
        account_id=account_id,
        channel=channel,
        to=to,
        subject=subject,
        text=text,
        purpose=purpose,
        urgent=rules.is_urgent(now, not_after),
        not_after=not_after,
        created_at=now,
        next_at=now,
    )
    db.add(row)
    await db.flush()
    after_commit(db, partial(workflows.begin, row.id, urgent=row.urgent))
    return row.id


async def purge(db: Db) -> int:
    """Delete messages settled 30 days ago (PD-6); returns how many. For a periodic job."""
    old = clock.now() - rules.KEEP_SETTLED
    return (await db.exec(delete(OutboxMessage).where(col(OutboxMessage.settled_at) <= old))).rowcount


async def give_up(db: Db) -> int:
    """Settle and erase queued messages whose term is long over, whatever became of their sending; returns how many.

    Sending itself settles a message at its term: this is for those it has lost sight of.
    """
    now = clock.now()
    late = now - rules.STALE_AFTER
    queued = (col(OutboxMessage.state) == rules.QUEUED, col(OutboxMessage.next_at) <= late)
    gone = {"to": "", "text": "", "subject": "", "settled_at": now}
    with_term = col(OutboxMessage.not_after) <= late
    without = (col(OutboxMessage.not_after).is_(None), col(OutboxMessage.created_at) <= late - rules.PATIENCE)
    expired = await db.exec(update(OutboxMessage).where(*queued, with_term).values(state="expired", **gone))
    failed = await db.exec(update(OutboxMessage).where(*queued, *without).values(state="failed", **gone))
    return expired.rowcount + failed.rowcount
