"""What people chose; no row means what is usual."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class NoticeChoice(SQLModel, table=True):
    """Whether an account wants this event over this channel."""

    __tablename__ = "notice_choice"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    event: str = Field(primary_key=True, max_length=20)
    channel: str = Field(primary_key=True, max_length=8)
    wanted: bool
    chosen_at: datetime
