"""Which billing accounts a portal account shows, what is being proved, how the cards lie."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ServiceLink(SQLModel, table=True):
    """A proved link. One billing account may be shown to several people who each proved it theirs.

    ``name`` is what its owner calls it ("mother's flat"); empty: nothing.
    """

    __tablename__ = "service_link"
    __table_args__ = (UniqueConstraint("account_id", "account_number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    account_number: str = Field(max_length=12, index=True)
    region: str = Field(max_length=10)
    name: str = Field(default="", max_length=40)
    linked_at: datetime


class ServiceProof(SQLModel, table=True):
    """What a session is proving, or has proved and not yet linked; one an account.

    ``phone`` is where a code went; empty for a proof by the service's password. ``account_number`` is empty for a
    number the operator does not know: no code fits it.
    """

    __tablename__ = "service_proof"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", unique=True, ondelete="CASCADE")
    session_id: UUID
    account_number: str = Field(max_length=12)
    region: str = Field(max_length=10)
    phone: str = Field(default="", max_length=16)
    proved: bool = False
    expires_at: datetime = Field(index=True)


class CardPlace(SQLModel, table=True):
    """Where a subscriber put a service's card, and whether they hid it; without a row it stands after the others."""

    __tablename__ = "service_card_place"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    service_id: str = Field(primary_key=True, max_length=36)
    position: int
    hidden: bool = False


class DismissedOffer(SQLModel, table=True):
    """An account of the operator that the subscriber does not want to be offered again."""

    __tablename__ = "service_offer_dismissed"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    account_number: str = Field(primary_key=True, max_length=12)
