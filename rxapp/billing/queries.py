"""Up to where the events are read."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select

from rxapp.billing.tables import EventsSeen
from rxapp.core.db import Db


async def seen_at(db: Db, account_id: UUID) -> datetime | None:
    """The moment up to which the person has read the events; None before they were first shown."""
    return (await db.exec(select(EventsSeen.seen_at).where(EventsSeen.account_id == account_id))).first()
