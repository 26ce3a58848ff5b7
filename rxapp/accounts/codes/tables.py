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
