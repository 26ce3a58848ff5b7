"""Up to where a subscriber has read the events."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class EventsSeen(SQLModel, table=True):
    """Events up to this moment are read; without a row nothing was ever shown."""

    __tablename__ = "events_seen"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    seen_at: datetime
