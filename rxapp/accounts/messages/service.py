"""Leave a message for sending."""

from datetime import datetime
from functools import partial
from uuid import UUID

from rxapp.accounts.messages import workflows
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
    Returns the message's id, which is also its idempotency key at the gateway.
    """
    row = OutboxMessage(
        account_id=account_id,
        channel=channel,
        to=to,
        subject=subject,
        text=text,
        purpose=purpose,
        not_after=not_after,
        created_at=clock.now(),
    )
    db.add(row)
    await db.flush()
    after_commit(db, partial(workflows.begin, row.id))
    return row.id
