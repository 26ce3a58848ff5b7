"""What only the profile keeps."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class HomeAddress(SQLModel, table=True):
    """Where a person lives, one per account."""

    __tablename__ = "home_address"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    region: str = Field(default="", max_length=10)
    city: str = Field(default="", max_length=80)
    street: str = Field(default="", max_length=120)
    house: str = Field(default="", max_length=20)
    flat: str = Field(default="", max_length=10)
    changed_at: datetime


class ClosedAccount(SQLModel, table=True):
    """An account its owner has closed (PD-6). ``erased_at``: when the last of what it held was gone."""

    __tablename__ = "closed_account"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    closed_at: datetime
    erased_at: datetime | None = Field(default=None, index=True)
