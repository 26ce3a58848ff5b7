"""The outbox."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class OutboxMessage(SQLModel, table=True):
    """A message to be sent. ``to``, ``subject`` and ``text`` live only while ``state`` is queued (PD-6).

    ``urgent`` rows do not wait for the others (OB-2). By ``next_at`` the next sign of life is due: a queued row
    far behind it has lost its workflow.
    """

    __tablename__ = "outbox_message"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID | None = Field(default=None, index=True)
    channel: str = Field(max_length=8)
    to: str = Field(max_length=320)
    subject: str = ""
    text: str
    purpose: str = Field(max_length=32)
    urgent: bool = False
    not_after: datetime | None = None
    created_at: datetime
    state: str = Field(default="queued", max_length=8, index=True)
    attempts: int = 0
    next_at: datetime
    sent_at: datetime | None = None
    settled_at: datetime | None = Field(default=None, index=True)
