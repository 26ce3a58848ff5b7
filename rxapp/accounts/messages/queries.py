"""What in the outbox waits for whom."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.messages import rules
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock
from rxapp.core.db import Db


async def is_urgent(db: Db, message_id: UUID) -> bool:
    """Whether the message goes by the fast lane."""
    return bool((await db.exec(select(OutboxMessage.urgent).where(OutboxMessage.id == message_id))).first())


async def untried(db: Db, *, urgent: bool, most: int) -> Sequence[UUID]:
    """Messages of one lane that nobody has tried to send, the oldest first."""
    rows = select(OutboxMessage.id).where(
        col(OutboxMessage.state) == rules.QUEUED,
        col(OutboxMessage.attempts) == 0,
        col(OutboxMessage.urgent).is_(urgent),
    )
    return (await db.exec(rows.order_by(col(OutboxMessage.created_at)).limit(most))).all()


async def stale(db: Db, *, most: int) -> Sequence[UUID]:
    """Messages tried before whose next sign of life is long overdue, the longest first."""
    rows = select(OutboxMessage.id).where(
        col(OutboxMessage.state) == rules.QUEUED,
        col(OutboxMessage.attempts) > 0,
        col(OutboxMessage.next_at) <= clock.now() - rules.STALE_AFTER,
    )
    return (await db.exec(rows.order_by(col(OutboxMessage.next_at)).limit(most))).all()
