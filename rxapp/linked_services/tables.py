"""Which billing accounts a portal account shows."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ServiceLink(SQLModel, table=True):
    """A proved link. One billing account may be shown to several people who each proved it theirs."""

    __tablename__ = "service_link"
    __table_args__ = (UniqueConstraint("account_id", "account_number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    account_number: str = Field(max_length=12, index=True)
    region: str = Field(max_length=10)
    linked_at: datetime
