"""The outbox."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class OutboxMessage(SQLModel, table=True):
    """A message to be sent. ``text`` and ``subject`` live only while ``state`` is queued."""

    __tablename__ = "outbox_message"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID | None = Field(default=None, index=True)
    channel: str = Field(max_length=8)
    to: str = Field(max_length=320)
    subject: str = ""
    text: str
    purpose: str = Field(max_length=32)
    not_after: datetime | None = None
    created_at: datetime
    state: str = Field(default="queued", max_length=8, index=True)
    attempts: int = 0
    sent_at: datetime | None = None
