"""Entries and, per account, the head of their chain.

No foreign key to the account: attempts at names nobody has are written down too, in the same way and time.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.accounts.journal.rules import KEPT_DAYS
from rxapp.core import append_only


class SecurityEvent(SQLModel, table=True):
    """One entry; ``number`` counts from 1 within the account. Never updated, not deleted within a year."""

    __tablename__ = "security_event"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID
    number: int
    kind: str = Field(max_length=32)
    at: datetime = Field(index=True)
    family: str = Field(default="", max_length=40)
    system: str = Field(default="", max_length=40)
    network: str = Field(default="", max_length=45)
    details: str = Field(default="{}", sa_type=Text)
    previous_hash: str = Field(max_length=64)
    entry_hash: str = Field(max_length=64)


class JournalHead(SQLModel, table=True):
    """The newest entry of an account: what the next one builds on, and what a cut-off tail is noticed by."""

    __tablename__ = "journal_head"

    account_id: UUID = Field(primary_key=True)
    number: int = 0
    entry_hash: str = Field(default="", max_length=64)


append_only.install(SQLModel.metadata, "security_event", kept_days=KEPT_DAYS)
