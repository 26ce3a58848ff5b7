"""A recovery on its way."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class Recovery(SQLModel, table=True):
    """One per browser. ``step`` is the step to do next (``rules``). Without an account it is a decoy.

    The typed name only as a keyed hash; ``destination`` is filled when the channel is chosen.
    """

    __tablename__ = "recovery"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    browser_hash: str = Field(max_length=64, unique=True)
    step: int = 1
    who_hash: str = Field(max_length=64)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    way: str = Field(default="", max_length=5)
    channel: str = Field(default="", max_length=5)
    destination: str = Field(default="", max_length=320)
    link_hash: str = Field(default="", max_length=64, index=True)
    link_expires_at: datetime | None = None
    locale: str = Field(default="ru", max_length=2)
    ip: str = Field(default="", max_length=45)
    expires_at: datetime = Field(index=True)
