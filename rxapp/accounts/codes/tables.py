"""One row per flow: a resend overwrites the former code, so only the newest one lives (OTP-2)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class ConfirmationCode(SQLModel, table=True):
    """A code on its way to a person. ``flow_id`` is the id of what it confirms; the code itself only as an HMAC."""

    __tablename__ = "confirmation_code"

    flow_id: UUID = Field(primary_key=True)
    purpose: str = Field(max_length=32)
    destination: str = Field(max_length=320)
    browser_hash: str = Field(max_length=64)
    code_hash: str = Field(max_length=64)
    attempts: int = 0
    sent: int = 1
    started_at: datetime
    sent_at: datetime
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class CodeGuessing(SQLModel, table=True):
    """Wrong guesses in a row at one phone or e-mail, kept as a keyed hash (OTP-6)."""

    __tablename__ = "code_guessing"

    destination_hash: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    guessed_at: datetime = Field(index=True)


class CodeVolume(SQLModel, table=True):
    """How many codes went out in one hour, ``2026-11-25T03`` UTC, all together: the breaker's meter (OTP-5)."""

    __tablename__ = "code_volume"

    hour: str = Field(primary_key=True, max_length=13)
    sent: int = 0
