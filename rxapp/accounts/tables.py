"""The account and the names it can be signed in by."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """One person's portal account. A contact is proved when its ``_confirmed_at`` is set."""

    __tablename__ = "account"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_name: str = Field(max_length=32)
    password_hash: str = Field(max_length=255)
    last_name: str = Field(max_length=60)
    first_name: str = Field(max_length=60)
    middle_name: str = Field(default="", max_length=60)
    birth_date: date | None = None
    region: str = Field(max_length=10)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=16)
    email_confirmed_at: datetime | None = None
    phone_confirmed_at: datetime | None = None
    locale: str = Field(default="ru", max_length=2)
    theme: str = Field(default="", max_length=5)
    created_at: datetime


class SignInAlias(SQLModel, table=True):
    """A name an account answers to on the sign-in form: ``kind`` is user_name, phone, email or account_number.

    An unproved alias (``confirmed`` false) yields to whoever proves the same contact, so nobody can squat on a
    stranger's address (security.md OA-5). ``address`` is where a message goes when it is not ``key`` itself: the e-mail
    as its owner spells it.
    """

    __tablename__ = "sign_in_alias"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    kind: str = Field(max_length=16)
    key: str = Field(max_length=320)
    address: str = Field(default="", max_length=320)
    confirmed: bool = False


class Consent(SQLModel, table=True):
    """One act of consent, never updated: what text (version and hash), when, how (PD-1)."""

    __tablename__ = "consent"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    document: str = Field(max_length=40)
    version: str = Field(max_length=20)
    text_hash: str = Field(max_length=64)
    locale: str = Field(max_length=2)
    given_at: datetime
    ip: str = Field(max_length=45)
    method: str = Field(max_length=20)


class ConsentWithdrawal(SQLModel, table=True):
    """The end of one consent, a record of its own: the consent's row stays as it was given (PD-1, PD-5)."""

    __tablename__ = "consent_withdrawal"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    consent_id: UUID = Field(foreign_key="consent.id", unique=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    withdrawn_at: datetime
    ip: str = Field(max_length=45)
    method: str = Field(max_length=20)
