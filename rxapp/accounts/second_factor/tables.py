"""The secret, the recovery codes, and people between the first and the second step."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class SecondFactor(SQLModel, table=True):
    """One per account, on when ``confirmed_at`` is set. ``last_step`` is the newest time step that was used."""

    __tablename__ = "second_factor"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    secret_sealed: str = Field(max_length=255)
    last_step: int = 0
    created_at: datetime
    confirmed_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the application once; only its keyed hash."""

    __tablename__ = "recovery_code"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    code_hash: str = Field(max_length=64, unique=True)
    used_at: datetime | None = None


class HalfSignIn(SQLModel, table=True):
    """A browser whose first factor was right; one per browser, minutes long. The browser holds nothing of it."""

    __tablename__ = "half_sign_in"

    browser_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    remembered: bool = False
    expires_at: datetime = Field(index=True)
