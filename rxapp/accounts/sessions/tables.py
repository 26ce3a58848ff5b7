"""Sessions and the tickets that start them. Only hashes of what the browser holds (SESS-1)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class Session(SQLModel, table=True):
    """A signed-in browser. Dead when ``ended_at`` is set or a limit has passed."""

    __tablename__ = "session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    remembered: bool = False
    user_agent: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=45)
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)


class SignInTicket(SQLModel, table=True):
    """A proof of sign-in on its way from the socket to the cookie: one use, seconds long, tied to one browser."""

    __tablename__ = "sign_in_ticket"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    ticket_hash: str = Field(max_length=64, unique=True)
    browser_hash: str = Field(max_length=64)
    remembered: bool = False
    expires_at: datetime
    used_at: datetime | None = None
