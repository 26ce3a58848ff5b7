"""Known browsers, per account. One cookie may stand in several rows: a family shares a computer."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class KnownDevice(SQLModel, table=True):
    """A browser this account has signed in from. ``trusted``: the second factor is not asked here."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("account_id", "device_hash"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    device_hash: str = Field(max_length=64, index=True)
    trusted: bool = False
    known_at: datetime
    used_at: datetime = Field(index=True)
