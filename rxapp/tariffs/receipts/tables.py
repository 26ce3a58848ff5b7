"""Receipts, what became of them, and the head of each account's chain."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core import append_only

# Five years after the year they were made in (402-FZ, article 29).
KEPT_DAYS = 6 * 366


class ChangeReceipt(SQLModel, table=True):
    """What was agreed to, before it was ordered; the id is the order's idempotency key. Never changed."""

    __tablename__ = "change_receipt"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    number: int
    account_number: str = Field(max_length=12)
    service_id: str = Field(max_length=36, index=True)
    kind: str = Field(max_length=10)
    offering_id: str = Field(max_length=60)
    starts: str = Field(max_length=12)
    days: int
    order_id: str = Field(max_length=36)
    fingerprint: str = Field(max_length=64)
    words: str = Field(sa_type=Text)
    locale: str = Field(max_length=2)
    price_before_minor: int = Field(sa_type=BigInteger)
    price_after_minor: int = Field(sa_type=BigInteger)
    charge_now_minor: int = Field(sa_type=BigInteger)
    effective_on: date
    at: datetime = Field(index=True)
    family: str = Field(max_length=60)
    system: str = Field(max_length=60)
    network: str = Field(max_length=60)
    previous_hash: str = Field(max_length=64)
    receipt_hash: str = Field(max_length=64)


class ChangeOutcome(SQLModel, table=True):
    """What the operator said: ``code`` is empty when it was done, else why not, in words of the receipt's
    language where a rule forbids it. Never changed.
    """

    __tablename__ = "change_outcome"

    receipt_id: UUID = Field(foreign_key="change_receipt.id", primary_key=True)
    order_id: str = Field(max_length=36)
    code: str = Field(max_length=60)
    words: str = Field(default="", sa_type=Text)
    at: datetime


class ReceiptHead(SQLModel, table=True):
    """The last receipt of an account, and the last of those whose term is over; locked by who writes the next one."""

    __tablename__ = "change_receipt_head"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    number: int = 0
    receipt_hash: str = Field(default="", max_length=64)
    purged_number: int = 0
    purged_hash: str = Field(default="", max_length=64)


append_only.install(SQLModel.metadata, "change_receipt", "change_outcome", kept_days=KEPT_DAYS)
