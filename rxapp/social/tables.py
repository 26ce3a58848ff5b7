"""Attempts under way, linked identities, identities that wait for an account, the providers' health."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class SocialAttempt(SQLModel, table=True):
    """One way to a provider and back (OA-1): ten minutes, one use, this browser. ``sealed`` holds nonce and verifier.

    For a link ``account_id`` and ``session_id`` are who asked for it; the same must come back.
    """

    __tablename__ = "social_attempt"

    state_hash: str = Field(primary_key=True, max_length=64)
    browser_hash: str = Field(max_length=64)
    provider: str = Field(max_length=8)
    sealed: str = Field(max_length=512)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    session_id: UUID | None = None
    to: str = Field(default="", max_length=200)
    expires_at: datetime = Field(index=True)


class SocialIdentity(SQLModel, table=True):
    """Somebody's account at a provider that signs in here (OA-4, OA-10). ``email`` and ``name`` are only shown."""

    __tablename__ = "social_identity"
    __table_args__ = (UniqueConstraint("provider", "subject"), UniqueConstraint("account_id", "provider"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    provider: str = Field(max_length=8)
    subject: str = Field(max_length=255)
    email: str = Field(default="", max_length=320)
    name: str = Field(default="", max_length=121)
    linked_at: datetime
    used_at: datetime | None = None


class PendingIdentity(SQLModel, table=True):
    """An identity nobody has here yet, kept for this browser: to register with, or (``proving``) to be linked to the
    account that signs in next. Personal data of somebody unknown: an hour, a day with a registration under way.
    """

    __tablename__ = "social_pending"

    browser_hash: str = Field(primary_key=True, max_length=64)
    provider: str = Field(max_length=8)
    subject: str = Field(max_length=255)
    email: str = Field(default="", max_length=320)
    email_trusted: bool = False
    given_name: str = Field(default="", max_length=60)
    family_name: str = Field(default="", max_length=60)
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    phone: str = Field(default="", max_length=16)
    proving: bool = False
    expires_at: datetime = Field(index=True)


class ProviderHealth(SQLModel, table=True):
    """Failures in a row of one provider, and until when nobody is sent there."""

    __tablename__ = "social_provider_health"

    provider: str = Field(primary_key=True, max_length=8)
    failures: int = 0
    until: datetime | None = None
