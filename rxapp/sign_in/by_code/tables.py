"""A sign-in by code on its way."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class CodeSignIn(SQLModel, table=True):
    """One per browser; the code's flow. Without an account it is a decoy."""

    __tablename__ = "code_sign_in"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    browser_hash: str = Field(max_length=64, unique=True)
    kind: str = Field(max_length=5)
    key: str = Field(max_length=320)
    shown: str = Field(max_length=320)
    to: str = Field(default="", max_length=320)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    locale: str = Field(default="ru", max_length=2)
    ip: str = Field(default="", max_length=45)
    expires_at: datetime = Field(index=True)
