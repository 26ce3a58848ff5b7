"""Contacts being added."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class PendingContact(SQLModel, table=True):
    """A contact an account wants to prove its own, one of a kind at a time. ``id`` is the flow of its codes.

    ``decoy``: it has a proved owner already; the screen goes on alike and no code is right.
    """

    __tablename__ = "pending_contact"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    session_id: UUID
    kind: str = Field(max_length=5)
    key: str = Field(max_length=320)
    address: str = Field(max_length=320)
    decoy: bool = False
    expires_at: datetime = Field(index=True)
