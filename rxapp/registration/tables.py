"""The draft of a registration. It holds personal data of somebody not yet confirmed: it never outlives 24 hours."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class RegistrationDraft(SQLModel, table=True):
    """One per browser. ``kind`` is full (the wizard) or quick (the short form).

    ``step`` is the step to fill next: 1, 2, 3 (short form: 0), then 4 while confirmation is awaited.
    """

    __tablename__ = "registration_draft"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    browser_hash: str = Field(max_length=64, unique=True)
    kind: str = Field(default="full", max_length=5)
    step: int = 1
    user_name: str = Field(default="", max_length=32)
    password_hash: str = Field(default="", max_length=255)
    last_name: str = Field(default="", max_length=60)
    first_name: str = Field(default="", max_length=60)
    middle_name: str = Field(default="", max_length=60)
    birth_date: date | None = None
    region: str = Field(default="", max_length=10)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=16)
    way: str = Field(default="", max_length=5)
    decoy: bool = False
    link_hash: str = Field(default="", max_length=64, index=True)
    consent_hash: str = Field(default="", max_length=64)
    consent_at: datetime | None = None
    locale: str = Field(default="ru", max_length=2)
    ip: str = Field(default="", max_length=45)
    created_at: datetime
    expires_at: datetime = Field(index=True)
